"""Telegram's calls to us: each is answered 200 only after its update's effects are committed."""

import asyncio
import hmac
import json

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, TelegramError

from bot.config import Telegram
from bot.config_faults import ConfigError
from bot.door import ALLOWED_UPDATES, number_of
from bot.health import Health
from bot.logs import safe_error
from bot.patience import Backoff, OnceAMinute, TokenRefused
from bot.polling import Take

log = structlog.get_logger()

LARGEST_BODY = 1024 * 1024
CALLS_AT_ONCE = 40


async def body_of(request: Request) -> bytes | None:
    """The body, read no further than the limit; None if there is more."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def webhook_route(path: str, secret: str, take: Take) -> Route:
    """The one address Telegram calls. 503 makes it call again; the desk refuses what it already knows."""
    complaints = OnceAMinute()

    async def called(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=401)
        if (body := await body_of(request)) is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if number_of(raw) is None:
            return Response(status_code=400)
        try:
            await take(raw)
        except Exception as exc:
            if complaints.may_say("turns"):
                log.error("an update could not be worked off; Telegram will call again", why=safe_error(exc))
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(path or "/", called, methods=["POST"])


async def set_webhook(bot: Bot, telegram: Telegram, *, stop: asyncio.Event, health: Health) -> None:
    """Tell Telegram where to call, trying until it is reached or `stop`.

    Raises TokenRefused, and ConfigError when Telegram will not call that address.
    """
    patience, complaints = Backoff(stop), OnceAMinute()
    while not stop.is_set():
        try:
            await bot.set_webhook(
                telegram.webhook_url or "",
                secret_token=telegram.secret_for_webhook,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CALLS_AT_ONCE,
                drop_pending_updates=False,
            )
        except (InvalidToken, EndPointNotFound):
            raise TokenRefused from None
        except BadRequest as exc:
            raise ConfigError(
                f"telegram.webhook_url is {telegram.webhook_url}, and Telegram refuses it ({exc.message}); "
                f"give an https address with a valid certificate, on port 443, 80, 88 or 8443"
            ) from None
        except TelegramError as exc:
            health.set("telegram", f"Telegram cannot be reached: {safe_error(exc)}")
            if complaints.may_say("reach"):
                log.warning("Telegram cannot be reached; trying on", why=safe_error(exc))
            await patience.wait()
            continue
        health.clear("telegram")
        return
