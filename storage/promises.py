"""The promises ledger: what bot and coach said they would do, and how each promise ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session

from flows.due import runs_out_at
from storage.ids import new_id
from storage.tables import Occurrence, Promise, PromiseMaker, PromiseOutcome

REPLY = "reply"
"""The kind of a coach's promise to answer."""

COUNTED = ("kept", "late", "missed")
"""Outcomes that the kept share is taken of: what the client left out, or could not get, was nobody's failing."""

# Asked at every look or nudge, so put together once.
_UNCLAIMED = (
    select(Promise)
    .where(
        Promise.engagement_id == bindparam("of"),
        Promise.kind == bindparam("kind"),
        Promise.outcome.is_(None),
        ~exists().where(Occurrence.promise_id == Promise.id),
    )
    .order_by(Promise.due_at, Promise.id)
)
_NEXT_BY_NOW = (
    select(Promise.id)
    .where(
        Promise.engagement_id == bindparam("of"),
        Promise.kind == bindparam("kind"),
        Promise.due_at > bindparam("after"),
        Promise.due_at <= bindparam("now"),
        Promise.outcome.is_(None),
    )
    .limit(1)
)
_COACHS_OPEN = (
    select(Promise)
    .where(Promise.outcome.is_(None), Promise.due_at < bindparam("before"), Promise.made_by == "coach")
    .order_by(Promise.due_at, Promise.id)
    .limit(bindparam("most"))
)


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


def end(
    session: Session, promise_id: int, outcome: PromiseOutcome, now: datetime, *, detail: str | None = None
) -> bool:
    """False if it had ended before; the first outcome stands. `detail` is ours, never a client's words; None: as it
    was.
    """
    values = {"outcome": outcome, "ended_at": now} | ({} if detail is None else {"detail": detail})
    ended = update(Promise).where(Promise.id == promise_id, Promise.outcome.is_(None)).values(values)
    return session.scalars(ended.returning(Promise.id)).first() is not None


def extend(session: Session, promise: Promise, until: datetime) -> None:
    """It waited for the client, so it is kept until this moment."""
    promise.window_s = max(promise.window_s, int((until - promise.due_at).total_seconds()))
    session.flush()


def own(session: Session, promise: Promise, now: datetime) -> None:
    """The client was told that it was late; the first time stands."""
    promise.owned_at = promise.owned_at or now
    session.flush()


def explain(session: Session, promise: Promise, detail: str) -> None:
    """Why it is late, or why it waits, in a word of ours."""
    promise.detail = detail
    session.flush()


def remind(session: Session, promise: Promise, now: datetime) -> None:
    """The coach was reminded."""
    promise.reminded_at = now
    session.flush()


def see(session: Session, promise: Promise, now: datetime) -> None:
    """The coach has read the message behind it; the first time stands."""
    promise.seen_at = promise.seen_at or now
    session.flush()


def list_for(session: Session, engagement_id: int) -> list[Promise]:
    """The ledger of an engagement, the earliest due first."""
    asked = select(Promise).where(Promise.engagement_id == engagement_id)
    return list(session.scalars(asked.order_by(Promise.due_at, Promise.id)))


def kept_share(found: Iterable[Promise], made_by: PromiseMaker) -> tuple[int, int]:
    """How many of those that this side made were kept, and of how many that can be said."""
    of = [each.outcome for each in found if each.made_by == made_by and each.outcome in COUNTED]
    return of.count("kept"), len(of)


def is_overdue(promise: Promise, now: datetime) -> bool:
    """Whether it has no outcome though its time is over."""
    return promise.outcome is None and promise.due_at + timedelta(seconds=promise.window_s) < now


@dataclass(frozen=True)
class OpenNow:
    """How many open promises are overdue, and how many answers of coaches soon will be."""

    bot_overdue: int
    coach_overdue: int
    coach_at_risk: int


def standing(session: Session, now: datetime) -> OpenNow:
    """Of all engagements together, for the operator."""
    asked = select(Promise).where(Promise.outcome.is_(None), or_(Promise.due_at < now, Promise.made_by == "coach"))
    found = list(session.scalars(asked))
    late = Counter(each.made_by for each in found if is_overdue(each, now))
    at_risk = [each for each in found if each.kind == REPLY and runs_out_at(each.made_at, each.due_at) <= now]
    return OpenNow(late["bot"], late["coach"], len([each for each in at_risk if not is_overdue(each, now)]))


def open_for(session: Session, engagement_id: int) -> list[Promise]:
    """Promises that have no outcome yet, the earliest due first."""
    asked = select(Promise).where(Promise.engagement_id == engagement_id, Promise.outcome.is_(None))
    return list(session.scalars(asked.order_by(Promise.due_at, Promise.id)))


def unclaimed(session: Session, engagement_id: int, kind: str) -> list[Promise]:
    """Open ones of this kind whose time was not claimed yet, the earliest due first."""
    return list(session.scalars(_UNCLAIMED, {"of": engagement_id, "kind": kind}))


def is_passed_by(session: Session, promise: Promise, now: datetime) -> bool:
    """Whether the next one of its kind is due by now."""
    given = {"of": promise.engagement_id, "kind": promise.kind, "after": promise.due_at, "now": now}
    return session.scalar(_NEXT_BY_NOW, given) is not None


def unowned(session: Session, engagement_id: int) -> list[Promise]:
    """The bot's missed ones of which nobody has told the client, the earliest due first."""
    asked = select(Promise).where(
        Promise.engagement_id == engagement_id,
        Promise.made_by == "bot",
        Promise.outcome == "missed",
        Promise.owned_at.is_(None),
    )
    return list(session.scalars(asked.order_by(Promise.due_at, Promise.id)))


def replies_open(session: Session, engagement_id: int) -> list[Promise]:
    """Answers that a coach still owes, the earliest due first."""
    return [each for each in open_for(session, engagement_id) if each.kind == REPLY]


def coachs_open(
    session: Session, due_before: datetime, after: tuple[datetime, int] | None, limit: int
) -> list[Promise]:
    """The coaches' promises due before this moment that have no outcome yet, the earliest due first.

    `after`: those beyond this (due, id).
    """
    asked = _COACHS_OPEN if after is None else _COACHS_OPEN.where(tuple_(Promise.due_at, Promise.id) > after)
    return list(session.scalars(asked, {"before": due_before, "most": limit}))


def take(session: Session, promise_id: int) -> Promise | None:
    """An open one for this transaction alone; None if it has ended, or another process has it now."""
    asked = select(Promise).where(Promise.id == promise_id, Promise.outcome.is_(None))
    return session.scalars(asked.with_for_update(skip_locked=True)).first()
