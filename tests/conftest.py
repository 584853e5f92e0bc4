"""What every test shares: what takes seconds to load is loaded once a process; and a folder for commands to run in."""

import logging
import os
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings

import bot.app
from simulator import Simulator, serve
from tests.commanding import TOKEN, Here

# On a busy machine any example may take a second; where time is bounded a test says so of processor time.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def shipped_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """The shipped words are values that nothing changes; a host's own are read anew each time."""
    shipped = cache(load)

    @wraps(load)
    def loaded(words: Path | None = None) -> Any:
        return shipped() if words is None else load(words)

    return loaded


# Here and not in a fixture: test modules take the names as they are imported.
for name in ("load_screen", "load_listener"):
    setattr(bot.app, name, cache(getattr(bot.app, name)))
for name in ("load_wording", "load_dialogues"):
    setattr(bot.app, name, shipped_once(getattr(bot.app, name)))
ssl.create_default_context = cache(ssl.create_default_context)


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import are not looked through for garbage again and again."""
    bot.app.settle()


@pytest.fixture
def as_before() -> Iterator[None]:
    """A command sets up logs, and the mode of files, for its whole process."""
    root, umask = logging.getLogger(), os.umask(0o022)
    before = (root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook)
    structlog_before = structlog.get_config()
    yield
    root.handlers[:], root.level, logging.raiseExceptions, sys.excepthook, threading.excepthook = before
    structlog.configure(**structlog_before)
    os.umask(umask)


@pytest.fixture
async def host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_before: None
) -> AsyncIterator[Here]:
    """A host's folder, commands run in it within the test, and the bot's Telegram."""
    simulator = Simulator()
    simulator.bot(TOKEN, username="luottamus_bot", first_name="Luottamus")
    async with serve(simulator) as url:
        yield Here(tmp_path, url, monkeypatch, capsys)
