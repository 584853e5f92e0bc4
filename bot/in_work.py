"""Updates in work: in order within a chat, chats side by side, and none waits for a slow one of another chat."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from bot.door import chat_of, number_of

Raw = dict[str, Any]


class InTurn:
    """Whoever comes for a chat waits until those who came before for the same chat are through."""

    def __init__(self) -> None:
        self._chats: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, chat: int | None) -> AbstractAsyncContextManager[None]:
        """To be held for as long as a turn of the chat lasts; an update that names no chat waits for nobody."""
        return nullcontext() if chat is None else self._chats.setdefault(chat, asyncio.Lock())


class InWork:
    """Updates that were fetched and are not confirmed yet, by number.

    Behind a failure its chat's later updates are left undone, for the next time, in their order.
    """

    def __init__(self, take: Callable[[Raw], Awaitable[None]]) -> None:
        self._take = take
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last: dict[int | None, asyncio.Task[None]] = {}

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def fresh(self, updates: Sequence[Raw]) -> list[Raw]:
        """Those that are not in work already: what is not confirmed is fetched again with what came meanwhile."""
        return [raw for raw in updates if number_of(raw) not in self._tasks]

    def start(self, updates: Sequence[Raw]) -> None:
        for raw in updates:
            chat, number = chat_of(raw), number_of(raw)
            assert number is not None, "what has no number is passed over"
            self._tasks[number] = self._last[chat] = asyncio.create_task(self._behind(self._last.get(chat), raw))

    async def _behind(self, before: asyncio.Task[None] | None, raw: Raw) -> None:
        if before:
            await before
        await self._take(raw)

    async def ended(self, within_s: float | None = None) -> None:
        """Wait until all have ended, or so long. If one failed: until all have, whatever it takes, and raise it."""
        if not self._tasks:
            return
        done, _ = await asyncio.wait(self._tasks.values(), timeout=within_s)
        if not any(each.exception() for each in done):
            return
        tasks = list(self._tasks.values())
        self._tasks, self._last = {}, {}
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    def confirmable(self) -> int | None:
        """The offset that confirms all that is done, but nothing from the first that is still in work on."""
        waiting = [number for number, task in self._tasks.items() if not task.done()]
        if not self._tasks:
            return None
        offset = min(waiting, default=max(self._tasks) + 1)
        self._tasks = {number: task for number, task in self._tasks.items() if number >= offset}
        self._last = {chat: task for chat, task in self._last.items() if not task.done()}
        return offset
