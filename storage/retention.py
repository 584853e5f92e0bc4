"""Retention: the words of a coaching that has ended are deleted when the time that was agreed on is over.

What stays is that there was an engagement and how its promises ended: no words.
"""

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from storage.tables import Agreement, Commitment, Engagement, Fact, Line, Note, Outbox, Proposal, SetAside, Talk

_WORDS = (Outbox, Note, Line, Fact, Commitment, Proposal, Talk, Agreement)


def ended_with_words(session: Session) -> list[Engagement]:
    """Engagements that have ended and still hold something that was said."""
    holds = or_(*(exists().where(each.engagement_id == Engagement.id) for each in (Line, Agreement)))
    asked = select(Engagement).where(Engagement.state == "ended", Engagement.ended_at.is_not(None), holds)
    return list(session.scalars(asked.order_by(Engagement.id)))


def forget_words(session: Session, engagement: Engagement) -> None:
    """Delete what was said and agreed in it, and the name the client preferred."""
    session.execute(delete(SetAside).where(SetAside.key_id == engagement.key_id))
    for table in _WORDS:
        session.execute(delete(table).where(table.engagement_id == engagement.id))
    engagement.name = None
    session.flush()
