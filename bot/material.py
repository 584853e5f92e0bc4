"""Material: what storage knows that a dialogue begins with, by the flow's name. Values that the flow recalls."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.planning import REPAIR
from flows.repair import KNOWN
from flows.values import Scene
from storage import facts
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


MATERIAL: Mapping[str, Callable[[Session, Engagement, Scene], dict[str, Any]]] = {"repair": repair}


def material(session: Session, engagement: Engagement, flow: str, scene: Scene) -> dict[str, Any]:
    return MATERIAL[flow](session, engagement, scene) if flow in MATERIAL else {}
