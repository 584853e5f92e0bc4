"""`luottamus init` and `luottamus run` as processes, against a Bot API server."""

import asyncio
import os
import pty
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from simulator import Simulator, serve
from tests.commanding import MINIMAL, NOBODY_LISTENS, STARTS_WITHIN_S, TOKEN, Host, ended, health, make


@pytest.fixture
async def host(tmp_path):
    simulator = Simulator()
    simulator.bot(TOKEN, username="luottamus_bot", first_name="Luottamus")
    async with serve(simulator) as url:
        yield Host(tmp_path, url)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


async def stop(process):
    """Terminate it as a service manager does; how it ended, and after how many seconds."""
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    return await ended(process), time.monotonic() - started


def test_what_takes_long_to_load_is_loaded_by_the_commands_that_need_it():
    program = "import sys, bot.command_line; print({'telegram', 'sqlalchemy', 'flows'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


async def test_init_makes_all_that_is_missing_and_a_second_one_changes_nothing(host):
    first = await host.command("init", "--coach", "Liisa", LUOTTAMUS_TELEGRAM__TOKEN=TOKEN)
    assert first.code == 0, first.err
    assert "the bot is Luottamus, @luottamus_bot" in first.out
    assert "https://t.me/luottamus_bot?start=" in first.out
    for name in ("config.toml", "luottamus.key", "luottamus.sqlite"):
        assert (host.folder / name).stat().st_mode & 0o777 == 0o600, name
    before = host.files()
    second = await host.command("init", "--coach", "Liisa")
    assert second.code == 0, second.err
    assert second.out.count("found") == 3
    assert "?start=" not in second.out
    assert host.files() == before


async def test_init_asks_a_person_at_a_terminal_for_token_and_coach_and_shows_no_token(host):
    terminal, stdin = pty.openpty()
    process = await host.start("init", stdin=stdin)
    os.close(stdin)
    # The token is read after what was typed before its prompt is thrown away, of which the last sign is a space.
    for prompt, typed in ((b"the bot: ", TOKEN), (b"name:", "Liisa")):
        async with asyncio.timeout(STARTS_WITHIN_S):
            await process.stderr.readuntil(prompt)
        os.write(terminal, f"{typed}\n".encode())
    ran = await ended(process)
    os.close(terminal)
    assert ran.code == 0, ran.err
    assert "Liisa: added" in ran.out


async def test_a_run_is_well_keeps_its_database_and_port_to_itself_and_ends_when_terminated(host, port):
    make(host.folder)
    async with host.running(port) as process:
        assert (await health(port)).status_code == 200
        other = Host(host.folder / "elsewhere", host.environ["LUOTTAMUS_TELEGRAM__BASE_URL"])
        other.folder.mkdir()
        make(other.folder)
        other.config.write_text(f"{MINIMAL}[console]\nport = {port}\n")
        on_the_same_database, on_the_same_port = await asyncio.gather(host.command("run"), other.command("run"))
        assert on_the_same_database.refused("luottamus.sqlite", "stop that one")
        assert on_the_same_port.refused(f"config.toml: console.port is {port}", "stop it or set console.port")
        ran, seconds = await stop(process)
    assert ran.code == 0, ran.err
    assert seconds < 10


async def test_the_console_alone_serves_asks_nothing_of_telegram_and_holds_the_database(host, port):
    make(host.folder)
    async with host.running(port, "console", LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
            assert "Write /console to your bot" in (await browser.get("/sign-in")).text
        assert (await health(port)).status_code == 200
        assert (await host.command("run")).refused("luottamus.sqlite", "stop that one")
        ran, seconds = await stop(process)
    assert ran.code == 0, ran.err
    assert f"http://127.0.0.1:{port}" in ran.out
    assert seconds < 10


async def test_a_refused_token_ends_a_run(host):
    make(host.folder)
    host.config.write_text(MINIMAL.replace(TOKEN, "12:refused"))
    refused = await host.command("run")
    assert refused.refused("config.toml: telegram.token: Telegram knows no bot by this token", "@BotFather")


async def test_an_unreachable_telegram_is_waited_for_and_shows_in_the_health(host, port):
    make(host.folder)
    async with host.running(port, LUOTTAMUS_TELEGRAM__BASE_URL=NOBODY_LISTENS) as process:
        async with asyncio.timeout(10):
            while (well := await health(port)).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert (well.status_code, "Telegram cannot be reached" in well.text) == (503, True)
        ran, seconds = await stop(process)
    assert ran.code == 0, ran.err
    assert seconds < 10


async def test_a_simulator_where_somebody_listens_says_so_in_a_line(host):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = await host.command("simulator", "--port", port)
    assert told.refused(port, "--port")
