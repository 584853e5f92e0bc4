"""One hop a transaction: synchronous storage behind its own threads, so that the event loop never waits for it.

SQLite has one writer, and waits for the disk at every commit, so there the jobs that wait at the same moment share
one: a group commit. They run one after the other in the order in which they came, each seeing what those before it
wrote but none of their objects, and nobody is told anything before the commit they share. When one of them fails,
or the commit does, all of it is rolled back, and each runs again alone, in a transaction of its own: the poison one
fails alone. So a job may run twice, and must leave nothing behind outside its session that could not bear that.

On PostgreSQL, where transactions run side by side, each job has a transaction and a thread of its own.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2
"""Threads of those who only look: a long look holds up no turn."""

TOGETHER = 8
"""Jobs that share a commit at most: one that fails costs the others as much again, and the first waits for the last."""


@dataclass(frozen=True)
class _Job:
    """Something to run on a session, and the future of whoever waits for it."""

    function: Callable[[Session], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True)
class _Ended:
    """What a job returned, or what it raised."""

    future: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = None


class Transactions:
    """Runs functions on a session, each in a transaction that is committed before its result is told."""

    def __init__(self, database: Database, threads: int = 1) -> None:
        self.database = database
        self._most = TOGETHER if database.is_sqlite else 1
        self._threads = ThreadPoolExecutor(1 if database.is_sqlite else threads, thread_name_prefix="storage")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="looks")
        self._waiting: deque[_Job] = deque()

    async def run(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, after its transaction was committed."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Job(lambda session: function(session, *args, **kwargs), future))
        self._threads.submit(self._work_off)
        return await future

    async def look(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function reads, of one moment of the database; it writes nothing."""

        def looking() -> T:
            with self.database.read() as session:
                return function(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, looking)

    async def fold(self) -> None:
        """After an erasure: no old page lingers in the database's log."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self.database.fold)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.database.close()

    def _work_off(self) -> None:
        """Run what waits. Each job asks for this once, so it often finds that its job went along with another's."""
        jobs: list[_Job] = []
        with suppress(IndexError):  # nothing waits any more
            while len(jobs) < self._most:
                job = self._waiting.popleft()
                if not job.future.cancelled():
                    jobs.append(job)
        if len(jobs) > 1 and self._done_together(jobs):
            return
        for job in jobs:
            self._do_alone(job)

    def _done_together(self, jobs: list[_Job]) -> bool:
        """All of them in one transaction. False if it failed, and nothing happened."""
        ended = []
        try:
            with self.database.begin() as session:
                for job in jobs:
                    ended.append(_Ended(job.future, job.function(session)))
                    session.flush()
                    session.expunge_all()
        except Exception:  # whose it was shows when each runs alone
            return False
        _tell(ended)
        return True

    def _do_alone(self, job: _Job) -> None:
        try:
            with self.database.begin() as session:
                ended = _Ended(job.future, job.function(session))
        except BaseException as failure:
            ended = _Ended(job.future, failure=failure)
        _tell([ended])


def _tell(ended: list[_Ended]) -> None:
    """Hand the event loop what it waits for, all in one go: each waking of it costs as much as a statement."""
    ended[0].future.get_loop().call_soon_threadsafe(_settle, ended)


def _settle(ended: list[_Ended]) -> None:
    for each in ended:
        if each.future.done():  # whoever waited was cancelled
            continue
        if each.failure is None:
            each.future.set_result(each.result)
        else:
            each.future.set_exception(each.failure)
