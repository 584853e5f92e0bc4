"""A turn in two transactions, on each kind of database: the chat's order is kept, also by another replica."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache

import pytest

import bot.app
from bot.clock import Clock
from bot.config import Listening
from bot.desk import Desk
from bot.model import Model
from bot.transactions import Transactions
from flows.agreement import Agreement
from flows.listening.seat import ModelSeat
from flows.turn import Dialogues
from flows.values import Talk
from storage import agreements, engagements, lines, talks
from storage.database import Database
from storage.tables import Chat, Engagement, Outbox, SeenUpdate
from storage.vault import Vault
from tests.storage.conftest import HOST_KEY, NOW, make_pair
from tests.system.endpoint import Endpoint, served

MARIA, TOMAS = 100, 101
ANSWERS_WITHIN_S = 20
HOLD_S = ANSWERS_WITHIN_S + 2
SLOW = "I haven't slept for a week and I'm tired all the time"


@cache
def dialogues() -> Dialogues:
    return bot.app.load_dialogues()


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with served(Endpoint()) as endpoint:
        endpoint.slow["slept"] = asyncio.Event()
        endpoint.says = [f"The {name} of it stays." for name in ("first", "second", "third")]
        yield endpoint


def listens_to(database: Database, telegram: int) -> int:
    """A client who allowed the model, in a reflection that just listens; the engagement's number."""
    with database.begin() as session:
        pair = make_pair(session, telegram=telegram)
        engagement = pair.engagement
        engagements.set_consent(session, engagement, 1, NOW)
        engagements.set_language(session, engagement, "en")
        agreements.add(session, engagement, Agreement(model="127.0.0.1").to_json(), "coach", NOW)
        talks.start(session, engagement, Talk("reflection", "listening", notes={"share": "listen"}), NOW)
        return engagement.id


class Replica:
    def __init__(self, url: str, endpoint: Endpoint) -> None:
        listening = Listening(base_url=endpoint.url, model="small-one", timeout_s=ANSWERS_WITHIN_S)
        words = bot.app.load_toml(bot.app.WORDS / "listening" / "model.toml")
        self.transactions = Transactions(Database(url, Vault(HOST_KEY)), 4)
        listener = dialogues().listener
        model = Model(listening, ModelSeat(words, listener, listening.host))  # type: ignore[arg-type]
        self.desk = Desk(self.transactions, dialogues(), Clock(), model=model)

    def take(self, update_id: int, telegram: int, text: str) -> asyncio.Task[None]:
        said = {"message_id": update_id, "chat": {"id": telegram, "type": "private"}, "text": text}
        return asyncio.create_task(self.desk.take({"update_id": update_id, "message": said}))


@pytest.fixture
async def replicas(url: str, endpoint: Endpoint) -> AsyncIterator[tuple[Replica, Replica]]:
    made = Replica(url, endpoint), Replica(url, endpoint)
    yield made
    for each in made:
        assert each.desk.model is not None
        await each.desk.model.close()
        each.transactions.close()


def said(database: Database, number: int) -> list[tuple[str, str]]:
    with database.read() as session:
        engagement = session.get_one(Engagement, number)
        return [(each.author, each.text) for each in lines.transcript(session, engagement)]


async def until(true) -> None:  # type: ignore[no-untyped-def]
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110  another thread writes it
            await asyncio.sleep(0.01)


async def test_the_chats_next_update_waits_for_the_one_before_it_in_another_replica_too(replicas, database, endpoint):
    number = listens_to(database, MARIA)
    one, other = replicas
    first = one.take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    second = other.take(2, MARIA, "I was angry about the broken car all day")
    third = one.take(3, MARIA, "I'm worried about the talk on Friday")
    await asyncio.sleep(0.4)
    assert not any(each.done() for each in (first, second, third))
    assert said(database, number) == []
    endpoint.slow["slept"].set()
    await asyncio.gather(first, second, third)
    told = said(database, number)
    assert told[0] == ("client", SLOW)
    assert [author for author, _ in told] == ["client", "model"] * 3


async def test_another_chat_does_not_wait_and_nothing_is_written_before_the_answer(replicas, database, endpoint):
    slow, quick = listens_to(database, MARIA), listens_to(database, TOMAS)
    waiting = replicas[0].take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    for number, text in enumerate(("My boss shouted at me in front of everyone", "I was late and everyone looked"), 2):
        await replicas[0].take(number, TOMAS, text)
        assert not waiting.done()
    assert [author for author, _ in said(database, quick)] == ["client", "model"] * 2
    assert said(database, slow) == []
    with database.read() as session:
        assert not session.get_one(SeenUpdate, 1).done
        assert session.query(Outbox).count() == 2
    endpoint.slow["slept"].set()
    await waiting
    assert [author for author, _ in said(database, slow)] == ["client", "model"]
    with database.read() as session:
        assert session.get_one(SeenUpdate, 1).done
        assert session.get_one(SeenUpdate, 1).tries == 1


async def test_a_replica_that_died_over_the_model_holds_its_chat_no_longer_than_an_answer_may_take(
    replicas, database, endpoint, monkeypatch
):
    monkeypatch.setattr("bot.desk.HELD_LONGER", timedelta(seconds=1 - ANSWERS_WITHIN_S))
    number = listens_to(database, MARIA)
    dead = replicas[0].take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    dead.cancel()
    began = time.monotonic()
    await replicas[1].take(2, MARIA, "I was angry about the broken car all day")
    assert time.monotonic() - began > 0.1
    again = replicas[1].take(1, MARIA, SLOW)
    endpoint.slow["slept"].set()
    await again
    assert [text for author, text in said(database, number) if author == "client"][-1] == SLOW
    with database.read() as session:
        assert session.query(Chat).filter(Chat.held_for.is_not(None)).count() == 0


async def test_the_update_that_holds_a_chat_comes_in_again_at_once(replicas, database, endpoint):
    number = listens_to(database, MARIA)
    dead = replicas[0].take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    dead.cancel()
    endpoint.slow["slept"].set()
    began = time.monotonic()
    await replicas[1].take(1, MARIA, SLOW)
    assert time.monotonic() - began < HOLD_S
    assert [author for author, _ in said(database, number)] == ["client", "model"]


async def test_another_replica_that_waits_for_the_chat_already_finds_it_held(replicas, database, endpoint, monkeypatch):
    """Taking a try back to its savepoint gives the locks back that were taken since: none of them is the chat's."""
    number = listens_to(database, MARIA)
    one, other = replicas
    carry_out, second = one.desk._carry_out, list[asyncio.Task[None]]()
    loop = asyncio.get_running_loop()

    def carrying_out(*given):  # type: ignore[no-untyped-def]
        outcome = carry_out(*given)
        if outcome.asks:
            loop.call_soon_threadsafe(
                lambda: second.append(other.take(2, MARIA, "I was angry about the broken car all day"))
            )
            time.sleep(0.5)
        return outcome

    monkeypatch.setattr(one.desk, "_carry_out", carrying_out)
    first = one.take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    await asyncio.sleep(0.3)
    assert said(database, number) == []
    assert len(endpoint.asked) == 1
    endpoint.slow["slept"].set()
    await asyncio.gather(first, *second)
    assert next(text for author, text in said(database, number) if author == "client") == SLOW


async def test_in_one_process_a_chats_updates_stand_in_line(replicas, database, endpoint, monkeypatch):
    """Each that looked for itself whether the chat is free would sometimes be overtaken by the next."""
    number = listens_to(database, MARIA)
    waiting = [replicas[0].take(1, MARIA, SLOW)]
    await until(lambda: endpoint.asked)
    told = ["I was angry about the broken car all day", "I'm worried about the talk on Friday"]
    for update_id, (look_s, text) in enumerate(zip((1.0, 0.01), told, strict=True), 2):
        monkeypatch.setattr("bot.desk.HELD_LOOK_S", look_s)
        waiting.append(replicas[0].take(update_id, MARIA, text))
        await asyncio.sleep(0.2)
    endpoint.slow["slept"].set()
    await asyncio.gather(*waiting)
    assert [text for author, text in said(database, number) if author == "client"] == [SLOW, *told]


async def test_a_turn_whose_hold_ran_out_waits_for_the_other_and_is_not_lost(replicas, database, endpoint, monkeypatch):
    number = listens_to(database, MARIA)
    endpoint.slow["angry"] = asyncio.Event()
    monkeypatch.setattr("bot.desk.HELD_LONGER", timedelta(seconds=-ANSWERS_WITHIN_S))
    first = replicas[0].take(1, MARIA, SLOW)
    await until(lambda: endpoint.asked)
    monkeypatch.setattr("bot.desk.HELD_LONGER", timedelta(seconds=2))
    second = replicas[1].take(2, MARIA, "I was angry about the broken car all day")
    await until(lambda: len(endpoint.asked) == 2)
    endpoint.slow["slept"].set()
    await asyncio.sleep(0.3)
    assert not first.done()
    endpoint.slow["angry"].set()
    await asyncio.gather(first, second)
    assert sorted(text for author, text in said(database, number) if author == "client") == [
        SLOW,
        "I was angry about the broken car all day",
    ]
