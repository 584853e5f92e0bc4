"""A commitment: how it went with what the client set out to do. Asked once, without guilt."""

from typing import Literal

from flows.ears import OneOf, Words
from flows.either import TakeOrLeave
from flows.facts import CommitmentAsked, CommitmentClosed, CommitmentMade, Fact
from flows.grammar import Flow, Guard, Making, Move, Say, Step
from flows.listening import Listener
from flows.values import Notes, Scene

HOW_IT_WENT = ("done", "partly", "not", "changed", "let_go")
Outcome = Literal["done", "partly", "not", "changed", "let_go"]


def recalled(scene: Scene) -> Notes:
    number = scene.about.get("commitment", scene.commitment_number)
    return {"commitment": scene.commitment or "…", "number": number}


def has_commitment(notes: Notes) -> bool:
    return "commitment" in notes


def looked_up(notes: Notes) -> bool:
    """The client chose it from their list and said nothing: it stays as it was."""
    return notes["how_it_went"] is None and "looked_up" in notes


def went(outcome: str) -> Guard:
    return lambda notes: notes["how_it_went"] == outcome


def said_how(notes: Notes) -> bool:
    return bool(notes["changed"])


def asked(scene: Scene) -> tuple[Fact, ...]:
    number = scene.notes.get("number")
    return () if number is None or "looked_up" in scene.notes else (CommitmentAsked(number),)


def closed(outcome: Outcome) -> Making:
    return lambda scene: (CommitmentClosed(outcome, scene.notes.get(outcome) or "", scene.notes.get("number")),)


def heard(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    """What helped stands in the client's own words; nothing said is only noted."""
    return Say("helped" if scene.notes.get("done") else "heard"), {}


def renewed(scene: Scene) -> tuple[Fact, ...]:
    """It goes on in other words; the old ones are closed."""
    return (*closed("changed")(scene), CommitmentMade(scene.notes["changed"]))


# fmt: off
def how_it_went(then: str, left: str, *before: Move) -> tuple[Step, ...]:
    """The steps that ask about a commitment: done, partly, not this time, changed or let go, and a word on it.

    They lead on to `then`, and with no answer to `left`; the moves `before` come first.
    """
    return (
        Step("how_it_went", hears=OneOf(*HOW_IT_WENT), offers={key: key for key in HOW_IT_WENT}, only=has_commitment,
            marks=asked, moves=(
                *before,
                Move("done", when=went("done")),
                Move("partly", when=went("partly")),
                Move("not", when=went("not")),
                Move("changed", when=went("changed")),
                Move(then, when=went("let_go"), says="let_go", makes=closed("let_go"), seals=True),
                Move(left),
            ), words="commitment"),
        *(Step(outcome, hears=Words(), moves=(Move(then, says=heard, makes=closed(outcome), seals=True),),
               words="commitment") for outcome in ("done", "partly", "not")),
        Step("changed", hears=TakeOrLeave(), moves=(
            Move(then, when=said_how, says="renewed", makes=renewed, seals=True),
            Move(then, says="heard", makes=closed("changed"), seals=True),
        ), words="commitment"),
    )


FLOW = Flow(
    "commitment",
    *how_it_went("thanks", "left", Move("kept", when=looked_up)),
    Step("thanks"),
    Step("left"),
    Step("kept"),
    recalls=recalled,
)
# fmt: on
