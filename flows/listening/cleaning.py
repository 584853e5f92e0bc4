"""Cleaning: what was typed in a hurry, as its writer would have put it with time. Nothing is added to it.

Addresses of pages and people become a bare "@", which no echo may hold.
"""

import re
from collections.abc import Mapping
from typing import Any

from flows.listening.gate import without_addresses
from flows.listening.marks import either

LONGEST_HEARD = 2_000
"""Characters looked at, so that the cost is bounded. Of a longer text its beginning, and more of its end."""

_HEAD = 600
_APOSTROPHES = re.compile("[’‘ʼ´`]")
_QUOTES = str.maketrans("“”„«»", '"""""')
_PICTURES = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2190-\u21ff\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3\U000e0000-\U000e007f]+"
    r"|(?<![\w:;])(?:[:;=]['-]?[()DPpO3/\\|*]+|<3+|\^\^|x[Dd]|:'\(|T_T|-_-)(?!\w)"
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1+")
_TWICE = re.compile(r"\b(\w+(?:'\w+)?)(?: \1\b|,+ ?(?-i:(?![A-Z]))\1\b(?!'))+", re.IGNORECASE)
_MEANT_TWICE = frozenset(("had", "you", "that", "very", "really", "no", "never"))
_SEEKS_A_WORD = re.compile(
    r"(?:\.{2,}|,|^)\s*(?:how (?:to|do i|do you|can i|should i) (?:say|put|call)(?: it| this| that)?|what(?:'s| is) the word"
    r"|miten sen (?:nyt )?sanoisi\w*|mite[nk]+ä? (?:sen|sitä|tän) (?:nyt )?sanois\w*|mikä se sana (?:on|oli))\s*(?:\.{2,}|,|\?+)\s*",
    re.IGNORECASE,
)  # filler of one who looks for a word
_CORRECTED = re.compile(r"\b\w+ tai siis\b,? (?=\w)", re.IGNORECASE)  # who corrects a word meant the other
_HEDGED_QUESTION = re.compile(
    r"\b(i (?:guess|think|suppose|reckon)|maybe|or something|kai|ehkä|luulisin|vissiin)\s*\?+", re.IGNORECASE
)  # unsure of it, but told
_ASTONISHED = re.compile(
    r"(?<![^.!?\n])(?!\s*(?:(?:and|but|so|or|like|then|well|ok|okay)[, ]+)*(?:who|what|why|how|when|where|which|is|are|am|was|were|do|does|did|can|could|will|would|should|shall|have|has|any|ur|u|r|you)\b)"
    r"([^.!?\n]+ [^.!?\n]+)\?{2,}",
    re.IGNORECASE,
)  # no question: "the consultant was fine??"
_UPTALK = re.compile(
    r"((?:^|(?<=[.!?\n] ))(?:and |but |so |like |then )*i (?:think|thought|guess|suppose|kinda|kind of)\b(?![^?.!\n]*\b(?:wrong|fault|worse|bad|deserve\w*|terrible|awful)\b)"
    r"(?![^?.!\n]*\b(?:you|u|should i|can i|do i|am i|is it|is that|was i|was it|could i|would i|what|why|how|who|when|where|which)\b)(?![^?.!\n]*(?:n't (?:i|it|he|she)|right|ok|okay)\?)[^?.!\n]{8,})\?+",
    re.IGNORECASE,
)  # a voice that rises and asks nothing: "i think i wanted her to keep me?"
_RISES_WITHIN = re.compile(
    r"(?<![^.!?\n])(?!\s*(?:(?:and|but|so|or|like|then|well|ok|okay)[, ]+)*(?:who|what|why|how|when|where|which|is|are|am|was|were|do|does|did|can|could|will|would|should|shall|have|has|any|you|u|ur)\b)([^.!?\n]{6,})\? (?=(?:for|like|which|because|cause|cos|to|with|about|of|in|at)\b)",
    re.IGNORECASE,
)  # the same in the middle: "kind of homesick? for this flat"
_LAUGH = re.compile(r"lo+l|(?:ha|he)+h?|lma+o|lmfao|rofl")
_MEANT = re.compile(
    r"(?<=\w )sigh\b"
    r"|(?:(?<=\bthe )|(?<=\ban )|(?<=\bto )|(?<=\bin )|(?<=\bat ))er\b|(?:(?<=\bthe )|(?<=\ban )|(?<=\bfor )|(?<=\btwo )|(?<=\bdental ))x\b"
    r"|(?:freaking|frickin|flipping)(?= (?:out|over|through|between|off|me|him|her|us|them|a|an|the|burgers?|pancakes?|pages?|houses?)\b)"
    r"|bloody(?= (?:nose|lip|knees?|knuckles?|hands?|fingers?|toes?|shirt|towel|sock|cough|stool)\b)"
    r"|(?:(?<=\ba )|(?<=\bgive )|(?<=\bgives ))damn(?=\s*(?:$|[.!?,;\n]|about\b))"
    r"|(?:(?<=\bsaid )|(?<=\bsays )|(?<=\bsay )|(?<=\bwent )|(?<=\bwas )|(?<=\bis )|(?<='s )|(?<=\bi'm )|(?<=\bfeel )|(?<=\bfelt )|(?<=\bbit )|(?<=\bonly )|(?<=\bof ))"
    r"(?:meh|ugh|omg|argh|pfft|yikes|oof|hmm|hm|heh|um|eh)(?=\s*(?:$|[.!?,;\n]|(?:and|but|so|back|to)\b))",
    re.IGNORECASE,
)
"""Where such a word carries something after all: "took him to the er", "i was freaking out", "he just said meh"."""
_HARDLY_KNOWS = re.compile(
    r"(?:^|(?<=[.!?] ))idk,? (?=(?:my|i|i'?m|it|it'?s|he|she|they|we|maybe|can|could|should|there|that|this|the)\b)",
    re.IGNORECASE,
)  # who begins with it says the rest all the same
_HEDGED = re.compile(r"(?<=\w) (i (?:think|guess|suppose|reckon))(?=[.!…]|$)", re.IGNORECASE)
_YA = re.compile(r"(?<=[a-z] )ya\b(?! (?:i|i'm|we|he|she|it|it's|they)\b)", re.IGNORECASE)
_DROPPED_AFTER_A_STOP = re.compile(r"(?<=[.!?]),\s*")
_WORD = re.compile(r"[^\W_]+(?:['/-][^\W_]+)*/?|&")


def capped(text: str) -> str:
    """At most LONGEST_HEARD characters: how a long message begins, and above all how it ends."""
    if len(text) <= LONGEST_HEARD:
        return text
    head, tail = text[:_HEAD], text[len(text) - (LONGEST_HEARD - _HEAD) :]
    return f"{head.rpartition(' ')[0] or head}\n{tail.partition(' ')[2] or tail}"


def tidied(text: str) -> str:
    """Capped, on the plain keyboard, without pictures and with addresses laid to "@"; any language."""
    text = _APOSTROPHES.sub("'", capped(text)).translate(_QUOTES)
    text = _CORRECTED.sub("", text)
    text = _HEDGED_QUESTION.sub(
        r"\1.", _SEEKS_A_WORD.sub(lambda said: ", " if said[0].lstrip()[:1] == "," else " ", text)
    )
    return _PICTURES.sub(" \n", without_addresses(text)).strip()


class SpokenEnglish:
    """Built from the parsed `spoken.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words: dict[str, str] = dict(data["words"])
        self._dropped = frozenset(data["dropped"]["words"])
        self._doubled = frozenset(data["doubled"]["words"])
        self._mends: dict[str, str] = dict(data["mended"])
        self._mended = re.compile(rf"(?:\b|(?='))(?:{either('|'.join(self._mends))})\b", re.IGNORECASE)
        before = {name: "|".join(words) for name, words in data["apostrophe"].items()}
        self._apostrophes = [
            ("ill ", re.compile(rf"\bill (?=(?:{before['ill']})\b)", re.IGNORECASE), "i'll "),
            ("id ", re.compile(rf"\bid (?=(?:{before['id']})\b)", re.IGNORECASE), "i'd "),
            ("its ", re.compile(rf"\bits (?=(?:{before['its']})\b)", re.IGNORECASE), "it's "),
            ("d ", re.compile(rf"\b(s?he|they|we)d (?=(?:{before['would']})\b)", re.IGNORECASE), r"\1'd "),
            ("its", re.compile(rf"(^|[.!?,;]\s*|\b(?:{before['its_after']}) )its\b", re.IGNORECASE), r"\1it's"),
            (" r", re.compile(r"\b(we|they) (?:re|r)\b", re.IGNORECASE), r"\1're"),
        ]
        """What there must be in a text, so that most patterns need not be tried."""

    def written(self, text: str) -> str:
        """ "im soooo tired lol, cant sleep" -> "i'm so tired, can't sleep"."""
        text = _RISES_WITHIN.sub(r"\1 ", text)
        text = _UPTALK.sub(r"\1.", _ASTONISHED.sub(r"\1.", text))
        text = _WORD.sub(self._word, _HARDLY_KNOWS.sub("", text))
        lowered = text.lower()
        for letters, pattern, written in self._apostrophes:
            if letters in lowered:
                text = pattern.sub(written, text)
        lowered = text.lower()
        if any(form in lowered for form in self._mends):
            text = self._mended.sub(lambda said: self._mends[said[0].lower()], text)
        text = re.sub(r"[ \t]+", " ", re.sub(r"\s+([,.!?;])", r"\1", _YA.sub("you", text)))
        text = _DROPPED_AFTER_A_STOP.sub(" ", text)
        text = re.sub(r"([,;])[,; ]*(?=[,;.!?])", "", text)
        text = _HEDGED.sub(r", \1", text)
        return _TWICE.sub(lambda said: said[0] if said[1].lower() in _MEANT_TWICE else said[1], text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0].lower()
        if word in self._dropped and not _MEANT.match(found.string, found.start()):
            # Who laughs in the middle of a line has begun a new sentence.
            return "," if _LAUGH.fullmatch(word) else ""
        if _DRAWN_OUT.search(word):
            twice = _DRAWN_OUT.sub(r"\1\1", word)
            word = twice if twice in self._doubled else _DRAWN_OUT.sub(r"\1", word)
            return self._words.get(word, word)
        return self._words.get(word, found[0])
