"""A simulator, a host's folder, and a launcher of real processes, for the tests that run the whole bot."""

import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import bot.app
import storage.outbox
from bot.clock import JumpingClock
from simulator import Simulator, serve
from tests.system.host import Host, Launcher, clock_at, make_template


@pytest.fixture(scope="session")
def dialogues_once() -> Iterator[None]:
    """The dialogues are values that nothing changes: loaded once for all bots of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "load_dialogues", cache(bot.app.load_dialogues))
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture
def repeats_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A repeat waits a while, in case of a short outage; these tests need not."""
    monkeypatch.setattr(storage.outbox, "REPEAT_AFTER", timedelta())


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    make_template(folder)
    return folder


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    launcher.close()


@pytest.fixture
def clock() -> JumpingClock:
    return clock_at()


@pytest.fixture
async def host(
    tmp_path: Path, template: Path, clock: JumpingClock, dialogues_once: None, repeats_at_once: None
) -> AsyncIterator[Host]:
    simulator = Simulator(clock=clock.now)
    async with serve(simulator) as url:
        host = Host(tmp_path, template, simulator, url, clock)
        yield host
        await host.close()
