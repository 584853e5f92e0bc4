"""What is made of what the net heard: which kind is sure enough to be said, and which sentences are given back.

What is plainly heavy is met as that, and by its name where one kind of it is likely. What is good, meant or funny has
to be sure itself, for praise of what was no deed is a slight.
Source: Miller & Rollnick, Motivational Interviewing (2013), on reflections of feeling and their depth.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.listening.heard import Heard

SURE = 0.65
SURE_OF_WELL = 0.7
SURE_OF: Mapping[str, float] = {
    "guilt": 0.4,
    **dict.fromkeys(("shame", "sleepless", "lot", "ending"), 0.45),
    **dict.fromkeys(("miss", "torn", "unsure", "mixed", "unseen"), 0.55),
    **dict.fromkeys(("dull", "lonely", "empty", "worry", "wish", "warm", "relief", "lookfwd"), 0.6),
    **dict.fromkeys(("sad", "tired", "selfhard"), 0.75),
    **dict.fromkeys(("did", "stood", "calm", "tense"), 0.8),
    **dict.fromkeys(("good", "laugh", "step", "annoyed", "hassle"), 0.9),
}
"""How likely a kind is at least that it is said: more than where half of the turns held out that were as likely bore its
label, for a kind that is wrong costs more than one that is right gains: of what readers graded, a mirror with nothing after it was good
more often. Some kinds are told from their words, others are easily taken for one another.
"""

SURE_OF_HEAVY, SHARE_OF_HEAVY = 0.6, 0.5
"""How likely all heavy kinds together are at least, and the likeliest of them, that this one is said."""

PLAINLY_HEAVY, AT_MOST_LIGHT = 0.85, 0.1
"""How likely they are together that only this is said, and how likely a good thing or a plain fact is then at most."""

HEAVY_BESIDE_A_LAUGH = 0.2
"""Where it is likelier than this that a message is heavy, no laugh is heard in it."""

SURE_OF_PRAISE = 0.9
"""How likely it is at least that something was done, whichever way it is praised."""

SURE_OF_GOOD = 0.9
"""How likely all good ones together are at least that it is called good, and no more."""

SURE_OF_ASIDE = 0.7
"""How likely it is at least that something was said to the bot, or is no more than a nod."""

CARRIES = 0.5
"""How likely a sentence carries the message that is given back beside the likeliest."""

CARRIES_NOTHING = 0.25
"""Where no sentence is as likely to, nothing is given back."""

FEWEST_OF_A_PLAN = 3
"""Words: who says fewer asks or answers, and plans nothing."""

MOST_CARRIED = 5
"""Sentences that are given back together."""

ASIDES = {
    "hello": "greeting", "thanks": "thanks", "bye": "bye", "sorry": "sorry", "nod": "small", "askbot": "asked",
    "askadvice": "advice", "askprivacy": "privacy", "askother": "asked", "askdo": "manner", "complaint": "insulted", "praise": "praise",
    "limit": "boundary", "noadvice": "no_advice", "small": "little", "begin": "begin",
}  # fmt: skip
"""The prompt with which each kind is met of what is said to the bot, or says no more than that one is there."""

HEAVY = frozenset((
    "tired", "lot", "worry", "nerves", "annoyed", "angry", "unfair", "hurt", "unseen", "lonely", "miss", "sad", "guilt",
    "shame", "letdown", "stuck", "selfhard", "pressure", "tense", "sleepless", "unwell", "waiting", "empty", "dull",
    "hassle", "ending", "blow", "carer",
))  # fmt: skip
WELL = frozenset(("did", "step", "stood", "good", "warm", "relief", "calm", "lookfwd", "shift", "dear"))
PRAISE = frozenset(("did", "step", "stood"))
OTHERS = frozenset((
    "torn", "mixed", "unsure", "asking", "plan", "wish", "matters", "stayed", "laugh", "wry", "long",
    "change",
))  # fmt: skip


SAYS_NOTHING = frozenset(("fact", "answer", "fix", "yes", "no", "unclear", "foreign", "idea", "insight"))
"""What the net knows besides: nothing is said of it."""

_DENIES = re.compile(
    r"\b(?:not|never|no longer|isn't|wasn't|ain't)\b(?: \w+){0,2} (?:tired|exhausted|angry|mad|annoyed|cross|sad|upset|lonely|worried"
    r"|nervous|anxious|scared|afraid|ashamed|embarrassed|guilty|jealous|bitter|hurt|stressed|disappointed|stuck|bored|missing)\b"
    r"|\b(?:en|emmä|emmie|enkä|ei)\b(?: \w+){0,3} (?:väsyny\w*|väsytä|vihai\w*|suutu\w*|suuttu\w*|ärsyt\w*|surulli\w*|sure|yksinäi\w*"
    r"|huoli\w*|hermostu\w*|jännit\w*|pelkää|pelota|häpeä\w*|nolo\w*|syylli\w*|kateelli\w*|katker\w*|loukkaan\w*|stress\w*|petty\w*|harmita|haittaa|ikävöi)\b",
    re.IGNORECASE,
)
"""A feeling is denied: "I'm not tired at all"."""
_NO_WISH = re.compile(
    r"\bno (?:wish|desire|intention)\b|\b(?:don't|do not|didn't|never) (?:want|wish)\b|\b(?:en|emmä|emmie) (?:\w+ )?(?:halua|haluu|haluis\w*|toivo)\b",
    re.IGNORECASE,
)
_LACKS = re.compile(
    r"\b(?:not|never|nobody|no one|nothing|without|but|ei|eikä|en|enkä|etkä|kukaan|mitään|mutta|mut|ilman|poistet\w+|peruttu|peruutettu|deleted|cancelled)\b",
    re.IGNORECASE,
)
"""Something is missing, so that it is not called good: "I wrote, and nobody answered"."""
_AHEAD = re.compile(
    r"\b(?:(?:you|i|we)(?:'ll| will)|going to|gonna|tomorrow|tonight|today|later|soon|next|then|after|before|until|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:you're|i'm|you are|i am|we're) \w+ing|try|need|let's|plan|decided|weekend|morning|evening)\b",
    re.IGNORECASE,
)
"""Without one of these English tells of no plan."""


def joined(heard: Heard, of: Sequence[int]) -> Heard:
    """The same where sentences are one again, each made of so many."""
    ends = [sum(of[: at + 1]) for at in range(len(of))]
    parts = (heard.carries[end - size : end] for end, size in zip(ends, of, strict=True))
    return replace(heard, carries=tuple(max(part, default=0.0) for part in parts) if heard.carries else ())


def aside(heard: Heard) -> str:
    """The prompt that meets it, where it was said to the bot or is a nod; else ""."""
    kind, likely = _likeliest(heard)
    return ASIDES.get(kind, "") if likely >= SURE_OF_ASIDE else ""


def met_as(heard: Heard, may_praise: bool) -> str:
    """The kind that may be said, "" where none is sure enough. Where praise rests, nothing is called good or settled."""
    kind, likely = _likeliest(heard)
    heavy = _together(heard, HEAVY)
    least = SURE_OF.get(kind, SURE_OF_WELL if kind in WELL else SURE)
    if likely >= least and kind in HEAVY | WELL | OTHERS and not (kind == "laugh" and heavy > HEAVY_BESIDE_A_LAUGH):
        return kind if may_praise or kind not in WELL | {"plan"} else ""
    if kind in HEAVY and heavy >= SURE_OF_HEAVY and likely >= SHARE_OF_HEAVY and least <= SURE:
        return kind
    if may_praise and kind in ("did", "step") and _together(heard, PRAISE) >= SURE_OF_PRAISE:
        return kind
    light = max(_together(heard, WELL), heard.kinds.get("fact", 0.0))
    if heavy >= PLAINLY_HEAVY and light <= AT_MOST_LIGHT:
        return "blow"
    return "good" if may_praise and _together(heard, WELL) >= SURE_OF_GOOD else ""


def is_heavy(heard: Heard) -> bool:
    """Whether it is likelier than not that something heavy is told, whichever."""
    return _together(heard, HEAVY) >= SURE_OF_HEAVY


def carrying(sentences: Sequence[str], heard: Heard) -> list[str]:
    """The sentences that carry the message, in order: the likeliest and its neighbours, as far as they do."""
    likely = heard.carries
    if not likely or max(likely) < CARRIES_NOTHING:
        return []
    first = last = max(range(len(likely)), key=likely.__getitem__)
    while last + 1 < len(likely) and likely[last + 1] >= CARRIES and last - first + 1 < MOST_CARRIED:
        last += 1
    while first and likely[first - 1] >= CARRIES and last - first + 1 < MOST_CARRIED:
        first -= 1
    return list(sentences[first : last + 1])


def fits(kind: str, heard: str, said: str, tongue: str) -> bool:
    """Whether nothing in the message speaks against the kind, nor in the words that are given back before it."""
    if kind in HEAVY:
        return not _DENIES.search(heard)
    if kind in WELL:
        return not _LACKS.search(heard)
    if kind == "wish":
        return not _NO_WISH.search(heard)
    if kind == "plan":
        is_ahead = tongue == "fi" or bool(_AHEAD.search(said))
        return is_ahead and len(said.split()) >= FEWEST_OF_A_PLAN and not _LACKS.search(said)
    return True


def _likeliest(heard: Heard) -> tuple[str, float]:
    return max(heard.kinds.items(), key=lambda each: each[1], default=("", 0.0))


def _together(heard: Heard, kinds: frozenset[str]) -> float:
    return sum(likely for kind, likely in heard.kinds.items() if kind in kinds)
