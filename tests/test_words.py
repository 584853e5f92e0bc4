"""Every text in both languages, none that nothing says, none that breaks the house's promises to a client."""

import re
from pathlib import Path

import pytest

from bot.app import FLOWS, SHARED, WORDS, load_toml, load_wording
from flows.house_rules import broken
from flows.wording import FlowError, Wording

ROOT = Path(__file__).parent.parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for room in ("flows", "bot", "storage") for path in (ROOT / room).rglob("*.py")
)


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


def test_no_text_breaks_a_rule_of_the_house() -> None:
    """At most one question, no advice, no markup."""
    found = [(f"{table}.{path}.{language}", fault) for table, path, language, text in texts() for fault in broken(text)]
    assert not found


def test_last_words_ask_nothing() -> None:
    for flow in FLOWS.values():
        for step in flow.steps.values():
            if step.hears is None:
                for table, path, language, text in texts():
                    if table == flow.name and path == f"{step.name}.ask":
                        assert not list(broken(text, may_ask=False)), f"{table}.{path}.{language}"


@pytest.mark.parametrize(
    ("text", "may_ask", "fault"),
    [
        ("How was it?", True, ""),
        ("How was it? And why?", True, "asks more than one question"),
        ("Thank you. See you?", False, "asks something where nothing is asked"),
        ("Perhaps you should rest.", True, "gives advice ('you should')"),
        ("That is **good**.", True, "has markup"),
        ("a" * 2_001, True, "is longer than 2000 characters"),
    ],
)
def test_what_breaks_a_rule_is_named(text: str, may_ask: bool, fault: str) -> None:
    assert " ".join(broken(text, may_ask=may_ask)).startswith(fault)
    assert bool(list(broken(text, may_ask=may_ask))) is bool(fault)


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
