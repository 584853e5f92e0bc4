"""Occurrences: each due time of a schedule, claimed once and worked off once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import fixed, upsert
from storage.tables import Occurrence, OccurrenceState, Schedule

_OPEN = Occurrence.state.in_((fixed("claimed"), fixed("waiting")))

_TO_LOOK_AT = (
    select(Schedule.engagement_id)
    .join(Occurrence, Occurrence.schedule_id == Schedule.id)
    .where(_OPEN, Occurrence.look_at <= bindparam("now"))
    .group_by(Schedule.engagement_id)
    .order_by(func.min(Occurrence.due_at), Schedule.engagement_id)
    .limit(bindparam("most"))
)
_TAKE = (
    select(Occurrence, Schedule)
    .join(Schedule, Schedule.id == Occurrence.schedule_id)
    .where(Schedule.engagement_id == bindparam("engagement_id"), _OPEN)
    .order_by(Occurrence.due_at, Occurrence.id)
    .with_for_update(of=Occurrence, skip_locked=True)
)


def claim(
    session: Session,
    schedule: Schedule,
    local_date: date,
    due_at: datetime,
    now: datetime,
    *,
    look_at: datetime | None = None,
    promise_id: int | None = None,
) -> Occurrence | None:
    """Claim one due time; None if that local date and slot was claimed before. `look_at` if it is not at once."""
    fresh = {
        "id": new_id(),
        "schedule_id": schedule.id,
        "local_date": local_date,
        "slot": schedule.slot,
        "due_at": due_at,
        "claimed_at": now,
        "look_at": look_at or due_at,
        "state": "claimed",
        "promise_id": promise_id,
    }
    session.flush()
    written = upsert(session, Occurrence).values(fresh).on_conflict_do_nothing().returning(Occurrence)
    return session.scalars(written).first()


def to_look_at(session: Session, now: datetime, limit: int) -> list[int]:
    """The engagements that have something to be looked at now, the longest due first."""
    return list(session.scalars(_TO_LOOK_AT, {"now": now, "most": limit}))


def take(session: Session, engagement_id: int) -> list[tuple[Occurrence, Schedule]]:
    """Everything of this engagement that is claimed or waits, the longest due first, for this transaction alone.

    What another process has now is left out.
    """
    return [(each, schedule) for each, schedule in session.execute(_TAKE, {"engagement_id": engagement_id})]


def settle(session: Session, taken: Sequence[Occurrence], state: OccurrenceState) -> None:
    """They are done with, or skipped."""
    for occurrence in taken:
        occurrence.state = state
    session.flush()


def wait(session: Session, taken: Sequence[Occurrence], look_at: datetime) -> None:
    """They wait, and are looked at again at that moment."""
    for occurrence in taken:
        occurrence.state, occurrence.look_at = "waiting", look_at
    session.flush()
