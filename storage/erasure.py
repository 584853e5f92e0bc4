"""Erasure: everything an engagement holds is deleted and its data key destroyed; its number stays as a
tombstone.

Without the data key a backup's copy of the words is noise. After the commit, `Database.fold` clears SQLite's
log.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from storage import engagements
from storage.columns import Base
from storage.statements import upsert
from storage.tables import (
    Agreement,
    Chat,
    Client,
    Coach,
    Commitment,
    Engagement,
    Fact,
    Handover,
    Invitation,
    Line,
    Note,
    Occurrence,
    OffRecord,
    Outbox,
    Promise,
    Proposal,
    Read,
    Schedule,
    SetAside,
    Talk,
    Tombstone,
)
from storage.vault import vault_of

BY_ENGAGEMENT: tuple[type[Base], ...] = (
    Outbox, Note, Line, Fact, Commitment, Promise, Schedule, Proposal, Talk, Agreement, Read, Invitation,
    OffRecord, Handover,
)  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """Enough for a last word. `chat_gone`: no table knows the Telegram id any more."""

    engagement_id: int
    telegram_id: int | None
    language: str
    chat_gone: bool


def erase(session: Session, engagement_id: int, now: datetime) -> Erased | None:
    """Erase one engagement; None if there is none of this number.

    The client's chat is forgotten too, unless they have another engagement, which becomes the current one: one that
    runs, if there is any.
    """
    engagement = session.get(Engagement, engagement_id)
    if engagement is None:
        return None
    client = session.get(Client, engagement.client_id) if engagement.client_id is not None else None
    chat = _locked_chat(session, client)
    language, telegram_id = (chat.language, chat.telegram_id) if chat else (engagement.language, None)

    own_schedules = select(Schedule.id).where(Schedule.engagement_id == engagement_id)
    session.execute(delete(Occurrence).where(Occurrence.schedule_id.in_(own_schedules)))
    for table in BY_ENGAGEMENT:
        column = table.__table__.c.engagement_id
        session.execute(delete(table).where(column == engagement_id))
    session.execute(delete(SetAside).where(SetAside.key_id == engagement.key_id))
    key_id = engagement.key_id
    if client is not None:
        _leave(session, client, engagement_id)
    session.execute(delete(Engagement).where(Engagement.id == engagement_id))
    vault_of(session).destroy(session, key_id)
    bury(session, engagement_id, now)
    chat_gone = chat is not None and _forget_chat(session, chat)
    session.expire_all()
    return Erased(engagement_id, telegram_id, language, chat_gone)


def tombstones(session: Session) -> dict[int, datetime]:
    """The numbers that were erased, and when."""
    return {each.engagement_id: each.at for each in session.scalars(select(Tombstone))}


def bury(session: Session, engagement_id: int, now: datetime) -> None:
    """Remember that this number was erased; a restored backup is told so."""
    stone = upsert(session, Tombstone).values({"engagement_id": engagement_id, "at": now})
    session.execute(stone.on_conflict_do_nothing())


def _locked_chat(session: Session, client: Client | None) -> Chat | None:
    """A turn of this chat is finished before, or finds it gone."""
    if client is None or client.chat_id is None:
        return None
    return session.scalars(select(Chat).where(Chat.id == client.chat_id).with_for_update(key_share=True)).first()


def _leave(session: Session, client: Client, engagement_id: int) -> None:
    engagement = session.get_one(Engagement, engagement_id)
    others = engagements.others_of(session, engagement)
    if not others:
        session.execute(delete(Client).where(Client.id == client.id))
    elif engagements.give_way(session, engagement) is None and client.current_engagement_id == engagement_id:
        engagements.make_current(session, others[-1])


def _forget_chat(session: Session, chat: Chat) -> bool:
    """Delete the chat with all that points to it, unless a coach or a client is still behind it."""
    someone = or_(
        select(Coach.id).where(Coach.chat_id == chat.id).exists(),
        select(Client.id).where(Client.chat_id == chat.id).exists(),
    )
    if session.scalar(select(someone)):
        return False
    session.execute(delete(Outbox).where(Outbox.chat_id == chat.id))
    session.execute(delete(SetAside).where(SetAside.chat_id == chat.id))
    used = update(Invitation).where(Invitation.used_by_chat_id == chat.id)
    session.execute(used.values(used_by_chat_id=None))
    session.execute(delete(Chat).where(Chat.id == chat.id))
    return True
