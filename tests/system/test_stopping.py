"""Graceful stop of the real program: within ten seconds, exit 0, nothing lost, no false "may be a repeat"."""

import asyncio
import signal
import subprocess
import sys
import time

import pytest

from simulator.faults import Fault
from storage.tables import Outbox
from tests.system.host import ROOT, TOKEN
from tests.system.test_kills import NOTE, queue_up


@pytest.fixture
def program(host):
    """Starts `luottamus run` as a host does; whatever still runs at the end is killed."""
    started = []

    def start() -> subprocess.Popen:
        errors = (host.folder / "errors.log").open("ab")
        command = [sys.executable, "-m", "bot", "run", "--config", str(host.config_file)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=errors, stderr=errors))
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


async def stops(process: subprocess.Popen, by: int = signal.SIGTERM) -> float:
    """Seconds it took to end, with exit code 0."""
    begun = time.monotonic()
    process.send_signal(by)
    assert await asyncio.to_thread(process.wait, 10) == 0
    return time.monotonic() - begun


async def test_a_stop_under_load_loses_nothing(host, program):
    # The program runs on the real clock, and so does the simulator then.
    host.clock.jump(-host.clock._ahead)
    coach = host.add_coach(telegram_id=None)
    numbers = {id: host.add_client(coach, f"client {id}", id, listening=True) for id in range(101, 126)}
    said = queue_up(host, list(numbers), 16)
    for further in (50, 150):
        process = program()
        start = len(host.simulator.requests)
        await host.until(lambda start=start, further=further: len(host.simulator.requests) > start + further)
        assert await stops(process) < 10
        assert not [each for each in host.rows(Outbox) if each.state == "sending"]
    assert len(host.simulator.bot(TOKEN).updates) or host.waiting(), "all was done before the stop: no load"
    process = program()
    await host.idle()
    assert await stops(process, signal.SIGINT) < 10
    for id, number in numbers.items():
        transcript = host.said(number)
        assert [text for author, text in transcript if author == "client"] == said[id]
        assert host.chat_texts(id) == [text for author, text in transcript if author == "template"]
        assert not any(text.startswith(NOTE) for text in host.chat_texts(id))


async def test_a_stop_while_telegram_hangs_is_in_time_and_loses_nothing(host, launcher):
    host.add_client(host.add_coach(), "Maria", 12, listening=True)
    maria = host.person("Maria", 12)
    host.simulator.faults.next("sendMessage", Fault.HANG, chat_id=12)
    async with launcher.life(host) as life:
        await maria.say("a thing I want to say")
        await host.until(lambda: len(host.simulator.faults.struck) == 1)
        assert await life.terminate() == 0
    async with launcher.life(host):
        await host.idle()
    [reply] = (text for author, text in host.said(1) if author == "template")
    assert host.chat_texts(12) == [NOTE + reply]


async def test_a_stop_while_telegram_cannot_be_reached_is_in_time(host, launcher):
    host.url = "http://127.0.0.1:9"
    host.configure()
    (host.folder / "errors.log").touch()
    async with launcher.life(host) as life:
        await host.until(lambda: b"cannot be reached" in (host.folder / "errors.log").read_bytes())
        assert await life.terminate() == 0


async def test_a_stranger_s_answer_is_not_lost_by_a_stop(host, launcher):
    """It stands in no outbox, so a stop waits for it."""
    eve = host.person("Eve", 99)
    host.simulator.faults.next("sendMessage", Fault.TOO_MANY, chat_id=99)
    async with launcher.life(host) as life:
        await eve.say("/start")
        await host.until(lambda: len(host.simulator.faults.struck) == 1)
        assert await life.terminate() == 0
    assert len(host.chat_texts(99)) == 1
