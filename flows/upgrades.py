"""Upgrades: what a release does to the talks that earlier ones began, found out before a client meets it.

Which steps each version of a flow asks at is recorded in steps.json, beside the flows; `luottamus flows record`
writes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.grammar import Flow
from flows.wording import FlowError

Steps = Mapping[str, Mapping[str, Sequence[str]]]
"""Of each flow: its versions (as text, which is what JSON has for names) with the steps at which each asks."""


@dataclass(frozen=True)
class Place:
    """Where `talks` of one flow wait, open or at rest."""

    flow: str
    step: str
    version: int
    talks: int


def stranded(flows: Mapping[str, Flow], gone: frozenset[str], places: Sequence[Place]) -> list[str]:
    """A sentence for each place that neither the flows know nor `gone`, the flows that were taken away on purpose."""
    return [_sentence(each, each.flow in flows) for each in places if not _is_known(flows, gone, each.flow, each.step)]


def _is_known(flows: Mapping[str, Flow], gone: frozenset[str], flow: str, step: str) -> bool:
    if flow not in flows:
        return flow in gone
    return flows[flow].asks_at(step) or step in flows[flow].removed


def _sentence(place: Place, has_flow: bool) -> str:
    count = "1 talk waits" if place.talks == 1 else f"{place.talks} talks wait"
    where = f"flow {place.flow}, step {place.step} (version {place.version}): {count} there, and"
    if has_flow:
        return f"{where} the step is gone; stay with the release before, or name it in the flow's `moved` or `removed`"
    return f"{where} the flow is gone; stay with the release before, or name the flow in GONE (bot/app.py)"


def unmapped(flows: Mapping[str, Flow], gone: frozenset[str], recorded: Steps) -> Iterator[str]:
    """A sentence for each step that went since it was recorded and is not accounted for."""
    for name, versions in recorded.items():
        if name not in flows:
            if name not in gone:
                yield f"flow {name} is gone; name it in GONE (bot/app.py), so that whoever is in it is told"
            continue
        flow = flows[name]
        if newer := max((int(each) for each in versions if int(each) > flow.version), default=0):
            yield f"flow {name} is version {flow.version}, and {newer} was recorded; a version only grows"
        for version, steps in versions.items():
            yield from _unmapped(flow, int(version), steps)


def _unmapped(flow: Flow, version: int, steps: Sequence[str]) -> Iterator[str]:
    for step in steps:
        where = f"flow {flow.name}: step {step} of version {version} is gone"
        if not (flow.asks_at(step) or step in flow.removed):
            yield f"{where}; name it in `moved` or `removed`, and give the flow a version of its own"
        elif version == flow.version and step not in flow.steps:
            yield f"{where}, and the flow is still version {version}; make it {version + 1}"


def unrecorded(flows: Mapping[str, Flow], recorded: Steps) -> Iterator[str]:
    """A sentence for each flow whose steps of today are not in the record."""
    for name, flow in flows.items():
        if list(recorded.get(name, {}).get(str(flow.version), ())) != _asking(flow):
            yield f"flow {name}, version {flow.version}: its steps are not recorded; run `luottamus flows record`"


def record(flows: Mapping[str, Flow], gone: frozenset[str], recorded: Steps) -> Steps:
    """The record with the steps of today; raises FlowError where that would hide a step that went."""
    if faults := list(unmapped(flows, gone, recorded)):
        raise FlowError("\n".join(faults))
    today = {name: {str(flow.version): _asking(flow)} for name, flow in flows.items()}
    return {name: {**recorded.get(name, {}), **today.get(name, {})} for name in sorted({*recorded, *today})}


def _asking(flow: Flow) -> list[str]:
    return [step.name for step in flow.steps.values() if step.hears is not None]
