"""Claiming: what is due becomes occurrences, and the next time becomes a promise, in one transaction.

Every due time that has passed is claimed, each once; what becomes of several at a time is decided where they are
worked off (`bot.nudges`), so that none is forgotten and none makes a burst.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, takewhile
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import planning
from bot.planning import CHECK_IN, PULSE, REVIEW
from storage import occurrences, promises, schedules
from storage.tables import Promise, Schedule

WINDOW_S = 15 * 60
"""A nudge that comes within this time after its due time is kept; a later one is late."""

AT_ONCE = 400
"""Due times of one schedule claimed at most: more than a year of daily ones. Older ones than that are let go."""

PROMISED = frozenset({CHECK_IN, PULSE, REVIEW})
"""Kinds of schedule whose every due time is a promise, made when the one before it is claimed. What is asked once was
promised when it was agreed on.
"""

Spread = Callable[[datetime], datetime]
"""When one who is due at this moment is written to."""


def claim(session: Session, schedule: Schedule, now: datetime, spread: Spread | None = None) -> None:
    """Claim all of a schedule that is due, and move it on to its next time."""
    passed = list(_passed(session, schedule, now))
    for due_at in passed[-AT_ONCE:]:
        promise = promise_at(session, schedule, due_at, now)
        promise_id = promise.id if promise else None
        local_date = due_at.astimezone(ZoneInfo(schedule.zone)).date()
        look_at = spread(due_at) if spread else due_at
        claimed = occurrences.claim(session, schedule, local_date, due_at, now, look_at=look_at, promise_id=promise_id)
        if claimed is None and promise is not None:
            promises.end(session, promise.id, "withdrawn", now, detail="same_day")
    coming = planning.next_due(session, schedule, now)
    schedules.advance(session, schedule, coming)
    promise_next(session, schedule, coming, now)


def _passed(session: Session, schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """Its due times up to now, the earliest first."""
    first = schedule.next_due_at
    if first is None or first > now:
        return iter(())
    return chain([first], takewhile(lambda due_at: due_at <= now, planning.due_times(session, schedule, first)))


def promise_at(session: Session, schedule: Schedule, due_at: datetime, now: datetime) -> Promise | None:
    """The promise for this time, made if there is none; None where this kind promises nothing."""
    for promise in promises.unclaimed(session, schedule.engagement_id, schedule.kind):
        if promise.due_at == due_at:
            return promise
    if schedule.kind not in PROMISED:
        return None
    return promises.make(session, schedule.engagement_id, "bot", schedule.kind, due_at, now, window_s=WINDOW_S)


def promise_next(session: Session, schedule: Schedule, due_at: datetime | None, now: datetime) -> None:
    """The next time is a promise; one that was promised for another time to come is withdrawn."""
    if schedule.kind not in PROMISED:
        return
    for promise in promises.unclaimed(session, schedule.engagement_id, schedule.kind):
        if promise.due_at != due_at:
            promises.end(session, promise.id, "withdrawn", now, detail="changed")
    if due_at is not None:
        promise_at(session, schedule, due_at, now)


def withdraw(session: Session, engagement_id: int, kind: str, now: datetime) -> None:
    """This kind is not promised any more, but for what was claimed."""
    for promise in promises.unclaimed(session, engagement_id, kind):
        promises.end(session, promise.id, "withdrawn", now, detail="changed")
