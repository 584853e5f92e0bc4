"""Proposals: a clause of the agreement that one side would like otherwise, until the other says yes or no."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import fixed
from storage.tables import Engagement, Proposal, ProposalState, Side
from storage.vault import vault_of

# Asked in every turn that may begin a dialogue, so put together once.
_ALL_OPEN = (
    select(Proposal)
    .where(Proposal.engagement_id == bindparam("of"), Proposal.state == fixed("open"))
    .order_by(Proposal.id)
)


def make(session: Session, engagement: Engagement, clause: str, value: Any, by: Side, now: datetime) -> Proposal:
    """An open proposal; one that was open for this clause is replaced."""
    standing = _ALL_OPEN.where(Proposal.clause == clause).with_for_update()
    for earlier in session.scalars(standing, {"of": engagement.id}):
        end(session, engagement, earlier.id, "replaced", now)
    row_id = new_id()
    proposal = Proposal(
        id=row_id,
        engagement_id=engagement.id,
        clause=clause,
        value=vault_of(session).seal_value(session, engagement.key_id, "proposals", row_id, "value", value),
        proposed_by=by,
        made_at=now,
    )
    session.add(proposal)
    session.flush()
    return proposal


def list_open(session: Session, engagement_id: int) -> list[Proposal]:
    """All that wait for an answer, the first one first."""
    return list(session.scalars(_ALL_OPEN, {"of": engagement_id}))


def get(session: Session, engagement_id: int, proposal_id: int) -> Proposal | None:
    """None if there is none of this number in this engagement."""
    found = session.get(Proposal, proposal_id)
    return found if found is not None and found.engagement_id == engagement_id else None


def value(session: Session, engagement: Engagement, proposal: Proposal) -> Any:
    """As given to `make`; tuples have become lists."""
    return vault_of(session).open_value(session, engagement.key_id, "proposals", proposal.id, "value", proposal.value)


def end(session: Session, engagement: Engagement, proposal_id: int, state: ProposalState, now: datetime) -> bool:
    """False if it is none of this engagement's, or had ended before: the first outcome stands."""
    ended = (
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.engagement_id == engagement.id, Proposal.state == "open")
        .values(state=state, ended_at=now)
        .returning(Proposal.id)
    )
    return session.scalars(ended).first() is not None


def list_for(session: Session, engagement_id: int) -> list[Proposal]:
    """All of them, the first one first."""
    asked = select(Proposal).where(Proposal.engagement_id == engagement_id)
    return list(session.scalars(asked.order_by(Proposal.id)))
