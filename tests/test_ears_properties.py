"""What holds for any text at all and any ear: an answer or None, in JSON, soon."""

# ruff: noqa: DTZ001 (hypothesis and the scan compare wall clocks that have no zone)

import json
import time
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.ears import (
    Age,
    ClockSpan,
    ClockTime,
    Day,
    Days,
    Ear,
    Hearing,
    Moment,
    Name,
    OneOf,
    Scale,
    Several,
    Span,
    Topics,
    Words,
    YesNo,
    Zone,
)
from flows.ears.calendar_words import CALENDAR
from flows.zones import NAMES, zone_called

EARS: tuple[Ear, ...] = (
    Age(), ClockSpan(), ClockTime(), Day(), Days(), Moment(), Name(), OneOf("fine", "change"), Scale(1, 5),
    Several("mon", "thu"), Span(), Topics(), Words(), YesNo(), Zone(),
)  # fmt: skip
LABELS = {"fine": "That's fine|sopii", "change": "✏️ Change it|muuta"}

MARKS = """
    9 21.30 24.12. 3/4 2026-12-24 99999 0 31.2. 29.2. - : , . and ja to klo pm half puoli past yli vaille in
    päästä not ei yes joo
"""
WORDS = sorted({*MARKS.split(), *(word for lexicon in CALENDAR.values() for word in lexicon.near)})
spoken = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
anything = st.one_of(st.text(max_size=300), spoken)
moments = st.builds(
    lambda moment, zone: moment.astimezone(zone_called(zone)),
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(zone_called("UTC"))),
    st.sampled_from(sorted(NAMES)),
)


@settings(max_examples=400)
@given(text=anything, language=st.sampled_from(["en", "fi"]), now=moments, ear=st.sampled_from(EARS))
@example(text="\ud800", language="en", now=datetime(2026, 1, 1, tzinfo=zone_called("UTC")), ear=Name())
@example(text="in 999 years", language="en", now=datetime(2026, 1, 1, tzinfo=zone_called("UTC")), ear=Day())
def test_any_text_is_heard_or_not_and_nothing_breaks(text: str, language: str, now: datetime, ear: Ear):
    value = ear.hear(text, Hearing(language, now, LABELS))
    assert json.loads(json.dumps(value)) == value


@settings(max_examples=200)
@given(text=spoken, language=st.sampled_from(["en", "fi"]), now=moments)
def test_a_day_heard_is_never_past(text: str, language: str, now: datetime):
    day = Day().hear(text, Hearing(language, now))
    moment = Moment().hear(text, Hearing(language, now))
    assert day is None or day >= now.date().isoformat()
    if moment and moment["time"]:
        assert (moment["day"], moment["time"]) >= (now.date().isoformat(), now.strftime("%H:%M"))


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "1" * 100_000, "yes " * 30_000, "mon and " * 20_000, "\u0301" * 50_000, ", " * 50_000,
     "ﷺ" * 20_000, "I'm " * 30, "twenty " * 20, "mon - " * 25, "hi " * 130, "call me " * 45],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_a_huge_or_repeating_text_takes_no_time(text: str):
    now = datetime(2026, 3, 25, 10, tzinfo=zone_called("Europe/Helsinki"))
    for ear in EARS:
        started = time.process_time()
        ear.hear(text, Hearing("fi", now, LABELS))
        assert time.process_time() - started < 0.25, ear
