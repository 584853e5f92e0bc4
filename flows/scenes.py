"""How a scene changes within one turn: the facts a move makes hold for the very next question."""

from collections.abc import Mapping
from dataclasses import replace

from flows.facts import (
    AddressChosen,
    AgreementMade,
    CheckInsScheduled,
    ClauseChanged,
    CoachingEnded,
    CommitmentMade,
    ConcernClosed,
    Consented,
    DaysOffChosen,
    Fact,
    LanguageChosen,
    ModelDecided,
    NameForgotten,
    NamePreferred,
    OffRecordBegun,
    OffRecordEnded,
    Paused,
    ProposalAnswered,
    ReadersChosen,
    Resumed,
    ZoneChosen,
)
from flows.values import Scene


def after(scene: Scene, facts: tuple[Fact, ...]) -> Scene:
    """The scene once the facts are true."""
    for fact in facts:
        scene = _after(scene, fact)
    return scene


def _after(scene: Scene, fact: Fact) -> Scene:
    match fact:
        case LanguageChosen(language):
            return replace(scene, language=language)
        case NamePreferred(name):
            return replace(scene, name=name)
        case NameForgotten():
            return replace(scene, name="")
        case AddressChosen(address):
            return replace(scene, address=address)
        case ZoneChosen(zone, region):
            here = scene.agreement and replace(scene.agreement, zone=zone)
            return replace(scene, zone=zone, region=region, agreement=here)
        case Consented():
            return replace(scene, consented=True, state="onboarding")
        case AgreementMade(agreement):
            return replace(scene, agreement=agreement, state="active")
        case ModelDecided(host):
            return _agreeing(scene, model=host)
        case ConcernClosed():
            return replace(scene, concern="none", concern_at=None)
        case OffRecordBegun():
            return replace(scene, off_record=True)
        case OffRecordEnded():
            return replace(scene, off_record=False)
        case CheckInsScheduled(recurrence):
            return _agreeing(scene, check_in=recurrence)
        case DaysOffChosen(days):
            return _agreeing(scene, off_days=days)
        case ClauseChanged(clause, value):
            return _agreeing(scene, **{clause: value})
        case ProposalAnswered(number, clause, value, accepted):
            left = tuple(each for each in scene.proposals if each.number != number)
            return replace(_agreeing(scene, **{clause: value}) if accepted else scene, proposals=left)
        case CoachingEnded():
            return replace(scene, state="ended")
        case ReadersChosen(readers):
            return _agreeing(scene, readers=readers)
        case Paused() if scene.state == "active":
            return replace(scene, state="paused")
        case Resumed() if scene.state == "paused":
            return replace(scene, state="active")
        case CommitmentMade(text):
            return replace(scene, commitment=text, commitment_number=None)
        case _:
            return scene


def _agreeing(scene: Scene, **clauses: object) -> Scene:
    return replace(scene, agreement=scene.agreement and scene.agreement.with_clauses(clauses))


def say_values(scene: Scene) -> Mapping[str, object]:
    """What any text may name: the coach, the client, and what this talk keeps."""
    coach = scene.coach
    return {
        "model_host": scene.model_host,
        **scene.notes,
        "coach": coach.name,
        "approach": coach.approach,
        "qualifications": coach.qualifications,
        "limits": coach.limits,
        "name": scene.name,
        "comma_name": f", {scene.name}" if scene.name else "",
        "minimum_age": scene.minimum_age,
    }
