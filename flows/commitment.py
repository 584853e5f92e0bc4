"""Commitment due: on the day the client named, how it went with what they set out to do. Asked once, without guilt."""

from typing import Literal

from flows.ears import OneOf, Words
from flows.facts import CommitmentClosed
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.values import Notes, Scene

HOW_IT_WENT = ("done", "partly", "not", "changed")


def recalled(scene: Scene) -> Notes:
    return {"commitment": scene.commitment or "…", "number": scene.about.get("commitment")}


def has_commitment(notes: Notes) -> bool:
    return "commitment" in notes


def went(outcome: str) -> Guard:
    return lambda notes: notes["how_it_went"] == outcome


def closed(outcome: Literal["done", "partly", "not", "changed"]) -> Making:
    return lambda scene: (CommitmentClosed(outcome, scene.notes[outcome] or "", scene.notes.get("number")),)


# fmt: off
def how_it_went(then: str, left: str) -> tuple[Step, ...]:
    """The steps that ask about a commitment: done, partly, not this time or changed, and a word on it.

    They lead on to `then`, and with no answer to `left`.
    """
    return (
        Step("how_it_went", hears=OneOf(*HOW_IT_WENT), offers={key: key for key in HOW_IT_WENT}, only=has_commitment,
            moves=(
                Move("done", when=went("done")),
                Move("partly", when=went("partly")),
                Move("not", when=went("not")),
                Move("changed", when=went("changed")),
                Move(left),
            ), words="commitment"),
        *(Step(outcome, hears=Words(), moves=(
            Move(then, says="heard", makes=closed(outcome), seals=True),  # type: ignore[arg-type]
        ), words="commitment") for outcome in HOW_IT_WENT),
    )


FLOW = Flow("commitment", *how_it_went("thanks", "left"), Step("thanks"), Step("left"), recalls=recalled)
# fmt: on
