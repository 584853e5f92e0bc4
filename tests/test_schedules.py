"""The schedule's rule over daylight saving time, against an independent scan of every minute, and its
words."""

# ruff: noqa: DTZ001 (hypothesis and the scan compare wall clocks that have no zone)

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
import whenever
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.schedules import FIRST, LAST, ODD, Scan, at_changes, at_random
from flows.schedules import DAYS, Occurrence, Recurrence, occurrences, once, parse_recurrence, when
from flows.zones import NAMES, zone_called

SATURDAY = date(2026, 3, 28)


zones = st.sampled_from(sorted(NAMES)).map(zone_called)
dates = st.dates(date(1973, 1, 1), date(2060, 12, 31))  # until 1972 some offsets had odd seconds
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@settings(max_examples=100)
@given(zone=zones, day=dates, clock=clocks)
def test_a_due_time_is_what_a_scan_of_every_minute_finds(zone: ZoneInfo, day: date, clock: time):
    assert once(day, clock, zone) == Scan(day, day, zone).once(day, clock)


@pytest.mark.parametrize("name", ODD)
def test_every_gap_and_overlap_of_half_a_century_is_what_a_scan_of_every_minute_finds(name: str):
    tried = list(at_changes(zone_called(name), FIRST, LAST))
    assert tried
    assert [each for each in tried if not each[-1]] == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("America/St_Johns", 2005, 2012),  # fell back over midnight, at 00:01
        ("Asia/Beirut", 2005, 2009),  # springs forward at midnight
        ("America/Sao_Paulo", 2015, 2019),
        ("Pacific/Kwajalein", 1993, 1993),  # skipped a date
    ],
)
def test_gaps_and_overlaps_around_midnight_are_what_a_scan_of_every_minute_finds(name: str, first: int, last: int):
    tried = list(at_changes(zone_called(name), first, last))
    assert tried
    assert [each for each in tried if not each[-1]] == []


def test_random_zones_dates_and_times_are_what_a_scan_of_every_minute_finds():
    """`benchmarks/schedules.py` tries 10,000 of them."""
    assert [each for each in at_random(300, seed=4) if not each[-1]] == []


@settings(max_examples=300)
@given(
    zone=st.sampled_from(["Europe/Helsinki", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "America/Lima"]),
    day=st.dates(date(1980, 1, 1), date(2037, 12, 31)),
    clock=clocks,
)
def test_away_from_gaps_another_library_agrees(zone: str, day: date, clock: time):
    parts = (day.year, day.month, day.day, clock.hour, clock.minute)
    other = whenever.ZonedDateTime(*parts, tz=zone, disambiguation="earlier")
    if other.to_plain() == whenever.PlainDateTime(*parts):  # else it was moved out of a gap
        due = once(day, clock, zone_called(zone))
        assert due is not None
        assert due.timestamp() == other.timestamp()


def test_the_night_clocks_go_forward_fires_after_the_gap():
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert when("daily 03:30", "Europe/Helsinki", after, 2) == [
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]


def test_the_night_clocks_go_back_fires_once_at_the_first_of_the_two():
    after = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert when("daily 03:30", "Europe/Helsinki", after, 2) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_a_local_date_that_does_not_exist_has_no_occurrence():
    apia = zone_called("Pacific/Apia")
    assert once(date(2011, 12, 30), time(9), apia) is None
    due = islice(occurrences(Recurrence(time(9)), apia, datetime(2011, 12, 29, tzinfo=UTC)), 3)
    assert [each.local_date.day for each in due] == [29, 31, 1]


def test_a_date_with_no_time_left_fires_after_the_gap():
    # Toronto's clocks went from 23:30 on 30 March 1919 to 00:30 on the 31st.
    toronto = zone_called("America/Toronto")
    due = once(date(1919, 3, 30), time(23, 45), toronto)
    assert due is not None
    assert due.astimezone(toronto).replace(tzinfo=None) == datetime(1919, 3, 31, 0, 30)
    assert once(date(1919, 3, 30), time(23, 15), toronto) == due - timedelta(minutes=15)


@settings(max_examples=100)
@given(
    zone=zones,
    clock=clocks,
    days=st.sets(st.sampled_from(DAYS), min_size=1),
    every=st.integers(1, 40),
    after=st.datetimes(datetime(1973, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
)
def test_occurrences_are_later_than_after_in_order_and_one_a_date(zone, clock, days, every, after):
    start = after.date() if every > 1 else None
    chosen = DAYS if every > 1 else tuple(day for day in DAYS if day in days)
    due = list(islice(occurrences(Recurrence(clock, chosen, every, start), zone, after), 8))
    assert len(due) == 8
    assert due[0].due_at > after
    assert all(a.due_at < b.due_at and a.local_date < b.local_date for a, b in pairwise(due))
    assert all(DAYS[each.local_date.weekday()] in chosen for each in due)
    if start:
        assert all((each.local_date - start).days % every == 0 for each in due)


@settings(max_examples=60)
@given(
    zone=zones,
    clock=clocks,
    after=st.datetimes(datetime(1973, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
)
def test_no_occurrence_of_a_daily_schedule_is_left_out(zone: ZoneInfo, clock: time, after: datetime):
    last = after + timedelta(days=4)
    nearby = (after.astimezone(zone).date() + timedelta(day) for day in range(-3, 8))
    expected = [due for day in nearby if (due := once(day, clock, zone)) and after < due <= last]
    heard = occurrences(Recurrence(clock), zone, after)
    assert [each.due_at for each in islice(heard, len(expected))] == expected


def test_an_interval_is_counted_from_its_date():
    helsinki = zone_called("Europe/Helsinki")
    recurrence = parse_recurrence("every 3 days 18:15", today=SATURDAY)
    assert recurrence is not None
    early = datetime(2026, 3, 28, 6, tzinfo=UTC)
    late = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert next(occurrences(recurrence, helsinki, early)) == Occurrence(
        SATURDAY, datetime(2026, 3, 28, 16, 15, tzinfo=UTC)
    )
    assert next(occurrences(recurrence, helsinki, late)).local_date == date(2026, 3, 31)
    assert next(occurrences(recurrence, helsinki, datetime(2020, 1, 1, tzinfo=UTC))).local_date == SATURDAY


def test_the_end_of_the_calendar_is_an_end_and_no_error():
    after = datetime(9999, 12, 28, tzinfo=UTC)
    for name in ("Pacific/Kiritimati", "Etc/GMT+12"):
        for text in ("daily 23:59", "every 366 days 00:00"):
            recurrence = parse_recurrence(text, today=after.date())
            assert recurrence is not None
            assert len(list(occurrences(recurrence, zone_called(name), after))) < 4


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("daily 09:00", "daily 09:00"),
        ("weekly mon,thu 09:00", "weekly mon,thu 09:00"),
        ("weekly thu, mon 9", "weekly mon,thu 09:00"),
        ("every 3 days 18:15", "every 3 days 18:15 from 2026-03-28"),
        ("every 3 days 18:15 from 2026-01-02", "every 3 days 18:15 from 2026-01-02"),
        ("every weekday at nine", "weekly mon,tue,wed,thu,fri 09:00"),
        ("Mondays and Thursdays at nine", "weekly mon,thu 09:00"),
        ("weekends at 10", "weekly sat,sun 10:00"),
        ("at half past nine every day", "daily 09:30"),
        ("every day 9 pm", "daily 21:00"),
        ("every morning at 8", "daily 08:00"),
        ("every evening at 8", "daily 20:00"),
        ("every other day at 9", "every 2 days 09:00 from 2026-03-28"),
        ("every third day at quarter past six in the evening", "every 3 days 18:15 from 2026-03-28"),
        ("every two weeks at 9", "every 14 days 09:00 from 2026-03-28"),
        ("every 1 days 09:00", "daily 09:00"),
        ("every week on Monday at nine", "weekly mon 09:00"),
        ("mon-fri 8.30", "weekly mon,tue,wed,thu,fri 08:30"),
        ("every day except sunday at noon", "weekly mon,tue,wed,thu,fri,sat 12:00"),
        ("weekly mon,tue,wed,thu,fri,sat,sun 07:00", "daily 07:00"),
        ("daily 00:00", "daily 00:00"),
    ],
)
def test_a_recurrence_is_read_in_english(words: str, canonical: str):
    recurrence = parse_recurrence(words, today=SATURDAY)
    assert recurrence is not None
    assert recurrence.text == canonical
    assert parse_recurrence(canonical, "fi", today=date(2030, 1, 1)) == recurrence


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("joka päivä klo 9", "daily 09:00"),
        ("päivittäin yhdeksältä", "daily 09:00"),
        ("maanantaisin ja torstaisin yhdeksältä", "weekly mon,thu 09:00"),
        ("ma ja to klo 9.00", "weekly mon,thu 09:00"),
        ("ma-pe klo 8.30", "weekly mon,tue,wed,thu,fri 08:30"),
        ("joka kolmas päivä klo 18.15", "every 3 days 18:15 from 2026-03-28"),
        ("kolmen päivän välein klo 18.15", "every 3 days 18:15 from 2026-03-28"),
        ("joka toinen päivä puoli yhdeksältä", "every 2 days 08:30 from 2026-03-28"),
        ("kahden viikon välein klo 9", "every 14 days 09:00 from 2026-03-28"),
        ("arkisin puoli kymmeneltä", "weekly mon,tue,wed,thu,fri 09:30"),
        ("viikonloppuisin kymmeneltä", "weekly sat,sun 10:00"),
        ("joka aamu kahdeksalta", "daily 08:00"),
        ("joka ilta klo 8", "daily 20:00"),
        ("klo 9 joka maanantai", "weekly mon 09:00"),
        ("iltakuudelta torstaisin", "weekly thu 18:00"),
        ("joka viikko perjantaina klo 17", "weekly fri 17:00"),
        ("joka päivä paitsi sunnuntaisin klo 12", "weekly mon,tue,wed,thu,fri,sat 12:00"),
        ("Mondays at nine", "weekly mon 09:00"),
    ],
)
def test_a_recurrence_is_read_in_finnish(words: str, canonical: str):
    recurrence = parse_recurrence(words, "fi", today=SATURDAY)
    assert recurrence is not None
    assert recurrence.text == canonical


@pytest.mark.parametrize(
    "words",
    [
        "",
        "daily",
        "09:00",
        "mondays",
        "daily 25:00",
        "weekly xyz 09:00",
        "every 0 days 09:00",
        "every 400 days 09:00",
        "every 3 days",
        "every morning",
        "daily 09:00 10:00",
        "daily 9-10",
        "daily 09:00 from 2026-03-28",
        "every 3 days 09:00 from 2026-02-30",
        "now and then",
        "tomorrow at 9",
        "not daily 09:00",
        "x" * 10_000,
    ],
)
def test_what_is_no_schedule_is_not_guessed_at(words: str):
    assert parse_recurrence(words, today=SATURDAY) is None


@settings(max_examples=200)
@given(text=st.text(max_size=60))
def test_any_text_is_a_recurrence_or_none(text: str):
    recurrence = parse_recurrence(text, today=SATURDAY)
    assert recurrence is None or parse_recurrence(recurrence.text, today=date(2000, 1, 1)) == recurrence


@given(clock=clocks, days=st.sets(st.sampled_from(DAYS), min_size=1), every=st.integers(2, 366), start=dates)
def test_the_canonical_text_reads_back(clock: time, days: set[str], every: int, start: date):
    weekly = Recurrence(clock, tuple(day for day in DAYS if day in days))
    interval = Recurrence(clock, every=every, start=start)
    for recurrence in (weekly, interval):
        assert parse_recurrence(recurrence.text, today=SATURDAY) == recurrence


@pytest.mark.parametrize(
    ("text", "zone", "cure"),
    [
        ("dayly 09:00", "Europe/Helsinki", "daily 09:00"),
        ("daily 09:00", "Helsinki", "Europe/Helsinki"),
        ("daily 09:00", "../x", "Europe/Helsinki"),
    ],
)
def test_a_bad_schedule_or_zone_says_the_cure(text: str, zone: str, cure: str):
    with pytest.raises(ValueError, match=cure):
        when(text, zone, datetime(2026, 3, 28, tzinfo=UTC), 1)


def test_a_moment_without_an_offset_and_a_count_of_none_say_the_cure():
    with pytest.raises(ValueError, match="give one, such as"):
        when("daily 09:00", "Europe/Helsinki", datetime(2026, 3, 28), 1)
    with pytest.raises(ValueError, match="give 1 or more"):
        when("daily 09:00", "Europe/Helsinki", datetime(2026, 3, 28, tzinfo=UTC), 0)


@pytest.mark.parametrize("clock", [time(9, 0, 1), time(9, 0, 0, 1), time(9, tzinfo=UTC)])
def test_a_recurrence_is_at_a_local_hour_and_minute(clock: time):
    with pytest.raises(ValueError, match="give one such as"):
        Recurrence(clock)


def test_the_fold_of_a_wanted_time_means_nothing():
    helsinki = zone_called("Europe/Helsinki")
    first = once(date(2026, 10, 25), time(3, 30), helsinki)
    assert once(date(2026, 10, 25), time(3, 30, fold=1), helsinki) == first


@pytest.mark.parametrize(
    ("days", "every", "start"),
    [((), 1, None), (("thu", "mon"), 1, None), (("xyz",), 1, None), (DAYS, 0, None), (DAYS, 367, SATURDAY),
     (DAYS, 3, None), (DAYS, 1, SATURDAY), (("mon",), 3, SATURDAY)],
)  # fmt: skip
def test_a_recurrence_that_makes_no_sense_cannot_be_made(days, every, start):
    with pytest.raises(ValueError, match=r"give|needs"):
        Recurrence(time(9), days, every, start)
