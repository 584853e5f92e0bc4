"""When the bot may write by itself: within what was agreed, and one check-in on a local day however zones change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.agreement import DAYS, Agreement, may_nudge
from flows.due import asking_time, first_day_open, is_due, next_time, open_clock, promised_times
from flows.zones import NAMES, zone_called

HELSINKI = "Europe/Helsinki"
NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""A Monday noon in Helsinki."""

zones = st.sampled_from(sorted(NAMES))
clocks = st.times().map(lambda clock: clock.isoformat("minutes"))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=150)
@given(
    zone=zones,
    clock=clocks,
    quiet=st.tuples(clocks, clocks),
    off=st.sets(st.sampled_from(DAYS), max_size=6),
    now=moments,
)
def test_no_promised_time_is_in_quiet_hours_or_on_a_day_off(zone, clock, quiet, off, now) -> None:
    agreement = Agreement(zone=zone, quiet_hours=quiet, off_days=tuple(sorted(off, key=DAYS.index)))
    for each in islice(promised_times(f"daily {clock}", agreement, zone, now), 10):
        assert may_nudge(agreement, each.due_at)
        assert each.due_at > now


@settings(max_examples=150)
@given(
    clock=clocks,
    begun=moments,
    moves=st.lists(st.tuples(zones, st.integers(1, 72)), min_size=1, max_size=12),
    start=zones,
)
def test_no_local_day_has_two_however_often_the_zone_changes(
    clock: str, begun: datetime, moves: Sequence[tuple[str, int]], start: str
) -> None:
    """Each move is a zone, and how many hours the client stays in it."""
    agreement = Agreement(quiet_hours=None)
    now, zone, had = begun, start, []
    for moved_to, hours in [(start, 24), *moves]:
        zone, leaves = moved_to, now + timedelta(hours=hours)
        while True:
            had_on = max(had[-1][0], had[-1][1].astimezone(zone_called(zone)).date()) if had else None
            due = next(promised_times(f"daily {clock}", agreement, zone, now, had_on))
            if due.due_at > leaves:
                break
            had.append((due.local_date, due.due_at, zone))
            now = due.due_at
        now = leaves
    dates = [local_date for local_date, *_ in had]
    assert len(set(dates)) == len(dates)
    # Nor by the clocks of the place where the later of two came.
    for (_, before, _), (_, after, where) in pairwise(had):
        place = zone_called(where)
        assert before.astimezone(place).date() < after.astimezone(place).date()


def test_stopped_check_ins_are_never_due_and_all_days_off_leave_none() -> None:
    assert next_time("", Agreement(zone=HELSINKI), HELSINKI, NOON) is None
    assert next_time("daily 09:00", Agreement(zone=HELSINKI, off_days=DAYS), HELSINKI, NOON) is None
    assert next_time("daily 22:00", Agreement(zone=HELSINKI), HELSINKI, NOON) is None


def test_an_interval_keeps_its_count_over_a_day_off() -> None:
    agreement = Agreement(zone=HELSINKI, off_days=("thu",))
    due = promised_times("every 3 days 09:00 from 2026-11-23", agreement, HELSINKI, NOON)
    assert [each.local_date.day for each in islice(due, 3)] == [29, 2, 5]


def test_quiet_hours_are_those_of_the_zone_of_today() -> None:
    agreement = Agreement(zone=HELSINKI)
    assert next_time("daily 20:00", agreement, "America/New_York", NOON) == datetime(2026, 11, 24, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2026-11-30T07:00:00Z", True), ("2026-11-30T06:00:00Z", False), ("2026-11-29T07:00:00Z", False)],
)
def test_a_time_that_the_tables_of_now_do_not_give_is_noticed(moment: str, expected: bool) -> None:
    assert is_due("weekly mon 09:00", HELSINKI, datetime.fromisoformat(moment)) is expected


def test_a_time_pushed_out_of_a_gap_is_still_due() -> None:
    assert is_due("daily 03:30", HELSINKI, datetime(2026, 3, 29, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("clock", "now", "expected"),
    [
        (None, NOON, datetime(2026, 11, 27, 16, tzinfo=UTC)),
        (time(9), NOON, datetime(2026, 11, 27, 16, tzinfo=UTC)),
        (time(17), NOON, datetime(2026, 11, 27, 18, tzinfo=UTC)),
        (time(20), NOON, datetime(2026, 11, 28, 8, tzinfo=UTC)),
        (None, datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 27, 18, tzinfo=UTC)),
        (None, datetime(2026, 11, 29, 17, tzinfo=UTC), None),
    ],
)
def test_how_it_went_is_asked_that_evening_or_the_next_day(clock, now, expected) -> None:
    assert asking_time(date(2026, 11, 27), clock, Agreement(zone=HELSINKI), HELSINKI, now) == expected


@pytest.mark.parametrize(
    ("quiet", "clock"),
    [
        (None, "18:00"),
        (("21:00", "08:00"), "18:00"),
        (("17:00", "08:00"), "10:00"),
        (("19:00", "17:00"), "18:00"),
        (("12:00", "11:00"), "11:00"),
    ],
)
def test_what_is_asked_rarely_comes_in_the_evening_or_when_it_may(quiet, clock) -> None:
    assert open_clock(Agreement(quiet_hours=quiet)) == clock


def test_a_first_day_is_no_day_off() -> None:
    monday = date(2026, 11, 23)
    assert first_day_open(monday, Agreement()) == monday
    assert first_day_open(monday, Agreement(off_days=("mon", "tue"))) == date(2026, 11, 25)
    assert first_day_open(monday, Agreement(off_days=DAYS)) == monday
