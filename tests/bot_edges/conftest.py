"""A Bot API server, a bot that speaks to it, and a take that remembers."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.config import Telegram
from bot.health import Health
from bot.patience import TokenRefused
from bot.polling import poll
from bot.telegram_request import make_bot
from simulator import Simulator, serve

TOKEN = "123456789:AAEtokenThatMustNeverBeShown_abcdefgh"


def text_of(raw: dict) -> str:
    message = raw.get("message")
    return message.get("text", "") if isinstance(message, dict) else ""


class Desk:
    """Takes updates as the real desk does, as far as the edges can tell; may fail, or be slow at all or some texts."""

    def __init__(self) -> None:
        self.taken: list[dict] = []
        self.failures = 0
        self.slow_s = 0.0
        self.slow: dict[str, asyncio.Event] = {}
        self.at_work = 0
        self.most_at_work = 0

    async def take(self, raw: dict) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await asyncio.sleep(self.slow_s)
            if slow := self.slow.get(text_of(raw)):
                await slow.wait()
            if self.failures:
                self.failures -= 1
                raise ConnectionError("the database is away")
            self.taken.append(raw)
        finally:
            self.at_work -= 1

    def texts(self) -> list[str]:
        messages = [raw.get("message") for raw in self.taken]
        return [message["text"] for message in messages if isinstance(message, dict) and "text" in message]

    async def until(self, true, timeout_s: float = 15.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not true():  # noqa: ASYNC110  what is waited for is the outside, which rings no bell
                await asyncio.sleep(0.01)


class Run:
    """One run of the polling loop."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.desk, self.health, self.stop = Desk(), Health(), asyncio.Event()
        self.bot = make_bot(Telegram(token=token, base_url=url))

    @asynccontextmanager
    async def polling(self, timeout_s: int = 5):
        running = asyncio.create_task(
            poll(self.bot, self.desk.take, stop=self.stop, health=self.health, timeout_s=timeout_s)
        )
        try:
            yield running
        finally:
            self.stop.set()
            try:
                async with asyncio.timeout(15):
                    await running
            except TokenRefused:
                assert running.done()
            finally:
                await self.bot.shutdown()


@pytest.fixture
async def sim():
    simulator = Simulator()
    async with serve(simulator) as url:
        simulator.url = url
        yield simulator


@pytest.fixture
def run(sim):
    return Run(sim.url)


@pytest.fixture
def quick(monkeypatch):
    """Waits of hundredths instead of seconds."""
    monkeypatch.setattr("bot.patience.FIRST_WAIT_S", 0.02)
    monkeypatch.setattr("bot.patience.LONGEST_WAIT_S", 0.1)
