"""`luottamus listen`: the default listener alone, line by line, with no configuration."""

import json
import subprocess

import pytest

from tests.commanding import LUOTTAMUS


def listen(given: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LUOTTAMUS, "listen", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60
    )


def line(number: int, session: str, text: str) -> str:
    return json.dumps({"id": number, "session": session, "text": text}) + "\n"


@pytest.fixture(scope="module")
def answered() -> dict[int, dict[str, str]]:
    given = (
        line(1, "a", "im so tired of my job")
        + line(2, "a", "mua väsyttää niin paljon")
        + line(3, "a", "my mum died in May")
        + line(4, "b", "I want to kill myself")
        + line(5, "c", "hi")
        + line(6, "d", "some days I don't see the point of being here")
        + line(7, "d", "some days I don't see the point of being here")
    )
    done = listen(given, "--jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    return {each["id"]: each for each in map(json.loads, done.stdout.splitlines())}


def test_each_line_is_answered_in_its_own_language(answered: dict[int, dict[str, str]]) -> None:
    assert "you're so tired of your job" in answered[1]["text"].casefold()
    assert "Sua väsyttää niin paljon" in answered[2]["text"]
    assert {answered[1]["risk"], answered[2]["risk"]} == {"none"}


def test_risk_is_told_with_its_level_and_help_comes_first(answered: dict[int, dict[str, str]]) -> None:
    assert (answered[3]["risk"], answered[3]["kind"]) == ("care", "care")
    assert (answered[4]["risk"], answered[4]["kind"]) == ("crisis", "crisis")
    assert "findahelpline.com" in answered[4]["text"]
    assert "?" not in answered[4]["text"]


def test_where_danger_is_not_plain_it_is_asked_about_once_a_session(answered: dict[int, dict[str, str]]) -> None:
    assert (answered[6]["risk"], answered[6]["kind"]) == ("care", "care")
    assert "Are you having thoughts of ending your life?" in answered[6]["text"]
    assert answered[7]["risk"] == "care"
    assert "ending your life" not in answered[7]["text"]


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered() -> None:
    done = listen('oops\n{"id": 1, "text": "hi"}\n' + line(2, "a", "hi"), "--jsonl")
    assert done.returncode == 2
    assert [json.loads(each)["id"] for each in done.stdout.splitlines()] == [2]
    assert "line 1: no JSON" in done.stderr
    assert "line 2: lacks session" in done.stderr


def test_a_person_types_and_is_answered() -> None:
    assert listen("my boss shouted at me\n").stdout == "Your boss shouted at you. I hear you.\n"
