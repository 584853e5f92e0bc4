"""One day, and one moment: a day with a time of day.

`Moment` reads a part of the day without an hour as morning 09:00, noon 12:00, afternoon 15:00, evening 18:00
and night 21:00 ("tonight" after six is 21:00). A clock without a day is the next time it comes round. A
moment that is past ("today at 7" said at ten) is not understood: the turn asks again, for the evening may
have been meant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from flows.ears.calendar_words import CALENDAR
from flows.ears.clock import read_clock
from flows.ears.days import read_day
from flows.ears.hearing import Hearing, Json, both

Value = TypeVar("Value")
_MOST_WORDS = 14
_PARTS = {
    "MORNING": time(9),
    "FORENOON": time(9),
    "DAYTIME": time(12),
    "AFTERNOON": time(15),
    "EVENING": time(18),
    "NIGHT": time(21),
}


_YEAR = re.compile(r"(?:19|20)\d\d")


def parted(symbols: str, reader: Callable[[str], Value | None]) -> Iterator[tuple[Value, str]]:
    """Each run of symbols that the reader understands, the longest first, with the symbols left around it."""
    words = symbols.split()[:_MOST_WORDS]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            value = reader(" ".join(words[start : start + length]))
            if value is not None:
                yield value, " ".join(words[:start] + words[start + length :])


def _read(text: str, hearing: Hearing, language: str) -> tuple[date, time | None] | None:
    """The day, and the time if one was said, in the words of one language."""
    symbols = CALENDAR[language].read(text).replace(" ,", "")
    today = hearing.now.date()
    for day, rest in parted(symbols, lambda run: read_day(run, today, hearing.language)):
        rest = rest.removeprefix("- ").removesuffix(" -").strip(". ")
        if not rest or rest == "AT":
            return day, None
        if _YEAR.fullmatch(rest):
            return None  # of a full date that is past
        if rest in _PARTS:
            return day, _part(rest, day, hearing.now)
        if clock := read_clock(rest):
            return day, clock.time
    return None


def _part(part: str, day: date, now: datetime) -> time:
    later = part == "EVENING" and day == now.date() and now.time() >= _PARTS[part]
    return _PARTS["NIGHT" if later else part]


_LENGTHS = {"": 1.0, "HALF": 0.5, "HALFTO": 0.5, "ONEHALF": 1.5, "QUARTER": 0.25}


def _soon(symbols: str, now: datetime) -> datetime | None:
    """In so many hours or minutes, counted on the real clock; a bare clock is the next time it shows that."""
    if found := re.fullmatch(
        r"IN (?P<many>.*?) ?(?P<unit>H|MIN)|(?P<m>.*?) ?(?P<u>H|MIN) IN|(?P<q>QUARTER) IN", symbols
    ):
        many, unit = found["many"] or found["m"] or found["q"] or "", found["unit"] or found["u"] or "H"
        count = int(many) if re.fullmatch(r"[0-9]{1,4}", many) else _LENGTHS.get(many)
        if count is None:
            return None
        later = now.astimezone(UTC) + timedelta(**{"hours" if unit == "H" else "minutes": count})
        return later.astimezone(now.tzinfo)
    if clock := read_clock(symbols):
        return datetime.combine(now.date() + timedelta(clock.time <= now.time()), clock.time, now.tzinfo)
    return None


@dataclass(frozen=True)
class Day:
    """A local date as "YYYY-MM-DD", today or later; "until Friday" is Friday. A time said with it is left
    aside; `Moment` keeps it."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            symbols = CALENDAR[language].read(text)
            symbols = symbols.replace(" ,", "").removeprefix("TO ").removesuffix(" TO").removesuffix(" .")
            day = read_day(symbols, hearing.now.date(), hearing.language)
            if day or (day := (_read(text, hearing, language) or (None,))[0]):
                return day.isoformat()
        return None


@dataclass(frozen=True)
class Moment:
    """A local day and time of day: {"day": "YYYY-MM-DD", "time": "HH:MM" or None where none was said}."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            symbols = CALENDAR[language].read(text)
            if read_clock(symbols) and read_day(symbols, hearing.now.date(), hearing.language):
                return None  # 9.12 may be the ninth of December or twelve past nine
            if found := _read(text, hearing, language):
                day, clock = found
                past = clock and (day, clock) <= (hearing.now.date(), hearing.now.time())
                return None if past else _moment(day, clock)
            if soon := _soon(symbols, hearing.now):
                return _moment(soon.date(), soon.time())
        return None


def _moment(day: date, clock: time | None) -> Json:
    return {"day": day.isoformat(), "time": clock and clock.isoformat("minutes")}
