"""The composition root: the one place that knows every room. Starts what the configuration asks for."""

import asyncio
import gc
import json
import signal
import socket
import tomllib
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

import flows
from bot.clock import Clock
from bot.config import Config
from bot.delivery import Deliveries
from bot.desk import Desk
from bot.health import Health, Metrics, health_routes
from bot.heartbeat import Job, heartbeat
from bot.logs import safe_error
from bot.menus import set_client_menu
from bot.model import Model
from bot.own_words import with_own_words
from bot.patience import Backoff, OnceAMinute, TokenRefused
from bot.polling import poll
from bot.reply_times import ReplyTimes
from bot.serving import listen_on, serve_http
from bot.sweep import Sweep
from bot.telegram_request import make_bot
from bot.transactions import Transactions
from bot.upkeep import Upkeep
from bot.webhook import set_webhook, webhook_route
from flows import (
    aftercare,
    check_in,
    coach_message,
    commitment,
    erasure,
    farewell,
    follow_up,
    handover,
    late,
    live,
    model,
    off_record,
    onboarding,
    profile,
    proposal,
    proposing,
    pulse,
    reflection,
    repair,
    review,
    safety,
    schedule,
    setting_out,
    settings,
    share,
)
from flows.listening.engine import DefaultListener
from flows.listening.seat import ModelSeat
from flows.net import Net
from flows.risk import RiskScreen
from flows.turn import Dialogues
from flows.upgrades import Steps
from flows.values import Helpline
from flows.wording import LANGUAGES, Wording
from storage import beats, coaches, engagements, outbox, updates
from storage.database import Database, hold
from storage.vault import Vault, load_key_file
from web.console import console
from web.house import House
from web.rendering import Pages

log = structlog.get_logger(__name__)

DIALOGUES = (
    onboarding,
    check_in,
    commitment,
    setting_out,
    reflection,
    follow_up,
    handover,
    schedule,
    settings,
    proposal,
    proposing,
    coach_message,
    safety,
    aftercare,
    model,
    off_record,
    share,
    erasure,
    profile,
    late,
    pulse,
    repair,
    review,
    farewell,
    live,
)
FLOWS = {each.FLOW.name: each.FLOW for each in DIALOGUES}
GONE: frozenset[str] = frozenset()
"""Flows of earlier releases that are no more. Whoever is still in one is told so, and the talk is closed."""

WORDS = Path(flows.__file__).parent
STEPS = WORDS / "steps.json"
SHARED = ("turn", "anywhere", "mirrors", "agreement", "coach", "desk", "commands", "export",
          "transcript")  # fmt: skip
UPKEEP_EVERY_S, REVIEW_EVERY_S, RECOVER_EVERY_S = 3600, 60, 60
THREADS = 4
"""Storage threads on PostgreSQL; SQLite has one writer."""


# What is loaded once


def load_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def load_wording(folder: Path | None = None) -> Wording:
    """Every text, a host's own words of this folder over the shipped ones. Raises FlowError for a mistake in them."""
    shipped = {name: load_toml(WORDS / f"{name}.toml") for name in (*FLOWS, *SHARED)}
    return Wording(shipped if folder is None else with_own_words(shipped, folder, FLOWS))


def load_steps() -> Steps:
    """Which steps each version of a flow asks at, as it was recorded."""
    recorded: Steps = json.loads(STEPS.read_text(encoding="utf-8"))
    return recorded


def load_screen() -> RiskScreen:
    risk = WORDS / "risk"
    weights = json.loads((risk / "weights.json").read_text(encoding="utf-8"))
    return RiskScreen(load_toml(risk / "rules.toml"), weights, load_net())


@cache
def load_net() -> Net:
    with numpy.load(WORDS / "net.npz") as fitted:
        return Net(fitted)


def load_listener(screen: RiskScreen) -> DefaultListener:
    words, lexicon, spoken, verbs = (
        load_toml(WORDS / "listening" / f"{name}.toml") for name in ("words", "lexicon", "spoken", "verbs")
    )
    return DefaultListener(words, lexicon, spoken, verbs, screen, load_net())


def load_dialogues(words: Path | None = None) -> Dialogues:
    """Every flow with its words, the listener and the risk screen. Raises FlowError for a mistake in them."""
    screen = load_screen()
    listener = load_listener(screen)
    return Dialogues(FLOWS, load_wording(words), listener, screen)


def load_model(config: Config, dialogues: Dialogues) -> Model | None:
    """The language model that is set up, if any. Raises ConfigError where its library is missing."""
    listening = config.listening
    if listening.model is None:
        return None
    words = load_toml(WORDS / "listening" / "model.toml")
    assert isinstance(dialogues.listener, DefaultListener), "whose gate a model's replies pass"
    return Model(listening, ModelSeat(words, dialogues.listener, listening.host))


def helplines_of(config: Config) -> tuple[Helpline, ...]:
    return tuple(
        Helpline(
            region=region,
            name={language: getattr(each.name, language) for language in LANGUAGES},
            phone=each.phone or "",
            url=each.url or "",
            hours={language: getattr(each.hours, language) for language in LANGUAGES},
        )
        for region, lines in config.crisis.resources.items()
        for each in lines
    )


def open_database(config: Config) -> Database:
    """The configured database with the host's key. Raises KeyFileError or DatabaseError."""
    return Database(config.storage.url, Vault(load_key_file(config.security.key_file)))


def settle() -> None:
    """Once all is loaded: what lives as long as the process does is never looked through for garbage again.

    A full collection walked the modules as well, and held up every client for 60 to 70 ms.
    """
    gc.collect()
    gc.freeze()


# The running bot


class App:
    """One running bot: door, desk, deliveries and sweep over one database. Use as `async with App(...) as app`."""

    def __init__(self, config: Config, *, clock: Clock | None = None, bot: ExtBot[Any] | None = None) -> None:
        self.config = config
        self.clock = clock or Clock()
        self.bot = bot or make_bot(config.telegram)
        self.health = Health()
        self.metrics = Metrics()
        self.stop = asyncio.Event()
        self.dialogues = load_dialogues(config.words.folder)
        self.model = load_model(config, self.dialogues)
        database = open_database(config)
        self.transactions = Transactions(database, 1 if database.is_sqlite else THREADS)
        self.desk = Desk(
            self.transactions,
            self.dialogues,
            self.clock,
            helplines=helplines_of(config),
            minimum_age=config.onboarding.minimum_age,
            console=config.console.address,
            model=self.model,
        )
        alone = database.is_sqlite
        self.deliveries = Deliveries(self.bot, self.transactions, self.clock, self.desk.post, alone=alone)
        self.desk.committed = self.deliveries.committed
        self.sweep = Sweep(self.transactions, self.desk, self.clock, config.nudges.sweep_every_s)
        self.reply_times = ReplyTimes(self.transactions, self.desk, self.clock)
        self.upkeep = Upkeep(self.transactions, self.clock, config.storage.url, config.backup)
        self.desk.after_erasure = self.upkeep.after_erasure
        self.scheduler = heartbeat(*self._jobs())

    async def run(self) -> None:
        """Run until `stop`: what is in work is finished, and nothing is lost. Raises TokenRefused, PortTaken."""
        with hold(self.config.storage.url):
            async with AsyncExitStack() as stack:
                stack.callback(self.transactions.close)
                if self.model:
                    stack.push_async_callback(self.model.close)
                tasks = [asyncio.create_task(each) for each in self._servers()]
                stopping_deliveries = asyncio.Event()
                try:
                    await self._meet_telegram()
                    stack.push_async_callback(self.bot.shutdown)
                    await self.sweep.go_by_new_tables()
                    self.scheduler.start()
                    stack.push_async_callback(self._stop_beating)
                    stack.callback(self.scheduler.shutdown, wait=False)
                    delivering = asyncio.create_task(self.deliveries.run(stopping_deliveries))
                    stack.push_async_callback(_ended, stopping_deliveries, delivering)
                    tasks.append(asyncio.create_task(self._updates()))
                    await _first_failure(tasks, self.stop)
                finally:
                    self.stop.set()
                    await asyncio.gather(*tasks, return_exceptions=True)

    def _servers(self) -> list[Coroutine[Any, Any, None]]:
        """The console, with health and metrics on its port; in webhook mode also the address that Telegram calls."""
        config = self.config
        sockets = [self._console_server()]
        self._gauges()
        if config.telegram.mode == "webhook":
            host, port = config.telegram.listens_on
            keys = ("telegram.listen_host", "telegram.listen_port")
            route = webhook_route(_path_of(config), config.telegram.secret_for_webhook, self.desk.take)
            sockets.append((Starlette(routes=[route]), listen_on(host, port, keys)))
        return [serve_http(app, listening, self.stop) for app, listening in sockets]

    async def serve_console(self) -> None:
        """The console alone, until `stop`: nothing is asked of Telegram, and what is said waits for a bot that runs."""
        with hold(self.config.storage.url):
            try:
                await serve_http(*self._console_server(), self.stop)
            finally:
                self.transactions.close()

    def _console_server(self) -> tuple[Starlette, socket.socket]:
        given = self.config.console
        token = self.config.telegram.token.get_secret_value()
        house = House(self.desk, given.address, token, Pages(), self.stop)
        routes = health_routes(self.health, self.metrics)
        return console(house, routes), listen_on(given.host, given.port, ("console.host", "console.port"))

    async def _updates(self) -> None:
        if self.config.telegram.mode == "webhook":
            await set_webhook(self.bot, self.config.telegram, stop=self.stop, health=self.health)
            await self.stop.wait()
        else:
            await poll(self.bot, self.desk.take, note=self.desk.note, stop=self.stop, health=self.health)

    async def _meet_telegram(self) -> None:
        """Ask who we are and set the command menus. An unreachable Telegram is waited for; a refused token ends."""
        patience, complaints = Backoff(self.stop), OnceAMinute()
        while not self.stop.is_set():
            try:
                if not await self._initialized():
                    return
                self.desk.coach_acts.bot_username = self.bot.username
                await set_client_menu(self.bot, self.dialogues.wording, model=self.config.listening.model is not None)
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as failure:
                self.health.set("telegram", f"Telegram cannot be reached: {safe_error(failure)}")
                if complaints.may_say("reach"):
                    log.warning("Telegram cannot be reached; trying on", why=safe_error(failure))
                await patience.wait()
                continue
            self.health.clear("telegram")
            log.info("the bot is up", bot=self.bot.username, mode=self.config.telegram.mode)
            return

    async def _initialized(self) -> bool:
        """Whether Telegram answered before the stop came: a stop does not wait for a slow network."""
        asking = asyncio.create_task(self.bot.initialize())
        stopped = asyncio.create_task(self.stop.wait())
        await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not asking.done():
            asking.cancel()
            return False
        asking.result()
        return True

    def _jobs(self) -> Iterator[Job]:
        yield Job("sweep", self.sweep.run, self.config.nudges.sweep_every_s)
        yield Job("reply times", self.reply_times.review, REVIEW_EVERY_S)
        if not self.deliveries.alone:
            yield Job("half-sent", self.deliveries.recover, RECOVER_EVERY_S)
        yield Job("expiry", self.upkeep.expire, UPKEEP_EVERY_S)
        yield Job("retention", self.upkeep.keep_no_longer, UPKEEP_EVERY_S)
        if self.config.backup.folder is not None:
            yield Job("backup", self.upkeep.back_up, UPKEEP_EVERY_S)

    async def _stop_beating(self) -> None:
        """Shut down in order: an outage that follows was meant."""
        with suppress(SQLAlchemyError):  # the database is gone: then nothing was written before either
            await self.transactions.run(beats.stop, self.clock.now())

    def _gauges(self) -> None:
        run = self.transactions.run
        self.metrics.sends = self.deliveries.sends
        if self.model:
            self.metrics.model = self.model.counts
        self.metrics.gauges.update(
            updates_handled=lambda: self.desk.counts["updates"],
            turns=lambda: self.desk.counts["turns"],
            updates_set_aside=lambda: run(lambda session: len(updates.list_set_aside(session))),
            outbox_waiting=lambda: run(lambda session: outbox.waiting(session).pending),
            coaches=lambda: run(lambda session: len(coaches.list_all(session))),
            engagements=lambda: run(lambda session: sum(engagements.counts(session).values())),
        )


async def _ended(stopping: asyncio.Event, task: asyncio.Task[None]) -> None:
    stopping.set()
    await task


async def _first_failure(tasks: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Wait for the stop, or for the first task that ends before it, and raise what ended it."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    for task in done - {stopped}:
        task.result()


def _path_of(config: Config) -> str:
    return urlsplit(config.telegram.webhook_url or "").path or "/"


# The other rooms


async def serve_simulator(host: str, port: int) -> None:
    """Serve the Bot API simulator with its chat page until interrupted."""
    from simulator import Simulator, serve

    stop = asyncio.Event()
    stop_on_signals(stop)
    async with serve(Simulator(limits=True), host, port) as url:
        print(f"simulator: {url} (the chat page; give it as telegram.base_url)", flush=True)
        await stop.wait()


def demo() -> int:
    """Play the story of `make demo`; the exit code."""
    from demo.story import main

    return main()


def stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(each, stop.set)
