"""Claiming: what is due becomes occurrences, and the next time becomes a promise, in one transaction.

Every due time that has passed is claimed, each once; what becomes of several at a time is decided where they are
worked off (`bot.nudges`), so that none is forgotten and none makes a burst.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from flows.showing import next_after
from storage import occurrences, promises, schedules
from storage.tables import Promise, Schedule

WINDOW_S = 15 * 60
"""A nudge that comes within this time after its due time is kept; a later one is late."""

AT_ONCE = 400
"""Due times of one schedule claimed at most: more than a year of daily ones. Older ones than that are let go."""

PROMISED = frozenset({"check_in"})
"""Kinds of schedule whose every due time is a promise."""


def claim(session: Session, schedule: Schedule, now: datetime) -> None:
    """Claim all of a schedule that is due, and move it on to its next time."""
    passed = list(_passed(schedule, now))
    for due_at in passed[-AT_ONCE:]:
        promise = promise_at(session, schedule, due_at, now)
        promise_id = promise.id if promise else None
        local_date = due_at.astimezone(ZoneInfo(schedule.zone)).date()
        claimed = occurrences.claim(session, schedule, local_date, due_at, now, promise_id=promise_id)
        if claimed is None and promise is not None:
            promises.end(session, promise.id, "withdrawn", now, detail="same_day")
    coming = next_after(schedule.recurrence, schedule.zone, now) if schedule.recurrence else None
    schedules.advance(session, schedule, coming)
    if coming is not None:
        promise_next(session, schedule, coming, now)


def _passed(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """Its due times up to now, the earliest first."""
    due_at = schedule.next_due_at
    while due_at is not None and due_at <= now:
        yield due_at
        due_at = next_after(schedule.recurrence, schedule.zone, due_at) if schedule.recurrence else None


def promise_at(session: Session, schedule: Schedule, due_at: datetime, now: datetime) -> Promise | None:
    """The open promise for this time, made if there is none; None where this kind promises nothing."""
    if schedule.kind not in PROMISED:
        return None
    known = [each for each in _open(session, schedule) if each.due_at == due_at]
    if known:
        return known[0]
    return promises.make(session, schedule.engagement_id, "bot", schedule.kind, due_at, now, window_s=WINDOW_S)


def promise_next(session: Session, schedule: Schedule, due_at: datetime, now: datetime) -> None:
    """The next time is a promise; one that was promised for another time to come is withdrawn."""
    if schedule.kind not in PROMISED:
        return
    for promise in _open(session, schedule):
        if promise.due_at > now and promise.due_at != due_at:
            promises.end(session, promise.id, "withdrawn", now, detail="changed")
    promise_at(session, schedule, due_at, now)


def withdraw(session: Session, engagement_id: int, kind: str, now: datetime) -> None:
    """This kind is not promised any more."""
    for promise in promises.open_for(session, engagement_id):
        if promise.kind == kind and promise.due_at > now:
            promises.end(session, promise.id, "withdrawn", now, detail="changed")


def _open(session: Session, schedule: Schedule) -> list[Promise]:
    return [each for each in promises.open_for(session, schedule.engagement_id) if each.kind == schedule.kind]
