"""A message to the coach, with the reply time that the agreement promises."""

from flows.ears import Words
from flows.facts import CoachMessaged, Fact
from flows.grammar import Flow, Move, Step
from flows.showing import reply_promised
from flows.values import Notes, Scene


def nothing_said(notes: Notes) -> bool:
    return notes["message"] is None


def passed_on(scene: Scene) -> tuple[Fact, ...]:
    return (CoachMessaged(scene.notes["message"]),)


# fmt: off
FLOW = Flow(
    "coach_message",
    Step("message", hears=Words(), moves=(
        Move("nothing", when=nothing_said),
        Move("passed_on", makes=passed_on),
    ), shows=reply_promised),
    Step("passed_on", shows=reply_promised),
    Step("nothing"),
)
# fmt: on
