"""What stands around every answer: headers, the size of a request, and where a form may come from.

After OWASP ASVS 5.0, level 2: 3.4.1 and 3.4.3 to 3.4.6 (headers), 3.5.1 and 3.5.3 (requests of other sites), 14.3.2
(nothing is cached). No `Access-Control-Allow-Origin` is ever sent (3.4.2).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES = 64 * 1024
"""What a form may hold; a message of Telegram's has 4,096 characters."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with that a browser hides even from us where a form comes from.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-robots-tag": "noindex",
}
TLS_ALONE = "max-age=31536000; includeSubDomains"
KEPT = "public, max-age=31536000, immutable"


class Shields:
    """`address` is where coaches reach the console."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app = app
        self.origin = _origin(address)
        self.headers = dict(HEADERS)
        if address.startswith("https:"):
            self.headers["strict-transport-security"] = TLS_ALONE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                kept = scope["path"].startswith("/static/") and message["status"] == 200
                headers["cache-control"] = KEPT if kept else "no-store"
            await send(message)

        if scope["method"] not in ("GET", "HEAD") and not self._is_ours(Headers(scope=scope)):
            await PlainTextResponse("This form came from elsewhere.\n", 403)(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)

    def _is_ours(self, headers: Headers) -> bool:
        """Whether a page of this console sent it, as far as the browser says."""
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        origin = headers.get("origin", "")
        return origin == self.origin or _origin(origin, host_only=True) == headers.get("host", " ")


def _origin(address: str, *, host_only: bool = False) -> str:
    parts = urlsplit(address)
    return parts.netloc if host_only else f"{parts.scheme}://{parts.netloc}"
