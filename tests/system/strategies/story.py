"""A conversation with the running bot, written as a reader reads it.

Each line is somebody's, and everything that anybody is told has a line: a message that the script does not name
fails the test.

    client     what the client writes; `[Label]` is a tap on a button, `CODE` that of Anna's invitation
    bot        what the client is told
    coach      what the coach writes, or `[Label]`
    to coach   what the coach is told
    clock      moves on to that weekday and time in Helsinki; the bot lives through all that is due until then
    asleep     the same, while the bot does not run

A line that goes on is indented. A bot line that ends in " …" gives the beginning only, one that starts with "… " the
end only; " / " stands where a line was broken.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.app import App
from flows.transcript import unbroken
from simulator import Person
from storage import coaches, promises
from storage.tables import Coach, Occurrence, OffRecord, Promise, Schedule
from tests.conversation import agrees
from tests.system.host import PROFILE, TOKEN, Host

ANNA, MARIA = 11, 12
ZONE = ZoneInfo("Europe/Helsinki")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPEAKERS = ("client", "bot", "coach", "to coach", "clock", "asleep")
PROFILES = {
    "en": {"approach": "I listen first.", "qualifications": "ACC, five years", "limits": "Therapy, emergencies."},
    "fi": {"approach": "Kuuntelen ensin.", "qualifications": "ACC, viisi vuotta", "limits": "Terapia, hätätilanteet."},
}
LINE = re.compile(rf"({'|'.join(SPEAKERS)})  +(.*)")
A_LOOK_AT_LEAST = timedelta(hours=22)
"""More than a day without a look at the schedule is an outage that everybody hears of."""


class Story:
    """Anna is the coach, Maria the client."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.people: dict[str, Person] = {}
        self.code = ""
        self._read = {ANNA: 0, MARIA: 0}
        self._running = AsyncExitStack()
        self.app: App

    # What stands in the tables

    def outcomes(self, kind: str) -> list[str | None]:
        """How each promise of a kind ended, None while it is open; what was withdrawn is no promise any more."""
        with self.host.look() as session:
            found = [each for each in promises.list_for(session, 1) if each.kind == kind]
            return [each.outcome for each in found if each.outcome != "withdrawn"]

    # Playing

    async def __call__(self, script: str) -> None:
        for speaker, words in lines_of(script):
            if speaker in ("bot", "to coach"):
                self._claim(MARIA if speaker == "bot" else ANNA, words)
                continue
            self.all_told()
            if speaker in ("client", "coach"):
                await self._act(self.people[speaker], words)
            else:
                await (self.go if speaker == "clock" else self.sleep)(words)
        self.all_told()

    def all_told(self) -> None:
        """Nobody was told anything that the script does not say."""
        for chat, whom in ((MARIA, "bot"), (ANNA, "to coach")):
            untold = self.unread(chat)
            assert not untold, "not in the script:\n" + "\n".join(f"{whom:<10} {each}" for each in untold)

    def unread(self, chat: int) -> list[str]:
        """What was sent into a chat and is not in the script yet."""
        known = self.host.simulator.bot(TOKEN).chats.get(chat)
        sent = [each for each in known.messages.values() if each.from_bot] if known else []
        return [" ".join(unbroken(each.text).split()) or f"({each.kind})" for each in sent][self._read[chat] :]

    def _claim(self, chat: int, words: str) -> None:
        unread = self.unread(chat)
        assert unread, f"nothing came, instead of: {words}"
        assert agrees(unread[0], words), f"\n  expected: {words}\n  the bot:  {unread[0]}"
        self._read[chat] += 1

    async def act(self, words: str) -> None:
        """The client's, whatever is answered to it."""
        await self._act(self.people["client"], words)

    async def go(self, words: str) -> None:
        """To that weekday and time, whatever is said until then."""
        moment = self._moment(words)
        while (now := self.host.clock.now()) < moment:
            await self._look(min(moment, now + A_LOOK_AT_LEAST, self._next_due(now) or moment))

    async def sleep(self, words: str) -> None:
        """The same, while the bot does not run."""
        moment = self._moment(words)
        await self.end()
        self.host.clock.jump(moment - self.host.clock.now())
        await self.wake()
        await self._look(moment)

    async def _act(self, person: Person, words: str) -> None:
        await (person.tap(words[1:-1]) if words.startswith("[") else person.say(words.replace("CODE", self.code)))
        await self._settled()

    # Time

    def _moment(self, words: str) -> datetime:
        """ "Friday 18:01": the next time that it is, here."""
        day, clock = words.split()
        now = self.host.clock.now().astimezone(ZONE)
        hour, minute = map(int, clock.split(":"))
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        then += timedelta(days=(WEEKDAYS.index(day) - now.weekday()) % 7)
        return then if then > now else then + timedelta(days=7)

    async def _look(self, moment: datetime) -> None:
        self.host.clock.jump(max(moment - self.host.clock.now(), timedelta()))
        await self.app.sweep.run()
        await self.app.reply_times.review()
        await self._settled()

    async def _settled(self) -> None:
        """All is answered: what stands in the outbox, and the replies off the record, which stand nowhere."""
        await self.host.idle()
        await self.host.until(lambda: not any(each.unsaid_at for each in self.host.rows(OffRecord)))

    def _next_due(self, now: datetime) -> datetime | None:
        """The next moment at which something is due, or looked at again."""
        with self.host.look() as session:
            ahead = [
                session.scalar(select(func.min(column)).where(column > now))
                for column in (Schedule.next_due_at, Promise.due_at, Occurrence.look_at)
            ]
        return min((each for each in ahead if each), default=None)

    async def wake(self) -> None:
        self.app = await self._running.enter_async_context(self.host.running())
        await self.app.sweep.run()

    async def end(self) -> None:
        await self._running.aclose()


def lines_of(script: str) -> Iterator[tuple[str, str]]:
    """(speaker, words), each line whole."""
    said: list[tuple[str, str]] = []
    for line in filter(None, dedent(script).splitlines()):
        if line.startswith(" "):
            speaker, words = said[-1]
            said[-1] = (speaker, f"{words} {line.strip()}")
        else:
            found = LINE.fullmatch(line)
            assert found, f"a line starts with one of {', '.join(SPEAKERS)}: {line}"
            said.append((found[1], found[2]))
    yield from said


@asynccontextmanager
async def told(host: Host, language: str = "en", *, met: bool = True, **clauses: Any) -> AsyncIterator[Story]:
    """A story that begins on Monday at noon. `met`: the agreement is made, as proposed but for the `clauses`."""
    story = Story(host)
    coach = host.add_coach(telegram_id=ANNA, language=language)
    with host.database.begin() as session:
        coaches.set_profile(session, session.get_one(Coach, coach), {**PROFILE, **PROFILES[language]})
    if met:
        host.add_client(coach, "Maria", MARIA, language=language, **clauses)
    else:
        story.code = host.invite(coach, "Maria")
    story.people = {
        "coach": host.person("Anna", ANNA, language),
        "client": host.person("Maria", MARIA, language),
    }
    await story.wake()
    try:
        yield story
    finally:
        await story.end()
