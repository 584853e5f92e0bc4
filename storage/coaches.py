"""Coaches: who they are, and what they tell their clients about themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import sittings
from storage.tables import Coach, DataKey, Invitation
from storage.vault import vault_of


def add(session: Session, label: str, now: datetime, *, zone: str = "UTC") -> Coach:
    """A coach without a chat yet; see `invitations.make_for_coach` for the way in."""
    vault = vault_of(session)
    key_id = vault.new_key(session, "coach")
    coach = Coach(
        key_id=key_id,
        label=vault.seal(session, key_id, "coaches", key_id, "label", label),
        profile=vault.seal_value(session, key_id, "coaches", key_id, "profile", {}),
        zone=zone,
        created_at=now,
    )
    session.add(coach)
    session.flush()
    return coach


def get(session: Session, coach_id: int) -> Coach | None:
    """The coach of this number, unless unknown or revoked."""
    return session.scalars(select(Coach).where(Coach.id == coach_id, Coach.revoked_at.is_(None))).first()


def list_all(session: Session, *, revoked: bool = False) -> list[Coach]:
    """Coaches in order of their numbers; with `revoked`, former ones as well."""
    asked = select(Coach, DataKey).join(DataKey, DataKey.id == Coach.key_id).order_by(Coach.id)
    if not revoked:
        asked = asked.where(Coach.revoked_at.is_(None))
    found = []
    for coach, key in session.execute(asked):
        vault_of(session).prime(key)
        found.append(coach)
    return found


def revoke(session: Session, coach: Coach, now: datetime) -> None:
    """The chat is nobody's from now on, the coach's open invitations open nothing, and the console is closed."""
    coach.revoked_at = now
    coach.chat_id = None
    session.flush()
    open_ones = (Invitation.coach_id == coach.id, Invitation.used_at.is_(None))
    session.execute(update(Invitation).where(*open_ones).values(expires_at=now))
    sittings.close(session, coach.id)


def label(session: Session, coach: Coach) -> str:
    """The name the operator gave at `coach add`."""
    return vault_of(session).open(session, coach.key_id, "coaches", coach.key_id, "label", coach.label)


def called(session: Session, coach_id: int) -> str:
    """What a coach is called, former ones as well: as their profile says, else as the operator does."""
    coach = session.get_one(Coach, coach_id)
    return str(profile(session, coach).get("name") or label(session, coach))


def profile(session: Session, coach: Coach) -> dict[str, Any]:
    """JSON values by name; empty until the coach has filled it in."""
    value: dict[str, Any] = vault_of(session).open_value(
        session, coach.key_id, "coaches", coach.key_id, "profile", coach.profile
    )
    return value


def set_profile(session: Session, coach: Coach, profile: Mapping[str, Any]) -> None:
    coach.profile = vault_of(session).seal_value(
        session, coach.key_id, "coaches", coach.key_id, "profile", dict(profile)
    )
    session.flush()


def set_zone(session: Session, coach: Coach, zone: str) -> None:
    coach.zone = zone
    session.flush()
