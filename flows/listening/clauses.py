"""What the readers of both languages share: sentences, the parts of one, what is cut off it, and what a part carries."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from flows.listening.marks import Lookup, Marks, either, words_of

MOST_SENTENCES = 24
"""Sentences of a message that are looked at."""

MOST_UNPARTED = 4
"""Pieces of one sentence that somebody's words in it may have parted."""

MOST_JOINED = 3
"""Neighbouring clauses that are given back together."""

WEIGHS = {"feeling": 2.5, "want": 1.6, "difficulty": 1.2, "effort": 1.6, "harsh": 1.5, "duty": 1.0, "telling": 0.9}
"""What a clause weighs for each thing it carries: feelings before wishes, and both before facts; "telling" is who and
what makes a fact more than one: people close by, a picture, a first or last time."""

LATE = 1.5
"""What the first of many sentences loses, and the last does not: the point of a message comes last."""

AFTER_BUT = 1.2
"""What a clause gains after a "but": there the weight of a sentence lies."""

CONCEDED = 1.6
"""What a clause loses before a "but"."""

TURN = 1.0
"""What a sentence gains that says itself that now the point comes: "honestly, ..."."""

TOGETHER = 0.3
"""What two sentences gain that are quoted together: half of what was said is easily the wrong half."""

LEANING = 0.7
"""What a clause loses that is not understood alone."""

MOST_CUT = 4
"""Openings, or endings, that are cut off one part."""

_CARRIES_ON = re.compile(
    r"(?:and|but|with|in|at|to|like|as|then|because|so|he said|she said|i said|they said|ja|mut|mutta|niin|kun|ku|sano\w*|kysy\w*)\b",
    re.IGNORECASE,
)
"""How a sentence goes on after what somebody said in it, where its writer uses no capitals."""

Found = TypeVar("Found")

EDGES = " \t.,;:!…-–—()\"'*"


@dataclass(frozen=True)
class Clause:
    """A part of a message that stands alone: as it was said, as it is given back, what kind it is and what it weighs,
    whether it is a whole sentence about its writer, whether it is a whole sentence, and of which words it is a part ("": of none that matter).
    """

    said: str
    it: str
    kind: str
    weight: float
    is_own: bool = False
    is_whole: bool = False
    of: str = ""

    @property
    def is_quoted(self) -> bool:
        return self.kind.endswith("quoted")


class Reader:
    """What is the same for every language. Built from the parsed `lexicon.toml`."""

    def __init__(
        self,
        data: Mapping[str, Any],
        language: str,
        sentence_ends: re.Pattern[str],
        joints: re.Pattern[str],
        subject: str,
    ) -> None:
        self._lookup = Lookup(
            {name: table[language] for name, table in data["listens_for"].items() if language in table}
        )
        self._diagnosis = Marks(data["never"]["diagnosis"][language])
        self._feelings = Lookup(data["feelings"][language])
        self._openings = re.compile(
            rf"(?:{either(data['openings'][language])})(?![\w'])(?: that(?= i\b))?[\s,.:!…–—-]+"
            rf"|(?:{either(data['openings']['before_subject'][language])})(?:\s*[,.:!…–—]+\s*|\s+(?={subject}))",
            re.IGNORECASE,
        )
        self._begins_leaning, self._ends_leaning = (
            frozenset(data["leaning"][where][language].split("|")) for where in ("begins", "ends")
        )
        self._sentence_ends = sentence_ends
        self._joints = joints
        self._found: dict[Hashable, tuple[Any, ...]] | None = None

    def of_one_message(self) -> Self:
        """The same reader, which finds a thing once."""
        one = copy(self)
        one._found = {}
        return one

    def _once(self, find: Callable[..., Iterable[Found]], *of: Hashable) -> tuple[Found, ...]:
        """All that it finds of these."""
        if self._found is None:
            return tuple(find(*of))
        if (find.__name__, of) not in self._found:
            self._found[find.__name__, of] = tuple(find(*of))
        return self._found[find.__name__, of]

    def sentences(self, text: str) -> list[str]:
        parts = (part.strip() for part in self._sentence_ends.split(text))
        return [part for part in parts if re.search(r"\w", part)][:MOST_SENTENCES]

    def carried(self, text: str) -> frozenset[str]:
        """What it carries: "feeling", "want", "difficulty" and so on."""
        return frozenset(self._once(self._names, text))

    def _names(self, text: str) -> Iterator[str]:
        return self._lookup.names(words_of(text))

    def may_be_harsh(self, text: str) -> bool:
        """Whether a hard word is in it, of whomever."""
        return not self.carried(text).isdisjoint(("harsh", "harsh_doing")) or "fault" in text.casefold()

    def feels(self, text: str) -> bool:
        """Whether it names a feeling."""
        return "feeling" in self.carried(text)

    def named(self, text: str) -> str:
        """The one feeling that it names, by our noun for it; "" if it names none or several."""
        found = set(self._feelings.names(words_of(text)))
        return found.pop() if len(found) == 1 else ""

    def weighs(self, text: str) -> bool:
        """Whether it is more than a fact."""
        return not self.carried(text).isdisjoint(("feeling", "want", "difficulty", "harsh"))

    def leans(self, text: str) -> bool:
        """Whether it points back at something else, and is not understood alone."""
        words = text.casefold().split()
        return words[0] in self._begins_leaning or words[-1] in self._ends_leaning

    def bare(self, part: str) -> str:
        """Without the openings, and in English the endings, that carry nothing."""
        return self._once(self._bare, part)[0]

    def _bare(self, part: str) -> tuple[str]:
        part = part.strip(EDGES)
        for _ in range(MOST_CUT):
            opening = self._opening(part)
            if opening is None or not (rest := part[opening.end() :].strip(EDGES)):
                break
            part = rest
        return (part,)

    def _opening(self, part: str) -> re.Match[str] | None:
        return self._openings.match(part)

    def _spans(self, whole: str) -> Iterator[tuple[int, int, int]]:
        """Each clause of a sentence alone and with its next neighbours: where it starts and ends, and the number of
        joints within.
        """
        joints = list(self._joints.finditer(whole))
        starts, ends = [0, *(each.end() for each in joints)], [*(each.start() for each in joints), len(whole)]
        for first, start in enumerate(starts):
            for last in range(first, min(first + MOST_JOINED, len(ends))):
                yield start, ends[last], last - first


def unparted(text: str, sentences: Sequence[str]) -> list[tuple[str, int]]:
    """The sentences of a text, those one again that were parted within what somebody said in them, and of how many each is
    made: 'she wrote "at last!" with a kiss'.
    """
    whole: list[tuple[str, int]] = []
    end = 0
    for sentence in sentences:
        start = text.find(sentence, end)
        if start < 0:
            return [(each, 1) for each in sentences]
        between, end = text[end:start], start + len(sentence)
        said, of = whole[-1] if whole else ("", 0)
        if said.count('"') % 2 == 0 or of == MOST_UNPARTED:
            whole.append((sentence, 1))
        elif '"' not in between:
            apart = "" if sentence[0] == '"' else " "
            whole[-1] = (f"{said}{apart}{sentence}", of + 1)
        elif sentence[0].islower() and (said[0].isupper() or _CARRIES_ON.match(sentence)):
            whole[-1] = (f'{said}" {sentence}', of + 1)
        else:
            whole[-1:] = [(f'{said}"', of), (sentence, 1)]
    return whole


def closed(said: str, sentence: str) -> str:
    """What is left of the sentence, with the mark that closes its quotation where that was cut off its end."""
    return f'{said}"' if said.count('"') % 2 and sentence.rstrip(" .,!?…").endswith('"') else said


def together(one: Clause, other: str, longest: int) -> str:
    """Two sentences that follow one another as one quotation of up to so many characters; or ""."""
    if not other or len(one.it) + len(other) > longest:
        return ""
    return f"{one.it}{'' if one.it[-1] == '!' else '.'} {other[:1].upper()}{other[1:]}"


def lateness(place: int, of: int) -> float:
    """What a sentence loses by its place: nothing the last, nearly LATE the first of many."""
    return LATE * ((place + 1) / of - 1)


def weight_of(carried: frozenset[str]) -> float:
    return sum(weight for name, weight in WEIGHS.items() if name in carried)
