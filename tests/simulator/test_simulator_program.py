"""The simulator as a program of its own, and a client in another process."""

import asyncio
import re
import signal
import sys

import pytest
from conftest import TOKEN, bot_at
from telegram.error import InvalidToken, RetryAfter

from simulator import Control, Person, Simulator, serve


async def started(*arguments):
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    line = (await asyncio.wait_for(program.stdout.readline(), 20)).decode()
    return program, re.search(r"http://127\.0\.0\.1:\d+", line).group()


async def test_it_serves_with_limits_on_and_stops_when_told():
    program, url = await started("--port", "0", "--token", TOKEN)
    async with Person(url, token=TOKEN) as maria:
        await maria.say("/start")
        bot = bot_at(url)
        await bot.send_message(maria.id, "one")
        with pytest.raises(RetryAfter):
            await bot.send_message(maria.id, "two")
    with pytest.raises(InvalidToken):
        await bot_at(url, "999:a-token-that-was-not-named").get_me()
    async with Control(url) as control:
        await control.stop()
    assert await asyncio.wait_for(program.wait(), 15) == 0
    assert await program.stderr.read() == b""


async def test_it_stops_at_once_on_sigterm_under_a_long_poll():
    program, url = await started("--port", "0", "--no-limits")
    polling = asyncio.create_task(bot_at(url).get_updates(timeout=30, read_timeout=30))
    await asyncio.sleep(0.3)
    program.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(program.wait(), 15) == 0
    assert await asyncio.wait_for(polling, 15) == ()


async def test_a_taken_port_is_told_in_one_line():
    async with serve(Simulator()) as url:
        port = url.rpartition(":")[2]
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "simulator", "--port", port, stderr=asyncio.subprocess.PIPE
        )
        _, told = await asyncio.wait_for(program.communicate(), 20)
    assert program.returncode == 1
    assert told.decode() == f"simulator: cannot listen on 127.0.0.1:{port}: Address already in use\n"


async def test_waiting_in_vain_tells_how_the_chat_ends(maria):
    await maria.say("anybody there?")
    with pytest.raises(TimeoutError, match=r"0 came; the chat ends:\n  Maria: anybody there\?"):
        await maria.wait(timeout=0.1)
    assert await maria.settled(quiet=0.05, timeout=0.1) == []
