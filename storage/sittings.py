"""Sittings: a coach at the console, from signing in to signing out, and the ways in that open once.

Of a link or a token only the SHA-256 is kept. Whatever is wrong with one (used, expired, unknown, malformed, a coach
who was removed), the answer is the same None.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import upsert
from storage.tables import Chat, Coach, SignIn, Sitting

_TOKEN_BYTES = 32
LINK_LASTS = timedelta(minutes=5)
IDLE_ENDS = timedelta(minutes=30)
"""A sitting in which nothing was asked for so long is over. NIST SP 800-63B-4, 2.2.3 (AAL2): an hour at most."""

ENDS = timedelta(hours=12)
"""And any is over after so long. The same section: 24 hours at most."""

_KEPT_TO = timedelta(minutes=1)
"""When it was seen last is written down this exactly: not every page that is read is a write."""


@dataclass(frozen=True)
class Seat:
    """Who sits there: the coach, their language and zone, and until when this sitting lasts at the longest."""

    id: int
    coach_id: int
    language: str
    zone: str
    ends_at: datetime
    is_stale: bool
    """Whether `touch` is due."""


# The ways in


def make_link(session: Session, coach: Coach, now: datetime) -> str:
    """What opens the console for this coach, once and for five minutes. An earlier one opens nothing any more."""
    session.execute(delete(SignIn).where(SignIn.coach_id == coach.id, SignIn.used_at.is_(None)))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(SignIn(id=new_id(), hash=_hash(token), coach_id=coach.id, expires_at=now + LINK_LASTS))
    session.flush()
    return token


def open_link(session: Session, link: str, now: datetime) -> str | None:
    """Use a link up: the token of the sitting that it began. Of several who open it at a time one gets in."""
    still_coach = select(Coach.id).where(Coach.id == SignIn.coach_id, Coach.revoked_at.is_(None)).exists()
    opens = (SignIn.hash == _hash(link), SignIn.used_at.is_(None), SignIn.expires_at > now, still_coach)
    used = update(SignIn).where(*opens).values(used_at=now).returning(SignIn.coach_id)
    coach_id = session.scalars(used, execution_options={"synchronize_session": False}).first()
    return None if coach_id is None else _begin(session, coach_id, now)


def open_app(session: Session, telegram_id: int, proof: str, now: datetime) -> str | None:
    """The token of a sitting for the coach in this chat. `proof` is what Telegram vouched with; it opens once."""
    asked = select(Coach.id).join(Chat, Chat.id == Coach.chat_id)
    coach_id = session.scalar(asked.where(Chat.telegram_id == telegram_id, Coach.revoked_at.is_(None)))
    if coach_id is None:
        return None
    # Remembered for longer than it is fresh, by any two clocks.
    until = now + 2 * LINK_LASTS
    kept = {"id": new_id(), "hash": _hash(proof), "coach_id": coach_id, "expires_at": until, "used_at": now}
    first = upsert(session, SignIn).values(kept).on_conflict_do_nothing().returning(SignIn.id)
    return None if session.scalar(first) is None else _begin(session, coach_id, now)


# A sitting


def find(session: Session, token: str, now: datetime) -> Seat | None:
    """Who sits there with this token, unless the sitting is over or they are no coach any more."""
    asked = (
        select(Sitting, Coach.zone, Chat.language)
        .join(Coach, Coach.id == Sitting.coach_id)
        .join(Chat, Chat.id == Coach.chat_id)
        .where(
            Sitting.hash == _hash(token),
            Sitting.began_at > now - ENDS,
            Sitting.seen_at > now - IDLE_ENDS,
            Coach.revoked_at.is_(None),
        )
    )
    row = session.execute(asked).first()
    if row is None:
        return None
    sitting, zone, language = row
    stale = now - sitting.seen_at >= _KEPT_TO
    return Seat(sitting.id, sitting.coach_id, language, zone, sitting.began_at + ENDS, stale)


def touch(session: Session, sitting_id: int, now: datetime) -> None:
    session.execute(update(Sitting).where(Sitting.id == sitting_id).values(seen_at=now))


def leave(session: Session, sitting_id: int) -> None:
    session.execute(delete(Sitting).where(Sitting.id == sitting_id))


def close(session: Session, coach_id: int) -> None:
    """Every sitting of this coach is over, and no link of theirs opens anything."""
    session.execute(delete(Sitting).where(Sitting.coach_id == coach_id))
    session.execute(delete(SignIn).where(SignIn.coach_id == coach_id))


def close_all(session: Session) -> None:
    """Whoever sits anywhere signs in anew."""
    session.execute(delete(Sitting))
    session.execute(delete(SignIn))


def expire_old(session: Session, now: datetime) -> None:
    """Delete what is over: it opens nothing any more."""
    over = (Sitting.began_at <= now - ENDS) | (Sitting.seen_at <= now - IDLE_ENDS)
    session.execute(delete(Sitting).where(over))
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))


def _begin(session: Session, coach_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    session.add(Sitting(id=new_id(), hash=_hash(token), coach_id=coach_id, began_at=now, seen_at=now))
    session.flush()
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
