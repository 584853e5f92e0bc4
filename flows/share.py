"""Share or keep: what the coach may read, a talk or a message at a time or by the agreement's clause on who reads.

Who reads a client's words is the client's alone to say, so it holds at once, and the coach is told. What was written
under "only what I share" stays the client's until they say otherwise.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flows.dates import say_moment
from flows.ears import OneOf
from flows.facts import Fact, ReadersChosen, SharingChosen
from flows.grammar import Flow, Guard, Move, Say, Step, skipped
from flows.listening import Listener
from flows.showing import Values, clauses_said
from flows.values import Notes, Scene
from flows.wording import Wording

MOST = 5
"""Talks that are shown to choose from, the latest ones."""

OWN = frozenset({"erasure", "farewell", "handover", "pulse", "repair", "review"})
"""Flows whose words are the client's own, whoever else reads: what is meant for the coach goes there from them."""

NOT_TO_SHARE = OWN | {
    "share", "schedule", "settings", "proposal", "proposing", "model", "safety", "coach_message", "live",
    "off_record", "late",
}  # fmt: skip
"""Flows whose talks are not offered: they are shared in their own way, hold settings, or went to the coach anyway."""

CHOICES = {str(place): place for place in range(1, MOST + 1)}


def recalled(scene: Scene) -> Notes:
    """`talks`: number, flow, when it began and whether the coach can read it, the latest first."""
    lately = [[each.number, each.flow, each.at.isoformat(), each.shown] for each in scene.talks_lately[:MOST]]
    return {"talks": lately, "now": scene.agreement.readers if scene.agreement else "times"}


def chose(step: str, value: str) -> Guard:
    return lambda notes: notes.get(step) == value


def chose_a_talk_of_none(notes: Notes) -> bool:
    return notes["choose"] == "talk" and not notes["talks"]


def no_such_talk(notes: Notes) -> bool:
    return int(notes["which"]) > len(notes["talks"])


def changes_nothing(notes: Notes) -> bool:
    return notes["readers"] in (None, notes["now"])


def opens_up(notes: Notes) -> bool:
    return bool(notes["readers"] == "words")


def there(notes: Notes) -> Collection[str]:
    """The numbers of the talks there are."""
    return list(CHOICES)[: len(notes["talks"])]


def chosen(scene: Scene) -> tuple[int, bool]:
    """The talk, and whether the coach can read it so far."""
    number, _, _, shown = scene.notes["talks"][int(scene.notes["which"]) - 1]
    return number, shown


def turned(scene: Scene) -> tuple[Fact, ...]:
    number, shown = chosen(scene)
    return (SharingChosen(not shown, talk=number),)


def told(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    shown = chosen(scene)[1]
    return Say("taken_back" if shown else "shared"), {}


def closed(_: Scene) -> tuple[Fact, ...]:
    return (ReadersChosen("times"),)


def opened(scene: Scene) -> tuple[Fact, ...]:
    return (ReadersChosen("words", earlier=scene.notes["earlier"] == "all"),)


def standing(scene: Scene, wording: Wording) -> Values:
    """`readers`: who reads, as agreed."""
    return clauses_said(scene.agreement, scene.language, wording) if scene.agreement else {}


def listed(scene: Scene, wording: Wording) -> Values:
    """`list`: a line a talk."""
    return {"list": "\n".join(_row(scene, wording, place, *each) for place, each in enumerate(scene.notes["talks"], 1))}


def _row(scene: Scene, wording: Wording, place: int, _: int, flow: str, at: str, shown: bool) -> str:
    known = flow if wording.has("share", f"talks.{flow}") else "other"
    said: dict[str, Any] = {
        "place": place,
        "talk": wording.text("share", f"talks.{known}", scene.language),
        "when": say_moment(datetime.fromisoformat(at), scene.zone, scene.language, scene.now),
        "shown": wording.text("share", "rows.shown" if shown else "rows.kept", scene.language),
    }
    return wording.text("share", "rows.row", scene.language, said)


# fmt: off
FLOW = Flow(
    "share",
    Step("choose", hears=OneOf("talk", "readers", "nothing"), offers={"talk": "talk", "readers": "readers",
         "nothing": "nothing"}, moves=(
        Move("choose", when=chose_a_talk_of_none, says="none_yet"),
        Move("which", when=chose("choose", "talk")),
        Move("readers", when=chose("choose", "readers")),
        Move("left"),
    ), shows=standing),
    Step("which", hears=OneOf(*CHOICES), offers=CHOICES, offering=there, across=5, moves=(
        Move("left", when=skipped("which")),
        Move("which", when=no_such_talk, says="no_such"),
        Move("done", says=told, makes=turned),
    ), shows=listed),
    Step("readers", hears=OneOf("words", "times"), offers={"words": "words", "times": "times"}, across=1, moves=(
        Move("left", when=changes_nothing),
        Move("earlier", when=opens_up),
        Move("closed", makes=closed),
    )),
    Step("earlier", hears=OneOf("from_now", "all"), offers={"from_now": "from_now", "all": "all"}, moves=(
        Move("left", when=skipped("earlier")),
        Move("opened", makes=opened),
    )),
    Step("done"),
    Step("closed"),
    Step("opened"),
    Step("left"),
    recalls=recalled,
)
# fmt: on
