"""The desk: one turn is one transaction. Update in; step, facts, both sides' lines and the outbox out.

The one way anything is said or changed. An update is acknowledged by whoever called `take` only after it returns.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import door, records, views
from bot.client_desk import ClientDesk, Direct, Outcome
from bot.clock import Clock
from bot.coach_acts import CoachActs, Filled, Invited, Proposing, Told
from bot.coach_desk import CoachDesk
from bot.door import Incoming, chat_of
from bot.in_work import InTurn
from bot.lately import Lately
from bot.logs import safe_error
from bot.model import Model
from bot.post import Post
from bot.scenes import Scenes
from bot.suspects import Suspects
from bot.transactions import Transactions
from flows.anywhere import command_of
from flows.listening.seat import Answered
from flows.turn import Dialogues
from flows.values import Helpline, Message, Scene
from storage import (
    engagements,
    invitations,
    off_records,
    outbox,
    people,
    promises,
    turns,
    updates,
)
from storage.tables import Engagement
from storage.turns import TurnRows

__all__ = ["Desk", "Filled", "Invited", "Proposing", "Told", "block", "is_off_record"]

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
"""How often an update is tried before it is set aside."""

CHATS_REMEMBERED = 1_000
LEAVES_WITHIN = timedelta(minutes=1)
"""Of groups and channels left lately: more may come from there until that is through."""

REMEMBERED = 10_000

HELD_LOOK_S = 0.1
"""How often it is looked whether another replica is through with a chat."""

HELD_LONGER = timedelta(seconds=2)
"""A chat is held as long as a model may take, and so much longer for the transactions around it."""


class Desk:
    def __init__(
        self,
        transactions: Transactions,
        dialogues: Dialogues,
        clock: Clock,
        *,
        helplines: Sequence[Helpline] = (),
        minimum_age: int = 18,
        console: str = "",
        model: Model | None = None,
        committed: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self.transactions = transactions
        self.dialogues = dialogues
        self.clock = clock
        self.post = Post(dialogues.wording)
        self.model = model
        self.scenes = Scenes(dialogues.wording, helplines, minimum_age, model.seat.host if model else "")
        self.client_desk = ClientDesk(dialogues, self.post, self.scenes, model.seat if model else None)
        self.coach_acts = CoachActs(dialogues, self.post, self.client_desk)
        self.coach_desk = CoachDesk(dialogues, self.post, self.coach_acts, self.client_desk, console)
        self.committed = committed
        self.after_erasure: Callable[[], Awaitable[None]] | None = None
        self.counts = {"updates": 0, "turns": 0, "set_aside": 0}
        self._tried: dict[int, int | None] = {}
        self._not_to_blame: set[int] = set()
        self._suspects = Suspects()
        self._in_turn = InTurn()
        self._left: Lately[int, tuple[int, datetime]] = Lately(CHATS_REMEMBERED)

    # The way of an update

    async def note(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """Count a first try of each update of a batch, before any is processed: one that kills us is counted too."""
        ids = [raw["update_id"] for raw in batch]
        self._tried.update(await self.transactions.run(updates.note_first, ids, self.clock.now()))

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Process one update. Returns once its effects are committed, or it was set aside, or was known.

        Raises what the database raises when it cannot be used: then nothing happened, and it may come again.
        """
        async with self._in_turn.of(chat_of(raw)):
            await self._take(raw)

    async def _take(self, raw: Mapping[str, Any]) -> None:
        update_id = raw["update_id"]
        if update_id not in self._tried:
            await self.note([raw])
        tried = self._tried.pop(update_id)
        if tried is None:
            return
        if tried == 0:
            await self._work_off(raw, 1)
            return
        # Tried before and not done: it may be what ended the process. Alone and counted beforehand, it takes no
        # other update with it when it does so again.
        async with self._suspects.in_turn(tried):
            blameless = update_id in self._not_to_blame
            await self._work_off(raw, tried if blameless else await self._count(update_id))

    async def _count(self, update_id: int) -> int:
        return (await self.transactions.run(updates.note_tries, [update_id], self.clock.now()))[update_id]

    async def _work_off(self, raw: Mapping[str, Any], tries: int) -> None:
        """Try it as often as it may be tried, then set it aside."""
        update_id = raw["update_id"]
        while 0 < tries <= TRIES:
            if (failure := await self._try(raw)) is None:
                return
            log.warning("turn failed", update=update_id, attempt=tries, error=failure)
            await asyncio.sleep(0.05 * tries)
            tries = await self._count(update_id)
        if tries > TRIES:
            await self._set_aside(raw)

    async def _try(self, raw: Mapping[str, Any]) -> str | None:
        """What went wrong, in words that hold none of the client's; None if the turn is done."""
        try:
            incoming = door.read(raw)
            outcome = await self._whole_turn(incoming)
        except OperationalError:
            self._not_to_blame.add(raw["update_id"])
            raise
        except Exception as failure:  # a poison update must not stop its chat
            return safe_error(failure)
        self._not_to_blame.discard(raw["update_id"])
        self.counts["updates"] += 1
        self.committed(outcome)
        if outcome.erased:
            self.client_desk.forget()
            await (self.after_erasure or self.transactions.fold)()
        return None

    async def _whole_turn(self, incoming: Incoming) -> Outcome:
        """One turn in one transaction; or in two, with a language model asked between them.

        The first of the two leaves nothing behind but that the chat is held, so that a kill in between loses nothing
        and no other replica goes on with the chat's next update meanwhile.
        """
        answered: tuple[Answered, ...] = ()
        while (outcome := await self.transactions.run(self._turn, incoming, *answered)).is_to_come:
            if outcome.asks and self.model:
                answered = (await self.model.answer(outcome.asks.asked, outcome.asks.names),)
            else:
                await asyncio.sleep(HELD_LOOK_S)
        return outcome

    # What a coach does at the console

    async def act(
        self,
        coach_id: int,
        act: Callable[Concatenate[Session, TurnRows, Scene, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """What a coach does on their own behalf: one of `coach_acts`. None for who is no coach any more."""
        return await self._act(
            coach_id, None, lambda session, rows, scene, _: act(session, rows, scene, *args, **kwargs)
        )

    async def act_for(
        self,
        coach_id: int,
        number: int,
        act: Callable[Concatenate[Session, Scene, Engagement, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """What a coach does for a client, by the engagement's number. None for one who is not theirs."""

        def acted(session: Session, _: TurnRows, scene: Scene, engagement: Engagement | None) -> T | None:
            return act(session, scene, engagement, *args, **kwargs) if engagement else None

        return await self._act(coach_id, number, acted)

    async def _act(
        self, coach_id: int, number: int | None, act: Callable[[Session, TurnRows, Scene, Engagement | None], T | None]
    ) -> T | None:
        def acted(session: Session) -> T | None:
            rows, now = turns.load_coach(session, coach_id), self.clock.now()
            if rows is None:
                return None
            engagement = engagements.own(session, coach_id, number) if number is not None else None
            if engagement is not None:
                # As a turn of the client's left it: its chat is locked first.
                turns.load_engagement(session, engagement.id)
                session.refresh(engagement)
            return act(session, rows, self.scenes.of(session, rows, None, now), engagement)

        result = await self.transactions.run(acted)
        self.committed(Outcome())
        return result

    async def _set_aside(self, raw: Mapping[str, Any]) -> None:
        self.counts["set_aside"] += 1
        log.error("update set aside", update=raw["update_id"])
        try:
            outcome = await self.transactions.run(self._setting_aside, raw)
        except OperationalError:
            raise
        except Exception as failure:  # not even who wrote it can be made out
            log.error("nothing of it could be kept", update=raw["update_id"], error=safe_error(failure))
            now = self.clock.now()
            await self.transactions.run(
                updates.set_aside, raw["update_id"], "unreadable", "failed three times", now, raw=None
            )
            return
        self.committed(outcome)

    def _setting_aside(self, session: Session, raw: Mapping[str, Any]) -> Outcome:
        """Keep it for the operator, tell the client so, and let the chat go on."""
        now = self.clock.now()
        telegram_id = chat_of(raw)
        rows = turns.load(session, telegram_id) if telegram_id else None
        engagement = rows.engagement if rows and rows.client else None
        consented = engagement is not None and engagement.consent_version is not None
        unwritten = rows is not None and is_off_record(session, rows, raw)
        updates.set_aside(
            session,
            raw["update_id"],
            next((key for key in raw if key != "update_id"), "unknown"),
            "failed three times",
            now,
            raw=views.as_json(raw) if consented and not unwritten else None,
            chat_id=rows.chat.id if rows else None,
            engagement=engagement,
        )
        if rows and engagement and unwritten:
            text = self.dialogues.wording.text("desk", "set_aside_unwritten", engagement.language)
            self.post.aside(session, rows.chat, engagement, [Message(text)], now)
        elif rows and engagement:
            text = self.dialogues.wording.text("desk", "set_aside", engagement.language)
            self.post.say(session, rows.chat, engagement, [Message(text)], now)
        elif rows and rows.coach:
            text = self.dialogues.wording.text("desk", "set_aside", rows.chat.language)
            self.post.to_coach_chat(session, rows.chat, rows.coach, text, now)
        return Outcome()

    # One turn

    def _turn(self, session: Session, incoming: Incoming, answered: Answered | None = None) -> Outcome:
        """One try at a turn. Where it cannot be finished yet, all that it did is taken back."""
        if self.model is None:
            return self._carry_out(session, incoming, None)
        turns.lock(session, incoming.chat_id)
        with session.begin_nested() as effects:
            outcome = self._carry_out(session, incoming, answered)
            if outcome.is_to_come:
                effects.rollback()
                self.counts["turns"] -= 1
        if outcome.asks:
            until = self.clock.now() + self.model.answers_within + HELD_LONGER
            people.hold(session, incoming.chat_id, incoming.update_id, until)
        return outcome

    def _carry_out(self, session: Session, incoming: Incoming, answered: Answered | None) -> Outcome:
        now = self.clock.now()
        if not updates.finish(session, incoming.update_id, now):
            return Outcome()
        self.counts["turns"] += 1
        if incoming.kind == "nothing":
            return Outcome(tap_id=incoming.tap_id)
        if incoming.kind == "elsewhere":
            return self._elsewhere(incoming, now)
        rows = turns.load(session, incoming.chat_id)
        if self.model and rows and rows.chat.held_for is not None:
            if people.is_held(rows.chat, incoming.update_id, now):
                return Outcome(waits=True)
            people.let_go(session, rows.chat)
        if incoming.kind in ("blocked", "unblocked"):
            return self._membership(session, rows, incoming, now)
        if rows and rows.chat.blocked_at:
            people.mark_unblocked(session, rows.chat.id)
        command, code = command_of(incoming.text) if incoming.kind == "text" else ("", "")
        if command == "start" and code:
            return self._open(session, rows, incoming, code, now)
        if rows is None or (rows.coach is None and rows.client is None):
            return Outcome([Direct(incoming.chat_id, self._stranger(incoming))], tap_id=incoming.tap_id)
        if rows.client is None:
            tap_text = self.coach_desk.take(session, rows, incoming, self.scenes.of(session, rows, incoming, now), now)
            menu = [self._coach_menu(incoming)] if command == "console" else []
            return Outcome(menu, tap_id=incoming.tap_id, tap_text=tap_text)
        return self.client_desk.take(session, rows, incoming, now, answered)

    def _elsewhere(self, incoming: Incoming, now: datetime) -> Outcome:
        """In a group or a channel: say so once, and leave. What was said there meanwhile gets no answer."""
        leaving = Direct(incoming.chat_id, leaves=True)
        said_to, said_at = self._left.get(incoming.chat_id) or (incoming.update_id, now)
        # Known by its update: a turn that runs again, because its commit failed, still says it.
        if said_to == incoming.update_id:
            self._left.keep(incoming.chat_id, (said_to, now))
            return Outcome([Direct(incoming.chat_id, self._desk_text("private_only", incoming)), leaving])
        if now - said_at <= LEAVES_WITHIN:
            return Outcome()
        self._left.keep(incoming.chat_id, (said_to, now))
        return Outcome([leaving])

    def _stranger(self, incoming: Incoming) -> str:
        return self.dialogues.wording.text("desk", "stranger", incoming.language)

    def _membership(self, session: Session, rows: TurnRows | None, incoming: Incoming, now: datetime) -> Outcome:
        """Blocking the bot is a fact, not an offence: everything rests until the person writes again."""
        if rows is None:
            return Outcome()
        if incoming.kind == "unblocked":
            people.mark_unblocked(session, rows.chat.id)
        else:
            block(session, rows.chat.id, now)
        return Outcome()

    def _open(self, session: Session, rows: TurnRows | None, incoming: Incoming, code: str, now: datetime) -> Outcome:
        """A start code: whatever is wrong with one, the answer is the same."""
        peeked = invitations.peek(session, code, rows.chat if rows else None, now)
        if peeked and peeked.own and peeked.kind == "client":
            return Outcome([Direct(incoming.chat_id, self._desk_text("own_invitation", incoming))])
        opened = None
        if peeked and not (peeked.kind == "client" and rows and self._is_with(session, rows, peeked.coach_id)):
            chat = people.get_or_make_chat(session, incoming.chat_id, incoming.language, now)
            opened = invitations.open_invitation(session, code, chat, now)
        if opened is None:
            return Outcome([Direct(incoming.chat_id, self._desk_text("bad_code", incoming))])
        if rows and rows.client:
            self.client_desk.leave(session, rows, incoming.said_at or now, now)
        rows = turns.load(session, incoming.chat_id)
        assert rows is not None, "the chat was just made"
        scene = self.scenes.of(session, rows, incoming, now)
        if rows.client is None:
            self.coach_desk.welcome(session, rows, scene, now)
            return Outcome([self._coach_menu(incoming)])
        assert rows.engagement is not None, "an opened invitation has an engagement"
        records.plan_onboarding_nudge(session, rows.engagement, now)
        if engagements.is_beside_another(session, rows.engagement):
            second = Message(self.dialogues.wording.text("turn", "coaches.second", scene.language))
            self.post.aside(session, rows.chat, rows.engagement, [second], now)
        return self.client_desk.save(session, rows, self.dialogues.start("onboarding", scene), None, now)

    def _coach_menu(self, incoming: Incoming) -> Direct:
        text = self.dialogues.wording.text("coach", "console.menu", incoming.language)
        return Direct(incoming.chat_id, text, menu="coach", opens=self.coach_desk.mini_app)

    def _is_with(self, session: Session, rows: TurnRows, coach_id: int) -> bool:
        """Whether a client is with this coach already."""
        own = engagements.for_client(session, rows.client.id) if rows.client else []
        return any(each.coach_id == coach_id and each.state in engagements.RUNS for each in own)

    def _desk_text(self, key: str, incoming: Incoming) -> str:
        return self.dialogues.wording.text("desk", key, incoming.language)


def is_off_record(session: Session, rows: TurnRows, raw: Mapping[str, Any]) -> bool:
    """Whether an update, whatever its shape, may hold words that are not to be kept."""
    if rows.client is None:
        return False
    message = raw.get("message") or raw.get("edited_message")
    told = message if isinstance(message, dict) else {}
    begins = str(told.get("text")).lstrip().lower().startswith("/offrecord")
    sent_at = door.moment_of(told.get("date"))
    covered = sent_at is not None and off_records.covers(session, rows.client.id, sent_at)
    return rows.off_record is not None or begins or covered


def block(session: Session, chat_id: int, now: datetime) -> bool:
    """Nothing goes to this chat any more: what waited is dropped, and its promises end as undeliverable.

    False if it was known to be blocked.
    """
    newly = people.mark_blocked(session, chat_id, now)
    for promise_id in outbox.drop_for_chat(session, chat_id, now):
        promises.end(session, promise_id, "undeliverable", now, detail="blocked")
    return newly
