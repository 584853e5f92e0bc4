"""The updates that wait for a bot, until it confirms them by offset or its webhook answers 2xx."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

KEPT = timedelta(hours=24)
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
FAR = 10
"""An offset this far past the newest id belongs to an older numbering, and Telegram reads it as none."""


@dataclass(eq=False)
class Waiting:
    """An update on its way."""

    update: dict[str, Any]
    chat_id: int | None
    since: datetime
    twice: bool = False
    again: bool = False
    """Confirmed once already, and to be delivered once more."""
    tries: int = 0

    @property
    def id(self) -> int:
        update_id: int = self.update["update_id"]
        return update_id


class Updates:
    """One bot's queue, in the order things happened."""

    def __init__(self, next_id: int) -> None:
        self.next_id = next_id
        self.allowed: list[str] | None = None
        self.waiting: list[Waiting] = []

    def __len__(self) -> int:
        return len(self.waiting)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self.waiting)

    def waiting_for(self, chat_id: int) -> int:
        return sum(each.chat_id == chat_id for each in self.waiting)

    def allow(self, kinds: Collection[str] | None) -> None:
        """From here on only these kinds are queued; none named: all but the three that must be asked for."""
        self.allowed = list(kinds) if kinds else None

    def allows(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in NOT_BY_DEFAULT

    def add(self, body: dict[str, Any], chat_id: int | None, at: datetime, *, twice: bool = False) -> int | None:
        """Queue `{kind: ...}` under the next id (or under the `update_id` it brings); None if not allowed."""
        kind = next((name for name in body if name != "update_id"), "")
        if kind and not self.allows(kind):
            return None
        update_id = body.get("update_id", self.next_id)
        self.next_id = update_id + 1
        self.waiting.append(Waiting({"update_id": update_id, **body}, chat_id, at, twice))
        return int(update_id)

    def restart(self, next_id: int) -> None:
        """Number the updates from here on anew, as Telegram does after a week without any."""
        self.next_id = next_id

    def drop_old(self, now: datetime) -> None:
        """Telegram keeps an update for a day."""
        if self.waiting and now - self.waiting[0].since > KEPT:
            self.waiting = [each for each in self.waiting if now - each.since <= KEPT]

    def batch(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Forget what the offset confirms; then the next updates. A negative one counts from the end."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset > 0 and not (self.waiting and offset > self.waiting[-1].id + FAR):
            self.waiting = [each for each in self.waiting if each.id >= offset or each.again or _once_more(each)]
        handed = self.waiting[:limit]
        if any(each.again for each in handed):
            self.waiting = [each for each in self.waiting if not (each.again and each in handed)]
        return [each.update for each in handed]

    def confirm(self, waiting: Waiting) -> None:
        """Forget it, unless it was to come twice. One already forgotten is no error."""
        if waiting in self.waiting and not _once_more(waiting):
            self.waiting.remove(waiting)

    def clear(self) -> None:
        self.waiting.clear()


def _once_more(waiting: Waiting) -> bool:
    """Whether a confirmed update comes again, which it does once."""
    once_more, waiting.twice = waiting.twice, False
    waiting.again = waiting.again or once_more
    return once_more
