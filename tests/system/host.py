"""A host's folder with its database, the bot running in it, and what stands in its tables."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import records
from bot.app import App
from bot.clock import JumpingClock
from bot.config import Config, load_config
from flows.agreement import Agreement
from flows.values import Talk
from simulator import Person, Simulator, acts
from simulator.world import Account
from storage import agreements, coaches, engagements, invitations, lines, people, talks, updates
from storage.columns import Base
from storage.database import Database
from storage.lines import LineView
from storage.tables import Coach, Engagement, Outbox
from storage.vault import Vault, create_key_file, load_key_file

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAEtokenThatMustNeverBeShown_abcdefgh"
ANNA, MARIA = 11, 12
"""The coach and the client of most tests."""

MONDAY_NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""Where the tests' clocks start: Monday, 12:00 in Helsinki."""

PROFILE = {
    "name": "Anna",
    "approach": "I listen first.",
    "qualifications": "ACC",
    "limits": "No therapy.",
    "proposal": Agreement().to_json(),
}


def clock_at(moment: datetime = MONDAY_NOON) -> JumpingClock:
    clock = JumpingClock()
    clock.jump(moment - datetime.now(UTC))
    return clock


WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = cycle(range(10_000 + 200 * (WORKER % 100), 10_200 + 200 * (WORKER % 100)))
"""Each worker has its own, below those that a system gives away by itself: until it is listened on, a port that the
system found free may become anybody's end of a connection.
"""


def free_port() -> int:
    while True:
        with socket.socket() as asked, suppress(OSError):
            asked.bind(("127.0.0.1", port := next(PORTS)))
            return port


def make_template(folder: Path) -> None:
    """A key and an empty database, made once and copied for each test."""
    create_key_file(folder / "luottamus.key")
    database = Database(f"sqlite:///{folder / 'luottamus.sqlite'}", Vault(load_key_file(folder / "luottamus.key")))
    database.upgrade()
    database.close()


class Host:
    """One host's folder. `clock` is the bot's and the simulator's; people are made by `person`."""

    def __init__(self, folder: Path, template: Path, simulator: Simulator, url: str, clock: JumpingClock) -> None:
        self.folder, self.simulator, self.url, self.clock = folder, simulator, url, clock
        self.port, self.webhook_port = free_port(), free_port()
        for name in ("luottamus.key", "luottamus.sqlite"):
            shutil.copy(template / name, folder / name)
        self.config_file = folder / "config.toml"
        self.configure()
        self.database = Database(self.config.storage.url, Vault(load_key_file(folder / "luottamus.key")))
        self.persons: list[Person] = []
        simulator.bot(TOKEN, username="luottamus_bot", first_name="Luottamus")

    def configure(self, telegram: str = "", more: str = "") -> None:
        self.config_file.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{self.url}"\nmessages_per_second = 0\n{telegram}\n'
            f"[nudges]\nsweep_every_s = 3600\n[console]\nport = {self.port}\n{more}"
        )

    @property
    def config(self) -> Config:
        return load_config(self.config_file, {})

    @property
    def ahead_s(self) -> float:
        return (self.clock.now() - datetime.now(UTC)).total_seconds()

    async def close(self) -> None:
        for each in self.persons:
            await each.close()
        self.database.close()

    # People

    def person(self, name: str, user_id: int, language: str = "en") -> Person:
        person = Person(self.url, token=TOKEN, first_name=name, user_id=user_id, language_code=language)
        self.persons.append(person)
        return person

    def add_coach(self, name: str = "Anna", telegram_id: int | None = 11, language: str = "en") -> int:
        """A coach whose profile is done; their number. `telegram_id` None: they have not come in yet."""
        with self.database.begin() as session:
            coach = coaches.add(session, name, self.clock.now(), zone="Europe/Helsinki")
            coaches.set_profile(session, coach, {**PROFILE, "name": name})
            if telegram_id is not None:
                chat = people.get_or_make_chat(session, telegram_id, language, self.clock.now())
                code = invitations.make_for_coach(session, coach, self.clock.now())
                assert invitations.open_invitation(session, code, chat, self.clock.now())
                self._started(telegram_id, name)
            return coach.id

    def _started(self, telegram_id: int, name: str) -> None:
        """Telegram lets a bot write to whoever has written to it."""
        account = self.simulator.accounts.setdefault(telegram_id, Account(telegram_id, name))
        acts.chat_with(self.simulator.bot(TOKEN), account).started = True

    def invite(self, coach_number: int, label: str) -> str:
        """A code for a client to start with."""
        with self.database.begin() as session:
            coach = session.get_one(Coach, coach_number)
            return invitations.make_for_client(session, coach, label, self.clock.now())[0]

    def add_client(
        self,
        coach_number: int,
        name: str,
        telegram_id: int,
        *,
        language: str = "en",
        listening: bool = False,
        **clauses: Any,
    ) -> int:
        """A client whose agreement is made, with check-ins promised; the engagement's number.

        `listening`: in a reflection that just listens, so that every text is an answer.
        """
        now = self.clock.now()
        self._started(telegram_id, name)
        agreement = Agreement(zone="Europe/Helsinki").with_clauses(clauses)
        with self.database.begin() as session:
            coach = session.get_one(Coach, coach_number)
            chat = people.get_or_make_chat(session, telegram_id, language, now)
            code, engagement = invitations.make_for_client(session, coach, name, now)
            assert invitations.open_invitation(session, code, chat, now)
            engagements.set_age_ok(session, engagement, True)
            engagements.set_consent(session, engagement, 1, now)
            engagements.set_name(session, engagement, name)
            engagements.set_language(session, engagement, language)
            engagements.set_zone(session, engagement, "Europe/Helsinki", "FI")
            agreements.add(session, engagement, agreement.to_json(), "coach", now)
            engagements.set_state(session, engagement, "active", now)
            records.schedule_check_ins(session, engagement, agreement.check_in, now)
            if listening:
                notes = {"share": "listen"}
                talks.start(session, engagement, Talk("reflection", "listening", notes=notes, question=3), now)
            return engagement.id

    # What stands in the tables

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def transcript(self, number: int) -> list[LineView]:
        with self.look() as session:
            return lines.transcript(session, session.get_one(Engagement, number))

    def said(self, number: int) -> list[tuple[str, str]]:
        """The transcript as (author, text)."""
        return [(each.author, each.text) for each in self.transcript(number)]

    def set_aside(self) -> list[updates.SetAsideView]:
        with self.look() as session:
            return updates.list_set_aside(session)

    def rows(self, table: type[Base]) -> list[Any]:
        with self.look() as session:
            return list(session.scalars(select(table)))

    def counted(self) -> dict[str, int]:
        """How many rows each table has, but for the known update ids and the sweep's own beat."""
        return {
            mapper.class_.__tablename__: len(self.rows(mapper.class_))
            for mapper in Base.registry.mappers
            if mapper.class_.__tablename__ not in ("seen_updates", "beats")
        }

    def all_words(self, *but: type[Base]) -> str:
        """Every column of every row, what is sealed opened with the host's key: what a thief of both would have.

        `but`: tables that are left out.
        """
        found: list[str] = []
        with self.look() as session:
            vault = session.info["vault"]
            for mapper in (each for each in Base.registry.mappers if each.class_ not in but):
                for row in session.scalars(select(mapper.class_)):
                    for column in mapper.local_table.columns:
                        value = getattr(row, column.name)
                        found.append(self._opened(session, vault, mapper.class_.__tablename__, row, column.name, value))
        return "\n".join(found)

    def _opened(self, session: Session, vault: Vault, table: str, row: Any, column: str, value: Any) -> str:
        if not isinstance(value, bytes) or (table, column) in (("data_keys", "wrapped"), ("invitations", "hash")):
            return str(value)
        return vault.open(session, *self._sealed_as(session, table, row), column, value)

    def _sealed_as(self, session: Session, table: str, row: Any) -> tuple[int | None, str, int]:
        """The key, table and row that a sealed column names."""
        if table in ("coaches", "engagements"):
            return row.key_id, table, row.key_id
        if hasattr(row, "key_id"):
            return row.key_id, table, row.id
        if getattr(row, "engagement_id", None) is not None:
            return session.get_one(Engagement, row.engagement_id).key_id, table, row.id
        return session.get_one(Coach, row.coach_id).key_id, table, row.id

    # Waiting

    async def until(self, true: Callable[[], bool], within_s: float = 60.0, every_s: float = 0.01) -> None:
        """Wait until it is so. What is waited for is another process, which rings no bell here."""
        ends = time.monotonic() + within_s
        while not true():
            if time.monotonic() > ends:
                raise TimeoutError(f"waited {within_s} s in vain; the outbox: {self.waiting()}")
            await asyncio.sleep(every_s)

    def waiting(self) -> int:
        """How many messages are to go out or on their way, but for what is planned for hours later."""
        soon = self.clock.now() + timedelta(hours=1)
        with self.look() as session:
            line = Outbox.state.in_(("pending", "sending"))
            return session.scalar(select(func.count()).where(line, Outbox.not_before < soon)) or 0

    def is_idle(self) -> bool:
        """Nothing waits at Telegram, and nothing waits to go out."""
        return not len(self.simulator.bot(TOKEN).updates) and not self.waiting()

    async def idle(self) -> None:
        await self.until(self.is_idle, every_s=0.02)

    def chat_texts(self, telegram_id: int) -> list[str]:
        """What the bot sent into a chat and still stands there, the first one first."""
        chat = self.simulator.bot(TOKEN).chats.get(telegram_id)
        found = chat.messages.values() if chat else ()
        return [each.text for each in found if each.from_bot and not each.deleted]

    # Running

    @asynccontextmanager
    async def running(self) -> AsyncIterator[App]:
        """The bot in this process."""
        app = App(self.config, clock=self.clock)
        task = asyncio.create_task(app.run())
        try:
            await self.until(lambda: app.scheduler.running or task.done())
            yield app
        finally:
            app.stop.set()
            await asyncio.wait_for(task, 10)


@dataclass
class Life:
    """One run of the bot as a process of its own."""

    pid: int
    ask: Callable[[dict[str, Any]], Any]

    @property
    def exit_code(self) -> int | None:
        """None while it runs; -9 after a kill -9."""
        code: int | None = self.ask({"pid": self.pid})
        return code

    async def ended(self, within_s: float = 60.0) -> int:
        ends = time.monotonic() + within_s
        while (code := self.exit_code) is None:
            assert time.monotonic() < ends, f"process {self.pid} still runs after {within_s} s"
            await asyncio.sleep(0.01)
        return code

    async def kill(self) -> None:
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
        assert await self.ended() == -signal.SIGKILL

    async def terminate(self, within_s: float = 10.0) -> int:
        os.kill(self.pid, signal.SIGTERM)
        return await self.ended(within_s)


class Launcher:
    """Starts runs of the bot; see run_bot.py."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.run_bot"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def start(self, host: Host, **plan: Any) -> Life:
        """Start the bot in the host's folder; `plan` as run_bot.run takes it."""
        given = {"config": str(host.config_file), "errors": str(host.folder / "errors.log"), "ahead_s": host.ahead_s}
        return Life(self.ask({**given, **plan}), self.ask)

    @asynccontextmanager
    async def life(self, host: Host, **plan: Any) -> AsyncIterator[Life]:
        life = self.start(host, **plan)
        try:
            yield life
        finally:
            await life.kill() if life.exit_code is None else None

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
