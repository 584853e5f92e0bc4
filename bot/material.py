"""Material: what storage knows that a dialogue begins with, by the flow's name. Values that the flow recalls."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.planning import PULSE, REPAIR
from flows.pulse import SHOWN
from flows.repair import KNOWN
from flows.values import Scene
from storage import facts, schedules, talks
from storage.facts import FactView
from storage.tables import Engagement

LATELY = timedelta(days=14)
"""So long after something went wrong /repair still knows what it was."""


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
    """The pulses before, also those that were not answered, and the day of the next one, if that was agreed."""
    zone = ZoneInfo(scene.zone)
    given: dict[int | None, dict[str, int]] = defaultdict(dict)
    for each in facts.list_for(session, engagement, "pulse_rated"):
        given[each.talk_id][each.value["statement"]] = each.value["score"]
    earlier = [
        {"on": each.started_at.astimezone(zone).date().isoformat(), "scores": given[each.id]}
        for each in talks.of_flow(session, engagement, "pulse")
    ]
    return {"earlier": earlier[-SHOWN:], "next": _next_day(session, engagement, PULSE, zone)}


def _next_day(session: Session, engagement: Engagement, kind: str, zone: ZoneInfo) -> str | None:
    schedule = schedules.get(session, engagement.id, kind)
    due_at = schedule.next_due_at if schedule else None
    return due_at.astimezone(zone).date().isoformat() if due_at else None


MATERIAL: Mapping[str, Callable[[Session, Engagement, Scene], dict[str, Any]]] = {"repair": repair, "pulse": pulse}


def material(session: Session, engagement: Engagement, flow: str, scene: Scene) -> dict[str, Any]:
    return MATERIAL[flow](session, engagement, scene) if flow in MATERIAL else {}
