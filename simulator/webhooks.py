"""Webhooks: each update is posted until the bot's own server answers 2xx, in order within a chat."""

import asyncio
import ipaddress
import re
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from simulator.refusals import bad_request
from simulator.updates import Waiting
from simulator.world import Bot, Json, Webhook

if TYPE_CHECKING:
    from simulator.simulation import Simulator

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
ANSWER_WITHIN_S = 60.0


def _on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Webhooks:
    """Delivers the updates of every bot that has a webhook. A failed one is tried again, later each time."""

    def __init__(self, simulator: "Simulator", first_retry_s: float = 0.1, longest_retry_s: float = 5.0) -> None:
        self.simulator = simulator
        self.first_retry_s = first_retry_s
        self.longest_retry_s = longest_retry_s
        self._following: dict[str, asyncio.Task[None]] = {}

    def checked(self, p: Json) -> Webhook | None:
        """The webhook asked for; None for an empty address. Plain HTTP is taken on loopback alone."""
        if not p.get("url"):
            return None
        parts = urlsplit(p["url"])
        if not parts.hostname or (parts.scheme != "https" and not _on_loopback(parts.hostname)):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = p.get("secret_token")
        if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        return Webhook(p["url"], secret, min(max(p.get("max_connections", 40), 1), 100))

    def follow(self, bot: Bot) -> None:
        """Start or stop delivering, as the bot's webhook now says."""
        if running := self._following.pop(bot.token, None):
            running.cancel()
        if bot.webhook:
            self._following[bot.token] = asyncio.create_task(self._deliver(bot, bot.webhook))

    async def stop(self) -> None:
        running = list(self._following.values())
        self._following.clear()
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _deliver(self, bot: Bot, hook: Webhook) -> None:
        """Each chat's oldest update is under way at any time, those of different chats side by side."""
        under_way: dict[int | None, asyncio.Task[None]] = {}
        limits = httpx.Limits(max_connections=hook.most)
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN_S, limits=limits, trust_env=False) as client:
            try:
                while True:
                    bot.updates.drop_old(self.simulator.clock())
                    for waiting in bot.updates:
                        if waiting.chat_id not in under_way and len(under_way) < hook.most:
                            task = asyncio.create_task(self._one(client, bot, hook, waiting))
                            under_way[waiting.chat_id] = task
                            task.add_done_callback(partial(_done, bot, under_way, waiting.chat_id))
                    await bot.bell.wait(3600)
            finally:
                for task in list(under_way.values()):
                    task.cancel()

    async def _one(self, client: httpx.AsyncClient, bot: Bot, hook: Webhook, waiting: Waiting) -> None:
        """Post one update until it is taken."""
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        while True:
            try:
                answer = await client.post(hook.url, json=waiting.update, headers=headers)
                problem = "" if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = f"Connection failed: {type(error).__name__}"
            if not problem:
                break
            hook.error_at, hook.error = self.simulator.clock(), problem
            await asyncio.sleep(min(self.first_retry_s * 2**waiting.tries, self.longest_retry_s))
            waiting.tries += 1
        bot.updates.confirm(waiting)
        await self._reply(bot, answer)

    async def _reply(self, bot: Bot, answer: httpx.Response) -> None:
        """A webhook may answer with a call: `{"method": "sendMessage", ...}`. Its outcome is not told."""
        try:
            body: Any = answer.json()
        except ValueError:
            return
        if isinstance(body, dict) and isinstance(body.get("method"), str):
            await self.simulator.call(bot, body.pop("method"), body, {})


def _done(
    bot: Bot,
    under_way: dict[int | None, "asyncio.Task[None]"],
    chat_id: int | None,
    _task: "asyncio.Task[None]",
) -> None:
    under_way.pop(chat_id, None)
    bot.bell.ring()
