"""Setting out: what the client will do, in their own words, with a day if they want one."""

from datetime import date, datetime

from flows.dates import say_day
from flows.due import asking_time
from flows.ears import Day
from flows.either import TakeOrLeave
from flows.facts import CommitmentMade, Fact
from flows.grammar import Flow, Move, Say, Step, skipped
from flows.listening import Listener
from flows.listening.gate import touches
from flows.values import Notes, Scene


def dated(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    day = date.fromisoformat(scene.notes["when"])
    at, said = ask_at(scene), {"day": say_day(day, scene.language, scene.local_now.date())}
    if at is None:
        return Say("dated", said), {}
    same_day = at.astimezone(scene.local_now.tzinfo).date() == day
    return Say("dated_asked" if same_day else "dated_later", said), {}


def ask_at(scene: Scene) -> datetime | None:
    """When the client is asked how it went; None for no day, one that has no moment for it, or what is off limits."""
    day = scene.notes["when"]
    if day is None or scene.agreement is None or touches(scene.agreement.off_limits, scene.notes["commitment"]):
        return None
    return asking_time(date.fromisoformat(day), None, scene.agreement, scene.zone, scene.now)


def committed(scene: Scene) -> tuple[Fact, ...]:
    at = ask_at(scene)
    return (CommitmentMade(scene.notes["commitment"], scene.notes["when"], at.isoformat() if at else None),)


def when(then: str) -> Step:
    """The day of what stands in the notes as `commitment`, or none."""
    return Step("when", hears=Day(), moves=(
        Move(then, when=skipped("when"), says="open", makes=committed),
        Move(then, says=dated, makes=committed),
    ), words="setting_out")  # fmt: skip


# fmt: off
FLOW = Flow(
    "setting_out",
    Step("commitment", hears=TakeOrLeave(), moves=(
        Move("nothing", when=skipped("commitment")),
        Move("when"),
    )),
    when("thanks"),
    Step("thanks"),
    Step("nothing"),
)
# fmt: on
