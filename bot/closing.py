"""Closing: a coaching ends, and with it all that was to come of it. What was said stays for the time agreed on."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage import engagements, handovers, occurrences, off_records, outbox, promises, proposals, schedules, talks
from storage.tables import Engagement

FAREWELL = "farewell"


def close(session: Session, engagement: Engagement, now: datetime) -> None:
    """Nothing comes due or waits for an answer, nothing the bot started goes out, each promise is withdrawn.

    A client with another coaching is in that from now on, which is still to be said.
    """
    outbox.drop_nudges(session, engagement.id, now)
    occurrences.settle(session, [each for each, _ in occurrences.take(session, engagement.id)], "skipped")
    schedules.drop(session, engagement.id)
    for promise in promises.open_for(session, engagement.id):
        promises.end(session, promise.id, "withdrawn", now, detail="ended")
    for proposal in proposals.list_open(session, engagement.id):
        proposals.end(session, engagement, proposal.id, "withdrawn", now)
    if handover := handovers.open_one(session, engagement.id):
        handovers.end(session, handover, "withdrawn", now)
    for talk in talks.unfinished(session, engagement):
        talks.end(session, talk, "replaced", now)
    engagements.set_live(session, engagement, None)
    if off_record := off_records.open_one(session, engagement.id):
        off_records.tell(session, engagement, off_record, now)  # nothing that is said after the end is kept
    engagements.set_state(session, engagement, "ended", now)
    engagements.give_way(session, engagement)
