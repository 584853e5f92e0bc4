"""The one clock of a run: what time it is, and for the demo and the tests a time that can be moved."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the present moment, aware and in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class JumpingClock(Clock):
    """The real clock, some way ahead of itself: three days pass when the story says so."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self._ahead

    def jump(self, by: timedelta) -> None:
        """Move the clock; backwards too, since a host's clock can be set back."""
        self._ahead += by
