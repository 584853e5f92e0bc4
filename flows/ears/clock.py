"""Clocks: "half past nine", "puoli kymmeneltä", "22-7"; text -> "HH:MM".

A bare hour is read on the 24-hour clock: "7" is 07:00, and the evening has to be said ("7 pm",
"iltaseitsemältä", "19"). "Half nine" is 09:30, Finnish "puoli yhdeksän" is 08:30; either reads the hour
before one as 12:xx. A part of the day without an hour, and anything before or after an hour ("after lunch",
"yhdeksän jälkeen"), is no clock.
"""

import re
from dataclasses import dataclass
from datetime import time

from flows.ears.calendar_words import CALENDAR
from flows.ears.hearing import Hearing, Json, both
from flows.ears.lexicon import PARTS


@dataclass(frozen=True)
class Clock:
    """A time of day. `sure` is False for a bare hour that may be meant in either half of the day."""

    time: time
    sure: bool


_DIAL = re.compile(r"(?P<hour>\d{1,2})(?:(?: [.:]| HH)? (?P<minute>\d{2}|0 \d)(?: [.:] \d\d)?)?(?: HH)?")
_FIGURES = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})(?: H| HH)?")
_HALF = re.compile(r"(?P<half>HALF PAST|HALF|HALFTO) (?P<hour>\d{1,2})")
_NEAR = re.compile(
    r"(?:(?P<quarter>QUARTER)|(?P<minutes>\d{1,2})(?: MIN)?) (?P<way>PAST|BEFORE|TO)"
    r" (?P<half>HALFTO )?(?:(?P<hour>\d{1,2})|(?P<noon>NOON|MIDNIGHT))"
)
_HALF_NOON = re.compile(r"HALF PAST (?P<noon>NOON|MIDNIGHT)")
_NOON = re.compile(r"(?:12 )?(?P<noon>NOON|MIDNIGHT)")

_AFTER_NOON = {
    "AM": (),
    "PM": range(1, 12),
    "MORNING": (),
    "FORENOON": (),
    "DAYTIME": range(1, 6),
    "AFTERNOON": range(1, 8),
    "EVENING": range(4, 12),
    "NIGHT": range(6, 12),
    "SMALLHOURS": (),
}
_BEFORE_NOON = {
    "AM": range(1, 12),
    "MORNING": range(1, 12),
    "FORENOON": range(6, 12),
    "DAYTIME": range(8, 13),
    "PM": (12,),
    "AFTERNOON": (12,),
    "NIGHT": range(1, 6),
    "SMALLHOURS": range(1, 6),
    "EVENING": (),
}
_TWELVE_IS_MIDNIGHT = ("AM", "EVENING", "NIGHT", "SMALLHOURS")
_LATE = {
    "PM": range(12, 24),
    "EVENING": range(16, 24),
    "NIGHT": (20, 21, 22, 23, 0),
    "AFTERNOON": range(12, 19),
    "DAYTIME": range(12, 18),
    "AM": (0,),
    "SMALLHOURS": (0,),
}


def read_clock(symbols: str) -> Clock | None:
    """The clock that these symbols say, and nothing else besides."""
    words = [word for word in symbols.split() if word not in (",", "AT")]
    while words and words[-1] in (".", "-"):
        words.pop()
    parts = [word for word in words if word in PARTS]
    if len(parts) > 1 or (parts and parts[0] not in (words[0], words[-1])):
        return None
    dial = _dial(" ".join(word for word in words if word not in PARTS))
    if dial is None:
        return None
    hour, minute, sure = dial
    if not parts:
        hour = 0 if (hour, minute) == (24, 0) else hour
        return Clock(time(hour, minute), sure or hour > 12) if hour < 24 else None
    settled = _settled(hour, parts[0])
    return None if settled is None else Clock(time(settled, minute), True)


def _dial(symbols: str) -> tuple[int, int, bool] | None:
    """Hour, minute, and whether the hour was written so that it can only be meant on the 24-hour clock."""
    if found := _DIAL.fullmatch(symbols) or _FIGURES.fullmatch(symbols):
        minute = int((found["minute"] or "0").replace(" ", ""))
        hour = int(found["hour"])
        return (hour, minute, found["hour"][0] == "0") if hour <= 24 and minute < 60 else None
    if found := _HALF.fullmatch(symbols):
        return _away(int(found["hour"]), -30 if found["half"] == "HALFTO" else 30)
    if found := _NEAR.fullmatch(symbols):
        minutes = 15 if found["quarter"] else int(found["minutes"])
        if not 0 < minutes < 60:
            return None
        away = (minutes if found["way"] == "PAST" else -minutes) - (30 if found["half"] else 0)
        return _away(int(found["hour"]), away) if found["hour"] else (*_from_noon(found["noon"], away), True)
    if found := _HALF_NOON.fullmatch(symbols):
        return *_from_noon(found["noon"], 30), True
    if found := _NOON.fullmatch(symbols):
        return *_from_noon(found["noon"], 0), True
    return None


def _away(hour: int, minutes: int) -> tuple[int, int, bool] | None:
    """So many minutes from a full hour; the hour before one is the dial's twelve, not midnight."""
    if hour > 24:
        return None
    turned = hour + 12 if hour == 1 and minutes < 0 else hour
    hour, minute = divmod((turned * 60 + minutes) % (24 * 60), 60)
    return hour, minute, False


def _from_noon(noon: str, minutes: int) -> tuple[int, int]:
    return divmod(((12 if noon == "NOON" else 0) * 60 + minutes) % (24 * 60), 60)


def _settled(hour: int, part: str) -> int | None:
    """The hour of the day that an hour and a part of the day mean together, or None if they disagree."""
    if hour == 12 and part in _TWELVE_IS_MIDNIGHT:
        return 0
    if hour in _AFTER_NOON[part]:
        return hour + 12
    if hour in _BEFORE_NOON[part] or hour in _LATE.get(part, ()):
        return hour
    return None


@dataclass(frozen=True)
class ClockTime:
    """A time of day as "HH:MM". "Every day at nine" is heard too: the day is not asked for, but it agrees."""

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            symbols = CALENDAR[language].read(text).removeprefix("EVERY D ").removesuffix(" EVERY D")
            if clock := read_clock(symbols):
                return clock.time.isoformat("minutes")
        return None


@dataclass(frozen=True)
class ClockSpan:
    """A span of the day as ["HH:MM", "HH:MM"], such as quiet hours; it may cross midnight.

    Two bare hours mean the night between them: "10 to 7" is 22:00-07:00. Said with am or pm, a part of the
    day, an hour over 12 or a leading zero, they mean what they say. A span of no length is none.
    """

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        for language in both(hearing.language):
            spans = _spans(CALENDAR[language].read(text).split())
            if len(spans) == 1:
                return list(spans.pop())
        return None


def _spans(words: list[str]) -> set[tuple[str, str]]:
    """Every way to read these symbols as two clocks."""
    between = [index for index, word in enumerate(words) if word in ("-", "TO", "AND")]
    halves = [(words[:index], words[index + 1 :]) for index in between]
    if "FROM" in words and "TO" in words:  # yhdeksästä illalla aamulla seitsemään: the cases tell, not the places
        bare = [word for word in words if word not in ("FROM", "TO")]
        halves += [(bare[:index], bare[index:]) for index in range(1, len(bare))]
    return {span for start, end in halves if (span := _span(_said(start), _said(end)))}


def _said(words: list[str]) -> Clock | None:
    return read_clock(" ".join(word for word in words if word not in ("FROM", "BETWEEN", "THIS")))


def _span(start: Clock | None, end: Clock | None) -> tuple[str, str] | None:
    if start is None or end is None:
        return None
    first, last = start.time, end.time
    night = last.hour <= 12 and (not end.sure or last < first)
    if not start.sure and 6 <= first.hour <= 12 and night:
        first = first.replace(hour=(first.hour + 12) % 24)
    return None if first == last else (first.isoformat("minutes"), last.isoformat("minutes"))
