"""The console: every address there is, and who may come to it."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from storage import sittings
from web import (
    acting,
    agreement,
    before,
    flows,
    handing_over,
    invite,
    live,
    profile,
    search,
    transcript,
    way_in,
    worklist,
)
from web.house import House, Visit, form_token
from web.rendering import STATIC
from web.shields import BODY_BYTES, Shields

log = structlog.get_logger(__name__)

Page = Callable[[Visit], Awaitable[Response]]
Door = Callable[[House, Request], Awaitable[Response]]

PAGES: dict[str, Page] = {
    "/": worklist.show,
    "/flows": flows.show_all,
    "/flows/{name}": flows.show,
    "/clients/{number}": before.show,
    "/clients/{number}/transcript": transcript.show,
    "/clients/{number}/search": search.ask,
    "/clients/{number}/acting": acting.show,
    "/clients/{number}/end": acting.ask_to_end,
    "/clients/{number}/agreement": agreement.show,
    "/clients/{number}/propose": agreement.ask,
    "/clients/{number}/invitation": invite.show,
    "/invite": invite.ask,
    "/profile": profile.show,
}
"""What a coach may read, by its address."""

ACTIONS: dict[str, Page] = {
    "/sign-out": way_in.sign_out,
    "/sign-out/everywhere": way_in.sign_out_everywhere,
    "/clients/{number}/search": search.search,
    "/clients/{number}/file": handing_over.hand_over,
    "/clients/{number}/lines/{line}/notes": transcript.note,
    "/clients/{number}/lines/{line}/notes/removed": transcript.unnote,
    "/clients/{number}/reply": acting.reply,
    "/clients/{number}/seen": acting.see,
    "/clients/{number}/pause": acting.pause,
    "/clients/{number}/resume": acting.resume,
    "/clients/{number}/end": acting.end,
    "/clients/{number}/propose": agreement.propose,
    "/clients/{number}/proposals": agreement.settle,
    "/clients/{number}/invitation": invite.invite_again,
    "/invite": invite.invite,
    "/profile": profile.edit,
}
"""What a coach may do: each is a form of a page, sent with its token."""

LIVE: dict[str, Page] = {
    "/clients/{number}/live": live.stream,
    "/clients/{number}/live/page": transcript.show,
}
"""What an open page asks for by itself: that is no sign that somebody sits there."""

DOORS: tuple[tuple[str, str, Door], ...] = (
    ("GET", "/sign-in", way_in.how),
    ("GET", "/sign-in/{link}", way_in.look_at_link),
    ("POST", "/sign-in/{link}", way_in.use_link),
    ("GET", "/app", way_in.look_at_app),
    ("POST", "/app", way_in.use_app),
)
"""What anyone may ask for."""


def console(house: House, beside: Sequence[BaseRoute] = ()) -> Starlette:
    """The whole of it as one application; `beside`: what else this port serves."""
    doors = [Route(path, _answered(house, door), methods=[method]) for method, path, door in DOORS]
    pages = [Route(path, _answered(house, _signed_in(page)), methods=["GET"]) for path, page in PAGES.items()]
    by_itself = [Route(p, _answered(house, _signed_in(page, False)), methods=["GET"]) for p, page in LIVE.items()]
    actions = [Route(path, _answered(house, _signed_in(act)), methods=["POST"]) for path, act in ACTIONS.items()]

    async def not_there(request: Request, _: Exception) -> Response:
        return house.pages.answer("not_found", way_in.language_of(request), 404)

    async def not_so(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, HTTPException), "what this handler is for"
        return house.pages.answer("refused", way_in.language_of(request), failure.status_code)

    return Starlette(
        routes=[*beside, *doors, *pages, *by_itself, *actions, Mount("/static", StaticFiles(directory=STATIC))],
        middleware=[
            Middleware(Shields, address=house.address),
            Middleware(RequestBodyLimitMiddleware, max_body_size=BODY_BYTES),
        ],
        exception_handlers={404: not_there, 405: not_there, HTTPException: not_so},
    )


def _answered(house: House, door: Door) -> Callable[[Request], Awaitable[Response]]:
    """A fault of ours is logged by its kind alone, since its text could hold a client's words."""

    async def endpoint(request: Request) -> Response:
        try:
            return await door(house, request)
        except HTTPException:
            raise
        except Exception as fault:  # the last one who can say it
            log.error("a page failed", page=request.scope["route"].path, error=type(fault).__name__)
            return house.pages.answer("refused", way_in.language_of(request), 500)

    return endpoint


def _signed_in(page: Page, keeps: bool = True) -> Door:
    """Only for a coach with a sitting, which goes on by it if it `keeps` that; a form has to carry its token."""

    async def door(house: House, request: Request) -> Response:
        token, now = request.cookies.get(way_in.COOKIE, ""), house.now()
        seat = await house.look(sittings.find, token, now) if token else None
        if seat is None:
            return RedirectResponse("/sign-in", 303)
        if seat.is_stale and keeps:
            await house.run(sittings.touch, seat.id, now)
        form = FormData()
        if request.method == "POST":
            form = await request.form()
            if not hmac.compare_digest(str(form.get("token", "")).encode(), form_token(token).encode()):
                raise HTTPException(403)
        return await page(Visit(house, request, seat, token, form, now))

    return door
