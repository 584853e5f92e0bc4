"""Suspects: updates that were in work when the process ended. One at a time, the least tried first.

A kill while one is in work counts against it alone; and since the most tried goes last, whatever really ends the
process has let everybody else through before it does so again.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Suspects:
    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._busy = False

    @asynccontextmanager
    async def in_turn(self, tried: int) -> AsyncIterator[None]:
        """Wait for the turn of an update that was tried so often, and hold it for the block."""
        loop = asyncio.get_running_loop()
        go: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._waiting, (tried, next(self._numbers), go))
        # Not at once: the others of its batch are about to line up.
        loop.call_soon(self._next)
        try:
            await go
            yield
        finally:
            if not go.cancelled():
                self._busy = False
                loop.call_soon(self._next)

    def _next(self) -> None:
        while self._waiting and not self._busy:
            _, _, go = heapq.heappop(self._waiting)
            if not go.done():
                self._busy = True
                go.set_result(None)
