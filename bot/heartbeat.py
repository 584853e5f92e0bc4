"""The heartbeat: the jobs of one scheduler. Each looks at the database, which says what is to be done.

A job never runs beside itself (`max_instances`), runs that were missed become one (`coalesce`), and however late it
is it runs (`misfire_grace_time` None: APScheduler would drop, without a word, one that is a second late).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import safe_error

log = structlog.get_logger(__name__)

ONCE = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


@dataclass(frozen=True)
class Job:
    """Something to look at every so many seconds. What fails is said, and tried at the next look."""

    name: str
    look: Callable[[], Awaitable[None]]
    every_s: float

    async def run(self) -> None:
        try:
            await self.look()
        except Exception as failure:
            log.error("a job failed; the next look goes on", job=self.name, error=safe_error(failure))


def heartbeat(*jobs: Job) -> AsyncIOScheduler:
    """A scheduler of these jobs, to be started."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(job.run, "interval", seconds=job.every_s, id=job.name, **ONCE)
    return scheduler
