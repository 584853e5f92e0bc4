"""The Bot API over HTTP: `/bot{token}/{method}` and `/file/bot{token}/{path}`."""

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import multipart
from simulator.faults import Fault
from simulator.refusals import RefusalError, bad_request, not_found
from simulator.strict import Upload

if TYPE_CHECKING:
    from simulator.simulation import Simulator

HANGS = {Fault.HANG, Fault.HANG_AFTER}
CUTS = {Fault.CUT_BEFORE, Fault.CUT_AFTER}


def simulator_of(request: Request) -> "Simulator":
    return cast("Simulator", request.app.state.simulator)


async def given_in(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters of a call and its files, from the query and from whatever kind of body there is."""
    given: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not body:
        return given, {}
    if kind == "application/json":
        try:
            sent = json.loads(body)
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(sent, dict):
            raise bad_request("expected JSON object")
        return given | sent, {}
    if kind == "multipart/form-data":
        try:
            fields, files = multipart.read(request.headers["content-type"], body)
        except multipart.MalformedError as problem:
            raise bad_request(f"can't parse multipart body: {problem}") from None
        return given | fields, files
    return given | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), {}


async def call(request: Request) -> Response:
    simulator = simulator_of(request)
    try:
        given, uploads = await given_in(request)
    except ClientDisconnect:
        return Response()
    except RefusalError as refusal:
        return JSONResponse(refusal.as_json(), refusal.code)
    token, method = request.path_params["token"], request.path_params["method"]
    outcome = await simulator.answer(token, method, given, uploads)
    if outcome.fault in HANGS:
        await _until_gone(request)
    elif outcome.fault in CUTS:
        await _cut(request)
    elif outcome.fault is Fault.BROKEN:
        whole = JSONResponse(outcome.body).body
        return Response(bytes(whole[: len(whole) // 2]), media_type="application/json")
    return JSONResponse(outcome.body, outcome.status)


async def _cut(request: Request) -> None:
    """Close the connection under the answer."""
    connection = simulator_of(request).connections.get(request.scope["client"])
    if connection is not None:
        connection.close()
        await _until_gone(request)


async def _until_gone(request: Request) -> None:
    """Say nothing until the caller is gone, or the simulator stops."""
    ends = {asyncio.create_task(each) for each in (_gone(request), simulator_of(request).closed.wait())}
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    for end in ends:
        end.cancel()


async def _gone(request: Request) -> bool:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return True


async def download(request: Request) -> Response:
    simulator = simulator_of(request)
    try:
        bot = simulator.bot(request.path_params["token"])
        stored = bot.files.at(request.path_params["path"])
        if stored is None:
            raise not_found()
    except RefusalError as refusal:
        return JSONResponse(refusal.as_json(), refusal.code)
    # A sandbox, because the chat page opens these from its own address.
    headers = {"content-security-policy": "sandbox", "x-content-type-options": "nosniff"}
    return Response(stored.upload.data, media_type=stored.upload.mime, headers=headers)


async def unknown(_request: Request) -> Response:
    refusal = not_found()
    return JSONResponse(refusal.as_json(), refusal.code)


def routes() -> list[Route]:
    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/bot{rest:path}", unknown, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]
