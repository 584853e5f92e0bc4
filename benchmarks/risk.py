"""What the risk screen notices on texts that nothing was fitted or tuned on: `python benchmarks/risk.py [PART] [--json]`.

PART of the corpus is "test" (left out) or "fresh", which was written later and looked at least: situations beside their
harmless near twins, and ordinary coaching talk. The point is what the bot does; the curve is what the same weights would do with other thresholds; then what is missed, by kind.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from bot.app import load_screen
from flows.risk import Finding, Risk

CORPUS = Path(__file__).parents[1] / "corpus"
SCREEN = load_screen()
CURVE = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.16, 0.20)


@dataclass(frozen=True)
class Seen:
    label: str
    kind: str
    finding: Finding
    noticed: float
    in_danger: float


def seen(label: str, kind: str, text: str) -> Seen:
    chances = SCREEN.chances(text)
    in_danger = sum(chance for name, chance in chances.items() if name not in ("none", "care"))
    return Seen(label, kind, SCREEN.look(text), 1 - chances["none"], in_danger)


def situations(part: str, language: str) -> list[Seen]:
    lines = (CORPUS / "risk" / f"{part}.{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [seen(*line.split("\t")) for line in lines]


def talk(part: str, language: str) -> list[Seen]:
    lines = (CORPUS / "talk" / f"{part}.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [seen("talk", "", line) for line in lines if line.strip() and not line.startswith("#")]


def share(found: Sequence[bool]) -> float:
    return sum(found) / max(1, len(found))


def point(found: Sequence[Seen]) -> Iterator[tuple[str, float]]:
    of: dict[str, list[Seen]] = defaultdict(list)
    for each in found:
        of[each.label].append(each)
    for label in ("crisis", "care", "none", "talk"):
        yield f"{label}: noticed", share([each.finding.risk is not Risk.NONE for each in of[label]])
        yield f"{label}: high", share([each.finding.risk is Risk.CRISIS for each in of[label]])
        yield f"{label}: asked directly", share([each.finding.asks for each in of[label]])


def curve(found: Sequence[Seen]) -> Iterator[tuple[str, float]]:
    for name, of in (("noticed", lambda each: each.noticed), ("high", lambda each: each.in_danger)):
        for label, against in (("crisis", "none"), ("care", "none"), ("crisis", "talk")):
            harmless = sorted((of(each) for each in found if each.label == against), reverse=True)
            for alarmed in CURVE:
                above = harmless[int(alarmed * len(harmless))]
                noticed = share([of(each) > above for each in found if each.label == label])
                yield f"curve: {label} {name} at {alarmed:.0%} of {against}", noticed


def by_kind(found: Sequence[Seen]) -> Iterator[tuple[str, float]]:
    of: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for each in found:
        if each.label in ("crisis", "care"):
            of[each.label, each.kind].append(each.finding.risk is Risk.NONE)
    for (label, kind), missed in sorted(of.items(), key=lambda pair: -share(pair[1])):
        yield f"missed: {label} {kind} ({len(missed)})", share(missed)


def latency() -> Iterator[tuple[str, float]]:
    lines = (CORPUS / "talk" / "test.en.txt").read_text(encoding="utf-8").splitlines()
    for name, texts in (("ordinary message", lines), ("10,000 characters", [" ".join(lines)[:10_000]] * 20)):
        took = []
        for text in texts:
            started = time.perf_counter()
            SCREEN.look(text)
            took.append((time.perf_counter() - started) * 1000)
        yield f"latency p99, {name}, ms", quantiles(took, n=100)[98]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("part", nargs="?", default="test", choices=("test", "fresh"))
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    for language in ("en", "fi"):
        found = [*situations(given.part, language), *talk(given.part, language)]
        for name, value in (*point(found), *curve(found), *by_kind(found)):
            tell(f"{language}: {name}", value, "share", given.json)
    for name, value in latency():
        tell(name, value, "ms", given.json)


def tell(name: str, value: float, unit: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"name": name, "value": round(value, 4), "unit": unit, "peer": None}))
    else:
        print(f"{name:<58}{value:>8.3f}")


if __name__ == "__main__":
    main()
