"""Reflection: the client shares, is mirrored, goes deeper, and finds their own insight. Or is just listened to."""

from datetime import date, datetime

from flows.dates import say_day
from flows.due import asking_time
from flows.ears import Day, OneOf, Words
from flows.either import Either, TakeOrLeave
from flows.facts import CommitmentMade, Fact, Remembered
from flows.follow_up import ask_later
from flows.grammar import Flow, Move, Say, Step, skipped
from flows.listening import Listener
from flows.mirrors import mirror, put_right
from flows.values import Notes, Scene


def wants_just_listening(notes: Notes) -> bool:
    return notes.get("right") == "listen" or notes.get("share") == "listen"


def has_said_enough(notes: Notes) -> bool:
    return notes["listening"] in (None, "enough")


def insight(scene: Scene) -> tuple[Fact, ...]:
    return (Remembered("insight", scene.notes["insight"]),)


def dated(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    day = date.fromisoformat(scene.notes["when"])
    at, said = ask_at(scene), {"day": say_day(day, scene.language, scene.local_now.date())}
    if at is None:
        return Say("dated", said), {}
    same_day = at.astimezone(scene.local_now.tzinfo).date() == day
    return Say("dated_asked" if same_day else "dated_later", said), {}


def ask_at(scene: Scene) -> datetime | None:
    """When the client is asked how it went; None for no day, or one that has no moment for it."""
    day = scene.notes["when"]
    if day is None or scene.agreement is None:
        return None
    return asking_time(date.fromisoformat(day), None, scene.agreement, scene.zone, scene.now)


def committed(scene: Scene) -> tuple[Fact, ...]:
    at = ask_at(scene)
    return (CommitmentMade(scene.notes["commitment"], scene.notes["when"], at.isoformat() if at else None),)


# fmt: off
FLOW = Flow(
    "reflection",
    Step("share", hears=Words(), offers={"listen": "listen"}, moves=(
        Move("nothing", when=skipped("share")),
        Move("listening", when=wants_just_listening),
        Move("right", says=mirror("share")),
    )),
    *put_right("deeper", Move("listening", when=wants_just_listening), offers={"listen": "listen"}),
    Step("listening", hears=Either(OneOf("enough"), Words()), offers={"enough": "enough"}, moves=(
        Move("ask_later", when=has_said_enough),
        Move("listening", says=mirror("listening")),
    )),
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
    Step("when", hears=Day(), moves=(
        Move("ask_later", when=skipped("when"), says="open", makes=committed),
        Move("ask_later", says=dated, makes=committed),
    )),
    ask_later("thanks"),
    Step("thanks"),
    Step("nothing"),
)
# fmt: on
