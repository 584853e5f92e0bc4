"""The grammar of a dialogue: a Flow of Steps, each with the Moves that lead on from it.

A flow is a value, read top to bottom. `transitions` runs it: one machine a flow, compiled when the flow is
made; each turn sets a throwaway model's state by hand, so that a restart needs the step's name and the notes.
"""

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from transitions import Machine

from flows.ears import Ear
from flows.facts import Fact
from flows.listening import Listener, Reply
from flows.values import Chart, Notes, Scene, Talk
from flows.wording import FlowError, Wording

Guard = Callable[[Notes], bool]
Making = Callable[[Scene], tuple[Fact, ...]]
Showing = Callable[[Scene, Wording], Mapping[str, object]]
Drawing = Callable[[Scene, Wording], Chart]
Recalling = Callable[[Scene], Notes]
Offering = Callable[[Notes], Collection[str]]


def skipped(step: str) -> Guard:
    """Nothing was said at the step, or it was passed over."""
    return lambda notes: not notes[step]


@dataclass(frozen=True)
class Say:
    """A text of the flow's words, by its key, with the values of its placeholders."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


Saying = Callable[[Scene, Listener], "tuple[Say | Reply, Notes]"]
"""What is said on the way, and what the talk keeps of it."""


@dataclass(frozen=True)
class Move:
    """Move to step `to` when the guard holds. `says` is said on the way, `makes` are the facts it writes down.

    `seals` closes the way back: what was decided here is not undone by /back.
    """

    to: str
    when: Guard | None = None
    says: Saying | str | None = None
    makes: Making | None = None
    seals: bool = False


@dataclass(frozen=True)
class Step:
    """One question, or (with no ear) the last words of a flow.

    `offers` are the buttons: key -> the value a tap means; `across` is how many stand side by side, `offering` which
    of them there are now (all, if left out). `must` is
    set where /skip is no answer; a skipped step keeps None, and so does one that is passed over because its
    `only` does not hold. An answer here makes those at the steps it `forgets` void. `keeps=False` forgets the
    answer once the move is chosen. `marks` is what is written down when its question is asked, `cancels` when it is
    cancelled; `draws` gives a chart that is sent with it. A last step that `rests` leaves the question before it to be
    taken up again; one that `goes_on` is followed at once by what the dialogue had broken into, one that `opens`
    another flow goes on there at once, with the notes that it `hands` over. `words` names the file its texts stand in,
    for a step that several flows have: its own flow's if left out.
    """

    name: str
    hears: Ear | None = None
    moves: tuple[Move, ...] = ()
    offers: Mapping[str, Any] = field(default_factory=dict)
    must: bool = False
    across: int = 2
    offering: Offering | None = None
    keeps: bool = True
    marks: Making | None = None
    cancels: Making | None = None
    rests: bool = False
    goes_on: bool = False
    opens: str = ""
    hands: Recalling | None = None
    shows: Showing | None = None
    draws: Drawing | None = None
    only: Guard | None = None
    forgets: tuple[str, ...] = ()
    words: str = ""


class Flow:
    """A dialogue. Raises FlowError if it has a step that cannot be reached, or one that can be stuck in.

    `version` is stored with each talk, and grows by one whenever a step goes. `moved` maps a step's name of before to
    the name that the same question has now: a talk goes on as if nothing had been. `removed` maps a step whose question
    is gone to the step where its talk goes on: the client is told, and asked there. `recalls` gives the notes a talk
    starts with.
    """

    def __init__(
        self,
        name: str,
        *steps: Step,
        version: int = 1,
        moved: Mapping[str, str] | None = None,
        removed: Mapping[str, str] | None = None,
        recalls: Recalling | None = None,
    ) -> None:
        self.name = name
        self.version = version
        self.moved = dict(moved or {})
        self.removed = dict(removed or {})
        self.recalls = recalls
        self.steps = {step.name: step for step in steps}
        self.first = steps[0]
        self._check(steps)
        self._machine = _compile(self)

    def asks_at(self, name: str) -> bool:
        """Whether a talk can wait for an answer at the step of this name."""
        step = self.steps.get(self.moved.get(name, name))
        return step is not None and step.hears is not None

    def of_today(self, talk: Talk) -> Talk:
        """A talk of an earlier version by the names of now. One whose question is gone stays where it is."""
        if talk.version == self.version:
            return talk
        trail = [self.moved.get(each, each) for each in talk.trail]
        return replace(
            talk,
            step=self.moved.get(talk.step, talk.step),
            version=self.version,
            notes=self._renamed(talk.notes),
            trail=tuple(each for each in trail if each in self.steps),
        )

    def goes_on(self, name: str) -> Step:
        """Where a talk goes on whose question is gone: as `removed` says, else at the beginning."""
        return self.steps.get(self.removed.get(name, name), self.first)

    def move(self, step: str, notes: Notes) -> Move:
        """The first move of the step whose guard holds."""
        model = SimpleNamespace(state=step)
        taken: list[Move] = []
        self._machine.events["answer"].trigger(model, _Answers(notes, self), taken)
        return taken[0]

    def moves(self) -> Iterator[tuple[Step, Move]]:
        return ((step, move) for step in self.steps.values() for move in step.moves)

    def _check(self, steps: tuple[Step, ...]) -> None:
        where = f"flow {self.name}"
        if len(self.steps) != len(steps):
            raise FlowError(f"{where}: two steps have one name; give each its own")
        for step, move in self.moves():
            if move.to not in self.steps:
                raise FlowError(f"{where}, step {step.name}: no step {move.to!r} to move to; add it or mend the name")
        for step in steps:
            if (step.hears is None) != (not step.moves):
                raise FlowError(f"{where}, step {step.name}: give it both an ear and moves, or neither")
            if step.opens and step.hears is not None:
                raise FlowError(f"{where}, step {step.name}: it opens {step.opens} and asks something; do one of them")
            if step.moves and step.moves[-1].when is not None:
                raise FlowError(f"{where}, step {step.name}: its last move has a guard; end with one that always holds")
        if unreached := [step.name for step in steps if step.name not in self._reached()]:
            raise FlowError(f"{where}: no move leads to step {unreached[0]}; add one or drop the step")
        for old, new in (*self.moved.items(), *self.removed.items()):
            if new not in self.steps:
                raise FlowError(f"{where}: {old!r} is said to have become {new!r}, which is no step")
            if old in self.steps:
                raise FlowError(f"{where}: {old!r} is said to have become {new!r}, and is a step; rename one of them")
        for old, new in self.removed.items():
            if (goal := self.steps[new]).opens or goal.goes_on or goal.rests:
                raise FlowError(
                    f"{where}: {old!r} is removed, and {new!r} neither asks nor ends; name a step that does"
                )
        if both := sorted(set(self.moved) & set(self.removed)):
            raise FlowError(f"{where}: {both[0]!r} is said to be moved and removed; say one of them")

    def _renamed(self, notes: Notes) -> Notes:
        """The answers by the names that their steps have now. None takes the place of another."""
        kept = dict(notes)
        for old, new in self.moved.items():
            if old in kept and new not in kept:
                kept[new] = kept.pop(old)
        return kept

    def _reached(self) -> set[str]:
        reached, waiting = set(), [self.first.name]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += [move.to for move in self.steps[name].moves]
        return reached


def guard_name(guard: Guard) -> str:
    """A guard in words: "week was low", or "said consent True" for one that was made for a step and a value."""
    maker, _, rest = guard.__qualname__.partition(".<locals>.")
    given = inspect.getclosurevars(guard).nonlocals.values() if rest else ()
    return " ".join([maker, *map(str, given)]).replace("_", " ")


class _Answers(dict[str, Any]):
    """Notes for a guard. A step that a talk of an earlier version was never asked at counts as skipped."""

    def __init__(self, notes: Notes, flow: Flow) -> None:
        super().__init__(notes)
        self._flow = flow

    def __missing__(self, name: str) -> None:
        if name not in self._flow.steps:
            raise KeyError(name)


def _compile(flow: Flow) -> Machine:
    """One machine with no model of its own: models are set by hand, a turn at a time."""
    return Machine(
        model=None,
        states=list(flow.steps),
        initial=None,
        auto_transitions=False,
        transitions=[
            {
                "trigger": "answer",
                "source": step.name,
                "dest": move.to,
                "conditions": [_condition(move.when)] if move.when else [],
                "before": [_noting(move)],
            }
            for step, move in flow.moves()
        ],
    )


def _condition(guard: Guard) -> Callable[[Notes, list[Move]], bool]:
    return lambda notes, _taken: guard(notes)


def _noting(move: Move) -> Callable[[Notes, list[Move]], None]:
    return lambda _notes, taken: taken.append(move)
