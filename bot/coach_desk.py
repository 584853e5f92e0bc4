"""The coach's side of the desk: their own dialogue, their clients, and what they may read and say."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot import closing, coachings, handing_over, ledger, live, planning, records, views
from bot.client_desk import ClientDesk
from bot.coach_acts import CoachActs, Told, about, standing
from bot.door import Incoming
from bot.post import Post
from bot.wire import parse_data
from flows.agreement import Agreement, may_nudge
from flows.anywhere import command_of
from flows.dates import say_day, say_moment
from flows.due import next_time
from flows.ears import Hearing
from flows.either import Recurring
from flows.facts import Fact
from flows.showing import agreement_lines, clauses_said
from flows.turn import Dialogues
from flows.values import Button, Heard, Message, Scene, Turn
from flows.versions import for_coach, history_page
from storage import (
    agreements,
    coaches,
    engagements,
    handovers,
    invitations,
    lines,
    off_records,
    promises,
    proposals,
    reads,
    schedules,
    sharing,
    sittings,
    talks,
    turns,
)
from storage.tables import Engagement
from storage.turns import TurnRows

PAGE_LINES = 20
"""Messages a page of a transcript shows in the chat."""

CHOICES_SHOWN = 8


class CoachDesk:
    def __init__(
        self, dialogues: Dialogues, post: Post, acts: CoachActs, client_desk: ClientDesk, console: str
    ) -> None:
        self.dialogues = dialogues
        self.post = post
        self.acts = acts
        self.client_desk = client_desk
        self.console = console
        # Telegram opens only what it can reach over https.
        self.mini_app = f"{console}/app" if console.startswith("https:") else ""
        self.commands = {
            "start": self._start,
            "profile": self._profile,
            "invite": self._invite,
            "clients": self._clients,
            "transcript": self._transcript,
            "reply": self._reply,
            "agreement": self._agreement,
            "propose": self._propose,
            "promises": self._promises,
            "farewell": self._farewell,
            "handover": self._hand_over,
            "talk": self._ask_to_talk,
            "done": self._done,
            "console": self._console,
        }
        self.taps: dict[str, Callable[..., str]] = {
            "seen": self._seen,
            "page": self._page,
            "document": self._document,
            "read": self._read,
            "heard": self._heard,
            "accept": partial(self._settle, accepted=True),
            "decline": partial(self._settle, accepted=False),
            "otherwise": self._otherwise,
            "farewell": self._end,
            "handover": self._ask_to_go_on,
        }

    def take(self, session: Session, rows: TurnRows, incoming: Incoming, scene: Scene, now: datetime) -> str:
        """One message of a coach; what a tap's own little notice says, if it says anything."""
        assert rows.coach is not None, "a coach's turn has a coach"
        if incoming.kind == "tap":
            return self._tap(session, rows, incoming, scene, now)
        name, rest = command_of(incoming.text) if incoming.kind == "text" else ("", "")
        talking = self._talking(session, rows, now)
        # A question of the coach's own dialogue is open: what they write is its answer.
        if talking and rows.talk is None and incoming.kind != "edit" and not incoming.text.startswith("/"):
            self._say_live(session, rows, scene, talking, incoming, now)
        elif incoming.kind == "edit":
            self._answer(session, rows, scene, self._text("edit", scene), now)
        elif name in self.commands:
            self.commands[name](session, rows, scene, rest, now)
        else:
            self._talk(session, rows, scene, Heard(incoming.kind, incoming.text), now)
        return ""

    def welcome(self, session: Session, rows: TurnRows, scene: Scene, now: datetime) -> None:
        """A coach comes in by their link: a word of welcome, then the profile."""
        self._say(session, rows, self._text("welcome", scene), now)
        self._start(session, rows, scene, "", now)

    # Saying

    def _text(self, key: str, scene: Scene, **values: object) -> str:
        return self.dialogues.wording.text("coach", key, scene.language, **values)

    def _say(
        self,
        session: Session,
        rows: TurnRows,
        text: str,
        now: datetime,
        buttons: tuple[tuple[Button, ...], ...] = (),
    ) -> None:
        assert rows.coach is not None, "a coach's turn has a coach"
        self.post.to_coach_chat(session, rows.chat, rows.coach, text, now, buttons=buttons)

    def _answer(self, session: Session, rows: TurnRows, scene: Scene, text: str, now: datetime) -> None:
        """Say something beside the way; an open question of the coach's own dialogue follows."""
        self._keep(session, rows, self.dialogues.digress(text, scene), now)

    def _said(self, session: Session, rows: TurnRows, scene: Scene, told: Told, now: datetime) -> str:
        """What was done is a message; that nothing was to be done is the little notice of the tap."""
        text = self._text(told.key, scene, **told.values)
        if not told.done:
            return text
        self._answer(session, rows, scene, text, now)
        return ""

    # The coach's own dialogue

    def _talk(self, session: Session, rows: TurnRows, scene: Scene, heard: Heard, now: datetime) -> None:
        self._keep(session, rows, self.dialogues.take(heard, scene), now)

    def _keep(self, session: Session, rows: TurnRows, turn: Turn, now: datetime) -> None:
        coach, row = rows.coach, rows.talk
        assert coach is not None, "a coach's turn has a coach"
        if turn.talk is not None:
            if turn.talk_is == "opened":
                if row is not None:
                    talks.end(session, row, "replaced", now)
                row = talks.start(session, coach, turn.talk, now)
            assert row is not None, "a talk goes on in its row"
            talks.save(session, coach, row, turn.talk, now)
            if turn.ended and turn.talk_is == "same":
                talks.end(session, row, turn.ended, now)  # type: ignore[arg-type]
        for fact in turn.facts:
            self._write(session, rows, fact, now)
        for message in turn.said:
            self.post.to_coach_chat(session, rows.chat, coach, message.text, now, buttons=message.buttons, talk=row)

    def _write(self, session: Session, rows: TurnRows, fact: Fact, now: datetime) -> None:
        records.write(session, rows, fact, None, self.post, now)

    def _start(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        if scene.coach.complete:
            self._answer(session, rows, scene, self._text("started", scene, name=scene.coach.name), now)
        elif scene.talk:
            self._answer(session, rows, scene, "", now)
        else:
            self._keep(session, rows, self.dialogues.start("profile", scene), now)

    def _profile(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        if scene.talk and scene.talk.flow == "profile":
            self._answer(session, rows, scene, "", now)
        else:
            self._keep(session, rows, self.dialogues.start("profile", scene), now)

    # Clients

    def _invite(self, session: Session, rows: TurnRows, scene: Scene, label: str, now: datetime) -> None:
        made = self.acts.invite(session, rows, scene, label, now)
        if isinstance(made, Told):
            self._answer(session, rows, scene, self._text(made.key, scene), now)
            if made.key == "profile_first" and scene.talk is None:
                self._keep(session, rows, self.dialogues.start("profile", scene), now)
            return
        days = invitations.LASTS.days
        self._say(session, rows, self._text("invited", scene, client=label, number=made.number, days=days), now)
        link = self.acts.link(made.code)
        self._answer(session, rows, scene, self._text("link", scene, coach=scene.coach.name, link=link), now)

    def _clients(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        assert rows.coach is not None, "a coach's turn has a coach"
        found = engagements.for_coach(session, rows.coach.id)
        if not found:
            self._answer(session, rows, scene, self._text("clients.none", scene), now)
            return
        told = [self._client(session, each, scene) for each in found]
        self._answer(session, rows, scene, "\n".join([self._text("clients.head", scene), *told]), now)

    def _client(self, session: Session, engagement: Engagement, scene: Scene) -> str:
        """One line about one client: never their words."""
        parts = [self._text(f"states.{engagement.state}", scene)]
        if agreements.concern_shows(session, engagement):
            parts.insert(0, self._text("clients.concern", scene))
        if engagement.last_heard_at:
            when = say_moment(engagement.last_heard_at, scene.zone, scene.language, scene.now)
            parts.append(self._text("clients.heard", scene, when=when))
        for schedule in schedules.list_for(session, engagement.id):
            if schedule.kind == "check_in" and schedule.next_due_at and engagement.state == "active":
                when = say_moment(schedule.next_due_at, scene.zone, scene.language, scene.now)
                parts.append(self._text("clients.next", scene, when=when))
        label = engagements.label(session, engagement)
        return f"• {label} (#{engagement.id}): {'; '.join(parts)}"

    def _found(
        self, session: Session, rows: TurnRows, scene: Scene, who: str, command: str, now: datetime
    ) -> Engagement | None:
        """The one client meant; else the coach is told there is none, or asked which."""
        assert rows.coach is not None, "a coach's turn has a coach"
        found = engagements.find(session, rows.coach.id, who) if who else []
        if len(found) == 1:
            return found[0]
        if not found:
            self._answer(session, rows, scene, self._text("no_client", scene, command=command), now)
            return None
        if command != "transcript":
            numbers = ", ".join(f"#{each.id}" for each in found)
            self._answer(session, rows, scene, self._text("which_number", scene, numbers=numbers, command=command), now)
            return None
        buttons = tuple(
            (Button(f"{engagements.label(session, each)} (#{each.id})", f"read {each.id}"),)
            for each in found[:CHOICES_SHOWN]
        )
        self._say(session, rows, self._text("which", scene), now, buttons)
        return None

    # Reading

    def _console(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        """A link into the console that opens once; where Telegram can open it itself, a button too."""
        assert rows.coach is not None, "a coach's turn has a coach"
        link = f"{self.console}/sign-in/{sittings.make_link(session, rows.coach, now)}"
        minutes = int(sittings.LINK_LASTS.total_seconds() // 60)
        text = self._text("console.link", scene, link=link, minutes=minutes)
        here = Button(self._text("console.here", scene), "", self.mini_app)
        self._say(session, rows, text, now, ((here,),) if self.mini_app else ())
        if scene.talk:
            self._answer(session, rows, scene, "", now)

    def _transcript(self, session: Session, rows: TurnRows, scene: Scene, who: str, now: datetime) -> None:
        engagement = self._found(session, rows, scene, who, "transcript", now)
        if engagement:
            self._show(session, rows, scene, engagement, None, now)

    def _show(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        end: int | None,
        now: datetime,
    ) -> None:
        """One page, the latest by default: the reading is logged in the transaction that reads."""
        found = lines.transcript(session, engagement)
        if not found:
            self._answer(session, rows, scene, self._text("transcript.empty", scene), now)
            return
        end = len(found) if end is None else max(min(end, len(found)), 1)
        start = max(end - PAGE_LINES, 0)
        shown = sharing.for_coach(session, engagement, found[start:end])
        reads.by_coach(session, engagement.id, shown, "telegram", now)
        head = self._text(
            "transcript.head", scene,
            client=engagements.label(session, engagement), number=engagement.id,
            first=start + 1, last=end, total=len(found),
        )  # fmt: skip
        buttons = [Button(self._text("transcript.all", scene), f"document {engagement.id}")]
        if start > 0:
            buttons.insert(0, Button(self._text("transcript.older", scene), f"page {engagement.id} {start}"))
        text = f"{head}\n\n{views.printed(shown, self.dialogues.wording, scene.language, engagement.zone)}"
        self.post.to_coach_chat(session, rows.chat, engagement, text, now, buttons=(tuple(buttons),), private=True)

    def _heard(
        self,
        session: Session,
        _: TurnRows,
        scene: Scene,
        engagement: Engagement,
        promise_id: int | None,
        now: datetime,
    ) -> str:
        """The coach has read a message that was passed on to them; the client sees so in /promises."""
        for promise in promises.replies_open(session, engagement.id):
            if promise.id == promise_id:
                promises.see(session, promise, now)
        return self._text("heard_thanks", scene)

    def _tap(self, session: Session, rows: TurnRows, incoming: Incoming, scene: Scene, now: datetime) -> str:
        talk_id, question, choice = parse_data(incoming.data)
        name, *numbers = choice.split()
        if name in self.taps and talk_id == 0 and numbers and all(each.isdecimal() for each in numbers):
            assert rows.coach is not None, "a coach's turn has a coach"
            found = engagements.find(session, rows.coach.id, f"#{numbers[0]}")
            if not found:
                self._answer(session, rows, scene, self._text("no_client", scene, command="clients"), now)
                return ""
            end = int(numbers[1]) if len(numbers) > 1 else None
            return self.taps[name](session, rows, scene, found[0], end, now)
        own = rows.talk is not None and talk_id == rows.talk.id
        self._talk(session, rows, scene, Heard("tap", incoming.text, choice, question if own else 0), now)
        return ""

    def _read(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        end: int | None,
        now: datetime,
    ) -> str:
        self._show(session, rows, scene, engagement, end, now)
        return ""

    _page = _read

    def _document(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        _: int | None,
        now: datetime,
    ) -> str:
        shown = sharing.for_coach(session, engagement, lines.transcript(session, engagement))
        if shown:
            reads.by_coach(session, engagement.id, shown, "telegram", now)
            label = engagements.label(session, engagement)
            content = views.printed(shown, self.dialogues.wording, scene.language, engagement.zone) + "\n"
            caption = self._text("transcript.caption", scene, client=label)
            name = f"transcript-{engagement.id}.txt"
            self.post.document(session, rows.chat, engagement, name, content, caption, now)
        return ""

    def _seen(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        _: int | None,
        now: datetime,
    ) -> str:
        told = self.acts.see(session, scene, engagement, now)
        return self._said(session, rows, scene, told, now)

    # Answering

    def _reply(self, session: Session, rows: TurnRows, scene: Scene, rest: str, now: datetime) -> None:
        """The coach's own words to a client, marked as theirs; the oldest open reply promise is kept."""
        who, words = self._split_client(session, rows, rest)
        if not words:
            self._answer(session, rows, scene, self._text("reply_how", scene), now)
            return
        engagement = self._found(session, rows, scene, who, "reply", now)
        if engagement is not None:
            told = self.acts.reply(session, scene, engagement, words, now)
            self._answer(session, rows, scene, self._text(told.key, scene, **told.values), now)

    def _here(
        self, session: Session, rows: TurnRows, scene: Scene, engagement: Engagement, now: datetime
    ) -> TurnRows | None:
        """The client's rows; None, and the coach is told so, where nothing would reach them."""
        found = self.acts.reachable(session, engagement)
        if found is None:
            self._answer(session, rows, scene, self._text("not_here", scene), now)
        return found

    # A live conversation

    def _talking(self, session: Session, rows: TurnRows, now: datetime) -> Engagement | None:
        """The client whom this coach talks with; one in which nobody wrote for a while is over."""
        assert rows.coach is not None, "a coach's turn has a coach"
        engagement = engagements.live_of(session, rows.coach.id)
        if engagement is None or live.runs(engagement, now):
            return engagement
        live.end_if_silent(session, engagement, self.post, now)
        return None

    def _ask_to_talk(self, session: Session, rows: TurnRows, scene: Scene, who: str, now: datetime) -> None:
        """Ask a client whether they would like to talk now; without a sound in their quiet hours."""
        if talking := self._talking(session, rows, now):
            self._answer(session, rows, scene, self._of("live.runs", scene, session, talking), now)
            return
        if not who:
            self._answer(session, rows, scene, self._text("live.how", scene), now)
            return
        engagement = self._found(session, rows, scene, who, "talk", now)
        client_rows = self._here(session, rows, scene, engagement, now) if engagement else None
        if engagement is None or client_rows is None:
            return
        if client_rows.agreement is None:
            self._answer(session, rows, scene, self._text("no_agreement", scene), now)
            return
        if off_records.busy_until(client_rows.off_record, now) or coachings.held_elsewhere(session, engagement, now):
            self._answer(session, rows, scene, self._of("live.busy", scene, session, engagement), now)
            return
        if client_rows.talk is None or client_rows.talk.flow != live.LIVE:
            quiet = not may_nudge(planning.agreed(session, engagement), now)
            self.client_desk.begin(session, client_rows, live.LIVE, now, silent=quiet)
        self._answer(session, rows, scene, self._of("live.asked", scene, session, engagement), now)

    def _done(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        talking = self._talking(session, rows, now)
        client_rows = turns.load_engagement(session, talking.id) if talking else None
        if client_rows is None:
            self._answer(session, rows, scene, self._text("live.none", scene), now)
        else:
            live.end(session, client_rows, self.post, now)

    def _say_live(
        self, session: Session, rows: TurnRows, scene: Scene, engagement: Engagement, incoming: Incoming, now: datetime
    ) -> None:
        """The coach's words, marked as theirs. Where nothing reaches the client, the conversation is over."""
        client_rows = self._here(session, rows, scene, engagement, now)
        if client_rows is None:
            engagements.set_live(session, engagement, None)
            return
        live.go_on(session, engagement, now)
        if incoming.kind != "text":
            self._answer(session, rows, scene, self._of("live.words_only", scene, session, engagement), now)
            return
        said = self.dialogues.wording.text(
            "desk", "live.from_coach", engagement.language, coach=scene.coach.name, words=incoming.text
        )
        self.acts.send(session, client_rows, engagement, Message(said, author="coach"), now)

    def _of(self, key: str, scene: Scene, session: Session, engagement: Engagement) -> str:
        label = engagements.label(session, engagement)
        return self._text(key, scene, client=label, number=engagement.id)

    # The end

    def _farewell(self, session: Session, rows: TurnRows, scene: Scene, who: str, now: datetime) -> None:
        """Asked once more before a coaching ends."""
        if not who:
            self._answer(session, rows, scene, self._text("farewell_how", scene), now)
            return
        engagement = self._found(session, rows, scene, who, "farewell", now)
        if engagement is None:
            return
        if engagement.state not in ("active", "paused"):
            told = self.acts.cannot_end(session, engagement)
            self._answer(session, rows, scene, self._text(told.key, scene, **told.values), now)
            return
        button = Button(self._text("farewell_button", scene), f"farewell {engagement.id}")
        text = self._text("farewell_sure", scene, **about(session, engagement))
        self._say(session, rows, text, now, ((button,),))

    def _end(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        _: int | None,
        now: datetime,
    ) -> str:
        """The coach ends it: the client is told at once, without a sound in quiet hours."""
        if engagement.state not in ("active", "paused"):
            return self._text("farewell_before", scene)
        quiet = not may_nudge(planning.agreed(session, engagement), now)
        was_here = engagements.is_current(session, engagement)
        closing.close(session, engagement, now)
        client_rows = turns.load_engagement(session, engagement.id)
        if client_rows is not None and client_rows.chat.blocked_at is None:
            self.client_desk.begin(session, client_rows, closing.FAREWELL, now, silent=quiet, by="coach")
            if was_here and not engagements.is_current(session, engagement):
                self.client_desk.arrive(session, client_rows.chat, "moved", now)
        label = engagements.label(session, engagement)
        text = self._text("farewell_done", scene, client=label, number=engagement.id)
        self._answer(session, rows, scene, text, now)
        return ""

    # Another coach

    def _hand_over(self, session: Session, rows: TurnRows, scene: Scene, rest: str, now: datetime) -> None:
        """Asked once more before the client is asked whether another coach goes on with them."""
        assert rows.coach is not None, "a coach's turn has a coach"
        who, called = self._split_client(session, rows, rest)
        if not called:
            self._answer(session, rows, scene, self._text("handover.how", scene), now)
            return
        engagement = self._found(session, rows, scene, who, "handover", now)
        client_rows = self._here(session, rows, scene, engagement, now) if engagement else None
        if engagement is None or client_rows is None:
            return
        found = handing_over.colleagues(session, rows.coach, called)
        if client_rows.agreement is None or len(found) != 1:
            key = "no_agreement" if client_rows.agreement is None else "handover.nobody"
            self._answer(session, rows, scene, self._text(key, scene), now)
            return
        about = {"client": engagements.label(session, engagement), "number": engagement.id}
        new = coaches.called(session, found[0].id)
        button = Button(self._text("handover.button", scene), f"handover {engagement.id} {found[0].id}")
        self._say(session, rows, self._text("handover.sure", scene, new=new, **about), now, ((button,),))

    def _ask_to_go_on(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        coach_id: int | None,
        now: datetime,
    ) -> str:
        """The client is told first, and decides."""
        assert rows.coach is not None, "a coach's turn has a coach"
        to = coaches.get(session, coach_id or 0)
        if to is None or to.id == rows.coach.id or engagement.state not in ("active", "paused"):
            self._answer(session, rows, scene, self._text("handover.nobody", scene), now)
            return ""
        handing_over.ask(session, engagement, to, now)
        told = {"new": coaches.called(session, to.id), "client": engagements.label(session, engagement)}
        self._answer(session, rows, scene, self._text("handover.asked", scene, number=engagement.id, **told), now)
        return ""

    # The agreement

    def _agreement(self, session: Session, rows: TurnRows, scene: Scene, who: str, now: datetime) -> None:
        """What was agreed with a client, how it has changed, and what the client proposes."""
        engagement = self._found(session, rows, scene, who, "agreement", now)
        if engagement is None:
            return
        versions, wording = agreements.versions(session, engagement), self.dialogues.wording
        if not versions:
            self._answer(session, rows, scene, self._text("no_agreement", scene), now)
            return
        agreed, label = planning.agreed(session, engagement), engagements.label(session, engagement)
        when = say_day(
            versions[-1].at.astimezone(scene.local_now.tzinfo).date(), scene.language, scene.local_now.date()
        )
        head = self._text("agreement", scene, client=label, number=engagement.id, version=len(versions), when=when)
        called = {"client": label, "coach": wording.text("agreement", "history.you", scene.language)}

        def shown(agreement: Agreement) -> Agreement:
            readers = handovers.readers_for_coach(session, engagement.id, agreed)
            return for_coach(agreement, scene.language, wording, readers)

        history = history_page(versions, scene, wording, called, shown)
        page = f"{head}\n{agreement_lines(shown(agreed), scene, wording)}\n\n{history}"
        self._answer(session, rows, scene, page, now)
        for each in proposals.list_open(session, engagement.id):
            if each.proposed_by == "client":
                value = proposals.value(session, engagement, each)
                self.post.proposed(session, engagement, each.id, agreed, each.clause, value, now)

    def _propose(self, session: Session, rows: TurnRows, scene: Scene, rest: str, now: datetime) -> None:
        """A clause otherwise, put to the client, who answers in their own chat.

        Another time for check-ins may be said in one line; other words name a clause.
        """
        if not rest:
            self._answer(session, rows, scene, self._text("propose_how", scene), now)
            return
        who, words = self._split_client(session, rows, rest)
        engagement = self._found(session, rows, scene, who or rest, "propose", now)
        if engagement is None or (client_rows := self._here(session, rows, scene, engagement, now)) is None:
            return
        if client_rows.agreement is None:
            self._answer(session, rows, scene, self._text("no_agreement", scene), now)
        elif said := Recurring().hear(words, Hearing(scene.language, scene.local_now)):
            self._propose_times(session, rows, scene, engagement, said, now)
        else:
            self._open_proposing(session, rows, scene, engagement, words, now)

    def _propose_times(
        self, session: Session, rows: TurnRows, scene: Scene, engagement: Engagement, said: str, now: datetime
    ) -> None:
        agreement = planning.agreed(session, engagement)
        asked = clauses_said(agreement.with_clauses({"check_in": said}), scene.language, self.dialogues.wording)
        if next_time(said, agreement, engagement.zone, now) is None:
            self._answer(session, rows, scene, self._text("propose_quiet", scene, quiet=asked["quiet"]), now)
            return
        planning.propose(session, engagement, "check_in", said, now)
        label = engagements.label(session, engagement)
        text = self._text("proposed", scene, client=label, check_ins=asked["check_ins"])
        self._answer(session, rows, scene, text, now)

    def _open_proposing(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        words: str,
        now: datetime,
        **clause: str,
    ) -> None:
        """The dialogue that both sides have for it; `words` name the clause."""
        opened = self.acts.begin_proposing(session, scene, engagement, words, **clause)
        if opened.reading == "unheard":
            self._answer(session, rows, scene, self._text("propose_how", scene), now)
        else:
            self._keep(session, rows, opened, now)

    def _settle(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        proposal_id: int | None,
        now: datetime,
        *,
        accepted: bool,
    ) -> str:
        told = self.acts.settle(session, scene, engagement, proposal_id or 0, accepted, now)
        return self._said(session, rows, scene, told, now)

    def _otherwise(
        self,
        session: Session,
        rows: TurnRows,
        scene: Scene,
        engagement: Engagement,
        proposal_id: int | None,
        now: datetime,
    ) -> str:
        """Another proposal instead of a yes or a no: what the client proposed stands until it is made."""
        proposal = standing(session, engagement, proposal_id)
        if proposal is None:
            return self._text("answers.closed", scene)
        self._open_proposing(session, rows, scene, engagement, "", now, clause=proposal.clause)
        return ""

    def _split_client(self, session: Session, rows: TurnRows, rest: str) -> tuple[str, str]:
        """Client and words of "/reply Maria Virtanen hello": the longest beginning that names a client."""
        assert rows.coach is not None, "a coach's turn has a coach"
        parts = rest.split(maxsplit=4)
        for count in range(min(len(parts) - 1, 4), 0, -1):
            who = " ".join(parts[:count])
            if engagements.find(session, rows.coach.id, who):
                return who, rest.split(maxsplit=count)[count]
        return (parts[0], rest.split(maxsplit=1)[1]) if len(parts) > 1 else ("", "")

    def _promises(self, session: Session, rows: TurnRows, scene: Scene, _: str, now: datetime) -> None:
        """What was promised to each client, with the share that was kept."""
        assert rows.coach is not None, "a coach's turn has a coach"
        page = ledger.coachs_page(session, rows.coach.id, scene, self.dialogues.wording)
        self._answer(session, rows, scene, page, now)
