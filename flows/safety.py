"""Safety: help first where somebody may be in danger, and one direct, kind question where it is not plain.

Asked directly about suicide people are not harmed by it, and most are relieved. A yes brings help first, a clear no
lets the talk go on where it was broken into, and anything else names where help is and goes on too.
Sources: Dazzi et al., Does asking about suicide and related behaviours induce suicidal ideation? (Psychological
Medicine, 2014); the first actions of Mental Health First Aid guidelines for suicidal thoughts (Ross et al., 2014).
"""

from datetime import datetime, timedelta

from flows.agreement import coach_hears_of_worry
from flows.dates import say_moment
from flows.due import by_day
from flows.ears import Words, YesNo
from flows.either import Either
from flows.facts import ConcernRaised, Fact, RiskDenied
from flows.grammar import Flow, Move, Step
from flows.risk import Finding
from flows.showing import Values, help_near
from flows.values import Notes, Scene
from flows.wording import Wording

A_DAY_LATER = timedelta(hours=20)
"""After this long the bot asks once, and the client's own word closes a concern: "the next day", without counting
minutes.
"""

NO_LASTS = timedelta(days=7)
"""So long after a clear no the same kind of cue brings no direct question: whoever is asked time and again for
nothing no longer trusts the question.
"""


def said_yes(notes: Notes) -> bool:
    return notes["thoughts"] is True


def said_no(notes: Notes) -> bool:
    return notes["thoughts"] is False


def may_ask(finding: Finding, scene: Scene) -> bool:
    """Whether the direct question comes now: once a talk, not while help was just shown, and not lately denied.

    Its answer and the words that led to it are kept, so there has to be consent.
    """
    at_rest = scene.concern == "none" and finding.cue not in scene.denied
    return finding.asks and scene.consented and at_rest and not scene.notes.get("asked_directly")


def question(scene: Scene, wording: Wording) -> Values:
    """`question`: the direct question for the kind of cue."""
    return {"question": question_on(scene.notes["cue"], scene.language, wording)}


def question_on(cue: str, language: str, wording: Wording) -> str:
    return wording.text("safety", f"questions.{_about(cue)}", language)


def help_first(scene: Scene, wording: Wording, cue: str = "", passed_on: bool = False) -> Values:
    """`opening`, `help`, `told`: what there is to say when a human should look."""
    about = _about(cue or str(scene.notes.get("cue", "")))
    said = [
        wording.text("safety", "told" if tells_coach(scene) else "not_told", scene.language, coach=scene.coach.name)
    ]
    if passed_on:
        said.append(wording.text("safety", "passed_on", scene.language, coach=scene.coach.name))
    if scene.off_record:
        said.append(wording.text("safety", "unwritten", scene.language))
    if follows_up(scene):
        when = say_moment(follow_up_at(scene.now, scene.zone), scene.zone, scene.language, scene.now)
        said.append(wording.text("safety", "follow_up", scene.language, when=when))
    return {
        **help_near(scene, wording),
        "opening": wording.text("safety", f"openings.{about}", scene.language),
        "told": " ".join(said),
        "on": wording.text("safety", "on.ended" if scene.state == "ended" else "on.open", scene.language),
    }


def tells_coach(scene: Scene) -> bool:
    """Where it was agreed, and the coaching goes on."""
    return coach_hears_of_worry(scene.agreement) and scene.coach_reachable and scene.state != "ended"


def follows_up(scene: Scene) -> bool:
    """Whether the bot asks once, the next day: there is an agreement, and no pause from its messages."""
    return scene.agreement is not None and scene.state == "active"


def follow_up_at(now: datetime, zone: str) -> datetime:
    """When the bot asks once how it is, after words of danger at `now`."""
    return by_day(now + A_DAY_LATER, zone)


def _about(cue: str) -> str:
    """Whose texts are for this kind of cue: a wish to be dead and getting ready for it have the same."""
    return cue if cue in ("self_harm", "danger", "others") else "life"


def raised(scene: Scene) -> tuple[Fact, ...]:
    return (ConcernRaised("crisis", tells_coach(scene), scene.notes["cue"]),)


def denied(scene: Scene) -> tuple[Fact, ...]:
    return () if scene.off_record else (RiskDenied(scene.notes["cue"]),)


# fmt: off
FLOW = Flow(
    "safety",
    Step("thoughts", hears=Either(YesNo(), Words()), offers={"yes": True, "no": False, "/sos": None}, shows=question,
        moves=(
            Move("help", when=said_yes, makes=raised),
            Move("thanks", when=said_no, makes=denied),
            Move("unsure"),
        )),
    Step("help", shows=help_first),
    Step("thanks", goes_on=True),
    Step("unsure", goes_on=True, shows=help_near),
)
# fmt: on
