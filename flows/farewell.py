"""Farewell: what was reached, in the client's own words; thanks, and what happens to what was said. Never asks why.

The client ends it here; where the coach did, only the closing words are said.
Source: ICF Core Competencies (2019), 8.9: the coach closes the coaching in partnership with the client, and honours
what was reached.
"""

from flows.ears import OneOf, Words
from flows.facts import CoachingEnded, Fact
from flows.grammar import Flow, Guard, Move, Step, skipped
from flows.review import EMPTY, page
from flows.showing import Values, clauses_said
from flows.values import Notes, Scene
from flows.wording import Wording


def recalled(scene: Scene) -> Notes:
    """`review`: the shape told in `flows.review`; None where it was agreed to end without a look back, or there is
    nothing to look back on.
    """
    today = scene.local_now.date().isoformat()
    review = {"since": today, "until": today, **EMPTY, **scene.about.get("review", {})}
    looks_back = scene.agreement is not None and scene.agreement.ending == "talk"
    return {"by": "client", "review": review if looks_back and review["items"] else None}


def by_client(notes: Notes) -> bool:
    return bool(notes["by"] == "client")


def by_coach(notes: Notes) -> bool:
    return not by_client(notes)


def answered(answer: str) -> Guard:
    return lambda notes: bool(notes["look"] == answer)


def ended(_: Scene) -> tuple[Fact, ...]:
    return (CoachingEnded(),)


def shown(scene: Scene, wording: Wording) -> Values:
    """`page`: the look back, if there is one; `kept_for`: how long words stay, as was agreed."""
    review, language = scene.notes["review"], scene.language
    said = page(review, scene.zone, language, wording, scene.coach.name, of="time") if review else ""
    assert scene.agreement is not None, "a coaching that ends was agreed on"
    return {**clauses_said(scene.agreement, language, wording), "page": f"{said}\n\n" if said else ""}


LOOK = ("end", "words", "stay")


# fmt: off
FLOW = Flow(
    "farewell",
    Step("look", hears=OneOf(*LOOK), offers={key: key for key in LOOK}, only=by_client, across=1, shows=shown, moves=(
        Move("told", when=by_coach),
        Move("closed", when=answered("end"), makes=ended, seals=True),
        Move("words", when=answered("words")),
        Move("stays"),
    )),
    Step("words", hears=Words(), moves=(
        Move("look", when=skipped("words")),
        Move("look", says="noted"),
    )),
    Step("closed", shows=shown),
    Step("told", shows=shown),
    Step("stays"),
    recalls=recalled,
)
# fmt: on
