"""How a scene changes within one turn: the facts a move makes hold for the very next question."""

from collections.abc import Mapping
from dataclasses import replace

from flows.facts import (
    AgreementMade,
    CommitmentMade,
    ConcernClosed,
    Consented,
    Fact,
    LanguageChosen,
    ModelDecided,
    NamePreferred,
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
        case ZoneChosen(zone, region):
            return replace(scene, zone=zone, region=region)
        case Consented():
            return replace(scene, consented=True, state="onboarding")
        case AgreementMade(agreement):
            return replace(scene, agreement=agreement, state="active")
        case ModelDecided(host):
            return replace(scene, agreement=scene.agreement and scene.agreement.with_clauses({"model": host}))
        case ConcernClosed():
            return replace(scene, concern="none", concern_at=None)
        case CommitmentMade(text):
            return replace(scene, commitment=text)
        case _:
            return scene


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
