"""Lines: every message of an engagement, both sides, in the order in which they were written down."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import insert_into
from storage.tables import Author, Engagement, Line, LineDelivery
from storage.vault import vault_of

_INSERT = insert_into(Line)


@dataclass(frozen=True)
class Revision:
    text: str
    at: datetime


@dataclass(frozen=True)
class LineView:
    """A line as it is read: `text` is the latest wording, `revisions` the earlier ones in order."""

    id: int
    at: datetime
    author: Author
    kind: str
    text: str
    flow: str | None
    step: str | None
    talk_id: int | None
    message_id: int | None
    delivery: LineDelivery | None
    revisions: tuple[Revision, ...] = ()
    shared: bool | None = None
    shown: bool = True
    """Whether the words are here; False where the reader may not see them."""
    by: str = ""
    """Of a coach's: the author's name, where that was a former coach."""


@dataclass(frozen=True)
class NewLine:
    """A line to be written. `delivery` belongs to lines that go out: "pending", or "none"."""

    author: Author
    text: str
    at: datetime
    kind: str = "text"
    talk_id: int | None = None
    flow: str | None = None
    step: str | None = None
    message_id: int | None = None
    delivery: LineDelivery | None = None
    revision_of: int | None = None
    shared: bool | None = None


def add(session: Session, engagement: Engagement, line: NewLine) -> int:
    """The new line's id."""
    return add_all(session, engagement, [line])[0]


def add_all(session: Session, engagement: Engagement, lines: Sequence[NewLine]) -> list[int]:
    """The new lines' ids; one statement for all lines of a turn."""
    if not lines:
        return []
    rows = [_row(session, engagement, line) for line in lines]
    _INSERT.run(session, rows)
    return [row["id"] for row in rows]


def revise(session: Session, engagement: Engagement, line: Line, text: str, now: datetime) -> int:
    """Another wording of a line, every earlier one stays; the revision's id."""
    revision = NewLine(
        author=line.author,
        text=text,
        at=now,
        kind=line.kind,
        talk_id=line.talk_id,
        flow=line.flow,
        step=line.step,
        delivery=line.delivery,
        revision_of=line.revision_of or line.id,
    )
    return add(session, engagement, revision)


def set_delivery(session: Session, line_id: int, delivery: LineDelivery, *, message_id: int | None = None) -> None:
    values = {"delivery": delivery} | ({"message_id": message_id} if message_id is not None else {})
    session.execute(update(Line).where(Line.id == line_id).values(values))


def by_message_id(session: Session, client_id: int, message_id: int) -> tuple[Engagement, Line] | None:
    """The line that a Telegram message in this client's chat became, in whichever of their engagements."""
    asked = (
        select(Engagement, Line)
        .join(Line, Line.engagement_id == Engagement.id)
        .where(Engagement.client_id == client_id, Line.message_id == message_id, Line.revision_of.is_(None))
    )
    row = session.execute(asked.order_by(Line.id.desc())).first()
    return (row[0], row[1]) if row else None


def text(session: Session, engagement: Engagement, line: Line) -> str:
    return vault_of(session).open(session, engagement.key_id, "lines", line.id, "text", line.text)


def transcript(
    session: Session, engagement: Engagement, *, after: int | None = None, limit: int | None = None
) -> list[LineView]:
    """The lines in order, from the one after the line id `after`, at most `limit` of them.

    Who may see it is not asked here (see `sharing.for_coach`), and the reading is not logged (see `reads.log`).
    """
    asked = _whole(engagement)
    if after is not None:
        asked = asked.where(Line.id > after)
    lines = list(session.scalars(asked.order_by(Line.id).limit(limit)))
    return _views(session, engagement, lines)


def last(session: Session, engagement: Engagement, limit: int) -> list[LineView]:
    """The latest lines, in order."""
    lines = list(session.scalars(_whole(engagement).order_by(Line.id.desc()).limit(limit)))
    return _views(session, engagement, lines[::-1])


def by_ids(session: Session, engagement: Engagement, ids: Sequence[int]) -> list[LineView]:
    """The lines of these ids, in order; no other engagement's."""
    return _views(
        session, engagement, list(session.scalars(_whole(engagement).where(Line.id.in_(ids)).order_by(Line.id)))
    )


def wordings(session: Session, engagement: Engagement) -> dict[int, str]:
    """The latest wording of every line, by its id: for who looks through all of them, without a row's weight."""
    vault, found = vault_of(session), dict[int, str]()
    asked = select(Line.id, Line.revision_of, Line.text).where(Line.engagement_id == engagement.id).order_by(Line.id)
    for row_id, revision_of, sealed in session.execute(asked):
        found[revision_of or row_id] = vault.open(session, engagement.key_id, "lines", row_id, "text", sealed)
    return found


def state(session: Session, engagement_id: int) -> tuple[int, int]:
    """Something that is another whenever a line was written, edited or sent."""
    waiting = func.count().filter(Line.delivery == "pending")
    newest, pending = session.execute(
        select(func.max(Line.id), waiting).where(Line.engagement_id == engagement_id)
    ).one()
    return newest or 0, pending


def before(session: Session, engagement: Engagement, line_id: int, limit: int) -> list[LineView]:
    """The lines before this id, the latest `limit` of them, in order."""
    asked = _whole(engagement).where(Line.id < line_id).order_by(Line.id.desc())
    return _views(session, engagement, list(session.scalars(asked.limit(limit)))[::-1])


def id_at(session: Session, engagement_id: int, moment: datetime) -> int | None:
    """The id of the first line from this moment on; None if there is none so late."""
    asked = select(func.min(Line.id)).where(Line.engagement_id == engagement_id, Line.revision_of.is_(None))
    return session.scalar(asked.where(Line.at >= moment))


def is_there(session: Session, engagement_id: int, *, before: int | None = None, after: int | None = None) -> bool:
    """Whether there is any line before or after the line of this id."""
    asked = select(Line.id).where(Line.engagement_id == engagement_id, Line.revision_of.is_(None))
    if before is not None:
        asked = asked.where(Line.id < before)
    if after is not None:
        asked = asked.where(Line.id > after)
    return session.scalar(asked.limit(1)) is not None


def clients_since(
    session: Session,
    engagement: Engagement,
    since: datetime,
    limit: int,
    flows: tuple[str, ...] = (),
    kinds: tuple[str, ...] = ("text", "caption"),
) -> list[LineView]:
    """What the client said from this moment on, in order; the latest `limit` of it. In these dialogues, or in any."""
    asked = _whole(engagement).where(Line.author == "client", Line.at >= since, Line.kind.in_(kinds))
    if flows:
        asked = asked.where(Line.flow.in_(flows))
    return _views(session, engagement, list(session.scalars(asked.order_by(Line.id.desc()).limit(limit)))[::-1])


def clients_at(session: Session, engagement: Engagement, moments: Collection[datetime]) -> list[LineView]:
    """The client's lines of these very moments, in order."""
    asked = _whole(engagement).where(Line.author == "client", Line.at.in_(moments))
    return _views(session, engagement, list(session.scalars(asked.order_by(Line.id))))


def clients(session: Session, engagement: Engagement, before: int, of: ColumnElement[bool]) -> list[LineView]:
    """The client's lines of this kind before the line of this id, in order."""
    asked = _whole(engagement).where(Line.author == "client", Line.id < before, of)
    return _views(session, engagement, list(session.scalars(asked.order_by(Line.id))))


def count(session: Session, engagement_id: int, *, first: int | None = None, last: int | None = None) -> int:
    """How many lines there are, or from one line's id to another's; a revised one counts once."""
    asked = select(func.count()).where(Line.engagement_id == engagement_id, Line.revision_of.is_(None))
    if first is not None and last is not None:
        asked = asked.where(Line.id.between(first, last))
    return session.scalar(asked) or 0


def last_at(session: Session, engagement_id: int) -> datetime | None:
    """When anything was said last, by either side."""
    asked = select(Line.at).where(Line.engagement_id == engagement_id).order_by(Line.id.desc()).limit(1)
    return session.scalar(asked)


def count_unconfirmed(session: Session, engagement_id: int) -> int:
    """How many messages nobody knows to have arrived."""
    asked = select(func.count()).where(Line.engagement_id == engagement_id, Line.delivery == "unknown")
    return session.scalar(asked) or 0


def _whole(engagement: Engagement) -> Select[Line]:
    """The lines themselves, without their later wordings."""
    return select(Line).where(Line.engagement_id == engagement.id, Line.revision_of.is_(None))


def _row(session: Session, engagement: Engagement, line: NewLine) -> dict[str, Any]:
    row_id = new_id()
    return {
        **vars(line),
        "id": row_id,
        "engagement_id": engagement.id,
        "text": vault_of(session).seal(session, engagement.key_id, "lines", row_id, "text", line.text),
    }


def _views(session: Session, engagement: Engagement, lines: list[Line]) -> list[LineView]:
    if not lines:
        return []
    revised = defaultdict[int, list[Line]](list)
    asked = select(Line).where(Line.engagement_id == engagement.id, Line.revision_of.between(lines[0].id, lines[-1].id))
    for revision in session.scalars(asked.order_by(Line.id)):
        if revision.revision_of is not None:
            revised[revision.revision_of].append(revision)
    return [_view(session, engagement, line, revised[line.id]) for line in lines]


def _view(session: Session, engagement: Engagement, line: Line, revisions: list[Line]) -> LineView:
    wordings = [Revision(text(session, engagement, each), each.at) for each in (line, *revisions)]
    return LineView(
        id=line.id,
        at=line.at,
        author=line.author,
        kind=line.kind,
        text=wordings[-1].text,
        flow=line.flow,
        step=line.step,
        talk_id=line.talk_id,
        message_id=line.message_id,
        delivery=line.delivery,
        revisions=tuple(wordings[:-1]),
        shared=line.shared,
    )
