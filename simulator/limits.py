"""Telegram's sending limits: a message a second to a chat, thirty a second from a bot."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass
class Window:
    """At most `most` in any `seconds`, counted exactly: a sliding window."""

    most: int
    seconds: float = 1.0
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        """Seconds until `count` more fit. A count over `most` fits an empty window, as an album does."""
        while self.times and now - self.times[0] >= self.seconds:
            self.times.popleft()
        over = len(self.times) + min(count, self.most) - self.most
        return self.times[over - 1] + self.seconds - now if over > 0 else 0.0

    def take(self, now: float, count: int) -> None:
        self.times.extend([now] * count)


class Limits:
    """One bot's windows. A refused message does not count."""

    def __init__(self, a_second: int = 30, a_second_a_chat: int = 1) -> None:
        self.a_second_a_chat = a_second_a_chat
        self.bot = Window(a_second)
        self.chats: dict[int, Window] = {}

    def retry_after(self, chat_id: int, now: float, count: int = 1) -> int | None:
        """None, and the message is counted; or the whole seconds to wait, as 429 tells them.

        `now` is in seconds of any steady clock.
        """
        chat = self.chats.setdefault(chat_id, Window(self.a_second_a_chat))
        wait = max(self.bot.wait(now, count), chat.wait(now, count))
        if wait > 0:
            return max(1, math.ceil(wait))
        self.bot.take(now, count)
        chat.take(now, count)
        return None
