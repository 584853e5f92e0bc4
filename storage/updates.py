"""Updates from Telegram: which are known, how often each was tried, and those set aside.

A batch's first tries are noted in a transaction of their own before any of them is processed, so that an update
which kills the process is still counted; each further try is noted before it, one by one, so that no other update
is counted for what one of them did. `finish` belongs to the turn's own transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import Prepared, upsert, upserts
from storage.tables import Engagement, SeenUpdate, SetAside
from storage.vault import vault_of

_A_BATCH = 200
_FINISH = {
    dialect: Prepared(
        into.on_conflict_do_update(
            index_elements=[SeenUpdate.update_id],
            set_={"done": into.excluded.done, "at": into.excluded.at},
            where=~SeenUpdate.done,
        )
    )
    for dialect, into in upserts(SeenUpdate).items()
}


@dataclass(frozen=True)
class SetAsideView:
    """What the operator sees of an update set aside: nothing that was said in it."""

    id: int
    update_id: int
    chat_id: int | None
    kind: str
    error: str
    at: datetime
    kept: bool
    """Whether there is something to retry; not for what was said off the record."""


def note_first(session: Session, update_ids: Sequence[int], now: datetime) -> dict[int, int | None]:
    """Count a first try of each update never seen before; says how often each was tried before this, None if done.

    The others are not counted: a whole batch is fetched again after a kill, and only one of it need be to blame.
    """
    before: dict[int, int | None] = {}
    ids = sorted(set(update_ids))
    for start in range(0, len(ids), _A_BATCH):
        batch = ids[start : start + _A_BATCH]
        fresh = [{"update_id": each, "at": now, "tries": 1, "done": False} for each in batch]
        noted = upsert(session, SeenUpdate).values(fresh).on_conflict_do_nothing().returning(SeenUpdate.update_id)
        before.update(dict.fromkeys(session.scalars(noted), 0))
        if known := [each for each in batch if each not in before]:
            asked = select(SeenUpdate.update_id, SeenUpdate.tries, SeenUpdate.done)
            rows = session.execute(asked.where(SeenUpdate.update_id.in_(known)))
            before.update((update_id, None if done else tries) for update_id, tries, done in rows)
    return before


def note_tries(session: Session, update_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Count one more try of each; says which try this is, 0 for an update that is done."""
    tries = dict.fromkeys(update_ids, 0)
    # In one order everywhere, so that two processes with the same batch cannot block one another.
    ids = sorted(tries)
    for start in range(0, len(ids), _A_BATCH):
        fresh = [{"update_id": each, "at": now, "tries": 1, "done": False} for each in ids[start : start + _A_BATCH]]
        noted = upsert(session, SeenUpdate).values(fresh)
        counted = noted.on_conflict_do_update(
            index_elements=[SeenUpdate.update_id],
            set_={"tries": SeenUpdate.tries + 1},
            where=~SeenUpdate.done,
        ).returning(SeenUpdate.update_id, SeenUpdate.tries)
        tries.update((update_id, count) for update_id, count in session.execute(counted))
    return tries


def finish(session: Session, update_id: int, now: datetime) -> bool:
    """Mark it done; False if it was done already, and then this turn must change nothing."""
    fresh = {"update_id": update_id, "at": now, "tries": 1, "done": True}
    return _FINISH[session.get_bind().dialect.name].run(session, [fresh]) == 1


def forget_old(session: Session, before: datetime) -> int:
    """Forget ids seen before this moment, since Telegram may start its numbers again; how many."""
    old = delete(SeenUpdate).where(SeenUpdate.at < before).returning(SeenUpdate.update_id)
    return len(session.execute(old).all())


def set_aside(
    session: Session,
    update_id: int,
    kind: str,
    error: str,
    now: datetime,
    *,
    raw: str | None,
    chat_id: int | None = None,
    engagement: Engagement | None = None,
) -> int:
    """Keep an update that could not be processed, and mark it done; its row's id.

    `raw` is its JSON, None if it was said off the record. `error` is a class name or words of ours. Give the
    engagement where there is one, so that its erasure reaches this too.
    """
    row_id = new_id()
    key_id = engagement.key_id if engagement else None
    sealed = None
    if raw is not None:
        sealed = vault_of(session).seal(session, key_id, "set_aside", row_id, "raw", raw)
    session.add(
        SetAside(
            id=row_id,
            update_id=update_id,
            chat_id=chat_id,
            key_id=key_id,
            kind=kind,
            raw=sealed,
            error=error,
            at=now,
        )
    )
    finish(session, update_id, now)
    return row_id


def list_set_aside(session: Session) -> list[SetAsideView]:
    return [
        SetAsideView(each.id, each.update_id, each.chat_id, each.kind, each.error, each.at, each.raw is not None)
        for each in session.scalars(select(SetAside).order_by(SetAside.id))
    ]


def take_back(session: Session, row_id: int) -> str | None:
    """Remove an update from those set aside and forget its tries, to process it anew; its JSON.

    None if there is no such row, or nothing of it was kept; then nothing is changed.
    """
    row = session.get(SetAside, row_id)
    if row is None or row.raw is None:
        return None
    raw = vault_of(session).open(session, row.key_id, "set_aside", row.id, "raw", row.raw)
    session.execute(delete(SeenUpdate).where(SeenUpdate.update_id == row.update_id))
    session.delete(row)
    session.flush()
    return raw


def drop_set_aside(session: Session, row_id: int) -> bool:
    gone = delete(SetAside).where(SetAside.id == row_id).returning(SetAside.id)
    return session.scalars(gone).first() is not None
