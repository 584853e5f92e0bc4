"""The read log: who read a client's lines, when, how many, and from where. The client sees all of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import lines, promises
from storage.ids import new_id
from storage.lines import LineView
from storage.tables import Read, Reader, ReadVia

A_VISIT = timedelta(minutes=30)
"""What is read at the console within this time, on from one page to the next, is one reading."""


def by_coach(
    session: Session,
    engagement_id: int,
    shown: Sequence[LineView],
    via: ReadVia,
    now: datetime,
    *,
    sitting_id: int | None = None,
    apart: bool = False,
) -> None:
    """A coach reads these lines, in order: to be written in the transaction that reads them.

    `apart`: they are some out of many, so what lies between them was not read.

    What counts is whose words were shown: a message that waits for an answer is read by it only then.
    """
    if not shown:
        return
    _see(session, engagement_id, shown, now)
    if sitting_id is not None and _goes_on(session, engagement_id, sitting_id, shown, now):
        return
    words = sum(each.shown for each in shown)
    read = _row(engagement_id, "coach", via, now, words, shown[0].at, shown[-1].at)
    if not apart:
        read.sitting_id, read.first_line_id, read.last_line_id = sitting_id, shown[0].id, shown[-1].id
    session.add(read)
    session.flush()


def of_quotes(
    session: Session,
    engagement_id: int,
    whole: Sequence[LineView],
    cut: Sequence[LineView],
    now: datetime,
    *,
    sitting_id: int,
) -> None:
    """A coach reads these lines by themselves at the console, `whole` or `cut` short: their transcript stays unread.

    The same lines once more in one visit are the same reading.
    """
    shown = sorted((*whole, *cut), key=lambda each: each.id)
    if not shown:
        return
    _see(session, engagement_id, whole, now)
    read = _row(engagement_id, "coach", "console", now, len(shown), shown[0].at, shown[-1].at)
    same = select(Read.id).where(
        Read.engagement_id == engagement_id,
        Read.sitting_id == sitting_id,
        Read.at > now - A_VISIT,
        Read.last_line_id.is_(None),
        Read.lines == read.lines,
        Read.first_line_at == read.first_line_at,
        Read.last_line_at == read.last_line_at,
    )
    if session.scalar(same.limit(1)) is None:
        read.sitting_id = sitting_id
        session.add(read)
        session.flush()


def coach_read_up_to(
    session: Session, engagement_id: int, *, but_in: int, since: datetime | None = None
) -> datetime | None:
    """When the latest line was said that the coach has read before this sitting; None if they have read none.

    `since`: their first moment, if another was the coach before.
    """
    asked = select(func.max(Read.last_line_at)).where(
        Read.engagement_id == engagement_id,
        Read.reader == "coach",
        Read.sitting_id.is_(None) | (Read.sitting_id != but_in),
    )
    if since is not None:
        asked = asked.where(Read.at >= since)
    return session.scalar(asked)


def _see(session: Session, engagement_id: int, shown: Sequence[LineView], now: datetime) -> None:
    """A message that waits for an answer was read by its coach, if its words were shown."""
    seen = {each.at for each in shown if each.author == "client" and each.shown}
    for promise in promises.replies_open(session, engagement_id):
        if promise.made_at in seen:
            promises.see(session, promise, now)


def _goes_on(session: Session, engagement_id: int, sitting_id: int, shown: Sequence[LineView], now: datetime) -> bool:
    """Whether these lines overlap with what the same visit read before, or touch it: then it is one reading."""
    asked = select(Read).where(
        Read.engagement_id == engagement_id,
        Read.sitting_id == sitting_id,
        Read.at > now - A_VISIT,
        Read.last_line_id.is_not(None),
    )
    for read in session.scalars(asked.order_by(Read.id.desc())):
        assert read.first_line_id is not None, "a reading at the console has lines"
        assert read.last_line_id is not None, "a reading at the console has lines"
        if _touch(session, read, shown):
            read.lines += sum(each.shown and not read.first_line_id <= each.id <= read.last_line_id for each in shown)
            if shown[0].id < read.first_line_id:
                read.first_line_id, read.first_line_at = shown[0].id, shown[0].at
            if shown[-1].id > read.last_line_id:
                read.last_line_id, read.last_line_at = shown[-1].id, shown[-1].at
            session.flush()
            return True
    return False


def _touch(session: Session, read: Read, shown: Sequence[LineView]) -> bool:
    """Whether no line lies between what was read and these."""
    first, last = read.first_line_id or 0, read.last_line_id or 0
    if shown[0].id > last:
        between = (last + 1, shown[0].id - 1)
    elif shown[-1].id < first:
        between = (shown[-1].id + 1, first - 1)
    else:
        return True
    return lines.count(session, read.engagement_id, first=between[0], last=between[1]) == 0


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
    """Anybody's reading, written in the transaction that reads: no reading without its log."""
    session.add(_row(engagement_id, reader, via, now, lines, first_line_at, last_line_at))
    session.flush()


def list_for(session: Session, engagement_id: int) -> list[Read]:
    """The first reading first."""
    return list(session.scalars(select(Read).where(Read.engagement_id == engagement_id).order_by(Read.id)))


def _row(
    engagement_id: int,
    reader: Reader,
    via: ReadVia,
    now: datetime,
    lines: int,
    first_line_at: datetime | None,
    last_line_at: datetime | None,
) -> Read:
    return Read(
        id=new_id(),
        engagement_id=engagement_id,
        reader=reader,
        via=via,
        lines=lines,
        first_line_at=first_line_at,
        last_line_at=last_line_at,
        at=now,
    )
