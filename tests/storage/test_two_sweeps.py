"""Two processes that sweep one PostgreSQL at the same time: each takes its share, and nothing comes twice."""

import asyncio
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import records
from bot.app import THREADS, load_dialogues
from bot.clock import Clock
from bot.desk import Desk
from bot.sweep import Sweep
from bot.transactions import Transactions
from flows.agreement import Agreement
from storage import agreements, coaches, engagements, invitations, people
from storage.database import Database
from storage.tables import Occurrence, Outbox, Promise
from storage.vault import Vault
from tests.storage.conftest import HOST_KEY

DUE_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CLIENTS = 150


class Stopped(Clock):
    """Two minutes after all of them were due, for good."""

    def now(self) -> datetime:
        return DUE_AT + timedelta(minutes=2)


def populate(database: Database) -> None:
    now, agreed = DUE_AT - timedelta(minutes=5), Agreement(quiet_hours=None, check_in="daily 09:00")
    with database.begin() as session:
        coach = coaches.add(session, "Coach", now)
        for number in range(CLIENTS):
            code, _ = invitations.make_for_client(session, coach, f"c{number}", now)
            chat = people.get_or_make_chat(session, 1000 + number, "en", now)
            opened = invitations.open_invitation(session, code, chat, now)
            assert opened is not None
            assert opened.engagement is not None
            engagements.set_consent(session, opened.engagement, 1, now)
            agreements.add(session, opened.engagement, agreed.to_json(), "coach", now)
            engagements.set_state(session, opened.engagement, "active", now)
            records.schedule_check_ins(session, opened.engagement, agreed.check_in, now)


async def sweep_once(url: str) -> int:
    """One look, begun when standard input says so; how many clients it asked."""
    transactions = Transactions(Database(url, Vault(HOST_KEY)), THREADS)
    sweep = Sweep(transactions, Desk(transactions, load_dialogues(), Stopped()), Stopped())
    asked, work_off = Counter[bool](), sweep.nudges.work_off

    def counted(*given):
        said = work_off(*given)
        asked[said] += 1
        return said

    sweep.nudges.work_off = counted
    print("ready", flush=True)
    sys.stdin.readline()
    await sweep.run()
    transactions.close()
    return asked[True]


@pytest.fixture
def url(postgres):
    postgres.run("CREATE DATABASE shared_sweep")
    return postgres.database("shared_sweep")


def test_two_processes_share_what_is_due_and_double_nothing(url):
    database = Database(url, Vault(HOST_KEY))
    database.upgrade()
    populate(database)
    command = [sys.executable, "-m", "tests.storage.test_two_sweeps", url]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for each in both:
            assert each.stdout.readline() == "ready\n"
        for each in both:
            each.stdin.write("\n")
            each.stdin.flush()
        shares = [int(each.communicate(timeout=120)[0]) for each in both]
    finally:
        for each in both:
            each.kill()
    assert sum(shares) == CLIENTS
    assert min(shares) > 0, f"one process did everything: {shares}"
    with database.read() as session:
        messages = Counter(session.scalars(select(Outbox.chat_id)))
        states = Counter(session.scalars(select(Occurrence.state)))
        promised = Counter(session.scalars(select(Promise.engagement_id).where(Promise.due_at == DUE_AT)))
    database.close()
    assert set(messages.values()) == {1}
    assert len(messages) == CLIENTS
    assert states == {"done": CLIENTS}
    assert set(promised.values()) == {1}


if __name__ == "__main__":
    print(asyncio.run(sweep_once(sys.argv[1])))
