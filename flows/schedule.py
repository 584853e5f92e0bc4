"""The client's own schedule: other days or another time, a break, another time zone, days off, or no check-ins.

Nothing changes before the client has seen in words what it would mean.
"""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from flows.agreement import Agreement, is_quiet
from flows.dates import say_day, say_days, say_moment, say_zone
from flows.due import promised_times
from flows.ears import ClockTime, Days, OneOf, YesNo, Zone
from flows.ears.days import DAYS
from flows.either import Either, Pausing, Recurring, Until
from flows.facts import CheckInsScheduled, DaysOffChosen, Fact, Paused, ZoneChosen
from flows.grammar import Flow, Guard, Move, Step
from flows.schedules import Recurrence, parse_recurrence
from flows.showing import Values, clauses_said, next_check_in, say_check_ins, say_region
from flows.values import Notes, Scene
from flows.wording import Wording
from flows.zones import region_of

WAYS = ("times", "pause", "zone", "days_off", "stop", "leave")
USUAL = {"daily": "daily 09:00", "weekdays": "weekly mon,tue,wed,thu,fri 09:00", "monday": "weekly mon 09:00"}
CLOCKS = {"nine": "09:00", "noon": "12:00", "six": "18:00"}
PAUSES = {"week": 7, "two_weeks": 14, "open": "open"}
ZONES = {"helsinki": "Europe/Helsinki", "stockholm": "Europe/Stockholm", "london": "Europe/London",
         "new_york": "America/New_York"}  # fmt: skip
SHOWN = 3
"""So many times are shown before anything is saved."""


def recalled(scene: Scene) -> Notes:
    assert scene.agreement is not None, "there is a schedule once there is an agreement"
    return {"agreement": scene.agreement.to_json()}


# What was chosen


def chosen(notes: Notes) -> Recurrence:
    """The recurrence as said: in one breath, or days and then a time."""
    times = notes.get("times") or notes["what"]
    if isinstance(times, list):
        return Recurrence(time.fromisoformat(notes["clock"]), tuple(times))
    rule = parse_recurrence(times, today=date.min)
    assert rule is not None, times
    return rule


def resting_until(scene: Scene) -> str | None:
    """The local day on which the break ends, as an ISO date; None for an open end."""
    said = scene.notes.get("until") or scene.notes["what"]["until"]
    if said == "open":
        return None
    return said if isinstance(said, str) else (scene.local_now + timedelta(days=said)).date().isoformat()


# When to move where


def way(name: str) -> Guard:
    return lambda notes: notes["what"] == name


def skipped(step: str) -> Guard:
    return lambda notes: notes[step] is None


def yes(step: str) -> Guard:
    return lambda notes: notes[step] is True


def until_said(notes: Notes) -> bool:
    return isinstance(notes["what"], dict)


def leaves(notes: Notes) -> bool:
    return notes["what"] in (None, "leave")


def days_alone(step: str) -> Guard:
    return lambda notes: isinstance(notes[step], list)


def cannot_be_kept(notes: Notes) -> bool:
    """Whether all of it would fall in the quiet hours or on days off."""
    agreement, rule = Agreement.from_json(notes["agreement"]), chosen(notes)
    return is_quiet(agreement, rule.clock) or set(rule.days) <= set(agreement.off_days)


def no_day_left(notes: Notes) -> bool:
    agreement = Agreement.from_json(notes["agreement"])
    rule = parse_recurrence(agreement.check_in, today=date.min)
    return set(rule.days if rule else DAYS) <= set(notes["days_off"])


# What it makes


def rescheduled(scene: Scene) -> tuple[Fact, ...]:
    return (CheckInsScheduled(chosen(scene.notes).text),)


def stopped(_: Scene) -> tuple[Fact, ...]:
    return (CheckInsScheduled(""),)


def paused(scene: Scene) -> tuple[Fact, ...]:
    return (Paused(resting_until(scene)),)


def moved(scene: Scene) -> tuple[Fact, ...]:
    zone = scene.notes["zone"]
    return (ZoneChosen(zone, region_of(zone)),)


def days_taken(scene: Scene) -> tuple[Fact, ...]:
    return (DaysOffChosen(tuple(scene.notes["days_off"])),)


# What is shown


def as_it_is(scene: Scene, wording: Wording) -> Values:
    assert scene.agreement is not None, "there is a schedule once there is an agreement"
    said = clauses_said(scene.agreement, scene.language, wording)
    return {**said, **next_check_in(scene, wording), "zone_name": say_zone(scene.zone, scene.language)}


def as_it_would_be(scene: Scene, wording: Wording) -> Values:
    assert scene.agreement is not None, "there is a schedule once there is an agreement"
    rule, language = chosen(scene.notes).text, scene.language
    return {
        "wanted": say_check_ins(rule, language, wording),
        "before": say_check_ins(scene.agreement.check_in, language, wording),
        "times": coming(rule, scene.zone, scene, wording),
    }


def in_the_other_zone(scene: Scene, wording: Wording) -> Values:
    assert scene.agreement is not None, "there is a schedule once there is an agreement"
    zone = scene.notes["zone"]
    return {
        "times": coming(scene.agreement.check_in, zone, scene, wording),
        "zone_name": say_zone(zone, scene.language),
        "region": say_region(region_of(zone), scene.language, wording),
    }


def coming(recurrence: str, zone: str, scene: Scene, wording: Wording) -> str:
    """The next three times of a recurrence in words, a line each, by the clocks of a zone."""
    assert scene.agreement is not None, "there is a schedule once there is an agreement"
    due = promised_times(recurrence, scene.agreement, zone, scene.now, scene.had_on)
    said = [f"• {say_moment(each.due_at, zone, scene.language, scene.now, around=True)}" for each in islice(due, SHOWN)]
    return "\n".join(said) or f"• {wording.text('agreement', 'check_in.none', scene.language)}"


def rest(scene: Scene, wording: Wording) -> Values:
    day = resting_until(scene)
    today = scene.local_now.date()
    when = say_day(datetime.fromisoformat(day).date(), scene.language, today) if day else ""
    return {"rest": wording.text("turn", "paused.until" if day else "paused.open", scene.language, when=when)}


def free_days(scene: Scene, wording: Wording) -> Values:
    days = scene.notes["days_off"]
    said = say_days(days, scene.language) if days else wording.text("agreement", "quiet.none", scene.language)
    return {**next_check_in(scene, wording), "days": said}


def each(*keys: str) -> dict[str, Any]:
    return {key: key for key in keys}


# fmt: off
FLOW = Flow(
    "schedule",
    Step("what", hears=Either(Recurring(), Pausing(), OneOf(*WAYS), Days()), offers=each(*WAYS), moves=(
        Move("left", when=leaves),
        Move("times", when=way("times")),
        Move("until", when=way("pause")),
        Move("zone", when=way("zone")),
        Move("days_off", when=way("days_off")),
        Move("stop", when=way("stop")),
        Move("paused", when=until_said, makes=paused),
        Move("clock", when=days_alone("what")),
        Move("times", when=cannot_be_kept, says="quiet"),
        Move("sure"),
    ), shows=as_it_is),
    Step("times", hears=Either(Recurring(), Days()), offers=USUAL, moves=(
        Move("left", when=skipped("times")),
        Move("clock", when=days_alone("times")),
        Move("times", when=cannot_be_kept, says="quiet"),
        Move("sure"),
    ), shows=as_it_is),
    Step("clock", hears=ClockTime(), offers=CLOCKS, moves=(
        Move("left", when=skipped("clock")),
        Move("clock", when=cannot_be_kept, says="quiet"),
        Move("sure"),
    ), shows=as_it_is),
    Step("sure", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("saved", when=yes("sure"), makes=rescheduled, seals=True),
        Move("left", when=skipped("sure")),
        Move("times"),
    ), shows=as_it_would_be),
    Step("saved", shows=as_it_is),
    Step("until", hears=Until(), offers=PAUSES, across=3, moves=(
        Move("left", when=skipped("until")),
        Move("paused", makes=paused, seals=True),
    )),
    Step("paused", shows=rest),
    Step("zone", hears=Zone(), offers=ZONES, moves=(
        Move("left", when=skipped("zone")),
        Move("zone_sure"),
    ), shows=as_it_is),
    Step("zone_sure", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("moved", when=yes("zone_sure"), makes=moved, seals=True),
        Move("left"),
    ), shows=in_the_other_zone),
    Step("moved", shows=as_it_is),
    Step("days_off", hears=Days(), offers={"weekend": ["sat", "sun"], "sunday": ["sun"], "none": []}, across=3, moves=(
        Move("left", when=skipped("days_off")),
        Move("days_off", when=no_day_left, says="no_day"),
        Move("days_taken", makes=days_taken, seals=True),
    ), shows=as_it_is),
    Step("days_taken", shows=free_days),
    Step("stop", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("stopped", when=yes("stop"), makes=stopped, seals=True),
        Move("left"),
    )),
    Step("stopped"),
    Step("left", shows=as_it_is),
    recalls=recalled,
)
# fmt: on
