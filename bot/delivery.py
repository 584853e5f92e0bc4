"""Delivery: what the outbox holds goes to Telegram, in order within a chat, and what became of it is recorded.

No send without a committed intent: a row is "sending" before its request goes out. The Bot API has no
idempotency key, so a send whose outcome nobody knows is "unknown", and repeated once at most, saying so.
"""

import asyncio
import io
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import structlog
from sqlalchemy.orm import Session
from telegram import Bot, InlineKeyboardMarkup, InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot import coachings
from bot.chart import draw
from bot.client_desk import Direct, Outcome
from bot.clock import Clock
from bot.desk import block
from bot.in_work import InTurn
from bot.lately import Lately
from bot.limiter import Lane
from bot.logs import safe_error
from bot.menus import set_coach_menu
from bot.planning import CHECK_IN, EVENING_WINDOW_S, REPAIR
from bot.post import Post
from bot.transactions import Transactions
from bot.wire import CAPTION_LIMIT, TEXT_LIMIT, chart_of, length
from flows.agreement import Agreement, may_nudge, quiet_ends
from flows.dates import say_moment
from flows.values import Message
from storage import agreements, engagements, facts, off_records, outbox, promises
from storage.outbox import Delivery as Row
from storage.tables import Chat, Engagement, OffRecord, Promise, PromiseOutcome

log = structlog.get_logger(__name__)

REPLIES_AT_ONCE, NUDGES_AT_ONCE = 32, 8
"""Requests under way. Few nudges, so that a kill leaves few of them unknown and replies overtake the rest."""

WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
"""What surely did not arrive waits this long, by its attempts; and while Telegram cannot be reached everything does, by
how often one request has asked for all of them.
"""

LOOK_EVERY_S, GATHER_S = 1.0, 0.02
STOP_WITHIN_S = 6.0
DIRECT_WAITS_S = (1.0, 2.0, 4.0)
CUT_OFF_AFTER = timedelta(minutes=5)
"""A send of another replica that has been under way for this long died with it."""
SURELY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
GIVE_UP_AFTER, AT_LEAST = timedelta(hours=24), 20
"""How long, and how many attempts that surely did not arrive, before a row is failed: an outage of Telegram's own, or
of the way there, loses nothing that a person still waits for.
"""

APART = timedelta(minutes=10)
"""Nudges that were held up do not come in a burst: one waits this long after another."""

SHORTLY = timedelta(minutes=2)
"""One that is in time and meant for a moment waits only this long, and so does one of an evening that `APART` would
make late. What even this would make late comes at once.
"""

HELD_UP = timedelta(minutes=15)
"""What was written longer ago than this says so."""

CHATS_REMEMBERED = 10_000
LATE_FOR = timedelta(hours=12)
"""A nudge that comes within this time is late; one that comes after it was missed, and owns that."""

OUTAGE_TOLD = "outage_told"

CAPTIONED = ("sendDocument", "sendPhoto")


@dataclass(frozen=True)
class Ended:
    """What became of one request: "sent", "blocked", "refused", "unknown", "later" or "unreached"."""

    row: Row
    outcome: str
    message_id: int | None = None
    error: str = ""
    wait_s: float = 0


class Deliveries:
    """Sends what the outbox holds. Besides its request a payload may carry what this has to know of it: `nudge`,
    that it waits in quiet hours and on days off; `owned`, the promises whose lateness it names;
    `outage`, the long outage it names; `forget_after_s`, when it is deleted from the chat again; `chart`, what is to be
    drawn and sent as a picture; `repeat`, that it says it may be one. `repair`, what a repair would begin from, is put
    to it where it was held up.
    """

    def __init__(
        self, bot: ExtBot[Any], transactions: Transactions, clock: Clock, post: Post, *, alone: bool = True
    ) -> None:
        self.bot = bot
        self.transactions = transactions
        self.clock = clock
        self.post = post
        self.alone = alone
        """Whether no other process sends for this database: then whatever was being sent at the start is cut off."""
        self.sends: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._nudges = 0
        self._nudged: Lately[int, datetime] = Lately(CHATS_REMEMBERED)
        self._unreached = 0
        """Requests in a row that did not reach Telegram."""
        self._rests_until: datetime | None = None
        self._ended: list[Ended] = []
        self._looked_at = 0.0
        self._side: set[asyncio.Task[None]] = set()
        self._in_turn = InTurn()

    # Beside the outbox

    def committed(self, outcome: Outcome) -> None:
        """A turn was committed: send what it put into the outbox, and what leaves no trace."""
        self._wake.set()
        if outcome.tap_id or outcome.direct:
            task = asyncio.get_running_loop().create_task(self._aside(outcome))
            self._side.add(task)
            task.add_done_callback(self._side.discard)

    async def _aside(self, outcome: Outcome) -> None:
        with suppress(TelegramError):  # a tap's spinner ends by itself, and there is nothing to record
            if outcome.tap_id:
                await self.bot.answer_callback_query(outcome.tap_id, text=outcome.tap_text or None)
        if not outcome.direct:
            return
        async with self._in_turn.of(outcome.direct[0].chat_id):
            arrived = [await self._insist(direct) for direct in outcome.direct]
        if outcome.unsaid:
            await self._settle_unsaid(*outcome.unsaid, arrived=all(arrived))

    async def _insist(self, direct: Direct) -> bool:
        """Say it, again while it surely was not said: it stands in no outbox that would. Whether it arrived, or nobody
        is there to miss it.
        """
        for wait_s in DIRECT_WAITS_S:
            try:
                await self._say_directly(direct)
            except NetworkError as failure:
                if not surely_not_sent(failure):
                    return False
            except TelegramError as failure:
                return isinstance(failure, Forbidden)
            else:
                return True
            await asyncio.sleep(wait_s)
        return False

    async def _settle_unsaid(self, row_id: int, turn_at: datetime, *, arrived: bool) -> None:
        """A reply off the record that may be lost is said to be: nobody has its words any more."""
        settle = off_records.said if arrived else self._own_unsaid
        try:
            await self.transactions.run(settle, row_id, turn_at)
        except Exception as failure:  # it stands as unsaid, and is owned at the next start
            log.error("a reply off the record could not be settled", error=safe_error(failure))

    def _own_unsaid(self, session: Session, row_id: int, turn_at: datetime) -> None:
        row = session.get(OffRecord, row_id)
        engagement = session.get(Engagement, row.engagement_id) if row else None
        chat = engagements.chat_of(session, engagement) if engagement else None
        if engagement and chat and chat.blocked_at is None:
            lost = Message(self.post.wording.text("off_record", "lost", engagement.language))
            self.post.aside(session, chat, engagement, [lost], self.clock.now())
        off_records.said(session, row_id, turn_at)

    async def _say_directly(self, direct: Direct) -> None:
        if direct.leaves:
            await self.bot.leave_chat(direct.chat_id)
        elif direct.menu:
            await set_coach_menu(self.bot, self.post.wording, direct.chat_id, direct.opens, direct.text)
        else:
            markup = InlineKeyboardMarkup.de_json(dict(direct.markup), self.bot) if direct.markup else None
            await self.bot.send_message(direct.chat_id, direct.text, reply_markup=markup)

    # The outbox

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; then let what is under way end, and record it."""
        await self.transactions.run(self._recover)
        stopped = asyncio.create_task(stop.wait())
        stopped.add_done_callback(lambda _: self._wake.set())
        while not stop.is_set():
            await asyncio.sleep(self._too_soon())
            if not await self._step():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), LOOK_EVERY_S)
            self._wake.clear()
        if ending := {*self._under_way.values(), *self._side}:
            await asyncio.wait(ending, timeout=STOP_WITHIN_S)
        await self.transactions.run(self._record, self._taken())

    def _too_soon(self) -> float:
        """Seconds until the next look. The first message after a rest goes at once; under load looks are gathered,
        for each costs a commit that a turn could have had.
        """
        now = asyncio.get_running_loop().time()
        waits = max(0.0, self._looked_at + GATHER_S - now)
        self._looked_at = now + waits
        return waits

    async def _step(self) -> bool:
        """Record what ended and claim what is next, in one transaction. Whether there was anything to do."""
        ended = self._taken()
        room = REPLIES_AT_ONCE + NUDGES_AT_ONCE - len(self._under_way)
        lane = outbox.NUDGE if self._nudges < NUDGES_AT_ONCE else outbox.REPLY
        try:
            rows = await self.transactions.run(self._record_and_claim, ended, room, lane)
        except Exception as failure:
            self._ended = ended + self._ended
            log.error("the outbox could not be worked off; trying on", error=safe_error(failure))
            return False
        for row in rows:
            self._nudges += row.lane == outbox.NUDGE
            self._under_way[row.id] = asyncio.create_task(self._send(row))
        return bool(rows or ended)

    def _taken(self) -> list[Ended]:
        ended, self._ended = self._ended, []
        return ended

    def _record_and_claim(self, session: Session, ended: list[Ended], room: int, lane: int) -> list[Row]:
        self._record(session, ended)
        now = self.clock.now()
        if self._rests_until is not None:
            room = 0 if self._under_way or now < self._rests_until else 1
        if room <= 0:
            return []
        limit = room if lane == outbox.REPLY else min(room, NUDGES_AT_ONCE - self._nudges)
        rows = outbox.claim(session, now, room, lane=outbox.REPLY)
        if lane == outbox.NUDGE and len(rows) < room:
            rows += outbox.claim(session, now, min(limit, room - len(rows)), lane=outbox.NUDGE)
        going = [ready for each in rows if (ready := self._ready(session, each, now))]
        return [self._marked(session, each) for each in going]

    def _marked(self, session: Session, row: Row) -> Row:
        """As it goes out: first of all it says whose it is, where it has to, and then that it may be a repeat."""
        if row.payload.get("repeat"):
            row = replace(row, payload=with_note(row, self._text(session, row, "repeat")))
        if row.is_beside:
            engagement = session.get_one(Engagement, row.engagement_id)
            row = replace(row, whose=coachings.mark(session, engagement, self.post.wording))
        return row

    def _ready(self, session: Session, row: Row, now: datetime) -> Row | None:
        """The row as it goes out now: a nudge is owned if it was held up on the way.

        None if it does not go: in quiet hours and on the heels of another nudge it waits, and where the next one is due
        that one speaks for it; after a farewell there is none.
        """
        engagement = session.get(Engagement, row.engagement_id or 0) if row.payload.get("nudge") else None
        if engagement is not None and engagement.state == "ended":
            outbox.drop(session, row.id, now)
            return None
        promise = self._promise(session, row)
        if waits_until := self._must_wait(session, row, promise, now):
            outbox.put_back(session, row.id, waits_until)
            return None
        if promise is None or promise.made_by == "coach" or in_time(promise, now):
            return row
        if promise.kind == CHECK_IN and promises.is_passed_by(session, promise, now):
            outbox.drop(session, row.id, now)
            promises.end(session, promise.id, "missed", now, detail=promise.detail or "telegram")
            return None
        zone = engagement.zone if (engagement := session.get(Engagement, promise.engagement_id)) else "UTC"
        if row.payload.get("owned"):  # what it says of its lateness was true when it was written
            if now - row.created_at < HELD_UP:
                return row
            note = self._text(session, row, "written_then", when=(row.created_at, zone))
            return replace(row, payload=with_note(row, note))
        note = self._text(session, row, "late_on_the_way", when=(promise.due_at, zone))
        wrong = {"about": promise.kind, "count": 1, "due_at": promise.due_at.isoformat(), "cause": "telegram"}
        return replace(row, payload={**with_note(row, note), "owned": [promise.id], "repair": wrong})

    def _must_wait(self, session: Session, row: Row, promise: Promise | None, now: datetime) -> datetime | None:
        """Until when a nudge waits: for a talk off the record or quiet hours to end, for a promised one that it held
        up, or apart from the one before it where it can be in time.
        """
        is_nudge = bool(row.payload.get("nudge"))
        talking = off_records.open_in(session, row.chat_id) if is_nudge else None
        if until := off_records.busy_until(talking, now):
            return until
        agreement = self._agreed(session, row) if is_nudge else None
        if agreement is not None and not may_nudge(agreement, now):
            return quiet_ends(agreement, now)
        if row.lane != outbox.NUDGE or not row.resend:
            return None
        if promise is None and now - row.created_at >= HELD_UP and outbox.promised_behind(session, row, now):
            return now + APART
        apart = APART
        if promise is not None and in_time(promise, now):
            waits = (APART, SHORTLY) if promise.window_s >= EVENING_WINDOW_S else (SHORTLY,)
            apart = next((each for each in waits if in_time(promise, now + each)), timedelta())
        last = self._nudged.get(row.chat_id)
        return last + apart if last and now - last < apart else None

    def _agreed(self, session: Session, row: Row) -> Agreement | None:
        """What is agreed on now: it may have changed since this was put into the outbox."""
        engagement = session.get(Engagement, row.engagement_id or 0)
        return agreements.agreed(session, engagement) if engagement else None

    async def _send(self, row: Row) -> None:
        ended = Ended(row, "unknown", error="stopped")
        try:
            ended = await self._request(row)
        finally:
            self._under_way.pop(row.id, None)
            self._reached(ended)
            self._nudges -= row.lane == outbox.NUDGE
            if row.lane == outbox.NUDGE and ended.outcome == "sent":
                self._nudged.keep(row.chat_id, self.clock.now())
            self._ended.append(ended)
            self.sends[ended.outcome] += 1
            self._wake.set()

    def _reached(self, ended: Ended) -> None:
        """Everything rests while Telegram cannot be reached, and goes on at the first answer of any kind."""
        now = self.clock.now()
        if ended.outcome != "unreached":
            self._unreached, self._rests_until = 0, None
        elif self._rests_until is None or now >= self._rests_until:
            self._rests_until = now + timedelta(seconds=_waits_s(self._unreached))
            self._unreached += 1

    async def _request(self, row: Row) -> Ended:
        """One request, and what its answer means."""
        try:
            message_id = await deliver(self.bot, row)
        except RetryAfter as rest:
            after = rest.retry_after
            seconds = after.total_seconds() if isinstance(after, timedelta) else float(after)
            return Ended(row, "later", error="RetryAfter", wait_s=seconds)
        except Forbidden as refused:
            return Ended(row, "blocked", error=type(refused).__name__)
        except BadRequest as refused:
            return Ended(row, "refused", error=type(refused).__name__)
        except NetworkError as failure:
            return self._unclear(row, failure)
        except TelegramError as failure:  # an answer that is none: nobody knows
            return Ended(row, "unknown", error=type(failure).__name__)
        except Exception as failure:  # nothing that could be sent at all, such as half a character
            return Ended(row, "refused", error=type(failure).__name__)
        return Ended(row, "sent", message_id)

    def _unclear(self, row: Row, failure: NetworkError) -> Ended:
        """Again, if it was surely not sent, or if twice is the same as once; else nobody knows."""
        error = type(failure).__name__
        if surely_not_sent(failure):
            return Ended(row, "unreached", error=error, wait_s=_waits_s(row.attempts))
        if row.method == "deleteMessage":
            return Ended(row, "later", error=error, wait_s=_waits_s(row.attempts))
        return Ended(row, "unknown", error=error)

    # What became of it

    def _record(self, session: Session, ended: list[Ended]) -> None:
        for each in ended:
            self._record_one(session, each)

    def _record_one(self, session: Session, ended: Ended) -> None:
        row, now = ended.row, self.clock.now()
        match ended.outcome:
            case "sent":
                outbox.sent(session, row.id, ended.message_id, now)
                self._keep_promise(session, row)
                self._said(session, row)
                self._plan_forgetting(session, row, ended.message_id)
            case "later" | "unreached" if row.attempts < AT_LEAST or now - row.created_at < GIVE_UP_AFTER:
                outbox.retry_later(session, row.id, now + timedelta(seconds=ended.wait_s), ended.error)
            case "unknown":
                outbox.unknown(session, row.id, ended.error, now)
                self._repeat(session, row)
            case "blocked":
                outbox.failed(session, row.id, ended.error, now)
                self._blocked(session, row)
            case _:
                log.error("a message was refused", row=row.id, method=row.method, error=ended.error)
                outbox.failed(session, row.id, ended.error, now)
                self._end_promise(session, row, "undeliverable")

    async def recover(self) -> None:
        """What a dead replica left half sent. Never raises: the next look goes on."""
        try:
            await self.transactions.run(self._recover)
        except Exception as failure:
            log.error("half-sent messages could not be looked at; the next look goes on", error=safe_error(failure))

    def _recover(self, session: Session) -> None:
        """Rows that a killed process was sending: nobody knows whether they arrived."""
        now = self.clock.now()
        before = now if self.alone else now - CUT_OFF_AFTER
        for row in outbox.recover(session, now, before):
            self._repeat(session, row)
        for unsaid in off_records.unsaid(session, before):
            assert unsaid.unsaid_at is not None, "they were asked for by it"
            self._own_unsaid(session, unsaid.id, unsaid.unsaid_at)

    def _repeat(self, session: Session, row: Row) -> None:
        """Send an unknown one again, once, inside a note that it may be a repeat; its promise waits for that."""
        if not row.resend or outbox.resend(session, row.id, {**row.payload, "repeat": True}, self.clock.now()) is None:
            self._end_promise(session, row, "unconfirmed")

    def _text(self, session: Session, row: Row, key: str, *, when: tuple[datetime, str] | None = None) -> str:
        """A note to the chat of this row; `when` is a moment and the zone it is said in."""
        chat = session.get(Chat, row.chat_id)
        language = chat.language if chat else "en"
        values = {"when": say_moment(*when, language, self.clock.now())} if when else {}
        return self.post.wording.text("desk", key, language, **values)

    def _keep_promise(self, session: Session, row: Row) -> None:
        promise, now = self._promise(session, row), self.clock.now()
        if promise is None:
            return
        self._end_promise(session, row, came(promise, now))
        if not in_time(promise, now) and promise.made_by == "bot":
            promises.explain(session, promise, promise.detail or "telegram")

    def _said(self, session: Session, row: Row) -> None:
        """Write down what this message owned, and what it named as having gone wrong, now that it was said."""
        now = self.clock.now()
        for promise_id in row.payload.get("owned", ()):
            if promise := session.get(Promise, promise_id):
                promises.own(session, promise, now)
        outage, wrong = row.payload.get("outage"), row.payload.get("repair")
        named = [(OUTAGE_TOLD, {"outage": outage})] if outage is not None else []
        named += [(REPAIR, wrong)] if wrong else []
        if named and (engagement := session.get(Engagement, row.engagement_id or 0)) is not None:
            for kind, value in named:
                facts.add(session, engagement, kind, value, now)

    def _promise(self, session: Session, row: Row) -> Promise | None:
        return session.get(Promise, row.promise_id) if row.promise_id else None

    def _end_promise(self, session: Session, row: Row, outcome: PromiseOutcome, detail: str | None = None) -> None:
        """What became of the message is what became of its promise. One answer answers all that was asked before."""
        promise, now = self._promise(session, row), self.clock.now()
        if promise is None:
            return
        promises.end(session, promise.id, outcome, now, detail=detail)
        if promise.kind != promises.REPLY:
            return
        for other in promises.replies_open(session, promise.engagement_id):
            if other.made_at <= row.created_at:
                ended = came(other, now) if outcome in ("kept", "late") else outcome
                promises.end(session, other.id, ended, now, detail=detail)

    def _plan_forgetting(self, session: Session, row: Row, message_id: int | None) -> None:
        """A transcript in a coach's chat is deleted after a day."""
        if message_id is None or not (after_s := row.payload.get("forget_after_s")):
            return
        now = self.clock.now()
        # Nobody's: an erasure of the engagement must not take the deletion of its transcript along.
        request = outbox.Request(
            row.chat_id,
            None,
            "deleteMessage",
            {"params": {"message_id": message_id}},
            lane=outbox.NUDGE,
            not_before=now + timedelta(seconds=after_s),
        )
        outbox.put(session, request, now)

    def _blocked(self, session: Session, row: Row) -> None:
        """The person blocked the bot: everything rests, and their coach is told once."""
        now = self.clock.now()
        self._end_promise(session, row, "undeliverable", "blocked")
        newly = block(session, row.chat_id, now)
        engagement = session.get(Engagement, row.engagement_id) if row.engagement_id else None
        chat = engagements.chat_of(session, engagement) if engagement else None
        if newly and engagement and chat and chat.id == row.chat_id:
            for each in (engagement, *engagements.others_of(session, engagement)):
                if each.id == engagement.id or each.state in engagements.RUNS:
                    self.post.to_coach(session, each, "blocked", now)


def in_time(promise: Promise, now: datetime) -> bool:
    return now <= promise.due_at + timedelta(seconds=promise.window_s)


def came(promise: Promise, now: datetime) -> PromiseOutcome:
    """What a promise is whose message arrives now. An answer that a coach gives is never missed."""
    if in_time(promise, now):
        return "kept"
    return "missed" if promise.made_by == "bot" and now - promise.due_at > LATE_FOR else "late"


def with_note(row: Row, note: str) -> dict[str, Any]:
    """The text unchanged behind a note, or behind a note of its own where both are too long for one message."""
    params = row.payload["params"]
    if before := row.payload.get("note"):
        return {**row.payload, "note": f"{note}\n\n{before}"}
    named, limit = ("caption", CAPTION_LIMIT) if row.method in CAPTIONED else ("text", TEXT_LIMIT)
    if row.method in CAPTIONED and named not in params:
        return {**row.payload, "params": {**params, named: note}}
    noted = f"{note}\n\n{params[named]}"
    if length(noted) <= limit:
        return {**row.payload, "params": {**params, named: noted}}
    return {**row.payload, "note": note}


def surely_not_sent(failure: NetworkError) -> bool:
    """A failed connection carried nothing, and an error of the server's own says so."""
    cause = failure.__cause__
    return isinstance(cause, SURELY_NOT_SENT) or (cause is None and type(failure) is NetworkError)


def _waits_s(times: int) -> float:
    return WAITS_S[min(times, len(WAITS_S) - 1)]


def packed(files: dict[str, str]) -> bytes:
    """One file as it is, several as a ZIP."""
    if len(files) == 1:
        return next(iter(files.values())).encode("utf-8", "backslashreplace")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content.encode("utf-8", "backslashreplace"))
    return whole.getvalue()


async def deliver(bot: Bot, row: Row) -> int | None:
    """One request of the outbox to Telegram; the id of the message it became, None if it becomes none."""
    if row.whose:
        row = replace(row, payload=with_note(row, row.whose))
    params = dict(row.payload["params"])
    lane = Lane.NUDGE if row.lane == outbox.NUDGE else Lane.REPLY
    if markup := params.pop("reply_markup", None):
        params["reply_markup"] = InlineKeyboardMarkup.de_json(markup, bot)
    if note := row.payload.get("note"):
        await bot.send_message(row.telegram_id, note, rate_limit_args=lane)  # type: ignore[call-arg]
    if row.method == "sendDocument":
        whole = await asyncio.to_thread(packed, row.payload["files"])
        document = InputFile(whole, filename=row.payload["filename"])
        sent = await bot.send_document(row.telegram_id, document, rate_limit_args=lane, **params)  # type: ignore[call-arg]
        return sent.message_id
    if row.method == "sendPhoto":
        picture = InputFile(await asyncio.to_thread(draw, chart_of(row.payload)), filename="chart.png")
        sent = await bot.send_photo(row.telegram_id, picture, rate_limit_args=lane, **params)  # type: ignore[call-arg]
        return sent.message_id
    if row.method == "deleteMessage":
        with suppress(BadRequest):  # deleted by hand already
            await bot.delete_message(row.telegram_id, **params)
        return None
    sent = await bot.send_message(row.telegram_id, rate_limit_args=lane, **params)  # type: ignore[call-arg]
    return sent.message_id
