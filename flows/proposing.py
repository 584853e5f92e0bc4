"""Proposing: a clause of the agreement otherwise, by either side. Old and new side by side before anything is said.

What is the client's alone to decide holds at once. Of the rest what was agreed binds until the other side agrees too.
"""

from datetime import date
from typing import Any

from flows.agreement import CLIENTS_OWN, Agreement, is_quiet
from flows.ears import ClockSpan, Days, Ear, OneOf, Span, Topics, YesNo
from flows.ears.days import DAYS
from flows.either import Recurring, TakeOrLeave
from flows.facts import ClauseChanged, ClauseLeft, ClauseProposed, Fact
from flows.grammar import Flow, Guard, Move, Step
from flows.schedules import parse_recurrence
from flows.showing import Values, clauses_said, next_check_in
from flows.values import Notes, Scene
from flows.versions import name_clause, say_clause
from flows.wording import Wording

ASKED = ("readers", "reply_hours", "quiet_hours", "off_days", "check_in", "off_limits", "silence", "worry", "contact",
         "retention_hours", "ending")  # fmt: skip
NAMED = tuple(each for each in ASKED if each != "quiet_hours")
"""Days off are named together with the quiet hours."""

TIMES = ("quiet_hours", "off_days", "check_in")
"""Clauses that cannot be kept together in every combination."""

IN_SCHEDULE = ("off_days", "check_in")
"""What a client changes with /schedule, where the next times are shown."""


def recalled(scene: Scene) -> Notes:
    """The client's own. A coach's talk is given the client's agreement, number and name."""
    return {"agreement": scene.agreement.to_json()} if scene.agreement else {}


# What was chosen


def clause_of(notes: Notes) -> str:
    return str(notes.get("clause") or notes["which"])


def value_of(notes: Notes) -> Any:
    """The value as the agreement holds it."""
    clause = clause_of(notes)
    return notes[clause] or None if clause == "quiet_hours" else notes[clause]


def before(notes: Notes) -> Agreement:
    return Agreement.from_json(notes["agreement"])


def wanted(notes: Notes) -> Agreement:
    return before(notes).with_clauses({clause_of(notes): value_of(notes)})


def of_coach(notes: Notes) -> bool:
    return "engagement" in notes


# When to move where


def not_named(notes: Notes) -> bool:
    return "clause" not in notes


def about(clause: str) -> Guard:
    return lambda notes: (notes.get("clause") or notes["which"]) == clause


def in_schedule(notes: Notes) -> bool:
    return not of_coach(notes) and (notes.get("clause") or notes["which"]) in IN_SCHEDULE


def cannot_be_kept(notes: Notes) -> bool:
    """Whether all check-ins would fall in the quiet hours or on days off."""
    if notes[clause_of(notes)] is None:
        return False
    agreement = wanted(notes)
    rule = parse_recurrence(agreement.check_in, today=date.min)
    if rule is None:
        return False
    return is_quiet(agreement, rule.clock) or set(rule.days or DAYS) <= set(agreement.off_days)


def differs(notes: Notes) -> bool:
    return notes[clause_of(notes)] is not None and wanted(notes) != before(notes)


def decided_alone(notes: Notes) -> bool:
    return notes["sure"] is True and not of_coach(notes) and clause_of(notes) in CLIENTS_OWN


def sure(notes: Notes) -> bool:
    return notes["sure"] is True


def said_the_same(notes: Notes) -> bool:
    return notes[clause_of(notes)] is not None and wanted(notes) == before(notes)


# What it makes


def changed(scene: Scene) -> tuple[Fact, ...]:
    return (ClauseChanged(clause_of(scene.notes), value_of(scene.notes)),)


def proposed(scene: Scene) -> tuple[Fact, ...]:
    notes = scene.notes
    return (ClauseProposed(clause_of(notes), value_of(notes), notes.get("engagement")),)


def taken_back(scene: Scene) -> tuple[Fact, ...]:
    return (ClauseLeft(clause_of(scene.notes), scene.notes.get("engagement")),)


# What is shown


def other(scene: Scene) -> str:
    return str(scene.notes["client"]) if of_coach(scene.notes) else scene.coach.name


def who_decides(scene: Scene, wording: Wording) -> Values:
    """Which clauses need the other side's yes, and which are the client's alone."""
    if of_coach(scene.notes):
        return {"how": wording.text("proposing", "how.coach", scene.language, other=other(scene))}
    own, shared = (
        ", ".join(name_clause(each, scene.language, wording) for each in NAMED if (each in CLIENTS_OWN) is alone)
        for alone in (True, False)
    )
    given = {"own": own, "shared": shared, "other": other(scene)}
    return {"how": wording.text("proposing", "how.client", scene.language, **given)}


def as_it_is(scene: Scene, wording: Wording) -> Values:
    notes, language = scene.notes, scene.language
    clause, said = clause_of(notes), clauses_said(before(notes), language, wording)
    old = say_clause(before(notes), clause, language, wording)
    named = name_clause(clause, language, wording)
    return {"old": old, "clause": named, "quiet": said["quiet"], "check_ins": said["check_ins"], "other": other(scene)}


def side_by_side(scene: Scene, wording: Wording) -> Values:
    notes, language = scene.notes, scene.language
    shown = as_it_is(scene, wording)
    if notes[clause_of(notes)] is None:
        return shown
    alone = not of_coach(notes) and clause_of(notes) in CLIENTS_OWN
    after = "then.alone" if alone else "then.together"
    return {
        **shown,
        "new": say_clause(wanted(notes), clause_of(notes), language, wording),
        "then": wording.text("proposing", after, language, other=other(scene)),
        "next": follows(clause_of(notes), value_of(notes), scene, wording),
    }


def follows(clause: str, value: Any, scene: Scene, wording: Wording) -> str:
    """What follows from a clause, one more sentence to the client: the next check-in, or what stays unread; or ""."""
    if scene.agreement and clause in TIMES:
        return f" {next_check_in(scene, wording)['next']}"
    if scene.agreement and clause == "readers" and value == "words":
        return f" {wording.text('proposing', 'then.earlier', scene.language)}"
    return ""


# fmt: off
def each(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


def value(name: str, ear: Ear, offers: dict[str, Any]) -> Step:
    """What the clause should be instead."""
    kept = (Move(name, when=cannot_be_kept, says="clash"),) if name in TIMES else ()
    return Step(name, hears=ear, offers=offers, moves=(*kept, Move("sure")), shows=as_it_is)


FLOW = Flow(
    "proposing",
    Step("which", hears=OneOf(*ASKED, "leave"), offers=each(*ASKED, "leave"), moves=(
        Move("schedule", when=in_schedule),
        *(Move(name, when=about(name)) for name in ASKED),
        Move("left"),
    ), only=not_named, shows=who_decides),
    Step("schedule", opens="schedule"),
    value("readers", OneOf("words", "times"), each("words", "times")),
    value("reply_hours", Span(), {"day": 24, "two_days": 48, "week": 168}),
    value("quiet_hours", ClockSpan(), {"evening": ["20:00", "08:00"], "night": ["22:00", "07:00"], "none": []}),
    value("off_days", Days(), {"weekend": ["sat", "sun"], "sunday": ["sun"], "none": []}),
    value("check_in", Recurring(), {"daily": "daily 09:00", "weekdays": "weekly mon,tue,wed,thu,fri 09:00",
          "monday": "weekly mon 09:00"}),
    value("off_limits", Topics(), {"none": []}),
    value("silence", OneOf("nothing", "nudge", "tell"), each("nothing", "nudge", "tell")),
    value("worry", OneOf("tell", "nothing"), each("tell", "nothing")),
    value("contact", TakeOrLeave(), {"none": ""}),
    value("retention_hours", Span(), {"month": 720, "half_year": 4320, "year": 8760}),
    value("ending", OneOf("talk", "once"), each("talk", "once")),
    Step("sure", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("changed", when=decided_alone, makes=changed, seals=True),
        Move("proposed", when=sure, makes=proposed, seals=True),
        Move("unchanged", when=said_the_same, makes=taken_back),
        Move("left"),
    ), only=differs, shows=side_by_side),
    Step("changed", shows=side_by_side),
    Step("proposed", shows=side_by_side),
    Step("unchanged", shows=as_it_is),
    Step("left"),
    recalls=recalled,
)
# fmt: on
