"""Handing over: a coach leaves, and another goes on with a client who said yes. Old access ends in that transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import live, planning
from bot.planning import COACH_LEFT, HANDOVER
from bot.post import Post
from bot.scenes import profile_of
from flows.facts import CoachChanged
from storage import agreements, coaches, engagements, handovers, outbox, promises, proposals, schedules, sharing, talks
from storage.tables import Coach, Engagement, Handover
from storage.turns import TurnRows


def colleagues(session: Session, coach: Coach, called: str) -> list[Coach]:
    """The other coaches of this host by that name who have come in and whose profile is done."""
    wanted = " ".join(called.split()).casefold()
    return [
        each
        for each in coaches.list_all(session)
        if each.id != coach.id
        and may_take_over(session, each)
        and coaches.called(session, each.id).casefold() == wanted
    ]


def may_take_over(session: Session, coach: Coach) -> bool:
    """Whether there is somebody to be shown to a client: they have come in, and their profile is done."""
    return coach.chat_id is not None and profile_of(coaches.profile(session, coach)).complete


def remove(session: Session, coach: Coach, to: Coach | None, now: datetime) -> int:
    """The operator removes a coach; how many clients hear of it, and are asked about another if one is named."""
    running = [each for each in engagements.for_coach(session, coach.id) if each.state in ("active", "paused")]
    for waiting in handovers.waiting_for(session, coach.id):
        withdraw(session, session.get_one(Engagement, waiting.engagement_id), waiting, now)
    for each in running:
        if to is not None:
            ask(session, each, to, now)
        elif handovers.open_one(session, each.id) is None:
            schedules.add_once(session, each, COACH_LEFT, {}, now, now)
    coaches.revoke(session, coach, now)
    return len(running)


def ask(session: Session, engagement: Engagement, to: Coach, now: datetime) -> None:
    """Put it to the client as soon as they may be written to; the same once more changes nothing."""
    standing = handovers.open_one(session, engagement.id)
    if standing is not None and standing.to_coach_id == to.id:
        return
    made = handovers.ask(session, engagement, to, now)
    schedules.add_once(session, engagement, HANDOVER, {"handover": made.id}, now, now)
    _close_talks(session, engagement, now)


def withdraw(session: Session, engagement: Engagement, row: Handover, now: datetime) -> None:
    """It is not asked about any more."""
    handovers.end(session, row, "withdrawn", now)
    _close_talks(session, engagement, now)


def _close_talks(session: Session, engagement: Engagement, now: datetime) -> None:
    for talk in talks.unfinished(session, engagement, HANDOVER):
        asked = handovers.get(session, engagement.id, talks.value(session, engagement, talk).notes["number"])
        if asked is None or asked.state != "asked":
            talks.end(session, talk, "replaced", now)


def change(
    session: Session, rows: TurnRows, engagement: Engagement, fact: CoachChanged, post: Post, now: datetime
) -> bool:
    """The client's yes; False where it waited for none. Both coaches are told without a word of the client's."""
    row = handovers.get(session, engagement.id, fact.handover)
    to = coaches.get(session, row.to_coach_id) if row else None
    if row is None or to is None or not handovers.end(session, row, "agreed", now, fact.reads):  # type: ignore[arg-type]
        return False
    if engagement.live_until is not None:
        live.end(session, rows, post, now)
    before, after = (coaches.called(session, each) for each in (engagement.coach_id, to.id))
    _take_leave(session, engagement, post, after, now)
    if fact.reads != "all":
        sharing.keep_back_all(session, engagement)
    engagements.hand_over(session, engagement, to)
    post.to_coach(session, engagement, f"handed_to_you.{fact.reads}", now, before=before)
    _pass_on(session, engagement, post, now)
    return True


def _take_leave(session: Session, engagement: Engagement, post: Post, after: str, now: datetime) -> None:
    """What was the old coach's: nothing more goes to them, and what they owed or proposed is withdrawn."""
    coach = session.get_one(Coach, engagement.coach_id)
    if coach.chat_id is not None:
        outbox.drop_in_chat(session, engagement.id, coach.chat_id, now)
    post.to_coach(session, engagement, "handed_over", now, new=after)
    for promise in promises.replies_open(session, engagement.id):
        promises.end(session, promise.id, "withdrawn", now, detail="handed_over")
    for proposal in proposals.list_open(session, engagement.id):
        if proposal.proposed_by == "coach":
            proposals.end(session, engagement, proposal.id, "withdrawn", now)
    planning.close_talks(session, engagement, now)
    for talk in talks.unfinished(session, coach, "proposing"):
        if talks.value(session, coach, talk).notes.get("engagement") == engagement.id:
            talks.end(session, talk, "replaced", now)


def _pass_on(session: Session, engagement: Engagement, post: Post, now: datetime) -> None:
    """What the client waits for from their coach, whoever it is: an answer to a proposal, a look after them."""
    agreed = planning.agreed(session, engagement)
    for each in proposals.list_open(session, engagement.id):
        value = proposals.value(session, engagement, each)
        post.proposed(session, engagement, each.id, agreed, each.clause, value, now)
    if agreements.concern_shows(session, engagement):
        post.please_check(session, engagement, now)
