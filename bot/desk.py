"""The desk: one turn is one transaction. Update in; step, facts, both sides' lines and the outbox out.

The one way anything is said or changed. An update is acknowledged by whoever called `take` only after it returns.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import door, records, views
from bot.clock import Clock
from bot.coach_desk import CoachDesk
from bot.door import Incoming
from bot.lately import Lately
from bot.logs import safe_error
from bot.polling import chat_of
from bot.post import NUDGE, REPLY, Post
from bot.transactions import Transactions
from bot.wire import parse_data
from flows.agreement import Agreement
from flows.anywhere import command_of
from flows.facts import Erased
from flows.turn import Dialogues
from flows.values import CoachProfile, Heard, Helpline, Message, Scene, Turn
from storage import (
    agreements,
    coaches,
    commitments,
    engagements,
    invitations,
    lines,
    outbox,
    people,
    promises,
    talks,
    turns,
    updates,
)
from storage.lines import NewLine
from storage.tables import Agreement as AgreementRow
from storage.tables import Coach, Engagement, Talk
from storage.turns import TurnRows

log = structlog.get_logger(__name__)

TRIES = 3
"""How often an update is tried before it is set aside."""

REMEMBERED = 10_000


@dataclass(frozen=True)
class Direct:
    """Said without a trace in storage: to strangers, in groups, and after an erasure."""

    chat_id: int
    text: str = ""
    leaves: bool = False
    menu: str = ""
    """The role whose command menu this chat gets."""


@dataclass
class Outcome:
    """What is left to do once the turn is committed."""

    direct: list[Direct] = field(default_factory=list)
    tap_id: str = ""
    tap_text: str = ""
    erased: bool = False


class Desk:
    def __init__(
        self,
        transactions: Transactions,
        dialogues: Dialogues,
        clock: Clock,
        *,
        helplines: Sequence[Helpline] = (),
        minimum_age: int = 18,
        bot_username: str = "",
        committed: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self.transactions = transactions
        self.dialogues = dialogues
        self.clock = clock
        self.helplines = tuple(helplines)
        self.minimum_age = minimum_age
        self.post = Post(dialogues.wording)
        self.coach_desk = CoachDesk(dialogues, self.post, bot_username)
        self.committed = committed
        self.counts = {"updates": 0, "turns": 0, "set_aside": 0}
        self._tries: dict[int, int] = {}
        self._albums: Lately[tuple[int, str], bool] = Lately(REMEMBERED)
        self._agreements: Lately[int, Agreement] = Lately(REMEMBERED)
        self._profiles: Lately[bytes, CoachProfile] = Lately(REMEMBERED)

    # The way of an update

    async def note(self, batch: Sequence[Mapping[str, Any]]) -> None:
        """Count a try of each update of a batch, before any is processed: one that kills us is counted too."""
        ids = [raw["update_id"] for raw in batch]
        self._tries.update(await self.transactions.run(updates.note_tries, ids, self.clock.now()))

    async def take(self, raw: Mapping[str, Any]) -> None:
        """Process one update. Returns once its effects are committed, or it was set aside, or was known.

        Raises what the database raises when it cannot be used: then nothing happened, and it may come again.
        """
        update_id = raw["update_id"]
        if update_id not in self._tries:
            await self.note([raw])
        tries = self._tries.pop(update_id)
        while 0 < tries <= TRIES:
            if (failure := await self._try(raw)) is None:
                return
            log.warning("turn failed", update=update_id, attempt=tries, error=failure)
            await asyncio.sleep(0.05 * tries)
            tries = (await self.transactions.run(updates.note_tries, [update_id], self.clock.now()))[update_id]
        if tries > TRIES:
            await self._set_aside(raw)

    async def _try(self, raw: Mapping[str, Any]) -> str | None:
        """What went wrong, in words that hold none of the client's; None if the turn is done."""
        try:
            incoming = door.read(raw)
            outcome = await self.transactions.run(self._turn, incoming)
        except OperationalError:
            raise
        except Exception as failure:  # a poison update must not stop its chat
            return safe_error(failure)
        self.counts["updates"] += 1
        if outcome.erased:
            self._agreements.clear()
            await self.transactions.fold()
        self.committed(outcome)
        return None

    async def _set_aside(self, raw: Mapping[str, Any]) -> None:
        self.counts["set_aside"] += 1
        log.error("update set aside", update=raw["update_id"])
        self.committed(await self.transactions.run(self._setting_aside, raw))

    def _setting_aside(self, session: Session, raw: Mapping[str, Any]) -> Outcome:
        """Keep it for the operator, tell the client so, and let the chat go on."""
        now = self.clock.now()
        telegram_id = chat_of(raw)
        rows = turns.load(session, telegram_id) if telegram_id else None
        engagement = rows.engagement if rows and rows.client else None
        consented = engagement is not None and engagement.consent_version is not None
        updates.set_aside(
            session,
            raw["update_id"],
            next((key for key in raw if key != "update_id"), "unknown"),
            "failed three times",
            now,
            raw=views.as_json(raw) if consented else None,
            chat_id=rows.chat.id if rows else None,
            engagement=engagement,
        )
        if rows and engagement:
            text = self.dialogues.wording.text("desk", "set_aside", engagement.language)
            self.post.say(session, rows.chat, engagement, [Message(text)], now)
        return Outcome()

    # One turn

    def _turn(self, session: Session, incoming: Incoming) -> Outcome:
        now = self.clock.now()
        if not updates.finish(session, incoming.update_id, now):
            return Outcome()
        self.counts["turns"] += 1
        if incoming.kind == "nothing":
            return Outcome(tap_id=incoming.tap_id)
        if incoming.kind == "elsewhere":
            text = self.dialogues.wording.text("desk", "private_only", incoming.language)
            return Outcome([Direct(incoming.chat_id, text), Direct(incoming.chat_id, leaves=True)])
        rows = turns.load(session, incoming.chat_id)
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
            tap_text = self.coach_desk.take(session, rows, incoming, self._scene(session, rows, incoming, now), now)
            return Outcome(tap_id=incoming.tap_id, tap_text=tap_text)
        return self._client_turn(session, rows, incoming, now)

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
        if peeked:
            chat = people.get_or_make_chat(session, incoming.chat_id, incoming.language, now)
            opened = invitations.open_invitation(session, code, chat, now)
        if opened is None:
            return Outcome([Direct(incoming.chat_id, self._desk_text("bad_code", incoming))])
        rows = turns.load(session, incoming.chat_id)
        assert rows is not None, "the chat was just made"
        scene = self._scene(session, rows, incoming, now)
        if rows.client is None:
            self.coach_desk.welcome(session, rows, scene, now)
            return Outcome([Direct(incoming.chat_id, menu="coach")])
        assert rows.engagement is not None, "an opened invitation has an engagement"
        records.plan_onboarding_nudge(session, rows.engagement, now)
        return self._save(session, rows, self.dialogues.start("onboarding", scene), None, now)

    def _desk_text(self, key: str, incoming: Incoming) -> str:
        return self.dialogues.wording.text("desk", key, incoming.language)

    # A client's turn

    def _client_turn(self, session: Session, rows: TurnRows, incoming: Incoming, now: datetime) -> Outcome:
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        engagements.heard(session, engagement, now)
        scene = self._scene(session, rows, incoming, now)
        heard, line = self._hear(session, rows, scene, incoming, now)
        if heard is None:
            return Outcome(tap_id=incoming.tap_id)
        page = views.page(session, engagement, scene, heard, self.dialogues.wording)
        turn = self.dialogues.take(heard, scene) if page is None else self.dialogues.digress(page, scene)
        if scene.state == "onboarding" and turn.reading != "concern":
            records.plan_onboarding_nudge(session, engagement, now)
        outcome = self._save(session, rows, turn, line, now)
        outcome.tap_id = incoming.tap_id
        return outcome

    def _hear(
        self, session: Session, rows: TurnRows, scene: Scene, incoming: Incoming, now: datetime
    ) -> tuple[Heard | None, NewLine | None]:
        """What was said, and the line that keeps it. None: a later picture of an album, which has its answer."""
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        if incoming.kind == "edit":
            return self._hear_edit(session, rows, scene, incoming, now)
        talk_id, question, choice = parse_data(incoming.data)
        own = rows.talk is not None and talk_id == rows.talk.id
        heard = Heard(incoming.kind, incoming.text, choice, question if own else 0)
        line = None
        if scene.consented or incoming.kind == "tap":
            asked = rows.talk
            line = NewLine(
                "client",
                incoming.text,
                now,
                kind=incoming.kind,
                talk_id=asked.id if asked else None,
                flow=asked.flow if asked else None,
                step=asked.step if asked else None,
                message_id=None if incoming.kind == "tap" else incoming.message_id,
            )
        if incoming.album and self._known_album(incoming):
            if line:
                lines.add(session, engagement, line)
            return None, None
        return heard, line

    def _hear_edit(
        self, session: Session, rows: TurnRows, scene: Scene, incoming: Incoming, now: datetime
    ) -> tuple[Heard | None, NewLine | None]:
        assert rows.client is not None, "only a client's edits come here"
        found = lines.by_message_id(session, rows.client.id, incoming.message_id or 0)
        if found is None:
            kind = "edit" if scene.consented else "unkept_edit"
            return Heard(kind, incoming.text), None
        engagement, line = found
        lines.revise(session, engagement, line, incoming.text, now)
        in_talk = rows.talk is not None and line.talk_id == rows.talk.id
        return Heard("edit", incoming.text, answered=(line.step or "") if in_talk else ""), None

    def _known_album(self, incoming: Incoming) -> bool:
        """Whether another picture of this album was answered before: an album is one answer."""
        album = (incoming.chat_id, incoming.album)
        known = self._albums.get(album) is not None
        self._albums.keep(album, True)
        return known

    def _scene(self, session: Session, rows: TurnRows, incoming: Incoming | None, now: datetime) -> Scene:
        """What the dialogue may look at in this turn."""
        engagement = rows.engagement if rows.client else None
        if engagement is None:
            return self._coach_scene(session, rows, now)
        agreement = self._agreement(session, engagement, rows.agreement) if rows.agreement else None
        scene = Scene(
            now=now,
            language=engagement.language,
            zone=engagement.zone,
            region=engagement.region,
            name=engagements.name(session, engagement),
            state=engagement.state,
            consented=engagement.consent_version is not None,
            coach=self._profile(session, rows.coach) if rows.coach else CoachProfile(),
            agreement=agreement,
            concern=engagement.concern,
            concern_at=engagement.concern_at,
            minimum_age=self.minimum_age,
            helplines=self.helplines,
            coach_reachable=rows.coach is not None and rows.coach.chat_id is not None,
        )
        if rows.talk:
            scene = scene.with_talk(talks.value(session, engagement, rows.talk))
        elif rested := talks.resting(session, engagement):
            scene = replace(scene, resting=talks.value(session, engagement, rested))
        if rows.talk is None or (incoming and incoming.text.startswith("/")):
            open_one = commitments.open_one(session, engagement.id)
            text = commitments.text(session, engagement, open_one) if open_one else None
            scene = replace(scene, commitment=text)
        return scene

    def _agreement(self, session: Session, engagement: Engagement, row: AgreementRow) -> Agreement:
        """A version is never changed, so each is opened once."""
        known = self._agreements.get(row.id)
        if known is None:
            known = Agreement.from_json(agreements.clauses(session, engagement, row))
            self._agreements.keep(row.id, known)
        return known

    def _profile(self, session: Session, coach: Coach) -> CoachProfile:
        """Opened again whenever the coach has changed it."""
        known = self._profiles.get(coach.profile)
        if known is None:
            known = profile_of(coaches.profile(session, coach))
            self._profiles.keep(coach.profile, known)
        return known

    def _coach_scene(self, session: Session, rows: TurnRows, now: datetime) -> Scene:
        assert rows.coach is not None, "a chat here is a client's or a coach's"
        talk = talks.value(session, rows.coach, rows.talk) if rows.talk else None
        return Scene(
            now=now,
            language=rows.chat.language,
            zone=rows.coach.zone,
            state="coach",
            consented=True,
            coach=self._profile(session, rows.coach),
            talk=talk,
        )

    def _save(
        self,
        session: Session,
        rows: TurnRows,
        turn: Turn,
        line: NewLine | None,
        now: datetime,
        *,
        lane: int = REPLY,
        promise_id: int | None = None,
    ) -> Outcome:
        """Write the turn down: where the talk is, the facts, the bot's lines, the outbox."""
        engagement = rows.engagement
        assert engagement is not None, "a client's turn has an engagement"
        talk = self._keep_talk(session, engagement, rows.talk, turn, now)
        if line is not None and line.talk_id is None and talk is not None and turn.reading == "answer":
            first = self.dialogues.flows[talk.flow].first.name
            line = replace(line, talk_id=talk.id, flow=talk.flow, step=first)
        erased = any(isinstance(fact, Erased) for fact in turn.facts)
        for fact in turn.facts:
            records.write(session, rows, fact, None if erased else talk, self.post, now)
        if erased:
            return Outcome([Direct(rows.chat.telegram_id, message.text) for message in turn.said], erased=True)
        self.post.say(
            session,
            rows.chat,
            engagement,
            turn.said,
            now,
            heard=line,
            talk=talk,
            lane=lane,
            promise_id=promise_id,
        )
        return Outcome()

    def _keep_talk(
        self, session: Session, engagement: Engagement, row: Talk | None, turn: Turn, now: datetime
    ) -> Talk | None:
        """The row of the talk as the turn left it."""
        if turn.talk is None:
            return row
        if turn.talk_is == "opened":
            if row is not None:
                talks.end(session, row, "resting" if turn.ended == "resting" else put_away_as(row), now)
            row = talks.start(session, engagement, turn.talk, now)
        elif turn.talk_is == "resumed":
            row = talks.resting(session, engagement)
            assert row is not None, "the scene said that a talk rests"
            talks.reopen(session, row, now)
        assert row is not None, "a talk goes on in its row"
        talks.save(session, engagement, row, turn.talk, now)
        if turn.ended and turn.talk_is == "same":
            talks.end(session, row, turn.ended, now)  # type: ignore[arg-type]
        return row

    # What the bot starts

    def nudge(
        self,
        session: Session,
        rows: TurnRows,
        flow: str,
        now: datetime,
        *,
        before: str = "",
        promise_id: int | None,
    ) -> None:
        """Open a dialogue by the bot's own promise."""
        scene = self._scene(session, rows, None, now)
        if rows.engagement and (open_one := commitments.open_one(session, rows.engagement.id)):
            scene = replace(scene, commitment=commitments.text(session, rows.engagement, open_one))
        turn = self.dialogues.start(flow, scene.with_talk(None))
        if before:
            first = turn.said[0]
            turn = replace(turn, said=(replace(first, text=f"{before}\n\n{first.text}"), *turn.said[1:]))
        self._save(session, rows, turn, None, now, lane=NUDGE, promise_id=promise_id)

    def tell(self, session: Session, rows: TurnRows, text: str, now: datetime, *, lane: int = NUDGE) -> None:
        """One message of the bot's own, beside any dialogue."""
        assert rows.engagement is not None, "there is an engagement to tell something in"
        self.post.say(session, rows.chat, rows.engagement, [Message(text)], now, lane=lane)


def put_away_as(row: Talk) -> Any:
    """A talk that gave way to another: "unanswered" if nothing was ever said in it."""
    return "unanswered" if row.question <= 2 and row.misses == 0 else "replaced"


def profile_of(profile: Mapping[str, Any]) -> CoachProfile:
    about = {key: str(profile.get(key, "")) for key in ("name", "approach", "qualifications", "limits")}
    proposal = profile.get("proposal")
    return CoachProfile(**about, proposal=Agreement.from_json(proposal) if proposal else Agreement())


def block(session: Session, chat_id: int, now: datetime) -> bool:
    """Nothing goes to this chat any more: what waited is dropped, and its promises end as undeliverable.

    False if it was known to be blocked.
    """
    newly = people.mark_blocked(session, chat_id, now)
    for promise_id in outbox.drop_for_chat(session, chat_id, now):
        promises.end(session, promise_id, "undeliverable", now, detail="the chat is blocked")
    return newly
