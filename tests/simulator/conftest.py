"""A simulator over HTTP, a real python-telegram-bot Bot, and Maria with her telephone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from simulator import Person, Simulator, serve
from simulator.client import NO_TLS

TOKEN = "123456:the-token-of-a-bot-in-the-tests"


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Simulator:
    return Simulator(clock=clock)


@pytest.fixture
async def url(simulator: Simulator) -> AsyncIterator[str]:
    async with serve(simulator) as base_url:
        yield base_url


def bot_at(url: str, token: str = TOKEN) -> Bot:
    """A real bot whose requests give up after two seconds."""
    patience = {"read_timeout": 2.0, "connection_pool_size": 64, "httpx_kwargs": {"verify": NO_TLS}}
    return Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=HTTPXRequest(**patience),
        get_updates_request=HTTPXRequest(**patience),
    )


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    made = bot_at(url)
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
async def maria(url: str) -> AsyncIterator[Person]:
    async with Person(url, token=TOKEN, first_name="Maria", language_code="fi") as person:
        yield person


@pytest.fixture
async def started(maria: Person) -> Person:
    """Maria, who pressed Start."""
    await maria.say("/start")
    return maria
