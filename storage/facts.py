"""Facts: what a dialogue asked to have written down, as JSON values by kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import insert_into
from storage.tables import Engagement, Fact
from storage.vault import vault_of

_INSERT = insert_into(Fact)


@dataclass(frozen=True)
class FactView:
    id: int
    kind: str
    value: Any
    at: datetime
    talk_id: int | None


def add(
    session: Session,
    engagement: Engagement,
    kind: str,
    value: object,
    now: datetime,
    *,
    talk_id: int | None = None,
) -> int:
    """The new fact's id."""
    row_id = new_id()
    row = {
        "id": row_id,
        "engagement_id": engagement.id,
        "talk_id": talk_id,
        "kind": kind,
        "value": vault_of(session).seal_value(session, engagement.key_id, "facts", row_id, "value", value),
        "at": now,
    }
    _INSERT.run(session, [row])
    return row_id


def forget(session: Session, engagement: Engagement, fact_id: int) -> None:
    """Erase one fact; no other engagement's."""
    session.execute(delete(Fact).where(Fact.id == fact_id, Fact.engagement_id == engagement.id))


def latest(session: Session, engagement: Engagement, kind: str) -> FactView | None:
    asked = select(Fact).where(Fact.engagement_id == engagement.id, Fact.kind == kind)
    fact = session.scalars(asked.order_by(Fact.id.desc()).limit(1)).first()
    return _view(session, engagement, fact) if fact else None


def paused_by_coach(session: Session, engagement: Engagement) -> bool:
    """Whether there is a pause, and the coach began it."""
    paused = latest(session, engagement, "paused") if engagement.state == "paused" else None
    return paused is not None and paused.value.get("by") == "coach"


def talks_of(session: Session, engagement_id: int, kind: str) -> dict[datetime, int | None]:
    """In which talk each fact of this kind was written down, by its moment. Opens none of them."""
    asked = select(Fact.at, Fact.talk_id).where(Fact.engagement_id == engagement_id, Fact.kind == kind)
    return {at: talk_id for at, talk_id in session.execute(asked)}  # noqa: C416 (rows are no pairs to mypy)


def list_for(
    session: Session, engagement: Engagement, kind: str | None = None, since: datetime | None = None
) -> list[FactView]:
    """All of them, or all of one kind, the first one first; or those written down at this moment or later."""
    asked = select(Fact).where(Fact.engagement_id == engagement.id).order_by(Fact.id)
    if since is not None:
        asked = asked.where(Fact.at >= since)
    if kind is not None:
        asked = asked.where(Fact.kind == kind)
    return [_view(session, engagement, fact) for fact in session.scalars(asked)]


def _view(session: Session, engagement: Engagement, fact: Fact) -> FactView:
    value = vault_of(session).open_value(session, engagement.key_id, "facts", fact.id, "value", fact.value)
    return FactView(fact.id, fact.kind, value, fact.at, fact.talk_id)
