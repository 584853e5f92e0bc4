"""The screen: rules and fitted weights together, and where the two levels begin.

A linear model over what `features` finds (multinomial logistic regression), fitted by `corpus/fit.py` on situations
written for it. It misses some and alarms for nothing at times: docs/risk.md says how often, measured on texts
whose writers never saw it. It is no assessment of anybody.
"""

from collections.abc import Iterator, Mapping, Set
from math import exp
from typing import Any

from flows.risk.features import features
from flows.risk.finding import CUES, NOTHING, Finding, Risk
from flows.risk.rules import Rules

WINDOW = 6
"""Sentences that are looked at together: of a longer text in overlapping windows, so that nothing drowns in it."""

MOST_WINDOWS = 40
"""So many at most, of more sentences each, so that the cost is bounded."""

SIGNED = frozenset(("crisis", "denied", "care"))
"""Signs of a rule that spoke: less is needed then, for what rules find is seldom everyday talk."""

_HEAVINESS = (Risk.NONE, Risk.CARE, Risk.CRISIS)


class RiskScreen:
    """Built from the parsed `rules.toml` and `weights.json`, the file that `corpus/fit.py` writes."""

    def __init__(self, rules: Mapping[str, Any], fitted: Mapping[str, Any]) -> None:
        self._rules = Rules(rules)
        self._classes: list[str] = fitted["classes"]
        self._weights: dict[str, list[float]] = fitted["weights"]
        self._bias: list[float] = fitted["bias"]
        self._unit: float = fitted["unit"]
        self._low: Mapping[str, float] = fitted["low"]
        self._high: Mapping[str, float] = fitted["high"]

    def screen(self, text: str) -> Risk:
        return self.look(text).risk

    def look(self, text: str) -> Finding:
        """What the text signals. Never raises; NOTHING means that nothing was noticed, not that all is well."""
        return max((self._found(said) for said in _windows(self._rules.plain(text))), key=_heavier, default=NOTHING)

    def _found(self, said: str) -> Finding:
        cut, signs = self._rules.read(said)
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
        scores = list(self._bias)
        for value, group in features(said, signs):
            # Summed column by column: the weights of a name are one row, a class one column.
            columns = zip(*filter(None, map(self._weights.get, group)), strict=True)
            for at, weights in enumerate(columns):
                scores[at] += sum(weights) * value * self._unit
        top = max(scores)
        grown = [exp(score - top) for score in scores]
        return {name: each / sum(grown) for name, each in zip(self._classes, grown, strict=True)}

    def blocks_echo(self, text: str) -> bool:
        """Whether the text holds a word that is never said back, whatever it means here: idioms count too."""
        return self._rules.blocks_echo(text)


def _heavier(finding: Finding) -> tuple[int, bool]:
    return _HEAVINESS.index(finding.risk), bool(finding.cue)


def _windows(said: str) -> Iterator[str]:
    sentences = [each for each in said.split("|") if each.strip()]
    size = max(WINDOW, 3 * len(sentences) // (2 * MOST_WINDOWS))
    step = 2 * size // 3
    for start in range(0, max(1, len(sentences) - size + step), step):
        if window := "|".join(sentences[start : start + size]).strip():
            yield window
