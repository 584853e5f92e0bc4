"""Invitations: a code of 128 random bits that lets one chat in, once.

Only the code's SHA-256 is kept. Whatever is wrong with a code (used, expired, unknown, malformed, not for
this chat), the answer is the same None.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage import engagements, people, sittings
from storage.ids import new_id
from storage.tables import Chat, Client, Coach, Engagement, Invitation, InvitationKind

_CODE_BYTES = 16
LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Peeked:
    """What a code is for, without using it up."""

    kind: InvitationKind
    coach_id: int
    engagement_id: int | None
    own: bool
    """Whether the one who looks is the coach who made it."""


@dataclass(frozen=True)
class Opened:
    """Whom the code let in: `engagement` and `client` are None for a coach's own invitation."""

    kind: InvitationKind
    coach: Coach
    engagement: Engagement | None = None
    client: Client | None = None


def make_for_coach(session: Session, coach: Coach, now: datetime, *, lasts: timedelta = LASTS) -> str:
    """The code for a coach's start link. Earlier unused codes of this coach open nothing any more."""
    earlier = (
        Invitation.coach_id == coach.id, Invitation.kind == "coach", Invitation.used_at.is_(None)
    )  # fmt: skip
    session.execute(delete(Invitation).where(*earlier))
    return _make(session, "coach", coach, None, now + lasts, now)


def make_for_client(
    session: Session, coach: Coach, label: str, now: datetime, *, lasts: timedelta = LASTS
) -> tuple[str, Engagement]:
    """The code for a client's start link, and the engagement that waits for them under `label`."""
    engagement = engagements.make(session, coach, label, now)
    return _make(session, "client", coach, engagement, now + lasts, now), engagement


def renew(session: Session, coach: Coach, engagement: Engagement, now: datetime, *, lasts: timedelta = LASTS) -> str:
    """Another code for an engagement that nobody has come into; the earlier one opens nothing any more."""
    session.execute(delete(Invitation).where(Invitation.engagement_id == engagement.id, Invitation.used_at.is_(None)))
    return _make(session, "client", coach, engagement, now + lasts, now)


def peek(session: Session, code: str, chat: Chat | None, now: datetime) -> Peeked | None:
    """What the code would do now; None unless it would open for somebody."""
    found = _live(session, code, now)
    if found is None:
        return None
    invitation, coach = found
    own = chat is not None and coach.chat_id == chat.id
    return Peeked(invitation.kind, coach.id, invitation.engagement_id, own)


def open_invitation(session: Session, code: str, chat: Chat, now: datetime) -> Opened | None:
    """Use the code up and bind the chat: to the coach's row, or to a client with this engagement as current
    one.

    None, with nothing used up, also when the chat cannot take it: a coach's own client invitation, any coach
    as a client, a client as a coach. Of several chats that open one code at a time, one gets in.
    """
    found = _live(session, code, now)
    if found is None:
        return None
    invitation, coach = found
    other_role = people.coach_in(session, chat) if invitation.kind == "client" else people.client_in(session, chat)
    if other_role is not None:
        return None
    taken = (
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now, used_by_chat_id=chat.id)
        .returning(Invitation.id)
    )
    if session.scalars(taken).first() is None:
        return None
    if invitation.kind == "coach":
        return _let_coach_in(session, coach, chat)
    return _let_client_in(session, coach, invitation, chat, now)


def expire_old(session: Session, now: datetime) -> int:
    """Delete invitations past their time that nobody used; how many. Their engagements stay, for `renew`."""
    old = delete(Invitation).where(Invitation.expires_at <= now, Invitation.used_at.is_(None))
    return len(session.scalars(old.returning(Invitation.id)).all())


def _make(
    session: Session,
    kind: InvitationKind,
    coach: Coach,
    engagement: Engagement | None,
    expires_at: datetime,
    now: datetime,
) -> str:
    code = secrets.token_urlsafe(_CODE_BYTES)
    session.add(
        Invitation(
            id=new_id(),
            hash=hashlib.sha256(code.encode()).digest(),
            kind=kind,
            coach_id=coach.id,
            engagement_id=engagement.id if engagement else None,
            expires_at=expires_at,
            created_at=now,
        )
    )
    session.flush()
    return code


def _live(session: Session, code: str, now: datetime) -> tuple[Invitation, Coach] | None:
    try:
        well_formed = len(base64.urlsafe_b64decode(f"{code}==".encode("ascii"))) == _CODE_BYTES
    except (binascii.Error, UnicodeEncodeError):
        well_formed = False
    if not well_formed:
        return None
    asked = (
        select(Invitation, Coach)
        .join(Coach, Coach.id == Invitation.coach_id)
        .where(
            Invitation.hash == hashlib.sha256(code.encode()).digest(),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Coach.revoked_at.is_(None),
        )
    )
    row = session.execute(asked).first()
    return (row[0], row[1]) if row else None


def _let_coach_in(session: Session, coach: Coach, chat: Chat) -> Opened | None:
    # A chat that was another coach's becomes this one's: one chat, one coach. Neither stays at the console.
    before = update(Coach).where(Coach.chat_id == chat.id).values(chat_id=None).returning(Coach.id)
    for coach_id in {coach.id, *session.scalars(before)}:
        sittings.close(session, coach_id)
    coach.chat_id = chat.id
    session.flush()
    return Opened("coach", coach)


def _let_client_in(session: Session, coach: Coach, invitation: Invitation, chat: Chat, now: datetime) -> Opened | None:
    engagement = session.get_one(Engagement, invitation.engagement_id)
    client = people.client_in(session, chat)
    if client is None:
        client = Client(id=new_id(), chat_id=chat.id, created_at=now)
        session.add(client)
    client.current_engagement_id = engagement.id
    engagement.client_id = client.id
    engagement.language = chat.language
    engagements.set_state(session, engagement, "onboarding", now)
    return Opened("client", coach, engagement, client)
