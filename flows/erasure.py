"""Erasure: says what /delete takes away, asks once, and does it. Never asks why.

With several coachings the client first says which is meant.
"""

from flows.ears import OneOf, YesNo
from flows.facts import Erased, Fact
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.values import Notes, Scene


def recalled(scene: Scene) -> Notes:
    """`apart`: whether there is another coaching than the one that the client is in."""
    return {"apart": len(scene.coachings) > 1}


def apart(notes: Notes) -> bool:
    return bool(notes["apart"])


def chose(scope: str) -> Guard:
    return lambda notes: notes["scope"] == scope


def confirmed(step: str) -> Guard:
    return lambda notes: notes[step] is True


def erased(*, everywhere: bool) -> Making:
    def makes(_: Scene) -> tuple[Fact, ...]:
        return (Erased(everywhere=everywhere),)

    return makes


SCOPES = ("here", "all", "none")


# fmt: off
FLOW = Flow(
    "erasure",
    Step("scope", hears=OneOf(*SCOPES), offers={key: key for key in SCOPES}, only=apart, must=True, across=1, moves=(
        Move("one", when=chose("here")),
        Move("kept", when=chose("none")),
        Move("confirm"),
    )),
    Step("one", hears=YesNo(), offers={"yes": True, "no": False}, must=True, moves=(
        Move("one_erased", when=confirmed("one"), makes=erased(everywhere=False)),
        Move("kept"),
    )),
    Step("confirm", hears=YesNo(), offers={"yes": True, "no": False}, must=True, moves=(
        Move("erased", when=confirmed("confirm"), makes=erased(everywhere=True)),
        Move("kept"),
    )),
    Step("one_erased"),
    Step("erased"),
    Step("kept"),
    recalls=recalled,
)
# fmt: on
