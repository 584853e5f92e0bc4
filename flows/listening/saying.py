"""Saying it: the candidate in the first of its frames that passes the gate, what is said beside it, and perhaps a question.

Source of the question policy: Moyers, Manuel & Ernst, Motivational Interviewing Treatment Integrity Coding Manual 4.2
(2014), two reflections to a question as proficient practice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.listening import Exchange, Kind, ListeningState, Reply
from flows.listening.english import English
from flows.listening.finnish import Finnish
from flows.listening.gate import touches
from flows.listening.giving_back import TURNED, GivingBack
from flows.listening.meeting import HEAVY, PRAISE
from flows.listening.passing import Gate

MIRRORS_A_QUESTION = 3
"""Replies without a question before one may be asked (MITI 4.2 asks for two reflections a question)."""

ASKED_ABOUT = 3.5
"""What a clause weighs at least that a question goes deeper into."""

LATELY = 10
"""So many replies back, no sentence comes again."""

LONG_STEM = 6
"""Letters by which a word of ours is told to be one of theirs."""

STEM = 4
"""Letters by which two words are told to be of one stem."""

CLAIMS_NOTHING = (
    "open", "greeting", "thanks", "bye", "small", "missed", "insulted", "bot", "privacy", "advice", "foreign",
    "hello", "first", "story", "boundary", "no_advice", "joy", "humour", "praise", "asked", "seen", "little", "begin", "night", "pause", "repeats", "sorry", "told_bot", "about",
    "beside", "glad", "luck", "worded", "manner", "memory", "reminders", "again",
)  # fmt: skip

_TURNED_IN_FINNISH = frozenset((
    "plain", "fact", "felt", "hard", "plan", "decision", "idea", "denied", "distinct", "want", "lack", "effort", "near",
))  # fmt: skip
"""The frames of a quotation in Finnish that may be said to its writer instead."""

_SAYS_MORE_IN_FINNISH = ("hard", "effort", "distinct", "near")
"""Of them, those whose words add something to what was said."""

_QUOTES = "”{words}.”"
"""How a frame begins that can be."""

_ASIDES = (
    "again", "asked", "bot", "bye", "greeting", "hello", "insulted", "manner", "memory", "praise", "privacy", "reminders",
    "repeats", "thanks", "worded",
)  # fmt: skip
"""What answers words that were said to the bot."""

_INVITES = re.compile(r"\bif you (?:like|want to)\b|\bGo on\b|\bjos haluat\b|\bJatka vain\b")
"""Where the dialogue asks next itself, nobody is invited to tell more."""

_INVITED = re.compile(r"(?<=[.!?”]) (?:Tell me more, if you like|Go on, if you like|Kerro lisää, jos haluat)\.")

_NOW = re.compile(
    r"\b(?:are|can't|don't|feel|want|'ve been|haven't|you're|mua|mulla|mul|minua|minulla|oon|olen|en|tuntuu|sua|sulla|sul|sinua|sinulla|oot|olet|et)\b|\b(?:pelkää[nt]|häpeä[nt]|kaipaa[nt]|jännitä[nt])\b",
    re.IGNORECASE,
)

_WANTED = re.compile(
    r"\b(?:wanted|wished|hoped|(?:like|want) to know|halusi\w*|toivoi\w*|(?:said|told|sanoi\w*|kerroi\w*)\b.* (?:i|you|että|et) )\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:was|were|had|did|didn't|wasn't|weren't|couldn't|went|used to|\w{3,}ed)\b|\b(?:oli|ollut|ollu|\w{2,}i[nt])\b",
    re.IGNORECASE,
)

_KINDS: Mapping[str, Kind] = {
    "effort": "affirmation",
    "summary": "summary",
    **dict.fromkeys((f"met_{kind}" for kind in PRAISE), "affirmation"),
}

_WHY = {
    "fact": "fact", "told": "fact", "decided": "plan", "wish": "want", "asking": "asking", "torn": "both",
    **dict.fromkeys(PRAISE, "effort"),
}  # fmt: skip
"""Reasons that are plainer than that it sounded so."""

_ASKED_OF = {
    "want": "want",
    "effort": "effort",
    "both": "both",
    "asking": "asking",
    "felt": "deeper",
    "lack": "deeper",
    "hard": "deeper",
    "decision": "decision",
    "harsh": "deeper",
    "advice": "advice",
    "greeting": "start",
    "again": "start",
    **{f"met_{kind}": "blow" for kind in ("blow", "unfair", "hurt", "letdown", "tense")},
    **{
        f"met_{kind}": "deeper" for kind in ("tired", "lot", "worry", "annoyed", "guilt", "pressure", "lonely", "stuck")
    },
    **{f"met_{kind}": "effort" for kind in PRAISE},
    **{f"met_{kind}": kind for kind in ("asking", "unseen")},
    "met_wish": "want",
    "met_decided": "decision",
    "met_torn": "both",
    "met_stayed": "words",
}
"""What a question may follow, and which: after a plain fact, a duty or a prompt nothing is asked."""


@dataclass(frozen=True)
class Candidate:
    """Something that might be said: whose frames it goes into, and what fills them."""

    frame: str
    it: str = ""
    other: str = ""
    weight: float = 0
    lead: str = ""
    """What stands before each of the frames."""

    def filling(self, frame: str, feeling: str = "") -> str:
        """The frame filled; the client's words are put in, never read as a frame themselves."""
        values = {
            "it": self.it,
            "It": _capitalised(self.it),
            "words": _capitalised(self.it),
            "np": self.it,
            "other": self.other,
            "feeling": feeling,
        }
        return _one_full_stop(re.sub(r"\{(\w+)\}", lambda place: values[place[1]], frame)).strip()


class Saying:
    """Built from the parsed `words.toml`."""

    def __init__(
        self, words: Mapping[str, Any], english: English, finnish: Finnish, gives_back: GivingBack, gate: Gate
    ) -> None:
        self._words = words
        self._english = english
        self._finnish = finnish
        self._gives_back = gives_back
        self._gate = gate

    def said(self, candidate: Candidate, language: str, lately: Sequence[str], state: ListeningState) -> Reply | None:
        """The candidate in the first of its frames that passes, those not heard lately first."""
        name = candidate.frame
        claims = name not in CLAIMS_NOTHING
        if name.startswith("met_"):
            met = self._words["met"][name.removeprefix("met_")][language]
            others = [frame for frame in met if not _names_again(frame, candidate.it)]
            frames = [candidate.lead + frame for frame in others if not touches(state.off_limits, frame)]
            if not frames or _sounded_lately(met, name, lately):
                return None
        else:
            frames = self._words["frames" if claims else "prompts"][name][language]
        feeling = self._named(candidate, language)
        if (
            language == "fi"
            and name == "felt"
            and " " not in candidate.it
            and candidate.it[:STEM].casefold() == feeling[:STEM]
        ):
            frames = self._words["frames"]["fact"][language]  # it is nothing but the feeling
        quoting = [frame for frame in frames if frame.startswith(_QUOTES)]
        may_be_turned = language == "fi" and name in _TURNED_IN_FINNISH and quoting
        if may_be_turned and (turned := self._gives_back.turned_quotation(candidate.it, state)):
            tailed = name in _SAYS_MORE_IN_FINNISH
            frames = [frame.replace(_QUOTES, "{It}.") for frame in quoting] if tailed else [TURNED.strip()]
            if name in ("plan", "decision") and turned[:1].islower():
                frames = ["Eli {it}."]  # alone it could be a command
            candidate = replace(candidate, it=turned)
        if not state.may_ask:
            frames = [frame for frame in frames if not _INVITES.search(frame)] or frames
        start = (len(lately) + len(candidate.it)) % len(frames)
        turned_to = [*frames[start:], *frames[:start]]
        said = [candidate.filling(frame, feeling) for frame in turned_to]
        lateness = {text: _heard_lately(frame, text, lately) for frame, text in zip(turned_to, said, strict=True)}
        bare = candidate.filling(candidate.lead)  # with nothing after it a sentence is flat: the last resort
        for text in sorted(said, key=lambda text: (text == bare, lateness[text])):
            if self._gate.passes(text, lately, state):
                kind = _KINDS.get(name, "reflection") if claims else "prompt"
                return Reply(kind, text, self._words["why"][_why(candidate)][language], aside=name in _ASIDES)
        return None

    def _named(self, candidate: Candidate, language: str) -> str:
        if not candidate.frame.startswith("felt"):
            return ""
        return (self._english if language == "en" else self._finnish).feeling(candidate.it)

    def after(self, name: str, reply: Reply, language: str, lately: Sequence[str], state: ListeningState) -> Reply:
        """With what answers how a message began before it: an apology ("forgiven") or a greeting ("greeted")."""
        for first in self._words["prompts"][name][language]:
            if self._gate.passes(text := f"{first} {reply.text}", lately, state):
                return replace(reply, text=text)
        return reply

    def parting(self, name: str, reply: Reply, language: str, lately: Sequence[str], state: ListeningState) -> Reply:
        """With a goodbye after it, for one who said goodbye after something else, and no more asked."""
        reply = replace(reply, text=_INVITED.sub("", reply.text))
        for goodbye in self._words["prompts"][name][language]:
            if self._gate.passes(text := f"{reply.text} {goodbye}", lately, state):
                return replace(reply, text=text)
        return reply

    def asking(
        self,
        reply: Reply,
        candidate: Candidate,
        language: str,
        history: Sequence[Exchange],
        state: ListeningState,
    ) -> Reply:
        """With one open question after it, where the policy lets it have one."""
        if reply.kind == "summary" or not self._is_time_to_ask(candidate, history):
            return reply
        lately = [exchange.bot for exchange in history[-2 * LATELY :]]
        name = _ASKED_OF[kind_of(candidate.frame)]
        if name == "deeper" and _NOW.search(candidate.it) and not _THEN.search(candidate.it):
            name = "now"
        for question in _turned_round(self._words["questions"][name][language], len(history) + len(candidate.it)):
            if self._gate.passes(text := f"{reply.text} {question}", lately, state):
                return Reply(
                    "question",
                    text,
                    self._words["why"]["question" if candidate.frame != "advice" else "advice"][language],
                )
        return reply

    def _is_time_to_ask(self, candidate: Candidate, history: Sequence[Exchange]) -> bool:
        """Never two replies running, and after at least so many without one; an asked-for way on may come sooner."""
        since = next((at for at, each in enumerate(reversed(history)) if "?" in each.bot), len(history) + 1)
        asked = _ASKED_OF.get(kind_of(candidate.frame))
        if asked is None or (asked == "deeper" and candidate.weight < ASKED_ABOUT):
            return False
        if asked == "want" and _WANTED.search(candidate.it):
            return False  # what could come of it is past, or they want to know
        sooner = candidate.frame in ("advice", "both", "greeting", "again")
        return since >= (1 if sooner else MIRRORS_A_QUESTION)

    def last_resort(self, language: str, lately: Sequence[str], state: ListeningState) -> Reply:
        """Every candidate was refused or said lately: a prompt that was said longest ago."""
        prompts = [
            *self._words["prompts"]["missed" if state.refused else "open"][language],
            *self._words["prompts"]["open"][language],
        ]
        fresh = [each for each in prompts if each not in state.refused] or prompts
        said_at = {each: max((at for at, said in enumerate(lately) if each in said), default=-1) for each in fresh}
        text = min(fresh, key=lambda each: said_at[each])
        return Reply("prompt", text, self._words["why"]["missed" if state.refused else "open"][language])


def _why(candidate: Candidate) -> str:
    """Which reason it has."""
    kind = candidate.frame.removeprefix("met_")
    if kind == candidate.frame:
        return kind_of(kind)
    return _WHY.get(kind, "met" if candidate.it else "met_bare")


def kind_of(frame: str) -> str:
    """What a frame is for, however it is said: "hard" for "hard_quoted"."""
    return re.sub(r"_quoted$", "", frame)


def called_out(reply: Reply) -> Reply:
    """Good news is said back as it was said: with its mark."""
    return replace(reply, text=re.sub(r"\.(”|$)", r"!\1", reply.text, count=1))


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _one_full_stop(text: str) -> str:
    return re.sub(r"([.!?…])(”?)\.", r"\1\2", text)


def _heard_lately(frame: str, text: str, lately: Sequence[str]) -> int:
    """How lately the frame's own words were heard, 4 for just before; of a bare frame, a reply that began as this one."""
    own = max(re.split(r"\{\w+\}", frame), key=len).strip(" .,”“–:")
    for ago, said in enumerate(reversed(lately[-4:])):
        if own in said if own else _first_word(said) == _first_word(text):
            return 4 - ago
    return 0


def _sounded_lately(met: Sequence[str], name: str, lately: Sequence[str]) -> bool:
    """Whether one of the last replies named the same: said twice running it is no longer heard."""
    return name.removeprefix("met_") in HEAVY and any(frame in each for frame in met for each in lately[-2:])


def _names_again(frame: str, said: str) -> bool:
    """Whether it names a feeling by the very word that was said: "kiusallista" and "kuulostaa kiusalliselta"."""
    stems = {word[:LONG_STEM] for word in re.findall(rf"\w{{{LONG_STEM},}}", said.casefold())}
    return any(word[:LONG_STEM] in stems for word in re.findall(r"\w+", frame.casefold()))


def _first_word(text: str) -> str:
    return next(iter(re.findall(r"\w+", text)), "")


def _turned_round(questions: Sequence[str], by: int) -> list[str]:
    start = by % len(questions)
    return [*questions[start:], *questions[:start]]
