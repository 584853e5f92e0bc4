"""The pulse's arithmetic: what sinks, what is a gap, and how a picture goes out."""

import pytest

from bot.wire import CAPTION_LIMIT, chart_of, parcels
from flows.pulse import before, sinking
from flows.values import Button, Chart, Message

CHART = Chart("Your trust", ("Promises", "Safe"), ("3 Aug", "31 Aug"), ((4, None), (1, 5)))


def notes(*scores: int | None, earlier: tuple[dict[str, int | None], ...] = ()) -> dict[str, object]:
    given = dict(zip(("promises", "safe", "heard", "bounds"), scores, strict=True))
    return {**given, "earlier": [{"on": "2026-08-03", "scores": each} for each in earlier]}


@pytest.mark.parametrize(
    ("scores", "earlier", "found"),
    [
        ((5, 4, 3, 3), (), None),
        ((5, 2, 4, 4), (), ("safe", 2)),
        ((2, 1, 4, 4), (), ("safe", 1)),
        ((5, 4, 4, 4), ({"safe": 5},), ("safe", 4)),
        ((5, 5, 4, 4), ({"safe": 4},), None),
        ((5, None, 4, 4), ({"safe": 5},), None),
        ((5, 4, 4, 4), ({"safe": 5}, {}), ("safe", 4)),
        ((5, 4, 4, 4), ({"safe": 5}, {"safe": 4}), None),
        ((None, None, None, None), ({"safe": 5},), None),
    ],
)
def test_a_low_answer_or_a_fall_sinks_and_a_gap_does_not(scores, earlier, found) -> None:
    assert sinking(notes(*scores, earlier=earlier)) == found


def test_a_pulse_left_out_is_passed_over_when_the_last_answer_is_looked_for() -> None:
    assert before("safe", notes(5, 5, 5, 5, earlier=({"safe": 3}, {}, {"heard": 2}))) == 3
    assert before("safe", notes(5, 5, 5, 5)) is None


def test_a_chart_goes_with_its_text_and_buttons_under_it() -> None:
    [(method, payload)] = parcels(Message("Shall I?", ((Button("Yes", "yes"),),), chart=CHART), 7, 3)
    assert method == "sendPhoto"
    assert payload["params"]["caption"] == "Shall I?"
    assert payload["params"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "7.3.yes"
    assert chart_of(payload) == CHART


def test_a_text_too_long_for_a_caption_follows_the_chart() -> None:
    first, second = parcels(Message("word " * CAPTION_LIMIT, chart=CHART), None, 0)[:2]
    assert first == ("sendPhoto", {"params": {}, "chart": first[1]["chart"]})
    assert second[0] == "sendMessage"
