"""Records: the facts of a dialogue written to storage, and what each means for schedules, promises and the coach."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import closing, export, handing_over, live, memories, planning
from bot.claiming import claim, promise_next, withdraw
from bot.planning import AFTERCARE, CHECK_IN, COMMITMENT, FOLLOW_UP, REPAIR, REVIEW
from bot.post import Post
from flows import facts as made
from flows import pulse, review
from flows.agreement import Agreement, coach_reads_words
from flows.dates import say_moment
from flows.due import by_day, next_time
from flows.facts import Fact
from flows.safety import follow_up_at
from flows.values import Button
from flows.versions import for_coach, name_clause, say_clause
from storage import (
    agreements,
    coaches,
    commitments,
    engagements,
    erasure,
    facts,
    lines,
    people,
    promises,
    proposals,
    schedules,
    sharing,
)
from storage.lines import NewLine
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
    if isinstance(fact, made.ClauseProposed | made.ClauseLeft) and engagement is None:
        assert rows.coach is not None, "a coach proposes to a client"
        _of_coach(session, rows.coach.id, fact, now)
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
            engagements.give_way(session, engagement)
        case made.NamePreferred(name):
            engagements.set_name(session, engagement, name)
        case made.NameForgotten():
            memories.forget_name(session, engagement)
        case made.AddressChosen(address):
            engagements.set_address(session, engagement, address)
            if address == "te":
                post.to_coach(session, engagement, "addressed_te", now)
        case made.Forgotten(number, what):
            memories.forget(session, engagement, number, what, now)
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
        case made.ClauseChanged(clause, value):
            _change_clause(session, engagement, clause, value, post, now)
        case made.ClauseProposed(clause, value):
            proposal = proposals.make(session, engagement, clause, value, "client", now)
            planning.close_talks(session, engagement, now)
            post.proposed(session, engagement, proposal.id, planning.agreed(session, engagement), clause, value, now)
        case made.ClauseLeft(clause):
            _take_back(session, engagement, clause, ("client",), now)
        case made.CheckInsScheduled(recurrence):
            _change_clause(session, engagement, "check_in", recurrence, post, now)
        case made.DaysOffChosen(days):
            _change_clause(session, engagement, "off_days", days, post, now)
        case made.ReadersChosen(readers, earlier):
            _change_clause(session, engagement, "readers", readers, post, now, opens_earlier=earlier)
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
        case made.RepairFollowUp(day, at):
            planning.forget(session, engagement, REPAIR, now)
            planning.ask_once(session, engagement, REPAIR, {"begun": True, "day": day}, datetime.fromisoformat(at), now)
        case made.RepairClosed():
            planning.forget(session, engagement, REPAIR, now)
        case made.PulseShared(scores):
            numbers = pulse.numbers(scores, {"earlier": []}, post.coach_language(session, engagement), post.wording)
            post.to_coach(session, engagement, "pulse_shared", now, numbers=numbers)
        case made.ReviewShared(given):
            _share_review(session, engagement, given, post, now)
        case made.AskingAgreed(kind, recurrence):
            ask_regularly(session, engagement, kind, recurrence, now)
        case made.CommitmentMade():
            _commit(session, engagement, fact, now)
        case made.CommitmentAsked(number):
            if commitment := commitments.get(session, engagement.id, number):
                commitments.mark_asked(session, commitment, now)
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
        case made.Exported():
            post.export(session, rows.chat, engagement, export.files(session, engagement, post.wording, now), now)
        case made.LiveBegun():
            live.begin(session, engagement, post, now)
        case made.LiveDeclined():
            post.to_coach(session, engagement, "live.declined", now)
        case made.CoachChanged(_, reads):
            if handing_over.change(session, rows, engagement, fact, post, now) and reads == "nothing":
                _bind(session, engagement, "readers", "times", "client", now)
        case made.CoachingEnded():
            closing.close(session, engagement, now)
            post.to_coach(session, engagement, "ended_by_client", now)
        case made.Erased(everywhere):
            _erase(session, engagement, post, now, everywhere=everywhere)


def _erase(session: Session, engagement: Engagement, post: Post, now: datetime, *, everywhere: bool) -> None:
    """Each coach is told; once nothing is left of the client, their chat is forgotten too."""
    others = [each.id for each in engagements.others_of(session, engagement)] if everywhere else []
    for number in (*others, engagement.id):
        post.farewell_erased(session, session.get_one(Engagement, number), now)
        erasure.erase(session, number, now)


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


def _bind(
    session: Session,
    engagement: Engagement,
    clause: str,
    value: object,
    by: Side,
    now: datetime,
    *,
    opens_earlier: bool = False,
) -> bool:
    """A new version of the agreement with this clause otherwise; False if it says that already.

    A coach who may read from now on reads nothing that was written before, unless the client says so.
    """
    before = planning.agreed(session, engagement)
    after = before.with_clauses({clause: value})
    if after == before:
        return False
    if not coach_reads_words(before) and coach_reads_words(after) and not opens_earlier:
        sharing.keep_back_earlier(session, engagement)
    agreements.add(session, engagement, after.to_json(), by, now)
    return True


def _follow(session: Session, engagement: Engagement, clause: str, value: Any, post: Post, now: datetime) -> None:
    """What follows from a clause for what is to come."""
    if clause == "check_in":
        schedule_check_ins(session, engagement, value, now)
    elif clause in ("quiet_hours", "off_days"):
        replan(session, engagement, now)
    elif clause == "off_limits":
        planning.leave_alone(session, engagement, post.wording, now)


def _change_clause(
    session: Session,
    engagement: Engagement,
    clause: str,
    value: object,
    post: Post,
    now: datetime,
    *,
    opens_earlier: bool = False,
) -> None:
    """What the client alone decides: it holds at once with what follows from it, the coach is told, and nothing else
    stands proposed of it.
    """
    if _bind(session, engagement, clause, value, "client", now, opens_earlier=opens_earlier):
        _take_back(session, engagement, clause, ("client", "coach"), now)
        _tell_coach(session, engagement, clause, value, post, now)
    _follow(session, engagement, clause, value, post, now)


def _tell_coach(
    session: Session, engagement: Engagement, clause: str, value: object, post: Post, now: datetime
) -> None:
    """That a clause has another value, by the client's own word."""
    if clause == "readers":
        post.to_coach(session, engagement, "readers_words" if value == "words" else "readers_times", now)
        return
    language = post.coach_language(session, engagement)
    after = for_coach(planning.agreed(session, engagement), language, post.wording)
    named, said = name_clause(clause, language, post.wording), say_clause(after, clause, language, post.wording)
    post.to_coach(session, engagement, "clause_changed", now, clause=named, value=said)


def _take_back(session: Session, engagement: Engagement, clause: str, sides: tuple[Side, ...], now: datetime) -> None:
    """What these had proposed of the clause waits for no answer any more."""
    for each in proposals.list_open(session, engagement.id):
        if each.clause == clause and each.proposed_by in sides:
            proposals.end(session, engagement, each.id, "replaced", now)
    planning.close_talks(session, engagement, now)


def _of_coach(session: Session, coach_id: int, fact: made.ClauseProposed | made.ClauseLeft, now: datetime) -> None:
    """What a coach proposes to a client of theirs, or leaves as it is after all. Nothing is proposed after the end."""
    for engagement in engagements.find(session, coach_id, f"#{fact.engagement}"):
        if engagement.state == "ended":
            continue
        if isinstance(fact, made.ClauseLeft):
            _take_back(session, engagement, fact.clause, ("coach",), now)
        else:
            planning.propose(session, engagement, fact.clause, fact.value, now)


def _answer_proposal(
    session: Session, engagement: Engagement, fact: made.ProposalAnswered, post: Post, now: datetime
) -> None:
    """The client's answer to the coach's proposal."""
    if settle_proposal(session, engagement, fact, "coach", post, now):
        key = "proposal_accepted" if fact.accepted else "proposal_declined"
        named = name_clause(fact.clause, post.coach_language(session, engagement), post.wording)
        post.to_coach(session, engagement, key, now, clause=named)


def settle_proposal(
    session: Session, engagement: Engagement, fact: made.ProposalAnswered, by: Side, post: Post, now: datetime
) -> bool:
    """The other side's answer to what `by` proposed. A yes binds from now on; False where it waited for none."""
    if not proposals.end(session, engagement, fact.proposal, "accepted" if fact.accepted else "declined", now):
        return False
    if fact.accepted and _bind(session, engagement, fact.clause, fact.value, by, now):
        _follow(session, engagement, fact.clause, fact.value, post, now)
    return True


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
        planning.close_commitment_talks(session, engagement, found.id, now)


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


def _share_review(
    session: Session, engagement: Engagement, given: Mapping[str, Any], post: Post, now: datetime
) -> None:
    """It stands in the transcript, as the client left it; the coach is told that it is there."""
    coach = coaches.called(session, engagement.coach_id)
    page = review.page(given, engagement.zone, engagement.language, post.wording, coach)
    lines.add(session, engagement, NewLine("client", page, now, kind=REVIEW, shared=True))
    post.to_coach(session, engagement, "review_shared", now)


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
    ask_regularly(session, engagement, CHECK_IN, recurrence, now)


def ask_regularly(session: Session, engagement: Engagement, kind: str, recurrence: str, now: datetime) -> None:
    """The same for any kind that is asked regularly."""
    before = schedules.get(session, engagement.id, kind)
    if before is not None and before.active:
        claim(session, before, now)  # what was due by the old one stays promised
    if not recurrence:
        schedules.drop(session, engagement.id, kind)
        withdraw(session, engagement.id, kind, now)
        return
    had_on = schedules.had_on(session, engagement.id, kind, engagement.zone)
    due = next_time(recurrence, planning.agreed(session, engagement), engagement.zone, now, had_on)
    schedule = schedules.put(
        session,
        engagement.id,
        kind,
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
        ask_regularly(session, engagement, schedule.kind, schedule.recurrence or "", now)


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
