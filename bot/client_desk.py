"""The client's side of the desk: what was said, the dialogue's answer, and all of it written down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import coachings, live, planning, records, views
from bot.door import Incoming
from bot.lately import Lately
from bot.material import material
from bot.off_record import OffRecordTalks
from bot.post import NUDGE, REPLY, Post
from bot.scenes import Scenes
from bot.wire import parse_data, requests
from flows.anywhere import command_of
from flows.facts import CoachingChosen, ConcernRaised, Erased, OffRecordBegun, OffRecordEnded
from flows.listening.seat import Answered, Asked, ModelSeat
from flows.off_record import UNWRITTEN
from flows.risk import Risk
from flows.turn import Dialogues
from flows.values import Button, Heard, Message, Scene, Turn
from storage import commitments, engagements, lines, off_records, talks, turns
from storage.lines import NewLine
from storage.tables import Chat, Engagement, OffRecord, Talk
from storage.turns import TurnRows

ALBUMS_REMEMBERED = 1_000


@dataclass(frozen=True)
class Direct:
    """Said without a trace in storage: to strangers, in groups, off the record, and after an erasure."""

    chat_id: int
    text: str = ""
    markup: Mapping[str, Any] | None = None
    leaves: bool = False
    menu: str = ""
    """The role whose command menu this chat gets."""
    opens: str = ""
    """The Mini App that the button beside its keyboard opens; then the text is that button's."""


@dataclass
class Outcome:
    """What is left to do once the turn is committed."""

    direct: list[Direct] = field(default_factory=list)
    tap_id: str = ""
    tap_text: str = ""
    erased: bool = False
    unsaid: tuple[int, datetime] | None = None
    """What is said directly is a reply off the record, of this row and turn: the client is told if it gets lost."""
    asks: "Asking | None" = None
    """A model is to be asked first: nothing is done yet."""
    waits: bool = False
    """The chat is held for another update: nothing is done yet."""

    @property
    def is_to_come(self) -> bool:
        """Whether the turn is still to be had."""
        return self.asks is not None or self.waits


@dataclass(frozen=True)
class Asking:
    """What a model is to be asked, and the names that it is not shown."""

    asked: Asked
    names: tuple[str, ...]


class ClientDesk:
    def __init__(self, dialogues: Dialogues, post: Post, scenes: Scenes, seat: ModelSeat | None) -> None:
        self.dialogues = dialogues
        self.post = post
        self.scenes = scenes
        self.seat = seat
        self.off_record = OffRecordTalks()
        self._albums: Lately[tuple[int, str], tuple[int, bool]] = Lately(ALBUMS_REMEMBERED)

    def forget(self) -> None:
        """After an erasure nothing of it lingers in memory."""
        self.scenes.forget()
        self.off_record.clear()

    def take(
        self, session: Session, rows: TurnRows, incoming: Incoming, now: datetime, answered: Answered | None = None
    ) -> Outcome:
        """One turn of a client's; `answered` is what came of the model that its first try asked for."""
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        engagements.heard(session, engagement, now)
        said_at = incoming.said_at or now
        if incoming.kind == "tap" and (other := self._of_another(session, rows, incoming)):
            return self._foreign_button(session, rows, other, incoming, now)
        if rows.off_record is not None:
            # Said to be over, it is begun anew by that command, not ended once more.
            anew = rows.off_record.told_at is not None and command_of(incoming.text)[0] == "offrecord"
            if off_records.holds(rows.off_record, said_at) and not anew:
                return self._take_off_record(session, rows, rows.off_record, incoming, said_at, now)
            off_records.close(session, rows.off_record)
        scene = self.scenes.of(session, rows, incoming, now)
        heard, line = self._hear(session, rows, scene, incoming, now)
        if heard is None:
            return Outcome(tap_id=incoming.tap_id)
        heard = replace(heard, finding=self.dialogues.look(heard, scene))
        if engagement.live_until is not None and self._live(session, rows, scene, heard, line, now):
            return Outcome(tap_id=incoming.tap_id)
        scene = self.scenes.with_denials(session, engagement, scene, heard)
        scene = replace(scene, about=self._material(session, engagement, self.dialogues.anywhere.opens(heard), scene))
        page = self._page(session, engagement, scene, heard)
        listener = self.seat.listener(answered) if self.seat and scene.model_may_listen else None
        scene = replace(scene, listener=listener)
        turn = self.dialogues.take(heard, scene) if page is None else self.dialogues.digress(page, scene)
        if listener and listener.asks:
            return Outcome(asks=Asking(listener.asks, self._names(session, engagement, scene)))
        if turn.reading == "apart":
            return self._say_apart(session, rows, turn, incoming, now)
        if OffRecordBegun() in turn.facts:
            self._begin_off_record(session, rows, turn, said_at, now)
            return Outcome(tap_id=incoming.tap_id)
        if scene.state == "onboarding" and turn.reading != "concern":
            records.plan_onboarding_nudge(session, engagement, now)
        outcome = self.save(session, rows, turn, line, now)
        outcome.tap_id = incoming.tap_id
        return outcome

    # Several coachings

    def _say_apart(self, session: Session, rows: TurnRows, turn: Turn, incoming: Incoming, now: datetime) -> Outcome:
        """What is about another coaching too: it stands in no transcript."""
        chosen = [fact.number for fact in turn.facts if isinstance(fact, CoachingChosen)]
        if chosen:
            self.leave(session, rows, incoming.said_at or now, now)
            engagements.make_current(session, session.get_one(Engagement, chosen[0]))
            self.arrive(session, rows.chat, "chosen", now)
        else:
            self.save(session, rows, turn, None, now)
        return Outcome(tap_id=incoming.tap_id)

    def leave(self, session: Session, rows: TurnRows, said_at: datetime, now: datetime) -> None:
        """The client goes to another coaching: what can only be where they are is over here. An open talk waits."""
        engagement, row = rows.engagement, rows.off_record
        assert engagement is not None, "a client has an engagement"
        if engagement.live_until is not None:
            live.end(session, rows, self.post, now)
        if row is not None and row.ended_at is None:
            over = self.dialogues.wording.text("off_record", "over", engagement.language)
            if row.told_at is None:
                self.post.aside(session, rows.chat, engagement, [Message(over)], now)
            off_records.end(session, engagement, row, said_at, now)
            self.off_record.forget(row)

    def arrive(self, session: Session, chat: Chat, key: str, now: datetime) -> None:
        """The client is in another coaching than before: that is said, and what is open there is asked again."""
        rows = turns.load(session, chat.telegram_id)
        assert rows is not None, "the chat is known"
        assert rows.engagement is not None, "they have come to an engagement"
        told, turn = self.dialogues.anywhere.arrived(key, self.scenes.of(session, rows, None, now))
        self.post.aside(session, rows.chat, rows.engagement, [Message(told)], now)
        if turn is not None:
            self.save(session, rows, turn, None, now)

    def _of_another(self, session: Session, rows: TurnRows, incoming: Incoming) -> Engagement | None:
        """The other coaching that a tapped button belongs to; None for one of this."""
        assert rows.engagement is not None, "a client has an engagement"
        talk_id, _, choice = parse_data(incoming.data)
        if command_of(choice)[0] == "coaches" or (rows.talk is not None and talk_id == rows.talk.id):
            return None
        others = {each.id: each for each in engagements.others_of(session, rows.engagement)}
        if not others:
            return None
        assert rows.client is not None, "only a client has several"
        found = lines.by_message_id(session, rows.client.id, incoming.message_id or 0)
        of = found[0] if found else session.get(Talk, talk_id) or session.get(OffRecord, talk_id)
        number = of.id if isinstance(of, Engagement) else of.engagement_id if of else None
        return others.get(number or 0)

    def _foreign_button(
        self, session: Session, rows: TurnRows, other: Engagement, incoming: Incoming, now: datetime
    ) -> Outcome:
        """A button of another coaching does nothing here, and its coaching is a tap away."""
        scene = self.scenes.of(session, rows, incoming, now)
        scene = replace(scene, off_record=off_records.holds(rows.off_record, now))
        turn = self.dialogues.anywhere.of_another(coachings.coach_of(session, other), other.id, scene)
        self.save(session, rows, self.dialogues.marked(turn, scene), None, now)
        return Outcome(tap_id=incoming.tap_id)

    def towards(self, session: Session, engagement: Engagement) -> tuple[tuple[Button, ...], ...]:
        """The button that takes the client to this coaching; none where they are in it."""
        if engagements.is_current(session, engagement):
            return ()
        coach, wording = coachings.coach_of(session, engagement), self.dialogues.wording
        label = wording.text("turn", "coaches.towards", engagement.language, coach=coach)
        return ((Button(label, f"/coaches {engagement.id}"),),)

    def _waits_elsewhere(self, session: Session, engagement: Engagement, turn: Turn) -> Turn:
        """A question in a coaching that the client is not in waits until they come to it: an answer typed now would go
        into the other one. That it was offered stands in no transcript.
        """
        towards = self.towards(session, engagement)
        if turn.ended == "done" or turn.talk is None or not towards:
            return turn
        key = "elsewhere_live" if turn.talk.flow == live.LIVE else "elsewhere"
        coach = coachings.coach_of(session, engagement)
        offer = self.dialogues.wording.text("desk", key, engagement.language, coach=coach)
        return replace(turn, said=(Message(offer, towards),), reading="apart")

    # A live conversation

    def _live(
        self, session: Session, rows: TurnRows, scene: Scene, heard: Heard, line: NewLine | None, now: datetime
    ) -> bool:
        """What is said while client and coach talk; False where the bot is to answer as ever: it is over, or this is
        for the bot.
        """
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        if not live.runs(engagement, now):
            live.end(session, rows, self.post, now)
            return False
        line = line and replace(line, flow=live.LIVE)
        name = command_of(heard.text)[0] if heard.kind == "text" else ""
        if rows.talk is not None or heard.kind == "tap" or name in live.TOO or views.asks_for_page(heard):
            return False
        if name == "done":
            self._keep_line(session, engagement, line)
            live.end(session, rows, self.post, now)
        elif words := live.words_for_coach(heard):
            self._pass_across(session, rows, scene, replace(heard, text=words), line, now)
        elif heard.finding and heard.finding.risk is Risk.CRISIS:
            self.save(session, rows, self.dialogues.take(heard, scene), line, now)
        else:
            key = "later" if name else "edit" if "edit" in heard.kind else "words_only"
            self._beside(session, rows, scene, key, line, now)
        return True

    def _pass_across(
        self, session: Session, rows: TurnRows, scene: Scene, heard: Heard, line: NewLine | None, now: datetime
    ) -> None:
        """The client's words to the coach. Words of danger get help first, and go as a message that is promised an
        answer.
        """
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        live.go_on(session, engagement, now)
        if heard.finding and heard.finding.risk is Risk.CRISIS:
            meant = replace(heard, kind="text", text=f"/coach {heard.text}")
            self.save(session, rows, self.dialogues.take(meant, scene), line, now)
        elif self.post.to_coach(session, engagement, "live.from_client", now, words=heard.text):
            if self.dialogues.anywhere.is_call_for_help(heard.text):
                self.save(session, rows, self.dialogues.take(Heard("text", "/sos"), scene), line, now)
            else:
                self._keep_line(session, engagement, line and replace(line, shared=True))
        else:
            engagements.set_live(session, engagement, None)
            self._beside(session, rows, scene, "gone", line, now)

    def _beside(
        self, session: Session, rows: TurnRows, scene: Scene, key: str, line: NewLine | None, now: datetime
    ) -> None:
        text = self.dialogues.wording.text("desk", f"live.{key}", scene.language, coach=scene.coach.name)
        self.save(session, rows, self.dialogues.digress(text, scene), line, now)

    def _keep_line(self, session: Session, engagement: Engagement, line: NewLine | None) -> None:
        if line is not None:
            lines.add(session, engagement, line)

    # Off the record

    def _begin_off_record(self, session: Session, rows: TurnRows, turn: Turn, said_at: datetime, now: datetime) -> None:
        """An open talk rests meanwhile, and a live conversation is over."""
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        if engagement.live_until is not None:
            live.end(session, rows, self.post, now)
        if rows.talk is not None:
            talks.end(session, rows.talk, "resting", now)
        off_records.begin(session, engagement, said_at, now)
        planning.end_off_record_later(session, engagement, now)
        self._say_aside(session, rows, turn, now)

    def _take_off_record(
        self,
        session: Session,
        rows: TurnRows,
        row: OffRecord,
        incoming: Incoming,
        said_at: datetime,
        now: datetime,
    ) -> Outcome:
        """A turn of which nothing is kept but what a command does, and that a concern was raised."""
        is_last = row.told_at is not None or off_records.is_quiet(row, said_at)
        row.heard_at = max(row.heard_at, said_at)
        if incoming.album and self._has_its_answer(incoming):
            return Outcome()
        turn = self._turn_off_record(session, rows, row, incoming, now)
        if any(isinstance(fact, CoachingChosen) for fact in turn.facts):
            return self._say_apart(session, rows, turn, incoming, now)
        if OffRecordEnded() in turn.facts:
            outcome = self._leave_off_record(session, rows, row, turn, said_at, now)
        else:
            self.off_record.keep(turn, row, incoming.update_id)
            outcome = self._say_off_record(session, rows, row, turn, is_last, now)
        outcome.tap_id = incoming.tap_id
        return outcome

    def _turn_off_record(
        self, session: Session, rows: TurnRows, row: OffRecord, incoming: Incoming, now: datetime
    ) -> Turn:
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        scene = self.off_record.scene(self.scenes.of(session, rows, incoming, now), row, incoming.update_id)
        heard = self.off_record.heard(incoming, scene, row)
        heard = replace(heard, finding=self.dialogues.look(heard, scene))
        scene = self.scenes.with_denials(session, engagement, scene, heard)
        scene = replace(scene, about=self._material(session, engagement, self.dialogues.anywhere.opens(heard), scene))
        page = self._page(session, engagement, scene, heard)
        if page is None:
            return self.dialogues.take(heard, scene)
        return self.dialogues.marked(self.dialogues.digress(page, scene), scene)

    def _say_off_record(
        self, session: Session, rows: TurnRows, row: OffRecord, turn: Turn, is_last: bool, now: datetime
    ) -> Outcome:
        """The reply stands nowhere but in the request that sends it. Help has no word of the client's, and has to come
        through, so it goes by the outbox.
        """
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        if row.asked or row.rests:
            row.told_at = None  # what was asked, or shown, is not over yet
        elif is_last:
            turn = _with_note(turn, self._tell_over(session, engagement, row, now))
        if any(isinstance(fact, ConcernRaised) for fact in turn.facts):
            return self._say_aside(session, rows, turn, now)
        for fact in turn.facts:
            records.write(session, rows, fact, None, self.post, now)
        row.unsaid_at = now
        whose = self._whose(session, engagement)
        said = [replace(each, text=f"{whose}{each.text}") for each in turn.said]
        going = [params for each in said for params in requests(each, row.id, 0)]
        direct = [Direct(rows.chat.telegram_id, each["text"], each.get("reply_markup")) for each in going]
        return Outcome(direct, unsaid=(row.id, now))

    def _whose(self, session: Session, engagement: Engagement) -> str:
        """Whose a message is that stands in no outbox; "" where that is plain."""
        beside = engagements.is_beside_another(session, engagement)
        return f"{coachings.mark(session, engagement, self.dialogues.wording)}\n\n" if beside else ""

    def _leave_off_record(
        self, session: Session, rows: TurnRows, row: OffRecord, turn: Turn, said_at: datetime, now: datetime
    ) -> Outcome:
        """By /offrecord, or by a command that opens what is written down."""
        assert rows.engagement is not None, "a client has an engagement"
        off_records.end(session, rows.engagement, row, said_at, now)
        self.off_record.forget(row)
        if turn.talk and turn.talk.flow not in UNWRITTEN:
            return self.save(session, rows, turn, None, now)
        return self._say_aside(session, rows, turn, now)

    def _say_aside(self, session: Session, rows: TurnRows, turn: Turn, now: datetime) -> Outcome:
        """What has no word of the client's comes through for sure, and stands in no line of the transcript."""
        assert rows.engagement is not None, "a client has an engagement"
        for fact in turn.facts:
            records.write(session, rows, fact, None, self.post, now)
        self.post.aside(session, rows.chat, rows.engagement, turn.said, now)
        return Outcome()

    def end_off_record(self, session: Session, rows: TurnRows, now: datetime) -> None:
        """The quiet hour has passed: the client is told, without a sound, that it is over."""
        assert rows.engagement is not None, "a client has an engagement"
        said = Message(self._over(session, rows, now), silent=True)
        self.post.aside(session, rows.chat, rows.engagement, [said], now)

    def _over(self, session: Session, rows: TurnRows, now: datetime) -> str:
        """What is said with anything that ends it: "" where they are not off the record, or were told."""
        row, engagement = rows.off_record, rows.engagement
        if row is None or engagement is None or row.told_at is not None:
            return ""
        return self._tell_over(session, engagement, row, now)

    def _tell_over(self, session: Session, engagement: Engagement, row: OffRecord, now: datetime) -> str:
        off_records.tell(session, engagement, row, now)
        self.off_record.forget(row)
        return self.dialogues.wording.text("off_record", "over_quiet", engagement.language)

    def _names(self, session: Session, engagement: Engagement, scene: Scene) -> tuple[str, ...]:
        """What the client and those around this coaching are called, as far as it is known here."""
        contact = scene.agreement.contact if scene.agreement else ""
        close = re.findall(r"\b[^\W\d_a-zåäö][^\W\d_]+", contact)
        return (scene.name, scene.coach.name, engagements.label(session, engagement), *close)

    def _page(self, session: Session, engagement: Engagement, scene: Scene, heard: Heard) -> str | None:
        """A page that was asked for; words of danger are heard before anything they were typed behind."""
        in_danger = heard.finding is not None and heard.finding.risk is Risk.CRISIS
        if in_danger or not views.asks_for_page(heard):
            return None
        return views.page(session, engagement, scene, heard, self.dialogues.wording)

    def _hear(
        self, session: Session, rows: TurnRows, scene: Scene, incoming: Incoming, now: datetime
    ) -> tuple[Heard | None, NewLine | None]:
        """What was said, and the line that keeps it. None: a later picture of an album, which has its answer."""
        engagement = rows.engagement
        assert engagement is not None, "a client has an engagement"
        if scene.state == "ended" and incoming.kind != "tap":  # said after the end, it is heard and not kept
            return Heard("text", incoming.text), None
        if incoming.kind == "edit":
            return self._hear_edit(session, rows, scene, incoming, now)
        talk_id, question, choice = parse_data(incoming.data)
        own = rows.talk is not None and talk_id == rows.talk.id
        heard = Heard(incoming.kind, incoming.text, choice, question if own else 0)
        line = None
        if scene.consented or incoming.kind == "tap":
            asked = rows.talk
            # Whatever was typed behind that command was not meant to be kept.
            off_record = command_of(incoming.text)[0] == "offrecord"
            line = NewLine(
                "client",
                "/offrecord" if off_record else incoming.text,
                now,
                kind=incoming.kind,
                talk_id=asked.id if asked else None,
                flow=asked.flow if asked else None,
                step=asked.step if asked else None,
                message_id=None if incoming.kind == "tap" else incoming.message_id,
            )
        if incoming.album and self._has_its_answer(incoming):
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
            if incoming.sent_at and off_records.covers(session, rows.client.id, incoming.sent_at):
                return Heard("off_record_edit", incoming.text), None
            if not scene.consented:
                return Heard("unkept_edit", incoming.text), None
            unknown = NewLine("client", incoming.text, now, kind="edit", message_id=incoming.message_id)
            return Heard("new_edit", incoming.text), unknown
        engagement, line = found
        lines.revise(session, engagement, line, incoming.text, now)
        in_talk = rows.talk is not None and line.talk_id == rows.talk.id
        return Heard("edit", incoming.text, answered=(line.step or "") if in_talk else ""), None

    def _has_its_answer(self, incoming: Incoming) -> bool:
        """Whether another picture of this album was its answer: the first one with words, else the first one.

        Known by its message, so that its own second try is no later picture. Danger is never passed over.
        """
        album, picture = (incoming.chat_id, incoming.album), incoming.message_id or 0
        answer, had_words = self._albums.get(album) or (picture, False)
        if answer == picture or (incoming.text and not had_words):
            self._albums.keep(album, (picture, bool(incoming.text)))
            return False
        return self.dialogues.screen.look(incoming.text).risk is not Risk.CRISIS

    def save(
        self,
        session: Session,
        rows: TurnRows,
        turn: Turn,
        line: NewLine | None,
        now: datetime,
        *,
        lane: int = REPLY,
        promise_id: int | None = None,
        carries: Mapping[str, object] | None = None,
    ) -> Outcome:
        """Write the turn down: where the talk is, the facts, the bot's lines, the outbox."""
        engagement, chat, client = rows.engagement, rows.chat, rows.client
        assert engagement is not None, "a client's turn has an engagement"
        assert client is not None, "a client's turn has a client"
        was_in, telegram_id = client.current_engagement_id, chat.telegram_id
        talk = self._keep_talk(session, engagement, rows.talk, turn, now)
        if line is not None and line.talk_id is None and talk is not None and turn.reading == "answer":
            first = self.dialogues.flows[talk.flow].first.name
            line = replace(line, talk_id=talk.id, flow=talk.flow, step=first)
        erased = any(isinstance(fact, Erased) for fact in turn.facts)
        for fact in turn.facts:
            records.write(session, rows, fact, None if erased else talk, self.post, now)
        if erased and turns.load(session, telegram_id):
            self.arrive(session, chat, "erased", now)
            return Outcome(erased=True)
        if erased:
            return Outcome([Direct(telegram_id, message.text) for message in turn.said], erased=True)
        if turn.reading == "apart":
            self.post.aside(
                session,
                chat,
                engagement,
                turn.said,
                now,
                talk=talk,
                lane=lane,
                promise_id=promise_id,
                carries=carries,
            )
            return Outcome()
        self.post.say(
            session,
            chat,
            engagement,
            turn.said,
            now,
            heard=line,
            talk=talk,
            lane=lane,
            promise_id=promise_id,
            carries=carries,
        )
        if client.current_engagement_id != was_in:
            self.arrive(session, chat, "moved", now)
        return Outcome()

    def _keep_talk(
        self, session: Session, engagement: Engagement, row: Talk | None, turn: Turn, now: datetime
    ) -> Talk | None:
        """The row of the talk as the turn left it."""
        if turn.talk is None:
            return row
        if turn.talk_is == "opened":
            if row is not None:
                talks.end(session, row, turn.ended or put_away_as(row), now)  # type: ignore[arg-type]
            return talks.start(session, engagement, turn.talk, now)
        if turn.talk_is == "resumed":
            if row is not None:
                talks.end(session, row, "done", now)
            row = talks.resting(session, engagement)
            assert row is not None, "the scene said that a talk rests"
            talks.reopen(session, row, now)
        assert row is not None, "a talk goes on in its row"
        talks.save(session, engagement, row, turn.talk, now)
        if turn.ended:
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
        about: Mapping[str, Any] | None = None,
        carries: Mapping[str, object],
    ) -> None:
        """Open a dialogue by the bot's own promise; `about` is what its schedule keeps, `before` is what is to be owned
        first. `carries`: see `Deliveries`.
        """
        assert rows.engagement is not None, "a promise belongs to an engagement"
        scene = self.scenes.of(session, rows, None, now)
        scene = replace(scene, about={**self._material(session, rows.engagement, flow, scene), **(about or {})})
        if asked := self._commitment(session, rows, scene):
            scene = replace(scene, commitment=asked, commitment_number=scene.about["commitment"])
        turn = self._waits_elsewhere(session, rows.engagement, self.dialogues.start(flow, scene.with_talk(None)))
        if before := "\n\n".join(filter(None, (self._over(session, rows, now), before))):
            first = turn.said[0]
            turn = replace(turn, said=(replace(first, text=f"{before}\n\n{first.text}"), *turn.said[1:]))
        carries = {"nudge": True, **carries}
        self.save(session, rows, turn, None, now, lane=NUDGE, promise_id=promise_id, carries=carries)

    def begin(self, session: Session, rows: TurnRows, flow: str, now: datetime, *, silent: bool, **given: Any) -> None:
        """Open a dialogue because the coach asked for it, with the notes given; an open question rests meanwhile."""
        assert rows.engagement is not None, "a coach asks for it in an engagement"
        if rows.off_record is not None:
            self.off_record.forget(rows.off_record)
        scene = self.scenes.of(session, rows, None, now)
        scene = replace(scene, about=self._material(session, rows.engagement, flow, scene))
        turn = self.dialogues.start(flow, scene, aside="aside", **given)
        is_over = turn.ended == "done"
        turn = self._waits_elsewhere(session, rows.engagement, turn)
        said = tuple(replace(each, silent=silent) for each in turn.said)
        turn = replace(turn, said=said, ended="resting" if scene.talk else "")
        self.save(session, rows, turn, None, now)
        talk = talks.open_talk(session, rows.engagement)
        if is_over and talk is not None:
            talks.end(session, talk, "done", now)

    def _material(self, session: Session, engagement: Engagement, flow: str, scene: Scene) -> dict[str, Any]:
        return material(session, engagement, flow, scene, self.dialogues.listener)

    def _commitment(self, session: Session, rows: TurnRows, scene: Scene) -> str | None:
        """The words of the commitment a nudge is about; None if it is about none."""
        number = scene.about.get("commitment")
        if rows.engagement is None or number is None:
            return None
        row = commitments.get(session, rows.engagement.id, number)
        return commitments.text(session, rows.engagement, row) if row else None

    def tell(
        self,
        session: Session,
        rows: TurnRows,
        text: str,
        now: datetime,
        *,
        carries: Mapping[str, object] | None = None,
    ) -> None:
        """One nudge of the bot's own, beside any dialogue."""
        assert rows.engagement is not None, "there is an engagement to tell something in"
        carries = {"nudge": True, **(carries or {})}
        text = "\n\n".join(filter(None, (self._over(session, rows, now), text)))
        said = Message(text, self.towards(session, rows.engagement))
        self.post.say(session, rows.chat, rows.engagement, [said], now, lane=NUDGE, carries=carries)


def _with_note(turn: Turn, note: str) -> Turn:
    last = turn.said[-1]
    return replace(turn, said=(*turn.said[:-1], replace(last, text=f"{last.text}\n\n{note}".strip())))


def put_away_as(row: Talk) -> Any:
    """A talk that gave way to another: "unanswered" if nothing was ever said in it."""
    return "unanswered" if row.question <= 2 and row.misses == 0 else "replaced"
