"""Memories: what the client allowed the bot to remember, where it stands, and how it is forgotten."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import planning
from bot.planning import FOLLOW_UP
from flows.dates import say_day
from flows.follow_up import say_event
from flows.values import Memory
from flows.wording import Wording
from storage import engagements, facts, schedules, talks
from storage.tables import Engagement

REMEMBERED, NAMED, AGREED = "remembered", "name_preferred", "follow_up_agreed"
"""Kinds of facts that hold what is remembered, the names that were preferred, and the events to be asked about."""


def of(session: Session, engagement: Engagement, wording: Wording, today: date) -> tuple[Memory, ...]:
    """All that is remembered, the first first; then the events ahead. `today` is the client's."""
    told = facts.list_for(session, engagement, REMEMBERED)
    kept = (Memory(each.id, each.value["what"], each.value["words"]) for each in told)
    return (*kept, *_events(session, engagement, wording, today))


def _events(session: Session, engagement: Engagement, wording: Wording, today: date) -> Iterator[Memory]:
    for each in schedules.list_for(session, engagement.id):
        if each.kind == FOLLOW_UP:
            about = schedules.subject(session, engagement, each)
            day = say_day(date.fromisoformat(about["day"]), engagement.language, today)
            yield Memory(each.id, "event", f"{say_event(about['event'], engagement.language, wording)}, {day}")


def forget(session: Session, engagement: Engagement, number: int, what: str, now: datetime) -> None:
    """Erase one of them wherever it stands as a thing remembered; what was said stays said."""
    if what == "event":
        about = planning.forget_event(session, engagement, number, now)
        for each in facts.list_for(session, engagement, AGREED):
            if about and about.items() <= each.value.items():
                facts.forget(session, engagement, each.id)
        return
    for each in facts.list_for(session, engagement, REMEMBERED):
        if each.id == number:
            facts.forget(session, engagement, number)
            talks.forget(session, engagement, each.value["words"])


def forget_name(session: Session, engagement: Engagement) -> None:
    """The client has no name here any more."""
    for each in facts.list_for(session, engagement, NAMED):
        facts.forget(session, engagement, each.id)
        talks.forget(session, engagement, each.value["name"])
    engagements.forget_name(session, engagement)
