"""Search within one client: every line is opened as it is searched, and what is shown of them is a reading.

The words looked for stand in no address, for they may be a client's.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.responses import Response

from flows.dates import say_day, say_time
from storage import engagements, lines, reads, sharing
from storage.lines import LineView
from web import client
from web.client import ClientView
from web.house import Visit

MOST = 100
"""Lines that are shown of what was found, the latest ones."""

LONGEST = 200


@dataclass(frozen=True)
class Found:
    """`more`: whether these are not all."""

    lines: list[LineView]
    more: bool


async def ask(visit: Visit) -> Response:
    """The field alone."""
    found = await client.of(visit)
    return await visit.page("search", lambda: told(visit, found, None, ""))


async def search(visit: Visit) -> Response:
    found, words = await client.of(visit), " ".join(visit.words("words").split())
    if not words or len(words) > LONGEST:
        fault = visit.text("search", "long" if words else "empty", count=len(words), longest=LONGEST)
        return await visit.page("search", lambda: told(visit, found, None, fault), 422)
    wanted, own = pattern(words), (visit.seat.coach_id, found.number)
    # Opening every line is nothing that turns should wait for; what is shown is read where the reading is written.
    ids = await visit.look(matching, *own, wanted)
    shown = await visit.run(read, *own, ids, visit.now)
    return await visit.page("search", lambda: told(visit, found, shown, "", wanted))


def pattern(words: str) -> re.Pattern[str]:
    """These words one after another, in capitals or not, whatever space is between them."""
    return re.compile(r"\s+".join(map(re.escape, unicodedata.normalize("NFC", words).split())), re.IGNORECASE)


def matching(session: Session, coach_id: int, number: int, wanted: re.Pattern[str]) -> list[int]:
    """The ids of the lines that hold it and show, the latest first; one more than are shown, if there are so many."""
    engagement = engagements.own(session, coach_id, number)
    if engagement is None:
        return []
    held = [line for line, text in lines.wordings(session, engagement).items() if wanted.search(text)]
    shown: list[int] = []
    for end in range(len(held), 0, -MOST):
        few = lines.by_ids(session, engagement, held[max(end - MOST, 0) : end])
        shown += [each.id for each in reversed(sharing.for_coach(session, engagement, few)) if each.shown]
        if len(shown) > MOST:
            break
    return shown[: MOST + 1]


def read(session: Session, coach_id: int, number: int, ids: list[int], now: datetime) -> Found:
    """The latest of them, as the coach may read them now, with the reading written down."""
    engagement = engagements.own(session, coach_id, number)
    if engagement is None:
        return Found([], more=False)
    found = lines.by_ids(session, engagement, ids[:MOST])
    shown = [each for each in sharing.for_coach(session, engagement, found) if each.shown]
    reads.by_coach(session, number, shown, "console", now, apart=True)
    return Found(shown, more=len(ids) > MOST)


def told(
    visit: Visit, found: ClientView, shown: Found | None, fault: str, wanted: re.Pattern[str] | None = None
) -> dict[str, Any]:
    zone, language = ZoneInfo(found.zone), visit.seat.language
    today = visit.now.astimezone(zone).date()
    return {
        **client.frame(visit, found, "transcript"),
        "typed": visit.words("words"),
        "longest": LONGEST,
        "fault": fault,
        "searched": shown is not None,
        "more": shown is not None and shown.more,
        "found": [
            {
                "id": each.id,
                "author": each.author,
                "by": each.by,
                "at": each.at.astimezone(zone).isoformat(timespec="minutes"),
                "day": say_day(each.at.astimezone(zone).date(), language, today),
                "clock": say_time(each.at.astimezone(zone).time(), language),
                "parts": list(parts(each.text, wanted)) if wanted else [],
            }
            for each in reversed(shown.lines if shown else [])
        ],
    }


def parts(text: str, wanted: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and whether each is what was looked for."""
    end = 0
    for hit in wanted.finditer(text):
        yield text[end : hit.start()], False
        yield hit.group(), True
        end = hit.end()
    yield text[end:], False
