"""Live: the coach would like to talk now, and the client says whether. Nothing of theirs goes across before a yes."""

from flows.ears import YesNo
from flows.facts import Fact, LiveBegun, LiveDeclined
from flows.grammar import Flow, Move, Step
from flows.values import Notes, Scene


def wanted(notes: Notes) -> bool:
    return notes["now"] is True


def begun(_: Scene) -> tuple[Fact, ...]:
    return (LiveBegun(),)


def declined(_: Scene) -> tuple[Fact, ...]:
    return (LiveDeclined(),)


# fmt: off
FLOW = Flow(
    "live",
    Step("now", hears=YesNo(), offers={"yes": True, "no": False}, cancels=declined, moves=(
        Move("begun", when=wanted, makes=begun),
        Move("not_now", makes=declined),
    )),
    Step("begun"),
    Step("not_now"),
)
# fmt: on
