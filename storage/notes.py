"""Notes: what a coach keeps on a line for themselves, and no later coach sees.

The client does not see them in the chat, but in their export.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.tables import Engagement, Line, Note
from storage.vault import vault_of


@dataclass(frozen=True)
class NoteView:
    id: int
    line_id: int
    coach_id: int
    line_at: datetime
    text: str
    at: datetime


def add(session: Session, engagement: Engagement, line_id: int, text: str, now: datetime) -> int | None:
    """The id of a new note of the engagement's coach; None if there is no such line in this engagement."""
    asked = select(Line.id).where(Line.id == line_id, Line.engagement_id == engagement.id, Line.revision_of.is_(None))
    if session.scalar(asked) is None:
        return None
    row_id = new_id()
    sealed = vault_of(session).seal(session, engagement.key_id, "notes", row_id, "text", text)
    session.add(
        Note(
            id=row_id,
            engagement_id=engagement.id,
            line_id=line_id,
            coach_id=engagement.coach_id,
            text=sealed,
            at=now,
        )
    )
    session.flush()
    return row_id


def remove(session: Session, engagement: Engagement, note_id: int) -> bool:
    """Whether there was one of the engagement's coach."""
    mine = delete(Note).where(Note.id == note_id, *_own(engagement))
    return session.scalar(mine.returning(Note.id)) is not None


def list_for(session: Session, engagement: Engagement) -> list[NoteView]:
    """Every coach's, in the order of the lines: for the client."""
    return _views(session, engagement, Note.engagement_id == engagement.id)


def of_coach(session: Session, engagement: Engagement, first: int, last: int) -> list[NoteView]:
    """The engagement's coach's own, on the lines from one id to another."""
    return _views(session, engagement, *_own(engagement), Note.line_id.between(first, last))


def _own(engagement: Engagement) -> tuple[ColumnElement[bool], ...]:
    return Note.engagement_id == engagement.id, Note.coach_id == engagement.coach_id


def _views(session: Session, engagement: Engagement, *which: ColumnElement[bool]) -> list[NoteView]:
    asked = select(Note, Line.at).join(Line, Line.id == Note.line_id).where(*which).order_by(Note.line_id, Note.id)
    return [
        NoteView(each.id, each.line_id, each.coach_id, at, _text(session, engagement, each), each.at)
        for each, at in session.execute(asked)
    ]


def _text(session: Session, engagement: Engagement, note: Note) -> str:
    return vault_of(session).open(session, engagement.key_id, "notes", note.id, "text", note.text)
