"""The default listener over sessions of client turns: `python benchmarks/listening.py [FILE] [--language fi] [--json]`.

FILE holds sessions as in corpus/talk: a turn a line, a line that begins with # before each session. Left out: the test
part of the corpus in both languages, which the listener was not tuned on.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from bot.app import WORDS, load_listener, load_toml
from flows.listening import Exchange, ListeningState
from flows.listening.gate import advises, says_again
from flows.listening.persons import echoes_first_person
from flows.risk import Risk, RiskScreen

TALK = Path(__file__).parents[1] / "corpus" / "talk"
SCREEN = RiskScreen(load_toml(WORDS / "risk.toml"))
LISTENER = load_listener(SCREEN)


def sessions(path: Path) -> Iterator[list[str]]:
    turns: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            if turns:
                yield turns
            turns = []
        elif line.strip():
            turns.append(line)
    if turns:
        yield turns


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}


def measured(path: Path, language: str) -> dict[str, float]:
    kinds: Counter[str] = Counter()
    count: Counter[str] = Counter()
    took: list[float] = []
    for turns in sessions(path):
        history: list[Exchange] = []
        asked = False
        for text in turns:
            started = time.perf_counter()
            risk = SCREEN.screen(text)
            reply = LISTENER.reply(text, history, ListeningState(language, may_ask=True, risk=risk))
            if len(text) <= 500:
                took.append(time.perf_counter() - started)
            questions = reply.text.count("?")
            kinds[reply.kind] += 1
            count["turns"] += 1
            count["questions"] += questions
            count["more than one question"] += questions > 1
            count["question after question"] += bool(questions and asked)
            count["repeats"] += says_again(reply.text, [each.bot for each in history[-10:]])
            count["advice"] += advises(reply.text)
            count["mirrors"] += any(words(text) & words(sentence) for sentence in re.split(r"(?<=[.!?])\s", reply.text))
            if language == "en" and reply.kind in ("reflection", "affirmation") and "“" not in reply.text:
                count["first person echoed"] += echoes_first_person(reply.text)
            if len(text.split()) >= 5 and risk is Risk.NONE:
                count["longer turns"] += 1
                count["own content"] += bool(words(text) & words(reply.text))
            count["risk low"] += risk is Risk.CARE
            count["risk high"] += risk is Risk.CRISIS
            asked = bool(questions)
            history.append(Exchange(text, reply.text, reply.kind, risk))
    turns_, points = count["turns"], quantiles(took, n=100)
    return {
        "turns": turns_,
        **{f"kind {kind}": number / turns_ for kind, number in sorted(kinds.items())},
        "reflections to questions": count["mirrors"] / max(1, count["questions"]),
        "questions a reply": count["questions"] / turns_,
        "more than one question": count["more than one question"],
        "question after question": count["question after question"],
        "own content, turns of 5+ words": count["own content"] / max(1, count["longer turns"]),
        "repeats within ten": count["repeats"] / turns_,
        "first person echoed": count["first person echoed"],
        "advice": count["advice"],
        "ordinary talk, low level": count["risk low"] / turns_,
        "ordinary talk, high level": count["risk high"] / turns_,
        "latency p50": points[49] * 1000,
        "latency p99": points[98] * 1000,
    }


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("file", nargs="?", type=Path)
    asked.add_argument("--language", default="en")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    parts = (
        [(given.file, given.language)] if given.file else [(TALK / f"test.{each}.txt", each) for each in ("en", "fi")]
    )
    for path, language in parts:
        for name, value in measured(path, language).items():
            unit = "ms" if name.startswith("latency") else ""
            if given.json:
                print(json.dumps({"name": f"{language}: {name}", "value": round(value, 4), "unit": unit, "peer": None}))
            else:
                print(f"{language}  {name:<34}{value:>10.3f} {unit}")


if __name__ == "__main__":
    main()
