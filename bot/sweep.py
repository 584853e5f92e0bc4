"""The sweep: the database is the schedule, and this looks at it every few seconds.

A due time is claimed once, in the transaction that moves its schedule on; each claimed one is then worked off in
a transaction of its own: sent, left waiting, or skipped with its reason.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import planning, records
from bot.client_desk import Outcome
from bot.clock import Clock
from bot.crowds import Crowds
from bot.desk import Desk
from bot.lately import Lately
from bot.logs import safe_error
from bot.planning import CHECK_IN, CLOCKS, OPENS, PROPOSAL
from bot.records import ONBOARDING_NUDGE, SILENCE, SILENT_FOR
from bot.transactions import Transactions
from flows.agreement import Agreement, may_nudge
from flows.dates import say_moment, say_zone
from flows.showing import next_check_in
from storage import engagements, facts, invitations, outbox, promises, schedules, turns, updates
from storage.tables import Occurrence, Promise, Schedule
from storage.turns import TurnRows
from storage.vault import vault_of

log = structlog.get_logger(__name__)

BATCH = 100
OCCURRENCES_REMEMBERED = 100_000
MID_TALK = timedelta(minutes=30)
"""Somebody who wrote within this time is in the middle of a talk, and is not interrupted."""

WAITS_AT_MOST = timedelta(hours=12)
"""A check-in that could not go out for this long is missed; the next one comes at its own time."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SENT_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=10)
"""Known update ids are kept for days, not for ever: Telegram may number from lower again after a week."""


class Sweep:
    def __init__(self, transactions: Transactions, desk: Desk, clock: Clock) -> None:
        self.transactions = transactions
        self.desk = desk
        self.clock = clock
        self._crowds = Crowds()
        self._not_before: Lately[int, datetime] = Lately(OCCURRENCES_REMEMBERED)

    async def run(self) -> None:
        """One look at the schedule. Never raises: what fails is tried at the next look."""
        try:
            while await self.transactions.run(self._claim) == BATCH:
                pass
            await self._work_off()
            await self.transactions.run(self._resume_paused)
        except Exception as failure:
            log.error("the sweep failed; the next one goes on", error=safe_error(failure))

    async def go_by_new_tables(self) -> None:
        """At the start: the host's time zone tables may be newer than those that next times were worked out from."""
        last_id = 0
        while last_id := await self.transactions.run(records.go_by_new_tables, last_id, BATCH, self.clock.now()):
            pass

    async def tidy(self) -> None:
        """Forget what is kept for days only: known update ids and invitations past their time."""
        now = self.clock.now()
        await self.transactions.run(updates.forget_old, now - UPDATES_KEPT)
        await self.transactions.run(invitations.expire_old, now)
        await self.transactions.run(outbox.forget_old, now - SENT_KEPT)
        await self.transactions.run(lambda session: vault_of(session).prune(session))

    async def _work_off(self) -> None:
        for occurrence_id, engagement_id in await self.transactions.run(schedules.open_occurrences, 10 * BATCH):
            if (turn := self._not_before.get(occurrence_id)) and turn > self.clock.now():
                continue
            try:
                said = await self.transactions.run(self._one, occurrence_id, engagement_id)
            except OperationalError:
                raise
            except Exception as failure:  # one engagement that fails must not keep the others waiting
                log.error("a check-in failed", engagement=engagement_id, error=safe_error(failure))
                await self.transactions.run(self._give_up_in_time, occurrence_id)
                continue
            if said:
                self.desk.committed(Outcome())

    def _give_up_in_time(self, session: Session, occurrence_id: int) -> None:
        """What has failed for too long is missed, and no longer tried."""
        taken = schedules.take_occurrence(session, occurrence_id)
        if taken is None or self.clock.now() - taken[0].due_at <= WAITS_AT_MOST:
            return
        occurrence, schedule = taken
        schedules.set_occurrence(session, occurrence, "skipped")
        if promise := _promised(session, schedule.engagement_id, occurrence.due_at, schedule.kind):
            promises.end(session, promise.id, "missed", self.clock.now(), detail="it failed on our side")

    # Claiming

    def _claim(self, session: Session) -> int:
        """Claim a batch of due times and move their schedules on; how many."""
        now = self.clock.now()
        due = schedules.due(session, now, BATCH)
        for schedule in due:
            assert schedule.next_due_at is not None, "a due schedule has a due time"
            local_date = schedule.next_due_at.astimezone(ZoneInfo(schedule.zone)).date()
            claimed = schedules.insert_occurrence(session, schedule, local_date, schedule.next_due_at)
            if claimed is not None:
                self._not_before.keep(claimed.id, self._crowds.moment(schedule.next_due_at))
            coming = planning.next_due(session, schedule, now)
            schedules.advance(session, schedule, coming)
            if coming is not None:
                engagement = engagements.get(session, schedule.engagement_id)
                assert engagement is not None, "a schedule belongs to an engagement"
                records.promise_check_in(session, engagement, coming, now)
        return len(due)

    # One occurrence

    def _one(self, session: Session, occurrence_id: int, engagement_id: int) -> bool:
        """Work one occurrence off, if its time has come; whether anything was said."""
        rows = turns.load_engagement(session, engagement_id)
        taken = schedules.take_occurrence(session, occurrence_id)
        if taken is None:
            return False
        occurrence, schedule = taken
        if rows is None:
            schedules.set_occurrence(session, occurrence, "skipped")
            return False
        if schedule.kind == ONBOARDING_NUDGE:
            return self._nudge_onboarding(session, rows, occurrence)
        if schedule.kind == SILENCE:
            return self._name_silence(session, rows, occurrence)
        if schedule.kind != CHECK_IN:
            return self._ask(session, rows, occurrence, schedule)
        return self._check_in(session, rows, occurrence)

    def _nudge_onboarding(self, session: Session, rows: TurnRows, occurrence: Occurrence) -> bool:
        """One kind word a day after an onboarding went quiet, by day, and never another."""
        engagement, now = rows.engagement, self.clock.now()
        assert engagement is not None, "rows of an engagement have it"
        if records.by_day(now, engagement.zone) != now:
            return False
        quiet = engagement.state == "onboarding" and rows.chat.blocked_at is None and engagement.concern == "none"
        schedules.set_occurrence(session, occurrence, "done" if quiet else "skipped")
        if quiet:
            text = self.desk.dialogues.wording.text("desk", "onboarding_nudge", engagement.language)
            self.desk.client_desk.tell(session, rows, text, now)
        return quiet

    def _name_silence(self, session: Session, rows: TurnRows, occurrence: Occurrence) -> bool:
        """The silence contract: one gentle message, and the coach told if that was agreed; once for each silence."""
        engagement, now = rows.engagement, self.clock.now()
        assert engagement is not None, "rows of an engagement have it"
        agreement = self._agreement(session, rows)
        # The time of the last word is kept to the minute.
        asked_at = occurrence.due_at - SILENT_FOR - timedelta(minutes=1)
        spoke = engagement.last_heard_at is not None and engagement.last_heard_at >= asked_at
        named = facts.latest(session, engagement, SILENCE)
        known = named is not None and (engagement.last_heard_at is None or named.at > engagement.last_heard_at)
        if spoke or known or agreement.silence == "nothing" or _rests(rows):
            schedules.set_occurrence(session, occurrence, "skipped")
            return False
        if not may_nudge(agreement, now):
            return False
        schedules.set_occurrence(session, occurrence, "done")
        facts.add(session, engagement, SILENCE, {"told": agreement.silence == "tell"}, now)
        text = self.desk.dialogues.wording.text("desk", "silence", engagement.language)
        self.desk.client_desk.tell(session, rows, text, now)
        if agreement.silence == "tell":
            self.desk.post.to_coach(session, engagement, "quiet", now)
        return True

    def _agreement(self, session: Session, rows: TurnRows) -> Agreement:
        return self.desk.scenes.agreement(session, rows)

    def _ask(self, session: Session, rows: TurnRows, occurrence: Occurrence, schedule: Schedule) -> bool:
        """What is asked once: unless it has its answer already. A proposal waits for the end of a rest."""
        engagement, now, kind = rows.engagement, self.clock.now(), schedule.kind
        assert engagement is not None, "rows of an engagement have it"
        subject = schedules.subject(session, engagement, schedule)
        promise = _promised(session, engagement.id, occurrence.due_at, kind)
        settled, reason = planning.is_settled(session, engagement, kind, subject), _rests(rows)
        if settled or (reason and (kind != PROPOSAL or engagement.state not in ("active", "paused"))):
            schedules.set_occurrence(session, occurrence, "skipped")
            if promise:
                outcome = "withdrawn" if settled else "skipped"
                promises.end(session, promise.id, outcome, now, detail=reason)  # type: ignore[arg-type]
            return False
        if reason or self._must_wait(session, rows, now):
            schedules.set_occurrence(session, occurrence, "waiting")
            return False
        schedules.set_occurrence(session, occurrence, "done", promise_id=promise.id if promise else None)
        if kind == CLOCKS:
            self._tell_next(session, rows, now)
            return True
        late = promise and now > promise.due_at + timedelta(seconds=promise.window_s)
        before = self._owned(rows, occurrence.due_at, now) if late else ""
        promise_id = promise.id if promise else None
        self.desk.client_desk.nudge(
            session, rows, OPENS[kind], now, before=before, promise_id=promise_id, about=subject
        )
        return True

    def _check_in(self, session: Session, rows: TurnRows, occurrence: Occurrence) -> bool:
        engagement, now = rows.engagement, self.clock.now()
        assert engagement is not None, "rows of an engagement have it"
        promise = _promised(session, engagement.id, occurrence.due_at)
        if reason := _rests(rows):
            schedules.set_occurrence(session, occurrence, "skipped")
            if promise:
                promises.end(session, promise.id, "skipped", now, detail=reason)
            return False
        if self._must_wait(session, rows, now):
            if occurrence.state != "waiting":
                schedules.set_occurrence(session, occurrence, "waiting")
            return False
        if now - occurrence.due_at > WAITS_AT_MOST:
            schedules.set_occurrence(session, occurrence, "done")
            self._own_missed(session, rows, occurrence, promise, now)
            return True
        schedules.set_occurrence(session, occurrence, "done", promise_id=promise.id if promise else None)
        late = ""
        if promise and now > promise.due_at + timedelta(seconds=promise.window_s):
            late = self._owned(rows, occurrence.due_at, now)
        promise_id = promise.id if promise else None
        self.desk.client_desk.nudge(session, rows, "check_in", now, before=late, promise_id=promise_id)
        records.plan_silence(session, engagement, self._agreement(session, rows), now)
        return True

    def _own_missed(
        self, session: Session, rows: TurnRows, occurrence: Occurrence, promise: Promise | None, now: datetime
    ) -> None:
        """Too late to ask: one honest word, and the promise ends as missed."""
        owned = self._owned(rows, occurrence.due_at, now)
        offer = self.desk.dialogues.wording.text("desk", "late_offer", rows.engagement.language)  # type: ignore[union-attr]
        self.desk.client_desk.tell(session, rows, f"{owned} {offer}", now)
        if promise:
            promises.end(session, promise.id, "missed", now, detail="it came too late to be sent")

    def _owned(self, rows: TurnRows, due_at: datetime, now: datetime) -> str:
        """What was promised for when, that it is late, and that it was not the client's doing."""
        engagement = rows.engagement
        assert engagement is not None, "rows of an engagement have it"
        when = say_moment(due_at, engagement.zone, engagement.language, now)
        return self.desk.dialogues.wording.text("desk", "late", engagement.language, when=when)

    def _tell_next(self, session: Session, rows: TurnRows, now: datetime) -> None:
        scene, wording = self.desk.scenes.of(session, rows, None, now), self.desk.dialogues.wording
        said = next_check_in(scene, wording)
        zone_name = say_zone(scene.zone, scene.language)
        text = wording.text("desk", "clocks_changed", scene.language, zone_name=zone_name, **said)
        self.desk.client_desk.tell(session, rows, text, now)

    def _must_wait(self, session: Session, rows: TurnRows, now: datetime) -> bool:
        """Quiet hours bind, and nobody is interrupted in the middle of a talk."""
        engagement = rows.engagement
        assert engagement is not None, "rows of an engagement have it"
        if rows.talk is not None and now - max(rows.talk.touched_at, engagement.last_heard_at or _LONG_AGO) < MID_TALK:
            return True
        return not may_nudge(self._agreement(session, rows), now)

    def _resume_paused(self, session: Session) -> None:
        """A pause that had an end is over then: the client asked for that, and check-ins go on."""
        for engagement in engagements.paused_past(session, self.clock.now()):
            engagements.set_state(session, engagement, "active", self.clock.now())


def _promised(session: Session, engagement_id: int, due_at: datetime, kind: str = CHECK_IN) -> Promise | None:
    """The promise that an occurrence keeps."""
    found = promises.open_for(session, engagement_id)
    return next((each for each in found if each.kind == kind and each.due_at == due_at), None)


def _rests(rows: TurnRows) -> str:
    """Why nothing goes out to this client now; "" if it may."""
    engagement = rows.engagement
    assert engagement is not None, "rows of an engagement have it"
    if rows.chat.blocked_at is not None:
        return "the chat is blocked"
    if engagement.concern == "crisis":
        return "a human should look first"
    return "" if engagement.state == "active" else f"the engagement is {engagement.state}"
