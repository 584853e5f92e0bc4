"""Handovers: a coach leaves, and would like another to go on with a client. Nothing of it happens before the client's
answer, and what they answered stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from flows.agreement import Agreement
from storage import coaches
from storage.ids import new_id
from storage.lines import LineView
from storage.tables import Coach, Engagement, Handover, HandoverReads, HandoverState


@dataclass(frozen=True)
class Handed:
    """A change of coach that has happened: both by name, when, and what the new one may read of before."""

    before: str
    after: str
    at: datetime
    reads: HandoverReads


def ask(session: Session, engagement: Engagement, to: Coach, now: datetime) -> Handover:
    """One that waits for the client's answer; an earlier one that did is replaced."""
    if standing := open_one(session, engagement.id):
        end(session, standing, "replaced", now)
    row = Handover(
        id=new_id(), engagement_id=engagement.id, from_coach_id=engagement.coach_id, to_coach_id=to.id, asked_at=now
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, engagement_id: int, number: int) -> Handover | None:
    """None if there is none of this number in this engagement."""
    found = session.get(Handover, number)
    return found if found is not None and found.engagement_id == engagement_id else None


def open_one(session: Session, engagement_id: int) -> Handover | None:
    asked = select(Handover).where(Handover.engagement_id == engagement_id, Handover.state == "asked")
    return session.scalars(asked).first()


def end(
    session: Session, row: Handover, state: HandoverState, now: datetime, reads: HandoverReads | None = None
) -> bool:
    """False if it had ended before: the first outcome stands. `reads` belongs to "agreed"."""
    ended = (
        update(Handover)
        .where(Handover.id == row.id, Handover.state == "asked")
        .values(state=state, ended_at=now, reads=reads)
        .returning(Handover.id)
    )
    return session.scalars(ended).first() is not None


def waiting_for(session: Session, coach_id: int) -> list[Handover]:
    """Those that this coach is to take over, and that wait for an answer."""
    return list(session.scalars(select(Handover).where(Handover.to_coach_id == coach_id, Handover.state == "asked")))


def list_for(session: Session, engagement_id: int) -> list[Handover]:
    """All of them, the first one first."""
    asked = select(Handover).where(Handover.engagement_id == engagement_id)
    return list(session.scalars(asked.order_by(Handover.asked_at, Handover.id)))


def done(session: Session, engagement_id: int) -> list[Handed]:
    """The changes of coach that have happened, the first one first."""
    return [
        Handed(
            coaches.called(session, each.from_coach_id),
            coaches.called(session, each.to_coach_id),
            each.ended_at,
            each.reads,
        )
        for each in list_for(session, engagement_id)
        if each.state == "agreed" and each.ended_at is not None and each.reads is not None
    ]


def last_done(session: Session, engagement_id: int) -> Handover | None:
    """The change of coach that today's coach came by; None for the first one."""
    asked = select(Handover).where(Handover.engagement_id == engagement_id, Handover.state == "agreed")
    return session.scalars(asked.order_by(Handover.asked_at.desc(), Handover.id.desc()).limit(1)).first()


def came_at() -> Select[datetime | None]:
    """When the coach of the `Engagement` that it is asked within came to it; null for the first one."""
    return select(func.max(Handover.ended_at)).where(
        Handover.engagement_id == Engagement.id, Handover.state == "agreed"
    )


def readers_for_coach(session: Session, engagement_id: int, agreement: Agreement) -> str:
    """The clause on who reads, for the client's own words in the agreement: a new coach reads none of before unless
    the client said so.
    """
    handed = last_done(session, engagement_id)
    return "times" if handed and handed.reads != "all" else agreement.readers


def closed_before(session: Session, coach_id: int) -> set[int]:
    """The coach's engagements of which they may read only what came after another coach."""
    asked = (
        select(Engagement.id)
        .join(Handover, Handover.engagement_id == Engagement.id)
        .where(Engagement.coach_id == coach_id, Handover.state == "agreed", Handover.reads != "all")
    )
    return set(session.scalars(asked))


def coach_at(handed: list[Handed], moment: datetime, now: str) -> str:
    """Who the coach was at a moment; `now`: the name of today's."""
    return next((each.before for each in handed if moment < each.at), now)


def named(session: Session, engagement: Engagement, found: Sequence[LineView]) -> Sequence[LineView]:
    """Lines with the name of a former coach at what they wrote, so that it does not read as today's."""
    handed = done(session, engagement.id)
    if not handed:
        return found
    return [replace(each, by=coach_at(handed, each.at, "")) if each.author == "coach" else each for each in found]
