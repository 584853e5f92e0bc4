"""Many who are due at one moment are spread over the minutes that were promised, each in the same place every day."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.claiming import WINDOW_S
from bot.crowds import A_SECOND, LONGEST, Crowds

NINE = datetime(2026, 11, 24, 7, tzinfo=UTC)
LIMIT = 30
"""Messages a second that Telegram takes of a bot."""


def after(crowds: Crowds, due_at: datetime, how_many: int) -> list[timedelta]:
    return [crowds.moment(due_at) - due_at for _ in range(how_many)]


def test_one_alone_is_written_to_at_once() -> None:
    assert after(Crowds(), NINE, 1) == [timedelta()]


def test_a_crowd_keeps_telegrams_limit_and_comes_within_what_was_promised() -> None:
    spread = after(Crowds(), NINE, 14_000)
    assert max(Counter(spread).values()) <= A_SECOND < LIMIT
    assert max(spread) < LONGEST < timedelta(seconds=WINDOW_S)


def test_each_has_the_same_place_the_next_day() -> None:
    crowds = Crowds()
    assert after(crowds, NINE, 3_000) == after(crowds, NINE + timedelta(days=1), 3_000)


def test_another_moment_is_another_crowd() -> None:
    crowds = Crowds()
    after(crowds, NINE, 3_000)
    assert after(crowds, NINE + timedelta(minutes=30), 1) == [timedelta()]


def test_more_than_can_be_promised_are_not_put_off_beyond_it() -> None:
    assert max(after(Crowds(), NINE, 40_000)) < LONGEST
