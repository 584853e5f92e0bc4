"""A host's own words: over the shipped ones by key, looked at before anybody meets them."""

from pathlib import Path

import pytest

from bot.app import load_dialogues, load_wording
from flows.turn import Dialogues
from flows.wording import FlowError
from tests.commanding import MINIMAL
from tests.conversation import scene_of

ASK = """\
score.ask.en = "How did your days go{comma_name}, from 1 to 5?"
score.ask.fi = "Millaisia päiväsi olivat{comma_name}, 1–5?"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "words"
    made.mkdir()
    return made


def write(folder: Path, text: str, name: str = "check_in.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_an_own_text_takes_the_place_of_its_key_and_of_no_other(folder: Path) -> None:
    own, shipped = load_wording(write(folder, ASK)), load_wording()
    changed = {(table, path) for (table, path, text), (*_, before) in zip(own, shipped, strict=True) if text != before}
    assert changed == {("check_in", "score.ask")}
    dialogues: Dialogues = load_dialogues(folder)
    said = dialogues.start("check_in", scene_of({"flow": "check_in", "language": "fi"})).said[0].text
    assert said == "Millaisia päiväsi olivat, Maria, 1–5?"


def test_an_empty_folder_changes_nothing(folder: Path) -> None:
    assert list(load_wording(folder)) == list(load_wording())


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("chek_in.toml", ASK, "chek_in.toml: no words are called 'chek_in'; did you mean check_in.toml?"),
        ("listening/words.toml", ASK, "words.toml: no words are called 'listening/words'"),
        (
            "check_in.toml",
            ASK.replace("ask", "aks"),
            "check_in.toml: score.aks is no key there; did you mean score.ask?",
        ),
        ("check_in.toml", "score = 3", "check_in.toml: score is 3; give a text for each of en, fi"),
        ("check_in.toml", 'score.ask.en = "How?"', "check_in.toml: score.ask has no text in 'fi'; add it"),
        ("check_in.toml", ASK + 'score.ask.sv = "Hur?"', "score.ask has 'sv', which is no language here; use en, fi"),
        ("check_in.toml", 'score.ask.en = "How?"\nscore.ask.fi = 3', "score.ask has no text in 'fi'"),
        ("check_in.toml", 'score.ask.en = "How?"\nscore.ask.fi = " "', "score.ask has no text in 'fi'"),
        ("check_in.toml", "score.ask.en = How?", "check_in.toml: is not TOML"),
        (
            "check_in.toml",
            ASK.replace("your days", "your {days}"),
            "score.ask.en has {days}, which nothing fills; use {comma_name}",
        ),
        ("check_in.toml", ASK.replace("your days", "your {days"), "score.ask.en has a brace that opens no name"),
        ("check_in.toml", ASK.replace("your days", "your {}"), "score.ask.en has a brace that opens no name"),
        (
            "turn.toml",
            '[sos]\npage.en = "Call 112."\npage.fi = "Soita 112."',
            "sos.page.en leaves out {contact}, which the client would miss; put it in",
        ),
        (
            "turn.toml",
            '[started]\nactive.en = "Hello {client}{comma_name}."\nactive.fi = "Hei{comma_name}."',
            "started.active.en has {client}, which nothing fills; use {comma_name}",
        ),
        (
            "check_in.toml",
            ASK.replace("days", "days? Your nights"),
            "score.ask.en asks more than one question; ask one",
        ),
        (
            "check_in.toml",
            'thanks.ask.en = "Thanks. {next}\\nSee you?"\nthanks.ask.fi = "Kiitos. {next}"',
            "thanks.ask.en asks something where nothing is asked",
        ),
        (
            "turn.toml",
            'put_away.en = "Let us leave it?"\nput_away.fi = "Jätetään tämä."',
            "put_away.en asks something where nothing is asked",
        ),
        ("check_in.toml", ASK.replace("How did", "You should say how"), "score.ask.en gives advice ('You should')"),
    ],
)
def test_a_mistake_is_said_with_file_key_and_cure(folder: Path, name: str, text: str, told: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    write(folder, text, name)
    with pytest.raises(FlowError) as fault:
        load_wording(folder)
    assert told in str(fault.value)
    assert str(fault.value).startswith(str(folder))


def test_many_mistakes_are_three_lines(folder: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        write(folder, "", f"{name}.toml")
    with pytest.raises(FlowError) as fault:
        load_wording(folder)
    lines = str(fault.value).splitlines()
    assert len(lines) == 3
    assert lines[2] == f"{folder}: and 3 more like these"


def test_a_folder_that_is_not_there_is_said_by_its_key(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=r"words\.folder: .*nowhere is no folder; make it, or leave the key out"):
        load_wording(tmp_path / "nowhere")


async def test_the_commands_speak_the_hosts_own_words(host) -> None:  # type: ignore[no-untyped-def]
    host.config.write_text(f'{MINIMAL}[words]\nfolder = "words"\n')
    (host.folder / "words").mkdir()
    write(host.folder / "words", ASK)
    spoken = await host.command("flows", "rehearse", "check_in", typed="")
    assert "How did your days go, from 1 to 5?" in spoken.out
    printed = await host.command("flows", "words", "check_in")
    assert 'score.ask.fi = "Millaisia päiväsi olivat{comma_name}, 1–5?"' in printed.out.splitlines()
    assert (await host.command("flows", "words", "chek_in")).refused("give one of")


async def test_what_the_words_command_prints_may_stand_in_a_file_as_it_is(host) -> None:  # type: ignore[no-untyped-def]
    (host.folder / "words").mkdir()
    for name in ("turn", "check_in", "onboarding", "commands"):
        printed = await host.command("flows", "words", name)
        write(host.folder / "words", printed.out, f"{name}.toml")
    assert list(load_wording(host.folder / "words")) == list(load_wording())


@pytest.mark.parametrize("command", [("flows", "check"), ("run",)])
async def test_own_words_with_a_mistake_do_not_start(host, command: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    from tests.commanding import Host, make

    make(host.folder)
    host.config.write_text(f'{MINIMAL}[words]\nfolder = "words"\n')
    (host.folder / "words").mkdir()
    write(host.folder / "words", ASK.replace("score.ask", "score.aks"))
    ran = await Host.command(host, *command)
    assert ran.refused("words/check_in.toml: score.aks", "did you mean score.ask?")
