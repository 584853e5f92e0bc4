"""Days: which days of the week ("weekdays", "ma ja to"), and which day ("tomorrow", "24.12.", "ensi
viikolla").

A weekday alone is the next one, today left out: "Friday" said on a Friday is a week away, and so are "this
Friday" and Finnish "ensi perjantaina". English "next Friday" is the Friday of next week. "Next week" is its
Monday, "next month" its first, a weekend its Saturday; an end of the month or year is the last day, an end of
the week its Sunday. A date without a year is the next such date, today included; a full date that is past is
none. 3/4 and 3.4. are day.month in Finnish and too ambiguous in English, unless one part is over 12.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from flows.ears.calendar_words import CALENDAR
from flows.ears.hearing import Hearing, Json, both
from flows.ears.lexicon import MONTHS, WEEK

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER = {symbol: number for number, symbol in enumerate(WEEK)}
_WD = f"(?P<wd>{'|'.join(WEEK)})"
_MONTH = f"(?P<month>{'|'.join(MONTHS)})"
_NEXT = "(?:NEXT|ENSI)"
_YEAR = r"(?: (?P<year>\d{4}|\d{2}))?"


def read_days(symbols: str) -> tuple[str, ...] | None:
    """The days of the week these symbols say, in the week's order, or None."""
    words = (
        symbols.removeprefix("EVERY W ")
        .removesuffix(" EVERY W")
        .replace(" ,", "")
        .replace(" .", "")
        .replace(" /", "")
        .split()
    )
    if "EXCEPT" in words:
        cut = words.index("EXCEPT")
        most, left_out = _days_in(words[:cut]), _days_in(words[cut + 1 :])
        chosen = most - left_out if most and left_out else set()
    else:
        chosen = _days_in(words) or set()
    return tuple(DAYS[number] for number in sorted(chosen)) or None


def _days_in(words: list[str]) -> set[int] | None:
    """The days of a list such as MON - WED AND FRI S, or None if anything else is in it."""
    days: set[int] = set()
    words = [word for word in words if word not in ("S", "FROM", "AND")]
    while words:
        if words[0] == "EVERY":
            if len(words) == 1:
                return None
            if words[1] == "D":
                words, days = words[2:], set(range(7))
            else:
                words = words[1:]
            continue
        first, *words = words
        if first in _NUMBER and len(words) > 1 and words[0] in ("-", "TO") and words[1] in _NUMBER:
            length = (_NUMBER[words[1]] - _NUMBER[first]) % 7
            days |= {(_NUMBER[first] + step) % 7 for step in range(length + 1)}
            words = words[2:]
        elif first in _NUMBER:
            days.add(_NUMBER[first])
        elif first in ("WEEKDAYS", "WEEKEND"):
            days |= set(range(5)) if first == "WEEKDAYS" else {5, 6}
        else:
            return None
    return days


@dataclass(frozen=True)
class _Said:
    """What was said of a day, when, and in whose language."""

    found: re.Match[str]
    today: date
    language: str

    def __getitem__(self, part: str) -> str:
        """A part of what was said, "" where it was left out."""
        return self.found.groupdict().get(part) or ""


Reading = Callable[[_Said], date | None]
_READINGS: list[tuple[re.Pattern[str], Reading]] = []


def read_day(symbols: str, today: date, language: str) -> date | None:
    """The day these symbols say, today or later, or None. `language` tells how 3.4. is read."""
    for pattern, reading in _READINGS:
        if found := pattern.fullmatch(symbols):
            with suppress(ValueError, OverflowError):  # a 31st of April, a year past the calendar's end
                day = reading(_Said(found, today, language))
                return day if day and day >= today else None
            return None
    return _with_weekday(symbols.split(), today, language)


def _with_weekday(words: list[str], today: date, language: str) -> date | None:
    """A date said together with its weekday, if the two agree."""
    for weekday, rest in ((words[:1], words[1:]), (words[-1:], words[:-1])):
        if rest and weekday[0] in _NUMBER and (day := read_day(" ".join(rest), today, language)):
            return day if day.weekday() == _NUMBER[weekday[0]] else None
    return None


def _said(*patterns: str) -> Callable[[Reading], Reading]:
    """Registers how a day that is said so is read."""

    def register(reading: Reading) -> Reading:
        _READINGS.extend((re.compile(pattern), reading) for pattern in patterns)
        return reading

    return register


@_said("TODAY")
def _today(said: _Said) -> date:
    return said.today


@_said("(?P<over>OVERM|TOM)ORROW")
def _tomorrow(said: _Said) -> date:
    return said.today + timedelta(2 if said["over"] == "OVERM" else 1)


@_said(rf"(?:THIS |ENSI )?{_WD}")
def _coming(said: _Said) -> date:
    return said.today + timedelta((_NUMBER[said["wd"]] - said.today.weekday() - 1) % 7 + 1)


@_said(rf"NEXT {_WD}", rf"(?P<week>{_NEXT} W|THIS W) {_WD}", rf"{_WD} (?P<week>{_NEXT} W|THIS W)")
def _of_a_week(said: _Said) -> date:
    on = 0 if said["week"] == "THIS W" else 1
    return _monday(said.today, on) + timedelta(_NUMBER[said["wd"]])


@_said(r"IN (?:(?P<n>\d{1,3}) )?(?P<unit>[DWMY])", r"(?:(?P<n>\d{1,3}) )?(?P<unit>[DWMY]) IN")
def _later(said: _Said) -> date:
    many, unit = int(said["n"] or 1), said["unit"]
    if unit in ("M", "Y"):
        return _month_on(said.today, many * (12 if unit == "Y" else 1))
    return said.today + timedelta(many * (7 if unit == "W" else 1))


@_said(f"{_NEXT} W")
def _next_week(said: _Said) -> date:
    return _monday(said.today, 1)


@_said(f"{_NEXT} M")
def _next_month(said: _Said) -> date:
    return _month_on(said.today, 1, 1)


@_said(f"(?:(?P<next>{_NEXT}) |THIS )?WEEKEND")
def _weekend(said: _Said) -> date:
    saturday = _monday(said.today, 1 if said["next"] else 0) + timedelta(5)
    return max(saturday, said.today)


@_said(f"END (?:THIS |(?P<next>{_NEXT}) )?(?P<unit>[WMY])", f"(?:THIS |(?P<next>{_NEXT}) )?(?P<unit>[WMY]) END")
def _end(said: _Said) -> date:
    unit, on = said["unit"], 1 if said["next"] else 0
    if unit == "W":
        return _monday(said.today, on) + timedelta(6)
    return date(said.today.year + on, 12, 31) if unit == "Y" else _month_on(said.today, on, 31)


@_said(r"(?P<year>\d{4}) (?P<dash>[-/.]) (?P<b>\d{1,2}) (?P=dash) (?P<a>\d{1,2})")
def _year_first(said: _Said) -> date | None:
    return _dated(int(said["a"]), int(said["b"]), said["year"], said.today)


@_said(
    rf"(?P<a>\d{{1,2}}) \. (?P<b>\d{{1,2}})(?: \.)?{_YEAR}",
    r"(?P<a>\d{1,2}) (?P<dash>[-/]) (?P<b>\d{1,2})(?: (?P=dash) (?P<year>\d{4}|\d{2}))?",
)
def _figures(said: _Said) -> date | None:
    if said["dash"] == "-" and not said["year"]:
        return None
    first, second = int(said["a"]), int(said["b"])
    if said.language != "fi":
        if first <= 12 and second <= 12 and first != second:
            return None
        first, second = max(first, second), min(first, second)
    return _dated(first, second, said["year"], said.today)


@_said(
    rf"(?P<n>\d{{1,2}})(?: TH| \.)?(?: D)?(?: OF)? {_MONTH}{_YEAR}",
    rf"{_MONTH} (?P<n>\d{{1,2}})(?: TH| \.)?(?: D)?(?: (?P<year>\d{{4}}))?",
)
def _in_a_month(said: _Said) -> date | None:
    return _dated(int(said["n"]), MONTHS.index(said["month"]) + 1, said["year"], said.today)


@_said(
    rf"(?P<n>\d{{1,2}}) (?:TH|\. D)(?: OF(?: THIS|(?P<next> {_NEXT})) M)?",
    r"(?P<next>ENSI) M (?P<n>\d{1,2}) \.(?: D)?",
)
def _of_the_month(said: _Said) -> date | None:
    """The 5th: of this month, or of the next that has one."""
    number = int(said["n"])
    if said["next"]:
        return _month_on(said.today, 1, 1).replace(day=number)
    firsts = (_month_on(said.today, months, 1) for months in range(3))
    days = (first.replace(day=number) for first in firsts if number <= monthrange(first.year, first.month)[1])
    return next((day for day in days if day >= said.today), None)


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(7 * weeks - today.weekday())


def _month_on(today: date, months: int, day: int | None = None) -> date:
    """The same day so many months on (or `day` of that month), or the last of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(day or today.day, monthrange(year, month + 1)[1]))


def _dated(day: int, month: int, year: str, today: date) -> date | None:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = range(today.year, today.year + 9)  # 29 February may be eight years away
    days = (date(each, month, day) for each in years if 1 <= day <= monthrange(each, month)[1])
    return next((each for each in days if each >= today), None)


@dataclass(frozen=True)
class Days:
    """The days of the week, from "mon" to "sun" in the week's order: a list of at least one."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            if days := read_days(CALENDAR[language].read(text)):
                return list(days)
        return None
