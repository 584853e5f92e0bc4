"""Handover: the coach leaves, and the client says whether another goes on with them, and what that one may read.

Nothing changes before the answer. Source: ICF Code of Ethics (2020), 2 and 9: the client is told of changes before
they happen, and it is theirs to end or to change the coaching.
"""

from flows.ears import OneOf
from flows.facts import CoachChanged, Fact
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.showing import Values
from flows.values import Notes, Scene
from flows.wording import Wording

ANSWERS = ("all", "later", "nothing", "end")


def recalled(scene: Scene) -> Notes:
    """`number` of the handover; `new`, `approach_new`, `qualifications_new` and `limits_new` of the coach who would go
    on; `waiting`: whether an answer of the leaving coach's is still to come.
    """
    keys = ("number", "new", "approach_new", "qualifications_new", "limits_new", "waiting")
    return {key: scene.about[key] for key in keys}


def answered(answer: str) -> Guard:
    return lambda notes: notes["reads"] == answer


def changed(reads: str) -> Making:
    def makes(scene: Scene) -> tuple[Fact, ...]:
        return (CoachChanged(scene.notes["number"], reads),)

    return makes


def shown(scene: Scene, wording: Wording) -> Values:
    """`owed`: what becomes of the answer that the leaving coach owes, if one is owed."""
    if not scene.notes["waiting"]:
        return {"owed": ""}
    new, coach = scene.notes["new"], scene.coach.name
    return {"owed": " " + wording.text("handover", "owed", scene.language, coach=coach, new=new)}


# fmt: off
FLOW = Flow(
    "handover",
    Step("reads", hears=OneOf(*ANSWERS), offers={key: key for key in ANSWERS}, across=1, moves=(
        Move("all", when=answered("all"), makes=changed("all"), seals=True),
        Move("from_now", when=answered("later"), makes=changed("later"), seals=True),
        Move("nothing", when=answered("nothing"), makes=changed("nothing"), seals=True),
        Move("ending", when=answered("end")),
        Move("open"),
    )),
    Step("all", shows=shown),
    Step("from_now", shows=shown),
    Step("nothing", shows=shown),
    Step("ending", opens="farewell"),
    Step("open"),
    recalls=recalled,
)
# fmt: on
