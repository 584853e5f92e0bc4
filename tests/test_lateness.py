"""How late something is, when quiet hours are over, and steps that open another flow."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.agreement import Agreement, may_nudge, quiet_ends
from flows.ears import Words
from flows.grammar import Flow, Move, Step
from flows.lateness import say_by
from flows.wording import FlowError


@pytest.mark.parametrize(
    ("late", "english", "finnish"),
    [
        (timedelta(seconds=5), "1 minute", "1 minuutin"),
        (timedelta(minutes=16), "16 minutes", "16 minuuttia"),
        (timedelta(minutes=89), "89 minutes", "89 minuuttia"),
        (timedelta(minutes=90), "2 hours", "2 tuntia"),
        (timedelta(hours=47), "47 hours", "47 tuntia"),
        (timedelta(hours=49), "2 days", "2 päivää"),
    ],
)
def test_lateness_is_said_as_people_say_it(late, english, finnish):
    assert (say_by(late, "en"), say_by(late, "fi")) == (english, finnish)


@pytest.mark.parametrize(
    ("quiet", "at", "ends"),
    [
        (("21:00", "08:00"), "2026-11-23T20:00", "2026-11-24T06:00"),
        (("21:00", "08:00"), "2026-11-24T05:59", "2026-11-24T06:00"),
        (("21:00", "08:00"), "2026-11-24T06:00", "2026-11-24T06:00"),
        (("12:00", "13:00"), "2026-11-24T10:30", "2026-11-24T11:00"),
        # The night of the change to summer time: 03:30 is not shown, and 04:00 is the first instant after it.
        (("21:00", "03:30"), "2026-03-28T23:00", "2026-03-29T01:00"),
        (None, "2026-11-24T05:59", "2026-11-24T05:59"),
    ],
)
def test_quiet_hours_end_when_a_nudge_may_come_again(quiet, at, ends):
    agreement = Agreement(zone="Europe/Helsinki", quiet_hours=quiet)
    found = quiet_ends(agreement, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert may_nudge(agreement, found)


def test_a_step_opens_another_flow_or_asks_but_not_both():
    with pytest.raises(FlowError, match="it opens check_in and asks something"):
        Flow("x", Step("a", hears=Words(), moves=(Move("b"),), opens="check_in"), Step("b"))
