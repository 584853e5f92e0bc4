"""Profile: what a coach's clients are told about them, and what the coach proposes for each agreement."""

from flows.clauses import check_in_is_quiet, proposal_from
from flows.ears import ClockSpan, ClockTime, Days, Name, OneOf, Span, Words, Zone
from flows.facts import Fact, ProfileSaved, ZoneChosen
from flows.grammar import Flow, Guard, Move, Step
from flows.showing import proposal
from flows.values import Notes, Scene

ABOUT = ("name", "approach", "qualifications", "limits")
ZONES = {"helsinki": "Europe/Helsinki", "stockholm": "Europe/Stockholm", "london": "Europe/London",
         "new_york": "America/New_York"}  # fmt: skip
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def recalled(scene: Scene) -> Notes:
    """An answer that is skipped keeps what stood before."""
    before = {each: getattr(scene.coach, each) for each in ABOUT}
    return {"before": before, "proposal": scene.coach.proposal.to_json()}


def unsaid(step: str) -> Guard:
    return lambda notes: not (notes[step] or notes["before"][step])


def wants_change(notes: Notes) -> bool:
    return bool(notes["whole"] == "change")


def chosen_but_quiet(notes: Notes) -> bool:
    return notes["check_in_time"] is not None and check_in_is_quiet(notes)


def no_zone(notes: Notes) -> bool:
    return notes["zone"] is None


def located(scene: Scene) -> tuple[Fact, ...]:
    return (ZoneChosen(scene.notes["zone"], ""),)


def saved(scene: Scene) -> tuple[Fact, ...]:
    notes = scene.notes
    about = {each: notes.get(each) or notes["before"][each] for each in ABOUT}
    return (ProfileSaved({**about, "proposal": proposal_from(notes).to_json()}),)


def told(name: str, then: str) -> tuple[Move, ...]:
    """A client is told all four things, so none is left empty."""
    return (Move(name, when=unsaid(name), says="needed"), Move(then))


# fmt: off
FLOW = Flow(
    "profile",
    Step("name", hears=Name(), moves=told("name", "approach")),
    Step("approach", hears=Words(), moves=told("approach", "qualifications")),
    Step("qualifications", hears=Words(), moves=told("qualifications", "limits")),
    Step("limits", hears=Words(), moves=told("limits", "zone")),
    Step("zone", hears=Zone(), offers=ZONES, moves=(
        Move("reply_hours", when=no_zone),
        Move("reply_hours", makes=located),
    )),
    Step("reply_hours", hears=Span(), offers={"day": 24, "two_days": 48, "week": 168}, moves=(
        Move("quiet_hours"),
    ), shows=proposal),
    Step("quiet_hours", hears=ClockSpan(), moves=(Move("check_in"),), shows=proposal, offers={
         "evening": ["21:00", "08:00"], "night": ["22:00", "07:00"], "none": []}),
    Step("check_in", hears=Days(), moves=(Move("check_in_time"),), shows=proposal, offers={
         "daily": WEEK, "weekdays": WEEK[:5], "monday": ["mon"], "thursday": ["thu"]}),
    Step("check_in_time", hears=ClockTime(), offers={"nine": "09:00", "noon": "12:00", "six": "18:00"}, moves=(
        Move("check_in_time", when=chosen_but_quiet, says="quiet"),
        Move("silence"),
    ), shows=proposal),
    Step("silence", hears=OneOf("nothing", "nudge", "tell"), moves=(Move("retention_hours"),), shows=proposal,
         offers={key: key for key in ("nothing", "nudge", "tell")}),
    Step("retention_hours", hears=Span(), offers={"month": 720, "half_year": 4320, "year": 8760}, moves=(
        Move("readers"),
    ), shows=proposal),
    Step("readers", hears=OneOf("words", "times"), offers={key: key for key in ("words", "times")}, moves=(
        Move("ending"),
    ), shows=proposal),
    Step("ending", hears=OneOf("talk", "once"), offers={key: key for key in ("talk", "once")}, moves=(
        Move("whole"),
    ), shows=proposal),
    Step("whole", hears=OneOf("save", "change"), offers={"save": "save", "change": "change"}, must=True, moves=(
        Move("name", when=wants_change),
        Move("done", makes=saved),
    ), shows=proposal),
    Step("done"),
    recalls=recalled,
)
# fmt: on
