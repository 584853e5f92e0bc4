"""Onboarding: who is here, may we keep words, the agreement clause by clause, what matters, the first check-in.

Before consent nothing the person writes is kept; after it, each clause is the coach's proposal, fine or changed.
"""

from collections.abc import Mapping
from typing import Any

from flows.clauses import TWO_STEP, agreement_of, changed, check_in_is_quiet, reply_wish
from flows.ears import Age, ClockSpan, ClockTime, Days, Ear, Name, OneOf, Span, Topics, YesNo, Zone
from flows.either import DaysAndTime, Either, TakeOrLeave
from flows.facts import (
    AgeConfirmed,
    AgreementMade,
    CheckInsScheduled,
    ClauseProposed,
    Consented,
    Fact,
    LanguageChosen,
    NamePreferred,
    OnboardingHeld,
    Remembered,
    ZoneChosen,
)
from flows.grammar import Flow, Guard, Move, Step, skipped
from flows.mirrors import mirror, put_right
from flows.showing import clause, help_near, next_check_in, region_guessed, whole_agreement
from flows.values import Notes, Scene

CONSENT_VERSION = 1
ASKED = ("readers", "reply_hours", "quiet_hours", "check_in", "off_limits", "silence", "worry", "contact",
         "retention_hours", "ending")  # fmt: skip
REGIONS = {"finland": "FI", "uk": "GB", "us": "US", "europe": "EU", "elsewhere": ""}
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ZONES = {"helsinki": "Europe/Helsinki", "stockholm": "Europe/Stockholm", "london": "Europe/London",
         "new_york": "America/New_York"}  # fmt: skip


def recalled(scene: Scene) -> Notes:
    model = {"model_host": scene.model_host} if scene.model_host else {}
    return {"proposal": scene.coach.proposal.to_json(), "minimum_age": scene.minimum_age, **model}


# When to move where


def said(step: str, value: Any) -> Guard:
    return lambda notes: notes.get(step) == value


def old_enough(notes: Notes) -> bool:
    age = notes["age"]
    return age is True or (age is not False and age >= notes["minimum_age"])


def looking_over(notes: Notes) -> bool:
    return "whole" in notes


def agreed_but_quiet(notes: Notes) -> bool:
    return notes["whole"] == "agree" and check_in_is_quiet(notes)


def chosen_but_quiet(notes: Notes) -> bool:
    """A time was said that cannot be kept. A skipped one is looked at again with the whole agreement."""
    return notes["check_in_time"] is not None and check_in_is_quiet(notes)


def time_said(notes: Notes) -> bool:
    """The days came with a time ("Thursdays at nine"), so it is not asked for."""
    return isinstance(notes.get("check_in_change"), dict)


def time_said_looking_over(notes: Notes) -> bool:
    return time_said(notes) and looking_over(notes)


def model_is_set_up(notes: Notes) -> bool:
    return "model_host" in notes


# What it makes


def other_language(scene: Scene) -> tuple[Fact, ...]:
    return (LanguageChosen("en" if scene.language == "fi" else "fi"),)


def of_age(_: Scene) -> tuple[Fact, ...]:
    return (AgeConfirmed(),)


def consented(_: Scene) -> tuple[Fact, ...]:
    return (Consented(CONSENT_VERSION),)


def held(reason: str):  # type: ignore[no-untyped-def]
    return lambda _: (OnboardingHeld(reason),)


def named(scene: Scene) -> tuple[Fact, ...]:
    return (NamePreferred(scene.notes["name"]),) if scene.notes["name"] else ()


def located(scene: Scene) -> tuple[Fact, ...]:
    guessed = scene.notes.get("region") is not False
    zone = scene.notes["zone"]
    region = region_guessed(scene) if guessed else scene.notes.get("country") or ""
    return (ZoneChosen(zone, region),)


def agreed(scene: Scene) -> tuple[Fact, ...]:
    agreement = agreement_of(scene.notes)
    wish = reply_wish(scene.notes)
    return (
        AgreementMade(agreement, changed(scene.notes)),
        CheckInsScheduled(agreement.check_in),
        *((ClauseProposed("reply_hours", wish),) if wish else ()),
    )


def remembered(step: str):  # type: ignore[no-untyped-def]
    return lambda scene: (Remembered(step, scene.notes[step]),) if scene.notes[step] else ()


# The clauses


def then(clause: str) -> str:
    """The step after a clause: the next one, and after the last the model's."""
    following = ASKED[ASKED.index(clause) + 1 :]
    return following[0] if following else "model"


def onward(clause: str) -> tuple[Move, ...]:
    return (Move("whole", when=looking_over), Move(then(clause)))


def proposed(name: str, ear: Ear, offers: Mapping[str, Any]) -> tuple[Step, Step]:
    """The coach's proposal, fine or changed; and the change, for whoever would rather have it otherwise."""
    return (
        Step(name, hears=Either(OneOf("fine", "change"), ear), offers={"fine": "fine", "change": "change"},
             moves=(Move(f"{name}_change", when=said(name, "change")), Move(then(name))), shows=clause),
        Step(f"{name}_change", hears=ear, offers=offers, moves=onward(name), shows=clause),
    )  # fmt: skip


def asked(name: str, ear: Ear, offers: Mapping[str, Any]) -> Step:
    return Step(name, hears=ear, offers=offers, moves=onward(name), shows=clause)


def each(*keys: str) -> dict[str, str]:
    return {key: key for key in keys}


def look_at(name: str) -> Move:
    return Move(f"{name}_change" if name in TWO_STEP else name, when=said("which", name))


# fmt: off
FLOW = Flow(
    "onboarding",
    Step("welcome", hears=OneOf("go", "language"), offers=each("go", "language"), must=True, moves=(
        Move("welcome", when=said("welcome", "language"), makes=other_language),
        Move("age"),
    )),
    Step("age", hears=Either(YesNo(), Age()), offers={"yes": True, "no": False}, must=True, keeps=False, moves=(
        Move("consent", when=old_enough, makes=of_age),
        Move("under_age"),
    )),
    Step("under_age", hears=YesNo(), offers={"yes": True, "no": False}, must=True, keeps=False, moves=(
        Move("age", when=said("under_age", False)),
        Move("too_young", makes=held("age")),
    )),
    Step("too_young", shows=help_near),
    Step("consent", hears=YesNo(), offers={"yes": True, "no": False}, must=True, moves=(
        Move("name", when=said("consent", True), makes=consented, seals=True),
        Move("declined", makes=held("consent")),
    )),
    Step("declined"),
    Step("name", hears=Name(), moves=(Move("zone", makes=named),)),
    Step("zone", hears=Zone(), offers=ZONES, must=True, moves=(Move("region"),)),
    Step("region", hears=YesNo(), offers={"yes": True, "no": False}, moves=(
        Move("country", when=said("region", False)),
        Move("readers", makes=located),
    ), shows=help_near),
    Step("country", hears=OneOf(*REGIONS), offers=REGIONS, moves=(Move("readers", makes=located),)),
    *proposed("readers", OneOf("words", "times"), each("words", "times")),
    *proposed("reply_hours", Span(), {"day": 24, "two_days": 48, "week": 168}),
    *proposed("quiet_hours", ClockSpan(), {"evening": ["20:00", "08:00"], "night": ["22:00", "07:00"], "none": []}),
    Step("check_in", hears=Either(OneOf("fine", "change"), DaysAndTime(), Days()), offers=each("fine", "change"),
        moves=(
        Move("check_in_change", when=said("check_in", "change")),
        Move(then("check_in")),
    ), shows=clause),
    Step("check_in_change", hears=Either(DaysAndTime(), Days()), offers={"daily": WEEK, "weekdays": WEEK[:5],
         "monday": ["mon"], "thursday": ["thu"]}, forgets=("check_in_time",), moves=(
        Move("whole", when=time_said_looking_over),
        Move(then("check_in"), when=time_said),
        Move("check_in_time"),
    ), shows=clause),
    Step("check_in_time", hears=ClockTime(), offers={"nine": "09:00", "noon": "12:00", "six": "18:00"}, moves=(
        Move("check_in_time", when=chosen_but_quiet, says="quiet"),
        *onward("check_in"),
    ), shows=clause),
    asked("off_limits", Topics(), {"none": []}),
    *proposed("silence", OneOf("nothing", "nudge", "tell"), each("nothing", "nudge", "tell")),
    asked("worry", OneOf("tell", "nothing"), each("tell", "nothing")),
    asked("contact", TakeOrLeave(), {"none": ""}),
    *proposed("retention_hours", Span(), {"month": 720, "half_year": 4320, "year": 8760}),
    *proposed("ending", OneOf("talk", "once"), each("talk", "once")),
    Step("model", hears=YesNo(), offers={"yes": True, "no": False}, moves=(Move("whole"),), only=model_is_set_up),
    Step("whole", hears=OneOf("agree", "change", "later"), offers=each("agree", "change", "later"), must=True, moves=(
        Move("which", when=said("whole", "change")),
        Move("later", when=said("whole", "later")),
        Move("check_in_time", when=agreed_but_quiet, says="quiet"),
        Move("matters", says="agreed", makes=agreed, seals=True),
    ), shows=whole_agreement),
    Step("later", rests=True),
    Step("which", hears=OneOf(*ASKED), offers=each(*ASKED), moves=(
        *(look_at(name) for name in ASKED),
        Move("whole"),
    )),
    Step("matters", hears=TakeOrLeave(), moves=(Move("goal", makes=remembered("matters")),)),
    Step("goal", hears=TakeOrLeave(), moves=(
        Move("done", when=skipped("goal")),
        Move("goal_why", makes=remembered("goal")),
    )),
    Step("goal_why", hears=TakeOrLeave(), moves=(
        Move("done", when=skipped("goal_why")),
        Move("right", says=mirror("goal_why"), makes=remembered("goal_why")),
    )),
    *put_right("done", gives_up="gave_up"),
    Step("done", shows=next_check_in),
    recalls=recalled,
)
# fmt: on
