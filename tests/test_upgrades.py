"""What a change of a flow means for a talk that it was open in: by values, and what a developer and a host are told."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import FLOWS, GONE, load_dialogues, load_steps
from flows.ears import Words
from flows.grammar import Flow, Move, Step
from flows.turn import Dialogues
from flows.upgrades import Place, record, stranded, unmapped, unrecorded
from flows.values import Heard, Scene, Talk
from flows.wording import FlowError
from storage import talks
from tests.commanding import Host, database_in, make
from tests.conversation import scene_of
from tests.system.test_check_ins import MARIA
from tests.upgrades import without


def asks(name: str, to: str) -> Step:
    return Step(name, hears=Words(), moves=(Move(to),))


OLD = Flow("walk", asks("where", "how"), asks("how", "end"), Step("end"))
RENAMED = Flow("walk", asks("whither", "how"), asks("how", "end"), Step("end"), version=2, moved={"where": "whither"})
SHORTER = Flow("walk", asks("how", "end"), Step("end"), version=2, removed={"where": "how"})
RECORD = {"walk": {"1": ["where", "how"]}}
NOWHERE: frozenset[str] = frozenset()


# Where talks wait


def test_a_talk_whose_step_was_renamed_has_its_answers_and_its_way_by_the_new_names() -> None:
    before = Talk("walk", "how", notes={"where": "the woods", "whither_else": 1}, trail=("where",))
    assert RENAMED.of_today(before) == Talk(
        "walk", "how", 2, notes={"whither": "the woods", "whither_else": 1}, trail=("whither",)
    )


def test_an_answer_takes_no_other_answers_place() -> None:
    merged = Flow("walk", asks("b", "end"), Step("end"), version=2, moved={"a": "b"})
    assert merged.of_today(Talk("walk", "b", notes={"a": 1, "b": 2})).notes == {"a": 1, "b": 2}


@pytest.mark.parametrize("flow", [RENAMED, SHORTER, OLD])
def test_a_place_that_is_accounted_for_strands_nobody(flow: Flow) -> None:
    assert not stranded({"walk": flow}, NOWHERE, [Place("walk", "where", 1, 3), Place("walk", "how", 1, 1)])


def test_a_place_that_is_gone_is_named_with_how_many_wait_there_and_the_cure() -> None:
    bare = Flow("walk", asks("how", "end"), Step("end"))
    [told] = stranded({"walk": bare}, NOWHERE, [Place("walk", "where", 1, 3)])
    assert told.startswith("flow walk, step where (version 1): 3 talks wait there, and the step is gone")
    assert told.endswith("name it in the flow's `moved` or `removed`")
    [told] = stranded({}, NOWHERE, [Place("walk", "where", 1, 1)])
    assert told.startswith("flow walk, step where (version 1): 1 talk waits there, and the flow is gone")
    assert not stranded({}, frozenset({"walk"}), [Place("walk", "where", 1, 1)])


@pytest.mark.parametrize(
    ("moved", "removed", "fault"),
    [
        ({"where": "nowhere"}, {}, "which is no step"),
        ({"how": "end"}, {}, "and is a step"),
        ({"where": "how"}, {"where": "how"}, "moved and removed"),
        ({}, {"where": "next"}, "neither asks nor ends"),
    ],
)
def test_a_flow_that_leads_an_old_step_astray_is_refused(
    moved: dict[str, str], removed: dict[str, str], fault: str
) -> None:
    with pytest.raises(FlowError, match=fault):
        Flow("walk", Step("how", Words(), (Move("end"),)), Step("end"), moved=moved, removed=removed) if (
            "next" not in removed.values()
        ) else Flow("walk", asks("how", "next"), Step("next", opens="check_in"), moved=moved, removed=removed)


# The record


def test_the_steps_of_every_flow_are_recorded_and_each_that_ever_was_goes_on_somewhere() -> None:
    recorded = load_steps()
    assert not list(unmapped(FLOWS, GONE, recorded))
    assert not list(unrecorded(FLOWS, recorded)), "run `luottamus flows record`"


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        (OLD, ""),
        (RENAMED, ""),
        (SHORTER, ""),
        # Gone without a word; and said, but not as another version.
        (Flow("walk", asks("how", "end"), Step("end")), "step where of version 1 is gone; name it in `moved`"),
        (Flow("walk", asks("how", "end"), Step("end"), version=2), "step where of version 1 is gone; name it"),
        (Flow("walk", asks("how", "end"), Step("end"), removed={"where": "how"}), "still version 1; make it 2"),
        (Flow("walk", asks("to", "how"), asks("how", "end"), Step("end"), moved={"where": "to"}), "make it 2"),
    ],
)
def test_a_step_that_went_without_a_version_or_a_successor_is_found(flow: Flow, told: str) -> None:
    found = list(unmapped({"walk": flow}, NOWHERE, RECORD))
    assert bool(found) is bool(told)
    assert all(told in each for each in found)


def test_a_flow_that_went_and_a_version_that_fell_are_found() -> None:
    assert next(unmapped({}, NOWHERE, RECORD)).startswith("flow walk is gone; name it in GONE")
    assert not list(unmapped({}, frozenset({"walk"}), RECORD))
    assert "a version only grows" in next(unmapped({"walk": OLD}, NOWHERE, {"walk": {"2": ["how"]}}))


def test_the_record_keeps_the_steps_of_earlier_versions_and_hides_none_that_went() -> None:
    assert record({"walk": SHORTER}, NOWHERE, RECORD) == {"walk": {"1": ["where", "how"], "2": ["how"]}}
    assert list(unrecorded({"walk": SHORTER}, RECORD)) == [
        "flow walk, version 2: its steps are not recorded; run `luottamus flows record`"
    ]
    with pytest.raises(FlowError, match="step where of version 1 is gone"):
        record({"walk": Flow("walk", asks("how", "end"), Step("end"))}, NOWHERE, RECORD)


# In a talk


@pytest.fixture(scope="module")
def dialogues() -> Dialogues:
    """A release whose check-in asks no more what was heavy."""
    shipped = load_dialogues()
    flows = {**shipped.flows, "check_in": without(FLOWS["check_in"], "heavy", "behind")}
    return Dialogues(flows, shipped.wording, shipped.listener, shipped.screen)


def waiting(language: str = "en", **changes: object) -> Scene:
    talk = Talk("check_in", "heavy", notes={"score": 1}, trail=("score",), question=2)
    return replace(scene_of({"flow": "check_in", "language": language}).with_talk(talk), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "I've been updated since I asked you that, and that question is gone. What you told me is kept. "
            "We go on from here.\n\nThank you. What has it been like?",
        ),
        (
            "fi",
            "Minua on päivitetty sen jälkeen, kun kysyin tuota, eikä sitä kysymystä enää ole. Se, mitä kerroit, on "
            "tallessa. Jatketaan tästä.\n\nKiitos. Millaista on ollut?",
        ),
    ],
)
def test_a_question_that_is_gone_is_owned_in_both_languages(dialogues: Dialogues, language: str, said: str) -> None:
    turn = dialogues.take(Heard("text", "mother fell"), waiting(language))
    assert turn.said[0].text == said
    assert turn.talk is not None
    assert (turn.talk.step, turn.talk.version) == ("behind", 2)
    assert turn.talk.notes == {"score": 1, "said_to_gone": {"heavy": "mother fell"}}


def test_danger_comes_before_any_word_about_an_update(dialogues: Dialogues) -> None:
    turn = dialogues.take(Heard("text", "I want to kill myself"), waiting())
    assert turn.reading == "concern"
    assert "updated" not in turn.said[0].text
    assert turn.ended == "resting"


@pytest.mark.parametrize("said", ["/help", "/why", "/skip", "/back", "/sos", "/start", "(photo)", "(stale)"])
def test_whatever_is_said_first_the_client_is_told_once_and_then_goes_on(dialogues: Dialogues, said: str) -> None:
    kinds = {"(photo)": Heard("photo"), "(stale)": Heard("tap", "4", "4", 1)}
    scene = waiting()
    turn = dialogues.take(kinds.get(said, Heard("text", said)), scene)
    assert turn.said[0].text.count("I've been updated") == 1
    assert turn.talk is not None
    assert turn.talk.step == "behind"
    on = dialogues.take(Heard("text", "the nights are long"), scene.with_talk(turn.talk))
    assert "updated" not in on.said[0].text
    assert on.talk is not None
    assert on.talk.notes["behind"] == "the nights are long"


def test_a_step_that_went_without_a_word_is_owned_too_and_the_talk_begins_anew() -> None:
    shipped = load_dialogues()
    changed = without(FLOWS["check_in"], "heavy", "behind")
    changed.removed.clear()
    flows = {**shipped.flows, "check_in": changed}
    dialogues = Dialogues(flows, shipped.wording, shipped.listener, shipped.screen)
    turn = dialogues.take(Heard("text", "mother fell"), waiting())
    assert turn.said[0].text.startswith("I've been updated")
    assert turn.talk is not None
    assert turn.talk.step == "score"
    assert turn.talk.notes["score"] == 1


# What a host is told


def at_a_step_that_is_gone(folder: Path) -> None:
    make(folder)
    database = database_in(folder)
    with database.begin() as session:
        from tests.storage.conftest import NOW, make_pair

        engagement = make_pair(session, telegram=MARIA).engagement
        talks.start(session, engagement, Talk("check_in", "colour"), NOW)
    database.close()


TOLD = "flow check_in, step colour (version 1): 1 talk waits there, and the step is gone"


async def test_a_release_that_would_strand_a_talk_is_refused_by_both_checks(host) -> None:  # type: ignore[no-untyped-def]
    at_a_step_that_is_gone(host.folder)
    ran = await host.command("flows", "check")
    assert ran.code == 2
    assert TOLD in ran.err
    whole = await host.command("check")
    assert whole.code == 2
    assert TOLD in whole.err


async def test_a_release_that_strands_nobody_passes(host, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    at_a_step_that_is_gone(host.folder)
    check_in = FLOWS["check_in"]
    monkeypatch.setitem(check_in.removed, "colour", "score")
    ran = await host.command("flows", "check", "--config", str(host.config))
    assert (ran.code, ran.err) == (0, "")
    assert "every talk in the database that is open or at rest goes on somewhere" in ran.out


async def test_the_start_of_a_run_says_what_it_strands_and_goes_on(host) -> None:  # type: ignore[no-untyped-def]
    at_a_step_that_is_gone(host.folder)
    # A token that is refused ends the run after its start.
    started = await Host.command(host, "run", LUOTTAMUS_TELEGRAM__TOKEN="1:none")
    assert started.code == 2, started
    assert started.err.startswith(f"warning: {TOLD}")
    assert "telegram.token" in started.err.lower() or "TOKEN" in started.err
