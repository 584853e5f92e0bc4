"""A language model in the listener's seat: asked over HTTP, between the two transactions of a turn.

It answers within its time or not at all; whatever goes wrong, the default listener's reply goes out. Of what it was
asked and what it said nothing is logged: only host, time and outcome.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog

from bot.config import Listening
from bot.config_faults import ConfigError
from flows.listening import Reply
from flows.listening.seat import Answered, Asked, ModelSeat

log = structlog.get_logger(__name__)

TRIES = 2
"""Answers that the gate may refuse before the default's reply goes out."""

AT_ONCE = 16
"""Clients that a model may keep waiting at the same moment: the others get the default's reply at once."""


class Model:
    """Raises ConfigError where the extra's library is not installed. `counts` are by outcome, and "asked"."""

    def __init__(self, listening: Listening, seat: ModelSeat) -> None:
        self.seat = seat
        self.answers_within = timedelta(seconds=listening.timeout_s)
        self.counts: Counter[str] = Counter(asked=0, answered=0, late=0, refused=0, failed=0, busy=0)
        self._model = listening.model or ""
        self._client = _client(listening)
        self._at_work = 0

    async def answer(self, asked: Asked, names: Iterable[str]) -> Answered:
        """The model's reply if it passes the gate, in time. Never raises; `names` are not shown to it."""
        if self._at_work >= AT_ONCE:
            self.counts["busy"] += 1
            return Answered(asked, None)
        began = time.monotonic()
        self._at_work += 1
        try:
            reply, outcome = await self._asked(asked, names)
        finally:
            self._at_work -= 1
        self.counts.update(("asked", outcome))
        log.info("a model was asked", host=self.seat.host, took_s=round(time.monotonic() - began, 2), outcome=outcome)
        return Answered(asked, reply)

    async def _asked(self, asked: Asked, names: Iterable[str]) -> tuple[Reply | None, str]:
        messages = self.seat.shown(asked, names)
        try:
            async with asyncio.timeout(self.answers_within.total_seconds()):
                for _ in range(TRIES):
                    if reply := self.seat.reply(await self._said(messages), asked):
                        return reply, "answered"
        except TimeoutError:
            return None, "late"
        except Exception:  # another program's answer: anything may be wrong with it
            return None, "failed"
        return None, "refused"

    async def _said(self, messages: list[dict[str, str]]) -> str:
        """The text of one completion. Raises what the library raises, and ValueError for an answer without text."""
        completion = await self._client.chat.completions.create(model=self._model, messages=messages)
        said = completion.choices[0].message.content
        if not isinstance(said, str) or not said.strip():
            raise ValueError("an answer without text")
        return said

    async def reach(self) -> str:
        """Why it does not answer, "" if it does. Asked in words of ours. Raises ConfigError where a key is wrong."""
        import openai

        try:
            async with asyncio.timeout(self.answers_within.total_seconds()):
                await self._said(self.seat.probe())
        except (openai.AuthenticationError, openai.PermissionDeniedError):
            raise ConfigError(f"listening.api_key: {self.seat.host} refuses it; give the key it knows") from None
        except openai.NotFoundError:
            raise ConfigError(
                f"listening.model: {self.seat.host} knows no {self._model!r} there; give a model that it has, "
                "or mend listening.base_url"
            ) from None
        except TimeoutError:
            return f"no answer within {self.answers_within.total_seconds():g} seconds"
        except openai.APIStatusError as failure:
            return f"HTTP status {failure.status_code}"
        except openai.APIConnectionError:
            return "no connection"
        except Exception:  # another program's answer: anything may be wrong with it
            return "its answer is no chat completion"
        return ""

    async def close(self) -> None:
        await self._client.close()


def _client(listening: Listening) -> Any:
    try:
        import openai
    except ImportError:
        raise ConfigError(
            "listening.model is set, but the library that asks models is not installed; "
            'run pip install "luottamus[llm]", or leave listening.model and listening.base_url out'
        ) from None
    # An environment variable of the library's own would have it log what is sent.
    logging.getLogger("openai").setLevel(logging.WARNING)
    return openai.AsyncOpenAI(
        base_url=listening.base_url,
        # Without one it would take a key from the environment that was meant for another server.
        api_key=listening.api_key.get_secret_value() if listening.api_key else "none",
        timeout=None,  # the deadline of the whole answer stands above it
        max_retries=0,
        # A redirect would show the words to a host that nobody agreed to.
        http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=None),
    )
