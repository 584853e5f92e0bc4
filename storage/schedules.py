"""Schedules: when something is due. When the next time is, the caller works out.

A sweep takes due schedules, writes their occurrences (`storage.occurrences`) and moves each schedule on, all in one
transaction.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Engagement, Occurrence, Schedule
from storage.vault import vault_of

# Asked in every turn or look, so put together once.
_LATEST = (
    select(Occurrence.local_date, Occurrence.due_at)
    .join(Schedule, Schedule.id == Occurrence.schedule_id)
    .where(Schedule.engagement_id == bindparam("of"), Schedule.kind == bindparam("kind"))
    .order_by(Occurrence.due_at.desc())
    .limit(1)
)
_DUE = (
    select(Schedule)
    .where(Schedule.active, Schedule.next_due_at <= bindparam("now"))
    .order_by(Schedule.next_due_at, Schedule.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


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


def add_once(
    session: Session, engagement: Engagement, kind: str, subject: dict[str, Any], due_at: datetime, now: datetime
) -> Schedule:
    """A schedule of its own that is due once; an engagement may have several of this kind. See `subject`."""
    row_id = new_id()
    sealed = vault_of(session).seal_value(session, engagement.key_id, "schedules", row_id, "subject", subject)
    schedule = Schedule(
        id=row_id,
        engagement_id=engagement.id,
        kind=kind,
        zone=engagement.zone,
        slot="",
        subject=sealed,
        next_due_at=due_at,
        created_at=now,
    )
    session.add(schedule)
    session.flush()
    return schedule


def subject(session: Session, engagement: Engagement, schedule: Schedule) -> dict[str, Any]:
    """What it is about, as given to `add_once`; {} for a kind that says it all."""
    if schedule.subject is None:
        return {}
    value: dict[str, Any] = vault_of(session).open_value(
        session, engagement.key_id, "schedules", schedule.id, "subject", schedule.subject
    )
    return value


def had_on(session: Session, engagement_id: int, kind: str, zone: str) -> date | None:
    """The latest local day that had an occurrence of this kind, by its own date or by the clocks of this zone."""
    row = session.execute(_LATEST, {"of": engagement_id, "kind": kind}).first()
    return max(row.local_date, row.due_at.astimezone(ZoneInfo(zone)).date()) if row else None


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
    return list(session.scalars(_DUE, {"now": now, "most": limit}))


def recurring_after(session: Session, last_id: int, limit: int) -> list[Schedule]:
    """Active recurring ones with an id above `last_id`, in order, whosever they are."""
    asked = select(Schedule).where(Schedule.active, Schedule.recurrence.is_not(None), Schedule.id > last_id)
    return list(session.scalars(asked.order_by(Schedule.id).limit(limit)))


def erase(session: Session, engagement: Engagement, schedule_id: int) -> None:
    """Erase one schedule that is due once, and what it was about; no other engagement's."""
    own = select(Schedule.id).where(Schedule.id == schedule_id, Schedule.engagement_id == engagement.id)
    session.execute(delete(Occurrence).where(Occurrence.schedule_id.in_(own)))
    session.execute(delete(Schedule).where(Schedule.id.in_(own)))


def advance(session: Session, schedule: Schedule, next_due_at: datetime | None) -> None:
    """Move a schedule on; None ends one that is due once. A recurring one waits for other days off or quiet hours."""
    schedule.next_due_at = next_due_at
    schedule.active = next_due_at is not None or schedule.recurrence is not None
    session.flush()
