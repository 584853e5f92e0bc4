"""Inviting a client: a link that lets them in, and the same as a picture to point a phone at.

The link is kept nowhere, not even in an address: the page that shows it is given it by a cookie of its own, for five
minutes, so that the page can be opened again.
"""

from typing import Any

import segno
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.desk import Invited, Told
from storage import invitations
from web import client
from web.house import Visit

COOKIE = "__Secure-invitation"
SHOWN_S = 5 * 60


async def ask(visit: Visit) -> Response:
    return await _page(visit)


async def invite(visit: Visit) -> Response:
    """A client to come, under the name the coach knows them by."""
    label = " ".join(visit.words("label").split())
    if not visit.house.desk.coach_acts.bot_username:
        return await _page(visit, visit.text("invite", "no_bot"))
    made = await visit.act(visit.house.desk.coach_acts.invite, label, visit.now)
    return await _page(visit, _fault(visit, made, label)) if isinstance(made, Told) else _shown(made)


async def invite_again(visit: Visit) -> Response:
    """Another link for a client who has not come yet."""
    if not visit.house.desk.coach_acts.bot_username:
        return await _page(visit, visit.text("invite", "no_bot"))
    made = await visit.act_for(visit.house.desk.coach_acts.invite_again, visit.now)
    return client.back(f"/clients/{visit.number()}/acting") if isinstance(made, Told) else _shown(made)


async def show(visit: Visit) -> Response:
    """The link, to pass on; without it where it was shown too long ago."""
    found = await client.of(visit)
    if found.state != "invited":
        raise HTTPException(404)
    number, _, code = visit.request.cookies.get(COOKIE, "").partition(".")
    link = visit.house.desk.coach_acts.link(code) if number == str(found.number) else ""
    return await visit.page("invited", lambda: _told(visit, found, link))


def _told(visit: Visit, found: client.ClientView, link: str) -> dict[str, Any]:
    days = invitations.LASTS.days
    return {**client.frame(visit, found, "acting"), "link": link, "code": picture(link) if link else "", "days": days}


def picture(link: str) -> Markup:
    """A QR code as SVG, black on white whatever the page looks like: so a camera finds it."""
    drawn = segno.make(link, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704 (drawn by us)


def _shown(made: Invited) -> Response:
    answer = client.back(f"/clients/{made.number}/invitation")
    answer.set_cookie(
        COOKIE, f"{made.number}.{made.code}", max_age=SHOWN_S, path=f"/clients/{made.number}/invitation",
        secure=True, httponly=True, samesite="strict",
    )  # fmt: skip
    return answer


def _fault(visit: Visit, made: Told, label: str) -> str:
    if made.key == "profile_first":
        return visit.say(made.key)
    return visit.text("invite", "long" if label else "nameless", count=len(label))


async def _page(visit: Visit, fault: str = "") -> Response:
    told = {"here": "invite", "fault": fault, "typed": visit.words("label")}
    return await visit.page("invite", lambda: told, 422 if fault else 200)
