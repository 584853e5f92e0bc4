"""Telegram's calls are answered 200 only when worked off, and nobody else's are heard."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette

from bot.config import Telegram
from bot.config_faults import ConfigError
from bot.health import Health
from bot.patience import TokenRefused
from bot.serving import listen_on, serve_http
from bot.telegram_request import make_bot
from bot.webhook import LARGEST_BODY, set_webhook, webhook_route
from simulator import Person, Simulator, serve
from tests.bot_edges.conftest import TOKEN, Desk

SECRET = "a-long-random-text"
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {"update_id": 9, "message": {"chat": {"id": 5}, "text": "hello"}}


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
async def client(desk):
    app = Starlette(routes=[webhook_route("/telegram", SECRET, desk.take)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def test_an_update_is_answered_200_when_it_was_taken(client, desk):
    desk.slow_s = 0.1
    answer = await client.post("/telegram", json=UPDATE, headers=HEADER)
    assert (answer.status_code, desk.taken) == (200, [UPDATE])


async def test_an_update_that_could_not_be_worked_off_is_answered_503_without_a_word(client, desk):
    desk.failures = 1
    answer = await client.post("/telegram", json=UPDATE, headers=HEADER)
    assert (answer.status_code, answer.content) == (503, b"")
    assert (await client.post("/telegram", json=UPDATE, headers=HEADER)).status_code == 200


@pytest.mark.parametrize("headers", [{}, {HEADER.copy().popitem()[0]: SECRET[:-1]}, {"X-Secret": SECRET}])
async def test_without_the_secret_nothing_is_even_read(client, desk, headers):
    async def never():
        raise AssertionError("the body was read")
        yield b""

    answer = await client.post("/telegram", content=never(), headers=headers)
    assert (answer.status_code, desk.taken) == (401, [])


async def test_a_secret_of_other_letters_is_refused_not_stumbled_over(client):
    answer = await client.post("/telegram", json=UPDATE, headers={"X-Telegram-Bot-Api-Secret-Token": b"\xe4"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json", 400),
        (b"[1]", 400),
        (b"{}", 400),
        (b'{"update_id": "9"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b'{"update_id": 1, "filler": "' + b"x" * LARGEST_BODY + b'"}', 413),
    ],
)
async def test_what_is_no_update_is_refused(client, desk, body, status):
    answer = await client.post("/telegram", content=body, headers=HEADER)
    assert (answer.status_code, desk.taken) == (status, [])


async def test_a_body_of_one_mebibyte_is_still_read(client, desk):
    frame = json.dumps({"update_id": 1, "filler": ""})
    body = frame.replace('""', '"' + "x" * (LARGEST_BODY - len(frame)) + '"')
    assert len(body) == LARGEST_BODY
    assert (await client.post("/telegram", content=body, headers=HEADER)).status_code == 200


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/telegram", 405), ("POST", "/else", 404)])
async def test_another_method_or_address_is_none_of_ours(client, method, path, status):
    assert (await client.request(method, path, headers=HEADER)).status_code == status


@asynccontextmanager
async def served(app, port: int):
    stop = asyncio.Event()
    listening = listen_on("127.0.0.1", port, ("telegram.listen_host", "telegram.listen_port"))
    serving = asyncio.create_task(serve_http(app, listening, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(serving, 8)


async def test_telegram_delivers_and_delivers_again_what_failed(sim, desk, unused_tcp_port):
    """End to end: the server is told the address and secret, and calls until it hears 200."""
    telegram = Telegram(
        token=TOKEN, base_url=sim.url, mode="webhook", webhook_url=f"http://127.0.0.1:{unused_tcp_port}/hook"
    )
    desk.failures = 2
    bot, health, stop = make_bot(telegram), Health(), asyncio.Event()
    app = Starlette(routes=[webhook_route("/hook", telegram.secret_for_webhook, desk.take)])
    async with served(app, unused_tcp_port), Person(sim.url, token=TOKEN) as maria:
        await maria.say("while nobody listened")
        await set_webhook(bot, telegram, stop=stop, health=health)
        await maria.say("hello")
        await desk.until(lambda: desk.texts() == ["while nobody listened", "hello"])
        await desk.until(lambda: len(sim.bots[TOKEN].updates) == 0)
        await bot.delete_webhook()
    await bot.shutdown()


async def test_a_webhook_is_set_as_soon_as_telegram_is_reached(quick, unused_tcp_port):
    telegram = Telegram(
        token=TOKEN,
        base_url=f"http://127.0.0.1:{unused_tcp_port}",
        mode="webhook",
        webhook_url="https://bot.example.org/hook",
    )
    bot, health, stop = make_bot(telegram), Health(), asyncio.Event()
    setting = asyncio.create_task(set_webhook(bot, telegram, stop=stop, health=health))
    await Desk().until(lambda: health.problems)
    assert "Telegram cannot be reached" in health.problems["telegram"]
    simulator = Simulator()
    async with serve(simulator, port=unused_tcp_port):
        await asyncio.wait_for(setting, 5)
        hook = simulator.bots[TOKEN].webhook
        assert hook
        assert (hook.url, hook.secret) == (telegram.webhook_url, telegram.secret_for_webhook)
        assert health.problems == {}
        await bot.delete_webhook()
    await bot.shutdown()


async def test_a_stop_ends_the_waiting_for_telegram(unused_tcp_port):
    telegram = Telegram(
        token=TOKEN, base_url=f"http://127.0.0.1:{unused_tcp_port}", webhook_url="https://bot.example.org"
    )
    bot, health, stop = make_bot(telegram), Health(), asyncio.Event()
    setting = asyncio.create_task(set_webhook(bot, telegram, stop=stop, health=health))
    await Desk().until(lambda: health.problems)
    stop.set()
    await asyncio.wait_for(setting, 0.5)
    await bot.shutdown()


async def test_an_address_that_telegram_refuses_is_a_fault_of_the_configuration(sim):
    # Past the configuration's own check, as an address that only Telegram can judge.
    telegram = Telegram(token=TOKEN, base_url=sim.url).model_copy(update={"webhook_url": "http://example.org"})
    bot = make_bot(telegram)
    with pytest.raises(ConfigError, match=r"telegram\.webhook_url is http://example\.org.*443, 80, 88 or 8443"):
        await set_webhook(bot, telegram, stop=asyncio.Event(), health=Health())
    await bot.shutdown()


async def test_a_refused_token_ends_the_setting():
    async with serve(Simulator(tokens=["1:somebody-elses-token-of-25-chars"])) as url:
        telegram = Telegram(token=TOKEN, base_url=url, webhook_url="https://bot.example.org")
        bot = make_bot(telegram)
        with pytest.raises(TokenRefused):
            await set_webhook(bot, telegram, stop=asyncio.Event(), health=Health())
        await bot.shutdown()
