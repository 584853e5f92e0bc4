"""The library's `Bot` as this project uses it: our limiter, and connections sized for one bot."""

from urllib.parse import urlsplit

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.config import Telegram, is_loopback
from bot.limiter import Lane, TwoLaneLimiter

# Thirty sends a second at a slow second each, and room for taps and files beside them.
CONNECTIONS = 64
CONNECT_WITHIN_S = 10
# A send cut off while Telegram works on it has an unknown outcome, so it is given time.
ANSWER_WITHIN_S = 20
UPLOAD_WITHIN_S = 60
# Waiting for a free connection is no failure: nothing was sent yet.
FREE_CONNECTION_WITHIN_S = 30


def make_bot(telegram: Telegram, limiter: TwoLaneLimiter | None = None) -> ExtBot[Lane]:
    """A bot that has not yet spoken; `rate_limit_args=Lane.NUDGE` makes a call a nudge, else it replies."""
    # A proxy from the environment leads outside, where this machine's own simulator is not.
    httpx_kwargs = {"trust_env": not is_loopback(urlsplit(telegram.base_url).hostname or "")}

    def connections(most: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=most,
            connect_timeout=CONNECT_WITHIN_S,
            read_timeout=ANSWER_WITHIN_S,
            write_timeout=ANSWER_WITHIN_S,
            media_write_timeout=UPLOAD_WITHIN_S,
            pool_timeout=FREE_CONNECTION_WITHIN_S,
            httpx_kwargs=httpx_kwargs,
        )

    return ExtBot(
        telegram.token.get_secret_value(),
        base_url=f"{telegram.base_url}/bot",
        base_file_url=f"{telegram.base_url}/file/bot",
        request=connections(CONNECTIONS),
        get_updates_request=connections(2),
        rate_limiter=limiter or TwoLaneLimiter(telegram.messages_per_second),
    )
