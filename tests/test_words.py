"""Every text in both languages, none that nothing says, none that breaks the house's promises to a client."""

import re
from pathlib import Path

import pytest

from bot.app import FLOWS, SHARED, WORDS, load_toml, load_wording
from flows.wording import FlowError, Wording

ROOT = Path(__file__).parent.parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for room in ("flows", "bot") for path in (ROOT / room).rglob("*.py")
)
ADVICE = re.compile(r"\b(you should|you ought|you must|why don't you|sinun pitäisi|sinun täytyy|kannattaisi)\b", re.I)


def texts() -> list[tuple[str, str, str, str]]:
    return [
        (table, path, language, text[language]) for table, path, text in load_wording() for language in ("en", "fi")
    ]


def test_every_flow_has_its_words_in_both_languages() -> None:
    wording = load_wording()
    for flow in FLOWS.values():
        wording.check(flow)


@pytest.mark.parametrize(
    ("table", "cure"),
    [
        ({"score": {"ask": {"en": "How?"}}}, "has no text in 'fi'"),
        ({"score": {"ask": {"en": "How?", "fi": "Miten?", "sv": "Hur?"}}}, "'sv', which is no language here"),
        (
            {"score": {"ask": {"en": "How?", "fi": "Miten, {name}?"}}},
            "'name' is filled in Finnish but not in English",
        ),
        ({"score": "How?"}, "give a text for each of en, fi"),
    ],
)
def test_a_mistake_in_the_words_says_where_and_what(table: dict[str, object], cure: str) -> None:
    with pytest.raises(FlowError, match=re.escape(cure)):
        Wording({"check_in": table})


def test_a_flow_without_its_words_does_not_start() -> None:
    tables = {name: load_toml(WORDS / f"{name}.toml") for name in (*FLOWS, *SHARED)}
    del tables["check_in"]["score"]["why"]
    with pytest.raises(FlowError, match=r"check_in\.toml: no text score\.why"):
        Wording(tables).check(FLOWS["check_in"])


def test_at_most_one_question_a_text() -> None:
    asked_twice = [(table, path, language) for table, path, language, text in texts() if text.count("?") > 1]
    assert not asked_twice


def test_no_advice_and_no_parse_mode() -> None:
    for table, path, language, text in texts():
        where = f"{table}.{path}.{language}"
        assert not ADVICE.search(text), where
        assert "**" not in text, where
        assert "<b>" not in text, where


def test_last_words_ask_nothing() -> None:
    for flow in FLOWS.values():
        for step in flow.steps.values():
            if step.hears is None:
                for table, path, language, text in texts():
                    if table == flow.name and path == f"{step.name}.ask":
                        assert "?" not in text, f"{table}.{path}.{language}"


def test_every_text_is_said_somewhere() -> None:
    """A text that nothing says is dead weight: each key that is no step's stands in the code, or is a choice's."""
    steps = {(each.words or flow.name, each.name): each for flow in FLOWS.values() for each in flow.steps.values()}
    dead = []
    for table, path, _ in load_wording():
        step, last = steps.get((table, path.split(".", 1)[0])), path.rsplit(".", 1)[-1]
        if step and ".choices." in path:
            if last not in step.offers:
                dead.append(f"{table}.{path}")
        elif step is None and not re.search(rf"\b{re.escape(last)}\b", SOURCE):
            dead.append(f"{table}.{path}")
    assert not dead
