"""Pulse: how far the client trusts this, in four statements rated from 1 to 5. Rare, and asked again only if agreed.

The numbers are the client's own: their chart over time comes as a picture, the coach sees today's numbers only if the
client says so, and what was not answered is a gap, never a zero. A low answer, or one lower than the last, opens a
repair, which the client may leave.
Source: feedback on the alliance, asked for regularly and acted on (Duncan & Miller, The Outcome and Session Rating
Scales, 2004); the statements are our own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flows.dates import say_date, say_day
from flows.due import first_day_open, open_clock
from flows.ears import Scale, YesNo
from flows.facts import AskingAgreed, Fact, PulseRated, PulseShared
from flows.grammar import Flow, Making, Move, Say, Showing, Step
from flows.listening import Listener
from flows.showing import Values
from flows.values import Chart, Notes, Scene
from flows.wording import Wording

STATEMENTS = ("promises", "safe", "heard", "bounds")
"""Trust in what is promised, safety, being heard, boundaries kept."""

LOW = 2
EVERY = timedelta(weeks=4)
SHOWN = 12
"""Pulses a chart shows at most, the latest."""

Scores = Mapping[str, int | None]


def recalled(scene: Scene) -> Notes:
    """`earlier`: the pulses before, each with its local day and its scores; `agreed`: whether it is asked regularly;
    `next`: on which day, if it is.
    """
    return {
        "earlier": scene.about.get("earlier", []),
        "agreed": bool(scene.about.get("next")),
        "next": scene.about.get("next"),
        "reachable": scene.coach_reachable,
    }


def scores_of(notes: Notes) -> dict[str, int | None]:
    return {each: notes.get(each) for each in STATEMENTS}


def before(statement: str, notes: Notes) -> int | None:
    """The last answer to it; pulses that were left out are passed over."""
    known = (each["scores"].get(statement) for each in reversed(notes["earlier"]))
    return next((score for score in known if score is not None), None)


def sinking(notes: Notes) -> tuple[str, int] | None:
    """The statement with the lowest answer that is low, or lower than the last one; None where there is none."""
    found = [
        (score, statement)
        for statement in STATEMENTS
        if (score := notes.get(statement)) is not None and (score <= LOW or score < (before(statement, notes) or score))
    ]
    return (min(found)[1], min(found)[0]) if found else None


# Guards


def nothing_rated(notes: Notes) -> bool:
    return all(score is None for score in scores_of(notes).values())


def shares(notes: Notes) -> bool:
    return notes["share"] is True


def shares_in_vain(notes: Notes) -> bool:
    return shares(notes) and not notes["reachable"]


def something_sinks(notes: Notes) -> bool:
    return sinking(notes) is not None


# Facts


def rated(statement: str) -> Making:
    def makes(scene: Scene) -> tuple[Fact, ...]:
        score = scene.notes[statement]
        return () if score is None else (PulseRated(statement, score),)

    return makes


def shared(scene: Scene) -> tuple[Fact, ...]:
    return (PulseShared(scores_of(scene.notes)),)


def next_day(scene: Scene) -> date:
    assert scene.agreement is not None, "a pulse comes after the agreement"
    return first_day_open(scene.local_now.date() + EVERY, scene.agreement)


def recurrence(scene: Scene) -> str:
    """Every four weeks from the first open day on."""
    assert scene.agreement is not None, "a pulse comes after the agreement"
    return f"every {EVERY.days} days {open_clock(scene.agreement)} from {next_day(scene).isoformat()}"


def decided(scene: Scene) -> tuple[Fact, ...]:
    wanted, agreed = scene.notes["again"], scene.notes["agreed"]
    if wanted is None or wanted == agreed:
        return ()
    return (AskingAgreed("pulse", recurrence(scene) if wanted else ""),)


# What is said and shown


def stated(statement: str) -> Showing:
    return lambda scene, wording: {"statement": wording.text("pulse", f"statements.{statement}", scene.language)}


def numbers(scores: Scores, earlier: Notes, language: str, wording: Wording) -> str:
    """A line a statement: its number, and the last one before it; or that there was no answer."""
    return "\n".join(_number(each, scores[each], before(each, earlier), language, wording) for each in scores)


def _number(statement: str, score: int | None, last: int | None, language: str, wording: Wording) -> str:
    key = "none" if score is None else "first" if last is None else "compared"
    name = wording.text("pulse", f"names.{statement}", language)
    return wording.text("pulse", f"numbers.{key}", language, name=name, score=score, last=last)


def in_words(scene: Scene, wording: Wording) -> Values:
    return {"numbers": numbers(scores_of(scene.notes), scene.notes, scene.language, wording)}


def chart(scene: Scene, wording: Wording) -> Chart:
    """All pulses up to today's; one that was asked for and not answered is a column without dots."""
    today = {"on": scene.local_now.date().isoformat(), "scores": scores_of(scene.notes)}
    pulses: Sequence[Notes] = [*scene.notes["earlier"], today][-SHOWN:]
    return Chart(
        title=wording.text("pulse", "chart", scene.language),
        rows=tuple(wording.text("pulse", f"names.{each}", scene.language) for each in STATEMENTS),
        days=tuple(say_date(date.fromisoformat(each["on"]), scene.language) for each in pulses),
        scores=tuple(tuple(each["scores"].get(name) for each in pulses) for name in STATEMENTS),
    )


def again(scene: Scene, wording: Wording) -> Values:
    key = "goes_on" if scene.notes["agreed"] else "first"
    return {"question": wording.text("pulse", f"questions.{key}", scene.language, when=_when(scene))}


def _when(scene: Scene) -> str:
    agreed = scene.notes["next"]
    day = date.fromisoformat(agreed) if agreed else next_day(scene)
    return say_day(day, scene.language, scene.local_now.date())


def settled(scene: Scene, _: Listener) -> tuple[Say, Notes]:
    wanted, agreed = scene.notes["again"], scene.notes["agreed"]
    key = "promised" if wanted else "as_before" if wanted is None and agreed else "not_again"
    return Say(key, {"when": _when(scene)}), {}


def to_mend(scene: Scene) -> Notes:
    """What a repair begins from."""
    found = sinking(scene.notes)
    assert found is not None, "there is something to mend"
    return {"incident": "trust", "statement": found[0], "score": found[1]}


RATED = {str(score): score for score in range(1, 6)}


# fmt: off
FLOW = Flow(
    "pulse",
    Step("promises", hears=Scale(1, 5), offers=RATED, across=5, shows=stated("promises"), moves=(
        Move("safe", makes=rated("promises")),
    )),
    Step("safe", hears=Scale(1, 5), offers=RATED, across=5, shows=stated("safe"), moves=(
        Move("heard", makes=rated("safe")),
    )),
    Step("heard", hears=Scale(1, 5), offers=RATED, across=5, shows=stated("heard"), moves=(
        Move("bounds", makes=rated("heard")),
    )),
    Step("bounds", hears=Scale(1, 5), offers=RATED, across=5, shows=stated("bounds"), moves=(
        Move("nothing", when=nothing_rated),
        Move("share", makes=rated("bounds")),
    )),
    Step("share", hears=YesNo(), offers={"yes": True, "no": False}, shows=in_words, draws=chart, moves=(
        Move("again", when=shares_in_vain, says="gone"),
        Move("again", when=shares, says="shared", makes=shared, seals=True),
        Move("again", says="kept"),
    )),
    Step("again", hears=YesNo(), offers={"yes": True, "no": False}, shows=again, moves=(
        Move("mend", when=something_sinks, says=settled, makes=decided),
        Move("thanks", says=settled, makes=decided),
    )),
    Step("mend", opens="repair", hands=to_mend),
    Step("thanks"),
    Step("nothing"),
    recalls=recalled,
)
# fmt: on
