"""Records: the facts of a dialogue written to storage, and what each means for schedules, promises and the coach."""

from dataclasses import asdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import planning
from bot.claiming import claim, promise_next, withdraw
from bot.planning import AFTERCARE, CHECK_IN, COMMITMENT, FOLLOW_UP
from bot.post import Post
from flows import facts as made
from flows.agreement import Agreement, coach_reads_words
from flows.dates import say_moment, say_span_genitive
from flows.due import by_day, next_time
from flows.facts import Fact
from flows.safety import follow_up_at
from flows.showing import SAID_AS, clauses_said
from flows.values import Button
from storage import (
    agreements,
    coaches,
    commitments,
    engagements,
    erasure,
    facts,
    people,
    promises,
    proposals,
    schedules,
    sharing,
)
from storage.tables import CommitmentOutcome, Engagement, Side, Talk
from storage.turns import TurnRows

ONBOARDING_NUDGE, SILENCE, OUTAGE = "onboarding_nudge", "silence", "outage"
ASKED_LATELY = timedelta(hours=6)
SILENT_FOR = timedelta(days=2)


def write(session: Session, rows: TurnRows, fact: Fact, talk: Talk | None, post: Post, now: datetime) -> None:
    """Write one fact down, in the transaction of its turn."""
    engagement = rows.engagement
    if isinstance(fact, made.ProfileSaved):
        assert rows.coach is not None, "only a coach saves a profile"
        coaches.set_profile(session, rows.coach, fact.profile)
        return
    if isinstance(fact, made.ZoneChosen) and engagement is None:
        assert rows.coach is not None, "a coach says where they live"
        coaches.set_zone(session, rows.coach, fact.zone)
        return
    if isinstance(fact, made.LanguageChosen):
        people.set_language(session, rows.chat, fact.language)
    if engagement is None:
        return
    _apply(session, rows, engagement, fact, post, now)
    if not isinstance(fact, made.Erased) and engagement.consent_version is not None:
        facts.add(session, engagement, _kind(fact), asdict(fact), now, talk_id=talk.id if talk else None)


def _kind(fact: Fact) -> str:
    name = type(fact).__name__
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")


def _apply(session: Session, rows: TurnRows, engagement: Engagement, fact: Fact, post: Post, now: datetime) -> None:
    match fact:
        case made.LanguageChosen(language):
            engagements.set_language(session, engagement, language)
        case made.AgeConfirmed():
            engagements.set_age_ok(session, engagement, True)
        case made.Consented(version):
            engagements.set_consent(session, engagement, version, now)
            engagements.set_state(session, engagement, "onboarding", now)
        case made.OnboardingHeld(reason):
            engagements.set_state(session, engagement, "held" if reason == "age" else "declined", now)
            schedules.drop(session, engagement.id, ONBOARDING_NUDGE)
        case made.NamePreferred(name):
            engagements.set_name(session, engagement, name)
        case made.ZoneChosen(zone, region):
            engagements.set_zone(session, engagement, zone, region)
            if rows.agreement is not None:
                planning.move_to_zone(session, engagement, now)
                replan(session, engagement, now)
        case made.AgreementMade(agreement, changed):
            _agree(session, engagement, agreement, changed, post, now)
        case made.ModelDecided(host):
            assert rows.agreement is not None, "the clause belongs to an agreement"
            clauses = agreements.clauses(session, engagement, rows.agreement)
            agreements.add(session, engagement, {**clauses, "model": host}, "client", now)
        case made.WishForReply(hours):
            wished = say_span_genitive(hours, post.coach_language(session, engagement))
            post.to_coach(session, engagement, "wish_for_reply", now, wished=wished)
        case made.CheckInsScheduled(recurrence):
            _change_clause(session, engagement, "check_in", recurrence, "client", post, now)
            schedule_check_ins(session, engagement, recurrence, now)
        case made.DaysOffChosen(days):
            _change_clause(session, engagement, "off_days", days, "client", post, now)
            replan(session, engagement, now)
        case made.ReadersChosen(readers, earlier):
            _change_clause(session, engagement, "readers", readers, "client", post, now, opens_earlier=earlier)
        case made.SharingChosen(shared, line, number):
            if line is not None:
                sharing.set_line(session, engagement, line, shared=shared)
            if number is not None:
                sharing.set_talk(session, engagement, number, shared=shared)
        case made.ProposalAnswered():
            _answer_proposal(session, engagement, fact, post, now)
        case made.FollowUpAgreed(event, day, at):
            subject = {"event": event, "day": day}
            planning.ask_once(session, engagement, FOLLOW_UP, subject, datetime.fromisoformat(at), now)
        case made.CommitmentMade():
            _commit(session, engagement, fact, now)
        case made.CommitmentClosed(outcome, _, number):
            _close(session, engagement, outcome, number, now)
        case made.CoachMessaged(words):
            _pass_on(session, rows, engagement, words, post, now)
        case made.ConcernRaised(level, tell):
            _concern(session, engagement, level, tell, post, now)
            _plan_aftercare(session, engagement, now)
        case made.ConcernClosed(by):
            engagements.set_concern(session, engagement, "none", now)
            if by == "client":
                planning.forget(session, engagement, AFTERCARE, now)
        case made.Paused(until):
            _pause(session, engagement, until, now)
        case made.Resumed():
            engagements.set_state(session, engagement, "active" if rows.agreement else "onboarding", now)
        case made.Erased():
            post.farewell_erased(session, engagement, now)
            erasure.erase(session, engagement.id, now)


def _agree(
    session: Session,
    engagement: Engagement,
    agreement: Agreement,
    changed: tuple[str, ...],
    post: Post,
    now: datetime,
) -> None:
    agreements.add(session, engagement, agreement.to_json(), "coach", now)
    engagements.set_state(session, engagement, "active", now)
    schedules.drop(session, engagement.id, ONBOARDING_NUDGE)
    post.agreed(session, engagement, changed, now)


def _change_clause(
    session: Session,
    engagement: Engagement,
    clause: str,
    value: object,
    by: Side,
    post: Post,
    now: datetime,
    *,
    opens_earlier: bool = False,
) -> None:
    """A new version of the agreement with this clause otherwise; the coach is told what the client changed.

    A coach who may read from now on reads nothing that was written before, unless the client says so.
    """
    before = planning.agreed(session, engagement)
    after = before.with_clauses({clause: value})
    if after == before:
        return
    if not coach_reads_words(before) and coach_reads_words(after) and not opens_earlier:
        sharing.keep_back_earlier(session, engagement)
    agreements.add(session, engagement, after.to_json(), by, now)
    if by == "client" and clause == "readers":
        post.to_coach(session, engagement, "readers_words" if after.readers == "words" else "readers_times", now)
    elif by == "client":
        language = post.coach_language(session, engagement)
        said = clauses_said(after, language, post.wording)[SAID_AS[clause]]
        named = post.wording.text("coach", f"clauses.{clause}", language)
        post.to_coach(session, engagement, "clause_changed", now, clause=named, value=said)


def _answer_proposal(
    session: Session, engagement: Engagement, fact: made.ProposalAnswered, post: Post, now: datetime
) -> None:
    """A yes binds from now on. One that was replaced meanwhile is answered by nobody."""
    if not proposals.end(session, engagement, fact.proposal, "accepted" if fact.accepted else "declined", now):
        return
    if fact.accepted:
        _change_clause(session, engagement, fact.clause, fact.value, "coach", post, now)
        if fact.clause == "check_in":
            schedule_check_ins(session, engagement, fact.value, now)
        else:
            replan(session, engagement, now)
    key = "proposal_accepted" if fact.accepted else "proposal_declined"
    named = post.wording.text("coach", f"clauses.{fact.clause}", post.coach_language(session, engagement))
    post.to_coach(session, engagement, key, now, clause=named)


def _commit(session: Session, engagement: Engagement, fact: made.CommitmentMade, now: datetime) -> None:
    day = None if fact.due_on is None else datetime.fromisoformat(fact.due_on).date()
    commitment = commitments.make(session, engagement, fact.text, now, due_on=day)
    if fact.ask_at is not None:
        subject = {"commitment": commitment.id, "day": fact.due_on}
        planning.ask_once(session, engagement, COMMITMENT, subject, datetime.fromisoformat(fact.ask_at), now)


def _close(
    session: Session, engagement: Engagement, outcome: CommitmentOutcome, number: int | None, now: datetime
) -> None:
    """Close the commitment that was asked about; one that is closed stays as it is."""
    found = (
        commitments.open_one(session, engagement.id)
        if number is None
        else commitments.get(session, engagement.id, number)
    )
    if found is not None and found.outcome is None:
        commitments.close(session, found, outcome, now)
        planning.forget(session, engagement, COMMITMENT, now, {"commitment": found.id})


def _pass_on(session: Session, rows: TurnRows, engagement: Engagement, words: str, post: Post, now: datetime) -> None:
    """The client's words to the coach, and the coach's promise to answer."""
    clauses = agreements.clauses(session, engagement, rows.agreement) if rows.agreement else {}
    hours = Agreement.from_json(clauses).reply_hours if clauses else Agreement().reply_hours
    due = now + timedelta(hours=hours)
    promise = promises.make(session, engagement.id, "coach", promises.REPLY, due, now)
    language = post.coach_language(session, engagement)
    by = say_moment(due, rows.coach.zone if rows.coach else engagement.zone, language, now)
    heard = Button(post.wording.text("coach", "heard_button", language), f"heard {engagement.id} {promise.id}")
    post.to_coach(session, engagement, "message", now, buttons=(heard,), words=words, by=by)


def _concern(session: Session, engagement: Engagement, level: str, tell: bool, post: Post, now: datetime) -> None:
    """Remember that a human should look, and ask the coach to: again after some hours if nobody has."""
    before = facts.latest(session, engagement, "concern_raised")
    asked = before is not None and before.value["tell"] and now - before.at < ASKED_LATELY
    still_open = engagement.concern == level
    engagements.set_concern(session, engagement, level, now)
    if tell and not (asked and still_open):
        post.please_check(session, engagement, now)


def _plan_aftercare(session: Session, engagement: Engagement, now: datetime) -> None:
    """The next day the bot asks once, as it just said; after new words of danger, the day after those."""
    planning.forget(session, engagement, AFTERCARE, now)
    if engagement.state == "active":
        planning.ask_once(session, engagement, AFTERCARE, {}, follow_up_at(now, engagement.zone), now)


def _pause(session: Session, engagement: Engagement, until: str | None, now: datetime) -> None:
    if engagement.state not in ("active", "paused"):
        schedules.drop(session, engagement.id, ONBOARDING_NUDGE)
        return
    zone = ZoneInfo(engagement.zone)
    ends = None if until is None else datetime.combine(datetime.fromisoformat(until).date(), time(), zone)
    engagements.set_state(session, engagement, "paused", now, paused_until=ends)


# Schedules


def schedule_check_ins(session: Session, engagement: Engagement, recurrence: str, now: datetime) -> None:
    """Check in by this recurrence from now on, and promise the next time; "" ends it."""
    before = schedules.get(session, engagement.id, CHECK_IN)
    if before is not None and before.active:
        claim(session, before, now)  # what was due by the old one stays promised
    if not recurrence:
        schedules.drop(session, engagement.id, CHECK_IN)
        withdraw(session, engagement.id, CHECK_IN, now)
        return
    had_on = schedules.had_on(session, engagement.id, CHECK_IN, engagement.zone)
    due = next_time(recurrence, planning.agreed(session, engagement), engagement.zone, now, had_on)
    schedule = schedules.put(
        session,
        engagement.id,
        CHECK_IN,
        now,
        zone=engagement.zone,
        slot="",
        next_due_at=due,
        recurrence=recurrence,
    )
    promise_next(session, schedule, due, now)


def replan(session: Session, engagement: Engagement, now: datetime) -> None:
    """The same recurrence by the clocks, quiet hours and days off of now."""
    for schedule in planning.recurring(session, engagement.id):
        if schedule.kind == CHECK_IN:
            schedule_check_ins(session, engagement, schedule.recurrence or "", now)


def go_by_new_tables(session: Session, last_id: int, limit: int, now: datetime) -> int:
    """Work out anew what the time zone tables of before got otherwise, and have the client told; a batch of schedules.

    The last id of the batch; 0 when there are no more.
    """
    batch = schedules.recurring_after(session, last_id, limit)
    for schedule in batch:
        if engagement := planning.went_by_old_tables(session, schedule, now):
            replan(session, engagement, now)
            schedules.add_once(session, engagement, planning.CLOCKS, {}, now, now)
    return batch[-1].id if batch else 0


def plan_onboarding_nudge(session: Session, engagement: Engagement, now: datetime) -> None:
    """One nudge a day after the last word of an onboarding; moved on with each word, never made twice."""
    schedule = schedules.get(session, engagement.id, ONBOARDING_NUDGE)
    if schedule is None:
        due = by_day(now + timedelta(days=1), engagement.zone)
        schedules.put(session, engagement.id, ONBOARDING_NUDGE, now, zone=engagement.zone, slot="", next_due_at=due)
    elif schedule.active:
        schedules.advance(session, schedule, by_day(now + timedelta(days=1), engagement.zone))


def plan_silence(session: Session, engagement: Engagement, agreement: Agreement, now: datetime) -> None:
    """What silence after a check-in means is agreed on: two days later it is looked at whether there was any."""
    waiting = schedules.get(session, engagement.id, SILENCE)
    if agreement.silence != "nothing" and not (waiting and waiting.active):
        due = by_day(now + SILENT_FOR, engagement.zone)
        schedules.put(session, engagement.id, SILENCE, now, zone=engagement.zone, slot=f"{now:%H%M%S}", next_due_at=due)
