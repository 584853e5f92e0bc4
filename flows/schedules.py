"""Schedules: when a nudge is due, from a rule of local wall-clock time and an IANA zone.

The rule over daylight saving time: an occurrence fires once, at the first instant of its local date whose
wall clock is at or past the wanted time; if that date has none left, at the first instant after the gap; a
local date that does not exist has none. Zones come from `flows.zones`, which prefers the PyPI `tzdata` to the
system's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from flows.ears.calendar_words import CALENDAR
from flows.ears.clock import read_clock
from flows.ears.days import DAYS, read_days
from flows.ears.hearing import both
from flows.ears.moment import parted
from flows.zones import zone_called

LONGEST_INTERVAL = 366


@dataclass(frozen=True)
class Recurrence:
    """Some days of the week at a time of day; or every `every` days at that time, counted from `start`.

    `days` is in the week's order, and all seven for an interval. Raises ValueError for one that would never
    fire.
    """

    clock: time
    days: tuple[str, ...] = DAYS
    every: int = 1
    start: date | None = None

    def __post_init__(self) -> None:
        if self.clock != time(self.clock.hour, self.clock.minute) or self.clock.tzinfo:
            raise ValueError(f"the time {self.clock} is no local hour and minute; give one such as 09:00")
        if not self.days or [day for day in DAYS if day in self.days] != list(self.days):
            raise ValueError(f"days are {self.days!r}; give some of {', '.join(DAYS)}, in this order")
        if not 1 <= self.every <= LONGEST_INTERVAL:
            raise ValueError(f"every {self.every} days is out of range; give 1 to {LONGEST_INTERVAL}")
        if (self.every > 1) != (self.start is not None) or (self.every > 1 and self.days != DAYS):
            raise ValueError("an interval of days, and it alone, needs the date it is counted from")

    @property
    def text(self) -> str:
        """The canonical text, which `parse_recurrence` reads back."""
        clock = self.clock.isoformat("minutes")
        if self.start:
            return f"every {self.every} days {clock} from {self.start.isoformat()}"
        return f"daily {clock}" if self.days == DAYS else f"weekly {','.join(self.days)} {clock}"

    def dates_from(self, day: date) -> Iterator[date]:
        """Its local dates on and after this one, to the end of the calendar."""
        if self.start:
            day = max(day + timedelta((self.start - day).days % self.every), self.start)
        while True:
            if self.start or DAYS[day.weekday()] in self.days:
                yield day
            if (date.max - day).days <= self.every + 1:  # an instant of the last date may lie past the calendar
                return
            day += timedelta(self.every)


@dataclass(frozen=True)
class Occurrence:
    """One due time: the local date it belongs to, and the instant in UTC."""

    local_date: date
    due_at: datetime


def parse_recurrence(text: str, language: str = "en", *, today: date) -> Recurrence | None:
    """A recurrence from its canonical text or from people's words in either language; None if neither.

    An interval without a date of its own ("every 3 days 18:15") is counted from `today`, today included.
    """
    if len(text) > 200:
        return None
    said, start = _without_start(text)
    for each in both(language):
        if recurrence := _read(CALENDAR[each].read(said), start or today):
            return recurrence if recurrence.start or not start else None
    return None


def _without_start(text: str) -> tuple[str, date | None]:
    found = re.fullmatch(r"(.+) from (\d{4}-\d{2}-\d{2})\s*", text)
    if found:
        try:
            return found[1], date.fromisoformat(found[2])
        except ValueError:
            return text, None
    return text, None


def _read(symbols: str, start: date) -> Recurrence | None:
    """The days, and around them one clock; both must be said, and nothing else."""
    symbols = symbols.replace(" , ", " ")
    for (days, every), rest in parted(symbols, _days_or_interval):
        if clock := read_clock(rest):
            return Recurrence(clock.time, days, every, start if every > 1 else None)
    return None


def _days_or_interval(symbols: str) -> tuple[tuple[str, ...], int] | None:
    found = re.fullmatch(r"EVERY (\d{1,3})(?: TH)? (D|W)|(\d{1,3}) (D|W) APART", symbols)
    if found:
        every = int(found[1] or found[3]) * (7 if "W" in found.groups() else 1)
        return (DAYS, every) if 1 <= every <= LONGEST_INTERVAL else None
    if days := read_days(symbols.removeprefix("EVERY W ").removesuffix(" EVERY W")):
        return days, 1
    return None


def occurrences(recurrence: Recurrence, zone: ZoneInfo, after: datetime) -> Iterator[Occurrence]:
    """The occurrences strictly after an aware instant, in order, to the end of the calendar."""
    yesterday = after.astimezone(zone).date() - timedelta(1)  # a gap may have pushed its due time on into today
    for day in recurrence.dates_from(yesterday):
        due_at = once(day, recurrence.clock, zone)
        if due_at is not None and due_at > after:
            yield Occurrence(day, due_at)


def once(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) at which this time is due on this local date; None if there is no such date."""
    wanted = datetime.combine(day, clock.replace(fold=0), zone)
    before, after = wanted.utcoffset(), wanted.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    if before >= after:  # an ordinary time, or one shown twice: the first of the two
        return (wanted - before).replace(tzinfo=UTC)
    gap = _change(wanted.replace(tzinfo=UTC) - after, wanted.replace(tzinfo=UTC) - before, zone)
    if gap.astimezone(zone).date() == day or _last_before(gap, before).date() == day:
        return gap
    return None


def _change(earliest: datetime, latest: datetime, zone: ZoneInfo) -> datetime:
    """The second between these instants at which the zone's offset changes."""
    new = latest.astimezone(zone).utcoffset()
    seconds = int((latest - earliest).total_seconds())
    low, high = 0, seconds
    while low < high:
        middle = (low + high) // 2
        if (earliest + timedelta(seconds=middle)).astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle + 1
    return earliest + timedelta(seconds=low)


def _last_before(gap: datetime, offset: timedelta) -> datetime:
    return gap.replace(tzinfo=None) + offset - timedelta(microseconds=1)


def when(text: str, zone: str, after: datetime, count: int) -> list[datetime]:
    """The next `count` due times, in UTC, strictly after an aware instant. Raises ValueError with the cure."""
    place = zone_called(zone)
    if after.tzinfo is None:
        raise ValueError(f"{after.isoformat()} has no offset; give one, such as {after.isoformat()}Z for UTC")
    if count < 1:
        raise ValueError(f"the count is {count}; give 1 or more")
    recurrence = parse_recurrence(text, today=after.astimezone(place).date())
    if recurrence is None:
        raise ValueError(
            f"{text!r} is no schedule; write 'daily 09:00', 'weekly mon,thu 09:00' or 'every 3 days 18:15'"
        )
    return [each.due_at for each in islice(occurrences(recurrence, place, after), count)]
