"""Talks: one run of a flow each, by a client in an engagement or by a coach. One of each is open at most."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from flows.upgrades import Place
from flows.values import Talk as TalkValue
from storage.ids import new_id
from storage.statements import Prepared, fixed, insert_into, table
from storage.tables import Coach, Engagement, Talk, TalkState
from storage.vault import vault_of

Owner = Engagement | Coach
"""Whose talk it is: an engagement (its client speaks) or a coach."""

_SAVED = ("flow", "flow_version", "step", "notes", "question", "misses", "touched_at")
_SAVE = Prepared(
    update(table(Talk)).where(Talk.id == bindparam("talk_id")).values({name: bindparam(name) for name in _SAVED})
)

_INSERT = insert_into(Talk)
_MOVE = Prepared(
    update(table(Talk))
    .where(Talk.id == bindparam("talk_id"))
    .values({name: bindparam(name) for name in ("state", "touched_at", "ended_at")})
)
_RESTING = {
    each: select(Talk)
    .where(column == bindparam("owner"), Talk.state == fixed("resting"))
    .order_by(Talk.touched_at.desc(), Talk.id.desc())
    .limit(1)
    for each, column in ((Engagement, Talk.engagement_id), (Coach, Talk.coach_id))
}


def start(session: Session, owner: Owner, value: TalkValue, now: datetime) -> Talk:
    """A new open talk; the one before has to be ended first."""
    row: dict[str, Any] = {
        "id": (talk_id := new_id()),
        "engagement_id": owner.id if isinstance(owner, Engagement) else None,
        "coach_id": owner.id if isinstance(owner, Coach) else None,
        "state": "open",
        "started_at": now,
        "ended_at": None,
        **_saved(session, owner, talk_id, value, now),
    }
    _INSERT.run(session, [row])
    talk = Talk(**row)
    # It is written: in the session it is a row that was loaded, not one to be inserted.
    make_transient_to_detached(talk)
    session.add(talk)
    return talk


def save(session: Session, owner: Owner, talk: Talk, value: TalkValue, now: datetime) -> None:
    """Where the talk is now."""
    row = _saved(session, owner, talk.id, value, now)
    _SAVE.run(session, [{"talk_id": talk.id, **row}])
    _settle(talk, row)


def end(session: Session, talk: Talk, state: TalkState, now: datetime) -> None:
    """Another talk may start in the same turn."""
    _move(session, talk, {"state": state, "touched_at": now, "ended_at": now})


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
    of = Engagement if isinstance(owner, Engagement) else Coach
    return session.scalars(_RESTING[of], {"owner": owner.id}).first()


def reopen(session: Session, talk: Talk, now: datetime) -> None:
    """A resting talk goes on; no other may be open."""
    _move(session, talk, {"state": "open", "touched_at": now, "ended_at": None})


def list_for(session: Session, owner: Owner) -> list[Talk]:
    """All talks, the first one first."""
    return list(session.scalars(select(Talk).where(_of(owner)).order_by(Talk.id)))


def last_of_flow(session: Session, owner: Owner, flow: str, limit: int) -> list[Talk]:
    """The latest runs of this flow, in the order in which they began."""
    asked = select(Talk).where(_of(owner), Talk.flow == flow).order_by(Talk.started_at.desc(), Talk.id.desc())
    return list(session.scalars(asked.limit(limit)))[::-1]


def of_flow(session: Session, owner: Owner, flow: str, since: datetime | None = None) -> list[Talk]:
    """All runs of this flow, or those that began at this moment or later, the first one first."""
    asked = select(Talk).where(_of(owner), Talk.flow == flow)
    if since is not None:
        asked = asked.where(Talk.started_at >= since)
    return list(session.scalars(asked.order_by(Talk.id)))


def unfinished(session: Session, owner: Owner, flow: str | None = None) -> list[Talk]:
    """Those that are open or at rest, of this flow or of any, the first one first."""
    asked = select(Talk).where(_of(owner), Talk.state.in_(("open", "resting")))
    if flow is not None:
        asked = asked.where(Talk.flow == flow)
    return list(session.scalars(asked.order_by(Talk.id)))


def forget(session: Session, engagement: Engagement, words: str) -> None:
    """What talks that are over still keep of these words is erased. A talk that may go on keeps its notes."""
    said = json.dumps(words, ensure_ascii=False)[1:-1]
    over = select(Talk).where(_of(engagement), Talk.state.not_in(("open", "resting")))
    for talk in session.scalars(over):
        before = value(session, engagement, talk)
        left = {key: note for key, note in before.notes.items() if said not in json.dumps(note, ensure_ascii=False)}
        if left != before.notes:
            save(session, engagement, talk, replace(before, notes=left), talk.touched_at)


def places(session: Session) -> list[Place]:
    """Where every talk waits that is open or at rest, clients' and coaches'. Needs no key."""
    where = (Talk.flow, Talk.step, Talk.flow_version)
    asked = select(*where, func.count()).where(Talk.state.in_(("open", "resting"))).group_by(*where).order_by(*where)
    return [Place(*row) for row in session.execute(asked)]


def left_at(session: Session, engagement_ids: Collection[int]) -> list[tuple[str, str, TalkState, int]]:
    """Where these clients' talks were left that came to no end of their own, or wait: (flow, step, state, how many)."""
    where = (Talk.flow, Talk.step, Talk.state)
    asked = select(*where, func.count()).where(Talk.engagement_id.in_(engagement_ids), Talk.state != "done")
    return [(flow, step, state, count) for flow, step, state, count in session.execute(asked.group_by(*where))]


def waiting(session: Session) -> list[tuple[TalkState, int]]:
    """How many talks are open and how many at rest, clients' and coaches'."""
    asked = select(Talk.state, func.count()).where(Talk.state.in_(("open", "resting"))).group_by(Talk.state)
    return [(state, count) for state, count in session.execute(asked.order_by(Talk.state))]


def untouched_since(session: Session, before: datetime, limit: int) -> list[Talk]:
    """Open talks in which nothing happened since `before`, the longest silent first."""
    asked = select(Talk).where(Talk.state == fixed("open"), Talk.touched_at < before).order_by(Talk.touched_at)
    return list(session.scalars(asked.limit(limit)))


def expire_resting(session: Session, before: datetime, now: datetime, limit: int) -> int:
    """Talks set aside before this moment are not taken up any more; how many. An onboarding waits for ever, and
    nothing is over during a pause.
    """
    on_a_pause = exists().where(Engagement.id == Talk.engagement_id, Engagement.state == "paused")
    old = select(Talk.id).where(
        Talk.state == fixed("resting"), Talk.touched_at < before, Talk.flow != "onboarding", ~on_a_pause
    )
    ended = update(Talk).where(Talk.id.in_(old.limit(limit))).values(state="unanswered", ended_at=now)
    return len(session.scalars(ended.returning(Talk.id)).all())


def _of(owner: Owner) -> ColumnElement[bool]:
    return Talk.engagement_id == owner.id if isinstance(owner, Engagement) else Talk.coach_id == owner.id


def _saved(session: Session, owner: Owner, talk_id: int, value: TalkValue, now: datetime) -> dict[str, Any]:
    kept = {"notes": dict(value.notes), "trail": value.trail}
    return {
        "flow": value.flow,
        "flow_version": value.version,
        "step": value.step,
        "notes": vault_of(session).seal_value(session, owner.key_id, "talks", talk_id, "notes", kept),
        "question": value.question,
        "misses": value.misses,
        "touched_at": now,
    }


def _move(session: Session, talk: Talk, row: dict[str, Any]) -> None:
    _MOVE.run(session, [{"talk_id": talk.id, **row}])
    _settle(talk, row)


def _settle(talk: Talk, row: dict[str, Any]) -> None:
    """The row in hand says what the database says, with nothing left to write."""
    for name, kept in row.items():
        set_committed_value(talk, name, kept)
