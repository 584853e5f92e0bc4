"""The read log: who read a client's lines, when, how many, and from where. The client sees all of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Read, Reader, ReadVia


def log(
    session: Session,
    engagement_id: int,
    reader: Reader,
    via: ReadVia,
    now: datetime,
    *,
    lines: int,
    first_line_at: datetime | None = None,
    last_line_at: datetime | None = None,
) -> None:
    """To be written in the transaction that reads: no reading without its log."""
    session.add(
        Read(
            id=new_id(),
            engagement_id=engagement_id,
            reader=reader,
            via=via,
            lines=lines,
            first_line_at=first_line_at,
            last_line_at=last_line_at,
            at=now,
        )
    )
    session.flush()


def list_for(session: Session, engagement_id: int) -> list[Read]:
    """The first reading first."""
    return list(session.scalars(select(Read).where(Read.engagement_id == engagement_id).order_by(Read.id)))
