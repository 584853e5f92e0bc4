"""Webhook mode, end to end: the same conversation, refused without the secret, 200 only after the commit."""

import json

import httpx
import pytest

from simulator.faults import Fault
from tests.system.host import TOKEN
from tests.system.test_kills import ONBOARDING, act

SECRET = "a-secret-of-the-host"


@pytest.fixture
def called(host):
    """The host in webhook mode; the address that Telegram calls."""
    url = f"http://127.0.0.1:{host.webhook_port}/telegram"
    host.configure(f'mode = "webhook"\nwebhook_url = "{url}"\nwebhook_secret = "{SECRET}"')
    return url


async def onboard(host, name: str, telegram_id: int) -> None:
    person = host.person(name, telegram_id)
    for each in (f"/start {host.invite(1, name)}", *ONBOARDING):
        await act(person, each)
        await host.idle()


async def test_the_conversation_is_the_same_as_by_polling(host):
    host.add_coach()
    async with host.running():
        await onboard(host, "Maria", 12)
    url = f"http://127.0.0.1:{host.webhook_port}/telegram"
    host.configure(f'mode = "webhook"\nwebhook_url = "{url}"\nwebhook_secret = "{SECRET}"')
    async with host.running():
        await onboard(host, "Maria", 13)
    assert host.said(2) == host.said(1)
    assert host.chat_texts(13) == host.chat_texts(12)


async def test_updates_that_come_twice_are_answered_once(host, called):
    host.add_client(host.add_coach(), "Maria", 12, listening=True)
    maria = host.person("Maria", 12)
    host.simulator.faults.next("update", Fault.DUPLICATE, times=5)
    async with host.running():
        for count in range(5):
            await maria.say(f"thought number {count}")
        await host.idle()
    assert [author for author, _ in host.said(1)] == ["client", "template"] * 5
    assert len(host.chat_texts(12)) == 5


def an_update(number: int, text: str) -> dict:
    person = {"id": 12, "is_bot": False, "first_name": "Maria"}
    chat = {"id": 12, "type": "private", "first_name": "Maria"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text},
    }


async def test_a_call_without_the_secret_is_refused_and_changes_nothing(host, called):
    host.add_client(host.add_coach(), "Maria", 12, listening=True)
    async with host.running(), httpx.AsyncClient(trust_env=False) as caller:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}, {"X-Telegram-Bot-Api-Secret-Token": "ä"}):
            sent = {name: value.encode() for name, value in headers.items()}
            answer = await caller.post(called, json=an_update(5, "forged words"), headers=sent)
            assert answer.status_code in (401, 403)
    assert host.said(1) == []


async def test_200_is_answered_only_when_the_turn_is_committed(host, called):
    host.add_client(host.add_coach(), "Maria", 12, listening=True)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with host.running() as app, httpx.AsyncClient(trust_env=False) as caller:
        app.transactions.database._engine.dispose()
        run = app.transactions.run
        from sqlalchemy.exc import OperationalError

        async def away(function, *args, **kwargs):
            if function == app.desk._turn:
                raise OperationalError("the database is away", {}, Exception("away"))
            return await run(function, *args, **kwargs)

        app.transactions.run = away
        answer = await caller.post(called, json=an_update(5, "words"), headers=headers)
        assert answer.status_code == 503
        assert host.said(1) == []
        app.transactions.run = run
        answer = await caller.post(called, json=an_update(5, "words"), headers=headers)
        assert answer.status_code == 200
        assert [author for author, _ in host.said(1)] == ["client", "template"]
        again = await caller.post(called, json=an_update(5, "words"), headers=headers)
        assert again.status_code == 200
    assert [author for author, _ in host.said(1)] == ["client", "template"]


async def test_a_body_that_is_no_update_is_refused(host, called):
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with host.running(), httpx.AsyncClient(trust_env=False) as caller:
        for body in (b"{", b"[]", b"7", b'{"update_id": "x"}', json.dumps([1] * 3).encode(), b"[" * 100_000):
            assert (await caller.post(called, content=body, headers=headers)).status_code == 400


async def test_a_kill_between_commit_and_200_makes_no_second_answer(host, launcher, called):
    host.add_client(host.add_coach(), "Maria", 12, listening=True)
    maria = host.person("Maria", 12)
    async with launcher.life(host, die="after commit", nth=1) as life:
        await maria.say("a thing I want to say")
        assert await life.ended() == -9
    assert len(host.simulator.bot(TOKEN).updates) == 1
    async with launcher.life(host):
        await host.idle()
    assert [author for author, _ in host.said(1)] == ["client", "template"]
    assert len(host.chat_texts(12)) == 1
