"""How dates, times and spans are said to people in both languages."""

from datetime import UTC, date, datetime, time

import pytest

from flows.dates import (
    say_day,
    say_days,
    say_evening,
    say_moment,
    say_recurrence,
    say_span,
    say_span_genitive,
    say_time,
    say_zone,
)
from flows.ears import Day, Days, Hearing, Moment, Span
from flows.schedules import parse_recurrence
from flows.zones import NAMES, zone_called
from tests.ears import NOW

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "english", "finnish"),
    [
        ("2026-11-20", "today", "tänään"),
        ("2026-11-21", "tomorrow", "huomenna"),
        ("2026-11-19", "yesterday", "eilen"),
        ("2026-11-26", "Thursday 26 November", "torstaina 26. marraskuuta"),
        ("2026-11-25", "Wednesday 25 November", "keskiviikkona 25. marraskuuta"),
        ("2026-11-29", "Sunday 29 November", "sunnuntaina 29. marraskuuta"),
        ("2027-05-01", "Saturday 1 May 2027", "lauantaina 1. toukokuuta 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: str, english: str, finnish: str):
    assert say_day(date.fromisoformat(day), "en", TODAY) == english
    assert say_day(date.fromisoformat(day), "fi", TODAY) == finnish


def test_a_time_and_a_moment_are_said_in_the_persons_own_zone():
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    due = datetime(2026, 11, 26, 7, tzinfo=UTC)
    assert say_time(time(9), "en") == "9:00"
    assert say_time(time(9, 5), "fi") == "klo 9.05"
    assert say_moment(due, "Europe/Helsinki", "en", now) == "Thursday 26 November at 9:00"
    assert say_moment(due, "Europe/Helsinki", "fi", now) == "torstaina 26. marraskuuta klo 9.00"
    assert say_moment(datetime(2026, 11, 20, 23, tzinfo=UTC), "Europe/Helsinki", "fi", now) == "huomenna klo 1.00"
    assert say_moment(datetime(2026, 11, 20, 23, tzinfo=UTC), "Europe/London", "en", now) == "today at 23:00"


@pytest.mark.parametrize(
    ("days", "english", "finnish"),
    [
        ("mon thu", "Mondays and Thursdays", "maanantaisin ja torstaisin"),
        ("thu mon", "Mondays and Thursdays", "maanantaisin ja torstaisin"),
        ("wed", "Wednesdays", "keskiviikkoisin"),
        ("mon wed fri", "Mondays, Wednesdays and Fridays", "maanantaisin, keskiviikkoisin ja perjantaisin"),
        ("mon tue wed thu fri", "weekdays", "arkisin"),
        ("sat sun", "weekends", "viikonloppuisin"),
        ("mon tue wed thu fri sat sun", "every day", "joka päivä"),
    ],
)
def test_days_of_the_week_are_said_and_heard_alike(days: str, english: str, finnish: str):
    assert say_days(days.split(), "en") == english
    assert say_days(days.split(), "fi") == finnish
    for language, said in (("en", english), ("fi", finnish)):
        assert set(Days().hear(said, Hearing(language, NOW))) == set(days.split())


@pytest.mark.parametrize(
    ("hours", "english", "finnish", "genitive"),
    [
        (1, "1 hour", "1 tunti", "1 tunnin"),
        (36, "36 hours", "36 tuntia", "36 tunnin"),
        (24, "1 day", "1 päivä", "1 päivän"),
        (48, "2 days", "2 päivää", "2 päivän"),
        (168, "1 week", "1 viikko", "1 viikon"),
        (336, "2 weeks", "2 viikkoa", "2 viikon"),
        (720, "1 month", "1 kuukausi", "1 kuukauden"),
        (4320, "6 months", "6 kuukautta", "6 kuukauden"),
        (8640, "360 days", "360 päivää", "360 päivän"),
        (8760, "1 year", "1 vuosi", "1 vuoden"),
        (17520, "2 years", "2 vuotta", "2 vuoden"),
    ],
)
def test_a_span_is_said_in_its_largest_unit_and_heard_again(hours: int, english: str, finnish: str, genitive: str):
    assert say_span(hours, "en") == english
    assert say_span(hours, "fi") == finnish
    assert say_span_genitive(hours, "fi") == genitive
    assert Span().hear(f"within {say_span_genitive(hours, 'en')}", Hearing("en", NOW)) == hours
    assert Span().hear(f"{genitive} kuluessa", Hearing("fi", NOW)) == hours


@pytest.mark.parametrize(
    ("words", "english", "finnish"),
    [
        ("daily 09:00", "every day at 9:00", "joka päivä klo 9.00"),
        ("weekly mon,thu 09:00", "Mondays and Thursdays at 9:00", "maanantaisin ja torstaisin klo 9.00"),
        ("weekly mon,tue,wed,thu,fri 17:30", "weekdays at 17:30", "arkisin klo 17.30"),
        ("every 2 days 18:15", "every other day at 18:15", "joka toinen päivä klo 18.15"),
        ("every 3 days 18:15", "every 3 days at 18:15", "joka kolmas päivä klo 18.15"),
        ("every 14 days 18:15", "every 14 days at 18:15", "14 päivän välein klo 18.15"),
    ],
)
def test_a_recurrence_is_said_and_read_back(words: str, english: str, finnish: str):
    recurrence = parse_recurrence(words, today=TODAY)
    assert recurrence is not None
    assert say_recurrence(recurrence, "en") == english
    assert say_recurrence(recurrence, "fi") == finnish
    assert parse_recurrence(english, "en", today=TODAY) == recurrence
    assert parse_recurrence(finnish, "fi", today=TODAY) == recurrence


@pytest.mark.parametrize("language", ["en", "fi"])
def test_what_is_said_of_a_day_is_heard_as_that_day(language: str):
    for ahead in range(1, 400):
        day = date.fromordinal(NOW.date().toordinal() + ahead)
        assert Day().hear(say_day(day, language, NOW.date()), Hearing(language, NOW)) == day.isoformat()
        moment = datetime(day.year, day.month, day.day, 6, 5, tzinfo=UTC)
        said = say_moment(moment, "Europe/Helsinki", language, NOW)
        local = moment.astimezone(zone_called("Europe/Helsinki"))
        assert Moment().hear(said, Hearing(language, NOW)) == {
            "day": day.isoformat(),
            "time": f"{local:%H:%M}",
        }


@pytest.mark.parametrize(
    ("zone", "english", "finnish"),
    [
        ("Europe/Helsinki", "Helsinki", "Helsinki"),
        ("Europe/London", "London", "Lontoo"),
        ("Europe/Kyiv", "Kyiv", "Kiova"),
        ("America/New_York", "New York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_zone_is_said_by_its_city(zone: str, english: str, finnish: str):
    assert say_zone(zone, "en") == english
    assert say_zone(zone, "fi") == finnish


def test_every_zone_has_something_to_be_called():
    for zone in NAMES:
        for language in ("en", "fi"):
            said = say_zone(zone, language)
            assert said
            assert "_" not in said
    with pytest.raises(ValueError, match="give an IANA name"):
        say_zone("Nowhere", "en")


@pytest.mark.parametrize(
    ("moment", "english", "finnish"),
    [
        (datetime(2026, 11, 20, 18, tzinfo=UTC), "this evening", "tänä iltana"),
        (datetime(2026, 11, 21, 10, tzinfo=UTC), "tomorrow morning", "huomenna aamulla"),
        (datetime(2026, 11, 25, 18, tzinfo=UTC), "on Wednesday evening", "keskiviikko-iltana"),
        (datetime(2026, 11, 22, 14, tzinfo=UTC), "on Sunday afternoon", "sunnuntai-iltapäivänä"),
        (
            datetime(2026, 11, 27, 18, tzinfo=UTC),
            "in the evening of Friday 27 November",
            "perjantaina 27. marraskuuta illalla",
        ),
    ],
)
def test_a_part_of_a_day_is_said_as_people_say_it(moment: datetime, english: str, finnish: str):
    assert say_evening(moment, "en", TODAY) == english
    assert say_evening(moment, "fi", TODAY) == finnish


def test_around_promises_no_minute():
    now = datetime(2026, 11, 20, 6, tzinfo=UTC)
    moment = datetime(2026, 11, 21, 7, tzinfo=UTC)
    assert say_moment(moment, "Europe/Helsinki", "en", now, around=True) == "tomorrow around 9:00"
    assert say_moment(moment, "Europe/Helsinki", "fi", now, around=True) == "huomenna noin klo 9.00"
