"""The outbox: what is meant to go out, and what became of it. Nothing is sent that is not written here first.

`claim` marks a row "sending" and that is committed before the request goes out; then exactly one of `sent`,
`failed`, `unknown` and `retry_later` follows. A row found "sending" by `recover` was cut off: nobody knows
whether it arrived. A row's chat gets its rows one at a time and in order. `owner` is whose words it carries,
which may be an engagement though the chat is the coach's: its erasure then takes them along.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from storage.engagements import stands_beside
from storage.ids import new_id
from storage.statements import Prepared, fixed, insert_into, table
from storage.tables import Chat, Coach, DataKey, Engagement, Line, LineDelivery, Outbox, OutboxState
from storage.vault import SealBroken, vault_of

REPLY, NUDGE = 0, 1
REPEAT_AFTER = timedelta(seconds=5)
"""A repeat waits this long: sent at once, it would end in the same short outage."""
_CARRIED = (
    "chat_id", "engagement_id", "coach_id", "key_id", "line_id", "promise_id", "talk_id", "lane", "method"
)  # fmt: skip
_FRESH = {
    "state": "pending",
    "claimed_at": None,
    "attempts": 0,
    "message_id": None,
    "ended_at": None,
    "error": "",
}
_INSERT = insert_into(Outbox)
_IN_LINE = (fixed("pending"), fixed("sending"))

_ASKED = (
    select(
        Outbox.id, Outbox.chat_id, Chat.telegram_id, Outbox.engagement_id, Outbox.coach_id, Outbox.line_id,
        Outbox.promise_id, Outbox.talk_id, Outbox.lane, Outbox.method, Outbox.payload, Outbox.attempts,
        Outbox.resend, Outbox.created_at, Outbox.key_id, DataKey,
        stands_beside(Outbox.engagement_id, Outbox.chat_id).label("is_beside"),
    )
    .join(Chat, Chat.id == Outbox.chat_id)
    .outerjoin(DataKey, DataKey.id == Outbox.key_id)
)  # fmt: skip
_Earlier = aliased(Outbox)
# A row put in for later holds nobody up before its time; one that has to be tried again does.
_DUE_BEFORE = and_(
    _Earlier.state == fixed("pending"),
    # What is said again keeps its place: before all that was said after it.
    func.coalesce(_Earlier.resent_of, _Earlier.id) < func.coalesce(Outbox.resent_of, Outbox.id),
    or_(
        _Earlier.attempts > 0,
        and_(_Earlier.resent_of.is_not(None), _Earlier.not_before <= bindparam("soon")),
        _Earlier.not_before <= bindparam("moment"),
    ),
)
_FIRST_OF_CHAT = ~exists().where(
    _Earlier.chat_id == Outbox.chat_id,
    _Earlier.state.in_(_IN_LINE),
    or_(_Earlier.state == fixed("sending"), _DUE_BEFORE),
)
_Reply = aliased(Outbox)
# Somebody who wrote is answered now, and so what is still to be said to them before the answer goes out now too.
_HOLDS_UP_A_REPLY = exists().where(
    _Reply.chat_id == Outbox.chat_id, _Reply.state == fixed("pending"), _Reply.lane == REPLY
)
_CLAIMABLE = (
    _ASKED.where(
        Outbox.state == fixed("pending"),
        Outbox.not_before <= bindparam("moment"),
        Chat.blocked_at.is_(None),
        _FIRST_OF_CHAT,
    )
    .order_by(Outbox.lane, Outbox.id)
    .limit(bindparam("most"))
    .with_for_update(of=Outbox, skip_locked=True)
)
# Built once: they are asked for many times a second.
_CLAIMABLE_OF = {
    None: _CLAIMABLE,
    REPLY: _CLAIMABLE.where(or_(Outbox.lane == REPLY, _HOLDS_UP_A_REPLY)),
    NUDGE: _CLAIMABLE.where(Outbox.lane == NUDGE),
}
_CLAIM = Prepared(
    update(table(Outbox))
    .where(Outbox.id == bindparam("row_id"))
    .values(state=fixed("sending"), claimed_at=bindparam("moment"), attempts=Outbox.attempts + literal_column("1"))
)

_PROMISED_BEHIND = (
    select(Outbox.id)
    .where(
        Outbox.chat_id == bindparam("chat"),
        Outbox.id > bindparam("row_id"),
        Outbox.state == fixed("pending"),
        Outbox.lane == NUDGE,
        Outbox.promise_id.is_not(None),
        Outbox.not_before <= bindparam("moment"),
    )
    .limit(1)
)

_ROWS, _LINES = table(Outbox).c, table(Line).c
_SENT = Prepared(
    update(table(Outbox))
    .where(_ROWS.id == bindparam("row_id"), _ROWS.state == fixed("sending"))
    .values(state=fixed("sent"), ended_at=bindparam("moment"), message_id=bindparam("message"), payload=null())
    .returning(_ROWS.line_id, _ROWS.resent_of)
)
# A part that failed, or may have, decides for the whole line; a resend that arrived mends it.
_OTHER_PART_WAITS = exists().where(_ROWS.line_id == _LINES.id, _ROWS.state.in_(_IN_LINE))
_LINE_SENT = {
    is_resend: Prepared(
        update(table(Line))
        .where(_LINES.id == bindparam("line"))
        .values(
            message_id=func.coalesce(bindparam("message", type_=BigInteger()), _LINES.message_id),
            delivery=case(
                (_OTHER_PART_WAITS, _LINES.delivery),
                (_LINES.delivery.in_([fixed(each) for each in undone]), _LINES.delivery),
                else_=fixed("sent"),
            ),
        )
    )
    for is_resend, undone in ((False, ("failed", "unknown", "blocked")), (True, ("failed", "blocked")))
}


@dataclass(frozen=True)
class Delivery:
    """One request to Telegram. `telegram_id` is the chat it goes to."""

    id: int
    chat_id: int
    telegram_id: int
    engagement_id: int | None
    coach_id: int | None
    line_id: int | None
    promise_id: int | None
    talk_id: int | None
    lane: int
    method: str
    payload: dict[str, Any]
    attempts: int
    resend: bool
    """Whether it may go out a second time when nobody knows if it arrived."""
    created_at: datetime
    is_beside: bool
    """Whether it has to say whose it is: the client has another engagement too."""
    whose: str = ""
    """What says so."""


@dataclass(frozen=True)
class Waiting:
    """How many rows are in each state that somebody may have to look at."""

    pending: int
    sending: int
    unknown: int
    failed: int
    oldest_pending_at: datetime | None


@dataclass(frozen=True)
class Request:
    """Something to send: a Bot API method and its JSON payload, without the chat's Telegram id.

    `owner` None: sealed by the host's key. `resend`: whether a repeat is better than silence.
    """

    chat_id: int
    owner: Engagement | Coach | None
    method: str
    payload: Mapping[str, Any]
    lane: int = REPLY
    line_id: int | None = None
    promise_id: int | None = None
    talk_id: int | None = None
    not_before: datetime | None = None
    resend: bool = True


def put(session: Session, request: Request, now: datetime) -> int:
    """The new row's id."""
    return put_all(session, [request], now)[0]


def put_all(session: Session, requests: Sequence[Request], now: datetime) -> list[int]:
    """The new rows' ids; one statement for everything that a turn says, in this order."""
    return _insert(session, [(_row(request, now), request.payload) for request in requests])


def claim(
    session: Session, now: datetime, limit: int, busy_chats: Collection[int] = (), *, lane: int | None = None
) -> list[Delivery]:
    """At most one row a chat, its oldest, replies before nudges; they are "sending" from the commit on.

    A chat waits while a row of it is being sent or has to be tried again; a row put in for later holds nobody
    up before its time. Chats in `busy_chats` (ids of ours) and blocked ones are passed over. `lane`: of this
    lane alone; a nudge that a reply to the same chat waits behind goes as a reply.
    """
    asked = _CLAIMABLE_OF[lane]
    if busy_chats:
        asked = asked.where(Outbox.chat_id.not_in(busy_chats))
    claimed = _deliveries(session, now, asked, {"moment": now, "soon": now + REPEAT_AFTER, "most": limit})
    if claimed:
        _CLAIM.run(session, [{"row_id": each.id, "moment": now} for each in claimed])
    return claimed if lane is None else [replace(each, lane=lane) for each in claimed]


def sent(session: Session, row_id: int, message_id: int | None, now: datetime) -> bool:
    """It arrived; False if the row was not being sent. Its line is sent once every part of it is."""
    row = _SENT.first(session, {"row_id": row_id, "moment": now, "message": message_id})
    if row is None:
        return False
    line_id, resent_of = row
    if line_id is not None:
        _LINE_SENT[resent_of is not None].run(session, [{"line": line_id, "message": message_id}])
    return True


def failed(session: Session, row_id: int, error: str, now: datetime) -> bool:
    """Telegram refused it for good; `error` is a class name or words of ours."""
    line_id = _end(session, row_id, "failed", now, error=error, payload=None)
    if line_id:
        _set_line(session, line_id, "failed")
    return line_id is not None


def unknown(session: Session, row_id: int, error: str, now: datetime) -> bool:
    """Nobody knows whether it arrived. What it said is kept where it may still be resent; see `resend`."""
    line_id = _end(session, row_id, "unknown", now, error=error)
    if line_id is None:
        return False
    session.execute(update(Outbox).where(Outbox.id == row_id, ~Outbox.resend).values(payload=None))
    if line_id:
        _set_line(session, line_id, "unknown")
    return True


def retry_later(session: Session, row_id: int, not_before: datetime, error: str) -> bool:
    """It surely did not arrive, and is pending again from `not_before` on; its chat waits with it."""
    again = update(Outbox).where(Outbox.id == row_id, Outbox.state == "sending")
    again = again.values(state="pending", not_before=not_before, claimed_at=None, error=error)
    return session.execute(again.returning(Outbox.id)).first() is not None


def recover(session: Session, now: datetime, claimed_before: datetime) -> list[Delivery]:
    """Rows that were being sent when their process ended are "unknown" now; `resend` says of each whether it may
    go out again.

    `claimed_before`: `now` where this process is the only one, else long enough ago that no other is at it
    still.
    """
    cut_off = _ASKED.where(Outbox.state == fixed("sending"), Outbox.claimed_at <= claimed_before)
    found = _deliveries(session, now, cut_off.order_by(Outbox.id).with_for_update(of=Outbox, skip_locked=True))
    for delivery in found:
        unknown(session, delivery.id, "cut off", now)
    return found


def resend(session: Session, row_id: int, payload: Mapping[str, Any], now: datetime) -> int | None:
    """Put an "unknown" row in line once more, as `payload`; the new row's id.

    None if it was resent before, is itself a resend, or was never to be.
    """
    row = session.scalars(
        select(Outbox).where(Outbox.id == row_id, Outbox.state == "unknown", Outbox.resend).with_for_update()
    ).first()
    if row is None:
        return None
    again = {name: getattr(row, name) for name in _CARRIED}
    again |= {"resend": False, "not_before": now + REPEAT_AFTER, "created_at": now, "resent_of": row.id}
    row.resend, row.payload = False, None
    session.flush()
    return _insert(session, [(again, payload)])[0]


def drop_for_chat(session: Session, chat_id: int, now: datetime) -> list[int]:
    """The chat takes nothing any more: what waits for it is dropped, its lines are "blocked"; the promises in
    it.
    """
    waiting = update(Outbox).where(Outbox.chat_id == chat_id, Outbox.state == "pending")
    dropped = waiting.values(state="dropped", ended_at=now, payload=None)
    promises = []
    for line_id, promise_id in session.execute(dropped.returning(Outbox.line_id, Outbox.promise_id)).all():
        if line_id is not None:
            _set_line(session, line_id, "blocked")
        if promise_id is not None:
            promises.append(promise_id)
    return promises


def drop_nudges(session: Session, engagement_id: int, now: datetime) -> None:
    """What the bot started in this engagement and has not sent is not to go out any more.

    What is being claimed just now the delivery looks at itself.
    """
    waiting = update(Outbox).where(
        Outbox.engagement_id == engagement_id, Outbox.lane == NUDGE, Outbox.state == "pending"
    )
    dropped = waiting.values(state="dropped", ended_at=now, payload=None)
    for line_id in session.scalars(dropped.returning(Outbox.line_id)).all():
        if line_id is not None:
            _set_line(session, line_id, "failed")


def drop_in_chat(session: Session, engagement_id: int, chat_id: int, now: datetime) -> None:
    """Nothing of this engagement goes to this chat any more, but for what is on its way: a coach who has left it."""
    waiting = update(Outbox).where(
        Outbox.engagement_id == engagement_id, Outbox.chat_id == chat_id, Outbox.state == "pending"
    )
    session.execute(waiting.values(state="dropped", ended_at=now, payload=None))


def drop_promised(session: Session, chat_id: int, promise_id: int, now: datetime) -> str:
    """A newer nudge takes the place of one that waits to go out: "dropped" ("repeat" if it was one), "sending" if
    it is on its way, else "gone".
    """
    mine = (Outbox.chat_id == chat_id, Outbox.state.in_(_IN_LINE), Outbox.promise_id == promise_id)
    waiting = list(session.scalars(select(Outbox).where(*mine).with_for_update()))
    if any(row.state == "sending" for row in waiting):
        return "sending"
    for row in waiting:
        row.state, row.ended_at, row.payload = "dropped", now, None
        if row.line_id is not None:
            _set_line(session, row.line_id, "failed")
    session.flush()
    if any(row.resent_of is not None for row in waiting):
        return "repeat"
    return "dropped" if waiting else "gone"


def drop(session: Session, row_id: int, now: datetime) -> None:
    """It was claimed and is not to go out any more; its line was not delivered."""
    line_id = _end(session, row_id, "dropped", now, payload=None)
    if line_id:
        _set_line(session, line_id, "failed")


def put_back(session: Session, row_id: int, not_before: datetime) -> None:
    """It was claimed and is not to go out yet: pending again, and until then it holds up nobody."""
    again = update(Outbox).where(Outbox.id == row_id, Outbox.state == "sending")
    session.execute(again.values(state="pending", not_before=not_before, claimed_at=None, attempts=0))


def waiting(session: Session) -> Waiting:
    asked = select(Outbox.state, func.count(), func.min(Outbox.created_at)).group_by(Outbox.state)
    by_state = {state: (count, oldest) for state, count, oldest in session.execute(asked)}
    number = {state: count for state, (count, _) in by_state.items()}
    return Waiting(
        pending=number.get("pending", 0),
        sending=number.get("sending", 0),
        unknown=number.get("unknown", 0),
        failed=number.get("failed", 0),
        oldest_pending_at=by_state["pending"][1] if "pending" in by_state else None,
    )


def due_since(session: Session, now: datetime) -> datetime | None:
    """Since when the longest-waiting row might have gone out that still waits; None if none does."""
    asked = select(func.min(Outbox.not_before)).where(Outbox.state == "pending", Outbox.not_before <= now)
    return session.scalar(asked)


def promised_behind(session: Session, row: Delivery, now: datetime) -> bool:
    """Whether a nudge that keeps a promise could go out to this chat now, but for this row before it."""
    return session.scalar(_PROMISED_BEHIND, {"chat": row.chat_id, "row_id": row.id, "moment": now}) is not None


def waiting_for(session: Session, chat_id: int) -> int:
    """How many rows of this chat are still to go out, or on their way."""
    mine = (Outbox.chat_id == chat_id, Outbox.state.in_(("pending", "sending")))
    return session.scalar(select(func.count()).where(*mine)) or 0


def forget_old(session: Session, before: datetime) -> int:
    """Delete rows that ended before this moment; how many. Their lines keep what became of them."""
    old = delete(Outbox).where(Outbox.ended_at < before).returning(Outbox.id)
    return len(session.execute(old).all())


def _deliveries(
    session: Session, now: datetime, asked: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None
) -> list[Delivery]:
    """The rows that open. One that does not is failed, and holds up nobody."""
    found = []
    for row in session.execute(asked, given or {}).all():
        try:
            found.append(_delivery(session, row))
        except SealBroken:
            broken = update(Outbox).where(Outbox.id == row.id)
            session.execute(broken.values(state="failed", ended_at=now, error="SealBroken", payload=None))
            if row.line_id is not None:
                _set_line(session, row.line_id, "failed")
    return found


def _delivery(session: Session, row: Row[*tuple[Any, ...]]) -> Delivery:
    vault = vault_of(session)
    vault.prime(row.DataKey)
    return Delivery(
        id=row.id,
        chat_id=row.chat_id,
        telegram_id=row.telegram_id,
        engagement_id=row.engagement_id,
        coach_id=row.coach_id,
        line_id=row.line_id,
        promise_id=row.promise_id,
        talk_id=row.talk_id,
        lane=row.lane,
        method=row.method,
        payload=vault.open_value(session, row.key_id, "outbox", row.id, "payload", row.payload),
        attempts=row.attempts,
        resend=row.resend,
        created_at=row.created_at,
        is_beside=bool(row.is_beside),
    )


def _row(request: Request, now: datetime) -> dict[str, Any]:
    owner = request.owner
    return {
        "chat_id": request.chat_id,
        "engagement_id": owner.id if isinstance(owner, Engagement) else None,
        "coach_id": owner.id if isinstance(owner, Coach) else None,
        "key_id": owner.key_id if owner else None,
        "line_id": request.line_id,
        "promise_id": request.promise_id,
        "talk_id": request.talk_id,
        "lane": request.lane,
        "resend": request.resend,
        "method": request.method,
        "not_before": request.not_before or now,
        "created_at": now,
        "resent_of": None,
    }


def _insert(session: Session, given: Sequence[tuple[dict[str, Any], Mapping[str, Any]]]) -> list[int]:
    vault, rows = vault_of(session), []
    for row, payload in given:
        row_id = new_id()
        sealed = vault.seal_value(session, row["key_id"], "outbox", row_id, "payload", dict(payload))
        rows.append({**_FRESH, **row, "id": row_id, "payload": sealed})
    if rows:
        _INSERT.run(session, rows)
    return [row["id"] for row in rows]


def _end(session: Session, row_id: int, state: OutboxState, now: datetime, **values: Any) -> int | None:
    """The row's line id (0 for none) if it was being sent, else None."""
    ended = update(Outbox).where(Outbox.id == row_id, Outbox.state == "sending")
    row = session.execute(ended.values(state=state, ended_at=now, **values).returning(Outbox.line_id)).first()
    return None if row is None else row[0] or 0


def _set_line(session: Session, line_id: int, delivery: LineDelivery) -> None:
    session.execute(update(Line).where(Line.id == line_id).values(delivery=delivery))
