"""Time zones by name, from the PyPI `tzdata` package alone.

This is the one place that turns the system's own tables off, so that a host with old ones still keeps its
promises. It acts when it is imported; whatever works with zones imports it (schedules and ears do).
"""

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()

NAMES = frozenset(zoneinfo.available_timezones()) - {"Factory", "localtime"}
"""Every IANA name there is, old ones included."""

# Newer than Babel's own table of territories.
_YOUNGER = {"America/Coyhaique": "CL", "Antarctica/Troll": "AQ"}


def zone_called(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError with a cure for any other text."""
    if name not in NAMES:
        raise ValueError(f"no time zone is called {name!r}; give an IANA name, such as Europe/Helsinki")
    return ZoneInfo(name)


@cache
def region_of(zone: str) -> str:
    """The ISO 3166 territory of a zone, such as "FI"; "" where the name tells none, such as for UTC."""
    zone = get_global("zone_aliases").get(zone, zone)
    territory: str = _YOUNGER.get(zone) or get_global("zone_territories").get(zone, "")
    return territory if territory.isalpha() and territory != "ZZ" else ""
