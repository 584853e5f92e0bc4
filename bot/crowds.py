"""Crowds: many who are due at one moment are written to one after another, within what was promised ("around nine").

Telegram takes 30 messages a second of a bot; nudges leave some of them to replies. The order is that of the schedules'
ids, so each client's own nudge comes as many seconds after the hour today as it did yesterday. What waits is not in the
outbox yet, so a talk opens when its question can go out.
"""

from datetime import datetime, timedelta

from bot.lately import Lately

A_SECOND = 25
LONGEST = timedelta(minutes=10)
"""The promised quarter of an hour, less what a slow sweep or a pause of Telegram's may take."""

MOMENTS_REMEMBERED = 1_000


class Crowds:
    def __init__(self) -> None:
        self._claimed: Lately[datetime, int] = Lately(MOMENTS_REMEMBERED)

    def moment(self, due_at: datetime) -> datetime:
        """When the next one who is due at this moment is written to; to be asked for them in their order."""
        place = self._claimed.get(due_at) or 0
        self._claimed.keep(due_at, place + 1)
        return due_at + timedelta(seconds=place // A_SECOND) % LONGEST
