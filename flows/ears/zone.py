"""A time zone: an IANA name, a city, a country of one clock, or what the person's clock shows now."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from flows.ears.calendar_words import ENGLISH, FINNISH, HEADS
from flows.ears.clock import Clock, read_clock
from flows.ears.hearing import Hearing, Json, both, plain
from flows.ears.lexicon import Lexicon
from flows.ears.places import BY_CLOCK, MORE_PLACES, SEATS, UNCLEAR
from flows.zones import NAMES, region_of, zone_called

_NEAR_ENOUGH = 85
_CLEARLY = 5
_SLOW_HANDS = timedelta(minutes=5)
_LEADING = re.compile(
    r"^(?:hi|hello|well|moi|no|i'm|im|i am|i|live|living|stay|staying|based|currently|now|right now|in|near"
    r"|at|from|the city of|it's|its|my time ?zone is|my zone is|time ?zone|same as|about|probably|maybe|asun"
    r"|olen|oon|mä|minä|nyt|tällä hetkellä|täällä|aikavyöhyke|aikavyöhykkeeni on|on|suunnilleen|ehkä)\s+"
)
_TRAILING = re.compile(
    r"\s+(?:time|time ?zone|area|now|please|at the moment|right now|mostly|aika|aikaa|ajassa|kiitos|nyt"
    r"|tällä hetkellä|seutu|asun|olen|oon|vyöhyke)$"
)
_CASES = re.compile(r"(?:ss|ll|st|lt)[aä]$|n$")
_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?")
_BY_COMPASS = ("US/", "Canada/", "Etc/", "Brazil/", "Chile/", "Mexico/", "Australia/")  # US/Eastern, Brazil/East
_CLOCK_WORDS = {
    "en": """
_  here|now|right now|my|shows|says|local|exactly|currently|i have
_  clock|clock shows|clock says|my clock shows|my clock says|my watch says
""",
    "fi": """
_  täällä|nyt|juuri|just|tasan|tällä hetkellä|minulla|mulla|mun|minun
_  kello näyttää|kelloni|kelloni näyttää|kelloni on|näyttää
""",
}
_CLOCKS = {
    "en": Lexicon("en", ENGLISH + _CLOCK_WORDS["en"]),
    "fi": Lexicon("fi", FINNISH + _CLOCK_WORDS["fi"], HEADS),
}


@dataclass(frozen=True)
class Zone:
    """An IANA name. Countries of several clocks (the US, Australia, Brazil) and shared names are asked again.

    A clock ("it's 21:30 here") is compared with UTC: it must be within five minutes of a quarter hour's
    offset that some zone keeps now. A bare hour that could be either half of the day is read as the one
    nearer to the zone that `hearing.now` guesses. That zone is kept if it agrees; else the first of a list is
    taken that agrees, the likely ones of the client's language before others.
    """

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        said = plain(text)
        if named := _by_offset_name(said, hearing) or _iana(said):
            return named
        names = _forms(said)
        for name in names:
            if (place := _place(name)) is not None:
                return place or None
        if clock := _clock(text, hearing.language):
            return _by_clock(clock, hearing)
        return _near(names[-1]) or None


def _iana(said: str) -> str | None:
    """A full IANA name; one without a slash (Japan, EST, Cuba) is looked up as a place first."""
    return _spelling().get(_LEADING.sub("", said).strip(" .").replace(" ", "_")) if "/" in said else None


@cache
def _spelling() -> dict[str, str]:
    return {name.casefold(): name for name in NAMES}


def _forms(said: str) -> list[str]:
    """What may be the place: the words as they are, then with "I live in", "time" and the like taken off."""
    forms = [" ".join(re.sub(r"[^\w\s,.'&-]", " ", said).strip(" .,-").split())]
    while (shorter := _TRAILING.sub("", _LEADING.sub("", forms[-1], count=1))) != forms[-1]:
        forms.append(shorter)
    return forms


def _place(name: str) -> str | None:
    """The zone of a place by its exact name; "" for one that is unclear; None for one unknown.

    "Paris, France" is Paris if the country agrees; "Paris, Texas" is unclear.
    """
    whole = _places().get(_folded(name))
    if whole is not None:
        return whole
    city, _, land = name.rpartition("," if "," in name else " ")
    zone = _places().get(_folded(city)) if city else None
    if zone and (_countries().get(_folded(land)) == region_of(zone) or _places().get(_folded(land)) == zone):
        return zone
    return "" if "," in name else None


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFD", name.casefold().replace("_", " ").replace("ø", "o").replace("ł", "l"))
    return " ".join(re.findall(r"\w+", "".join(mark for mark in bare if not unicodedata.combining(mark))))


@cache
def _countries() -> dict[str, str]:
    """Country names in both languages, to their territory."""
    names = {
        _folded(name): territory
        for language in ("en", "fi")
        for territory, name in Locale(language).territories.items()
        if len(territory) == 2 and territory.isalpha()
    }
    return names | {"uk": "GB", "usa": "US", "us": "US", "england": "GB", "englanti": "GB", "scotland": "GB"}


@cache
def _places() -> dict[str, str]:
    """Every place known by name, to its zone, or to "" where the name is unclear."""
    zones = [zone for zone in get_global("zone_territories") if zone in NAMES and "/" in zone and region_of(zone)]
    places: dict[str, str] = {}
    for zone in zones:
        places.setdefault(_folded(zone.rpartition("/")[2]), zone)
    aliases = get_global("zone_aliases")  # from the names zones once had
    for language in ("en", "fi"):
        for zone, names in Locale(language).time_zones.items():
            zone = aliases.get(zone, zone)
            if zone in NAMES and region_of(zone) and "city" in names:
                places.setdefault(_folded(names["city"]), zone)
    for old, new in aliases.items():
        if "/" in old and new in NAMES and region_of(new) and not old.startswith(_BY_COMPASS):
            places.setdefault(_folded(old.rpartition("/")[2]), new)
    places |= _by_country(zones)
    for line in MORE_PLACES.strip().splitlines():
        zone, _, names = line.partition("  ")
        places |= {_folded(name): zone for name in names.split("|")}
    return places | {_folded(name): "" for name in UNCLEAR.strip().replace("\n", "|").split("|")}


def _by_country(zones: list[str]) -> dict[str, str]:
    kept: dict[str, list[str]] = {}
    for zone in zones:
        kept.setdefault(region_of(zone), []).append(zone)
    return {
        name: SEATS.get(territory) or (kept[territory][0] if len(kept[territory]) == 1 else "")
        for name, territory in _countries().items()
        if territory in kept and (len(name) > 2 or name in ("uk", "us"))
    }


def _near(name: str) -> str | None:
    """A place nearly spelt so, with a Finnish ending taken off, if no place elsewhere is about as near."""
    places = _places()
    best: dict[str, float] = {}
    for form in {_folded(name), _folded(_CASES.sub("", name))}:
        if form in places:
            return places[form]
        if 4 <= len(form) <= 40:
            for match, score, _ in process.extract(form, places.keys(), scorer=fuzz.ratio, limit=8):
                zone = places[match]
                best[zone] = max(best.get(zone, 0), score if len(match) > 4 else 0)
    ranked = sorted(best, key=lambda zone: -best[zone])
    if not ranked or best[ranked[0]] < _NEAR_ENOUGH:
        return None
    return ranked[0] if len(ranked) == 1 or best[ranked[0]] - best[ranked[1]] >= _CLEARLY else None


def _clock(text: str, language: str) -> Clock | None:
    for each in both(language):
        if clock := read_clock(_CLOCKS[each].read(text)):
            return clock
    return None


def _by_offset_name(said: str, hearing: Hearing) -> str | None:
    found = _OFFSET.fullmatch(_LEADING.sub("", said).strip(" ."))
    if not found:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return _keeping(-offset if found[1] == "-" else offset, hearing)


def _by_clock(clock: Clock, hearing: Hearing) -> str | None:
    readings = [clock.time]
    if not clock.sure:
        readings.append(clock.time.replace(hour=(clock.time.hour + 12) % 24))
    guess = hearing.now.utcoffset() or timedelta()
    offsets = sorted(
        {offset for reading in readings for offset in _offsets(reading, hearing.now)},
        key=lambda each: abs(each - guess),
    )
    return next((zone for offset in offsets if (zone := _keeping(offset, hearing))), None)


def _offsets(shown: time, now: datetime) -> list[timedelta]:
    """The offsets from UTC, in whole quarter hours, at which a clock shows this now."""
    utc = now.astimezone(UTC)
    ahead = timedelta(hours=shown.hour, minutes=shown.minute) - timedelta(hours=utc.hour, minutes=utc.minute)
    quarter = timedelta(minutes=15)
    offset = round(ahead / quarter) * quarter
    if abs(ahead - offset) > _SLOW_HANDS:
        return []
    days = (offset + timedelta(days=day) for day in (-1, 0, 1))
    return [each for each in days if timedelta(hours=-12) <= each <= timedelta(hours=14)]


def _keeping(offset: timedelta, hearing: Hearing) -> str | None:
    """A zone that keeps this offset now: the guessed one, or the first of the list."""
    guessed = str(getattr(hearing.now.tzinfo, "key", ""))
    names = (
        guessed if region_of(guessed) else "",  # UTC is where nobody lives: a guess of no place
        *BY_CLOCK[hearing.language if hearing.language in BY_CLOCK else "en"].split(),
        *BY_CLOCK[""].split(),
    )
    known = (name for name in names if name in NAMES)
    return next((name for name in known if hearing.now.astimezone(zone_called(name)).utcoffset() == offset), None)
