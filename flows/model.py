"""The model's clause: whether a language model may see the client's words. Given and taken back by one question."""

from flows.ears import YesNo
from flows.facts import Fact, ModelDecided
from flows.grammar import Flow, Move, Step
from flows.values import Notes, Scene


def allowed(notes: Notes) -> bool:
    return notes["allow"] is True


def this_host(scene: Scene) -> tuple[Fact, ...]:
    return (ModelDecided(scene.model_host),)


def nobody(_: Scene) -> tuple[Fact, ...]:
    return (ModelDecided(""),)


# fmt: off
FLOW = Flow(
    "model",
    Step("allow", hears=YesNo(), offers={"yes": True, "no": False}, must=True, moves=(
        Move("allowed", when=allowed, makes=this_host),
        Move("kept_here", makes=nobody),
    )),
    Step("allowed"),
    Step("kept_here"),
)
# fmt: on
