"""A proposal: a clause the coach would like otherwise. Old and new side by side; the old one binds until a yes."""

from flows.ears import OneOf
from flows.ears.yes_no import YesNo
from flows.either import Either
from flows.facts import Fact, ProposalAnswered
from flows.grammar import Flow, Guard, Making, Move, Step
from flows.showing import SAID_AS, Values, clauses_said, next_check_in
from flows.values import Notes, Scene
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


def says(answer: bool) -> Guard:
    return lambda notes: notes["answer"] in (answer, "accept" if answer else "decline")


def answered(accepted: bool) -> Making:
    def makes(scene: Scene) -> tuple[Fact, ...]:
        notes = scene.notes
        return (ProposalAnswered(notes["number"], notes["clause"], notes["new"], accepted),)

    return makes


def side_by_side(scene: Scene, wording: Wording) -> Values:
    assert scene.agreement is not None, "a proposal is about an agreement"
    clause, language = scene.notes["clause"], scene.language
    said = {
        key: clauses_said(scene.agreement.with_clauses({clause: scene.notes[key]}), language, wording)[SAID_AS[clause]]
        for key in ("old", "new")
    }
    return {**next_check_in(scene, wording), **said, "clause": wording.text("coach", f"clauses.{clause}", language)}


# fmt: off
FLOW = Flow(
    "proposal",
    Step("answer", hears=Either(OneOf("accept", "decline"), YesNo()),
        offers={"accept": "accept", "decline": "decline"}, moves=(
            Move("accepted", when=says(True), makes=answered(True), seals=True),
            Move("declined", when=says(False), makes=answered(False), seals=True),
            Move("later"),
        ), shows=side_by_side),
    Step("accepted", shows=side_by_side),
    Step("declined", shows=side_by_side),
    Step("later", shows=side_by_side),
    recalls=recalled,
)
# fmt: on
