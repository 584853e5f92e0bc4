"""Repair: something between the client and the bot, or the coach, went wrong. It is owned, heard, mended if it can be,
asked about once more, and over when the client says so.

One apology an incident: where it was made already, none follows. What is between client and coach goes to the coach
only in words that the client wrote for it, and after a yes.
Sources: Safran & Muran, Negotiating the Therapeutic Alliance (2000), on ruptures and their repair; Lazare, On Apology
(2004): the fact named, no excuse, the harm heard, something offered.
"""

import re
from datetime import date, datetime, timedelta

from flows.dates import say_day, say_evening, say_moment
from flows.due import asking_time
from flows.ears import Day, OneOf, Words, YesNo
from flows.either import Either, TakeOrLeave
from flows.facts import CoachMessaged, Fact, Paused, RepairClosed, RepairFollowUp, RepairTold
from flows.grammar import Flow, Guard, Move, Say, Step, skipped
from flows.listening import Listener
from flows.mirrors import mirror, put_right
from flows.showing import Values, reply_promised
from flows.values import Notes, Scene
from flows.wording import Wording

KNOWN = ("late", "outage", "reply", "mirror", "said")
"""Incidents of which it is known what happened; else it is asked."""

RECALLED = ("incident", "begun", "due_at", "count", "cause", "statement", "score")
REST = timedelta(days=7)
AGAIN = {"days": timedelta(days=3), "week": timedelta(days=7)}


def recalled(scene: Scene) -> Notes:
    """`incident`: one of KNOWN, "trust" (a pulse), "unclear" (whom it is about) or "" (not known what). `begun`: it was
    talked about before, and left open.
    """
    known = {key: scene.about[key] for key in RECALLED if key in scene.about}
    start = {"incident": "", "begun": False, "coach_name": scene.coach.name, "reachable": scene.coach_reachable}
    return {**start, **known}


# Where it begins


def was_begun(notes: Notes) -> bool:
    return bool(notes["begun"])


def is_not_begun(notes: Notes) -> bool:
    return not notes["begun"]


def is_unclear(notes: Notes) -> bool:
    return bool(notes["incident"] == "unclear")


def is_clear(notes: Notes) -> bool:
    return not is_unclear(notes)


def is_unknown(notes: Notes) -> bool:
    return notes["incident"] in ("", "trust")


def is_known(notes: Notes) -> bool:
    return not is_unknown(notes)


def is_about_trust(notes: Notes) -> bool:
    return bool(notes["incident"] == "trust")


def may_be_anothers(notes: Notes) -> bool:
    """Whether what was told may be somebody else's doing: behind a pulse, or where the coach is named."""
    first_name = re.escape(notes["coach_name"].split(" ")[0] or "coach")
    names_coach = re.search(rf"\b{first_name}|\b(?i:coach|valmentaj)", notes["what"])
    return is_about_trust(notes) or names_coach is not None


def answered(step: str, *answers: str | None) -> Guard:
    return lambda notes: notes[step] in answers


def anew(_: Scene, __: Listener) -> tuple[Say, Notes]:
    """Another incident than the one that was left open."""
    return Say("anew"), {"incident": "", "begun": False}


def asked(scene: Scene, wording: Wording) -> Values:
    notes, language = scene.notes, scene.language
    if not is_about_trust(notes):
        return {"question": wording.text("repair", "asked.open", language)}
    statement = wording.text("pulse", f"statements.{notes['statement']}", language)
    return {"question": wording.text("repair", "asked.trust", language, statement=statement, score=notes["score"])}


def opening(scene: Scene, wording: Wording) -> Values:
    """What is known: the fact, the time, and the cause where that is known too."""
    notes, language = scene.notes, scene.language
    if notes["incident"] not in KNOWN:
        return {"opening": ""}
    due_at = notes.get("due_at")
    when = say_moment(datetime.fromisoformat(due_at), scene.zone, language, scene.now) if due_at else ""
    key = "late_many" if notes["incident"] == "late" and int(notes.get("count", 1)) > 1 else notes["incident"]
    said = wording.text("repair", f"known.{key}", language, coach=scene.coach.name, when=when)
    cause = f"causes.{notes.get('cause')}"
    why = f" {wording.text('desk', cause, language)}" if wording.has("desk", cause) else ""
    return {"opening": f"{said}{why}\n\n"}


def told(scene: Scene) -> tuple[Fact, ...]:
    return (RepairTold(scene.notes["incident"]),)


# What is offered


def coach_can_be_reached(notes: Notes) -> bool:
    return bool(notes["reachable"])


def nobody_there(notes: Notes) -> bool:
    return not notes["reachable"]


def wants_it(step: str) -> Guard:
    return lambda notes: notes[step] is True


def rest_until(scene: Scene) -> date:
    return scene.local_now.date() + REST


def rested(scene: Scene) -> tuple[Fact, ...]:
    """A pause that goes on already is not made shorter."""
    return () if scene.state == "paused" else (Paused(rest_until(scene).isoformat()),)


def rests(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    when = say_day(rest_until(scene), scene.language, scene.local_now.date())
    return Say("on_a_pause" if scene.state == "paused" else "rest", {"when": when}), {}


def passed_on(scene: Scene) -> tuple[Fact, ...]:
    return (RepairTold("coach"), CoachMessaged(scene.notes["to_coach"]))


# Once more, and the end


def again_on(scene: Scene) -> tuple[date, datetime | None]:
    """The day that was named, and the moment on it, or the next morning, at which the client may be asked."""
    answer = scene.notes["again"]
    day = scene.local_now.date() + AGAIN[answer] if answer in AGAIN else date.fromisoformat(answer)
    at = asking_time(day, None, scene.agreement, scene.zone, scene.now) if scene.agreement else None
    return day, at


def follow_up(scene: Scene) -> tuple[Fact, ...]:
    day, at = again_on(scene)
    return (RepairFollowUp(day.isoformat(), at.isoformat()),) if at else ()


def follow_up_said(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    _day, at = again_on(scene)
    if at is None:
        return Say("no_moment"), {}
    evening = say_evening(at.astimezone(scene.local_now.tzinfo), scene.language, scene.local_now.date())
    return Say("promised", {"evening": evening}), {}


def closed(_: Scene) -> tuple[Fact, ...]:
    return (RepairClosed(),)


def answers(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


# fmt: off
FLOW = Flow(
    "repair",
    Step("now", hears=Either(OneOf("mended", "not_yet", "new"), Words()), offers=answers("mended", "not_yet", "new"),
        only=was_begun, across=1, moves=(
            Move("whose", when=is_not_begun),
            Move("mended", when=answered("now", "mended"), makes=closed),
            Move("whose", when=answered("now", "new"), says=anew),
            Move("open", when=skipped("now")),
            Move("remedy", when=answered("now", "not_yet")),
            Move("right", says=mirror("now")),
        )),
    Step("whose", hears=OneOf("me", "coach", "no"), offers=answers("me", "coach", "no"), only=is_unclear, across=1,
        moves=(
            Move("what", when=is_clear),
            Move("landed", when=answered("whose", "me"), says="owned", makes=told),
            Move("to_coach", when=answered("whose", "coach"), makes=told),
            Move("on"),
        )),
    Step("what", hears=Either(OneOf("coach", "leave"), Words()), offers=answers("coach", "leave"), only=is_unknown,
        shows=asked, moves=(
            Move("landed", when=is_known),
            Move("left", when=answered("what", None, "leave")),
            Move("to_coach", when=answered("what", "coach"), makes=told),
            Move("right", when=may_be_anothers, says=mirror("what"), makes=told),
            Move("landed", says="owned", makes=told),
        )),
    Step("landed", hears=Words(), shows=opening, moves=(
        Move("remedy", when=skipped("landed"), makes=told),
        Move("right", says=mirror("landed"), makes=told),
    )),
    *put_right("remedy", gives_up="gave_up"),
    Step("remedy", hears=Either(OneOf("enough", "rest", "coach"), TakeOrLeave()), across=1,
        offers=answers("enough", "rest", "coach"), moves=(
            Move("again", when=answered("remedy", "enough")),
            Move("open", when=answered("remedy", "rest"), says=rests, makes=rested),
            Move("to_coach", when=answered("remedy", "coach")),
            Move("change", when=skipped("remedy")),
            Move("change", says="kept"),
        )),
    Step("change", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("again", when=wants_it("change"), says="ways"),
        Move("again"),
    )),
    Step("to_coach", hears=Words(), only=coach_can_be_reached, moves=(
        Move("again", when=nobody_there, says="gone"),
        Move("again", when=skipped("to_coach"), says="nothing_sent"),
        Move("consent"),
    )),
    Step("consent", hears=YesNo(), offers={"yes": True, "no": False}, shows=reply_promised, moves=(
        Move("again", when=wants_it("consent"), says="passed_on", makes=passed_on, seals=True),
        Move("again", says="nothing_sent", makes=told),
    )),
    Step("again", hears=Either(OneOf("days", "week", "mended"), Day()), across=1,
        offers=answers("days", "week", "mended"), moves=(
            Move("mended", when=answered("again", "mended"), makes=closed),
            Move("open", when=skipped("again")),
            Move("open", says=follow_up_said, makes=follow_up),
        )),
    Step("mended"),
    Step("open"),
    Step("left"),
    Step("on", goes_on=True),
    recalls=recalled,
)
# fmt: on
