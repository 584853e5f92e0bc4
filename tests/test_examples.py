"""What the bot gives as an example, it understands itself."""

import re
from collections.abc import Iterator

import pytest

from bot.app import FLOWS, load_dialogues
from flows.turn import Dialogues
from flows.values import Heard, Scene, Talk
from flows.wording import LANGUAGES
from tests.conversation import scene_of


@pytest.fixture(scope="module")
def dialogues() -> Dialogues:
    return load_dialogues()


def scene_at(dialogues: Dialogues, flow: str, step: str, language: str) -> Scene:
    settings = {"flow": flow, "language": language, "coach": "known", "commitment": "call"}
    scene = scene_of(settings)
    recalls = dialogues.flows[flow].recalls
    notes = {
        "before": {},
        "zone": "Europe/Helsinki",
        "commitment": "call",
        "what": ["mon"],
        "which": step,
        **(recalls(scene) if recalls else {}),
    }
    return scene.with_talk(Talk(flow, step, notes=notes))


def examples(dialogues: Dialogues) -> Iterator[tuple[str, str, str, str]]:
    """Every phrase in quotation marks of every text that asks again."""
    for table, path, text in dialogues.wording:
        step, _, part = path.rpartition(".")
        if table in FLOWS and part == "again":
            for language in LANGUAGES:
                for example in re.findall("[“”]([^“”]+)”", text[language]):
                    yield table, step, language, example


def test_every_example_is_understood(dialogues: Dialogues) -> None:
    unheard = [
        (flow, step, language, example)
        for flow, step, language, example in examples(dialogues)
        if dialogues.take(Heard("text", example), scene_at(dialogues, flow, step, language)).reading == "unheard"
    ]
    assert not unheard


def test_there_are_examples_to_understand(dialogues: Dialogues) -> None:
    assert len(list(examples(dialogues))) > 40
