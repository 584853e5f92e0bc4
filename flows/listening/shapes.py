"""Shapes of English: whether a part of a message stands alone, and on which subject.

A shallow look, no grammar: a part is taken only when it begins like one that stands alone (a subject and what may be
its verb, or a fragment whose subject is plainly the writer). When in doubt it is left out.
"""

import re
from collections.abc import Mapping

from flows.listening.marks import either

PRONOUN = r"(?:i|i'm|i've|i'd|i'll|we|we're|we've|he|he's|she|she's|it|it's|they|they're|there|there's|that's|this|my|our|everyone|nobody|nothing|everything)"

_I = re.compile(r"(?:i|i'm|i've|i'd|i'll|we|we're|we've|we'd|we'll)\b", re.IGNORECASE)
_NOUNS = re.compile(
    r"(?:my|our|his|her|their|the|a|an|this|these|those|some|all|both|every|most|another|one of my|half the|no)\s+[\w'-]+",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][a-z]+(?:'s \w+)?\b")
_LOST_SOMETHING = re.compile(
    r"lost (?:two|three|four|five|six|one|my|the|a|an|it|him|her|them|our|his|all|some|another|half|\d+)\b",
    re.IGNORECASE,
)
_PAST_TOO = frozenset(
    ("put", "let", "cut", "set", "hit", "shut", "read", "quit", "spread", "hurt", "cost", "beat", "split")
)
"""Verbs whose past is as they are: "she put it on the fridge"."""
_NO_DROPPED_I = re.compile(
    r"(?-i:Ate [A-Z])|miss (?!(?:my|the|her|him|them|it|you|being|having|going|that|this|those|these|our|a|an|when|how|all|work|home|us|talking|seeing|living|doing|playing|hearing|his|their|mum|mom|dad|everyone|everything|nothing|out)\b)|(?:would|could|should|must|might|had|have|was|got) (?:be|been|to)\b|was |made of|used up|used to (?:it|this|that|the)\b|ha(?:ve|d) (?:i|we|you|they|he|she|it)\b|put up|left over|broke up with me"
    r"|(?:don't|never) (?!know|think|want|feel|like|have|care|remember|understand|believe|need|get|see|sleep|trust|mind|even|really|been|had|got|did)",
    re.IGNORECASE,
)
_WHAT_I_WANT = re.compile(r"what (?:i|we) (?:\w+ )?\w+ (?:\w+ )?(?:is|was)\b", re.IGNORECASE)
_TELLS = re.compile(r"\b(?:said|says|was like|goes|told (?:me|him|her|them|us)|asked(?: me)?)\s*[,:\"]", re.IGNORECASE)
_TOLD_NOTHING = re.compile(
    r"\b(?:says|said|goes|asks|asked|tells|told|wrote|texted|shouted|yelled|whispered|replied)(?: (?:to )?(?:me|us|him|her|them))?(?: last \w+| this \w+| today| yesterday)?$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:i|we) (?:think|guess|suppose|reckon|believe|imagine|hope),", re.IGNORECASE)
_NEVER_FIRST = re.compile(
    r"(?:to|like|than|and|or|nor|who|which|that|in order|instead|except|what|how|why|where|the|as)\b", re.IGNORECASE
)
_TWO_SUBJECTS = re.compile(
    rf",\s+{PRONOUN}\b|\b(?:i|we|he|she|it|they|you)\b.*\b(?:i|i'm|i've|i'd|we|he|she|it|it's|they|my \w+)\b",
    re.IGNORECASE,
)
_BEGINS_DOING = re.compile(r"\w+(?:ed|ing)\b|ready\b|good at\b|same\b", re.IGNORECASE)
_AFTER_COMMA = re.compile(rf",\s+{PRONOUN}\b", re.IGNORECASE)
_SUBJECTS = re.compile(r"\b((?:and|or|but) (?:then )?)?(?:i|i'm|i've|i'd|we|he|she|it's|they|my \w+)\b", re.IGNORECASE)


class Shapes:
    """Built from the table "english" of the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self._leads = _starting(rf"(?:{either(data['leads'])})[, ]+")
        self._other = _starting(rf"(?:{either(data['subjects'])})\b")
        self._verb = _starting(rf"(?:{either(data['verbs'])}|\w{{3,}}ed)")
        self._dropped_i = _starting(
            r"(?:(?:just|still|also|really|always|never|barely|hardly|only|even|finally|actually|almost|nearly) )?"
            rf"(?:{either(data['dropped_i'])})\b"
        )
        self.dropped_i_am = _starting(
            r"(?:(?:just|still|also|really|so|very|too|pretty|quite|completely|totally|absolutely|kind of|a bit|a little|bit|always|not|not really|feeling) )*"
            rf"(?:{either(data['dropped_i_am'])})\b(?!'| (?:(?!that\b|she\b|he\b|it\b|they\b|who\b|what\b|there\b|and\b|but\b|how\b|because\b)[\w']+ ){{0,3}}(?:is|isn't|was|wasn't|means|doesn't|don't|didn't)\b)"
        )
        self.subordinate = _starting(rf"(?:{either(data['subordinate'])})\b")
        bases = either("|".join(verb for verb in data["base_verbs"].split("|") if verb not in _PAST_TOO))
        self._unagreeing = re.compile(
            rf"(?:^|[,.] |\b(?:and|but|because|so|then) )(?:he|she|it) (?:just |always |also |only )?(?:{bases})(?![\w'])",
            re.IGNORECASE,
        )
        self._says_as_i_do = re.compile(
            rf"(?<!did )(?<!does )(?<!will )(?<!can )(?<!could )(?<!should )(?<!would )(?<!let )(?<!make )(?<!saw )\b(?:he|she) (?:always |never |only |also |just )?(?:{bases})(?![\w'])",
            re.IGNORECASE,
        )
        self._hanging = re.compile(rf"(?<!to) (?:{either(data['hanging'])})$", re.IGNORECASE)
        self._fine_at_the_end = re.compile(
            rf"\b(?:{either(data['fine_after'])})\b.* (?:{either(data['fine_at_the_end'])})$"
            rf"|\b(?:{either(data['that_after'])}) that$",
            re.IGNORECASE,
        )

    def lead(self, text: str) -> int:
        """How many characters of time or place stand before the subject: "last night "."""
        led = self._leads.match(text)
        return led.end() if led else 0

    def is_mine(self, text: str) -> bool:
        """Whether its subject is the writer."""
        return bool(_I.match(text[self.lead(text) :]))

    def with_subject(self, said: str, begins: bool) -> str | None:
        """The part with a subject it may stand on; None for what has none that is plain. Only what begins a sentence
        may have lost its "I".
        """
        lead = self.lead(said)
        rest = said[lead:]
        lost = bool(self.dropped_i_am.match(rest) or self._dropped_i.match(rest))
        if _I.match(rest) or self._other.match(rest) or (not lost and self._noun_and_verb(rest)):
            return said
        if _I.match(said) or (not lost and self._noun_and_verb(said)):
            return said
        if self.subordinate.match(said) and _TWO_SUBJECTS.search(said):
            return said
        if not begins or re.search(r"\b(?:me|us)\b", " ".join(rest.split()[:4]), re.IGNORECASE):
            return None
        if self.dropped_i_am.match(rest) and not _LOST_SOMETHING.match(rest) and len(rest.split()) <= 14:
            am = "i feel" if rest[:6].lower() == "guilty" else "i'm"  # "guilty I guess" is no verdict
            return f"{said[:lead]}{am} {self.uncapitalised(rest)}"
        if self._dropped_i.match(rest) and len(rest.split()) > 1 and not _NO_DROPPED_I.match(rest):
            return f"{said[:lead]}i {self.uncapitalised(rest)}"
        return None

    def lost_its_subject(self, said: str) -> bool:
        """Whether it begins like a sentence that has lost its "I": "should be glad", "parked outside"."""
        rest = said[self.lead(said) :]
        return bool(self._dropped_i.match(rest) or self.dropped_i_am.match(rest) or _BEGINS_DOING.match(rest))

    def disagrees(self, full: str) -> bool:
        """Whether a verb has the form that belongs to another subject: "he always ask"."""
        return bool(self._unagreeing.search(full) or self._says_as_i_do.search(full))

    def stands_alone(self, full: str) -> bool:
        words = full.split()
        if len(words) < 2 or not words[0][0].isalpha():
            return False
        if self.subordinate.match(full) and not (_WHAT_I_WANT.match(full) or self._has_main_clause(full)):
            return False
        if self._unagreeing.search(full):
            return False
        if self.hangs(full) and not self._fine_at_the_end.search(full):
            return False
        return not (
            _ASIDE.match(full)
            or _TELLS.search(full)
            or _TOLD_NOTHING.search(full)
            or full.count('"')
            or full.count("(") != full.count(")")
        )

    def _has_main_clause(self, full: str) -> bool:
        """Of "if she goes, I'm alone" and the like: whether something follows the condition that no "and" ties to it."""
        if _NEVER_FIRST.match(full) or not _TWO_SUBJECTS.search(full):
            return False
        return bool(_AFTER_COMMA.search(full)) or any(not each[1] for each in list(_SUBJECTS.finditer(full))[1:])

    def hangs(self, text: str) -> bool:
        """Whether its last word waits for another."""
        return bool(self._hanging.search(text))

    def uncapitalised(self, text: str) -> str:
        """The first letter small, unless the first word is a name."""
        common = re.fullmatch(r"(?:[A-Z][a-z]*'?[a-z]*)", text.split()[0].strip(",;:")) and (
            _I.match(text) or _NOUNS.match(text) or self._is_common(text)
        )
        return text[0].lower() + text[1:] if common else text

    def _is_common(self, text: str) -> bool:
        known = (self._other, self._leads, self.subordinate, self._dropped_i, self.dropped_i_am)
        return any(pattern.match(text) for pattern in known)

    def _noun_and_verb(self, rest: str) -> bool:
        """Whether it begins with a thing or a name that does something within the next few words."""
        noun = _NOUNS.match(rest) or _NAME.match(rest)
        if noun is None:
            return False
        after = rest[noun.end() :].split()[:4]
        if after and after[0].lower() in ("that", "who", "which") and len(rest.split()) < 7:
            return False  # "the one that has"
        return any(self._verb.fullmatch(word.strip(",")) for word in after) and not (
            after and after[0].lower() in ("to", "of", "and") and len(after) < 3
        )


def _starting(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
