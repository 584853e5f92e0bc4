"""Two lanes to Telegram: replies go before nudges, and nothing goes faster than Telegram allows.

At most `messages_per_second` messages in any second, counted as Telegram counts them: a place is free again
one second after its answer came back, so that a slow network cannot squeeze two seconds into one. One message
a second to a chat, in the chat's own order within a lane; a reply may overtake a nudge. Nudges keep an even
pace, so that a reply that comes amid thousands of them finds the next place within one beat. After a 429 the
whole sender rests for as long as Telegram asked.
"""

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

Answer = bool | dict[str, Any] | list[dict[str, Any]]

A_SECOND = 1.0
# A send that hangs keeps its place this long, not for ever: thirty of them would silence everybody.
HANGING_AFTER_S = 2.0
RETRIES = 3
# A longer rest than this is not sat out inside a send: the outbox takes the message back.
LONGEST_REST_S = 60.0


class Lane(IntEnum):
    """Who goes first: what a client waits for, then what the bot starts."""

    REPLY = 0
    NUDGE = 1


def counts(endpoint: str) -> bool:
    """Whether Telegram counts a call as a message. Edits are none: no reply waits for buttons to go."""
    return endpoint.startswith(("send", "forward", "copy")) and endpoint != "sendChatAction"


def rest_asked(refusal: RetryAfter) -> float:
    """Seconds that a 429 asks for; the library is moving from a number to a timedelta."""
    asked = refusal.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


@dataclass(slots=True, eq=False)
class Waiter:
    """One message on its way: `go` is done when its turn has come."""

    number: int
    lane: Lane
    chat: str
    go: "asyncio.Future[None]"


@dataclass(slots=True)
class Chat:
    """A chat with messages waiting, on their way, or sent within the last second."""

    lanes: tuple[deque[Waiter], deque[Waiter]] = field(default_factory=lambda: (deque(), deque()))
    rests: bool = False


class TwoLaneLimiter(BaseRateLimiter[Lane]):
    """See the module. `clock` counts seconds like time.monotonic; 0 messages a second means no limit."""

    def __init__(
        self,
        messages_per_second: int = 30,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limit = messages_per_second
        self._beat = 1 / messages_per_second if messages_per_second else 0.0
        self._a_second = A_SECOND if messages_per_second else 0.0
        self._clock, self._sleep = clock, sleep
        self._numbers = count()
        self._chats: dict[str, Chat] = {}
        # Chats whose next message could go, by that message's number; stale entries are passed over.
        self._ready: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
        self._resting: list[tuple[float, int, str]] = []
        # When each place of the running second is free again, by its message's number.
        self._places: dict[int, float] = {}
        self._next_nudge = float("-inf")
        self._paused_until = float("-inf")
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = float("inf")

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Stop the alarm, and let go of those who still wait: their sends are cancelled, not sent."""
        if self._alarm is not None:
            self._alarm.cancel()
            with suppress(asyncio.CancelledError):
                await self._alarm
        self._alarm, self._alarm_at = None, float("inf")
        for chat in self._chats.values():
            for waiter in (*chat.lanes[0], *chat.lanes[1]):
                waiter.go.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Answer:
        """Call when its turn has come; who names no lane is a reply. Raises RetryAfter after the last try."""
        if not counts(endpoint):
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self._rest(rest_asked(refusal))
                raise
        lane = Lane.REPLY if rate_limit_args is None else rate_limit_args
        number, chat = next(self._numbers), str(data.get("chat_id"))
        tries_left = RETRIES
        while True:
            try:
                return await self._in_turn(Waiter(number, lane, chat, _future()), callback, args, kwargs)
            except RetryAfter as refusal:
                if not tries_left or rest_asked(refusal) > LONGEST_REST_S:
                    raise
                tries_left -= 1

    async def _in_turn(
        self,
        waiter: Waiter,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
    ) -> Answer:
        self._line_up(waiter)
        try:
            await waiter.go
            return await callback(*args, **kwargs)
        except RetryAfter as refusal:
            # The rest begins before the chat is let go: no later message overtakes this one's next try.
            self._rest(rest_asked(refusal))
            raise
        finally:
            self._leave(waiter)

    def _rest(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def _line_up(self, waiter: Waiter) -> None:
        chat = self._chats.setdefault(waiter.chat, Chat())
        line = chat.lanes[waiter.lane]
        # A message that Telegram refused stands again before the ones that came after it.
        if line and waiter.number < line[0].number:
            line.appendleft(waiter)
        else:
            line.append(waiter)
        if line[0] is waiter and not chat.rests:
            heapq.heappush(self._ready[waiter.lane], (waiter.number, waiter.chat))
        self._hand_out()

    def _leave(self, waiter: Waiter) -> None:
        """A message is through, or given up while it waited."""
        chat, now = self._chats[waiter.chat], self._clock()
        line = chat.lanes[waiter.lane]
        if waiter in line:
            line.remove(waiter)
            self._offer(waiter.chat, chat)
        else:
            if self._limit:
                free = now + self._a_second
                self._places[waiter.number] = min(self._places.get(waiter.number, free), free)
            heapq.heappush(self._resting, (now + self._a_second, waiter.number, waiter.chat))
        self._hand_out()

    def _offer(self, name: str, chat: Chat) -> None:
        """Put a chat's next messages up for a place, or forget the chat when it has none."""
        if chat.rests:
            return
        for lane in Lane:
            if chat.lanes[lane]:
                heapq.heappush(self._ready[lane], (chat.lanes[lane][0].number, name))
        if not any(chat.lanes):
            del self._chats[name]

    def _hand_out(self) -> None:
        """Give free places to those whose turn it is, then set the alarm for when the next could be given."""
        now = self._clock()
        while self._resting and self._resting[0][0] <= now:
            name = heapq.heappop(self._resting)[2]
            self._chats[name].rests = False
            self._offer(name, self._chats[name])
        self._places = {number: free for number, free in self._places.items() if free > now}
        while now >= self._paused_until and self._has_place() and (waiter := self._next(now)):
            if self._limit:
                self._places[waiter.number] = now + HANGING_AFTER_S
            waiter.go.set_result(None)
        self._set_alarm(now)

    def _has_place(self) -> bool:
        return not self._limit or len(self._places) < self._limit

    def _next(self, now: float) -> Waiter | None:
        if waiter := self._take(Lane.REPLY):
            return waiter
        if now < self._next_nudge or not (waiter := self._take(Lane.NUDGE)):
            return None
        # A beat that came late is made up by the next one; after a pause the pace begins anew, with no burst.
        late = now - self._next_nudge > self._beat
        self._next_nudge = (now if late else self._next_nudge) + self._beat
        return waiter

    def _take(self, lane: Lane) -> Waiter | None:
        """The first message of a lane whose chat is free."""
        if not self._head(lane):
            return None
        _, name = heapq.heappop(self._ready[lane])
        chat = self._chats[name]
        chat.rests = True
        return chat.lanes[lane].popleft()

    def _head(self, lane: Lane) -> bool:
        """Whether anyone of a lane could go, stale entries at its head thrown away."""
        ready = self._ready[lane]
        while ready:
            number, name = ready[0]
            chat = self._chats.get(name)
            first = chat.lanes[lane][0] if chat and not chat.rests and chat.lanes[lane] else None
            # One that was given up leaves its line a moment later, and the next one is put up then.
            if first and first.number == number and not first.go.done():
                return True
            heapq.heappop(ready)
        return False

    def _set_alarm(self, now: float) -> None:
        at = self._next_chance(now)
        if at == float("inf") or (self._alarm_at <= at and self._alarm is not None):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._wake(at - now))

    def _next_chance(self, now: float) -> float:
        """When something that is not free now will be; never, if nobody waits for it."""
        chances = [self._resting[0][0]] if self._resting else []
        replies, nudges = self._head(Lane.REPLY), self._head(Lane.NUDGE)
        if replies or nudges:
            free = now if self._has_place() else min(self._places.values())
            # Whoever could go and did not waits for the latest of what holds it back.
            beat = now if replies else self._next_nudge
            chances.append(max(free, beat, self._paused_until))
        return min(chances, default=float("inf"))

    async def _wake(self, after: float) -> None:
        await self._sleep(after)
        self._alarm, self._alarm_at = None, float("inf")
        self._hand_out()


def _future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()
