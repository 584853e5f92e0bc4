"""Talks: one run of a flow each, by a client in an engagement or by a coach. One of each is open at most."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from flows.values import Talk as TalkValue
from storage.ids import new_id
from storage.statements import Prepared, fixed, table
from storage.tables import Coach, Engagement, Talk, TalkState
from storage.vault import vault_of

Owner = Engagement | Coach
"""Whose talk it is: an engagement (its client speaks) or a coach."""

_SAVED = ("flow", "flow_version", "step", "notes", "question", "misses", "touched_at")
_SAVE = Prepared(
    update(table(Talk)).where(Talk.id == bindparam("talk_id")).values({name: bindparam(name) for name in _SAVED})
)


def start(session: Session, owner: Owner, value: TalkValue, now: datetime) -> Talk:
    """A new open talk; the one before has to be ended first."""
    talk_id = new_id()
    talk = Talk(
        id=talk_id,
        engagement_id=owner.id if isinstance(owner, Engagement) else None,
        coach_id=owner.id if isinstance(owner, Coach) else None,
        flow=value.flow,
        flow_version=value.version,
        step=value.step,
        notes=_sealed_notes(session, owner, talk_id, value),
        question=value.question,
        misses=value.misses,
        started_at=now,
        touched_at=now,
    )
    session.add(talk)
    session.flush()
    return talk


def save(session: Session, owner: Owner, talk: Talk, value: TalkValue, now: datetime) -> None:
    """Where the talk is now."""
    row = {
        "flow": value.flow,
        "flow_version": value.version,
        "step": value.step,
        "notes": _sealed_notes(session, owner, talk.id, value),
        "question": value.question,
        "misses": value.misses,
        "touched_at": now,
    }
    _SAVE.run(session, [{"talk_id": talk.id, **row}])
    for name, kept in row.items():
        # The row in hand says what the database says, with nothing left to write.
        set_committed_value(talk, name, kept)


def end(session: Session, talk: Talk, state: TalkState, now: datetime) -> None:
    """Another talk may start in the same turn."""
    talk.state = state
    talk.touched_at = talk.ended_at = now
    session.flush()


def value(session: Session, owner: Owner, talk: Talk) -> TalkValue:
    kept = vault_of(session).open_value(session, owner.key_id, "talks", talk.id, "notes", talk.notes)
    return TalkValue(
        flow=talk.flow,
        step=talk.step,
        version=talk.flow_version,
        notes=kept["notes"],
        trail=tuple(kept["trail"]),
        question=talk.question,
        misses=talk.misses,
    )


def open_talk(session: Session, owner: Owner) -> Talk | None:
    return session.scalars(select(Talk).where(_of(owner), Talk.state == fixed("open"))).first()


def resting(session: Session, owner: Owner) -> Talk | None:
    """The talk set aside last that waits to be taken up again."""
    asked = select(Talk).where(_of(owner), Talk.state == "resting").order_by(Talk.touched_at.desc(), Talk.id.desc())
    return session.scalars(asked.limit(1)).first()


def reopen(session: Session, talk: Talk, now: datetime) -> None:
    """A resting talk goes on; no other may be open."""
    talk.state, talk.ended_at = "open", None
    talk.touched_at = now
    session.flush()


def list_for(session: Session, owner: Owner) -> list[Talk]:
    """All talks, the first one first."""
    return list(session.scalars(select(Talk).where(_of(owner)).order_by(Talk.id)))


def untouched_since(session: Session, before: datetime, limit: int) -> list[Talk]:
    """Open talks in which nothing happened since `before`, the longest silent first."""
    asked = select(Talk).where(Talk.state == fixed("open"), Talk.touched_at < before).order_by(Talk.touched_at)
    return list(session.scalars(asked.limit(limit)))


def _of(owner: Owner) -> ColumnElement[bool]:
    return Talk.engagement_id == owner.id if isinstance(owner, Engagement) else Talk.coach_id == owner.id


def _sealed_notes(session: Session, owner: Owner, talk_id: int, value: TalkValue) -> bytes:
    kept = {"notes": dict(value.notes), "trail": value.trail}
    return vault_of(session).seal_value(session, owner.key_id, "talks", talk_id, "notes", kept)
