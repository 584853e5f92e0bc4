"""What an English clause is, and what it weighs: a feeling, a wish, a lack, a duty, a plan, an idea, a hard
word of oneself, an effort.
"""

import re
from collections.abc import Mapping
from typing import Any

from flows.listening.clauses import weight_of
from flows.listening.marks import either
from flows.listening.shapes import Shapes

BEST_WORDS = range(4, 17)

PLANNED = 0.8
"""What a clause gains that says what its writer means to do, or could."""

_DENIES = re.compile(
    r"(?:i'm|i am|i was|it's|it is|that's|it was|he's|she's|they're) not\b(?! sure)|what i[\w ]* is not\b|(?:it|that) (?:isn't|wasn't)\b|i (?:don't|didn't) (?:hate|mind|blame)\b|i wasn't\b|nobody \w+ed\b",
    re.IGNORECASE,
)
_I_WANT = re.compile(
    r"\b(?:i|we|i'm|we're)(?:'d|'ve)?(?: \w+){0,2} (?:want|wanted|need|needed|hope|hoping|wish|rather|prefer|dream|dreaming|long|longing|care|value|trying|decided|choose|chose|like to|love to)\b"
    r"|\b(?:matters?|important) to (?:me|us)\b",
    re.IGNORECASE,
)
_WANTS_AWAY = re.compile(
    r"\bto (?:scream|cry|hide|run away|throw|punch|smash|vanish|disappear|vomit|kick|leave the room)\b", re.IGNORECASE
)
_NO_WISH = re.compile(r"\bno (?:wish|desire|need|intention)\b", re.IGNORECASE)
_NAMES_A_FEELING = re.compile(r"\b(?:feel|feels|feeling|felt)\b", re.IGNORECASE)
_MY_DUTY = re.compile(
    r"\b(?:i|we|i've|we've)(?: \w+){0,2} (?:should(?! like\b)|shouldn't|ought to|must(?! (?:say|admit|confess|have)\b)|mustn't|have to|need|got to(?! (?:the|an?|my|our|his|her|their|work|school|bed|know|see|sleep|him|her|them|it|be)\b)|supposed to|better)\b|\bi'm (?:\w+ )?(?:supposed|expected) to\b|\bi'd better\b|\bhave got to\b",
    re.IGNORECASE,
)
_KNOWS = re.compile(
    r"(?:i|i've|we) (?:\w+ )?(?:know|knew|feel|felt|think|thought|hate|wish|keep (?:thinking|telling)|was told|am told|realise|realize|wonder)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:he|she|they|it)(?:'\w+)?\b (?!up\b)", re.IGNORECASE)
_OF_ME = re.compile(r"\b(?:me|my)\b", re.IGNORECASE)
_LITTLE = r"(?: (?:just|also|probably|definitely|actually|maybe|at least|still|only|even|finally))*"
_UNSURE = re.compile(r"\b(?:maybe|perhaps|probably)\b", re.IGNORECASE)
_CANNOT = re.compile(
    r"\b(?:can't|cannot|couldn't|don't know (?:how|what|where|who|if|whether)|no idea|never (?:get|had|learned|practi[sc]ed))\b(?! (?:believe|wait|stand|complain|blame|help but|tell you))",
    re.IGNORECASE,
)
_IT_IS = re.compile(r"(?:it|this|that|there)\b", re.IGNORECASE)


class Kinds:
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any], shapes: Shapes) -> None:
        heard, english = data["listens_for"], data["english"]
        self._shapes = shapes
        being, doing = (either(heard[name]["en"]) for name in ("harsh", "harsh_doing"))
        self._being = re.compile(
            rf"\b(?:i'm|i am|i was|i've been|i look|i sound|i've become|as a|such an?|makes me|i'm being|i think i'm|me)\s(?:[\w']+\s){{0,3}}?(?:{being})\b(?! (?:for|at work|about|with))"
            r"|\bmy (?:own )?fault\b",
            re.IGNORECASE,
        )
        self._doing = re.compile(
            rf"\b(?:i|i've|i'm|i always|i never)\s(?:[\w']+\s){{0,2}}?(?:{doing})\b"
            r"(?:(?<!\bfail)(?<!\bfailed)|(?! (?:a|an|the|my|this|that)\b))",  # who failed a test has told a fact
            re.IGNORECASE,
        )
        self._negated = re.compile(rf"\b(?:{either(english['negated'])})\b", re.IGNORECASE)
        acts = either(english["acts"])
        will = r"(?:i|we)(?:'ll| will| shall)|(?:i'm|i am|we're|we are)(?: just)? going to|(?:i|we) (?:have |'ve )?decided to|i (?:plan|intend) to"
        self._plan = re.compile(rf"(?:{will}){_LITTLE} (?:(?:try|go)(?: and| to)? |be )?(?:{acts})\b", re.IGNORECASE)
        self._idea = re.compile(
            rf"(?:i|we) (?:can(?! (?:do|make|say|tell|stay|sit|stop)\b)|could|might|may){_LITTLE} (?:(?:try|go)(?: and| to)? |be )?(?:{acts})\b",
            re.IGNORECASE,
        )
        self._no_effort = re.compile(rf"\b(?:{either(english['no_effort'])})\b", re.IGNORECASE)

    def kind(self, full: str, carried: frozenset[str]) -> str:
        mine = self._shapes.is_mine(full)
        if self.is_harsh(full):
            return "harsh"
        if planned := self.planned(full):
            return planned
        if (duty := _MY_DUTY.search(full)) and len(full[: duty.start()].split()) <= 1:
            return "plain" if _KNOWS.match(full) else "duty"
        if mine and "effort" in carried and not self._is_no_effort(full):
            return "effort"
        if mine and self._negated.search(full) and carried & {"feeling", "difficulty", "harsh"}:
            return "hard" if _CANNOT.search(full) else "lack"
        if (
            mine
            and "want" in carried
            and not _WANTS_AWAY.search(full)
            and not _NO_WISH.search(full)
            and (want := _I_WANT.search(full))
            and len(full[: want.start()].split()) <= 2
        ):
            return "want"
        return "felt" if "feeling" in carried else "plain"

    def planned(self, full: str) -> str:
        """ "plan", "idea" (a way the client sees, no more) or ""."""
        rest = full[self._shapes.lead(full) :]
        if self._plan.match(rest):
            return "idea" if _UNSURE.search(full) else "plan"
        return "idea" if self._idea.match(rest) else ""

    def weight(self, full: str, said: str, carried: frozenset[str]) -> float:
        words = len(full.split())
        weight = weight_of(carried) + 0.8 * self._shapes.is_mine(full) + 0.4 * bool(_OF_ME.search(full))
        weight += 0.6 if words in BEST_WORDS else (-0.6 if words > BEST_WORDS.stop else -1.2 if words < 3 else 0)
        weight -= 1.5 * bool(self._shapes.subordinate.match(full)) + 0.8 * bool(_IT_IS.match(full))
        weight += PLANNED * bool(self.planned(full))
        weight -= 1.6 * bool(_DENIES.match(full)) + 0.5 * bool(re.search(r"\d", full)) + 0.3 * (full != said)
        return weight

    def weight_said(self, full: str, carried: frozenset[str]) -> float:
        """The same for a whole sentence as it was said: it stands, whatever its shape."""
        words = len(full.split())
        weight = weight_of(carried) + 0.8 * self._shapes.is_mine(full) + 0.4 * bool(_OF_ME.search(full))
        weight += PLANNED * bool(self.planned(full))
        return weight + (0.6 if words >= BEST_WORDS.start else -1.2 if words < 3 else 0)

    def _is_no_effort(self, full: str) -> bool:
        return any(pattern.search(full) for pattern in (self._negated, self._no_effort, _OTHERS))

    def is_harsh(self, full: str) -> bool:
        """Whether the client says something hard of themselves, as a fact."""
        if _NAMES_A_FEELING.search(full) or _DENIES.match(full):
            return False
        return bool(self._being.search(full) or self._doing.search(full))
