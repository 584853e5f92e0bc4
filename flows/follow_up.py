"""Follow-up: how something went that the client agreed to be asked about. And the offer to ask, at most one a talk."""

from datetime import date, datetime

from flows.dates import say_day, say_evening
from flows.ears import Words, YesNo
from flows.facts import Fact, FollowUpAgreed
from flows.grammar import Flow, Move, Say, Step, skipped
from flows.listening import Listener
from flows.mirrors import mirror, put_right
from flows.showing import Values
from flows.values import Notes, Scene
from flows.wording import Wording

# The offer, a step of the dialogues in which a client tells


def something_ahead(notes: Notes) -> bool:
    return "event" in notes


def wanted(notes: Notes) -> bool:
    return notes["ask_later"] is True


def still_ahead(scene: Scene) -> bool:
    """An answer may come days after the question."""
    return datetime.fromisoformat(scene.notes["event_ask_at"]) > scene.now


def promised(scene: Scene) -> tuple[Fact, ...]:
    notes = scene.notes
    return (FollowUpAgreed(notes["event"], notes["event_day"], notes["event_ask_at"]),) if still_ahead(scene) else ()


def promise(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    if not still_ahead(scene):
        return Say("too_late"), {}
    return Say("promised", {"evening": _evening(scene)}), {}


def _evening(scene: Scene) -> str:
    at = datetime.fromisoformat(scene.notes["event_ask_at"]).astimezone(scene.local_now.tzinfo)
    return say_evening(at, scene.language, scene.local_now.date())


def offered(scene: Scene, wording: Wording) -> Values:
    return {"what": say_event(scene.notes["event"], scene.language, wording), "evening": _evening(scene)}


def say_event(event: str, language: str, wording: Wording) -> str:
    return wording.text("follow_up", f"events.{event}", language)


def ask_later(to: str) -> Step:
    """ "Shall I ask you on Friday evening?": passed over where nothing ahead was mentioned, never taken silently."""
    return Step("ask_later", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move(to, when=wanted, says=promise, makes=promised),
        Move(to),
    ), only=something_ahead, shows=offered, words="follow_up")  # fmt: skip


# The follow-up itself


def recalled(scene: Scene) -> Notes:
    return {"asked_about": scene.about.get("event", "appointment"), "asked_day": scene.about.get("day")}


def asked(scene: Scene, wording: Wording) -> Values:
    today, day = scene.local_now.date(), scene.notes["asked_day"]
    said = say_day(date.fromisoformat(day), scene.language, today) if day else ""
    return {"what": say_event(scene.notes["asked_about"], scene.language, wording), "day": said}


# fmt: off
FLOW = Flow(
    "follow_up",
    Step("how", hears=Words(), moves=(
        Move("left", when=skipped("how")),
        Move("right", says=mirror("how")),
    ), shows=asked),
    *put_right("thanks"),
    Step("thanks"),
    Step("left"),
    recalls=recalled,
)
# fmt: on
