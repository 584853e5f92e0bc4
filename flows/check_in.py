"""Check-in: how the week was, what is behind the number, the last commitment, one small next step."""

from typing import Literal

from flows.ears import OneOf, Scale, Words
from flows.either import RightOrNot, TakeOrLeave
from flows.facts import CommitmentClosed, CommitmentMade, Fact, ScoreGiven
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.mirrors import corrected_in_words, got_it_right, mirror, refused_again, something_mirrored
from flows.showing import next_check_in
from flows.values import Notes, Scene

HOW_IT_WENT = ("done", "partly", "not", "changed")


def recalled(scene: Scene) -> Notes:
    return {"commitment": scene.commitment} if scene.commitment else {}


def week_was_low(notes: Notes) -> bool:
    return notes["score"] is not None and notes["score"] <= 2


def has_commitment(notes: Notes) -> bool:
    return "commitment" in notes


def skipped(step: str) -> Guard:
    return lambda notes: not notes[step]


def went(outcome: str) -> Guard:
    return lambda notes: notes["how_it_went"] == outcome


def scored(scene: Scene) -> tuple[Fact, ...]:
    score = scene.notes["score"]
    return () if score is None else (ScoreGiven(score),)


def closed(outcome: Literal["done", "partly", "not", "changed"]) -> Making:
    return lambda scene: (CommitmentClosed(outcome, scene.notes[outcome] or ""),)


def committed(scene: Scene) -> tuple[Fact, ...]:
    return (CommitmentMade(scene.notes["next_step"]),)


# fmt: off
FLOW = Flow(
    "check_in",
    Step("score", hears=Scale(1, 5), offers={str(n): n for n in range(1, 6)}, across=5, moves=(
        Move("heavy", when=week_was_low, makes=scored),
        Move("behind", makes=scored),
    )),
    Step("heavy", hears=Words(), moves=(
        Move("how_it_went", when=skipped("heavy")),
        Move("right", says=mirror("heavy")),
    )),
    Step("behind", hears=Words(), moves=(
        Move("how_it_went", when=skipped("behind")),
        Move("right", says=mirror("behind")),
    )),
    Step("right", hears=RightOrNot(), offers={"yes": True, "no": False}, moves=(
        Move("how_it_went", when=refused_again, says="gave_up"),
        Move("right", when=corrected_in_words, says=mirror("right")),
        Move("how_it_went", when=got_it_right),
        Move("correct"),
    ), only=something_mirrored),
    Step("correct", hears=Words(), moves=(
        Move("how_it_went", when=skipped("correct")),
        Move("right", says=mirror("correct")),
    )),
    Step("how_it_went", hears=OneOf(*HOW_IT_WENT), offers={key: key for key in HOW_IT_WENT}, only=has_commitment,
        moves=(
            Move("done", when=went("done")),
            Move("partly", when=went("partly")),
            Move("not", when=went("not")),
            Move("changed", when=went("changed")),
            Move("next_step"),
        )),
    Step("done", hears=Words(), moves=(Move("next_step", says="heard", makes=closed("done"), seals=True),)),
    Step("partly", hears=Words(), moves=(Move("next_step", says="heard", makes=closed("partly"), seals=True),)),
    Step("not", hears=Words(), moves=(Move("next_step", says="heard", makes=closed("not"), seals=True),)),
    Step("changed", hears=Words(), moves=(Move("next_step", says="heard", makes=closed("changed"), seals=True),)),
    Step("next_step", hears=TakeOrLeave(), moves=(
        Move("thanks", when=skipped("next_step")),
        Move("thanks", says="committed", makes=committed),
    )),
    Step("thanks", shows=next_check_in),
    recalls=recalled,
)
# fmt: on
