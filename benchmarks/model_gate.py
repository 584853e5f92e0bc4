"""How much of good the model's gate refuses: `python benchmarks/model_gate.py [--json]`.

No model is asked. The default listener's own reflections of the corpus' test part, each held against the gate of the
model's seat as if a model had said it: what is refused there, a model could not say either. Also how many turns
would be shown to a model at all.
"""

import argparse
import json
from pathlib import Path

from bot.app import WORDS, load_dialogues, load_toml
from flows.listening import ListeningState
from flows.listening.engine import DefaultListener
from flows.listening.seat import Asked, ModelSeat

TALK = Path(__file__).parents[1] / "corpus" / "talk"


def measured(language: str) -> dict[str, float]:
    listener = load_dialogues().listener
    assert isinstance(listener, DefaultListener)
    seat = ModelSeat(load_toml(WORDS / "listening" / "model.toml"), listener, "llm.example.org")
    state = ListeningState(language)
    lines = (TALK / f"test.{language}.txt").read_text(encoding="utf-8").splitlines()
    turns = [line for line in lines if line.strip() and not line.startswith("#")]
    shown = [text for text in turns if listener.gate.may_be_shown(text, state)]
    replies = [(text, listener.reply(text, [], state)) for text in shown]
    mirrors = [(text, reply) for text, reply in replies if reply.kind in ("reflection", "affirmation")]
    passed = sum(seat.reply(reply.text, Asked(text, (), state)) is not None for text, reply in mirrors)
    return {"turns shown to a model": len(shown) / len(turns), "good mirrors refused": 1 - passed / len(mirrors)}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    for language in ("en", "fi"):
        for name, value in measured(language).items():
            if given.json:
                print(json.dumps({"name": f"{language}: {name}", "value": round(value, 4), "unit": "", "peer": None}))
            else:
                print(f"{language}  {name:<34}{value:>10.3f}")


if __name__ == "__main__":
    main()
