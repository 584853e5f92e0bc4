"""The work list: every client of a coach, whoever needs them first at the top."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from storage import worklist
from storage.worklist import Standing
from web.house import Visit, number_in

FORMER = ("ended", "declined", "held")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def needs_coach(standing: Standing) -> bool:
    """Whether something waits for the coach: a concern, an answer, or words they have not read."""
    return standing.concern or standing.answer_by is not None or standing.unread > 0


def is_former(standing: Standing) -> bool:
    return standing.state in FORMER


def is_current(standing: Standing) -> bool:
    return not is_former(standing)


SHOWN: dict[str, Callable[[Standing], bool]] = {
    "current": is_current,
    "needs": needs_coach,
    "former": is_former,
}
SORTED: dict[str, Callable[[Standing], tuple[Any, ...]]] = {
    "need": lambda each: (not each.concern, each.answer_by or NEVER, -each.late, -each.unread),
    "name": lambda each: (each.label.casefold(),),
    "heard": lambda each: (-(each.last_heard_at or LONG_AGO).timestamp(),),
    "next": lambda each: (each.next_check_in_at or NEVER,),
    "unread": lambda each: (-each.unread,),
}
"""Each falls back on the name."""


ROWS = 100
"""Clients of a page."""


async def show(visit: Visit) -> Response:
    standings = await visit.look(worklist.of, visit.seat.coach_id, visit.now)
    return await visit.page("clients", lambda: told(visit, standings))


def told(visit: Visit, standings: Sequence[Standing]) -> dict[str, Any]:
    """The page that the address asks for; what it does not say, or says wrongly, is as it is at first."""
    asked = visit.request.query_params
    shown = asked.get("show", "") if asked.get("show") in SHOWN else "current"
    order = asked.get("sort", "") if asked.get("sort") in SORTED else "need"
    chosen = in_order(filter(SHOWN[shown], standings), order)
    pages = max(1, -(-len(chosen) // ROWS))
    page = min(max(number_in(asked.get("page")) or 1, 1), pages)
    return {
        "here": "clients",
        "counts": {name: sum(map(belongs, standings)) for name, belongs in SHOWN.items()},
        "shown": shown,
        "order": order,
        "orders": SORTED,
        "page": page,
        "pages": pages,
        "rows": [row(visit, each) for each in chosen[(page - 1) * ROWS : page * ROWS]],
    }


def in_order(standings: Iterable[Standing], order: str) -> list[Standing]:
    return sorted(standings, key=lambda each: (*SORTED[order](each), each.label.casefold(), each.number))


def row(visit: Visit, standing: Standing) -> dict[str, Any]:
    """What the page says of one client."""
    waits = standing.answer_by is not None and standing.runs_out_at is not None
    return {
        "number": standing.number,
        "label": standing.label,
        "state": "" if standing.state == "active" else visit.say(f"states.{standing.state}"),
        "blocked": standing.blocked,
        "concern": standing.concern,
        "heard": visit.when(standing.last_heard_at),
        "next": visit.when(standing.next_check_in_at),
        "unread": standing.unread,
        "answer_by": visit.when(standing.answer_by),
        "overdue": standing.answer_by is not None and visit.now > standing.answer_by,
        "at_risk": waits and standing.runs_out_at is not None and visit.now >= standing.runs_out_at,
        "late": standing.late,
    }
