"""Material: what storage knows that a dialogue begins with, by the flow's name. Values that the flow recalls."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.memories import REMEMBERED
from bot.planning import CHECK_IN, PULSE, REPAIR, REVIEW
from flows.listening import Listener, ListeningState
from flows.listening.engine import DefaultListener
from flows.pulse import SHOWN
from flows.repair import KNOWN
from flows.risk import Risk
from flows.values import Scene
from storage import coaches, commitments, facts, handovers, lines, promises, schedules, talks
from storage.facts import FactView
from storage.tables import Coach, Engagement

LATELY = timedelta(days=14)
"""So long after something went wrong /repair still knows what it was."""

A_WEEK = timedelta(days=7)
TELLING = ("check_in", "commitment", "follow_up", "reflection")
"""Dialogues in which a client tells; what is said in the others is no part of a review."""

LOOKED_AT, MOST_WORDS = 40, 5
"""Messages of a week that are weighed, the latest, and entries of each kind that a review has."""


def repair(session: Session, engagement: Engagement, scene: Scene) -> dict[str, Any]:
    """What went wrong last, unless the client has talked about it since; or that something was left open."""
    told, closed, wrong = (facts.latest(session, engagement, kind) for kind in ("repair_told", "repair_closed", REPAIR))
    if wrong and scene.now - wrong.at <= LATELY and _is_later(wrong, told) and _is_later(wrong, closed):
        about = wrong.value["about"]
        return {**wrong.value, "incident": about if about in KNOWN else "late"}
    return {"begun": True} if told and _is_later(told, closed) else {}


def _is_later(one: FactView, other: FactView | None) -> bool:
    return other is None or one.id > other.id


def pulse(session: Session, engagement: Engagement, scene: Scene) -> dict[str, Any]:
    """The pulses before, and the day of the next one, if that was agreed. One that was not answered is there as a gap,
    if nothing else was answered on its day.
    """
    zone = ZoneInfo(scene.zone)
    given: dict[int | None, dict[str, int]] = defaultdict(dict)
    for each in facts.list_for(session, engagement, "pulse_rated"):
        given[each.talk_id][each.value["statement"]] = each.value["score"]
    asked = [
        (each.started_at.astimezone(zone).date().isoformat(), given[each.id])
        for each in talks.of_flow(session, engagement, PULSE)
    ]
    answered = {day for day, scores in asked if scores} | {scene.local_now.date().isoformat()}
    earlier = [{"on": day, "scores": scores} for day, scores in asked if scores or day not in answered]
    return {"earlier": earlier[-SHOWN:], "next": _next_day(session, engagement, PULSE, zone)}


def _next_day(session: Session, engagement: Engagement, kind: str, zone: ZoneInfo) -> str | None:
    schedule = schedules.get(session, engagement.id, kind)
    due_at = schedule.next_due_at if schedule else None
    return due_at.astimezone(zone).date().isoformat() if due_at else None


def review(session: Session, engagement: Engagement, scene: Scene, listener: Listener) -> dict[str, Any]:
    """The last week: strong words, what was set out to do, check-ins, and the promises of both sides."""
    assert isinstance(listener, DefaultListener), "who weighs words"
    zone, since = ZoneInfo(scene.zone), scene.now - A_WEEK
    told = (session, engagement, since, scene, listener)
    week = {
        "since": since.astimezone(zone).date().isoformat(),
        "until": scene.local_now.date().isoformat(),
        "items": [*_said(*told), *_set_out(*told)],
        "scores": _scores(session, engagement, since, zone),
        "kept": _kept(session, engagement, since),
    }
    return {"review": week, "next": _next_day(session, engagement, REVIEW, zone)}


def _said(
    session: Session, engagement: Engagement, since: datetime, scene: Scene, listener: DefaultListener
) -> list[dict[str, Any]]:
    """The client's strongest sentences, in the order in which they were written, each with its line."""
    found = [
        (strong[1], {"words": strong[0], "at": each.at.isoformat(), "line": each.id})
        for each in lines.clients_since(session, engagement, since, LOOKED_AT, TELLING)
        if (strong := listener.strongest(each.text, _state(scene)))
    ]
    strongest = sorted(found, key=lambda each: -each[0])[:MOST_WORDS]
    return sorted((item for _, item in strongest), key=lambda item: item["line"])


def _set_out(
    session: Session, engagement: Engagement, since: datetime, scene: Scene, listener: DefaultListener
) -> list[dict[str, Any]]:
    """What is open, and what was closed lately; nothing that is off limits, or of risk."""
    found = [
        {"words": commitments.text(session, engagement, each), "outcome": each.outcome or ""}
        for each in commitments.list_for(session, engagement.id)
        if each.closed_at is None or each.closed_at >= since
    ]
    return [each for each in found if _may_say(each["words"], listener, _state(scene))][-MOST_WORDS:]


def _state(scene: Scene) -> ListeningState:
    return ListeningState(scene.language, scene.agreement.off_limits if scene.agreement else ())


def farewell(session: Session, engagement: Engagement, scene: Scene, listener: Listener) -> dict[str, Any]:
    """The whole time: what the client wanted and saw, what they did of what they set out to do, and promises kept."""
    assert isinstance(listener, DefaultListener), "who weighs words"
    seen = [
        {"words": each.value["words"], "at": each.at.isoformat(), "line": None}
        for each in facts.list_for(session, engagement, REMEMBERED)
        if each.value["what"] in ("goal", "insight")
    ]
    done = [
        {"words": commitments.text(session, engagement, each), "outcome": each.outcome}
        for each in commitments.list_for(session, engagement.id)
        if each.outcome in ("done", "partly")
    ]
    reached = [*seen[-MOST_WORDS:], *done[-MOST_WORDS:]]
    since = engagement.created_at
    time = {
        "since": since.astimezone(ZoneInfo(scene.zone)).date().isoformat(),
        "items": [each for each in reached if _may_say(each["words"], listener, _state(scene))],
        "kept": _kept(session, engagement, since),
    }
    return {"review": time}


def handover(session: Session, engagement: Engagement) -> dict[str, Any]:
    """The change of coach that the client is asked about, and what the new coach says of themselves; {} if none is."""
    asked = handovers.open_one(session, engagement.id)
    if asked is None:
        return {}
    profile = coaches.profile(session, session.get_one(Coach, asked.to_coach_id))
    return {
        "number": asked.id,
        "new": coaches.called(session, asked.to_coach_id),
        **{f"{key}_new": str(profile.get(key, "")) for key in ("approach", "qualifications", "limits")},
        "waiting": bool(promises.replies_open(session, engagement.id)),
    }


def _may_say(words: str, listener: DefaultListener, state: ListeningState) -> bool:
    return listener.gate.risk(words, None) is Risk.NONE and listener.gate.may_say(words, state)


def _scores(session: Session, engagement: Engagement, since: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each check-in that was asked, with its score; None where there was no answer."""
    given = {each.talk_id: each.value["score"] for each in facts.list_for(session, engagement, "score_given")}
    return [
        {"on": each.started_at.astimezone(zone).date().isoformat(), "score": given.get(each.id)}
        for each in talks.of_flow(session, engagement, CHECK_IN, since)
    ]


def _kept(session: Session, engagement: Engagement, since: datetime) -> dict[str, tuple[int, int]]:
    """Who kept how many of the promises that ended in this time."""
    ended = [each for each in promises.list_for(session, engagement.id) if each.ended_at and each.ended_at >= since]
    return {"bot": promises.kept_share(ended, "bot"), "coach": promises.kept_share(ended, "coach")}


def material(session: Session, engagement: Engagement, flow: str, scene: Scene, listener: Listener) -> dict[str, Any]:
    """{} for a dialogue that needs nothing to begin with."""
    match flow:
        case "pulse":
            return pulse(session, engagement, scene)
        case "repair":
            return repair(session, engagement, scene)
        case "review":
            return review(session, engagement, scene, listener)
        case "handover":
            return handover(session, engagement)
        case "farewell":
            return farewell(session, engagement, scene, listener)
        case _:
            return {}
