"""Check-in: how the week was, what is behind the number, the last commitment, one small next step."""

from flows.commitment import how_it_went
from flows.ears import Scale, Words
from flows.either import TakeOrLeave
from flows.facts import CommitmentMade, Fact, ScoreGiven
from flows.follow_up import ask_later
from flows.grammar import Flow, Move, Step, skipped
from flows.mirrors import mirror, put_right
from flows.showing import next_check_in
from flows.values import Notes, Scene


def recalled(scene: Scene) -> Notes:
    return {"commitment": scene.commitment, "number": scene.commitment_number} if scene.commitment else {}


def week_was_low(notes: Notes) -> bool:
    return notes["score"] is not None and notes["score"] <= 2


def scored(scene: Scene) -> tuple[Fact, ...]:
    score = scene.notes["score"]
    return () if score is None else (ScoreGiven(score),)


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
    *put_right("how_it_went"),
    *how_it_went("next_step", "next_step"),
    Step("next_step", hears=TakeOrLeave(), moves=(
        Move("ask_later", when=skipped("next_step")),
        Move("ask_later", says="committed", makes=committed),
    )),
    ask_later("thanks"),
    Step("thanks", shows=next_check_in),
    recalls=recalled,
)
# fmt: on
