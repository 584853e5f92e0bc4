"""Chats, and who is behind them: a coach, a client, or nobody known."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import upsert
from storage.tables import Chat, Client, Coach


def get_or_make_chat(session: Session, telegram_id: int, language: str, now: datetime) -> Chat:
    """The chat's row; `language` counts only when it is made here."""
    found = select(Chat).where(Chat.telegram_id == telegram_id)
    chat = session.scalars(found).first()
    if chat is None:
        fresh = {"id": new_id(), "telegram_id": telegram_id, "language": language, "created_at": now}
        session.execute(upsert(session, Chat).values(fresh).on_conflict_do_nothing())
        chat = session.scalars(found).one()
    return chat


def chat_by_telegram_id(session: Session, telegram_id: int) -> Chat | None:
    return session.scalars(select(Chat).where(Chat.telegram_id == telegram_id)).first()


def set_language(session: Session, chat: Chat, language: str) -> None:
    chat.language = language
    session.flush()


def mark_blocked(session: Session, chat_id: int, now: datetime) -> bool:
    """From now on nothing goes out to this chat; False if that was known. See also `outbox.drop_for_chat`."""
    newly = update(Chat).where(Chat.id == chat_id, Chat.blocked_at.is_(None)).values(blocked_at=now).returning(Chat.id)
    return session.scalars(newly).first() is not None


def mark_unblocked(session: Session, chat_id: int) -> bool:
    """The chat spoke again, or said so; False if it was not blocked."""
    newly = (
        update(Chat).where(Chat.id == chat_id, Chat.blocked_at.is_not(None)).values(blocked_at=None).returning(Chat.id)
    )
    return session.scalars(newly).first() is not None


def hold(session: Session, telegram_id: int, update_id: int, until: datetime) -> None:
    """Keep the chat's order between the two transactions of a turn: no other update has its turn before `until`."""
    held = update(Chat).where(Chat.telegram_id == telegram_id).values(held_for=update_id, held_until=until)
    session.execute(held)


def let_go(session: Session, chat: Chat) -> None:
    chat.held_for = chat.held_until = None
    session.flush()


def is_held(chat: Chat, update_id: int, now: datetime) -> bool:
    """Whether another update than this one has the chat."""
    return chat.held_for not in (None, update_id) and chat.held_until is not None and now < chat.held_until


def coach_in(session: Session, chat: Chat) -> Coach | None:
    return session.scalars(select(Coach).where(Coach.chat_id == chat.id)).first()


def client_in(session: Session, chat: Chat) -> Client | None:
    return session.scalars(select(Client).where(Client.chat_id == chat.id)).first()
