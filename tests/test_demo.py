"""The demo as a newcomer runs it: a program of its own, with the real bot in it."""

import asyncio
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx

from demo.stage import TOKEN
from simulator import Person

ROOT = Path(__file__).parent.parent
PLAY = "from demo.story import main; raise SystemExit(main())"
TEN_MINUTES_TOO_FAR = """
from datetime import timedelta
from bot.clock import JumpingClock

jump = JumpingClock.jump
JumpingClock.jump = lambda clock, by: jump(clock, by + timedelta(minutes=10 * (by > timedelta(days=2))))
"""
WITHIN_S = 60

BEATS = (
    "Anna's phone",
    "Certified coach, eleven years of practice",
    "[Save]",
    "/invite Maria",
    "start=",
    "Maria's phone",
    "/sos",
    "None of her words are kept before she allows it",
    "/delete",
    "agreement, clause by clause",
    "from 21:00 to 8:00",
    "22-7",
    "from 22:00 to 7:00",
    "My children",
    "To stop working at eight",
    "An hour with them before bed",
    "around 9:00",
    "quiet hours, check-ins",
    "/reflect",
    "I snapped at my daughter",
    "Laptop closed at eight",
    "Three days pass",
    "promised",
    "arrived",
    "a voice note",
    "work still follows me home",
    "It isn't the work",
    "(of the question before)",
    "/transcript Maria",
    "/readers",
    "/promises",
    "kept",
    "/console",
    "/sign-in/",
)
"""What a reader has to meet, in this order. That the bot says what it should is for the story itself to see to."""


def demo(tmp_path: Path, program: str = PLAY, **given: object) -> "subprocess.Popen[str]":
    environment = {**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}
    # What is set for a bot of one's own must not reach the demo.
    environment["LUOTTAMUS_STORAGE__URL"] = "sqlite:////nowhere/of-ones-own.sqlite"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdin=given.get("stdin", subprocess.DEVNULL),  # type: ignore[call-overload]
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in a shell's background they ignore Ctrl-C, and what they start would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def read_until(program: "subprocess.Popen[str]", enough: Callable[[str], bool]) -> str:
    """The lines printed up to the first that is enough. A program that hangs is ended, and the lines end too."""
    assert program.stdout is not None
    guard = threading.Timer(WITHIN_S, program.kill)
    guard.start()
    try:
        said = ""
        for line in program.stdout:
            said += line
            if enough(line):
                break
        return said
    finally:
        guard.cancel()


async def answer_to(address: str, person: int, text: str) -> str:
    """What the bot answers somebody who writes this on the chat page."""
    async with Person(address, token=TOKEN, user_id=person) as maria:
        await maria.say(text)
        return (await maria.wait())[-1].text


def read_as_anna(link: str) -> str:
    """The first page of the console, by the link into it."""
    with httpx.Client(trust_env=False, headers={"origin": link.split("/sign-in/")[0]}) as browser:
        [(name, value)] = browser.post(link).cookies.items()
        return browser.get(link.split("/sign-in/")[0], headers={"cookie": f"{name}={value}"}).text


def plain(output: str) -> str:
    """What was said, without the edges of the bubbles and their line breaks."""
    return " ".join(re.sub("[─│╭╮╰╯]", " ", output).split())


def test_the_whole_story_is_told_in_order_and_leaves_nothing_behind(tmp_path):
    program = demo(tmp_path)
    output, errors = program.communicate(timeout=WITHIN_S)
    assert program.returncode == 0, errors
    said, at = plain(output), 0
    for beat in BEATS:
        at = said.find(beat, at)
        assert at >= 0, f"{beat!r} is missing, or comes too early, in:\n{output}"
    assert max(map(len, output.splitlines())) <= 80
    assert errors == ""
    assert list(tmp_path.iterdir()) == []


def test_a_broken_promise_fails_the_demo_in_one_plain_sentence(tmp_path):
    program = demo(tmp_path, TEN_MINUTES_TOO_FAR + PLAY)
    output, errors = program.communicate(timeout=WITHIN_S)
    assert program.returncode == 1
    assert "/transcript" not in output
    assert re.search(
        r"^The demo failed: The check-in was promised for \w+ 09:00:00 and came at \w+ 09:09:5", errors, re.M
    )
    assert "Traceback" not in errors
    log = Path(re.search(r"logged is in (.+)", errors)[1])
    assert log.is_file()
    assert log.is_relative_to(tmp_path)


def test_ctrl_c_ends_it_in_the_middle_without_a_traceback(tmp_path):
    program = demo(tmp_path)
    read_until(program, lambda line: "Anna's phone" in line)
    program.send_signal(signal.SIGINT)
    rest, errors = program.communicate(timeout=WITHIN_S)
    assert program.returncode == 130
    assert rest.endswith("The demo was ended early.\n")
    assert errors == ""
    assert list(tmp_path.iterdir()) == []


def test_somebody_at_a_terminal_may_talk_on_in_the_chat_page_until_ctrl_c(tmp_path):
    terminal, theirs = pty.openpty()
    try:
        program = demo(tmp_path, stdin=theirs)
        said = read_until(program, lambda line: line.startswith("  http"))
        address, person = re.search(r"Maria\s+(http://\S+?)/#bot=\w+&person=(\d+)", said).groups()
        assert "<title>" in httpx.get(f"{address}/", trust_env=False).text
        assert "today at 9:00" in asyncio.run(answer_to(address, int(person), "/promises"))
        assert "Maria" in read_as_anna(said.split()[-1])
        program.send_signal(signal.SIGINT)
        _, errors = program.communicate(timeout=WITHIN_S)
    finally:
        os.close(terminal)
        os.close(theirs)
    assert program.returncode == 0
    assert errors == ""
    assert list(tmp_path.iterdir()) == []
