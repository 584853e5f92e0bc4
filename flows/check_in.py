"""Check-in: how the week was, what is behind the number, the last commitment, one small next step."""

from flows.commitment import how_it_went
from flows.ears import Scale, Words
from flows.either import RightOrNot, TakeOrLeave
from flows.facts import CommitmentMade, Fact, ScoreGiven
from flows.follow_up import ask_later
from flows.grammar import Flow, Guard, Move, Step
from flows.mirrors import corrected_in_words, got_it_right, mirror, refused_again, something_mirrored
from flows.showing import next_check_in
from flows.values import Notes, Scene


def recalled(scene: Scene) -> Notes:
    return {"commitment": scene.commitment} if scene.commitment else {}


def week_was_low(notes: Notes) -> bool:
    return notes["score"] is not None and notes["score"] <= 2


def skipped(step: str) -> Guard:
    return lambda notes: not notes[step]


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
