"""Saying dates, times, spans and recurrences to people, in English and in Finnish as it inflects them.

Every phrase fits into a sentence: "on" is left to the words around it in English ("Thursday 26 November at
9:00"), while Finnish carries it in the ending ("torstaina 26. marraskuuta klo 9.00").
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, get_timezone_location

from flows.ears.days import DAYS
from flows.schedules import Recurrence
from flows.zones import zone_called

_NEAR = {"en": {0: "today", 1: "tomorrow", -1: "yesterday"}, "fi": {0: "tänään", 1: "huomenna", -1: "eilen"}}
# Babel's Finnish weekdays are essives when they stand in a date, but for Sunday's: so the ending is put on here.
_PATTERN = {"en": "EEEE d MMMM", "fi": "cccc'na' d. MMMM"}
_AND = {"en": " and ", "fi": " ja "}
_WEEKDAYS = {
    "en": ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"],
    "fi": [
        "maanantaisin",
        "tiistaisin",
        "keskiviikkoisin",
        "torstaisin",
        "perjantaisin",
        "lauantaisin",
        "sunnuntaisin",
    ],
}
_GROUPS = {
    DAYS: {"en": "every day", "fi": "joka päivä"},
    DAYS[:5]: {"en": "weekdays", "fi": "arkisin"},
    DAYS[5:]: {"en": "weekends", "fi": "viikonloppuisin"},
}
_PARTS = {
    "en": {part: {"part": part} for part in ("morning", "afternoon", "evening")},
    "fi": {
        "morning": {"essive": "aamuna", "on": "aamulla"},
        "afternoon": {"essive": "iltapäivänä", "on": "iltapäivällä"},
        "evening": {"essive": "iltana", "on": "illalla"},
    },
}
_THEN = {
    "en": ("this {part}", "tomorrow {part}", "on {day} {part}"),
    "fi": ("tänä {essive}", "huomenna {on}", "{day}-{essive}"),
}
_UNITS = (
    (365 * 24, ("year", "years"), ("vuosi", "vuotta", "vuoden")),
    (30 * 24, ("month", "months"), ("kuukausi", "kuukautta", "kuukauden")),
    (7 * 24, ("week", "weeks"), ("viikko", "viikkoa", "viikon")),
    (24, ("day", "days"), ("päivä", "päivää", "päivän")),
    (1, ("hour", "hours"), ("tunti", "tuntia", "tunnin")),
)
_ORDINALS = dict(
    enumerate(
        ["toinen", "kolmas", "neljäs", "viides", "kuudes", "seitsemäs", "kahdeksas", "yhdeksäs", "kymmenes"],
        2,
    )
)


def say_day(day: date, language: str, today: date) -> str:
    """Yesterday, today and tomorrow by name, other days by weekday and date; the year where it is another."""
    near = _NEAR[language].get((day - today).days)
    if near:
        return near
    pattern = _PATTERN[language] + (" y" if day.year != today.year else "")
    return format_date(day, pattern, locale=language)


def say_full_date(day: date, language: str) -> str:
    """A day with its year: "Monday 23 November 2026"."""
    return format_date(day, "cccc d. MMMM y" if language == "fi" else "cccc d MMMM y", locale=language)


def say_date(day: date, language: str) -> str:
    """Day and month as they stand under a chart: "3 Aug", "3.8."."""
    return format_date(day, "d.M." if language == "fi" else "d MMM", locale=language)


def _weekday(day: date, language: str) -> str:
    return format_date(day, "cccc", locale=language)


def say_time(clock: time, language: str) -> str:
    """ "9:00", and in Finnish "klo 9.00": both on the 24-hour clock."""
    return f"klo {clock.hour}.{clock.minute:02}" if language == "fi" else f"{clock.hour}:{clock.minute:02}"


def say_moment(moment: datetime, zone: str, language: str, now: datetime, *, around: bool = False) -> str:
    """An aware moment in the person's own zone: "tomorrow at 9:00", "torstaina 26. marraskuuta klo 9.00".

    `around` promises no minute: "tomorrow around 9:00", "huomenna noin klo 9.00".
    """
    place = zone_called(zone)
    local = moment.astimezone(place)
    day = say_day(local.date(), language, now.astimezone(place).date())
    return f"{day}{_time_after_a_day(local.time(), language, around=around)}"


def say_evening(local: datetime, language: str, today: date) -> str:
    """A local moment as the part of its day: "on Friday evening", "this evening", "perjantai-iltana"."""
    part = "morning" if local.hour < 12 else "afternoon" if local.hour < 17 else "evening"
    away = (local.date() - today).days
    if away in (0, 1):
        return _THEN[language][away].format(**_PARTS[language][part])
    if away < 7:
        return _THEN[language][2].format(day=_weekday(local.date(), language), **_PARTS[language][part])
    said = say_day(local.date(), language, today)
    return f"{said} {_PARTS['fi'][part]['on']}" if language == "fi" else f"in the {part} of {said}"


def _time_after_a_day(clock: time, language: str, *, around: bool = False) -> str:
    link = {"en": " around" if around else " at", "fi": " noin" if around else ""}[language]
    return f"{link} {say_time(clock, language)}"


def say_days(days: Sequence[str], language: str) -> str:
    """Days of the week as what happens on each: "Mondays and Thursdays", "maanantaisin ja torstaisin"."""
    chosen = tuple(day for day in DAYS if day in days)
    if chosen in _GROUPS:
        return _GROUPS[chosen][language]
    return _listed([_WEEKDAYS[language][DAYS.index(day)] for day in chosen], language)


def _listed(names: Sequence[str], language: str) -> str:
    return _AND[language].join(filter(None, (", ".join(names[:-1]), names[-1] if names else "")))


def say_span(hours: int, language: str) -> str:
    """Whole hours in the largest unit that holds them exactly: "2 days", "2 päivää"."""
    count, english, finnish = _in_units(hours)
    names = finnish[:2] if language == "fi" else english
    return f"{count} {names[count != 1]}"


def say_span_genitive(hours: int, language: str) -> str:
    """As in "within 2 days", "2 päivän kuluessa": English does not change, Finnish stands in the genitive."""
    if language != "fi":
        return say_span(hours, language)
    count, _, finnish = _in_units(hours)
    return f"{count} {finnish[2]}"


def _in_units(hours: int) -> tuple[int, tuple[str, str], tuple[str, str, str]]:
    # 360 days are 12 months by this count, but nobody would say so of a year less five days: they stay days.
    for size, english, finnish in _UNITS:
        if hours and hours % size == 0 and not (size == 30 * 24 and hours > 11 * size):
            return hours // size, english, finnish
    return hours, *_UNITS[-1][1:]


def say_recurrence(recurrence: Recurrence, language: str) -> str:
    """ "Mondays and Thursdays at 9:00", "joka kolmas päivä klo 18.15"."""
    if recurrence.every == 1:
        days = say_days(recurrence.days, language)
    elif language == "fi":
        named = _ORDINALS.get(recurrence.every)
        days = f"joka {named} päivä" if named else f"{recurrence.every} päivän välein"
    else:
        days = "every other day" if recurrence.every == 2 else f"every {recurrence.every} days"
    return f"{days}{_time_after_a_day(recurrence.clock, language)}"


def say_zone(zone: str, language: str) -> str:
    """The city of a zone in this language: "Helsinki", "Lontoo". Raises ValueError for no zone."""
    zone_called(zone)
    canonical = get_global("zone_aliases").get(zone, zone)
    known = _cities(language).get(canonical)
    return known or str(get_timezone_location(canonical, locale=language, return_city=True)).rpartition("/")[2]


@cache
def _cities(language: str) -> dict[str, str]:
    """Babel's own cities, by the names zones have today: it keeps some under old ones, Kyiv under
    Europe/Kiev."""
    aliases = get_global("zone_aliases")
    cities = Locale(language).time_zones.items()
    return {aliases.get(zone, zone): str(names["city"]) for zone, names in cities if "city" in names}
