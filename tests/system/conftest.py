"""A simulator, a host's folder, and a launcher of real processes for the system tests."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import storage.outbox
from bot.clock import JumpingClock
from simulator import Person, Simulator, serve
from tests.system.host import ANNA, MARIA, Host, Launcher, clock_at, make_template


@pytest.fixture(autouse=True)
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
async def host(tmp_path: Path, template: Path, clock: JumpingClock) -> AsyncIterator[Host]:
    simulator = Simulator(clock=clock.now)
    async with serve(simulator) as url:
        host = Host(tmp_path, template, simulator, url, clock)
        yield host
        await host.close()


@pytest.fixture
def anna(host: Host) -> Person:
    """Maria's coach."""
    return host.person("Anna", ANNA)


@pytest.fixture
def maria(host: Host) -> Person:
    """Check-ins on Mondays at 09:00 in Helsinki (07:00 UTC), quiet from 21 to 8; now it is Monday noon there."""
    host.add_client(host.add_coach(), "Maria", MARIA)
    return host.person("Maria", MARIA)
