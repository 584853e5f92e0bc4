"""Words: a name, a text as it was said, a list of topics."""

import re
from dataclasses import dataclass

from flows.ears.hearing import Hearing, Json, plain, visible, words_of

LONGEST_TEXT = 4096
_LONGEST_NAME = 60
_MOST_NAMES = 4

_INTRODUCED = re.compile(
    r"""^(?:(?:hi|hello|hey|well|ok|okay|sure|yes|moi|hei|terve|moikka|no|joo|okei)[\s,!.]+)*
    (?:(?:and\s+)?my\s+(?:first\s+|full\s+|preferred\s+)?name\s+is|my\s+name's|the\s+name(?:'s|\s+is)|name\s*:|name's|i'm\s+called
    |i\s+am\s+called|i'm|im|i\s+am|it'?s|it\s+is|this\s+is|i\s+go\s+by|(?:i\s+)?prefer(?:\s+to\s+be\s+called)?
    |i'd\s+(?:like|prefer)\s+to\s+be\s+called
    |(?:please\s+|(?:you\s+can\s+)?just\s+|you\s+can\s+|you\s+may\s+|people\s+|everyone\s+|friends\s+
    |my\s+friends\s+)*call(?:s)?\s+me
    |just(?=\s)|(?:minun\s+|mun\s+)?(?:nimi|nimeni)\s+on|nimi\s*:|(?:minä\s+|mä\s+|ma\s+)?(?:olen|oon)
    |(?:voit\s+|saat\s+)?(?:sano|sanoa|kutsu|kutsua)(?:\s+(?:mua|minua|mulle|minulle|vaan|vain|ihan|vaikka))*
    |ihan\s+vaan|vaan(?=\s)|vain(?=\s)|(?:mua|minua)\s+(?:sanotaan|kutsutaan)|se\s+on)\s+""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOSED = re.compile(
    r"(?:[\s,]+(?:please|thanks|thank\s+you|kiitos|vaan|vain|is\s+fine|is\s+ok|is\s+good|works|käy\s+hyvin|käy|riittää))+$",
    re.IGNORECASE,
)
_ASKS_FOR_ENDING = re.compile(r"\b(?:kutsu|kutsua|kutsutaan|sanotaan|mua|minua)\b", re.IGNORECASE)
_NO_NAMES = """
    am and anything apua are back because can't cancel cannot did does don't dunno ehkä ei en että fine
    good had halua haluan happy has have hei hello help here hey hi how idk ihan is it joo juu kerro
    kiitos know koska kuka kunnossa kyllä later lopeta maybe me miksi milloin minä missä miten mitä moi my
    myself mä name nimi no nobody none nope not nothing ohita ok okay oli olla on or pause peruuta please
    rather ready sad sama say se should sinä skip start stop sure sä tai takaisin tell terve thanks that
    the there think this tiedä tired tämä täällä valmis voi voin väliä väsynyt want was what whatever when
    where whichever who why won't would yeah yep yes you your
"""
_NOT_NAMES = frozenset(_NO_NAMES.split())


@dataclass(frozen=True)
class Name:
    """The name a person wants to be called by, as they wrote it, 1 to 60 characters and at most four words.

    Invisible characters and text-direction marks are dropped; emoji are kept, for some sign so, but there
    must be a letter. "Call me Maria please" is Maria. Questions, links and sentences are no names. Finnish
    "kutsu minua Maisaksi" is Maisa; where the ending may hide a doubled consonant (Matiksi, Pekaksi) it asks
    again.
    """

    def hear(self, text: str, _: Hearing) -> Json | None:
        said = " ".join(visible(text[:400]).replace("’", "'").split())
        if len(text) > 400 or "?" in said:
            return None
        name = _CLOSED.sub("", re.sub(r"\s*\([^)]*\)$", "", said))
        introduced = _INTRODUCED.match(name)
        if introduced:
            name = name[introduced.end() :]
        name = _CLOSED.sub("", name).strip(" \t.,;:!\"'“”«»()[]*_-/\\")
        if introduced and _ASKS_FOR_ENDING.search(introduced[0]):
            return _without_ending(name) if _is_name(name) else None
        return name if _is_name(name) else None


def _is_name(name: str) -> bool:
    words = words_of(plain(name))
    return (
        1 <= len(name) <= _LONGEST_NAME
        and 1 <= len(words) <= _MOST_NAMES
        and any(mark.isalpha() for mark in name)
        and not _NOT_NAMES.intersection(words)
        and not re.search(r"[@/\\<>{}=]|https?:|www\.|[.,;!?]\s", name)
    )


def _without_ending(name: str) -> str | None:
    """Maisaksi -> Maisa; None where a k, p or t before the last vowel may have been two."""
    if not re.search(r"ks(?:i)?$", name, re.IGNORECASE) or len(name) < 5:
        return name
    stem = re.sub(r"ks(?:i)?$", "", name, flags=re.IGNORECASE)
    return None if re.search(r"(?<![kpt])[kpt][aeiouyäö]$", stem, re.IGNORECASE) else stem


@dataclass(frozen=True)
class Words:
    """What was said, trimmed, with nothing added or taken away: 1 to 4096 characters."""

    def hear(self, text: str, _: Hearing) -> Json | None:
        said = text.strip()
        return said if 1 <= len(said) <= LONGEST_TEXT else None


_NOTHING = frozenset(
    phrase.strip()
    for line in """
    ei|ei kiitos|ei mikään|ei mikään aihe|ei minulla|ei mitään|ei mitään erityistä|ei mitään sellaista
    ei mulla|ei nyt|ei ole|ei ole mitään|ei oo|ei toistaiseksi|ei tule mieleen|ei tällä hetkellä
    everything is fine|kaikesta voi puhua|no|no thanks|no topics|no topics are off limits|none|none really
    nope|not really|not that i know|nothing|nothing at the moment|nothing comes to mind|nothing is off limits
    nothing really|nothing special|nothing to avoid
    """.strip().splitlines()
    for phrase in line.split("|")
)
_THANKS = frozenset(("thanks", "thank you", "please", "kiitos", "kiitti"))
_BETWEEN = re.compile(r"[,;\n•]+|(?<=\w)\s+(?:and|ja|sekä|&)\s+(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Topics:
    """Topics in the client's own words, split at commas, lines, "and" and "ja"; "none" is an empty list."""

    def hear(self, text: str, _: Hearing) -> Json | None:
        said = _visible_lines(text) if len(text) <= LONGEST_TEXT else ""
        if not said:
            return None
        parts = [part.strip(" \t.!-*\"'") for part in _BETWEEN.split(said)]
        parts = [re.sub(r"^(?:and|ja)\s+", "", part) for part in parts]
        topics = [part for part in dict.fromkeys(parts) if part and plain(part) not in _THANKS]
        if len(topics) == 1 and " ".join(words_of(plain(topics[0]))) in _NOTHING:
            return []
        return topics or None


def _visible_lines(text: str) -> str:
    return "\n".join(filter(None, (visible(line).strip() for line in text.splitlines())))
