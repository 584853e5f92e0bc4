"""An OpenAI-compatible server that says what a test wants of it, and remembers what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.system.host import free_port

GOOD = "The nights are short, and the mornings come before the tiredness has gone."


class Endpoint:
    """`says` is the answer, a text or several in turn; `status` an HTTP status instead; `raw` a body instead.

    Words that hold one of `slow` wait for its event; `wait_s` is how long every answer takes.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.says: list[str] = [GOOD]
        self.status = 200
        self.raw: str | None = None
        self.redirect = ""
        self.wait_s = 0.0
        self.slow: dict[str, asyncio.Event] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def config(self, timeout_s: float = 3, model: str = "small-one", api_key: str = "sk-test-key") -> str:
        return (
            f'[listening]\nbase_url = "{self.url}"\nmodel = "{model}"\napi_key = "{api_key}"\ntimeout_s = {timeout_s}\n'
        )

    def texts(self) -> list[str]:
        """The client's words it was shown last in each request."""
        return [each["messages"][-1]["content"] for each in self.asked]

    async def complete(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        said = self.says[min(len(self.asked), len(self.says)) - 1]
        await asyncio.sleep(self.wait_s)
        for word, event in self.slow.items():
            if word in body["messages"][-1]["content"]:
                await event.wait()
        if self.redirect:
            return RedirectResponse(self.redirect, status_code=307)
        if self.status != 200:
            return JSONResponse({"error": {"message": f"no: {body}"}}, status_code=self.status)
        if self.raw is not None:
            return Response(self.raw, media_type="application/json")
        return JSONResponse(completion(said))

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/v1/chat/completions", self.complete, methods=["POST"])])


def completion(text: str | None) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "small-one",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


@asynccontextmanager
async def served(endpoint: Endpoint) -> AsyncIterator[Endpoint]:
    config = uvicorn.Config(endpoint.app(), port=endpoint.port, log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  it rings no bell
        await asyncio.sleep(0.01)
    try:
        yield endpoint
    finally:
        for event in endpoint.slow.values():
            event.set()
        server.should_exit = True
        await task


MALFORMED: dict[str, Callable[[], str]] = {
    "no JSON": lambda: "{ not json",
    "a list": lambda: "[]",
    "no choices": lambda: json.dumps({**completion("x"), "choices": []}),
    "null content": lambda: json.dumps(completion(None)),
    "empty content": lambda: json.dumps(completion("  \n ")),
    "content of another kind": lambda: json.dumps({**completion("x"), "choices": [{"message": {"content": [1]}}]}),
    "choices of another kind": lambda: json.dumps({**completion("x"), "choices": "none"}),
}
