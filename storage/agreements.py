"""Agreements: versions of what client and coach decided. A version is never changed, only followed by
another.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from flows.agreement import Agreement as AgreementValue
from flows.agreement import coach_hears_of_worry
from flows.versions import Version
from storage import handovers
from storage.ids import new_id
from storage.tables import Agreement, Engagement, Side
from storage.vault import vault_of


def latest(session: Session, engagement_id: int) -> Agreement | None:
    """The version that binds; None before the first is agreed."""
    asked = select(Agreement).where(Agreement.engagement_id == engagement_id).order_by(Agreement.version.desc())
    return session.scalars(asked.limit(1)).first()


def history(session: Session, engagement_id: int) -> list[Agreement]:
    """Every version, the first one first."""
    asked = select(Agreement).where(Agreement.engagement_id == engagement_id).order_by(Agreement.version)
    return list(session.scalars(asked))


def add(
    session: Session,
    engagement: Engagement,
    clauses: Mapping[str, Any],
    proposed_by: Side,
    now: datetime,
) -> Agreement:
    """The next version: 1, 2, 3 and so on, whatever `clauses` says of its own version."""
    asked = select(func.max(Agreement.version)).where(Agreement.engagement_id == engagement.id)
    version = (session.scalar(asked) or 0) + 1
    row_id = new_id()
    agreement = Agreement(
        id=row_id,
        engagement_id=engagement.id,
        version=version,
        clauses=vault_of(session).seal_value(
            session, engagement.key_id, "agreements", row_id, "clauses", {**clauses, "version": version}
        ),
        proposed_by=proposed_by,
        agreed_at=now,
    )
    session.add(agreement)
    session.flush()
    return agreement


def clauses(session: Session, engagement: Engagement, agreement: Agreement) -> dict[str, Any]:
    """As given to `add`, with `version`; tuples have become lists."""
    return _opened(session, engagement, agreement.id, agreement.clauses)


def _opened(session: Session, engagement: Engagement, number: int, sealed: bytes) -> dict[str, Any]:
    value: dict[str, Any] = vault_of(session).open_value(
        session, engagement.key_id, "agreements", number, "clauses", sealed
    )
    return value


def agreed(session: Session, engagement: Engagement) -> AgreementValue | None:
    """The agreement that binds, with quiet hours by the client's zone of today; None before there is one."""
    row = latest(session, engagement.id)
    if row is None:
        return None
    return AgreementValue.from_json({**clauses(session, engagement, row), "zone": engagement.zone})


def all_agreed(session: Session, own: Iterable[Engagement], mine: ColumnElement[bool]) -> dict[int, AgreementValue]:
    """The agreements that bind, by the engagement's number. `mine` says in SQL which engagements `own` are."""
    latest = (
        select(Agreement.engagement_id, func.max(Agreement.version).label("version"))
        .join(Engagement, Engagement.id == Agreement.engagement_id)
        .where(mine)
        .group_by(Agreement.engagement_id)
        .subquery()
    )
    asked = select(Agreement.engagement_id, Agreement.id, Agreement.clauses).join(
        latest, (Agreement.engagement_id == latest.c.engagement_id) & (Agreement.version == latest.c.version)
    )
    by_number = {each.id: each for each in own}
    return {
        engagement: AgreementValue.from_json(
            {**_opened(session, by_number[engagement], number, sealed), "zone": by_number[engagement].zone}
        )
        for engagement, number, sealed in session.execute(asked)
    }


def concern_shows(session: Session, engagement: Engagement) -> bool:
    """Whether there is a concern that the coach may be told of."""
    return engagement.concern == "crisis" and coach_hears_of_worry(agreed(session, engagement))


def versions(session: Session, engagement: Engagement) -> list[Version]:
    """Every version of the agreement, the first one first. What a former coach proposed is `by` their name."""
    handed = handovers.done(session, engagement.id)
    return [
        Version(
            AgreementValue.from_json(clauses(session, engagement, each)),
            handovers.coach_at(handed, each.agreed_at, "coach") if each.proposed_by == "coach" else each.proposed_by,
            each.agreed_at,
        )
        for each in history(session, engagement.id)
    ]
