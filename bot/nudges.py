"""Nudges: what the bot starts by itself, one engagement at a time, and how each promise of it ends.

All that is due in an engagement is looked at together. What rests is skipped; what must wait waits; of several that
have passed, one message speaks for all. A check-in that comes after its window is owned first: which one, by how
much, and why if that is known; then the client does it now or leaves it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session

from bot import planning, records
from bot.claiming import WINDOW_S
from bot.delivery import LATE_FOR, OUTAGE_TOLD
from bot.desk import Desk
from bot.planning import AFTERCARE, CHECK_IN, CLOCKS, COMMITMENT, FOLLOW_UP, OPENS, PROPOSAL
from bot.records import ONBOARDING_NUDGE, OUTAGE, SILENCE, SILENT_FOR
from flows.agreement import Agreement, may_nudge, quiet_ends
from flows.dates import say_moment, say_zone
from flows.lateness import say_by
from flows.showing import next_check_in
from storage import beats, facts, lines, occurrences, outbox, promises, schedules, turns
from storage.tables import Engagement, Occurrence, Outage, Promise, Schedule
from storage.turns import TurnRows

MID_TALK = timedelta(minutes=30)
"""Somebody who wrote within this time is in the middle of a talk, and is not interrupted."""

MESSAGES_LAST = timedelta(hours=24, minutes=5)
"""Telegram keeps what people write to a bot for 24 hours (Bot API, getUpdates); after a longer outage some may be
lost. Some minutes more, for an outage is counted from the look before it.
"""

ON_ITS_WAY, LOOKED_AGAIN = timedelta(minutes=1), timedelta(hours=1)
REPAIR = "repair"
WINDOW = timedelta(seconds=WINDOW_S)
Due = tuple[Occurrence, Promise | None]


@dataclass(frozen=True)
class Owned:
    """What has to be said of check-ins that did not come in time."""

    first: datetime
    last: datetime
    count: int
    cause: str


class Nudges:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.kinds: dict[str, Callable[[Session, TurnRows, list[Due], datetime], bool]] = {
            CHECK_IN: self._check_in,
            ONBOARDING_NUDGE: self._onboarding,
            SILENCE: self._silence,
            OUTAGE: self._outage,
            **dict.fromkeys((COMMITMENT, FOLLOW_UP, PROPOSAL, AFTERCARE, CLOCKS), self._ask),
        }

    def work_off(self, session: Session, engagement_id: int, now: datetime) -> bool:
        """Look at everything open in this engagement; whether anything was said. At most one message is."""
        rows = turns.load_engagement(session, engagement_id)
        taken = occurrences.take(session, engagement_id)
        if rows is None:
            occurrences.settle(session, [occurrence for occurrence, _ in taken], "skipped")
            return False
        said = False
        for kind, group in groupby(sorted(taken, key=lambda each: each[1].kind), lambda each: each[1].kind):
            due = [(each, _promise_of(session, each)) for each, _ in group]
            if said and not rests(rows):
                self._wait(session, due, now + MID_TALK, "talk", now)
            else:
                said = self.kinds[kind](session, rows, due, now) or said
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
        until, why = self._must_wait(session, rows, now)
        if until is not None:
            self._wait(session, due, until, why, now)
            return False
        late = [each for each in due if _is_late(each, now)]
        if not self._take_back(session, rows, due, now):
            self._wait(session, due, now + ON_ITS_WAY, "", now)
            return False
        for each in due[:-1]:
            self._end_passed(session, each, late=each in late, now=now)
        _, promise = due[-1]
        occurrences.settle(session, [each for each, _ in due], "done")
        flow = "check_in"
        if due[-1] in late:
            flow = "late"
            if promise is not None:
                promises.explain(session, promise, self._cause(session, due[-1]))
        elif promise is not None and promise.detail:
            promises.extend(session, promise, now + WINDOW)
        said, carries = self._owning(session, rows, promise if flow == "late" else None, now)
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

    def _wait(self, session: Session, due: Sequence[Due], until: datetime, why: str, now: datetime) -> None:
        """Wait for the client's sake. One that was late before stays so."""
        for each in due:
            occurrence, promise = each
            if promise is not None and promise.detail in PATIENT:
                late = _is_late(each, now)
                promises.explain(session, promise, self._cause(session, each) if late else promise.detail or why)
            occurrences.wait(session, [occurrence], until)

    def _must_wait(self, session: Session, rows: TurnRows, now: datetime) -> tuple[datetime | None, str]:
        """Until when and why: nobody is interrupted in the middle of a talk, and quiet hours bind."""
        engagement = _engagement(rows)
        if rows.talk is not None:
            touched = max(rows.talk.touched_at, engagement.last_heard_at or rows.talk.touched_at)
            if now - touched < MID_TALK:
                return max(touched + MID_TALK, now), "talk"
        agreement = self._agreement(session, rows)
        if not may_nudge(agreement, now):
            return max(quiet_ends(agreement, now), now + timedelta(minutes=1)), "quiet"
        return None, ""

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

    # Owning

    def _owning(
        self, session: Session, rows: TurnRows, late: Promise | None, now: datetime
    ) -> tuple[str, dict[str, object]]:
        """The first message of a repair: the fact, the time, the cause; "" where there is nothing to own.

        With it what the delivery writes down once it is said: the promises it owned, and the outage it named.
        """
        engagement = _engagement(rows)
        ours = [*promises.unowned(session, engagement.id, CHECK_IN), *([late] if late else [])]
        if not ours:
            return "", {}
        ours.sort(key=lambda each: each.due_at)
        cause = ours[-1].detail
        owned = Owned(ours[0].due_at, ours[-1].due_at, len(ours), cause)
        value = {"about": CHECK_IN, "count": owned.count, "due_at": owned.first.isoformat(), "cause": cause}
        facts.add(session, engagement, REPAIR, value, now)
        lost, outage = self._lost(session, engagement)
        said = " ".join(filter(None, (self.say_owned(owned, engagement, now), lost)))
        return said, {"owned": [each.id for each in ours], **outage}

    def _cause(self, session: Session, due: Due) -> str:
        """Why it was not looked at in its time; "late" where that is not known."""
        occurrence, promise = due
        if promise is not None and promise.detail not in PATIENT:
            return promise.detail
        outage = beats.outage_over(session, _up_at(occurrence))
        return outage.cause if outage else "late"

    def say_owned(self, owned: Owned, engagement: Engagement, now: datetime) -> str:
        language = engagement.language
        key = "late" if owned.count == 1 else "late_many"
        when = say_moment(owned.first, engagement.zone, language, now)
        by = say_by(now - owned.last, language)
        fact = self._text(key, engagement, when=when, by=by, count=owned.count)
        why = self._text(f"causes.{owned.cause}", engagement) if owned.cause in CAUSES else ""
        return " ".join(filter(None, (fact, why, self._text("sorry", engagement))))

    def _lost(self, session: Session, engagement: Engagement) -> tuple[str, dict[str, object]]:
        """After an outage longer than Telegram keeps messages: that some may be lost. Said once an outage."""
        outage = beats.latest_outage(session, MESSAGES_LAST)
        if outage is None or self._was_told(session, engagement, outage):
            return "", {}
        return self._text("lost", engagement), {"outage": outage.id}

    def _was_told(self, session: Session, engagement: Engagement, outage: Outage) -> bool:
        """Whether this outage was named to them, or was over before they came."""
        told = facts.latest(session, engagement, OUTAGE_TOLD)
        here = engagement.consented_at is not None and engagement.consented_at < outage.ended_at
        return not here or (told is not None and told.value["outage"] == outage.id)

    def _outage(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """A long outage is named to those who missed no check-in by it too: they may have written."""
        engagement, outage = _engagement(rows), beats.latest_outage(session, MESSAGES_LAST)
        taken = [occurrence for occurrence, _ in due]
        if outage is None or rests(rows) or self._was_told(session, engagement, outage):
            occurrences.settle(session, taken, "skipped")
            return False
        until, why = self.must_leave(session, rows, now)
        if until is not None:
            self._wait(session, due, until, why, now)
            return False
        occurrences.settle(session, taken, "done")
        began, ended = (
            say_moment(each, engagement.zone, engagement.language, now) for each in (outage.began_at, outage.ended_at)
        )
        fact = self._text("away", engagement, began=began, ended=ended)
        why = self._text(f"causes.{outage.cause}", engagement)
        facts.add(session, engagement, REPAIR, {"about": OUTAGE, "cause": outage.cause}, now)
        lost, carries = self._lost(session, engagement)
        self.desk.client_desk.tell(session, rows, " ".join((fact, why, lost)), now, carries=carries)
        return True

    # What is asked once

    def _ask(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """One at a time; the others wait for what was said."""
        said = False
        for each in due:
            if said:
                self._wait(session, [each], now + MID_TALK, "talk", now)
            else:
                said = self._ask_one(session, rows, each, now)
        return said

    def _ask_one(self, session: Session, rows: TurnRows, due: Due, now: datetime) -> bool:
        """Ask, unless it has its answer already. A proposal waits for the end of a rest; aftercare comes within one."""
        engagement, (occurrence, promise) = _engagement(rows), due
        schedule = session.get_one(Schedule, occurrence.schedule_id)
        subject = schedules.subject(session, engagement, schedule)
        reason = rests(rows, in_crisis=schedule.kind != AFTERCARE)
        if planning.is_settled(session, engagement, schedule.kind, subject):
            occurrences.settle(session, [occurrence], "skipped")
            if promise is not None:
                promises.end(session, promise.id, "withdrawn", now)
            return False
        if reason and (schedule.kind != PROPOSAL or engagement.state not in ("active", "paused")):
            self._skip(session, [due], reason, now)
            return False
        until, why = (now + LOOKED_AGAIN, reason) if reason else self._must_wait(session, rows, now)
        if until is not None:
            self._wait(session, [due], until, why, now)
            return False
        occurrences.settle(session, [occurrence], "done")
        if schedule.kind == CLOCKS:
            self._tell_next(session, rows, now)
            return True
        said, carries = self._owning_one(session, engagement, due, now)
        promise_id = promise.id if promise else None
        flow = OPENS[schedule.kind]
        desk = self.desk.client_desk
        desk.nudge(session, rows, flow, now, before=said, promise_id=promise_id, carries=carries, about=subject)
        return True

    def _owning_one(
        self, session: Session, engagement: Engagement, due: Due, now: datetime
    ) -> tuple[str, dict[str, object]]:
        """The same for a question that is asked once: it comes late rather than never."""
        _, promise = due
        if promise is None or not _is_late(due, now):
            if promise is not None and promise.detail:
                promises.extend(session, promise, now + WINDOW)
            return "", {}
        promises.explain(session, promise, self._cause(session, due))
        owned = Owned(promise.due_at, promise.due_at, 1, promise.detail)
        value = {"about": promise.kind, "count": 1, "due_at": promise.due_at.isoformat(), "cause": promise.detail}
        facts.add(session, engagement, REPAIR, value, now)
        return self.say_owned(owned, engagement, now), {"owned": [promise.id]}

    def _tell_next(self, session: Session, rows: TurnRows, now: datetime) -> None:
        """The clocks of the client's zone go by other rules now: when the next check-in comes."""
        scene, wording = self.desk.scenes.of(session, rows, None, now), self.desk.dialogues.wording
        said = next_check_in(scene, wording)
        zone_name = say_zone(scene.zone, scene.language)
        text = wording.text("desk", "clocks_changed", scene.language, zone_name=zone_name, **said)
        self.desk.client_desk.tell(session, rows, text, now)

    # What is no promise

    def _onboarding(self, session: Session, rows: TurnRows, due: list[Due], now: datetime) -> bool:
        """One kind word a day after an onboarding went quiet, by day, and never another."""
        engagement, taken = _engagement(rows), [occurrence for occurrence, _ in due]
        if (day := records.by_day(now, engagement.zone)) != now:
            occurrences.wait(session, taken, day)
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
        until, why = self.must_leave(session, rows, now)
        if until is not None:
            self._wait(session, due, until, why, now)
            return False
        occurrences.settle(session, taken, "done")
        facts.add(session, engagement, SILENCE, {"told": agreement.silence == "tell"}, now)
        self.desk.client_desk.tell(session, rows, self._text("silence", engagement), now)
        if agreement.silence == "tell":
            self.desk.post.to_coach(session, engagement, "quiet", now)
        return True

    def _agreement(self, session: Session, rows: TurnRows) -> Agreement:
        return self.desk.scenes.agreement(session, rows)

    def _text(self, key: str, engagement: Engagement, **values: object) -> str:
        return self.desk.dialogues.wording.text("desk", key, engagement.language, **values)


PATIENT = frozenset({"", "talk", "quiet"})
"""Why a check-in may wait without being late."""

CAUSES = frozenset({"stopped", "cut_off", "stalled", "telegram"})
"""Why something came late, where that is known and not the client's own doing."""


def rests(rows: TurnRows, *, in_crisis: bool = True) -> str:
    """Why nothing goes out to this client now; "" if it may. `in_crisis`: whether words of danger are a reason."""
    engagement = _engagement(rows)
    if rows.chat.blocked_at is not None:
        return "blocked"
    if engagement.concern == "crisis" and in_crisis:
        return "crisis"
    return "" if engagement.state == "active" else "paused" if engagement.state == "paused" else "ended"


def _engagement(rows: TurnRows) -> Engagement:
    assert rows.engagement is not None, "rows of an engagement have it"
    return rows.engagement


def _promise_of(session: Session, occurrence: Occurrence) -> Promise | None:
    return session.get(Promise, occurrence.promise_id) if occurrence.promise_id else None


def _is_late(due: Due, now: datetime) -> bool:
    """Whether it was not looked at in its time; a wait for the client's sake is no lateness."""
    occurrence, promise = due
    if promise is not None and promise.detail not in PATIENT:
        return True
    window = timedelta(seconds=promise.window_s) if promise else WINDOW
    return now > _up_at(occurrence) + window


def _up_at(occurrence: Occurrence) -> datetime:
    """When it was to be looked at: at its own time, or when its wait was over."""
    return occurrence.look_at if occurrence.state == "waiting" else occurrence.due_at
