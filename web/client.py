"""One client as every page about them needs: who it is, what may be done, and what was just done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from storage import agreements, engagements, facts, promises
from web.house import Visit

GONE = ("held", "declined", "ended")
DONE = (
    "replied",
    "seen",
    "paused",
    "resumed",
    "proposed",
    "accepted",
    "declined",
    "ended",
    "noted",
    "unnoted",
    "saved",
)
"""What a page says was just done, by the word in its address; `base.toml` has the words."""


@dataclass(frozen=True)
class ClientView:
    """`reachable`: whether a word would get to them. `concern`: the coach was asked to look, and may be told.

    `answer_by` is when the earliest answer is owed. `pause_is_ours`: there is one, and the coach began it.
    """

    number: int
    label: str
    state: str
    language: str
    zone: str
    has_agreement: bool
    reachable: bool
    blocked: bool
    concern: bool
    answer_by: datetime | None
    paused_until: datetime | None
    pause_is_ours: bool


def view(session: Session, coach_id: int, number: int) -> ClientView | None:
    """None if the client is not theirs."""
    engagement = engagements.own(session, coach_id, number)
    if engagement is None:
        return None
    agreed, chat = agreements.agreed(session, engagement), engagements.chat_of(session, engagement)
    blocked = chat is not None and chat.blocked_at is not None
    owed = [each.due_at for each in promises.replies_open(session, number)]
    return ClientView(
        number,
        engagements.label(session, engagement),
        engagement.state,
        engagement.language,
        engagement.zone,
        has_agreement=agreed is not None,
        reachable=chat is not None and not blocked and engagement.state not in GONE,
        blocked=blocked,
        concern=agreements.concern_shows(session, engagement),
        answer_by=min(owed, default=None),
        paused_until=engagement.paused_until,
        pause_is_ours=facts.paused_by_coach(session, engagement),
    )


async def of(visit: Visit) -> ClientView:
    """The client in the address."""
    found = await visit.look(view, visit.seat.coach_id, visit.number())
    if found is None:
        raise HTTPException(404)
    return found


def done(visit: Visit) -> str:
    """The key of what was just done; "" for nothing, or for a word that is none of ours."""
    said = visit.request.query_params.get("done", "")
    return said if said in DONE else ""


def back(path: str, said: str = "") -> Response:
    """To a page, once something was done."""
    return RedirectResponse(f"{path}?done={said}" if said else path, 303)


def frame(visit: Visit, client: ClientView, tab: str) -> dict[str, Any]:
    """What the frame of a client's pages is told."""
    return {"here": "clients", "client": client, "tab": tab, "done": done(visit)}
