"""How long the console's pages take on a long transcript and with many clients: `python benchmarks/console.py [--json]`.

`--lines 10000 --clients 1000` are the defaults. The whole application without a network: sitting, middleware, storage
with every line sealed, the reading that is written, and the page. Each page is asked for at a tenth of the size as
well, and the statements that it takes are counted at both: they have to be the same. Floor, in the same run: the page
that says how to come in, which asks the database nothing.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import httpx
import turns
from nudges import databases
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot import records
from bot.app import THREADS, load_dialogues, settle
from bot.clock import Clock
from bot.desk import Desk
from bot.logs import set_up_logs
from bot.transactions import Transactions
from flows.agreement import Agreement
from storage import coaches, engagements, invitations, lines, people, promises, sittings
from storage.database import Database
from storage.lines import NewLine
from storage.tables import Engagement
from storage.vault import Vault
from web.console import console
from web.house import House, form_token
from web.rendering import Pages
from web.way_in import COOKIE

ADDRESS = "http://127.0.0.1:8080"
ASKED = 30
"""Times each page is asked for, after one that does not count."""

TOGETHER = 1000
"""Lines written in one transaction."""

WORDS = (
    "work", "sleep", "evening", "daughter", "boss", "tired", "again", "slowly", "walk", "Sunday", "mother", "meeting",
    "nobody", "quiet", "garden", "because", "maybe", "said", "heard", "kitchen", "train", "letter", "first", "enough",
)  # fmt: skip
RARE = "dragonfly"


@dataclass(frozen=True)
class Reader:
    """A coach who sits at the console. `statements` are those of the database since it was last emptied."""

    browser: httpx.AsyncClient
    statements: list[str]
    token: str

    async def get(self, path: str) -> httpx.Response:
        return await self.browser.get(path)

    async def search(self, number: int, words: str) -> httpx.Response:
        return await self.browser.post(f"/clients/{number}/search", data={"words": words, "token": self.token})


def add_client(session: Session, coach_id: int, number: int, now: datetime) -> Engagement:
    """A client as they are after some weeks: an agreement, a check-in ahead, and an answer that is owed to one in ten."""
    coach = coaches.get(session, coach_id)
    assert coach is not None, "added before"
    agreed = Agreement()
    engagement = turns.add_client(session, coach, 1000 + number, agreed, now)
    records.schedule_check_ins(session, engagement, agreed.check_in, now)
    engagements.heard(session, engagement, now - timedelta(hours=number % 400))
    if number % 10 == 0:
        promises.make(session, engagement.id, "coach", promises.REPLY, now + timedelta(hours=20), now)
    return engagement


def write(session: Session, engagement: Engagement, first: int, count: int, now: datetime) -> None:
    """So many lines in turns, four a day; one in two thousand holds the rare word."""
    rng, said = random.Random(first), []
    for at in range(first, first + count):
        text = " ".join(rng.choices(WORDS, k=rng.randint(4, 40))) + (f" {RARE}" if at % 2000 == 7 else "")
        when = now - timedelta(days=1) + timedelta(hours=6 * (at - first - count))
        said.append(NewLine("client" if at % 2 else "template", text, when, delivery=None if at % 2 else "sent"))
    lines.add_all(session, engagement, said)


def populate(database: Database, client_count: int, line_count: int, now: datetime) -> tuple[int, int]:
    """A coach with so many clients, the first of whom wrote so much: both numbers."""
    with database.begin() as session:
        coach_id = coaches.add(session, "Coach", now).id
        chat = people.get_or_make_chat(session, coach_id, "en", now)
        coach = coaches.get(session, coach_id)
        assert coach is not None
        invitations.open_invitation(session, invitations.make_for_coach(session, coach, now), chat, now)
    numbers: list[int] = []
    for first in range(0, client_count, 100):
        with database.begin() as session:
            for number in range(first, min(first + 100, client_count)):
                engagement = add_client(session, coach_id, number, now)
                write(session, engagement, number, 4, now)
                numbers.append(engagement.id)
    for first in range(0, line_count, TOGETHER):
        count = min(TOGETHER, line_count - first)
        with database.begin() as session:
            written = session.get_one(Engagement, numbers[0])
            write(session, written, first, count, now - timedelta(hours=6 * (line_count - first - count)))
    return coach_id, numbers[0]


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engines = {database._engine, database._reader} if database.is_sqlite else {database._engine}
    for each in engines:
        event.listen(each, "before_cursor_execute", note)
    yield statements
    for each in engines:
        event.remove(each, "before_cursor_execute", note)


async def asked(reader: Reader, page: Callable[[], Awaitable[httpx.Response]]) -> tuple[float, int]:
    """Milliseconds in the middle, and statements of the last time."""
    took = []
    for _ in range(ASKED + 1):
        reader.statements.clear()
        before = time.perf_counter()
        answer = await page()
        took.append((time.perf_counter() - before) * 1000)
        assert answer.status_code == 200, answer
    return median(took[1:]), len(reader.statements)


async def measure(url: str, client_count: int, line_count: int) -> dict[str, float]:
    database, clock = Database(url, Vault(bytes(32))), Clock()
    database.upgrade()
    coach_id, number = await asyncio.to_thread(populate, database, client_count, line_count, clock.now())
    transactions = Transactions(database, 1 if database.is_sqlite else THREADS)
    desk = Desk(transactions, load_dialogues(), clock)
    settle()
    with database.begin() as session:
        coach = coaches.get(session, coach_id)
        assert coach is not None
        token = sittings.open_link(session, sittings.make_link(session, coach, clock.now()), clock.now())
    assert token is not None
    application = console(House(desk, ADDRESS, "1:token", Pages()))
    headers = {"origin": ADDRESS, "cookie": f"{COOKIE}={token}"}
    found: dict[str, float] = {}
    with counted(database) as statements:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(application), base_url=ADDRESS, headers=headers, trust_env=False
        ) as browser:
            reader = Reader(browser, statements, form_token(token))
            pages: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
                "transcript": lambda: reader.get(f"/clients/{number}/transcript"),
                "search_rare": lambda: reader.search(number, RARE),
                "search_common": lambda: reader.search(number, "because"),
                "before": lambda: reader.get(f"/clients/{number}"),
                "worklist": lambda: reader.get("/"),
                "floor": lambda: reader.get("/sign-in"),
            }
            for name, page in pages.items():
                found[f"{name}_ms"], found[f"{name}_statements"] = await asked(reader, page)
    transactions.close()
    return found


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--lines", type=int, default=10_000)
    given.add_argument("--clients", type=int, default=1_000)
    given.add_argument("--json", action="store_true")
    sizes = given.parse_args()
    set_up_logs(level=50)
    rows: list[tuple[str, float]] = []
    with databases() as kinds:
        for kind, url in kinds.items():
            small = asyncio.run(measure(url("tenth"), sizes.clients // 10, sizes.lines // 10))
            large = asyncio.run(measure(url("whole"), sizes.clients, sizes.lines))
            rows += [(f"console_{kind.lower()}_{name}", value) for name, value in large.items()]
            grown = [each for each in large if each.endswith("statements") and large[each] != small[each]]
            rows.append((f"console_{kind.lower()}_pages_with_more_statements", len(grown)))
    for name, value in rows:
        unit = "ms" if name.endswith("_ms") else "statements" if name.endswith("_statements") else "pages"
        if sizes.json:
            print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "peer": None}))
        else:
            print(f"{name:<46}{value:>12.2f} {unit}")


if __name__ == "__main__":
    main()
