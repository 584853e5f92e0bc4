"""Webhooks: posted with the secret until 2xx, in order within a chat, side by side across chats."""

import asyncio
import contextlib
import json

import pytest
from conftest import TOKEN
from telegram import Update
from telegram.error import Conflict

from simulator import Control, Fault, Person

SECRET = "a-secret_42"


class BotServer:
    """A bot's own small webhook server: answers from a list of statuses, 200 when that is empty."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.got = []
        self.reply = b""
        self.slow_s = 0.0
        self.bell = asyncio.Event()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/hook"
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def answer(self, reader, writer):
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
                body = json.loads(await reader.readexactly(int(headers["content-length"])))
                self.got.append((headers.get("x-telegram-bot-api-secret-token"), body))
                await asyncio.sleep(self.slow_s)
                status = self.statuses.pop(0) if self.statuses else 200
                writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(self.reply)}\r\n\r\n".encode() + self.reply)
                self.bell.set()

    async def has(self, count):
        async with asyncio.timeout(15):
            while len(self.got) < count:
                self.bell.clear()
                await self.bell.wait()
        return [body for _, body in self.got]


async def all_taken(url):
    async with asyncio.timeout(15), Control(url) as control:
        while await control.waiting(TOKEN):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_updates_come_with_the_secret_and_polling_is_refused(bot, maria, url):
    async with BotServer() as server:
        await maria.say("said before")
        await bot.set_webhook(server.url, secret_token=SECRET)
        await maria.say("said after")
        bodies = await server.has(2)
        assert [Update.de_json(body, bot).message.text for body in bodies] == ["said before", "said after"]
        assert {secret for secret, _ in server.got} == {SECRET}
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert info.url == server.url
        await all_taken(url)
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_an_update_is_posted_again_until_it_is_taken_and_order_is_kept(bot, maria, url):
    async with BotServer(500, 503, 302) as server:
        await bot.set_webhook(server.url)
        for text in ("one", "two", "three"):
            await maria.say(text)
        bodies = await server.has(6)
        assert [body["message"]["text"] for body in bodies] == ["one"] * 4 + ["two", "three"]
        assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 302"
        await all_taken(url)


async def test_a_server_that_is_down_gets_its_updates_when_it_is_back(bot, maria, url):
    async with BotServer() as server:
        address = server.url
    await bot.set_webhook(address)
    await maria.say("while you were out")
    async with asyncio.timeout(15):
        while "Connection failed" not in ((await bot.get_webhook_info()).last_error_message or ""):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    async with BotServer() as back:
        await bot.set_webhook(back.url)
        [body] = await back.has(1)
    assert body["message"]["text"] == "while you were out"


async def test_one_chats_trouble_holds_up_no_other(bot, maria, url):
    async with BotServer(*[500] * 3) as server, Person(url, token=TOKEN, first_name="Juho") as juho:
        await bot.set_webhook(server.url)
        await maria.say("mine fails three times")
        await server.has(1)
        await juho.say("mine does not wait")
        await all_taken(url)
        taken = [body["message"]["from"]["first_name"] for _, body in server.got]
        assert taken.count("Juho") + taken.count("Maria") == 5


async def test_a_duplicate_is_posted_twice(bot, maria, url, simulator):
    async with BotServer() as server:
        await bot.set_webhook(server.url)
        simulator.faults.next("update", Fault.DUPLICATE)
        await maria.say("again and again")
        first, second = await server.has(2)
        assert first == second
        await all_taken(url)
        assert len(server.got) == 2


async def test_a_webhook_may_answer_with_a_call(bot, maria, url):
    async with BotServer() as server:
        await bot.set_webhook(server.url)
        server.reply = json.dumps({"method": "sendMessage", "chat_id": maria.id, "text": "at once"}).encode()
        await maria.say("hello")
        [reply] = await maria.wait()
        assert reply.text == "at once"


async def test_a_backlog_is_worked_off_in_order(bot, url):
    people = [Person(url, token=TOKEN, first_name=f"P{n}") for n in range(10)]
    for n in range(30):
        await asyncio.gather(*(person.say(str(n)) for person in people))
    async with BotServer() as server:
        server.slow_s = 0.002
        await bot.set_webhook(server.url)
        await server.has(300)
        for person in people:
            mine = [b["message"]["text"] for _, b in server.got if b["message"]["from"]["id"] == person.id]
            assert mine == [str(n) for n in range(30)]
            await person.close()
