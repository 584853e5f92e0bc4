"""Aftercare: the day after words of danger the bot asks once how it is. Check-ins go on when the client says so.

Source: a contact after the crisis is among the few things shown to help (Motto & Bostrom, A randomized controlled
trial of postcrisis suicide prevention, Psychiatric Services, 2001).
"""

from flows.ears import OneOf, Words, YesNo
from flows.either import Either
from flows.facts import ConcernClosed, ConcernRaised, Fact
from flows.grammar import Flow, Move, Step
from flows.mirrors import mirror
from flows.safety import help_first, tells_coach
from flows.showing import next_check_in
from flows.values import Notes, Scene


def recalled(scene: Scene) -> Notes:
    return {"resting": scene.concern == "crisis"}


def check_ins_rest(notes: Notes) -> bool:
    return bool(notes["resting"])


def is_still_hard(notes: Notes) -> bool:
    return bool(notes["today"] == "hard")


def said_little(notes: Notes) -> bool:
    return notes["today"] in (None, "calmer")


def wants_them_back(notes: Notes) -> bool:
    return notes["check_ins"] is True


def raised(scene: Scene) -> tuple[Fact, ...]:
    return (ConcernRaised("crisis", tells_coach(scene)),)


def closed(_: Scene) -> tuple[Fact, ...]:
    return (ConcernClosed("client"),)


# fmt: off
FLOW = Flow(
    "aftercare",
    Step("today", hears=Either(OneOf("calmer", "hard"), Words()), offers={"calmer": "calmer", "hard": "hard"}, moves=(
        Move("help", when=is_still_hard, makes=raised),
        Move("check_ins", when=said_little),
        Move("check_ins", says=mirror("today")),
    )),
    Step("check_ins", hears=YesNo(), offers={"yes": True, "no": False}, only=check_ins_rest, moves=(
        Move("back", when=wants_them_back, makes=closed),
        Move("rest", when=check_ins_rest),
        Move("thanks"),
    )),
    Step("help", shows=help_first),
    Step("back", shows=next_check_in),
    Step("rest"),
    Step("thanks"),
    recalls=recalled,
)
# fmt: on
