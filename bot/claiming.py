"""Claiming: what is due becomes occurrences, and the next time becomes a promise, in one transaction.

Every due time that has passed is claimed, each once; what becomes of several at a time is decided where they are
worked off (`bot.nudges`), so that none is forgotten and none makes a burst.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import planning
from storage import occurrences, promises, schedules
from storage.tables import Promise, Schedule

WINDOW_S = 15 * 60
"""A nudge that comes within this time after its due time is kept; a later one is late."""

AT_ONCE = 400
"""Due times of one schedule claimed at most: more than a year of daily ones. Later ones than that are let go."""

PROMISED = frozenset({"check_in"})
"""Kinds of schedule whose every due time is a promise."""


def claim(
    session: Session,
    schedule: Schedule,
    now: datetime,
    *,
    spread: Callable[[datetime], datetime] = lambda due_at: due_at,
) -> None:
    """Claim all of a schedule that is due, and move it on to its next time.

    `spread` gives the moment, within what was promised, at which one that is due then is looked at.
    """
    due_at, claimed = schedule.next_due_at, 0
    while due_at is not None and due_at <= now:
        if claimed < AT_ONCE:
            _claim_one(session, schedule, due_at, spread(due_at), now)
            claimed += 1
        due_at = planning.next_due(session, schedule, due_at if claimed < AT_ONCE else now)
    schedules.advance(session, schedule, due_at)
    promise_next(session, schedule, due_at, now)


def _claim_one(session: Session, schedule: Schedule, due_at: datetime, look_at: datetime, now: datetime) -> None:
    promise = promise_at(session, schedule, due_at, now)
    local_date = due_at.astimezone(ZoneInfo(schedule.zone)).date()
    claimed = occurrences.claim(
        session, schedule, local_date, due_at, now, look_at=look_at, promise_id=promise.id if promise else None
    )
    if claimed is None and promise is not None:
        promises.end(session, promise.id, "withdrawn", now, detail="same_day")


def promise_at(session: Session, schedule: Schedule, due_at: datetime, now: datetime) -> Promise | None:
    """The open promise for this time that no occurrence keeps yet; made if there is none and this kind promises."""
    for promise in _open(session, schedule):
        if promise.due_at == due_at and not occurrences.keeps(session, promise.id):
            return promise
    if schedule.kind not in PROMISED:
        return None
    return promises.make(session, schedule.engagement_id, "bot", schedule.kind, due_at, now, window_s=WINDOW_S)


def promise_next(session: Session, schedule: Schedule, due_at: datetime | None, now: datetime) -> None:
    """The next time is a promise; one that was promised for another time to come is withdrawn."""
    if schedule.kind not in PROMISED:
        return
    for promise in _open(session, schedule):
        if promise.due_at > now and promise.due_at != due_at:
            promises.end(session, promise.id, "withdrawn", now, detail="changed")
    if due_at is not None:
        promise_at(session, schedule, due_at, now)


def withdraw(session: Session, engagement_id: int, kind: str, now: datetime) -> None:
    """This kind is not promised any more."""
    for promise in promises.open_for(session, engagement_id):
        if promise.kind == kind and promise.due_at > now:
            promises.end(session, promise.id, "withdrawn", now, detail="changed")


def _open(session: Session, schedule: Schedule) -> list[Promise]:
    return [each for each in promises.open_for(session, schedule.engagement_id) if each.kind == schedule.kind]
