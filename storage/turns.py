"""What a turn starts from, a client's in one statement: the chat and everything that its next message depends
on.
"""

from dataclasses import dataclass, replace

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from storage.statements import fixed
from storage.tables import Agreement, Chat, Client, Coach, Engagement, OffRecord, Talk


@dataclass(frozen=True)
class TurnRows:
    """The rows behind one chat.

    A client's turn has `client`, `engagement` (the current one), `coach` (the engagement's) and `agreement`;
    a coach's turn has `coach` alone, and `client` None. A stranger's has the chat. `talk` is the open one, and so is
    `off_record`.
    """

    chat: Chat
    coach: Coach | None
    client: Client | None
    engagement: Engagement | None
    talk: Talk | None
    agreement: Agreement | None
    coach_chat: Chat | None = None
    off_record: OffRecord | None = None


_Version, _CoachChat = aliased(Agreement), aliased(Chat)
_latest = select(func.max(_Version.version)).where(_Version.engagement_id == Engagement.id).scalar_subquery()
_agreed = and_(Agreement.engagement_id == Engagement.id, Agreement.version == _latest)
_unwritten = and_(OffRecord.engagement_id == Engagement.id, OffRecord.ended_at.is_(None))
_open = and_(Talk.engagement_id == Engagement.id, Talk.state == fixed("open"))

_by_chat = (
    select(Chat, Coach, Client, Engagement, Talk, Agreement, _CoachChat, OffRecord)
    .select_from(Chat)
    .outerjoin(Client, Client.chat_id == Chat.id)
    .outerjoin(Engagement, Engagement.id == Client.current_engagement_id)
    .outerjoin(Coach, Coach.id == Engagement.coach_id)
    .outerjoin(_CoachChat, _CoachChat.id == Coach.chat_id)
    .outerjoin(Talk, _open)
    .outerjoin(Agreement, _agreed)
    .outerjoin(OffRecord, _unwritten)
    .where(Chat.telegram_id == bindparam("telegram_id"))
)
_coach_in = (
    select(Coach, Talk)
    .outerjoin(Talk, and_(Talk.coach_id == Coach.id, Talk.state == fixed("open")))
    .where(Coach.chat_id == bindparam("chat_id"))
)
_by_engagement = (
    select(Chat, Coach, Client, Engagement, Talk, Agreement, _CoachChat, OffRecord)
    .select_from(Engagement)
    .join(Client, Client.id == Engagement.client_id)
    .join(Chat, Chat.id == Client.chat_id)
    .join(Coach, Coach.id == Engagement.coach_id)
    .outerjoin(_CoachChat, _CoachChat.id == Coach.chat_id)
    .outerjoin(Talk, _open)
    .outerjoin(Agreement, _agreed)
    .outerjoin(OffRecord, _unwritten)
    .where(Engagement.id == bindparam("engagement_id"))
)
_chat_of_engagement = (
    select(Chat.id)
    .join(Client, Client.chat_id == Chat.id)
    .join(Engagement, Engagement.client_id == Client.id)
    .where(Engagement.id == bindparam("engagement_id"))
)


def lock(session: Session, telegram_id: int) -> None:
    """Keep the chat for this transaction, before anything that may be taken back to a savepoint.

    PostgreSQL gives the locks that were taken since a savepoint back with it. SQLite's transactions have it all.
    """
    if not _is_sqlite(session):
        session.execute(select(Chat.id).where(Chat.telegram_id == telegram_id).with_for_update(key_share=True))


def load(session: Session, telegram_id: int) -> TurnRows | None:
    """The rows behind a Telegram chat, the chat locked until the transaction ends; None for a chat not known.

    SQLite's writing transactions have the whole database; on PostgreSQL the chat's row is locked by a
    statement of its own, so that the rows are read as the turn before left them. Call it first in a
    transaction.
    """
    given = {"telegram_id": telegram_id}
    lock(session, telegram_id)
    row = session.execute(_by_chat, given).first()
    if row is None:
        return None
    rows = TurnRows(*row)
    if rows.client is not None:
        return rows
    coach = session.execute(_coach_in, {"chat_id": rows.chat.id}).first()
    return replace(rows, coach=coach[0], talk=coach[1]) if coach else rows


def load_engagement(session: Session, engagement_id: int) -> TurnRows | None:
    """The same for what the bot or the coach starts in one engagement, be it the client's current one or not.

    None if there is no such engagement, or nobody has come into it.
    """
    given = {"engagement_id": engagement_id}
    if not _is_sqlite(session):
        session.execute(_chat_of_engagement.with_for_update(of=Chat, key_share=True), given)
    row = session.execute(_by_engagement, given).first()
    return TurnRows(*row) if row else None


def load_coach(session: Session, coach_id: int) -> TurnRows | None:
    """The same for what a coach does outside of their chat, with no talk of theirs; None for who is none any more."""
    asked = select(Chat, Coach).join(Coach, Coach.chat_id == Chat.id).where(Coach.id == coach_id)
    row = session.execute(asked.where(Coach.revoked_at.is_(None))).first()
    return TurnRows(*row, client=None, engagement=None, talk=None, agreement=None) if row else None


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
