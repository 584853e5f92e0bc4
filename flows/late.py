"""A check-in that came late: after the bot has owned it, the client does it now or leaves it."""

from flows.ears import OneOf
from flows.grammar import Flow, Move, Step
from flows.showing import next_check_in
from flows.values import Notes


def wanted_now(notes: Notes) -> bool:
    answer: str | None = notes["offer"]
    return answer == "now"


# fmt: off
FLOW = Flow(
    "late",
    Step("offer", hears=OneOf("now", "leave"), offers={"now": "now", "leave": "leave"}, moves=(
        Move("check_in", when=wanted_now),
        Move("left"),
    )),
    Step("check_in", opens="check_in"),
    Step("left", shows=next_check_in),
)
# fmt: on
