"""Listening: one message in, one mirror out, and nothing claimed that the client did not say.

The order: small talk and words at the bot are answered plainly; else the clauses that carry a feeling, a want
or a difficulty are turned round to the client (English) or quoted (Finnish, and whatever cannot be turned safely);
each candidate passes the gate or gives way to the next; a prompt that claims nothing comes last. Beside a sign of
risk nothing smaller is said back: in a crisis nothing is, and where care is due only what names a feeling.
Source: Miller & Rollnick, Motivational Interviewing (3rd ed., 2013), simple and double-sided reflections.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flows.listening.gate import LONGEST_ECHO, is_personal, touches, without_addresses
from flows.listening.marks import Marks
from flows.listening.persons import turned, with_apostrophes
from flows.risk import Risk

LONGEST_HEARD = 2_000
"""Characters looked at, so that the cost is bounded."""

LONGEST_QUOTE = 100
LONGEST_INSULT = 12
"""Words: more than this, and it is a story with coarse words in it."""

MOST_CLAUSES = 8
"""Clauses weighed to the end, those of most weight first: so that a long text costs little more than a short one."""

REMEMBERED = 4
"""So many replies back, no frame comes again."""

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+|(?<=[a-zäö][.!?])(?=[A-ZÄÖ])|[\n\r]+")
_CLAUSES = re.compile(
    r"\s*[,;:–—]\s+(?=(?:and|but|so|then|because|i|i'm|i've|i'd|i'll|it|it's|he|she|they|we|you|my|the|there|this|that"
    r"|lol|mutta|ja|en|se|minä|mä|siksi|koska|kun)\b)|\s+(?=but\s|mutta\s)|\s+[-–—]+\s+",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("[’‘ʼ´`]")
_FIRST_PERSON = re.compile(r"(?:i|i'm|i've|i'd|i'll|my|me and my)\s", re.IGNORECASE)
_NAMED_A_FEELING = re.compile(r"\b(?:feel|feels|feeling|felt)\b", re.IGNORECASE)
_DENIED = re.compile(r"(?:i'm|i am|i was|it's) not\b|(?:en|ei) (?:ole|oo)\b", re.IGNORECASE)
_KNOWN_DUTY = re.compile(r"i (?:do )?know\b", re.IGNORECASE)
_BUT = re.compile(r"\bbut\b", re.IGNORECASE)
_QUOTE_MARKS = re.compile(r'["“”„«»]')
_LIST = re.compile(r"(?:^|\s)(?:\d{1,2}|[a-z])[.)]\s.*\s(?:\d{1,2}|[a-z])[.)]\s|(?:^|\n)\s*[-*•]\s", re.DOTALL)
_LEFT_HANGING = re.compile(
    r"^my \w+ and i\b|(?<!to) (?:do|don't|did|didn't|have|haven't|can|can't|could|couldn't|will|won't|am|was|to|and"
    r"|but|the|a|so|because|it|that|m|s)$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|unless|when|whenever|although|though|while|until|once|what if|imagine)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Reply:
    kind: str
    text: str
    why: str
    author: str = "template"


@dataclass(frozen=True)
class Exchange:
    client: str
    bot: str


@dataclass(frozen=True)
class ListeningState:
    language: str = "en"
    off_limits: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class Listener(Protocol):
    def reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply: ...


class Screen(Protocol):
    def screen(self, text: str) -> Risk: ...
    def blocks_echo(self, text: str) -> bool: ...


@dataclass(frozen=True)
class Candidate:
    """Something that might be said: which frames it goes into, and what fills them."""

    kind: str
    it: str = ""
    other: str = ""

    def filling(self, frame: str) -> str:
        """The frame filled; the client's words are put in, never read as a frame themselves."""
        values = {"it": self.it, "words": self.it, "other": self.other}
        return re.sub(r"\{(\w+)\}", lambda place: values[place[1]], frame)


class PlainListener:
    """The default listener. Built from the parsed `words.toml` and the risk screen; `reply` never raises."""

    def __init__(self, data: Mapping[str, Any], screen: Screen) -> None:
        self._data = data
        self._screen = screen
        self._marks = {
            (name, language): Marks(words)
            for table in ("listens_for", "never")
            for name, by_language in data[table].items()
            for language, words in by_language.items()
        }
        self._skips = {
            language: re.compile(rf"(?:(?:{words})(?![\w'])[\s,.:–—-]*)+", re.IGNORECASE)
            for language, words in ((each, _longest_first(data["skips"][each])) for each in ("en", "fi"))
        }
        self._small = {each: frozenset(data["small"][each].split("|")) for each in ("en", "fi")}
        self._tongues = {tongue: frozenset(words.split("|")) for tongue, words in data["tongues"].items()}

    def reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply:
        """One mirror of the text, 1 to 300 characters, without a question, and never one of `state.refused`."""
        language = state.language if state.language in ("en", "fi") else "en"
        risk = self._screen.screen(text)
        heard = without_addresses(_APOSTROPHES.sub("'", text[:LONGEST_HEARD])).strip()
        for candidate in self._candidates(heard, language, state, risk):
            for said in self._framed(candidate, language, history):
                if said not in state.refused:
                    kind = "prompt" if candidate.kind in self._data["prompts"] else "reflection"
                    return Reply(kind, said, self._data["why"][candidate.kind][language])
        prompts = self._data["prompts"]
        said = _unsaid([*prompts["missed"][language], *prompts["open"][language]], state.refused)
        return Reply("prompt", said, self._data["why"]["missed"][language])

    # What might be said, the best first

    def _candidates(self, heard: str, language: str, state: ListeningState, risk: Risk) -> Iterator[Candidate]:
        plain = " ".join(re.findall(r"[\w']+", heard.casefold()))
        if self._is_at_the_bot(plain):
            yield Candidate("insulted")
        elif not plain or any(plain in small for small in self._small.values()):
            yield Candidate("missed" if state.refused else "small")
        elif risk is not Risk.CRISIS and (tongue := self._tongue(plain)):
            for candidate in self._echoes(heard, language, tongue, state):
                if risk is Risk.NONE or self._is_felt(candidate, tongue):
                    yield candidate
        yield Candidate("missed" if state.refused else "open")

    def _echoes(self, heard: str, language: str, tongue: str, state: ListeningState) -> Iterator[Candidate]:
        if language == "en" and tongue == "en" and not _LIST.search(heard):
            yield from self._mirrors(with_apostrophes(heard), state)
        yield from self._quotes(heard, tongue, state)

    def _is_felt(self, candidate: Candidate, tongue: str) -> bool:
        return all(self._has("feeling", tongue, said) for said in (candidate.it, candidate.other) if said)

    def _is_at_the_bot(self, plain: str) -> bool:
        short = len(plain.split()) <= LONGEST_INSULT
        return short and any(
            self._has("insult", language, plain) and self._has("to_bot", language, plain) for language in ("en", "fi")
        )

    def _tongue(self, plain: str) -> str:
        """The language the words are in, or "" when that is not plain."""
        words = plain.split()
        counts = {tongue: sum(word in known for word in words) for tongue, known in self._tongues.items()}
        for tongue, rival in (("en", "fi"), ("fi", "en")):
            marked = any(self._has(name, tongue, plain) for name in ("feeling", "want", "difficulty"))
            if counts[tongue] + marked > max(counts[rival], counts["other"]) and _is_latin(plain):
                return tongue
        return ""

    def _mirrors(self, heard: str, state: ListeningState) -> Iterator[Candidate]:
        """Turned clauses, those of most weight first; two sides before one."""
        clauses = [clause for sentence in _sentences(heard) for clause in self._turnable(sentence)]
        weighed = sorted(clauses, key=lambda clause: -self._weight(clause, "en"))[:MOST_CLAUSES]
        mirrored = {clause: self._turned(clause, state) for clause in weighed}
        for sentence in _sentences(heard):
            for half in self._half_said(sentence, mirrored):
                mirrored[half] = None
        if state.refused:
            kept = ((clause, it) for clause, it in mirrored.items() if it)
            yield from (
                Candidate(kind if (kind := self._kind(clause)) == "harsh" else "corrected", it) for clause, it in kept
            )
            return
        for sentence in _sentences(heard):
            yield from self._two_sided(sentence, mirrored)
        yield from (Candidate(self._kind(clause), it) for clause, it in mirrored.items() if it)

    def _turnable(self, sentence: str) -> list[str]:
        """The sentence's clauses in the first person that carry something; none from a question or a condition."""
        if "?" in sentence or _CONDITION.match(self._without_skips(sentence, "en")):
            return []
        clauses = (self._without_skips(clause, "en") for clause in _CLAUSES.split(sentence))
        return [clause for clause in clauses if _FIRST_PERSON.match(clause) and self._weight(clause, "en")]

    def _turned(self, clause: str, state: ListeningState) -> str | None:
        if self._has("unturned", "en", clause) or self._has("diagnosis", "en", clause) or _LEFT_HANGING.search(clause):
            return None
        it = None if _QUOTE_MARKS.search(clause) else turned(clause)
        if it is None or len(it) > LONGEST_ECHO or not it[0].isalpha() or _repeats(it, state.refused):
            return None
        return it if self._passes(clause, state) and self._passes(it, state) else None

    def _two_sided(self, sentence: str, mirrored: Mapping[str, str | None]) -> Iterator[Candidate]:
        clauses = [self._without_skips(clause, "en") for clause in _CLAUSES.split(sentence)]
        if len(clauses) != 2 or not _BUT.search(sentence):
            return
        one, other = (mirrored.get(clause) for clause in clauses)
        if one and other and len(one) + len(other) < LONGEST_ECHO and {*map(self._kind, clauses)} == {"said"}:
            yield Candidate("both", one, other)

    def _half_said(self, sentence: str, mirrored: Mapping[str, str | None]) -> list[str]:
        """The clauses before a "but" whose other side weighs and cannot be turned: alone they would leave it out."""
        before, *after = _BUT.split(sentence)
        other = " ".join(after)
        if not self._weight(other, "en") or any(mirrored.get(clause) for clause in self._turnable(other)):
            return []
        return [clause for clause in self._turnable(before) if clause in mirrored]

    def _kind(self, clause: str) -> str:
        if self._has("harsh", "en", clause) and not _NAMED_A_FEELING.search(clause):
            return "harsh"
        return "duty" if self._has("duty", "en", clause) and not _KNOWN_DUTY.match(clause) else "said"

    def _quotes(self, heard: str, tongue: str, state: ListeningState) -> Iterator[Candidate]:
        """The client's own words, unchanged: whole short sentences, and clauses of longer ones; a list only whole."""
        sentences = [heard] if _LIST.search(heard) else _sentences(heard)
        parts = [
            part for each in sentences for part in ([each] if len(each) <= LONGEST_QUOTE else _CLAUSES.split(each))
        ]
        quotable = [self._without_skips(part, tongue, cut_off=True).strip(" .,;:!…-–—()") for part in parts]
        whole = heard.strip(" .,;:!…-–—()")
        if not any(self._weight(words, tongue) for words in quotable):
            quotable = [whole, *quotable]
        for words in sorted(quotable, key=lambda words: -self._weight(words, tongue))[:MOST_CLAUSES]:
            if (
                self._is_quotable(words, whole, tongue)
                and self._passes(words, state)
                and not _repeats(words, state.refused)
            ):
                yield Candidate("requoted" if state.refused else "quoted", words)

    def _is_quotable(self, words: str, whole: str, tongue: str) -> bool:
        """Short enough to read, neither a question nor a quotation; a piece must mean something alone."""
        if not 3 <= len(words) <= LONGEST_QUOTE or "?" in words or _QUOTE_MARKS.search(words):
            return False
        skipped = self._skips[tongue].match(words)
        says_nothing = skipped is not None and skipped.end() == len(words)
        means_something = words == whole or self._weight(words, tongue) > 0 or len(words.split()) >= 3
        return means_something and not says_nothing

    def _without_skips(self, clause: str, tongue: str, cut_off: bool = False) -> str:
        """Without the openings that carry nothing; `cut_off`: only those that a comma or a mark cuts off."""
        clause = clause.strip(" \t.,;:!…-–—()")
        skipped = self._skips[tongue].match(clause)
        if not skipped or skipped.end() == len(clause) or (cut_off and "," not in skipped[0]):
            return clause
        return clause[skipped.end() :]

    def _weight(self, clause: str, tongue: str) -> int:
        feeling, want, difficulty = (self._has(name, tongue, clause) for name in ("feeling", "want", "difficulty"))
        loaded = tongue == "en" and (self._has("duty", "en", clause) or self._has("harsh", "en", clause))
        denied = bool(_DENIED.match(clause))
        return max(feeling, 3 * feeling + 2 * want + 2 * difficulty + 3 * loaded - 2 * denied)

    def _has(self, name: str, language: str, text: str) -> bool:
        return self._marks[name, language].within(text)

    # The gate

    def _passes(self, words: str, state: ListeningState) -> bool:
        return not (
            is_personal(words)
            or not words.isprintable()
            or touches(state.off_limits, words)
            or any(self._has("insult", language, words) for language in ("en", "fi"))
            or self._screen.blocks_echo(words)
        )

    # Saying it

    def _framed(self, candidate: Candidate, language: str, history: Sequence[Exchange]) -> Iterator[str]:
        """The candidate in each of its frames, those that were not heard lately first."""
        table = self._data["prompts"] if candidate.kind in self._data["prompts"] else self._data["frames"]
        frames = table[candidate.kind][language]
        lately = [exchange.bot for exchange in history[-REMEMBERED:]]
        start = len(candidate.it) % len(frames)
        turned_to = [*frames[start:], *frames[:start]]
        for frame in sorted(turned_to, key=lambda frame: any(said.startswith(frame.split("{")[0]) for said in lately)):
            yield candidate.filling(frame)


def _longest_first(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True))


def _sentences(text: str) -> list[str]:
    return [stripped for each in _SENTENCE_ENDS.split(text) if (stripped := each.strip())]


def _is_latin(text: str) -> bool:
    return all(mark < "ɐ" for mark in text)


def _repeats(words: str, refused: Iterable[str]) -> bool:
    return any(words.casefold() in each.casefold() for each in refused)


def _unsaid(prompts: Sequence[str], refused: Sequence[str]) -> str:
    """A prompt that was not refused; when each was, two of them together."""
    every = [*prompts, *(f"{one} {other}" for one in prompts for other in prompts if one != other)]
    return next((each for each in every if each not in refused), f"{prompts[0]} …")
