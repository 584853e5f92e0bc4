"""The control API: JSON for the Python client and the chat page, apart from the Bot API.

Every POST has to be `application/json`, which a foreign web page cannot send here unasked.
"""

import base64
import dataclasses
import json
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import acts, samples
from simulator.api import simulator_of
from simulator.faults import Fault
from simulator.refusals import RefusalError
from simulator.strict import Upload
from simulator.watching import LONGEST_S, changed, settled, waited
from simulator.world import Account, Bot, Chat, Json

if TYPE_CHECKING:
    from simulator.simulation import Simulator

PAGE = {"/": "index.html", "/chat.css": "chat.css", "/chat.js": "chat.js"}
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
PAGE_MAY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'"

Handler = Callable[["Simulator", Request, Json], Awaitable[Any]]


def _answers(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler of JSON as an endpoint: what cannot be done is 400 with the reason in words."""

    async def endpoint(request: Request) -> Response:
        try:
            given = await _given(request)
            return JSONResponse(await handler(simulator_of(request), request, given))
        except (acts.ActError, RefusalError) as reason:
            return JSONResponse({"error": str(reason)}, 400)
        except (KeyError, TypeError, ValueError) as problem:
            return JSONResponse({"error": f"{type(problem).__name__}: {problem}"}, 400)

    return endpoint


async def _given(request: Request) -> Json:
    if request.method == "GET":
        return dict(request.query_params)
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise ValueError("send application/json")
    given = json.loads(await request.body() or b"{}")
    if not isinstance(given, dict):
        raise ValueError("send a JSON object")
    return given


def _bot(simulator: "Simulator", request: Request) -> Bot:
    return simulator.bot(request.path_params["token"])


def _account(simulator: "Simulator", given: Json) -> Account:
    """The person of a request; a new one is made of the `person` it brings."""
    person = given["person"]
    account = simulator.accounts.get(person["id"])
    if account is None:
        account = simulator.accounts[person["id"]] = Account(**person)
        simulator.bell.ring()
    return account


def _chat(simulator: "Simulator", request: Request, given: Json) -> tuple[Bot, Account, Chat]:
    bot, account = _bot(simulator, request), _account(simulator, given)
    return bot, account, acts.chat_with(bot, account, given.get("chat_id"))


def _upload(given: Json | None) -> Upload | None:
    if not given:
        return None
    return Upload(given["name"], base64.b64decode(given["data"]), given["mime"])


async def bots(simulator: "Simulator", _request: Request, given: Json) -> Any:
    if given:
        simulator.bot(given["token"], given.get("username"), given.get("first_name"))
    return [_shown(bot) for bot in simulator.bots.values()]


async def bot(simulator: "Simulator", request: Request, _given: Json) -> Any:
    return _shown(_bot(simulator, request))


def _shown(bot: Bot) -> Json:
    return {
        "token": bot.token,
        **bot.as_user(),
        "name": bot.names.get("") or bot.first_name,
        "description": bot.descriptions.get("", ""),
        "commands": [{"scope": scope, "language": lang, "commands": c} for (scope, lang), c in bot.commands.items()],
        "waiting": len(bot.updates),
        "webhook": bot.webhook.url if bot.webhook else None,
    }


async def people(simulator: "Simulator", _request: Request, given: Json) -> Any:
    if given:
        _account(simulator, given)
    return [dataclasses.asdict(each) for each in simulator.accounts.values()]


async def chat(simulator: "Simulator", request: Request, given: Json) -> Any:
    """The chat, or what changed in it since `after`, waiting up to `timeout` seconds for a change."""
    bot, _account, chat = _chat(simulator, request, given)
    until = simulator.timer() + min(given.get("timeout", 0.0), LONGEST_S)
    return await changed(simulator, bot, chat, given.get("after", 0), given.get("action", ""), until)


async def wait(simulator: "Simulator", request: Request, given: Json) -> Any:
    bot, _account, chat = _chat(simulator, request, given)
    return await waited(simulator, bot, chat, given["after"], given.get("count", 1), given.get("timeout", 10.0))


async def settle(simulator: "Simulator", request: Request, given: Json) -> Any:
    bot, _account, chat = _chat(simulator, request, given)
    return await settled(simulator, bot, chat, given["after"], given.get("quiet", 0.3), given.get("timeout", 10.0))


async def act(simulator: "Simulator", request: Request, given: Json) -> Any:
    """One act of a person. Answers with the message's id and the moment before any reply to it."""
    bot, account, chat = _chat(simulator, request, given)
    done = _act(simulator, bot, account, chat, request.path_params["act"], given)
    return {"id": done, "now": bot.now}


def _act(simulator: "Simulator", bot: Bot, account: Account, chat: Chat, name: str, given: Json) -> Any:
    if name == "say":
        return acts.say(simulator, bot, account, chat, given["text"], given.get("reply_to")).id
    if name == "send":
        kind, details = given["kind"], given.get("details", {})
        upload = _upload(given.get("file")) or samples.of_kind(kind, details)
        return acts.send(simulator, bot, account, chat, kind, upload, details).id
    if name == "album":
        photos = [
            (Upload(f"photo{n}.png", samples.picture(n), "image/png"), caption)
            for n, caption in enumerate(given["captions"])
        ]
        return [each.id for each in acts.send_album(simulator, bot, account, chat, photos)]
    if name == "tap":
        stale = given.get("stale", False)
        return acts.tap(simulator, bot, account, chat, given["message_id"], given["data"], stale=stale).id
    if name in ("block", "unblock"):
        return acts.block(simulator, bot, account, chat, blocked=name == "block")
    if name == "found":
        made = acts.found_chat(simulator, bot, account, given["kind"], given["title"], given.get("username"))
        return made.id
    message = chat.messages.get(given.get("message_id", 0))
    if message is None:
        raise acts.ActError(f"there is no message {given.get('message_id')} in this chat")
    if name == "edit":
        return acts.edit(simulator, bot, account, message, given["text"])
    if name == "delete":
        return acts.delete(bot, message)
    raise acts.ActError(f"nobody knows how to {name}")


async def raw(simulator: "Simulator", request: Request, given: Json) -> Any:
    """Queue any update at all, such as one that no library can parse."""
    bot = _bot(simulator, request)
    chat_id = given.get("chat_id")
    chat = bot.chats.get(chat_id) if chat_id else None
    return {"id": simulator.happened(bot, given["update"], chat)}


async def restart_update_ids(simulator: "Simulator", request: Request, given: Json) -> Any:
    _bot(simulator, request).updates.restart(given["next"])
    return {}


async def lay_fault(simulator: "Simulator", _request: Request, given: Json) -> Any:
    if "rates" in given:
        rates = {Fault(name): rate for name, rate in given["rates"].items()}
        simulator.faults.random(rates, given["seed"], given.get("methods"))
    elif given.get("clear"):
        simulator.faults.clear()
    else:
        given["fault"] = Fault(given["fault"])
        simulator.faults.next(**given)
    return {}


async def struck(simulator: "Simulator", _request: Request, _given: Json) -> Any:
    return [dataclasses.asdict(each) for each in simulator.faults.struck]


async def requests(simulator: "Simulator", _request: Request, given: Json) -> Any:
    method = given.get("method")
    return [
        {**dataclasses.asdict(each), "at": each.at.isoformat()}
        for each in simulator.requests
        if method in (None, each.method)
    ]


async def stop(simulator: "Simulator", _request: Request, _given: Json) -> Any:
    simulator.stop_asked.set()
    return {}


async def page(request: Request) -> Response:
    name = PAGE[request.url.path]
    text = (resources.files("simulator") / "page" / name).read_text(encoding="utf-8")
    headers = {"content-security-policy": PAGE_MAY, "cache-control": "no-store"}
    return Response(text, media_type=TYPES[name.rpartition(".")[2]], headers=headers)


def routes() -> list[Route]:
    def post(path: str, handler: Handler) -> Route:
        return Route(f"/simulator{path}", _answers(handler), methods=["POST"])

    def get(path: str, handler: Handler) -> Route:
        return Route(f"/simulator{path}", _answers(handler), methods=["GET"])

    return [
        *(Route(path, page) for path in PAGE),
        get("/bots", bots),
        post("/bots", bots),
        get("/bots/{token}", bot),
        get("/people", people),
        post("/people", people),
        post("/bots/{token}/chat", chat),
        post("/bots/{token}/wait", wait),
        post("/bots/{token}/settle", settle),
        post("/bots/{token}/act/{act}", act),
        post("/bots/{token}/raw", raw),
        post("/bots/{token}/update_ids", restart_update_ids),
        post("/faults", lay_fault),
        get("/faults", struck),
        get("/requests", requests),
        post("/stop", stop),
    ]
