"""Planning: what is due when in an engagement, worked out from what was agreed, and kept as schedules and promises.

A kind of schedule is the name of the flow it opens.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from flows.agreement import Agreement
from flows.due import asking_time, is_due, promised_times
from flows.follow_up import say_event
from flows.listening.gate import touches
from flows.wording import Wording
from storage import agreements, commitments, engagements, handovers, promises, proposals, schedules, talks
from storage.off_records import QUIET_HOUR
from storage.tables import Engagement, Schedule

CHECK_IN, COMMITMENT, FOLLOW_UP = "check_in", "commitment", "follow_up"
PROPOSAL, AFTERCARE = "proposal", "aftercare"
PULSE, REVIEW = "pulse", "review"
REPAIR = "repair"
"""The one question more about what went wrong; and the kind of the fact that something did."""
ANSWERED = "answered"
"""Opens nothing: the client is told what the coach answered to a proposal of theirs."""

HANDOVER = "handover"
COACH_LEFT = "coach_left"
"""Opens nothing: the client is told that their coach has left."""

REMINDED_AFTER = timedelta(days=3)
"""So long after it was asked who goes on with them a client is reminded, once."""

CLOCKS = "clocks"
"""Opens nothing: the client is told their next time, for the clocks of their zone go by other rules now."""

OFF_RECORD = "off_record"
"""Opens nothing: after a quiet hour the client is told that they are on the record again."""

ASKED_ONCE = (COMMITMENT, FOLLOW_UP, REPAIR)
"""Kinds that are due once, in the evening of the local day their subject names."""

EVENING_WINDOW_S = 3 * 3600
"""A question for "that evening" is kept when it comes within this time."""


def agreed(session: Session, engagement: Engagement) -> Agreement:
    """The agreement that binds, with quiet hours by the client's zone of today."""
    found = agreements.agreed(session, engagement)
    assert found is not None, "schedules come after the agreement"
    return found


# Recurring ones


def due_times(session: Session, schedule: Schedule, after: datetime) -> Iterator[datetime]:
    """When a recurring schedule is due after this moment, in UTC, the soonest first; nothing if it is due once."""
    engagement = engagements.get(session, schedule.engagement_id)
    assert engagement is not None, "a schedule belongs to an engagement"
    if schedule.recurrence is None:
        return
    had_on = schedules.had_on(session, schedule.engagement_id, schedule.kind, schedule.zone)
    for each in promised_times(schedule.recurrence, agreed(session, engagement), schedule.zone, after, had_on):
        yield each.due_at


def next_due(session: Session, schedule: Schedule, after: datetime) -> datetime | None:
    """When it is due next after this moment; None for one that is due once, or never."""
    return next(due_times(session, schedule, after), None)


def recurring(session: Session, engagement_id: int) -> list[Schedule]:
    return [each for each in schedules.list_for(session, engagement_id) if each.recurrence is not None]


def went_by_old_tables(session: Session, schedule: Schedule, now: datetime) -> Engagement | None:
    """The engagement of a schedule whose next time was worked out from time zone tables that have changed since.

    What is overdue is left to the sweep.
    """
    due_at = schedule.next_due_at
    if schedule.recurrence is None or due_at is None or due_at <= now:
        return None
    if is_due(schedule.recurrence, schedule.zone, due_at):
        return None
    return engagements.get(session, schedule.engagement_id)


# Those that are due once


def ask_once(
    session: Session, engagement: Engagement, kind: str, subject: dict[str, Any], due_at: datetime, now: datetime
) -> None:
    """A question at a moment that was said to the client: a promise."""
    schedules.add_once(session, engagement, kind, subject, due_at, now)
    promises.make(session, engagement.id, "bot", kind, due_at, now, window_s=EVENING_WINDOW_S)


def end_off_record_later(session: Session, engagement: Engagement, now: datetime) -> None:
    """Look after an hour whether it has been quiet; every time begins at another second."""
    due, slot = now + QUIET_HOUR, f"{now:%H%M%S}"
    schedules.put(session, engagement.id, OFF_RECORD, now, zone=engagement.zone, slot=slot, next_due_at=due)


def propose(session: Session, engagement: Engagement, clause: str, value: Any, now: datetime) -> None:
    """Put the coach's proposal before the client as soon as they may be written to."""
    made = proposals.make(session, engagement, clause, value, "coach", now)
    schedules.add_once(session, engagement, PROPOSAL, {"proposal": made.id}, now, now)
    close_talks(session, engagement, now)


def close_talks(session: Session, engagement: Engagement, now: datetime) -> None:
    """A proposal that waits for no answer any more is not asked about: its talk is over, open or at rest."""
    for talk in talks.unfinished(session, engagement, PROPOSAL):
        number = talks.value(session, engagement, talk).notes["number"]
        asked = proposals.get(session, engagement.id, number)
        if asked is None or asked.state != "open":
            talks.end(session, talk, "replaced", now)


def close_commitment_talks(session: Session, engagement: Engagement, number: int, now: datetime) -> None:
    """What was closed meanwhile is not asked about when a talk at rest is taken up again."""
    for talk in talks.unfinished(session, engagement, COMMITMENT):
        if talk.state == "resting" and talks.value(session, engagement, talk).notes.get("number") == number:
            talks.end(session, talk, "replaced", now)


def tell_answer(session: Session, engagement: Engagement, proposal_id: int, now: datetime) -> None:
    """The client hears the coach's answer as soon as they may be written to."""
    schedules.add_once(session, engagement, ANSWERED, {"proposal": proposal_id}, now, now)


def leave_alone(session: Session, engagement: Engagement, wording: Wording, now: datetime) -> None:
    """What touches a topic that is off limits now is not asked about, and what was promised of it is withdrawn."""
    topics = agreed(session, engagement).off_limits
    for schedule, subject in _once(session, engagement, (COMMITMENT, FOLLOW_UP)):
        if touches(topics, _words(session, engagement, subject, wording)):
            _withdraw(session, schedule, "closed", now)
            schedules.advance(session, schedule, None)


def _words(session: Session, engagement: Engagement, subject: Mapping[str, Any], wording: Wording) -> str:
    """What a question would say of its subject."""
    if "event" in subject:
        return say_event(subject["event"], engagement.language, wording)
    commitment = commitments.get(session, engagement.id, subject["commitment"])
    return commitments.text(session, engagement, commitment) if commitment else ""


def is_settled(session: Session, engagement: Engagement, kind: str, subject: dict[str, Any]) -> bool:
    """Whether what was to be asked has an answer already."""
    if kind == COMMITMENT:
        commitment = commitments.get(session, engagement.id, subject["commitment"])
        return commitment is None or commitment.outcome is not None or commitment.asked_at is not None
    if kind == PROPOSAL:
        standing = proposals.get(session, engagement.id, subject["proposal"])
        return standing is None or standing.state != "open"
    if kind == HANDOVER:
        asked = handovers.get(session, engagement.id, subject["handover"])
        return asked is None or asked.state != "asked"
    return False


def forget_event(session: Session, engagement: Engagement, schedule_id: int, now: datetime) -> dict[str, Any]:
    """An event ahead is not asked about, and its schedule is gone; what it was about, {} if there is none."""
    for schedule, about in _once(session, engagement, (FOLLOW_UP,)):
        if schedule.id == schedule_id:
            _withdraw(session, schedule, "closed", now)
            schedules.erase(session, engagement, schedule_id)
            return about
    return {}


def forget(
    session: Session, engagement: Engagement, kind: str, now: datetime, about: Mapping[str, Any] | None = None
) -> None:
    """Nothing of this kind (and about this) is asked any more, and what was promised of it is withdrawn."""
    for schedule, subject in _once(session, engagement, (kind,)):
        if (about or {}).items() <= subject.items():
            _withdraw(session, schedule, "closed", now)
            schedules.advance(session, schedule, None)


def move_to_zone(session: Session, engagement: Engagement, now: datetime) -> None:
    """ "That evening" is an evening where the client is now."""
    agreement = agreed(session, engagement)
    for schedule, subject in _once(session, engagement, ASKED_ONCE):
        day = date.fromisoformat(subject["day"])
        due_at = asking_time(day, None, agreement, engagement.zone, now)
        if due_at is not None and due_at != schedule.next_due_at:
            _withdraw(session, schedule, "changed", now)
            schedules.advance(session, schedule, due_at)
            promises.make(session, engagement.id, "bot", schedule.kind, due_at, now, window_s=EVENING_WINDOW_S)


def _once(
    session: Session, engagement: Engagement, kinds: tuple[str, ...]
) -> Iterator[tuple[Schedule, dict[str, Any]]]:
    for schedule in schedules.list_for(session, engagement.id):
        if schedule.kind in kinds:
            yield schedule, schedules.subject(session, engagement, schedule)


def _withdraw(session: Session, schedule: Schedule, why: str, now: datetime) -> None:
    """The promise of its next time, or one just like it."""
    for promise in promises.unclaimed(session, schedule.engagement_id, schedule.kind):
        if promise.due_at == schedule.next_due_at:
            promises.end(session, promise.id, "withdrawn", now, detail=why)
            return
