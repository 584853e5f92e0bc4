"""Schedules: when something is due. When the next time is, the caller works out.

A sweep takes due schedules, writes their occurrences (`storage.occurrences`) and moves each schedule on, all in one
transaction.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Schedule


def put(
    session: Session,
    engagement_id: int,
    kind: str,
    now: datetime,
    *,
    zone: str,
    slot: str,
    next_due_at: datetime | None,
    recurrence: str | None = None,
) -> Schedule:
    """The engagement's one schedule of this kind, made or changed.

    A changed one keeps its id, and with it the days it has already had. `recurrence` None: due once.
    """
    schedule = get(session, engagement_id, kind)
    if schedule is None:
        schedule = Schedule(id=new_id(), engagement_id=engagement_id, kind=kind, zone=zone, slot=slot, created_at=now)
        session.add(schedule)
    schedule.recurrence, schedule.zone, schedule.slot = recurrence, zone, slot
    schedule.next_due_at, schedule.active = next_due_at, True
    session.flush()
    return schedule


def get(session: Session, engagement_id: int, kind: str) -> Schedule | None:
    """Active or not."""
    asked = select(Schedule).where(Schedule.engagement_id == engagement_id, Schedule.kind == kind)
    return session.scalars(asked).first()


def list_for(session: Session, engagement_id: int) -> list[Schedule]:
    """The active ones, the soonest first."""
    asked = select(Schedule).where(Schedule.engagement_id == engagement_id, Schedule.active)
    return sorted(session.scalars(asked), key=lambda each: (each.next_due_at is None, each.next_due_at, each.id))


def drop(session: Session, engagement_id: int, kind: str | None = None) -> None:
    """Nothing of this kind (or of any) comes due any more."""
    asked = select(Schedule).where(Schedule.engagement_id == engagement_id, Schedule.active)
    if kind is not None:
        asked = asked.where(Schedule.kind == kind)
    for schedule in session.scalars(asked):
        schedule.active, schedule.next_due_at = False, None
    session.flush()


def due(session: Session, now: datetime, limit: int) -> list[Schedule]:
    """Schedules that are due, the longest due first, for this transaction alone.

    Another process that asks meanwhile gets others. Each is to be moved on with `advance`.
    """
    asked = select(Schedule).where(Schedule.active, Schedule.next_due_at <= now)
    asked = asked.order_by(Schedule.next_due_at, Schedule.id).limit(limit)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))


def advance(session: Session, schedule: Schedule, next_due_at: datetime | None) -> None:
    """Move a schedule on; None ends it."""
    schedule.next_due_at = next_due_at
    schedule.active = next_due_at is not None
    session.flush()
