"""Off the record: when it began and ended, and how far it is. Never what was said.

It is over when the client has been told so: what they sent before that, and while the telling was on its way, is off
the record still, however late it comes here. Moments of messages are Telegram's own, in whole seconds.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage import lines
from storage.ids import new_id
from storage.lines import NewLine
from storage.tables import Client, Engagement, OffRecord

QUIET_HOUR = timedelta(minutes=60)
"""So long after the last word it ends by itself."""

ON_THE_WAY = timedelta(seconds=15)
"""Whoever was writing when they were told that it is over had not read it yet."""

BEGINS, ENDS = "off_record", "on_record"
"""Kinds of the two lines that show in the transcript from when to when."""


def begin(session: Session, engagement: Engagement, sent_at: datetime, now: datetime) -> OffRecord:
    """It begins with the message that was sent at `sent_at`."""
    row = OffRecord(id=new_id(), engagement_id=engagement.id, began_at=sent_at, heard_at=now)
    session.add(row)
    session.flush()
    lines.add(session, engagement, NewLine("client", "", now, kind=BEGINS))
    return row


def holds(row: OffRecord | None, sent_at: datetime) -> bool:
    """Whether what was sent at this moment is off the record."""
    return row is not None and (row.told_at is None or sent_at <= row.told_at + ON_THE_WAY)


def is_quiet(row: OffRecord, at: datetime) -> bool:
    """Whether the quiet hour after the last word has passed by then."""
    return at >= row.heard_at + QUIET_HOUR


def busy_until(row: OffRecord | None, now: datetime) -> datetime | None:
    """Until when nobody is to be disturbed; None if they may be."""
    if row is None or row.told_at is not None or is_quiet(row, now):
        return None
    return row.heard_at + QUIET_HOUR


def list_for(session: Session, engagement_id: int) -> list[OffRecord]:
    """All of them, the first one first."""
    asked = select(OffRecord).where(OffRecord.engagement_id == engagement_id)
    return list(session.scalars(asked.order_by(OffRecord.began_at, OffRecord.id)))


def open_one(session: Session, engagement_id: int) -> OffRecord | None:
    asked = select(OffRecord).where(OffRecord.engagement_id == engagement_id, OffRecord.ended_at.is_(None))
    return session.scalars(asked).first()


def tell(session: Session, engagement: Engagement, row: OffRecord, now: datetime) -> None:
    """The client is told, in this transaction, that it is over."""
    if row.told_at is None:
        row.told_at, row.asked, row.rests = now, "", False
        lines.add(session, engagement, NewLine("client", "", now, kind=ENDS))
        session.flush()


def close(session: Session, row: OffRecord) -> None:
    """The first message that is on the record again has come."""
    assert row.told_at is not None, "it ends when it is told"
    row.ended_at = row.told_at + ON_THE_WAY
    session.flush()


def end(session: Session, engagement: Engagement, row: OffRecord, sent_at: datetime, now: datetime) -> None:
    """By the client's own word, sent at this moment: what they send after it is on the record."""
    tell(session, engagement, row, now)
    row.ended_at = sent_at
    session.flush()


def covers(session: Session, client_id: int, sent_at: datetime) -> bool:
    """Whether a message of this client's, sent at this moment, was off the record, now or long ago, in whichever of
    their engagements.
    """
    asked = (
        select(OffRecord)
        .join(Engagement, Engagement.id == OffRecord.engagement_id)
        .where(
            Engagement.client_id == client_id,
            OffRecord.began_at <= sent_at,
            or_(OffRecord.ended_at.is_(None), OffRecord.ended_at >= sent_at),
        )
    )
    return any(each.ended_at or holds(each, sent_at) for each in session.scalars(asked))


def open_in(session: Session, chat_id: int) -> OffRecord | None:
    """The open one of whoever writes in this chat; a client is off the record in one engagement at a time."""
    asked = (
        select(OffRecord)
        .join(Engagement, Engagement.id == OffRecord.engagement_id)
        .join(Client, Client.id == Engagement.client_id)
        .where(Client.chat_id == chat_id, OffRecord.ended_at.is_(None))
        .order_by(OffRecord.began_at.desc())
    )
    return session.scalars(asked.limit(1)).first()


# Replies, which stand in no outbox


def said(session: Session, row_id: int, turn_at: datetime) -> None:
    """What that turn said has arrived, unless a later turn has said something since."""
    mine = update(OffRecord).where(OffRecord.id == row_id, OffRecord.unsaid_at == turn_at)
    session.execute(mine.values(unsaid_at=None))


def unsaid(session: Session, before: datetime) -> list[OffRecord]:
    """Those whose last reply had not arrived when its process ended, for this transaction alone."""
    asked = select(OffRecord).where(OffRecord.unsaid_at.is_not(None), OffRecord.unsaid_at <= before)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))
