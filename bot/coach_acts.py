"""Acts: what a coach does for a client of theirs, from the chat and from the console alike.

Each says what the coach is told of it: `Told`, a key of `flows/coach.toml` with its values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import closing, planning, records
from bot.client_desk import ClientDesk
from bot.post import Post
from bot.scenes import profile_of
from flows import profile
from flows.agreement import may_nudge
from flows.dates import say_day
from flows.facts import ClauseProposed, ConcernClosed, Fact, Paused, ProfileSaved, ProposalAnswered, Resumed
from flows.turn import Dialogues
from flows.values import CoachProfile, Heard, Message, Scene, Turn
from flows.versions import for_coach, name_clause, say_clause
from flows.wording import LANGUAGES
from storage import agreements, engagements, facts, handovers, invitations, notes, promises, proposals, turns
from storage.tables import Coach, Engagement, Proposal
from storage.turns import TurnRows

LABEL_LENGTH = 60


@dataclass(frozen=True)
class Told:
    """`done`: whether anything happened."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    done: bool = True


@dataclass(frozen=True)
class Invited:
    """What lets a client in, to be passed on by the coach; it is kept nowhere."""

    number: int
    code: str


@dataclass(frozen=True)
class Proposing:
    """How far a proposal came. `step` is where the dialogue "proposing" stands: the clause itself where its value was
    not understood or cannot be kept, "sure" where old and new are side by side, "unchanged", or "proposed".
    """

    step: str
    said: str


@dataclass(frozen=True)
class Filled:
    """A profile as it would be: what a client would read first, by language, and `proposed` as the coach reads it.

    `faults` says by step what could not be taken, and how to mend it; with any, nothing is saved.
    """

    faults: Mapping[str, str]
    first_words: Mapping[str, str]
    proposed: str
    facts: tuple[Fact, ...] = ()


class CoachActs:
    def __init__(self, dialogues: Dialogues, post: Post, client_desk: ClientDesk) -> None:
        self.dialogues = dialogues
        self.post = post
        self.client_desk = client_desk
        self.bot_username = ""
        """Known once Telegram was met."""

    def reachable(self, session: Session, engagement: Engagement) -> TurnRows | None:
        """The client's rows; None where nothing would reach them."""
        found = turns.load_engagement(session, engagement.id)
        here = found and found.chat.blocked_at is None and engagement.state not in ("held", "declined", "ended")
        return found if here else None

    # Saying

    def reply(self, session: Session, scene: Scene, engagement: Engagement, words: str, now: datetime) -> Told:
        """The coach's own words to a client, marked as theirs; the oldest open reply promise is kept."""
        client_rows = self.reachable(session, engagement)
        if client_rows is None:
            return Told("not_here", done=False)
        text = self.dialogues.wording.text("desk", "from_coach", engagement.language, coach=scene.coach.name)
        quiet = self._is_quiet(session, engagement, now)
        towards = self.client_desk.towards(session, engagement)
        message = Message(f"{text}\n{words}", towards, author="coach", silent=quiet)
        self.send(session, client_rows, engagement, message, now)
        return Told("replied", {"client": engagements.label(session, engagement)})

    def send(
        self, session: Session, client_rows: TurnRows, engagement: Engagement, message: Message, now: datetime
    ) -> None:
        """To the client; it is the answer that they wait for, if they do."""
        promised = promises.replies_open(session, engagement.id)
        for promise in promised:
            promises.see(session, promise, now)
        promise_id = promised[0].id if promised else None  # the delivery ends it, and all that were asked before
        self.post.say(session, client_rows.chat, engagement, [message], now, promise_id=promise_id)

    def see(self, session: Session, scene: Scene, engagement: Engagement, now: datetime) -> Told:
        """The coach has looked after a client: the concern is closed, and the client sees that it was seen."""
        if engagement.concern == "none":
            return Told("seen.before", done=False)
        client_rows = turns.load_engagement(session, engagement.id)
        if client_rows is not None:
            records.write(session, client_rows, ConcernClosed("coach"), None, self.post, now)
        if client_rows is not None and engagement.state != "ended":
            text = self.dialogues.wording.text("desk", "seen", engagement.language, coach=scene.coach.name)
            self.post.say(session, client_rows.chat, engagement, [Message(text)], now)
        return Told("seen.thanks")

    # Notes

    def note(self, session: Session, _: Scene, engagement: Engagement, line_id: int, words: str, now: datetime) -> bool:
        """Kept on a line for the coach alone, and in the client's export. False where there is no such line."""
        return notes.add(session, engagement, line_id, words, now) is not None

    def unnote(self, session: Session, _: Scene, engagement: Engagement, note_id: int) -> bool:
        return notes.remove(session, engagement, note_id)

    def _is_quiet(self, session: Session, engagement: Engagement, now: datetime) -> bool:
        """Whether a message is to arrive without a sound. Before there is an agreement there are no quiet hours."""
        agreed = agreements.agreed(session, engagement)
        return agreed is not None and not may_nudge(agreed, now)

    # Rest

    def pause(self, session: Session, scene: Scene, engagement: Engagement, until: date | None, now: datetime) -> Told:
        """Nothing is started until then, or until either of them ends it; the client is told so."""
        client_rows = self.reachable(session, engagement)
        if client_rows is None or engagement.state != "active":
            return Told("pause.not_now", done=False)
        today = now.astimezone(ZoneInfo(engagement.zone)).date()
        if until and until <= today:
            return Told("pause.past", done=False)
        fact = Paused(until.isoformat() if until else None, by="coach")
        records.write(session, client_rows, fact, None, self.post, now)
        when = say_day(until, engagement.language, today) if until else ""
        self._tell(session, scene, client_rows, "paused_by_coach.until" if until else "paused_by_coach.open", now, when)
        return Told("pause.done", {"client": engagements.label(session, engagement)})

    def resume(self, session: Session, scene: Scene, engagement: Engagement, now: datetime) -> Told:
        """A pause that the coach began. The client's own is theirs to end."""
        client_rows = self.reachable(session, engagement)
        if client_rows is None or not facts.paused_by_coach(session, engagement):
            return Told("pause.not_yours", done=False)
        records.write(session, client_rows, Resumed(), None, self.post, now)
        self._tell(session, scene, client_rows, "paused_by_coach.over", now)
        return Told("pause.over", {"client": engagements.label(session, engagement)})

    def _tell(
        self, session: Session, scene: Scene, client_rows: TurnRows, key: str, now: datetime, when: str = ""
    ) -> None:
        engagement = client_rows.engagement
        assert engagement is not None, "a client is told in an engagement"
        text = self.dialogues.wording.text("desk", key, engagement.language, coach=scene.coach.name, when=when)
        quiet = self._is_quiet(session, engagement, now)
        message = Message(text, self.client_desk.towards(session, engagement), silent=quiet)
        self.post.say(session, client_rows.chat, engagement, [message], now)

    # The end

    def end(self, session: Session, _: Scene, engagement: Engagement, now: datetime) -> Told:
        """The coach ends it: the client is told at once, without a sound in quiet hours."""
        if engagement.state not in ("active", "paused"):
            return self.cannot_end(session, engagement)
        quiet = self._is_quiet(session, engagement, now)
        was_here = engagements.is_current(session, engagement)
        closing.close(session, engagement, now)
        client_rows = turns.load_engagement(session, engagement.id)
        if client_rows is not None and client_rows.chat.blocked_at is None:
            self.client_desk.begin(session, client_rows, closing.FAREWELL, now, silent=quiet, by="coach")
            if was_here and not engagements.is_current(session, engagement):
                self.client_desk.arrive(session, client_rows.chat, "moved", now)
        return Told("farewell_done", about(session, engagement))

    def cannot_end(self, session: Session, engagement: Engagement) -> Told:
        key = "farewell_before" if engagement.state == "ended" else "farewell_too_early"
        return Told(key, about(session, engagement), done=False)

    # The agreement

    def begin_proposing(
        self, session: Session, scene: Scene, engagement: Engagement, words: str = "", clause: str = ""
    ) -> Turn:
        """The dialogue that both sides have for it; `words` name the clause, or are the value of the one given."""
        wording, binding = self.dialogues.wording, planning.agreed(session, engagement)
        readers = handovers.readers_for_coach(session, engagement.id, binding)
        opened = self.dialogues.start(
            "proposing",
            scene,
            agreement=for_coach(binding, scene.language, wording, readers).to_json(),
            engagement=engagement.id,
            client=engagements.label(session, engagement),
            **({"clause": clause} if clause else {}),
        )
        if not words:
            return opened
        return replace(self.dialogues.answer(Heard("text", words), scene.with_talk(opened.talk)), talk_is="opened")

    def propose(
        self,
        session: Session,
        scene: Scene,
        engagement: Engagement,
        clause: str,
        words: str,
        sure: bool,
        now: datetime,
    ) -> Proposing | Told:
        """A clause otherwise, as it would be typed in the dialogue; put to the client once the coach is sure."""
        if self.reachable(session, engagement) is None:
            return Told("not_here", done=False)
        if agreements.agreed(session, engagement) is None:
            return Told("no_agreement", done=False)
        turn = self.begin_proposing(session, scene, engagement, words, clause)
        if sure and turn.talk and turn.talk.step == "sure":
            step = self.dialogues.flows["proposing"].steps["sure"]
            turn = self.dialogues.advance(step, True, scene.with_talk(turn.talk))
            for fact in turn.facts:
                assert isinstance(fact, ClauseProposed), "a coach decides no clause alone"
                planning.propose(session, engagement, fact.clause, fact.value, now)
        assert turn.talk is not None, "the dialogue was opened"
        return Proposing(turn.talk.step, turn.said[0].text)

    def settle(
        self,
        session: Session,
        scene: Scene,
        engagement: Engagement,
        proposal_id: int,
        accepted: bool,
        now: datetime,
    ) -> Told:
        """The coach's yes or no to what the client proposed; the client hears of it."""
        proposal = standing(session, engagement, proposal_id)
        if proposal is None:
            return Told("answers.closed", done=False)
        value = proposals.value(session, engagement, proposal)
        fact = ProposalAnswered(proposal.id, proposal.clause, value, accepted)
        records.settle_proposal(session, engagement, fact, "client", self.post, now)
        planning.tell_answer(session, engagement, proposal.id, now)
        agreed, wording = planning.agreed(session, engagement), self.dialogues.wording
        values = {
            "client": engagements.label(session, engagement),
            "clause": name_clause(proposal.clause, scene.language, wording),
            "value": say_clause(agreed, proposal.clause, scene.language, wording),
        }
        return Told("answers.accepted" if accepted else "answers.declined", values)

    # The coach's own

    def invite(self, session: Session, rows: TurnRows, scene: Scene, label: str, now: datetime) -> Invited | Told:
        """A client to come, under the name the coach knows them by."""
        assert rows.coach is not None, "a coach invites"
        if not scene.coach.complete:
            return Told("profile_first", done=False)
        if not label or len(label) > LABEL_LENGTH:
            return Told("invite_how", done=False)
        code, engagement = invitations.make_for_client(session, rows.coach, label, now)
        return Invited(engagement.id, code)

    def invite_again(self, session: Session, _: Scene, engagement: Engagement, now: datetime) -> Invited | Told:
        """Another link for a client who has not come; the earlier one opens nothing any more."""
        if engagement.state != "invited":
            return Told("invited_before", done=False)
        coach = session.get_one(Coach, engagement.coach_id)
        return Invited(engagement.id, invitations.renew(session, coach, engagement, now))

    def link(self, code: str) -> str:
        """What a client opens to come in; "" while no bot runs here that could say its name."""
        return start_link(self.bot_username, code) if self.bot_username else ""

    def fill_profile(self, scene: Scene, answers: Mapping[str, str]) -> Filled:
        """The profile with these answers, by step, as they would be typed in the dialogue; "" keeps what stands."""
        faults, made = dict[str, str](), list[Fact]()
        talk = self.dialogues.start("profile", scene.with_talk(None)).talk
        while talk is not None and (step := talk.step) != "whole":
            turn, fault = self._fill(scene.with_talk(talk), step, answers.get(step, "").strip())
            if fault:
                faults[step] = fault
            made += turn.facts
            talk, proposed = turn.talk, turn.said[-1].text
        [saved] = profile.saved(scene.with_talk(talk))
        assert isinstance(saved, ProfileSaved), "what a profile makes"
        return Filled(faults, self._first_words(scene, profile_of(saved.profile)), proposed, (*made, saved))

    def _fill(self, scene: Scene, step: str, words: str) -> tuple[Turn, str]:
        """One answer; and what is wrong with it, where the dialogue would stay with its question."""
        asked = self.dialogues.flows["profile"].steps[step]
        turn = (
            self.dialogues.answer(Heard("text", words), scene) if words else self.dialogues.advance(asked, None, scene)
        )
        if turn.talk is None or turn.talk.step != step:
            return turn, ""
        fault = turn.said[0].text
        turn = self.dialogues.advance(asked, None, scene)
        if turn.talk is not None and turn.talk.step == step:  # it has to be something
            turn = self.dialogues.advance(asked, "\u2026", scene)
        return turn, fault

    def _first_words(self, scene: Scene, coach: CoachProfile) -> dict[str, str]:
        """The first message that a client of this coach gets, by language."""
        client = replace(scene, coach=coach, talk=None, state="onboarding", consented=False)
        return {
            language: self.dialogues.start("onboarding", replace(client, language=language)).said[0].text
            for language in LANGUAGES
        }

    def save_profile(
        self, session: Session, rows: TurnRows, scene: Scene, answers: Mapping[str, str], now: datetime
    ) -> Filled:
        """Saved, if nothing is wrong with it."""
        filled = self.fill_profile(scene, answers)
        for fact in () if filled.faults else filled.facts:
            records.write(session, rows, fact, None, self.post, now)
        return filled


def start_link(bot_username: str, code: str) -> str:
    return f"https://t.me/{bot_username}?start={code}"


def about(session: Session, engagement: Engagement) -> dict[str, object]:
    return {"client": engagements.label(session, engagement), "number": engagement.id}


def standing(session: Session, engagement: Engagement, proposal_id: int | None) -> Proposal | None:
    """What this client proposed and nobody has answered."""
    found = proposals.get(session, engagement.id, proposal_id or 0)
    return found if found and found.state == "open" and found.proposed_by == "client" else None
