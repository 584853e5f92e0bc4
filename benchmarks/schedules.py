"""Due times against a scan of every minute: `python benchmarks/schedules.py [--cases 10000] [--seed 1] [--json]`.

First every change of the clocks of six zones that have odd ones, then random zones, dates and times. A case is one
due time; `wrong` counts those that differ from the rule read minute by minute.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from flows.schedules import once
from flows.zones import NAMES, zone_called

ODD = ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
       "Asia/Kathmandu")  # fmt: skip
FIRST, LAST = 1985, 2037
"""The years whose changes are tried: Kathmandu's only one of our time is of 1986."""

MINUTE = timedelta(minutes=1)
AROUND = (-91, -60, -45, -31, -30, -29, -16, -15, -1, 0, 1, 15, 29, 30, 31, 60)
"""Minutes before and after the wall clock of a change at which a due time is looked for."""


class Scan:
    """Every minute of these local dates and a little more, and the rule in its own words over them."""

    def __init__(self, first: date, last: date, zone: ZoneInfo) -> None:
        start = datetime.combine(first, time(), UTC) - timedelta(hours=15)
        self._by_date: defaultdict[date, list[tuple[time, datetime]]] = defaultdict(list)
        self._following: dict[date, datetime] = {}
        for minute in range((24 * ((last - first).days + 1) + 30) * 60):
            instant = start + MINUTE * minute
            local = instant.astimezone(zone)
            self._by_date[local.date()].append((local.time(), instant))
            self._following[local.date()] = instant + MINUTE

    def once(self, day: date, clock: time) -> datetime | None:
        """The first instant of the date that shows this time or a later one, else the first after the date."""
        if day not in self._by_date:
            return None
        return next((instant for shown, instant in self._by_date[day] if shown >= clock), self._following[day])


def changes(zone: ZoneInfo, first: int, last: int) -> list[datetime]:
    """The quarters of an hour of UTC in which the zone's offset has changed, of these years, both included."""
    start = datetime(first, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range((last - first + 1) * 366)]
    found = []
    for day in (a for a, b in pairwise(days) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()):
        steps = [day + timedelta(minutes=15 * step) for step in range(97)]
        found += [b for a, b in pairwise(steps) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()]
    return found


def at_changes(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[date, time, bool]]:
    """(date, time, whether it is right) around each change: the day before it, its own and the next."""
    for change in changes(zone, first, last):
        local = change.astimezone(zone)
        days = [local.date() + timedelta(away) for away in (-1, 0, 1)]
        scan = Scan(days[0], days[-1], zone)
        shown = {(local + timedelta(minutes=away)).time() for away in AROUND}
        shown |= {(local - MINUTE).time(), time(0), time(0, 15), time(12), time(23, 45), time(23, 59)}
        for day in days:
            for clock in sorted(shown):
                yield day, clock, once(day, clock, zone) == scan.once(day, clock)


def at_random(cases: int, seed: int) -> Iterator[tuple[str, date, time, bool]]:
    """(zone, date, time, whether it is right). Until 1972 some offsets had odd seconds, which no minute shows."""
    chance, names = random.Random(seed), sorted(NAMES)
    for _ in range(cases):
        name, day = chance.choice(names), date(1973, 1, 1) + timedelta(chance.randrange(88 * 365))
        clock = time(chance.randrange(24), chance.randrange(60))
        zone = zone_called(name)
        yield name, day, clock, once(day, clock, zone) == Scan(day, day, zone).once(day, clock)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    rows = []
    for name in ODD:
        zone = zone_called(name)
        right = [each[-1] for each in at_changes(zone, FIRST, LAST)]
        rows.append((f"{name} ({len(changes(zone, FIRST, LAST))} changes)", len(right), right.count(False)))
    right = [each[-1] for each in at_random(given.cases, given.seed)]
    rows.append((f"random zones, dates and times (seed {given.seed})", len(right), right.count(False)))
    for name, cases, wrong in rows:
        if given.json:
            for what, value in (("cases", cases), ("wrong", wrong)):
                print(json.dumps({"name": f"{name}: {what}", "value": value, "unit": "due times", "peer": None}))
        else:
            print(f"{name:<52}{cases:>8} cases{wrong:>6} wrong")


if __name__ == "__main__":
    main()
