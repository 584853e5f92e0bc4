"""Long polling that acknowledges an update only after its effects are committed.

The library's own updater confirms what it has merely fetched, and one update that it cannot parse stops it.
So this loop fetches raw updates, hands each to `take`, and confirms none before all up to it have returned. A slow
one holds up the confirming and its own chat, but not what others write meanwhile. The loop starts without a stored
offset, and drops the offset once it is confirmed: after an idle week Telegram may number updates from a lower
number again.
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.door import ALLOWED_UPDATES, number_of
from bot.health import Health
from bot.in_work import InWork
from bot.limiter import rest_asked
from bot.logs import safe_error
from bot.patience import Backoff, OnceAMinute, TokenRefused

log = structlog.get_logger()

Take = Callable[[dict[str, Any]], Awaitable[None]]
Note = Callable[[list[dict[str, Any]]], Awaitable[None]]

AT_ONCE = 100
ANSWER_WITHIN_S = 10
LOOK_AGAIN_S = 0.25
"""While an update is still in work (a language model is asked): so long until it is looked for others."""

# The library would rather parse what it fetches; raw updates are the point here.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


async def fetch(bot: Bot, offset: int | None, timeout_s: int, limit: int = AT_ONCE) -> list[dict[str, Any]]:
    """One getUpdates, unparsed. Raises TelegramError, also where the answer is no list of updates."""
    asked = {"offset": offset, "timeout": timeout_s, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)}
    try:
        answer = await bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=timeout_s + ANSWER_WITHIN_S)
    except (KeyError, TypeError, AttributeError) as exc:
        raise TelegramError("the answer is not the Bot API's") from exc
    if not isinstance(answer, list):
        raise TelegramError("the answer is not the Bot API's")
    updates = [raw for raw in answer if number_of(raw) is not None]
    if len(updates) < len(answer):
        # Nothing that could be confirmed or told apart from its repetition.
        log.error("updates without a number were passed over", count=len(answer) - len(updates))
    return updates


class Polling:
    """One run of the loop; `offset` is what the next fetch confirms, None when there is nothing to."""

    def __init__(
        self, bot: Bot, take: Take, note: Note | None, stop: asyncio.Event, health: Health, timeout_s: int
    ) -> None:
        self.bot, self.note = bot, note
        self.in_work = InWork(take)
        self.stop, self.health, self.timeout_s = stop, health, timeout_s
        self.offset: int | None = None
        self.reach, self.commit = Backoff(stop), Backoff(stop)
        self.complaints = OnceAMinute()

    async def run(self) -> None:
        while not self.stop.is_set():
            updates = await self.next_updates()
            if updates or self.in_work:
                await self.work_off(updates, LOOK_AGAIN_S)
        await self.work_off([], None)
        await self.confirm()

    async def next_updates(self) -> list[dict[str, Any]]:
        """What waits at Telegram; nothing when it cannot be reached, or the stop came first."""
        fetching = asyncio.create_task(fetch(self.bot, self.offset, self.timeout_s))
        stopped = asyncio.create_task(self.stop.wait())
        try:
            await asyncio.wait({fetching, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if self.stop.is_set():
                return []
            updates = await fetching
        except (InvalidToken, EndPointNotFound):
            raise TokenRefused from None
        except Conflict as exc:
            await self.step_aside(exc)
            return []
        except RetryAfter as exc:
            await self.reach.wait(at_least_s=rest_asked(exc))
            return []
        except TelegramError as exc:
            await self.keep_trying(exc)
            return []
        finally:
            for task in (fetching, stopped):
                task.cancel()
            await asyncio.wait({fetching, stopped})
        # Confirmed by now: asking on with an old offset would hide updates numbered lower after an idle week.
        self.offset = None
        self.reach.reset()
        self.health.clear("telegram")
        return updates

    async def work_off(self, updates: list[dict[str, Any]], within_s: float | None) -> None:
        fresh = self.in_work.fresh(updates)
        try:
            if self.note and fresh:
                await self.note(fresh)
            self.in_work.start(fresh)
            await self.in_work.ended(within_s)
        except Exception as exc:
            # Not confirmed: Telegram gives them again, and the desk refuses those that it already knows.
            self.health.set("turns", f"updates could not be worked off: {safe_error(exc)}")
            if self.complaints.may_say("turns"):
                log.error("updates could not be worked off; they are fetched again", why=safe_error(exc))
            await self.commit.wait()
            return
        if (done := self.in_work.confirmable()) is not None:
            self.offset = done
        self.commit.reset()
        self.health.clear("turns")

    async def step_aside(self, conflict: Conflict) -> None:
        """Take a forgotten webhook away; a second poller of the same bot can only be named."""
        if "webhook" in conflict.message.lower():
            log.info("a webhook was set for this bot; it is taken away, since telegram.mode is polling")
            try:
                await self.bot.delete_webhook(drop_pending_updates=False)
            except TelegramError as exc:
                await self.keep_trying(exc)
            return
        reason = "another program polls with the same bot token; stop it, or give this bot a token of its own"
        self.health.set("telegram", reason)
        if self.complaints.may_say("conflict"):
            log.error(reason)
        await self.reach.wait()

    async def keep_trying(self, exc: TelegramError) -> None:
        self.health.set("telegram", f"Telegram cannot be reached: {safe_error(exc)}")
        if self.complaints.may_say("reach"):
            log.warning("Telegram cannot be reached; trying on", why=safe_error(exc))
        await self.reach.wait()

    async def confirm(self) -> None:
        """Tell Telegram what was worked off last, so that the next start is not given it again."""
        if self.offset is None:
            return
        try:
            await fetch(self.bot, self.offset, timeout_s=0, limit=1)
        except TelegramError as exc:
            log.info("the last updates could not be confirmed; the desk will know them", why=safe_error(exc))


async def poll(
    bot: Bot, take: Take, *, stop: asyncio.Event, health: Health, note: Note | None = None, timeout_s: int = 30
) -> None:
    """Fetch updates and hand them to `take` until `stop`; the batch in work is finished and confirmed then.

    `note` is told each batch before any of it is taken.

    `take` returns when an update's effects are committed (or it was set aside), and raises only when it could
    not try, as when the database is away: then the batch is fetched again. Raises TokenRefused.
    """
    await Polling(bot, take, note, stop, health, timeout_s).run()
