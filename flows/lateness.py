"""Saying how late something is, the way people do: by minutes, then by hours, then by days."""

from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
_UNITS = (
    (2 * _DAY, _DAY, ("day", "days"), ("päivän", "päivää")),
    (90 * _MINUTE, _HOUR, ("hour", "hours"), ("tunnin", "tuntia")),
    (0, _MINUTE, ("minute", "minutes"), ("minuutin", "minuuttia")),
)
"""From how many seconds on a unit is used, its size, and its words: Finnish as in "tunnin myöhässä"."""


def say_by(late: timedelta, language: str) -> str:
    """ "35 minutes", "3 hours", "2 days"; in Finnish as it stands before "myöhässä". Never less than one minute."""
    seconds = max(late.total_seconds(), _MINUTE)
    _, size, english, finnish = next(each for each in _UNITS if seconds >= each[0])
    count = round(seconds / size)
    names = finnish if language == "fi" else english
    return f"{count} {names[count != 1]}"
