"""The agreement: what client and coach decided, clause by clause, and what follows from it for the code."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.ears.days import DAYS
from flows.schedules import once

CLAUSES = (
    "readers",
    "reply_hours",
    "quiet_hours",
    "check_in",
    "off_limits",
    "silence",
    "worry",
    "contact",
    "retention_hours",
    "ending",
)

CLIENTS_OWN = ("readers", "quiet_hours", "off_days", "check_in", "off_limits", "worry", "contact")
"""Clauses that the client alone decides: who may read or be told, when the bot writes, what is left alone, who is near.

What the client allowed can be taken back without anybody's leave. The rest binds until both agree on another.
"""


@dataclass(frozen=True)
class Agreement:
    """One version of the agreement of one engagement. A later one replaces it; none is ever changed.

    `quiet_hours` is a local wall-clock span and may cross midnight; None means no quiet hours.
    `check_in` is a recurrence in its canonical text, "" where check-ins were stopped. Hours are whole hours.
    """

    version: int = 1
    zone: str = "UTC"
    readers: str = "words"
    """Who reads: "words" (the coach reads the transcript) or "times" (when we talked, and what the client shares)."""
    reply_hours: int = 48
    quiet_hours: tuple[str, str] | None = ("21:00", "08:00")
    off_days: tuple[str, ...] = ()
    """Days of the week, "mon" to "sun", on which nothing is started: a part of the quiet hours' clause."""
    check_in: str = "weekly mon 09:00"
    off_limits: tuple[str, ...] = ()
    silence: str = "nudge"
    """What silence means: "nothing", "nudge" (one nudge) or "tell" (one nudge, then the coach is told)."""
    worry: str = "tell"
    """What the coach is told when the bot is worried: "tell" (please check) or "nothing"."""
    contact: str = ""
    """Someone the client named for hard moments, in the client's words."""
    retention_hours: int = 365 * 24
    """How long words are kept after the coaching ends."""
    ending: str = "talk"
    """How it ends: "talk" (a closing talk is offered) or "once" (at once)."""
    model: str = ""
    """The host whose language model may see the client's words to put a mirror into words; "" for none."""

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Agreement":
        """Raises ValueError for a key that is no clause: a stored agreement is never half read."""
        if unknown := sorted(data.keys() - _KNOWN):
            raise ValueError(f"an agreement has no clause {unknown[0]!r}; clauses are {', '.join(CLAUSES)}")
        tuples = {
            key: tuple(value)
            for key in ("quiet_hours", "off_days", "off_limits")
            if isinstance(value := data.get(key), list | tuple)
        }
        return cls(**{**data, **tuples})  # type: ignore[arg-type]

    def with_clauses(self, clauses: Mapping[str, object]) -> "Agreement":
        return Agreement.from_json({**self.to_json(), **clauses})


_KNOWN = frozenset(field.name for field in fields(Agreement))


def may_nudge(agreement: Agreement, at: datetime) -> bool:
    """Whether a nudge at this moment keeps the client's agreement.

    `at` is an aware moment, read in the agreement's own time zone. Quiet
    hours may cross midnight: 22:00-07:00 is quiet from 22:00 on, and open
    again at 07:00 sharp. A day off is quiet from midnight to midnight.
    Raises ValueError if `at` is naive.
    """
    if at.tzinfo is None:
        raise ValueError("may_nudge needs an aware moment")
    local = at.astimezone(ZoneInfo(agreement.zone))
    return DAYS[local.weekday()] not in agreement.off_days and not is_quiet(agreement, local.time())


def is_quiet(agreement: Agreement, clock: time) -> bool:
    """Whether this local wall-clock time lies in the quiet hours."""
    if agreement.quiet_hours is None:
        return False
    start, end = (time.fromisoformat(part) for part in agreement.quiet_hours)
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def quiet_ends(agreement: Agreement, at: datetime) -> datetime:
    """When the quiet hours and days off that this aware moment lies in are over, in UTC; the moment itself outside
    them. A day later where none of the next nine days has an open hour: it may be looked at again then.
    """
    if may_nudge(agreement, at):
        return at
    zone = ZoneInfo(agreement.zone)
    today = at.astimezone(zone).date()
    clocks = {time(), time.fromisoformat(agreement.quiet_hours[1])} if agreement.quiet_hours else {time()}
    opens = (once(today + timedelta(days), clock, zone) for days in range(9) for clock in sorted(clocks))
    coming = (each for each in opens if each is not None and each > at and may_nudge(agreement, each))
    return next(coming, at + timedelta(days=1))


def coach_reads_words(agreement: Agreement | None) -> bool:
    """Whether the coach may read the client's words. Without an agreement nobody may."""
    return agreement is not None and agreement.readers == "words"


def coach_hears_of_worry(agreement: Agreement | None) -> bool:
    """Whether the coach is asked to look when words sound like danger. Without an agreement nobody is told."""
    return agreement is not None and agreement.worry == "tell"
