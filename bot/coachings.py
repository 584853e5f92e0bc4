"""Coachings: a client may have several, each apart from the others, and is in one of them.

What they write belongs to the one they are in, and nothing of one stands in the transcript of another, not even that
there is another.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from flows.values import Coaching
from flows.wording import Wording
from storage import coaches, engagements, lines, off_records, talks
from storage.tables import Engagement


def listed(session: Session, engagement: Engagement) -> tuple[Coaching, ...]:
    """All of this client's, the first one first."""
    found = sorted([engagement, *engagements.others_of(session, engagement)], key=lambda each: each.id)
    return tuple(
        Coaching(each.id, coach_of(session, each), each.state, engagements.is_current(session, each)) for each in found
    )


def coach_of(session: Session, engagement: Engagement) -> str:
    """The coach's name; with the engagement's number, if another of the client's coaches goes by that name."""
    name = coaches.called(session, engagement.coach_id)
    others = engagements.others_of(session, engagement)
    alike = any(coaches.called(session, each.coach_id) == name for each in others)
    return f"{name} (#{engagement.id})" if alike else name


def mark(session: Session, engagement: Engagement, wording: Wording) -> str:
    """The line that says whose a message is."""
    return wording.text("desk", "whose", engagement.language, coach=coach_of(session, engagement))


def held_elsewhere(session: Session, engagement: Engagement, now: datetime) -> datetime | None:
    """Until when the client talks live, or off the record, in another of their coachings; None if they do not."""
    for other in engagements.others_of(session, engagement):
        if other.live_until is not None:
            return max(other.live_until, now + timedelta(minutes=1))
        if until := off_records.busy_until(off_records.open_one(session, other.id), now):
            return until
    return None


def last_elsewhere(session: Session, engagement: Engagement) -> datetime | None:
    """When something was last said in another of the client's coachings."""
    moments = []
    for other in engagements.others_of(session, engagement):
        talk = talks.open_talk(session, other)
        moments += [lines.last_at(session, other.id), talk.touched_at if talk else None]
    return max(filter(None, moments), default=None)
