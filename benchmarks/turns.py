"""Check-in turns a second through the desk, in one process: `python benchmarks/turns.py [--json] [--profile]`.

Real desk, real SQLite file (WAL, synchronous=FULL), encrypted lines, deliveries with the network stubbed. Clients
answer a whole check-in, chats side by side, in batches of 100 as the polling hands them over. Beside it, in the same
run, the floor: a bare python-telegram-bot echo with the same stub and no storage at all.
"""

import asyncio
import cProfile
import json
import pstats
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy.orm import Session
from telegram import Update
from telegram.ext import Application, ContextTypes, ExtBot, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bot.app import load_dialogues, settle
from bot.client_desk import Outcome
from bot.clock import Clock
from bot.delivery import Deliveries
from bot.desk import Desk
from bot.limiter import TwoLaneLimiter
from bot.logs import set_up_logs
from bot.transactions import Transactions
from flows.agreement import Agreement
from storage import agreements, coaches, engagements, invitations, people
from storage.database import Database
from storage.tables import Coach, Engagement
from storage.vault import Vault, create_key_file, load_key_file

CLIENTS, ROUNDS, SIDE_BY_SIDE = 100, 4, 2
"""As many chats side by side as there are cores: more would only wait in line longer."""

ANSWERS = ("3", "Work has been a lot and I sleep badly.", "yes", "call my sister on Sunday")
"""A whole check-in, from the command that opens it on: five turns a client and round."""

ABOUT = {"name": "Coach", "approach": "a", "qualifications": "q", "limits": "l"}
TOKEN = "123456:" + "x" * 35


class StubNetwork(BaseRequest):
    """Telegram that answers at once."""

    read_timeout = 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            return 200, b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"b","username":"b_bot"}}'
        chat = request_data.parameters.get("chat_id", 1) if request_data else 1
        answer = {"message_id": 1, "date": 0, "chat": {"id": chat, "type": "private"}, "text": "x"}
        return 200, json.dumps({"ok": True, "result": answer}).encode()


def message(update_id: int, chat_id: int, text: str) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "c", "language_code": "en"}
    said = {"message_id": update_id, "date": 1_700_000_000, "chat": {"id": chat_id, "type": "private"}, "from": person}
    return {"update_id": update_id, "message": {**said, "text": text}}


def rounds() -> list[list[dict[str, Any]]]:
    """Batches of updates: every client says the same next thing."""
    said = [text for _ in range(ROUNDS) for text in ("/checkin", *ANSWERS)]
    return [
        [message(1 + at * CLIENTS + client, 1000 + client, text) for client in range(CLIENTS)]
        for at, text in enumerate(said)
    ]


def populate(database: Database) -> None:
    """Clients who have made their agreement."""
    now = Clock().now()
    with database.begin() as session:
        coach = coaches.add(session, "Coach", now)
        coaches.set_profile(session, coach, ABOUT)
        for client in range(CLIENTS):
            engagements.set_name(session, add_client(session, coach, 1000 + client, Agreement(), now), "Client")


def add_client(session: Session, coach: Coach, chat_id: int, agreed: Agreement, now: datetime) -> Engagement:
    """A client who has made this agreement."""
    code, engagement = invitations.make_for_client(session, coach, f"c{chat_id}", now)
    chat = people.get_or_make_chat(session, chat_id, "en", now)
    assert invitations.open_invitation(session, code, chat, now), "a fresh code opens"
    engagements.set_consent(session, engagement, 1, now)
    agreements.add(session, engagement, agreed.to_json(), "coach", now)
    engagements.set_state(session, engagement, "active", now)
    return engagement


@asynccontextmanager
async def lag_watched(every_s: float = 0.005) -> AsyncIterator[list[float]]:
    """How late the event loop runs a task that wants to run this often, in seconds."""
    lags: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(every_s)
            lags.append(time.perf_counter() - before - every_s)

    watching = asyncio.create_task(watch())
    yield lags
    watching.cancel()


async def work_off(desk: Desk, waiting: Iterator[dict[str, Any]], took: list[float]) -> None:
    for raw in waiting:
        before = time.perf_counter()
        await desk.take(raw)
        took.append(time.perf_counter() - before)


async def ours() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        create_key_file(Path(folder) / "key")
        database = Database(f"sqlite:///{folder}/b.sqlite", Vault(load_key_file(Path(folder) / "key")))
        database.upgrade()
        populate(database)
        transactions, clock = Transactions(database), Clock()
        desk = Desk(transactions, load_dialogues(), clock)
        bot = ExtBot(TOKEN, request=StubNetwork(), get_updates_request=StubNetwork(), rate_limiter=TwoLaneLimiter(0))
        deliveries = Deliveries(bot, transactions, clock, desk.post)
        desk.committed = deliveries.committed
        stop = asyncio.Event()
        delivering = asyncio.create_task(deliveries.run(stop))
        took: list[float] = []
        settle()
        started = time.perf_counter()
        async with lag_watched() as lags:
            for batch in rounds():
                await desk.note(batch)
                waiting = iter(batch)
                await asyncio.gather(*(work_off(desk, waiting, took) for _ in range(SIDE_BY_SIDE)))
        seconds = time.perf_counter() - started
        answered = deliveries.sends["sent"]
        async with asyncio.timeout(60):
            while sum(deliveries.sends.values()) < len(took):  # noqa: ASYNC110 (a benchmark may look now and then)
                await asyncio.sleep(0.01)
        assert deliveries.sends["sent"] == len(took), f"every turn is answered: {deliveries.sends}"
        delivered = time.perf_counter() - started
        stop.set()
        deliveries.committed(Outcome())
        await delivering
        await bot.shutdown()
        transactions.close()
    return {
        "turns_a_second": len(took) / seconds,
        "turn_p50_ms": quantiles(took, n=100)[49] * 1000,
        "turn_p99_ms": quantiles(took, n=100)[98] * 1000,
        "answered_meanwhile": answered / len(took),
        "turns_and_sends_a_second": len(took) / delivered,
        "longest_stall_ms": max(lags) * 1000,
    }


async def echo() -> float:
    """A bare python-telegram-bot that answers each text with itself: turns a second."""
    bot = ExtBot(TOKEN, request=StubNetwork(), get_updates_request=StubNetwork())
    application = Application.builder().bot(bot).updater(None).build()

    async def reply(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text(update.message.text or "")

    application.add_handler(MessageHandler(filters.TEXT, reply))
    await application.initialize()
    started, turns = time.perf_counter(), 0
    for batch in rounds():
        for raw in batch:
            await application.process_update(Update.de_json(raw, bot))
            turns += 1
    return turns / (time.perf_counter() - started)


UNITS = {"turns_a_second": "turns/s", "turns_and_sends_a_second": "turns/s", "answered_meanwhile": "share"}


def main() -> None:
    set_up_logs(level=40)
    as_json = "--json" in sys.argv
    profiler = cProfile.Profile() if "--profile" in sys.argv else None
    if profiler:
        profiler.enable()
    figures = asyncio.run(ours())
    if profiler:
        profiler.disable()
    floor = asyncio.run(echo())
    rows: list[tuple[str, float, str, str | None]] = [
        (name, value, UNITS.get(name, "ms"), None) for name, value in figures.items()
    ]
    rows.append(("turns_a_second", floor, "turns/s", "bare python-telegram-bot echo, no storage"))
    for name, value, unit, peer in rows:
        if as_json:
            print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "peer": peer}))
        else:
            print(f"{name:<26}{value:>12.2f} {unit:<9}{peer or ''}")
    if not as_json:
        print(f"{'ratio to the echo':<26}{figures['turns_a_second'] / floor:>12.2f}")
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
