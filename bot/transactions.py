"""One hop a transaction: synchronous storage behind its own threads, so that the event loop never waits for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")


class Transactions:
    """Runs functions on a session, each in a transaction of its own. SQLite has one writer, so one thread."""

    def __init__(self, database: Database, threads: int = 1) -> None:
        self.database = database
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="storage")

    async def run(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, after its transaction was committed."""

        def transaction() -> T:
            with self.database.begin() as session:
                return function(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    async def fold(self) -> None:
        """After an erasure: no old page lingers in the database's log."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.database.fold)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self.database.close()
