"""The library's bot over real HTTP, through our limiter, where the configuration says."""

import asyncio
import time

import pytest

from bot.config import Telegram
from bot.limiter import Lane, TwoLaneLimiter
from bot.telegram_request import make_bot
from simulator import Person, Simulator, serve
from tests.bot_edges.conftest import TOKEN


@pytest.fixture
async def bot(sim):
    bot = make_bot(Telegram(token=TOKEN, base_url=sim.url))
    await bot.initialize()
    yield bot
    await bot.shutdown()


async def test_requests_and_files_go_to_the_configured_server(sim, bot):
    async with Person(sim.url, token=TOKEN) as maria:
        await maria.send_document(data=b"a page of notes")
        [update] = await bot.get_updates()
        file = await update.message.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"a page of notes"
        await bot.send_message(maria.id, "thank you", rate_limit_args=Lane.REPLY)
        assert [each.text for each in await maria.wait()] == ["thank you"]
    assert bot.base_url == f"{sim.url}/bot{TOKEN}"
    assert bot.base_file_url == f"{sim.url}/file/bot{TOKEN}"


def test_the_limiter_is_ours_and_takes_its_limit_from_the_configuration():
    bot = make_bot(Telegram(token=TOKEN, messages_per_second=5))
    assert isinstance(bot.rate_limiter, TwoLaneLimiter)
    assert bot.rate_limiter._limit == 5
    assert bot.base_url == f"https://api.telegram.org/bot{TOKEN}"


async def test_a_proxy_of_the_environment_is_not_used_for_this_machine(sim, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    bot = make_bot(Telegram(token=TOKEN, base_url=sim.url))
    assert (await bot.get_me()).is_bot
    await bot.shutdown()


async def test_a_broadcast_and_replies_stay_within_the_limits_of_a_strict_server():
    """60 nudges and a reply every half second, against a server that refuses whatever is too quick."""
    simulator = Simulator(limits=True)
    async with serve(simulator) as url:
        bot = make_bot(Telegram(token=TOKEN, base_url=url))
        people = [Person(url, token=TOKEN) for _ in range(63)]
        for person in people:
            await person.say("/start")
        began = time.monotonic()
        nudges = [
            asyncio.create_task(bot.send_message(person.id, "How are you?", rate_limit_args=Lane.NUDGE))
            for person in people[:60]
        ]
        waits = []
        for person in people[60:]:
            await asyncio.sleep(0.5)
            asked = time.monotonic()
            await bot.send_message(person.id, "I am here.", rate_limit_args=Lane.REPLY)
            waits.append(time.monotonic() - asked)
        await asyncio.gather(*nudges)
        seconds = time.monotonic() - began
        await asyncio.gather(*(person.close() for person in people))
        await bot.shutdown()
    refused = [each for each in simulator.requests if each.outcome == "429"]
    assert refused == []
    assert max(waits) < 0.5
    assert seconds < 63 / 25
