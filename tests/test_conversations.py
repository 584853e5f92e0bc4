"""Every flow walked in both languages, as conversations that anyone can read."""

from collections.abc import Iterator

import pytest

from bot.app import FLOWS, load_dialogues
from flows.grammar import Flow, Move
from flows.turn import Dialogues
from flows.values import Notes
from flows.wording import LANGUAGES
from tests.conversation import Conversation, conversations, walk


@pytest.fixture(scope="module")
def dialogues() -> Dialogues:
    return load_dialogues()


@pytest.mark.parametrize("conversation", conversations(), ids=lambda each: each.path.stem)
def test_the_bot_says_what_the_conversation_says(conversation: Conversation, dialogues: Dialogues) -> None:
    walk(conversation, dialogues)


def moves_walked(language: str, dialogues: Dialogues, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str, int]]:
    """(flow, step, the move's place) of every move that some conversation in this language takes."""
    walked: set[tuple[str, str, int]] = set()
    choose = Flow.move

    def noted(flow: Flow, step: str, notes: Notes) -> Move:
        move = choose(flow, step, notes)
        places = [place for place, each in enumerate(flow.steps[step].moves) if each is move]
        walked.add((flow.name, step, places[0]))
        return move

    monkeypatch.setattr(Flow, "move", noted)
    for conversation in conversations():
        if conversation.settings.get("language", "en") == language:
            walk(conversation, dialogues)
    return walked


def all_moves() -> Iterator[tuple[str, str, int]]:
    for flow in FLOWS.values():
        for step in flow.steps.values():
            yield from ((flow.name, step.name, place) for place, _ in enumerate(step.moves))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_move_of_every_flow_is_walked(
    language: str, dialogues: Dialogues, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwalked = sorted(set(all_moves()) - moves_walked(language, dialogues, monkeypatch))
    told = [f"{flow}: {step} -> {FLOWS[flow].steps[step].moves[place].to}" for flow, step, place in unwalked]
    assert not told, f"no conversation in {language!r} walks: {told}"
