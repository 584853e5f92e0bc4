"""The screen: rules and two fitted models together, and where the two levels begin.

A linear model over what `features` finds (multinomial logistic regression) and the net of flows/net.py, both fitted by
`corpus/fit.py` on situations written for it; what both hold likely counts, for either can hold the other back. It
misses some and alarms for nothing at times: docs/risk.md says how often, measured on texts whose writers never saw it.
It is no assessment of anybody.
"""

from collections.abc import Iterator, Mapping, Set
from copy import copy
from functools import cache
from itertools import repeat
from math import sqrt
from typing import Any, Self

import numpy

from flows.net import Net
from flows.risk.features import features, runs_of_letters
from flows.risk.finding import CUES, NOTHING, Finding, Risk
from flows.risk.rules import Rules

WINDOW = 6
"""Sentences that are looked at together: of a longer text in overlapping windows, so that nothing drowns in it."""

WINDOW_WORDS = 56
"""Words that are: what is said without a full stop is parted too."""

CLOSE = 16
"""Words round what a rule calls a crisis that are looked at once more alone."""

MOST_WINDOWS = 40
"""So many at most, of more sentences and words each, so that the cost is bounded."""

PLAINLY_NOTHING = 0.98
"""How likely the linear model holds it at least that there is nothing, so that the net need not read it: it would have
to be as sure of the opposite. Where a rule speaks the net is always asked.
"""

SIGNED = frozenset(("crisis", "denied", "care"))
"""Signs of a rule that spoke: less is needed then, for what rules find is seldom everyday talk."""

_HEAVINESS = (Risk.NONE, Risk.CARE, Risk.CRISIS)


class RiskScreen:
    """Built from the parsed `rules.toml`, and `weights.json` and the net that `corpus/fit.py` writes."""

    def __init__(self, rules: Mapping[str, Any], fitted: Mapping[str, Any], net: Net) -> None:
        if (fitted["made_from"], sorted(fitted["classes"])) != (net.made_from, sorted(net.names["risk"])):
            raise ValueError("weights.json and net.npz are not of one fit: make weights makes both")
        self._rules = Rules(rules)
        self._net = net
        self._classes: list[str] = fitted["classes"]
        self._at = {name: row for row, name in enumerate(fitted["weights"])}
        self._calm = self._classes.index("none")
        self._none = len(self._at)
        rows = [*fitted["weights"].values(), [0] * len(self._classes)]  # the last for what is not weighed
        self._weights = numpy.array(rows, numpy.int32)
        self._bias = numpy.array(fitted["bias"])
        self._unit: float = fitted["unit"]
        self._low: Mapping[str, float] = fitted["low"]
        self._high: Mapping[str, float] = fitted["high"]
        self._letters_of = runs_of_letters

    def screen(self, text: str) -> Risk:
        return self.look(text).risk

    def look(self, text: str) -> Finding:
        """What the text signals. Never raises; NOTHING means that nothing was noticed, not that all is well."""
        one = self._of_one_message()
        return max((one._found(said) for said in _windows(self._rules.plain(text))), key=_heavier, default=NOTHING)

    def _of_one_message(self) -> Self:
        """The same screen, which takes a word apart once: its windows overlap. No client's words are kept."""
        one = copy(self)
        one._letters_of = cache(runs_of_letters)
        return one

    def _found(self, said: str) -> Finding:
        cut, signs = self._rules.read(said)
        found = self._weighed(cut, signs)
        if "crisis" not in signs or len(said.split()) <= CLOSE:
            return found
        # What a rule calls a crisis is looked at once more without the talk around it.
        closer = (self._rules.read(f"{piece} |") for piece in _pieces(said, CLOSE))
        return max([found, *(self._weighed(*read) for read in closer if "crisis" in read[1])], key=_heavier)

    def _weighed(self, cut: str, signs: Set[str]) -> Finding:
        chances = self._chances(cut, signs)
        in_danger = sum(chances[cue] for cue in CUES)
        cue = max(CUES, key=chances.__getitem__)
        # A plain denial, or what was said of another time, calls for a question at most.
        taken_back = "denied" in signs and "crisis" not in signs
        if in_danger >= self._high["signed" if "crisis" in signs else "unsigned"] and not taken_back:
            return Finding(Risk.CRISIS, cue)
        if 1 - chances["none"] >= self._low["signed" if signs & SIGNED else "unsigned"]:
            return Finding(Risk.CARE, cue if in_danger > chances["care"] else "")
        return NOTHING

    def chances(self, text: str) -> dict[str, float]:
        """How likely each class is ("none", "care" or a cue) for a text of a few sentences, together 1."""
        return self._chances(*self._rules.read(self._rules.plain(text)))

    def _chances(self, said: str, signs: Set[str]) -> dict[str, float]:
        scores = self._bias.copy()
        for value, group in features(said, signs, self._letters_of):
            rows = list(map(self._at.get, group, repeat(self._none)))
            scores += self._weights.take(rows, axis=0).sum(axis=0) * (value * self._unit)
        grown = numpy.exp(scores - scores.max()).tolist()
        if not signs and grown[self._calm] > PLAINLY_NOTHING * sum(grown):
            return {name: each / sum(grown) for name, each in zip(self._classes, grown, strict=True)}
        read = self._net.risks(said.split() or ["|"])
        both = {name: sqrt(each * read[name]) for name, each in zip(self._classes, grown, strict=True)}
        whole = sum(both.values())
        return {name: each / whole for name, each in both.items()}

    def blocks_echo(self, text: str) -> bool:
        """Whether the text holds a word that is never said back, whatever it means here: idioms count too."""
        return self._rules.blocks_echo(text)


def _heavier(finding: Finding) -> tuple[int, bool]:
    return _HEAVINESS.index(finding.risk), bool(finding.cue)


def _windows(said: str) -> Iterator[str]:
    """Overlapping by a third: each of so many sentences and words at most."""
    many = max(1, 3 * len(said.split()) // (2 * WINDOW_WORDS * MOST_WINDOWS) + 1) if len(said) > 2_000 else 1
    pieces = list(_pieces(said, WINDOW_WORDS * many))
    many = max(many, 3 * len(pieces) // (2 * WINDOW * MOST_WINDOWS) + 1) if len(pieces) > WINDOW else many
    start = 0
    while start < len(pieces):
        end, words = start + 1, len(pieces[start].split())
        while end < min(len(pieces), start + WINDOW * many) and words < WINDOW_WORDS * many:
            words += len(pieces[end].split())
            end += words <= WINDOW_WORDS * many
        # What ends a sentence stands as it does in the texts that were fitted: also behind the last of them.
        ends = " |" if end < len(pieces) or said.endswith("|") else ""
        yield " | ".join(pieces[start:end]) + ends
        if end == len(pieces):
            return
        start = max(start + 1, end - (end - start) // 3)


def _pieces(said: str, longest: int) -> Iterator[str]:
    """The sentences, one of more words in overlapping pieces."""
    for sentence in said.split("|"):
        words = sentence.split()
        for at in range(0, max(1, len(words) - longest // 3), longest - longest // 3):
            if piece := " ".join(words[at : at + longest]):
                yield piece
