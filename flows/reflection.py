"""Reflection: the client shares, is mirrored, goes deeper, and finds their own insight. Or is just listened to."""

from collections.abc import Mapping

from flows.ears import OneOf, Words
from flows.either import Either, TakeOrLeave
from flows.facts import Fact, Remembered
from flows.follow_up import ask_later
from flows.grammar import Flow, Move, Step, skipped
from flows.mirrors import mirror, put_right, was_aside
from flows.setting_out import when
from flows.values import Notes, Scene
from flows.wording import Wording


def wants_just_listening(notes: Notes) -> bool:
    return notes.get("right") == "listen" or notes.get("share") == "listen"


def has_said_enough(notes: Notes) -> bool:
    return notes["listening"] in (None, "enough")


def how_it_ends(scene: Scene, wording: Wording) -> Mapping[str, object]:
    """`how`: what just listening is, but for after a mirror: there it would be one sentence more each time."""
    mirrored = scene.talk is not None and scene.notes.get("mirror_before") == scene.talk.question
    return {"how": "" if mirrored else wording.text("reflection", "listening.how", scene.language)}


def insight(scene: Scene) -> tuple[Fact, ...]:
    return (Remembered("insight", scene.notes["insight"]),)


# fmt: off
FLOW = Flow(
    "reflection",
    Step("share", hears=Words(), offers={"listen": "listen"}, moves=(
        Move("nothing", when=skipped("share")),
        Move("listening", when=wants_just_listening),
        Move("right", says=mirror("share")),
    )),
    *put_right(
        "deeper",
        Move("listening", when=wants_just_listening),
        Move("share", when=was_aside),
        offers={"listen": "listen"},
    ),
    Step("listening", hears=Either(OneOf("enough"), Words()), offers={"enough": "enough"}, moves=(
        Move("ask_later", when=has_said_enough),
        Move("listening", says=mirror("listening")),
    ), shows=how_it_ends),
    Step("deeper", hears=TakeOrLeave(), moves=(
        Move("insight", when=skipped("deeper")),
        Move("insight", says=mirror("deeper")),
    )),
    Step("insight", hears=TakeOrLeave(), moves=(
        Move("commitment", when=skipped("insight")),
        Move("commitment", says="own_words", makes=insight),
    )),
    Step("commitment", hears=TakeOrLeave(), moves=(
        Move("ask_later", when=skipped("commitment")),
        Move("when"),
    )),
    when("ask_later"),
    ask_later("thanks"),
    Step("thanks"),
    Step("nothing"),
)
# fmt: on
