"""The transcript of one client, a page at a time: the days marked, each talk together, the author of each line plain.

A page that is shown is read: the reading is written down in the transaction that reads, and the client sees it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from flows.dates import say_day, say_time
from storage import engagements, lines, notes, reads, sharing
from storage.lines import LineView
from storage.notes import NoteView
from storage.tables import Engagement
from web import client
from web.client import ClientView
from web.house import Visit, known_number, number_in

PAGE = 100
"""Lines of a page."""

LONGEST_NOTE = 2000
"""Characters of a note on a line."""

BEFORE_A_LINE = 20
"""Lines that are shown before the one that was asked for."""


@dataclass(frozen=True)
class Place:
    """Where in the transcript a page is: at a line, before or after one, on a day; else at the end."""

    line: int | None = None
    before: int | None = None
    after: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Read:
    """A page as it was read, and whether there is more on either side."""

    client: ClientView
    lines: list[LineView]
    notes: Sequence[NoteView]
    older: bool
    newer: bool


async def show(visit: Visit) -> Response:
    return await _page(visit, place_of(visit))


async def _page(visit: Visit, place: Place, note_fault: str = "") -> Response:
    read = await visit.run(read_page, visit.seat.coach_id, visit.number(), place, visit.seat.id, visit.now)
    if read is None:
        raise HTTPException(404)
    return await visit.page("transcript", lambda: told(visit, read, place, note_fault), 422 if note_fault else 200)


def told(visit: Visit, read: Read, place: Place, note_fault: str) -> dict[str, Any]:
    frame = client.frame(visit, read.client, "transcript")
    on_lines = [(each.line_id, noted(visit, each)) for each in read.notes]
    return {
        **frame,
        "read": read,
        "days": days(visit, read),
        "line": place.line,
        "notes": {line: [note for on, note in on_lines if on == line] for line, _ in on_lines},
        "note_fault": note_fault,
        "note_typed": visit.words("note") if note_fault else "",
        "live": place == Place(),
        "longest_note": LONGEST_NOTE,
    }


def noted(visit: Visit, note: NoteView) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "at": visit.when(note.at)}


async def note(visit: Visit) -> Response:
    """A note of the coach's on a line; one that cannot be kept is asked for again where it was typed."""
    line, words = known_number(visit.request.path_params["line"]), visit.words("note")
    if not words or len(words) > LONGEST_NOTE:
        key = "notes.long" if words else "notes.none"
        return await _page(visit, Place(line), visit.text("transcript", key, count=len(words), longest=LONGEST_NOTE))
    if not await visit.act_for(visit.house.desk.coach_acts.note, line, words, visit.now):
        raise HTTPException(404)
    return RedirectResponse(f"/clients/{visit.number()}/transcript?line={line}&done=noted#line-{line}", 303)


async def unnote(visit: Visit) -> Response:
    line = known_number(visit.request.path_params["line"])
    if not await visit.act_for(visit.house.desk.coach_acts.unnote, known_number(visit.words("note"))):
        raise HTTPException(404)
    return RedirectResponse(f"/clients/{visit.number()}/transcript?line={line}&done=unnoted#line-{line}", 303)


def place_of(visit: Visit) -> Place:
    """What the address asks for; whatever in it cannot be read is left out."""
    asked = visit.request.query_params
    try:
        day = date.fromisoformat(asked.get("on", ""))
    except ValueError:
        day = None
    return Place(number_in(asked.get("line")), number_in(asked.get("before")), number_in(asked.get("after")), day)


def read_page(
    session: Session, coach_id: int, number: int, place: Place, sitting_id: int, now: datetime
) -> Read | None:
    """The page as the coach may read it, with its reading written down; None if the client is not theirs."""
    found, engagement = client.view(session, coach_id, number), engagements.own(session, coach_id, number)
    if found is None or engagement is None:
        return None
    shown = sharing.for_coach(session, engagement, found_at(session, engagement, place))
    reads.by_coach(session, number, shown, "console", now, sitting_id=sitting_id)
    return Read(
        found,
        shown,
        notes.of_coach(session, engagement, shown[0].id, shown[-1].id) if shown else (),
        older=bool(shown) and lines.is_there(session, number, before=shown[0].id),
        newer=bool(shown) and lines.is_there(session, number, after=shown[-1].id),
    )


def found_at(session: Session, engagement: Engagement, place: Place) -> list[LineView]:
    """The lines of a page, in order. A day without lines shows what came after it."""
    line = place.line
    if place.day:
        midnight = datetime.combine(place.day, time(), ZoneInfo(engagement.zone))
        line = lines.id_at(session, engagement.id, midnight)
    if line is not None:
        ahead = 0 if place.day else BEFORE_A_LINE
        earlier = lines.before(session, engagement, line, ahead) if ahead else []
        return earlier + lines.transcript(session, engagement, after=line - 1, limit=PAGE - ahead)
    if place.before is not None:
        return lines.before(session, engagement, place.before, PAGE)
    if place.after is not None:
        return lines.transcript(session, engagement, after=place.after, limit=PAGE)
    return lines.last(session, engagement, PAGE)


# What the page says of it


def days(visit: Visit, read: Read) -> list[dict[str, Any]]:
    """Each day with its talks, and in each talk its lines."""
    zone, language = ZoneInfo(read.client.zone), visit.seat.language
    today = visit.now.astimezone(zone).date()

    def day_of(line: LineView) -> date:
        return line.at.astimezone(zone).date()

    return [
        {"date": day.isoformat(), "said": say_day(day, language, today), "talks": talks(visit, list(found), read)}
        for day, found in groupby(read.lines, day_of)
    ]


def talks(visit: Visit, found: Sequence[LineView], read: Read) -> list[dict[str, Any]]:
    return [
        {"flow": flow_name(visit, flow), "lines": list(folded(visit, together, read))}
        for (_, flow), together in groupby(found, lambda each: (each.talk_id, each.flow))
    ]


def folded(visit: Visit, found: Iterable[LineView], read: Read) -> Iterator[dict[str, Any]]:
    """The lines, those in a row that do not show as one: the last of them, with how many they are."""
    for shown, run in groupby(found, lambda each: each.shown):
        told = [said(visit, each, read) for each in run]
        if shown:
            yield from told
        else:
            yield {**told[-1], "hidden": len(told), "author": "hidden", "delivery": ""}


def flow_name(visit: Visit, flow: str | None) -> str:
    """What the dialogue is called; "" for what is said outside of any, its own name for one that is gone."""
    path = f"flows.{flow}"
    known = visit.house.pages.words.has("transcript", path)
    return visit.house.pages.text("transcript", path, language=visit.seat.language) if known else flow or ""


def said(visit: Visit, line: LineView, read: Read) -> dict[str, Any]:
    """One line as the page shows it. `side` is whose it is to the eye, `author` and `delivery` are keys of words.

    `by` is the name of who was the coach then, where that is another than today's.
    """
    zone = ZoneInfo(read.client.zone)
    return {
        "id": line.id,
        "at": line.at.astimezone(zone).isoformat(timespec="minutes"),
        "clock": say_time(line.at.astimezone(zone).time(), visit.seat.language),
        "author": line.author,
        "by": line.by,
        "kind": line.kind,
        "text": line.text,
        "shown": line.shown,
        "delivery": line.delivery or "",
        "earlier": [
            (each.text, say_time(each.at.astimezone(zone).time(), visit.seat.language)) for each in line.revisions
        ],
    }
