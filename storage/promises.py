"""The promises ledger: what bot and coach said they would do, and how each promise ended."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Promise, PromiseMaker, PromiseOutcome


def make(
    session: Session,
    engagement_id: int,
    made_by: PromiseMaker,
    kind: str,
    due_at: datetime,
    now: datetime,
    *,
    window_s: int = 0,
) -> Promise:
    """Kept when it is done within `window_s` seconds after `due_at`."""
    promise = Promise(
        id=new_id(),
        engagement_id=engagement_id,
        made_by=made_by,
        kind=kind,
        made_at=now,
        due_at=due_at,
        window_s=window_s,
    )
    session.add(promise)
    session.flush()
    return promise


def end(session: Session, promise_id: int, outcome: PromiseOutcome, now: datetime, *, detail: str = "") -> bool:
    """False if it had ended before; the first outcome stands. `detail` is ours, never a client's words."""
    ended = (
        update(Promise)
        .where(Promise.id == promise_id, Promise.outcome.is_(None))
        .values(outcome=outcome, ended_at=now, detail=detail)
        .returning(Promise.id)
    )
    return session.scalars(ended).first() is not None


def list_for(session: Session, engagement_id: int) -> list[Promise]:
    """The ledger of an engagement, the earliest due first."""
    asked = select(Promise).where(Promise.engagement_id == engagement_id)
    return list(session.scalars(asked.order_by(Promise.due_at, Promise.id)))


def open_for(session: Session, engagement_id: int) -> list[Promise]:
    """Promises that have no outcome yet, the earliest due first."""
    asked = select(Promise).where(Promise.engagement_id == engagement_id, Promise.outcome.is_(None))
    return list(session.scalars(asked.order_by(Promise.due_at, Promise.id)))


def open_past_due(session: Session, due_before: datetime, limit: int) -> list[Promise]:
    """Promises due before this moment that have no outcome yet, for this transaction alone."""
    asked = select(Promise).where(Promise.outcome.is_(None), Promise.due_at < due_before)
    asked = asked.order_by(Promise.due_at, Promise.id).limit(limit)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))
