"""The simulator: its state, and the one way every call to the Bot API goes."""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from starlette.applications import Starlette

from simulator import api, control, sending, strict
from simulator.faults import BEFORE, UPDATE, Fault, Faults, Struck
from simulator.fetching import get_updates
from simulator.methods import METHODS
from simulator.refusals import RefusalError, blocked, not_found, too_many, unauthorized
from simulator.strict import Upload
from simulator.updates import Updates
from simulator.webhooks import Webhooks
from simulator.world import Account, Bell, Bot, Chat, Json

TOKEN = re.compile(r"\d+:[\w-]{20,}", re.ASCII)
FIRST_UPDATE_ID = 100_000_001
REMEMBERED_REQUESTS = 200_000
SERVER_ERRORS = (
    RefusalError(500, "Internal Server Error"),
    RefusalError(502, "Bad Gateway"),
    RefusalError(504, "Gateway Timeout"),
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Request:
    """One call a bot made, as it came. `outcome` is "ok", an error code, or the fault that struck."""

    method: str
    parameters: Json
    at: datetime
    monotonic: float
    bot_id: int
    outcome: str


@dataclass(frozen=True)
class Outcome:
    """What to do with a call: answer with `body`, or, if `fault` says so, not to answer properly."""

    status: int
    body: Json
    fault: Fault | None = None


class Simulator:
    """A Bot API server's state and its ASGI app.

    `clock` gives the moment messages are dated with, aware and in UTC. With `limits` 429 is answered as
    Telegram does. `tokens` are the only ones taken; None takes any well-formed token. `seed` is for faults by
    chance.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _now,
        limits: bool = False,
        tokens: Collection[str] | None = None,
        seed: int = 0,
    ) -> None:
        self.clock = clock
        self.timer: Callable[[], float] = time.monotonic
        self.limits = limits
        self.tokens = None if tokens is None else frozenset(tokens)
        self.faults = Faults(seed)
        self.webhooks = Webhooks(self)
        self.bots: dict[str, Bot] = {}
        self.accounts: dict[int, Account] = {}
        self.requests: deque[Request] = deque(maxlen=REMEMBERED_REQUESTS)
        self.closed = asyncio.Event()
        self.stop_asked = asyncio.Event()
        self.bell = Bell()
        self.connections: dict[Any, asyncio.BaseTransport] = {}
        """The open ones by the other side's address, so that a fault can cut one."""
        self._server_errors = 0

    @property
    def closing(self) -> bool:
        return self.closed.is_set()

    @cached_property
    def app(self) -> Starlette:
        """The Bot API, the control API and the chat page."""
        app = Starlette(routes=[*api.routes(), *control.routes()])
        app.state.simulator = self
        return app

    def bot(self, token: str, username: str | None = None, first_name: str | None = None) -> Bot:
        """The bot of this token, made when first asked for. Refuses a token as Telegram would."""
        if not TOKEN.fullmatch(token):
            raise not_found()
        if self.tokens is not None and token not in self.tokens:
            raise unauthorized()
        bot = self.bots.get(token)
        if bot is None:
            bot_id = token.split(":")[0]
            bot = Bot(token, f"bot{bot_id}_bot", f"Bot {bot_id}", Updates(FIRST_UPDATE_ID))
            self.bots[token] = bot
        bot.username = username or bot.username
        bot.first_name = first_name or bot.first_name
        return bot

    async def answer(self, token: str, method: str, given: Json, uploads: dict[str, Upload]) -> Outcome:
        """One call over HTTP: through the faults, to its outcome, into the list of requests."""
        at, monotonic = self.clock(), self.timer()
        try:
            bot = self.bot(token)
        except RefusalError as refusal:
            return Outcome(refusal.code, refusal.as_json())
        outcome = await self._through_faults(bot, method, given, uploads)
        told = outcome.fault or ("ok" if outcome.status == 200 else str(outcome.status))
        shown = {
            **given,
            **{name: {"name": each.name, "size": len(each.data)} for name, each in uploads.items()},
        }
        spelled = strict.SPELLED.get(method.lower(), method)
        self.requests.append(Request(spelled, shown, at, monotonic, bot.id, str(told)))
        self.bell.ring()
        return outcome

    async def _through_faults(self, bot: Bot, method: str, given: Json, uploads: dict[str, Upload]) -> Outcome:
        struck = self.faults.strike(method, _chat_id(given))
        if struck and struck.fault in BEFORE:
            refusal = self._refusal_of(struck)
            return Outcome(refusal.code, refusal.as_json(), struck.fault)
        outcome = await self.call(bot, method, given, uploads)
        return Outcome(outcome.status, outcome.body, struck.fault) if struck else outcome

    def _refusal_of(self, struck: Struck) -> RefusalError:
        if struck.fault is Fault.TOO_MANY:
            return too_many(struck.retry_after)
        if struck.fault is Fault.BLOCKED:
            return blocked()
        self._server_errors += struck.fault is Fault.SERVER_ERROR
        return SERVER_ERRORS[(self._server_errors - 1) % len(SERVER_ERRORS)]

    async def call(self, bot: Bot, method: str, given: Json, uploads: dict[str, Upload]) -> Outcome:
        """The call itself: read strictly, held to the limits, done."""
        try:
            name = strict.method_named(method)
            p = strict.read(name, given, uploads)
            if name == "getUpdates":
                return Outcome(200, {"ok": True, "result": await get_updates(self, bot, p)})
            self._hold_to_limits(bot, name, p)
            return Outcome(200, {"ok": True, "result": METHODS[name](self, bot, p)})
        except RefusalError as refusal:
            return Outcome(refusal.code, refusal.as_json())

    def _hold_to_limits(self, bot: Bot, method: str, p: Json) -> None:
        count = sending.messages_in(method, p)
        if not self.limits or not count:
            return
        chat = sending.chat_for(self, bot, p["chat_id"])
        if wait := bot.limits.retry_after(chat.id, self.timer(), count):
            raise too_many(wait)

    def happened(self, bot: Bot, body: Json, chat: Chat | None) -> int | None:
        """Queue an update of something that happened."""
        chat_id = chat.id if chat else None
        twice = bool(self.faults.strike(UPDATE, chat_id))
        update_id = bot.updates.add(body, chat_id, self.clock(), twice=twice)
        bot.bell.ring()
        return update_id

    def close(self) -> None:
        """Let every long poll go, so that the server can stop."""
        self.closed.set()
        self.bell.ring()
        for bot in self.bots.values():
            bot.bell.ring()
            for chat in bot.chats.values():
                chat.bell.ring()


def _chat_id(given: Json) -> int | None:
    try:
        return int(given["chat_id"])
    except (KeyError, ValueError, TypeError):
        return None
