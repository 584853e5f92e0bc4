"""Releases that never were, for the tests: every step by another name, or steps and flows that are gone."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flows.grammar import Flow, Move, Step
from flows.values import Notes, Scene
from flows.wording import FlowError

ANEW = "_anew"


# Every step renamed


class Renaming:
    """A flow whose every step has another name, and whose functions look at notes by the names of before."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.before = {f"{name}{ANEW}": name for name in flow.steps}

    def notes(self, notes: Notes) -> Notes:
        return {self.before.get(name, name): note for name, note in notes.items()}

    def scene(self, scene: Scene) -> Scene:
        return scene.with_talk(scene.talk and replace(scene.talk, notes=self.notes(scene.notes)))

    def of_notes(self, function: Callable[[Notes], Any] | None) -> Any:
        return function and (lambda notes: function(self.notes(notes)))

    def of_scene(self, function: Callable[..., Any] | None) -> Any:
        return function and (lambda scene, *more: function(self.scene(scene), *more))

    def step(self, step: Step) -> Step:
        return replace(
            step,
            name=f"{step.name}{ANEW}",
            moves=tuple(self.move(each) for each in step.moves),
            marks=self.of_scene(step.marks),
            hands=self.of_scene(step.hands),
            shows=self.of_scene(step.shows),
            draws=self.of_scene(step.draws),
            only=self.of_notes(step.only),
            forgets=tuple(f"{each}{ANEW}" for each in step.forgets),
        )

    def move(self, move: Move) -> Move:
        says = move.says if isinstance(move.says, str) else self.of_scene(move.says)
        return replace(
            move, to=f"{move.to}{ANEW}", when=self.of_notes(move.when), says=says, makes=self.of_scene(move.makes)
        )


def renamed(flow: Flow) -> Flow:
    renaming = Renaming(flow)
    steps = [renaming.step(each) for each in flow.steps.values()]
    moved = {before: now for now, before in renaming.before.items()}
    return Flow(flow.name, *steps, version=flow.version + 1, moved=moved, recalls=flow.recalls)


def words_renamed(tables: Mapping[str, Mapping[str, Any]], flows: Mapping[str, Flow]) -> dict[str, Any]:
    """The words of each step by its new name too; what they name of the notes is named anew."""
    words: dict[str, Any] = {name: dict(table) for name, table in tables.items()}
    for flow in flows.values():
        for step in flow.steps.values():
            table = step.words or flow.name
            if step.name in tables[table]:
                words[table][f"{step.name}{ANEW}"] = _renamed(tables[table][step.name], set(flow.steps) - FILLED)
    return words


FILLED = {"name", "approach", "qualifications", "limits", "client"}
"""Names of steps that texts are filled with from elsewhere."""


def _renamed(words: Any, steps: set[str]) -> Any:
    if isinstance(words, str):
        return re.sub(r"{(\w+)}", lambda found: f"{{{found[1]}{ANEW if found[1] in steps else ''}}}", words)
    return {key: _renamed(each, steps) for key, each in words.items()}


# Steps that are gone


def asking(flow: Flow) -> list[str]:
    return [step.name for step in flow.steps.values() if step.hears is not None]


def without(flow: Flow, name: str, goal: str) -> Flow:
    """The flow without this step, and without those that were reached by it alone. Its talks go on at the goal."""
    left = {
        each.name: replace(each, moves=tuple(replace(m, to=goal if m.to == name else m.to) for m in each.moves))
        for each in flow.steps.values()
        if each.name != name
    }
    first = goal if flow.first.name == name else flow.first.name
    reached = _reached(left, first)
    steps = [left[first], *(each for each in left.values() if each.name in reached and each.name != first)]
    removed = dict.fromkeys((each for each in flow.steps if each not in reached), goal)
    return Flow(flow.name, *steps, version=flow.version + 1, removed=removed, recalls=flow.recalls)


def _ways_without(flow: Flow, name: str) -> Iterator[Flow]:
    """Where its moves lead comes first, then any other step."""
    leads = [move.to for move in reversed(flow.steps[name].moves)]
    for goal in dict.fromkeys((*leads, *flow.steps)):
        step = flow.steps[goal]
        if goal != name and step.hears is not None:
            with suppress(FlowError):
                yield without(flow, name, goal)


def _reached(steps: Mapping[str, Step], first: str) -> set[str]:
    reached, waiting = set(), [first]
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting += [move.to for move in steps[name].moves]
    return reached


def rounds(
    flows: Mapping[str, Flow], fits: Callable[[Flow, str], bool]
) -> Iterator[tuple[dict[str, Flow], dict[str, str]]]:
    """Releases in each of which every flow lacks one of its steps: the flows, and of each the step that is gone.

    `fits(flow, step)`: whether that way of going on without the step makes sense.
    """
    for turn in range(max(len(asking(flow)) for flow in flows.values())):
        release, gone = dict(flows), {}
        for name, flow in flows.items():
            for step in asking(flow)[turn : turn + 1]:
                if changed := next((each for each in _ways_without(flow, step) if fits(each, step)), None):
                    release[name], gone[name] = changed, step
        yield release, gone
