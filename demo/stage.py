"""The stage: the real bot on a simulated Telegram, a temporary folder and one clock that can jump."""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.app import App, open_database
from bot.clock import Clock, JumpingClock
from bot.coach_acts import start_link
from bot.config import Config, load_config
from bot.logs import safe_error
from demo.phone import Phone, Script, StoryBroken
from demo.telling import Speaker, Telling
from flows.dates import say_day, say_moment
from flows.schedules import once
from flows.zones import zone_called
from simulator import Person, Simulator, serve
from storage import beats, coaches, invitations
from storage.vault import create_key_file

TOKEN = "100000001:a-token-of-the-simulator-and-of-no-one-else"  # noqa: S105 (known to the demo's simulator alone)
USERNAME = "luottamus_demo_bot"
ZONE_NAME = "Europe/Helsinki"
ZONE = zone_called(ZONE_NAME)
ANNA = Speaker("Anna", "magenta")
MARIA = Speaker("Maria", "green")

CONFIG = """\
[telegram]
token = "{token}"
base_url = "{url}"
messages_per_second = 0

[console]
port = {port}

[nudges]
sweep_every_s = 0.5
"""

OPENS_AT = time(16)
CHECK_IN_AT = time(9)
DAYS_BETWEEN = 3
STOPS_WITHIN_S = 10


class Times:
    """The days of the story: it opens on the next afternoon, and the check-in is due three days later."""

    def __init__(self, now: datetime) -> None:
        today = now.astimezone(ZONE).date()
        opens = _on(today, OPENS_AT)
        self.opens = opens if opens >= now else _on(today + timedelta(days=1), OPENS_AT)
        self.check_in_day = self._after(DAYS_BETWEEN)
        self.check_in = _on(self.check_in_day, CHECK_IN_AT)
        self.next_check_in = _on(self._after(DAYS_BETWEEN + 7), CHECK_IN_AT)
        self.other_day = self._after(DAYS_BETWEEN + 1)

    def _after(self, days: int) -> date:
        return self.opens.astimezone(ZONE).date() + timedelta(days=days)


def _on(day: date, clock: time) -> datetime:
    moment = once(day, clock, ZONE)
    assert moment is not None, "every day in Helsinki exists"
    return moment


@dataclass(frozen=True)
class Stage:
    app: App
    bot: asyncio.Task[None]
    clock: JumpingClock
    times: Times
    telling: Telling
    script: Script
    anna: Phone
    maria: Phone
    coach_link: str
    url: str

    @property
    def console(self) -> str:
        """Where the coach's console is."""
        return self.app.config.console.address

    def said(self, moment: datetime, *, around: bool = False) -> str:
        """A moment as the bot says it now."""
        return say_moment(moment, ZONE_NAME, "en", self.clock.now(), around=around)

    def today(self) -> str:
        """Weekday and date, without "today"."""
        day = self.clock.now().astimezone(ZONE).date()
        return say_day(day, "en", day - timedelta(days=7))

    async def move_to(self, moment: datetime) -> None:
        """Days pass in which the bot was there: without its beats a jump would be an outage, and be owned as one."""
        await self.app.transactions.run(beats.keep_up, moment)
        self.clock.jump(moment - self.clock.now())

    async def unless_the_bot_ends(self, story: Coroutine[None, None, None]) -> None:
        """Run the story to its end. Raises what the story raises, and StoryBroken if the bot ends before it."""
        told = asyncio.create_task(story)
        try:
            await asyncio.wait({told, self.bot}, return_when=asyncio.FIRST_COMPLETED)
            if not told.done():
                fault = self.bot.exception()
                raise StoryBroken(f"The bot ended before the story did{f': {safe_error(fault)}' if fault else ''}.")
            told.result()
        finally:
            told.cancel()
            await asyncio.wait({told})

    def chat_page(self, phone: Phone) -> str:
        """The address of the chat page at which one is this person."""
        return f"{self.url}/#bot={USERNAME}&person={phone.person.id}"


@asynccontextmanager
async def set_stage(folder: Path, telling: Telling) -> AsyncIterator[Stage]:
    """Everything up and running for as long as the block runs."""
    clock = JumpingClock()
    times = Times(clock.now())
    clock.jump(times.opens - clock.now())
    simulator = Simulator(clock=clock.now, tokens=[TOKEN])
    simulator.bot(TOKEN, username=USERNAME, first_name="Luottamus")
    async with serve(simulator) as url:
        config = _configured(folder, url)
        link = _first_coach(config, clock)
        app = App(config, clock=clock)
        script = Script(app.dialogues.wording)
        async with (
            Person(url, token=TOKEN, first_name="Anna") as anna,
            Person(url, token=TOKEN, first_name="Maria") as maria,
            _running(app) as bot,
        ):
            yield Stage(
                app=app, bot=bot, clock=clock, times=times, telling=telling, script=script,
                anna=Phone(anna, ANNA, telling, script, clock, ZONE),
                maria=Phone(maria, MARIA, telling, script, clock, ZONE),
                coach_link=link, url=url,
            )  # fmt: skip


def _configured(folder: Path, url: str) -> Config:
    """A configuration as `luottamus init` makes one. What the environment sets belongs to another bot."""
    file = folder / "config.toml"
    file.write_text(CONFIG.format(token=TOKEN, url=url, port=_free_port()), encoding="utf-8")
    create_key_file(folder / "luottamus.key")
    return load_config(file, environ={})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _first_coach(config: Config, clock: Clock) -> str:
    """The link that `luottamus coach add Anna` prints."""
    database = open_database(config)
    try:
        database.upgrade()
        with database.begin() as session:
            coach = coaches.add(session, ANNA.name, clock.now(), zone=ZONE_NAME)
            return start_link(USERNAME, invitations.make_for_coach(session, coach, clock.now()))
    finally:
        database.close()


@asynccontextmanager
async def _running(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, up while the block runs."""
    bot = asyncio.create_task(app.run())
    try:
        yield bot
    finally:
        app.stop.set()
        await asyncio.wait({bot}, timeout=STOPS_WITHIN_S)
        bot.cancel()
