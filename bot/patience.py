"""How the bot waits for the outside world: longer each time, gently in the log, and not past a stop."""

import asyncio
import time
from collections.abc import Callable

from bot.config_faults import ConfigError

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
A_MINUTE_S = 60.0


class TokenRefused(ConfigError):  # noqa: N818
    """Telegram knows no bot by this token: nothing to wait for."""

    def __init__(self) -> None:
        super().__init__(
            "telegram.token: Telegram knows no bot by this token; get the present one from @BotFather "
            "(and check telegram.base_url)"
        )


class Backoff:
    """Waits of 1, 2, 4 ... 30 seconds, cut short by a stop."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop, self._next_s = stop, FIRST_WAIT_S

    async def wait(self, at_least_s: float = 0) -> None:
        seconds, self._next_s = max(self._next_s, at_least_s), min(self._next_s * 2, LONGEST_WAIT_S)
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return

    def reset(self) -> None:
        self._next_s = FIRST_WAIT_S


class OnceAMinute:
    """Whether a complaint may be said again: each kind at once, then at most once a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}

    def may_say(self, kind: str) -> bool:
        now = self._clock()
        if now - self._said.get(kind, float("-inf")) < A_MINUTE_S:
            return False
        self._said[kind] = now
        return True
