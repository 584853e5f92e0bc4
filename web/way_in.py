"""The way in and out: a link that opens once, the Mini App, and the cookie of a sitting.

A link that is only looked at (by a preview, or by whoever taps it twice) stays as it is: its page has a button, and
only the button uses it. Whatever is wrong with a link, the answer is the same.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.wording import LANGUAGES
from storage import sittings
from storage.sittings import ENDS, IDLE_ENDS, LINK_LASTS
from web.house import House, Visit
from web.mini_app import person_in

COOKIE = "__Host-luottamus"
LIMITS = {
    "idle_minutes": int(IDLE_ENDS.total_seconds() // 60),
    "hours": int(ENDS.total_seconds() // 3600),
    "link_minutes": int(LINK_LASTS.total_seconds() // 60),
}


async def how(house: House, request: Request) -> Response:
    """How to come in, for whoever is not signed in."""
    return house.pages.answer("sign_in", language_of(request), link="", refused=False, **LIMITS)


async def look_at_link(house: House, request: Request) -> Response:
    """A page with a button. Whether the link opens anything is not looked up."""
    link = request.path_params["link"]
    return house.pages.answer("sign_in", language_of(request), link=link, refused=False, **LIMITS)


async def use_link(house: House, request: Request) -> Response:
    token = await house.run(sittings.open_link, request.path_params["link"], house.now())
    return _let_in(token) if token else _refuse(house, request)


async def look_at_app(house: House, request: Request) -> Response:
    """The page that a Mini App opens with: our own script hands over what Telegram signed."""
    return house.pages.answer("mini_app", language_of(request))


async def use_app(house: House, request: Request) -> Response:
    async with request.form() as form:
        proof = str(form.get("init_data", ""))
    now = house.now()
    person = person_in(proof, house.bot_token, now)
    token = await house.run(sittings.open_app, person, proof, now) if person is not None else None
    return _let_in(token) if token else _refuse(house, request)


async def sign_out(visit: Visit) -> Response:
    await visit.run(sittings.leave, visit.seat.id)
    return _let_out()


async def sign_out_everywhere(visit: Visit) -> Response:
    await visit.run(sittings.close, visit.seat.coach_id)
    return _let_out()


def language_of(request: Request) -> str:
    """The first of the browser's languages that is one of ours."""
    for each in request.headers.get("accept-language", "").split(","):
        if (language := each.strip()[:2].lower()) in LANGUAGES:
            return language
    return LANGUAGES[0]


def _let_in(token: str) -> Response:
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _let_out() -> Response:
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    return answer


def _refuse(house: House, request: Request) -> Response:
    return house.pages.answer("sign_in", language_of(request), 403, link="", refused=True, **LIMITS)
