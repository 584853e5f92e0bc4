"""A proposal: a clause the coach would like otherwise. Old and new side by side; the old one binds until a yes."""

from flows.ears import OneOf
from flows.ears.yes_no import YesNo
from flows.either import Either
from flows.facts import Fact, ProposalAnswered
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.proposing import follows
from flows.showing import Values
from flows.values import Notes, Scene
from flows.versions import name_clause, say_clause
from flows.wording import Wording


def recalled(scene: Scene) -> Notes:
    """The proposal as it was put to the client, and the clause as it was then."""
    assert scene.proposal is not None, "there is something proposed"
    assert scene.agreement is not None, "a proposal is about an agreement"
    before = scene.agreement.to_json()[scene.proposal.clause]
    return {
        "number": scene.proposal.number,
        "clause": scene.proposal.clause,
        "new": scene.proposal.value,
        "old": before,
    }


def says(*answers: bool | str) -> Guard:
    return lambda notes: notes["answer"] in answers


def answered(accepted: bool) -> Making:
    def makes(scene: Scene) -> tuple[Fact, ...]:
        notes = scene.notes
        return (ProposalAnswered(notes["number"], notes["clause"], notes["new"], accepted),)

    return makes


def counter(scene: Scene) -> Notes:
    """What the client would rather have is asked of this very clause."""
    return {"clause": scene.notes["clause"]}


def side_by_side(scene: Scene, wording: Wording) -> Values:
    assert scene.agreement is not None, "a proposal is about an agreement"
    clause, language = scene.notes["clause"], scene.language
    old, new = (
        say_clause(scene.agreement.with_clauses({clause: scene.notes[key]}), clause, language, wording)
        for key in ("old", "new")
    )
    told = follows(clause, scene.notes["new"], scene, wording)
    return {"old": old, "new": new, "clause": name_clause(clause, language, wording), "next": told}


# fmt: off
FLOW = Flow(
    "proposal",
    Step("answer", hears=Either(OneOf("accept", "decline", "otherwise"), YesNo()),
        offers={"accept": "accept", "decline": "decline", "otherwise": "otherwise"}, moves=(
            Move("accepted", when=says(True, "accept"), makes=answered(True), seals=True),
            Move("otherwise", when=says("otherwise")),
            Move("declined", when=says(False, "decline"), makes=answered(False), seals=True),
            Move("later"),
        ), shows=side_by_side),
    Step("accepted", shows=side_by_side),
    Step("otherwise", opens="proposing", hands=counter),
    Step("declined", shows=side_by_side),
    Step("later", shows=side_by_side),
    recalls=recalled,
)
# fmt: on
