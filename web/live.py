"""An open transcript that follows the conversation, by server-sent events: they say that there is more, and no word.

The page fetches what there is, as far as somebody looks at it, and that is a reading like any. Neither keeps a sitting
from ending; when it is over, so is the stream.
"""

import asyncio
from collections.abc import AsyncIterator

from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from storage import engagements, lines, sittings
from web import client
from web.house import Visit

LOOKS_EVERY_S = 2.0


async def stream(visit: Visit) -> Response:
    found = await client.of(visit)
    return StreamingResponse(events(visit, found.number), media_type="text/event-stream")


async def events(visit: Visit, number: int) -> AsyncIterator[str]:
    """What is sent: `more` whenever something was said, edited or sent, `over` once nobody may see it any more."""
    house, known = visit.house, await visit.look(_state, visit, number)
    yield "retry: 5000\n\n"
    while not await _stops(house.stop):
        now = await visit.look(_state, visit, number)
        if now is None:
            yield "event: over\ndata:\n\n"
            return
        yield "event: more\ndata:\n\n" if now != known else ":\n\n"
        known = now


def _state(session: Session, visit: Visit, number: int) -> tuple[int, int] | None:
    """What the transcript is like; None for who may not see it any more."""
    seat = sittings.find(session, visit.token, visit.house.now())
    if seat is None or engagements.own(session, seat.coach_id, number) is None:
        return None
    return lines.state(session, number)


async def _stops(stop: asyncio.Event) -> bool:
    """Whether the whole house closes, within the time between two looks."""
    try:
        await asyncio.wait_for(stop.wait(), LOOKS_EVERY_S)
    except TimeoutError:
        return False
    return True
