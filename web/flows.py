"""The dialogues: each one drawn, with where talks were left, and its words in both languages.

Counted are the talks of the coach's own clients who let them read words, and never those that are a client's alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows.grammar import Flow, Move, Step, guard_name
from flows.share import OWN
from flows.wording import LANGUAGES
from storage import talks
from storage import worklist as worklists
from web import drawing
from web.house import Visit
from web.transcript import flow_name

UNCOUNTED = OWN | {"safety", "aftercare", "off_record", "share"}
"""Where somebody stopped in these says something of them that is theirs to say."""

WAITING = ("open", "resting")

Left = Mapping[tuple[str, str], Counter[str]]
"""By flow and step: how many talks "wait" there, and how many were "stopped" there."""


async def show_all(visit: Visit) -> Response:
    left = await visit.look(left_of, visit.seat.coach_id)
    return await visit.page(
        "flows", lambda: {"here": "flows", "rows": [row(visit, each, left) for each in all_of(visit)]}
    )


async def show(visit: Visit) -> Response:
    flow = visit.house.desk.dialogues.flows.get(visit.request.path_params["name"])
    if flow is None:
        raise HTTPException(404)
    left = await visit.look(left_of, visit.seat.coach_id)
    return await visit.page("flow", lambda: page(visit, flow, left))


def left_of(session: Session, coach_id: int) -> Left:
    left = defaultdict[tuple[str, str], Counter[str]](Counter)
    for flow, step, state, count in talks.left_at(session, worklists.readable(session, coach_id)):
        if flow not in UNCOUNTED:
            left[flow, step]["wait" if state in WAITING else "stopped"] += count
    return left


# What the pages say


def all_of(visit: Visit) -> list[Flow]:
    return list(visit.house.desk.dialogues.flows.values())


def row(visit: Visit, flow: Flow, left: Left) -> dict[str, Any]:
    counts = sum((count for (name, _), count in left.items() if name == flow.name), Counter[str]())
    return {
        "name": flow.name,
        "called": flow_name(visit, flow.name),
        "steps": len(flow.steps),
        "moves": len(list(flow.moves())),
        "counted": flow.name not in UNCOUNTED,
        "stopped": counts["stopped"],
        "wait": counts["wait"],
    }


def page(visit: Visit, flow: Flow, left: Left) -> dict[str, Any]:
    title = visit.house.pages.text("flow", "drawn", language=visit.seat.language, flow=flow_name(visit, flow.name))
    stopped = {name: left[flow.name, name]["stopped"] for name in flow.steps if (flow.name, name) in left}
    return {
        "here": "flows",
        "flow": row(visit, flow, left),
        "drawing": drawing.steps(flow, stopped, title),
        "steps": [step_row(flow, each, left) for each in flow.steps.values()],
        "others": list(other_words(visit, flow)),
        "texts": {each.name: list(words(visit, each.words or flow.name, each.name)) for each in flow.steps.values()},
        "languages": LANGUAGES,
    }


def step_row(flow: Flow, step: Step, left: Left) -> dict[str, Any]:
    counts = left.get((flow.name, step.name), Counter())
    return {
        "name": step.name,
        "called": called(step.name),
        "moves": [(called(each.to), condition(each)) for each in step.moves],
        "opens": called(step.opens),
        "stopped": counts["stopped"],
        "wait": counts["wait"],
    }


def called(name: str) -> str:
    return name.replace("_", " ")


def condition(move: Move) -> str:
    """What has to hold for the move; "" for one that always may be taken."""
    return guard_name(move.when) if move.when else ""


def words(visit: Visit, table: str, step: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(key, its text in each language) of what the step says, a host's own words in it."""
    for name, path, text in visit.house.desk.dialogues.wording:
        if name == table and path.startswith(f"{step}."):
            yield path.removeprefix(f"{step}."), text


def other_words(visit: Visit, flow: Flow) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What the flow says at no step of its own: pieces that go into its texts."""
    for name, path, text in visit.house.desk.dialogues.wording:
        if name == flow.name and path.partition(".")[0] not in flow.steps:
            yield path, text
