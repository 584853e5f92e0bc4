"""Nudges: what the bot starts by itself, one engagement at a time, and how each promise of it ends.

All that is due in an engagement is looked at together. What rests is skipped; what must wait waits; of several that
have passed, one message speaks for all. A check-in that comes after its window is owned first: which one, by how
much, and why if that is known; then the client does it now or leaves it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from bot import coachings, planning, records
from bot.claiming import WINDOW_S
from bot.delivery import LATE_FOR
from bot.desk import Desk
from bot.owning import Owning
from bot.planning import (
    AFTERCARE,
    ANSWERED,
    CHECK_IN,
    CLOCKS,
    COACH_LEFT,
    COMMITMENT,
    FOLLOW_UP,
    HANDOVER,
    OFF_RECORD,
    PROPOSAL,
    PULSE,
    REPAIR,
    REVIEW,
)
from bot.records import ONBOARDING_NUDGE, OUTAGE, SILENCE, SILENT_FOR
from flows.agreement import Agreement, may_nudge, quiet_ends
from flows.dates import say_zone
from flows.due import by_day
from flows.showing import next_check_in
from flows.versions import name_clause, say_clause
from storage import beats, facts, lines, occurrences, off_records, outbox, promises, proposals, schedules, turns
from storage.tables import Engagement, Occurrence, Promise, Schedule
from storage.turns import TurnRows

MID_TALK = timedelta(minutes=30)
"""Somebody who wrote within this time is in the middle of a talk, and is not interrupted."""

ON_ITS_WAY = timedelta(minutes=1)
WINDOW = timedelta(seconds=WINDOW_S)
Due = tuple[Occurrence, Promise | None]


class Nudges:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.owning = Owning(desk.dialogues.wording)
        self.kinds: dict[str, Callable[[Session, TurnRows, list[Due], datetime], bool]] = {
            AFTERCARE: self._ask,
            CHECK_IN: self._check_in,
            COMMITMENT: self._ask,
            FOLLOW_UP: self._ask,
            REPAIR: self._ask,
            REVIEW: self._ask_regularly,
            PULSE: self._ask_regularly,
            HANDOVER: self._ask,
            PROPOSAL: self._ask,
            COACH_LEFT: self._coach_left,
            ANSWERED: self._answered,
            CLOCKS: self._clocks,
            OUTAGE: self._outage,
            ONBOARDING_NUDGE: self._onboarding,
            SILENCE: self._silence,
            OFF_RECORD: self._off_record,
        }
        """What is due at the same time goes out in this order."""

    def work_off(self, session: Session, engagement_id: int, now: datetime) -> bool:
        """Look at everything open in this engagement; whether anything was said. At most one message is: what follows
        on it finds the client in the middle of a talk.
        """
        rows = turns.load_engagement(session, engagement_id)
        taken = occurrences.take(session, engagement_id)
        if rows is None:
            occurrences.settle(session, [occurrence for occurrence, _ in taken], "skipped")
            return False
        said = False
        order = list(self.kinds)
        taken.sort(key=lambda each: order.index(each[1].kind))
        for kind, group in groupby(taken, lambda each: each[1].kind):
            due = [(each, _promise_of(session, each)) for each, _ in group]
            if self.kinds[kind](session, rows, due, now):
                said, rows = True, turns.load_engagement(session, engagement_id) or rows
        return said

    def give_up(self, session: Session, engagement_id: int, now: datetime) -> None:
        """What has failed for too long is missed, and no longer tried; the rest is tried again in a while."""
        for occurrence, _ in occurrences.take(session, engagement_id):
            if now - occurrence.due_at <= LATE_FOR:
                occurrences.wait(session, [occurrence], now + MID_TALK / 6)
                continue
            occurrences.settle(session, [occurrence], "skipped")
            if occurrence.promise_id:
                promises.end(session, occurrence.promise_id, "missed", now, detail="failed")

    # Check-ins

    def _check_in(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        engagement = _engagement(rows)
        if reason := rests(rows):
            self._skip(session, due, reason, now)
            return False
        if self._waits(session, due, self._must_wait(session, rows, now), now):
            return False
        late = [each for each in due if _is_late(each, now)]
        if not self._take_back(session, rows, due, now):
            self._wait(session, due, now + ON_ITS_WAY, "", now)
            return False
        for each in due[:-1]:
            self._end_passed(session, each, late=each in late, now=now)
        _, promise = due[-1]
        flow = "late" if due[-1] in late else "check_in"
        said, carries = self.owning.of_messages(session, engagement, self._explained(session, due[-1], now), now)
        occurrences.settle(session, [each for each, _ in due], "done")
        promise_id = promise.id if promise else None
        self.desk.client_desk.nudge(session, rows, flow, now, before=said, promise_id=promise_id, carries=carries)
        if flow == "check_in":
            records.plan_silence(session, engagement, self._agreement(session, rows), now)
        return True

    def _end_passed(self, session: Session, due: Due, *, late: bool, now: datetime) -> None:
        """A later check-in speaks for it: it was missed, or it waited for the client's sake until it was let go."""
        _, promise = due
        if promise is None:
            return
        if late:
            promises.end(session, promise.id, "missed", now, detail=self._cause(session, due))
        else:
            promises.end(session, promise.id, "skipped", now)

    def _skip(self, session: Session, due: Sequence[Due], reason: str, now: datetime) -> None:
        """The client knows why: they asked for it, were told, or cannot be reached."""
        occurrences.settle(session, [occurrence for occurrence, _ in due], "skipped")
        for _, promise in due:
            if promise is not None:
                outcome = "undeliverable" if reason == "blocked" else "skipped"
                promises.end(session, promise.id, outcome, now, detail=reason)  # type: ignore[arg-type]

    def _waits(self, session: Session, due: Sequence[Due], found: tuple[datetime | None, str], now: datetime) -> bool:
        """Whether they wait, as `_must_wait` or `must_leave` found."""
        until, why = found
        if until is not None:
            self._wait(session, due, until, why, now)
        return until is not None

    def _wait(self, session: Session, due: Sequence[Due], until: datetime, why: str, now: datetime) -> None:
        """Wait for the client's sake. One that was late before stays so."""
        for each in due:
            occurrence, promise = each
            if promise is not None and promise.detail in PATIENT:
                late = _is_late(each, now)
                promises.explain(session, promise, self._cause(session, each) if late else promise.detail or why)
            occurrences.wait(session, [occurrence], until)

    def _must_wait(self, session: Session, rows: TurnRows, now: datetime) -> tuple[datetime | None, str]:
        """Until when and why: nobody is interrupted in the middle of a talk, the bot's or the coach's, and quiet hours
        bind.
        """
        engagement = _engagement(rows)
        if engagement.live_until is not None:
            return max(engagement.live_until, now + timedelta(minutes=1)), "talk"
        if until := off_records.busy_until(rows.off_record, now) or self._busy_elsewhere(session, engagement, now):
            return until, "talk"
        if rows.talk is not None:
            rested = max(rows.talk.touched_at, engagement.last_heard_at or rows.talk.touched_at) + MID_TALK
            if now < rested:
                return rested, "talk"
        agreement = self._agreement(session, rows)
        if not may_nudge(agreement, now):
            return max(quiet_ends(agreement, now), now + timedelta(minutes=1)), "quiet"
        return None, ""

    def _busy_elsewhere(self, session: Session, engagement: Engagement, now: datetime) -> datetime | None:
        """Until when the client is in the middle of something in another of their coachings."""
        if until := coachings.held_elsewhere(session, engagement, now):
            return until
        last = coachings.last_elsewhere(session, engagement)
        return last + MID_TALK if last and now < last + MID_TALK else None

    def must_leave(self, session: Session, rows: TurnRows, now: datetime) -> tuple[datetime | None, str]:
        """The same for what was promised for no certain time: it comes on the heels of nothing else either."""
        last = lines.last_at(session, _engagement(rows).id)
        if last is not None and now - last < MID_TALK:
            return max(last + MID_TALK, now), "talk"
        if outbox.waiting_for(session, rows.chat.id):
            return now + MID_TALK, "talk"
        return self._must_wait(session, rows, now)

    def _take_back(self, session: Session, rows: TurnRows, due: Sequence[Due], now: datetime) -> bool:
        """Earlier check-ins that could not be sent yet give way to this one: they are missed. False if one is on its
        way this very moment.
        """
        own = {promise.id for _, promise in due if promise}
        for promise in promises.open_for(session, _engagement(rows).id):
            if promise.kind != CHECK_IN or promise.id in own or promise.due_at >= due[-1][0].due_at:
                continue
            became = outbox.drop_promised(session, rows.chat.id, promise.id, now)
            if became == "sending":
                return False
            if became == "repeat":
                promises.end(session, promise.id, "unconfirmed", now)
            else:
                detail = promise.detail or ("telegram" if became == "dropped" else "failed")
                promises.end(session, promise.id, "missed", now, detail=detail)
        return True

    # What is asked once

    def _ask(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """Each for itself, unless it has its answer already. A proposal waits for the end of a rest."""
        left = [each for each in due if not self._is_settled(session, rows, each, now)]
        if not left:
            return False
        kind = _schedule(session, left[0]).kind
        if reason := rests(rows, asks_in_crisis=kind == AFTERCARE):
            if kind in (PROPOSAL, HANDOVER) and reason != "ended":
                self._wait(session, left, now + MID_TALK, "", now)
            else:
                self._skip(session, left, reason, now)
            return False
        if self._waits(session, left, self._must_wait(session, rows, now), now):
            return False
        self._wait(session, left[1:], now + MID_TALK, "talk", now)
        self._open(session, rows, left[0], now)
        return True

    def _ask_regularly(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """Of several that have passed the last one is asked: it speaks for the others."""
        if reason := rests(rows):
            self._skip(session, due, reason, now)
            return False
        for each in due[:-1]:
            self._end_passed(session, each, late=_is_late(each, now), now=now)
        occurrences.settle(session, [each for each, _ in due[:-1]], "skipped")
        return self._ask(session, rows, due[-1:], now)

    def _is_settled(self, session: Session, rows: TurnRows, due: Due, now: datetime) -> bool:
        (occurrence, promise), engagement, schedule = due, _engagement(rows), _schedule(session, due)
        subject = schedules.subject(session, engagement, schedule)
        if not planning.is_settled(session, engagement, schedule.kind, subject):
            return False
        occurrences.settle(session, [occurrence], "skipped")
        if promise is not None:
            promises.end(session, promise.id, "withdrawn", now, detail="closed")
        return True

    def _open(self, session: Session, rows: TurnRows, due: Due, now: datetime) -> None:
        """Ask it, and own it first if it comes late."""
        (occurrence, promise), schedule = due, _schedule(session, due)
        engagement = _engagement(rows)
        said, carries = self.owning.of_messages(session, engagement, self._explained(session, due, now), now)
        occurrences.settle(session, [occurrence], "done")
        about = schedules.subject(session, engagement, schedule)
        if schedule.kind == HANDOVER and "again" not in about:
            reminder = {**about, "again": True}
            schedules.add_once(session, engagement, HANDOVER, reminder, now + planning.REMINDED_AFTER, now)
        promise_id = promise.id if promise else None
        self.desk.client_desk.nudge(
            session, rows, schedule.kind, now, before=said, promise_id=promise_id, about=about, carries=carries
        )

    def _clocks(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """The clocks go by other rules now: the client is told the new next time."""
        if reason := rests(rows):
            self._skip(session, due, reason, now)
            return False
        if self._waits(session, due, self.must_leave(session, rows, now), now):
            return False
        occurrences.settle(session, [occurrence for occurrence, _ in due], "done")
        scene, wording = self.desk.scenes.of(session, rows, None, now), self.desk.dialogues.wording
        zone_name = say_zone(scene.zone, scene.language)
        text = self._text("clocks_changed", _engagement(rows), zone_name=zone_name, **next_check_in(scene, wording))
        self.desk.client_desk.tell(session, rows, text, now)
        return True

    def _coach_left(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """Nobody goes on in the place of a coach who has left; the client hears so, and what they can do."""
        if rests(rows) in ("ended", "blocked"):
            self._skip(session, due, rests(rows), now)
            return False
        if self._waits(session, due, self.must_leave(session, rows, now), now):
            return False
        occurrences.settle(session, [occurrence for occurrence, _ in due], "done")
        coach = self.desk.scenes.coach_name(session, rows)
        self.desk.client_desk.tell(session, rows, self._text("coach_left", _engagement(rows), coach=coach), now)
        return True

    def _answered(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """What the coach answered to the client's proposals: told after a rest and out of quiet hours, all at once."""
        reason = rests(rows)
        until, why = (now + MID_TALK, "") if reason else self._must_wait(session, rows, now)
        if reason == "ended":
            self._skip(session, due, reason, now)
        elif until is not None:
            self._wait(session, due, until, why, now)
        else:
            occurrences.settle(session, [occurrence for occurrence, _ in due], "done")
            told = (self._answer(session, rows, each) for each in due)
            self.desk.client_desk.tell(session, rows, "\n\n".join(told), now)
            return True
        return False

    def _answer(self, session: Session, rows: TurnRows, due: Due) -> str:
        engagement, wording = _engagement(rows), self.desk.dialogues.wording
        asked = schedules.subject(session, engagement, _schedule(session, due))
        proposal = proposals.get(session, engagement.id, asked["proposal"])
        assert proposal is not None, "a proposal that was answered stays"
        agreed, language = planning.agreed(session, engagement), engagement.language
        would_be = agreed.with_clauses({proposal.clause: proposals.value(session, engagement, proposal)})
        return self._text(
            "said_yes" if proposal.state == "accepted" else "said_no",
            engagement,
            coach=self.desk.scenes.coach_name(session, rows),
            clause=name_clause(proposal.clause, language, wording),
            old=say_clause(agreed, proposal.clause, language, wording),
            new=say_clause(would_be, proposal.clause, language, wording),
        )

    def _explained(self, session: Session, due: Due, now: datetime) -> Promise | None:
        """The promise with its cause if it is late; one that waited for the client's sake gets the time it needs."""
        _, promise = due
        if promise is None:
            return None
        if _is_late(due, now):
            promises.explain(session, promise, self._cause(session, due))
            return promise
        if promise.detail:
            promises.extend(session, promise, now + WINDOW)
        return None

    def _cause(self, session: Session, due: Due) -> str:
        """Why it was not looked at in its time; "late" where that is not known."""
        occurrence, promise = due
        if promise is not None and promise.detail not in PATIENT:
            return promise.detail
        outage = beats.outage_over(session, occurrence.look_at)
        return outage.cause if outage else "late"

    # What is no promise

    def _outage(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """A long outage is named to those who missed no check-in by it too: they may have written."""
        engagement, taken = _engagement(rows), [occurrence for occurrence, _ in due]
        outage = self.owning.untold_outage(session, engagement)
        if outage is None or rests(rows):
            occurrences.settle(session, taken, "skipped")
            return False
        if self._waits(session, due, self.must_leave(session, rows, now), now):
            return False
        occurrences.settle(session, taken, "done")
        said, carries = self.owning.of_outage(session, engagement, outage, now)
        self.desk.client_desk.tell(session, rows, said, now, carries=carries)
        return True

    def _onboarding(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """One kind word a day after an onboarding went quiet, by day, and never another."""
        engagement, taken = _engagement(rows), [occurrence for occurrence, _ in due]
        if (day := by_day(now, engagement.zone)) != now:
            occurrences.wait(session, taken, day)
            return False
        if until := self._busy_elsewhere(session, engagement, now):
            occurrences.wait(session, taken, until)
            return False
        quiet = engagement.state == "onboarding" and rows.chat.blocked_at is None and engagement.concern == "none"
        occurrences.settle(session, taken, "done" if quiet else "skipped")
        if quiet:
            self.desk.client_desk.tell(session, rows, self._text("onboarding_nudge", engagement), now)
        return quiet

    def _silence(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """The silence contract: one gentle message, and the coach told if that was agreed; once for each silence."""
        engagement, agreement = _engagement(rows), self._agreement(session, rows)
        taken = [occurrence for occurrence, _ in due]
        # The time of the last word is kept to the minute.
        asked_at = taken[-1].due_at - SILENT_FOR - timedelta(minutes=1)
        spoke = engagement.last_heard_at is not None and engagement.last_heard_at >= asked_at
        named = facts.latest(session, engagement, SILENCE)
        known = named is not None and (engagement.last_heard_at is None or named.at > engagement.last_heard_at)
        if spoke or known or agreement.silence == "nothing" or rests(rows):
            occurrences.settle(session, taken, "skipped")
            return False
        if self._waits(session, due, self.must_leave(session, rows, now), now):
            return False
        occurrences.settle(session, taken, "done")
        facts.add(session, engagement, SILENCE, {"told": agreement.silence == "tell"}, now)
        self.desk.client_desk.tell(session, rows, self._text("silence", engagement), now)
        if agreement.silence == "tell":
            self.desk.post.to_coach(session, engagement, "quiet", now)
        return True

    def _off_record(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """After a quiet hour they are on the record again. Where nothing may be said now, and where a direct question
        is open, they hear it with the next thing that is said.
        """
        row, taken = rows.off_record, [occurrence for occurrence, _ in due]
        if row is None or row.told_at is not None or row.asked or rests(rows):
            occurrences.settle(session, taken, "skipped")
            return False
        agreement = self._agreement(session, rows)
        ends = off_records.busy_until(row, now) or now
        if ends > now or not may_nudge(agreement, now):
            self._wait(session, due, quiet_ends(agreement, ends), "", now)
            return False
        occurrences.settle(session, taken, "done")
        self.desk.client_desk.end_off_record(session, rows, now)
        return True

    def _agreement(self, session: Session, rows: TurnRows) -> Agreement:
        return self.desk.scenes.agreement(session, rows)

    def _text(self, key: str, engagement: Engagement, **values: object) -> str:
        return self.desk.dialogues.wording.text("desk", key, engagement.language, **values)


PATIENT = frozenset({"", "talk", "quiet"})
"""Why a nudge may wait without being late."""


def rests(rows: TurnRows, *, asks_in_crisis: bool = False) -> str:
    """Why nothing goes out to this client now; "" if it may."""
    engagement = _engagement(rows)
    if rows.chat.blocked_at is not None:
        return "blocked"
    if engagement.concern == "crisis" and not asks_in_crisis:
        return "crisis"
    return "" if engagement.state == "active" else "paused" if engagement.state == "paused" else "ended"


def _engagement(rows: TurnRows) -> Engagement:
    assert rows.engagement is not None, "rows of an engagement have it"
    return rows.engagement


def _schedule(session: Session, due: Due) -> Schedule:
    return session.get_one(Schedule, due[0].schedule_id)


def _promise_of(session: Session, occurrence: Occurrence) -> Promise | None:
    return session.get(Promise, occurrence.promise_id) if occurrence.promise_id else None


def _is_late(due: Due, now: datetime) -> bool:
    """Whether it was not looked at in its time; a wait for the client's sake is no lateness."""
    occurrence, promise = due
    if promise is not None and promise.detail not in PATIENT:
        return True
    since = occurrence.look_at if occurrence.state == "waiting" else occurrence.due_at
    return now > since + (timedelta(seconds=promise.window_s) if promise else WINDOW)
