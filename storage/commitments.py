"""Commitments: what the client said they will do, in their words."""

from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Commitment, CommitmentOutcome, Engagement
from storage.vault import vault_of

_OPEN = (
    select(Commitment)
    .where(Commitment.engagement_id == bindparam("engagement_id"), Commitment.outcome.is_(None))
    .order_by(Commitment.id.desc())
    .limit(1)
)
_TO_ASK = (
    select(Commitment)
    .where(Commitment.engagement_id == bindparam("engagement_id"))
    .where(Commitment.outcome.is_(None), Commitment.asked_at.is_(None))
    .where(Commitment.due_on.is_(None) | (Commitment.due_on < bindparam("today")))
    .order_by(Commitment.id.desc())
)


def make(
    session: Session, engagement: Engagement, text: str, now: datetime, *, due_on: date | None = None
) -> Commitment:
    """`due_on` is a date in the client's zone."""
    row_id = new_id()
    commitment = Commitment(
        id=row_id,
        engagement_id=engagement.id,
        text=vault_of(session).seal(session, engagement.key_id, "commitments", row_id, "text", text),
        due_on=due_on,
        made_at=now,
    )
    session.add(commitment)
    session.flush()
    return commitment


def get(session: Session, engagement_id: int, commitment_id: int) -> Commitment | None:
    """None if there is none of this number in this engagement."""
    found = session.get(Commitment, commitment_id)
    return found if found is not None and found.engagement_id == engagement_id else None


def open_one(session: Session, engagement_id: int) -> Commitment | None:
    """The latest commitment that is not closed."""
    return session.scalars(_OPEN, {"engagement_id": engagement_id}).first()


def to_ask(session: Session, engagement_id: int, today: date) -> list[Commitment]:
    """Open ones that were not asked about and wait for no day, the latest one first. `today` is the client's."""
    return list(session.scalars(_TO_ASK, {"engagement_id": engagement_id, "today": today}))


def mark_asked(session: Session, commitment: Commitment, now: datetime) -> None:
    commitment.asked_at = commitment.asked_at or now
    session.flush()


def close(session: Session, commitment: Commitment, outcome: CommitmentOutcome, now: datetime) -> None:
    commitment.outcome = outcome
    commitment.closed_at = now
    session.flush()


def list_for(session: Session, engagement_id: int) -> list[Commitment]:
    """All of them, the first one first."""
    asked = select(Commitment).where(Commitment.engagement_id == engagement_id).order_by(Commitment.id)
    return list(session.scalars(asked))


def text(session: Session, engagement: Engagement, commitment: Commitment) -> str:
    return vault_of(session).open(session, engagement.key_id, "commitments", commitment.id, "text", commitment.text)
