"""Erasure: says what /delete takes away, asks once, and does it. Never asks why."""

from flows.ears import YesNo
from flows.facts import Erased, Fact
from flows.grammar import Flow, Move, Step
from flows.values import Notes, Scene


def confirmed(notes: Notes) -> bool:
    return notes["confirm"] is True


def erased(_: Scene) -> tuple[Fact, ...]:
    return (Erased(),)


# fmt: off
FLOW = Flow(
    "erasure",
    Step("confirm", hears=YesNo(), offers={"yes": True, "no": False}, must=True, moves=(
        Move("erased", when=confirmed, makes=erased),
        Move("kept"),
    )),
    Step("erased"),
    Step("kept"),
)
# fmt: on
