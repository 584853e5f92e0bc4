"""Sixty days of fifty clients in twelve zones, in a few seconds: what could go wrong does, by chance and by seed.

`python -m tests.promises.sixty_days --seeds 1000 [--first 0] [--clients 50] [--days 60]` plays that many seeds on every
core and prints what was found; `--seeds 1 --first 417` plays seed 417 again. The real desk, sweep, reply times and
outbox run on a real SQLite file; only time and the network are made up. A look at the schedule is taken whenever
something could be due, so nothing depends on how fast the machine is.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import bindparam, event, func, select
from sqlalchemy.orm import Session
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

import bot.delivery
from bot import planning, records
from bot.app import load_dialogues
from bot.claiming import WINDOW_S
from bot.clock import Clock
from bot.delivery import LATE_FOR, Deliveries
from bot.desk import Desk
from bot.logs import set_up_logs
from bot.reply_times import ReplyTimes
from bot.sweep import Sweep
from flows.agreement import Agreement, is_quiet, may_nudge
from flows.due import asking_time
from storage import agreements, beats, coaches, engagements, invitations, outbox, people
from storage.database import Database
from storage.tables import Chat, Client, Engagement, Occurrence, Outbox, Promise, Schedule
from storage.vault import Vault

ZONES = (
    "Europe/Helsinki", "Europe/London", "America/New_York", "America/Santiago", "America/St_Johns", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Africa/Casablanca", "UTC",
)  # fmt: skip
STARTS = (datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 9, 10, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
"""Each sixty days from here hold changes of the clock in most of the zones."""

QUIET = (("21:00", "08:00"), ("22:30", "06:30"), None)
COACH_ID, FIRST_ID = 900, 1000
A_MINUTE = timedelta(minutes=1)
TRIED_EVERY = timedelta(minutes=15)
"""While Telegram is away each try to send ends as the one before: one so often is played of those the bot makes."""

_NOW = bindparam("now")
_DUE_NEXT = select(
    select(func.min(Schedule.next_due_at)).where(Schedule.active, Schedule.next_due_at > _NOW).scalar_subquery(),
    select(func.min(Occurrence.look_at))
    .where(Occurrence.state.in_(("claimed", "waiting")), Occurrence.look_at > _NOW)
    .scalar_subquery(),
    select(func.min(Outbox.not_before)).where(Outbox.state == "pending", Outbox.not_before > _NOW).scalar_subquery(),
)
"""When the database next holds a schedule, an occurrence and a message to be looked at."""


class Crash(BaseException):
    """The process is gone at this very place."""


@dataclass
class SetClock(Clock):
    """A clock that only the story moves."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Arrived:
    """A message that came into a client's chat."""

    at: datetime
    row_id: int
    chat: int
    promise_id: int | None
    nudge: bool
    text: str


@dataclass
class Places:
    """Where the process dies next: at the nth commit or send from now, before or after it."""

    commits: int | None = None
    sends: int | None = None
    before: bool = True

    def passes(self, what: str, *, before: bool) -> None:
        left = getattr(self, what)
        if left is None or before != self.before:
            return
        setattr(self, what, left - 1 if left > 1 else None)
        if left <= 1:
            raise Crash


class Inline:
    """Transactions in this very thread: one each, as on PostgreSQL."""

    def __init__(self, database: Database, places: Places) -> None:
        self.database = database
        self.places = places

    async def run(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.database.begin() as session:
            result = function(session, *args, **kwargs)
            self.places.passes("commits", before=True)
        self.places.passes("commits", before=False)
        return result

    async def fold(self) -> None: ...


@dataclass
class World:
    """Telegram and the way there, as this seed has it."""

    rng: random.Random
    clock: SetClock
    places: Places
    arrived: list[Arrived] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    unreachable_until: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    unsure: Counter[int] = field(default_factory=Counter)
    """Sends by promise whose sender was left not knowing."""

    async def deliver(self, _: Any, row: Any) -> int | None:
        """One request, as `bot.delivery.deliver` makes it."""
        self.places.passes("sends", before=True)
        if row.telegram_id in self.blocked:
            raise Forbidden("Forbidden: bot was blocked by the user")
        if self.clock.at < self.unreachable_until:
            raise NetworkError("unreachable") from httpx.ConnectError("unreachable")
        chance = self.rng.random()
        if chance < 0.01:
            raise RetryAfter(self.rng.randint(1, 90))
        if chance < 0.015:
            self.unsure[row.promise_id or 0] += 1
            raise TimedOut
        text = row.payload["params"].get("text", "")
        nudge = row.lane == outbox.NUDGE
        self.arrived.append(Arrived(self.clock.at, row.id, row.telegram_id, row.promise_id, nudge, text))
        if chance < 0.02:
            self.unsure[row.promise_id or 0] += 1
            raise TimedOut
        self.places.passes("sends", before=False)
        return len(self.arrived)


@dataclass
class Person:
    """What this client agreed to, and since when; kept beside the database, to be compared with what was sent."""

    chat: int
    language: str
    agreed: list[tuple[datetime, Agreement]]

    @property
    def now(self) -> Agreement:
        return self.agreed[-1][1]

    def agreed_at(self, moment: datetime) -> Agreement:
        return next(agreement for since, agreement in reversed(self.agreed) if since <= moment)


class Story:
    """One seed. `play` gives what was found wrong, and counts of what happened."""

    def __init__(self, seed: int, folder: Path, clients: int, days: int) -> None:
        self.rng = random.Random(seed)
        self.start = self.rng.choice(STARTS) + timedelta(days=self.rng.randrange(20))
        self.end = self.start + timedelta(days=days)
        self.clock, self.places = SetClock(self.start), Places()
        self.world = World(self.rng, self.clock, self.places)
        self.database = Database(f"sqlite:///{folder / 'story.sqlite'}", Vault(bytes(32)))
        careless(self.database)
        self.database.upgrade()
        self.people = [self._person(FIRST_ID + number) for number in range(clients)]
        self.happened: Counter[str] = Counter()
        self.update_id = 0
        self.up_from = self.start
        self.plan = sorted(self._plan(), key=lambda each: each[0])
        self._populate()
        self._begin_run()

    def _person(self, chat: int) -> Person:
        zone, quiet = self.rng.choice(ZONES), self.rng.choice(QUIET)
        agreed = Agreement(zone=zone, quiet_hours=quiet, check_in=self._recurrence(quiet), reply_hours=24)
        return Person(chat, self.rng.choice(("en", "fi")), [(self.start, agreed)])

    def _recurrence(self, quiet: tuple[str, str] | None) -> str:
        while True:
            clock = clock_time(self.rng.randrange(24), self.rng.choice((0, 0, 0, 30)))
            if not is_quiet(Agreement(quiet_hours=quiet), clock):
                break
        days = self.rng.choice(("daily", "weekly mon", "weekly thu", "weekly tue,sat", "weekly sun", "every 3 days"))
        if days == "every 3 days":
            return f"{days} {clock:%H:%M} from {self.start.date().isoformat()}"
        return f"{days} {clock:%H:%M}"

    def _populate(self) -> None:
        now = self.clock.now()
        with self.database.begin() as session:
            coach = coaches.add(session, "Coach", now, zone="Europe/Helsinki")
            about = {"name": "Coach", "approach": "a", "qualifications": "q", "limits": "l"}
            coaches.set_profile(session, coach, about)
            chat = people.get_or_make_chat(session, COACH_ID, "en", now)
            assert invitations.open_invitation(session, invitations.make_for_coach(session, coach, now), chat, now)
            for person in self.people:
                code, _ = invitations.make_for_client(session, coach, f"c{person.chat}", now)
                chat = people.get_or_make_chat(session, person.chat, person.language, now)
                opened = invitations.open_invitation(session, code, chat, now)
                assert opened is not None
                engagement = opened.engagement
                assert engagement is not None
                engagements.set_consent(session, engagement, 1, now)
                engagements.set_name(session, engagement, "Maria")
                engagements.set_zone(session, engagement, person.now.zone, "FI")
                agreements.add(session, engagement, person.now.to_json(), "coach", now)
                engagements.set_state(session, engagement, "active", now)
                records.schedule_check_ins(session, engagement, person.now.check_in, now)

    def _begin_run(self) -> None:
        """A process starts: nothing is left of the one before but the database."""
        transactions: Any = Inline(self.database, self.places)
        self.desk = Desk(transactions, dialogues(), self.clock)
        nobody: Any = None
        self.deliveries = Deliveries(nobody, transactions, self.clock, self.desk.post)
        self.sweep = Sweep(transactions, self.desk, self.clock)
        self.reply_times = ReplyTimes(transactions, self.desk, self.clock)
        self.fresh = True

    # What happens

    def _plan(self) -> Iterator[tuple[datetime, str, Any]]:
        """Everything that people and machines do in this story: (when, what, to whom or how)."""
        rng = self.rng

        def some(most: int) -> Iterator[datetime]:
            for _ in range(rng.randint(most // 2, most)):
                yield self.start + rng.random() * (self.end - self.start)

        share = len(self.people) / 50
        for what, most in (
            ("say", 60), ("coach", 14), ("pause", 8), ("resume", 12), ("block", 8), ("unblock", 12), ("zone", 10),
            ("reschedule", 8), ("days_off", 10), ("propose", 6), ("yes", 8), ("ahead", 12), ("crisis", 3), ("now", 12),
        ):  # fmt: skip
            for at in some(max(2, round(most * share))):
                yield at, what, rng.choice(self.people)
        for at in some(round(10 * share) + 1):
            yield at, "reply", rng.choice(self.people)
        for at in some(6):
            hours = rng.choice((0.05, 0.3, 1, 4, 13, 30, 70)) * rng.uniform(0.5, 1.5)
            yield at, rng.choice(("down", "stop")), timedelta(hours=hours)
        for at in some(4):
            yield at, "unreachable", timedelta(hours=rng.choice((0.1, 1, 5, 20, 40)) * rng.uniform(0.5, 1.5))
        for at in some(12):
            yield at, "crash", (rng.choice(("commits", "sends")), rng.randint(1, 12), rng.random() < 0.5)

    async def _happen(self, what: str, whom: Any) -> None:
        self.happened[what] += 1
        now = self.clock.now()
        if what in ("down", "stop"):
            if what == "stop":
                with self.database.begin() as session:
                    beats.stop(session, now)
            self.up_from = now + whom
            self._begin_run()
        elif what == "unreachable":
            self.world.unreachable_until = now + whom
        elif what == "crash":
            name, count, self.places.before = whom
            setattr(self.places, name, count)
        elif what == "block":
            self.world.blocked.add(whom.chat)
        elif what == "unblock":
            self.world.blocked.discard(whom.chat)
            await self._hears(whom.chat, "hello")
        elif what == "reply":
            await self._hears(COACH_ID, f"/reply c{whom.chat} Thank you, I read it.")
        elif what == "propose":
            await self._hears(COACH_ID, f"/propose c{whom.chat} {self._recurrence(whom.now.quiet_hours)}")
        elif what == "ahead":
            self._look_ahead(whom)
        elif what in ("zone", "reschedule", "days_off"):
            await self._change(whom, what)
        elif what == "yes":
            await self._answer(whom, ["yes" if whom.language == "en" else "kyllä"])
        else:
            said = {"say": "hello there", "coach": "/coach How are you?", "crisis": "I want to kill myself"}
            await self._hears(whom.chat, said.get(what, "now" if what == "now" else f"/{what}"))

    async def _change(self, person: Person, what: str) -> None:
        """Another zone, time or days off, in the dialogue of /schedule."""
        words = {"en": ("zone", "days off", "yes"), "fi": ("aikavyöhyke", "vapaapäivät", "kyllä")}[person.language]
        zone, days_off, yes = words
        if what == "zone":
            said = ["/schedule", zone, self.rng.choice(ZONES), yes]
        elif what == "reschedule":
            said = [f"/schedule {self._recurrence(person.now.quiet_hours)}", yes]
        else:
            free = {
                "en": ("weekends", "Sundays", "no days off"),
                "fi": ("viikonloppu", "sunnuntaisin", "ei vapaapäiviä"),
            }
            said = ["/schedule", days_off, self.rng.choice(free[person.language])]
        await self._answer(person, said)

    async def _answer(self, person: Person, said: list[str]) -> None:
        """Say these, and note what is agreed on after them: also where the process died meanwhile."""
        try:
            for text in said:
                await self._hears(person.chat, text)
        finally:
            with self.database.read() as session:
                agreed = planning.agreed(session, engagement_of(session, person.chat))
            if agreed != person.now:
                self.happened["agreed otherwise"] += 1
                person.agreed.append((self.clock.now(), agreed))

    def _look_ahead(self, person: Person) -> None:
        """Up to two events of one day that the client would like to be asked about, as their facts are written down."""
        now = self.clock.now()
        day = now.astimezone(ZoneInfo(person.now.zone)).date() + timedelta(days=self.rng.randint(0, 3))
        due_at = asking_time(day, None, person.now, person.now.zone, now)
        with self.database.begin() as session:
            engagement = engagement_of(session, person.chat)
            for event_name in ("interview", "exam")[: self.rng.randint(1, 2)] if due_at else ():
                subject = {"event": event_name, "day": day.isoformat()}
                planning.ask_once(session, engagement, planning.FOLLOW_UP, subject, due_at, now)

    async def _hears(self, chat: int, text: str) -> None:
        self.update_id += 1
        person = {"id": chat, "is_bot": False, "first_name": "c", "language_code": "en"}
        said = {"message_id": self.update_id, "date": 1, "chat": {"id": chat, "type": "private"}, "from": person}
        await self.desk.take({"update_id": self.update_id, "message": {**said, "text": text}})

    # The bot at work

    async def _work(self) -> None:
        """What a running bot does at this moment."""
        if self.fresh:
            self.fresh = False
            await self.deliveries.recover()
        else:  # it looked all the while, and there was nothing to do
            with self.database.begin() as session:
                beats.keep_up(session, self.clock.at - timedelta(seconds=1))
        await self.sweep.run()
        await self.reply_times.review()
        while await self.deliveries._step():
            if under_way := list(self.deliveries._under_way.values()):
                await asyncio.gather(*under_way)

    async def play(self) -> None:
        plan = iter([*self.plan, (self.end, "end", None)])
        at, what, whom = next(plan)
        while what != "end":
            following = self._next_due() + timedelta(seconds=self.rng.randint(0, 30))
            moment = max(min(at, following), self.clock.at)
            if moment < self.up_from:  # it is down: nothing is looked at until it is back
                moment = min(self.up_from, max(at, self.clock.at))
            self.clock.at = max(moment, self.clock.at + timedelta(seconds=1))
            try:
                if at <= self.clock.at:
                    if self.clock.at >= self.up_from or what in ("block", "unreachable"):
                        await self._happen(what, whom)
                    at, what, whom = next(plan)
                if self.clock.at >= self.up_from:
                    await self._work()
            except Crash:
                self._crashed()
        await self._settle()

    def _crashed(self) -> None:
        self.happened["crashed"] += 1
        with self.database.read() as session:
            cut_off = session.scalars(select(Outbox.promise_id).where(Outbox.state == "sending"))
            self.world.unsure.update(promise_id or 0 for promise_id in cut_off)
        self.places.commits = self.places.sends = None
        self.up_from = self.clock.at + timedelta(minutes=self.rng.choice((0.05, 3, 40)))
        self._begin_run()

    async def _settle(self) -> None:
        """The story is over: a few quiet days, so that everything that is still owed comes to its end."""
        self.places.commits = self.places.sends = None
        self.world.unreachable_until = self.clock.at
        self.up_from = self.clock.at
        for person in self.people:
            self.world.blocked.discard(person.chat)
        ends = self.clock.at + timedelta(days=4)  # a weekend off may come first
        while self.clock.at < ends:
            self.clock.at = max(self._next_due(), self.clock.at + timedelta(seconds=1))
            await self._work()

    def _next_due(self) -> datetime:
        """When the database next holds something to be done; what could be done by now has been."""
        now = self.clock.at
        with self.database.read() as session:
            *ahead, tried = session.execute(_DUE_NEXT, {"now": now}).one()
        if tried is not None:
            ahead.append(max(tried, min(now + TRIED_EVERY, self.world.unreachable_until)))
        return min(filter(None, (*ahead, now + timedelta(hours=8))))

    # What is found

    def wrong(self) -> list[str]:
        """Everything that breaks a promise about promises."""
        with self.database.read() as session:
            promises = list(session.scalars(select(Promise)))
        return [
            *self._open(promises),
            *self._doubled({each.id for each in promises if each.made_by == "bot"}),
            *self._in_quiet_hours(),
            *self._bursts(),
            *self._untrue(promises),
        ]

    def _open(self, promises: list[Promise]) -> Iterator[str]:
        settled = self.clock.at - timedelta(days=1)
        for each in promises:
            self.happened[f"{each.kind} {each.outcome}"] += 1
            if each.outcome is None and each.due_at < settled and (each.made_by == "bot" or not each.owned_at):
                if each.made_by == "coach" and self._rests(each.engagement_id):
                    continue
                yield f"open: {each.kind} of engagement {each.engagement_id}, due {each.due_at}"
            if each.outcome == "missed" and each.owned_at is None and not self._rests(each.engagement_id):
                self.happened["missed and not owned yet"] += 1

    def _rests(self, number: int) -> bool:
        with self.database.read() as session:
            engagement = session.get_one(Engagement, number)
            return engagement.state != "active" or engagement.concern == "crisis"

    def _doubled(self, promised: set[int]) -> Iterator[str]:
        """Each promised nudge came once, or twice where its sender could not know."""
        copies = Counter(each.promise_id for each in self.world.arrived if each.promise_id in promised)
        for promise_id, count in copies.items():
            if count > 1 + min(self.world.unsure[promise_id], 1):
                yield f"doubled: promise {promise_id} came {count} times"

    def _in_quiet_hours(self) -> Iterator[str]:
        known = {person.chat: person for person in self.people}
        for each in self.world.arrived:
            person = known.get(each.chat)
            if person is None or not each.nudge:
                continue
            agreed = person.agreed_at(each.at)
            if not may_nudge(agreed, each.at):
                yield f"in quiet hours or on a day off: {each.chat} at {each.at.astimezone(ZoneInfo(agreed.zone))}"

    def _bursts(self) -> Iterator[str]:
        """No two nudges within a minute, nor three within ten; a marked repeat is none."""
        by_chat: dict[int, list[Arrived]] = defaultdict(list)
        for each in self.world.arrived:
            if each.nudge and each.chat != COACH_ID and not each.text.startswith(REPEATS):
                by_chat[each.chat].append(each)
        for chat, came in by_chat.items():
            for first, second in pairwise(came):
                if second.at - first.at < A_MINUTE:
                    yield f"burst: {chat} at {second.at}"
            for first, third in zip(came, came[2:], strict=False):
                if third.at - first.at < 10 * A_MINUTE:
                    yield f"burst of three: {chat} at {third.at}"

    def _untrue(self, promises: list[Promise]) -> Iterator[str]:
        """What the ledger says is what came."""
        came = defaultdict(list)
        for each in self.world.arrived:
            if each.promise_id:
                came[each.promise_id].append(each.at)
        for promise in promises:
            if promise.made_by != "bot" or promise.outcome is None:
                continue
            moments, ends = came[promise.id], promise.due_at + timedelta(seconds=promise.window_s)
            if promise.outcome in ("kept", "late") and not moments:
                yield f"untrue: promise {promise.id} is {promise.outcome} and never came"
            elif promise.outcome == "kept" and (min(moments) > ends or (ends - promise.due_at).days > 1):
                yield f"untrue: promise {promise.id} is kept and came late"
            elif promise.outcome == "late" and min(moments) <= promise.due_at + timedelta(seconds=WINDOW_S):
                if not self.world.unsure[promise.id]:
                    yield f"untrue: promise {promise.id} is late and came in time"
            elif promise.outcome == "missed" and any(each - promise.due_at < LATE_FOR for each in moments):
                if not self.world.unsure[promise.id]:
                    yield f"untrue: promise {promise.id} is missed and came"
            elif promise.outcome in ("skipped", "withdrawn") and moments and not self.world.unsure[promise.id]:
                yield f"untrue: promise {promise.id} is {promise.outcome} and came"


def engagement_of(session: Session, telegram_id: int) -> Engagement:
    asked = select(Engagement).join(Client, Client.id == Engagement.client_id).join(Chat, Chat.id == Client.chat_id)
    return session.scalars(asked.where(Chat.telegram_id == telegram_id)).one()


def careless(database: Database) -> None:
    """Nothing survives a power cut here, and nothing has to: what a crash leaves is what was committed."""

    @event.listens_for(database._engine, "connect")
    def hurry(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")


@cache
def dialogues() -> Any:
    return load_dialogues()


REPEATS = tuple(dialogues().wording.text("desk", "repeat", language) for language in ("en", "fi"))


def play(seed: int, clients: int = 50, days: int = 60) -> tuple[int, list[str], Counter[str], float]:
    """(seed, what was wrong, what happened, seconds)."""
    began = time.perf_counter()
    set_up_logs(level=50)
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        story = Story(seed, Path(folder), clients, days)
        before, bot.delivery.deliver = bot.delivery.deliver, story.world.deliver
        try:
            asyncio.run(story.play())
            wrong = story.wrong()
        finally:
            bot.delivery.deliver = before
            story.database.close()
    story.happened["nudges"] = sum(each.nudge for each in story.world.arrived)
    return seed, wrong, story.happened, time.perf_counter() - began


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seeds", 1000), ("first", 0), ("clients", 50), ("days", 60), ("workers", 2)):
        given.add_argument(f"--{name}", type=int, default=default)
    asked = given.parse_args()
    happened: Counter[str] = Counter()
    failing = done = 0
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        seeds = range(asked.first, asked.first + asked.seeds)
        for each in as_completed([pool.submit(play, seed, asked.clients, asked.days) for seed in seeds]):
            seed, wrong, counts, _ = each.result()
            happened.update(counts)
            done += 1
            failing += bool(wrong)
            for what in wrong[:5]:
                print(f"seed {seed}: {what}", flush=True)
            if done % 10 == 0 or done == 1:
                print(f"{done} seeds, {failing} failing, {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{done} seeds of {asked.days} days and {asked.clients} clients: {failing} failing")
    for what, count in sorted(happened.items()):
        print(f"  {what:<28}{count:>10}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
