"""The order of listening: first whether a human should look, then words that work anywhere, then the flow.

`Dialogues` holds what is the same for everybody: the flows, their words, the listener and the risk screen.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from flows.anywhere import Anywhere, command_of, plain
from flows.ears import Hearing
from flows.facts import Fact, OffRecordEnded
from flows.grammar import Flow, Move, Say, Step
from flows.listening import Listener, Reply
from flows.listening.gate import touches
from flows.off_record import UNWRITTEN
from flows.risk import NOTHING, Finding, Risk, RiskScreen
from flows.safety import FLOW as SAFETY
from flows.safety import may_ask
from flows.scenes import after, say_values
from flows.values import Button, Heard, Message, Notes, Scene, Talk, Turn
from flows.wording import FlowError, Wording

FEW_WORDS = 6
"""Words of an answer that is taken at its word: more of them tell something."""

WORDED = {"text", "tap", "edit", "caption"}
"""Kinds of message that carry words: the others get a kind answer that says what is kept of them."""


ASKED: Mapping[str, Any] = {"asked_directly": True, "care_named": True}
"""What a talk keeps in which the direct question was asked: neither it nor the gentler word comes again in it."""

OURS = {"name", "model_host"}
"""Notes that hold no words of the client's that could hurt when they are read again."""


class Dialogues:
    """All flows with the words they speak. `take` hears one message; `start` opens a dialogue."""

    def __init__(self, flows: Mapping[str, Flow], wording: Wording, listener: Listener, screen: RiskScreen) -> None:
        self.flows = dict(flows)
        self.wording = wording
        self.listener = listener
        self.screen = screen
        self.anywhere = Anywhere(self)
        for flow in flows.values():
            wording.check(flow)
            for step in flow.steps.values():
                if step.opens and step.opens not in flows:
                    raise FlowError(f"flow {flow.name}, step {step.name}: there is no flow {step.opens!r} to open")

    # One turn

    def take(self, heard: Heard, scene: Scene) -> Turn:
        """Hear one message and answer it. Every message is answered: `said` is never empty."""
        scene = self._by_todays_names(scene)
        return self.marked(self._take(heard, scene), scene)

    def marked(self, turn: Turn, scene: Scene) -> Turn:
        """Off the record each message says that it is; a dialogue that is written down ends it."""
        if not scene.off_record or OffRecordEnded() in turn.facts:
            return turn
        if turn.talk and turn.talk.flow not in UNWRITTEN:
            return replace(turn, facts=(OffRecordEnded(), *turn.facts))
        mark = self.text("off_record", "mark", scene)
        return replace(turn, said=tuple(replace(each, text=_joined(mark, each.text)) for each in turn.said))

    def _take(self, heard: Heard, scene: Scene) -> Turn:
        finding = self.look(heard, scene)
        plainly = finding.risk is not Risk.NONE and self._answers_plainly(heard, scene)
        # A short, plain no to the direct question ("no, I don't want to die") is no alarm, whatever words it has.
        if finding.risk is Risk.CRISIS and not (plainly and scene.talk and scene.talk.flow == SAFETY.name):
            return self.anywhere.concern(heard, finding.cue, scene)
        if plainly:
            finding = NOTHING
        scene = replace(scene, risk=finding.risk)
        if (heard.kind not in WORDED and scene.state != "ended") or (scene.off_record and heard.kind == "edit"):
            return self.digress(self._unheard(heard, scene), scene, reading="unheard")
        if (answer := self.anywhere.take(heard, scene)) is not None:
            return answer
        if may_ask(finding, scene):
            return self._ask_directly(heard, finding, scene)
        turn = self.answer(heard, scene)
        return self._with_care(turn, scene) if finding.risk is Risk.CARE else turn

    def start(self, name: str, scene: Scene, *, aside: str = "put_away", **given: Any) -> Turn:
        """Open a dialogue, with the notes given. One that was open is put away; what was said in it is kept.

        `aside` is how that is said.
        """
        flow = self.flows[name]
        notes = {**(flow.recalls(scene) if flow.recalls else {}), **given}
        talk = Talk(flow=name, step=flow.first.name, version=flow.version, notes=notes)
        put_away = [self.text("turn", aside, scene)] if scene.talk else []
        if scene.off_record and name not in UNWRITTEN:
            put_away = [self.text("off_record", "over", scene)]
        return replace(self._come(talk, flow.first, put_away, scene), talk_is="opened")

    def take_up(self, scene: Scene, before: str = "", facts: tuple[Fact, ...] = ()) -> Turn:
        """Go on with the talk that was resting, at the question where it stopped."""
        assert scene.resting is not None, "nothing rests"
        turn = self.digress(before, scene.with_talk(scene.resting), facts=facts)
        return replace(turn, talk_is="resumed")

    def ask(self, scene: Scene, before: str = "") -> Message:
        """The open question once more, after something else was said."""
        assert scene.talk is not None, "there is a question only in a talk"
        flow = self.flows[scene.talk.flow]
        step = flow.steps[scene.talk.step]
        return Message(_joined(before, self._question(flow, step, scene)), self.buttons(flow, step, scene))

    def digress(self, text: str, scene: Scene, *, reading: str = "digression", facts: tuple[Fact, ...] = ()) -> Turn:
        """Answer something beside the way, and come back to the open question."""
        scene = self._by_todays_names(after(scene, facts))
        if self.is_lost(scene.talk):
            turn = _behind([text], self.changed(None, scene))
            return replace(turn, facts=(*facts, *turn.facts), reading=reading)
        message = self.ask(scene, text) if scene.talk else Message(text)
        return Turn(scene.talk, (message,), facts, reading=reading)

    # Talks that an earlier version began

    def is_lost(self, talk: Talk | None) -> bool:
        """Whether the open question is gone: its step is no more, or the whole flow."""
        return talk is not None and not (talk.flow in self.flows and self.flows[talk.flow].asks_at(talk.step))

    def changed(self, heard: Heard | None, scene: Scene) -> Turn:
        """The open question is gone: say so, and ask where the talk goes on. Without its flow a talk is over.

        What was `heard` as its answer is kept beside the answers, for no ear of today has taken it.
        """
        talk = scene.talk
        assert talk is not None, "what is gone was asked in a talk"
        kept = self.text("turn", "changed.kept", scene) if scene.consented else ""
        if talk.flow not in self.flows:
            over = self.text("turn", "changed.flow", scene, kept=kept)
            return Turn(talk, (Message(over),), ended="replaced", reading="digression")
        if heard and heard.kind == "text" and scene.consented:
            talk = talk.keeping(said_to_gone={**talk.notes.get("said_to_gone", {}), talk.step: heard.text})
        step = self.flows[talk.flow].goes_on(talk.step)
        told = self.text("turn", "changed.step", scene, kept=kept)
        return replace(self._come(replace(talk, misses=0), step, [told], scene), reading="digression")

    def _by_todays_names(self, scene: Scene) -> Scene:
        return replace(scene, talk=self._of_today(scene.talk), resting=self._of_today(scene.resting))

    def _of_today(self, talk: Talk | None) -> Talk | None:
        return self.flows[talk.flow].of_today(talk) if talk and talk.flow in self.flows else talk

    def _unheard(self, heard: Heard, scene: Scene) -> str:
        """What to say to what carries no words, or words that change nothing, and what is kept of it."""
        if not scene.off_record:
            return self.text("turn", f"media.{heard.kind}", scene)
        return self.text("off_record", "edit" if heard.kind.endswith("edit") else "media", scene)

    # Risk

    def look(self, heard: Heard, scene: Scene) -> Finding:
        """What a client's own words signal. A label they tapped, a command of ours, by its name ("/farewell") or by its
        plain words alone ("hyppää yli"), and a coach's words are not screened; a call for help is.
        """
        if heard.kind == "tap" or scene.state == "coach" or self.anywhere.is_said_plainly(heard.text):
            return heard.finding or NOTHING
        name, rest = command_of(heard.text)
        return heard.finding or self.screen.look(rest if name in self.anywhere.acts else heard.text)

    def _answers_plainly(self, heard: Heard, scene: Scene) -> bool:
        """A few words that are one of the answers an open question has, such as "keep it" or "Sunday at ten"."""
        if scene.talk is None or heard.kind != "text" or len(heard.text.split()) > FEW_WORDS:
            return False
        if self.is_lost(scene.talk):
            return False
        flow = self.flows[scene.talk.flow]
        value = self._hear(heard, flow, flow.steps[scene.talk.step], scene)
        return value is not None and value != heard.text.strip()

    def _ask_directly(self, heard: Heard, finding: Finding, scene: Scene) -> Turn:
        """The direct question, while the words that led to it and the talk they were said in wait."""
        interrupts = scene.talk is not None
        opened = self.start(
            SAFETY.name,
            scene.with_talk(None),
            cue=finding.cue,
            words="" if heard.kind == "edit" else heard.text,
            interrupts=interrupts,
            **ASKED,
        )
        return replace(opened, ended="resting" if interrupts else "", reading="concern")

    def _go_on(self, talk: Talk, text: str, scene: Scene) -> Turn:
        """From a dialogue that broke into another one: back to that, with an answer to the words it was about."""
        before = scene.resting if talk.notes["interrupts"] else None
        asked = {name: told for name, told in talk.notes.items() if name in ASKED}
        there = replace(scene.with_talk(before), resting=None, risk=Risk.CARE if asked else scene.risk)
        words = talk.notes["words"]
        on = self.answer(Heard("text", words), there) if words or not before else self.digress("", there)
        if on.talk is None:
            return Turn(talk, (Message(text),), ended="done")
        return replace(
            _behind([text], on),
            talk=on.talk.keeping(**asked),
            talk_is="resumed" if before else on.talk_is,
            ended=on.ended if before else "done",
        )

    # Answers to the open question

    def answer(self, heard: Heard, scene: Scene) -> Turn:
        """Take words or a tap as an answer to the open question, whatever they mean elsewhere."""
        talk = scene.talk
        if heard.kind == "tap" and (talk is None or heard.question != talk.question):
            return self.digress(self.text("turn", "stale" if talk else "closed", scene), scene, reading="stale")
        if heard.kind == "edit":
            return self._revise(heard, scene)
        if talk is None:
            return self.anywhere.unasked(heard, scene)
        if self.is_lost(talk):
            return self.changed(heard, scene)
        flow = self.flows[talk.flow]
        step = flow.steps[talk.step]
        value = self._hear(heard, flow, step, scene)
        return self._clarify(flow, step, scene) if value is None else self.advance(step, value, scene)

    def _hear(self, heard: Heard, flow: Flow, step: Step, scene: Scene) -> Any:
        if heard.kind == "tap":
            return step.offers.get(heard.choice)
        labels = self.wording.labels(step.words or flow.name, step.name, tuple(step.offers), scene.language)
        said = plain(heard.text)
        for key, label in labels.items():
            if not key.startswith("/") and said and said in [plain(each) for each in label.split("|")]:
                return step.offers[key]
        assert step.hears is not None, f"{flow.name}.{step.name} asks nothing"
        return step.hears.hear(heard.text, Hearing(scene.language, scene.local_now, labels))

    def _revise(self, heard: Heard, scene: Scene) -> Turn:
        """An edit of the last answer takes its place; an edit of an older one is kept beside it."""
        talk = scene.talk
        moved = self.flows[talk.flow].moved if talk and talk.flow in self.flows else {}
        answered = moved.get(heard.answered, heard.answered)
        if talk and answered == talk.step:
            return self.answer(replace(heard, kind="text"), scene)
        if talk and talk.flow in self.flows and talk.trail and answered == talk.trail[-1]:
            back = scene.with_talk(self.step_back(talk))
            turn = self.answer(replace(heard, kind="text"), back)
            return replace(turn, talk=turn.talk and replace(turn.talk, question=talk.question + 1))
        return self.digress(self.text("turn", "revised", scene), scene)

    def step_back(self, talk: Talk) -> Talk:
        """The talk as it was before its last answer."""
        last = talk.trail[-1]
        # A step that was answered before as well keeps that answer: only what was said since is taken back.
        here = () if talk.step in talk.trail[:-1] else (talk.step,)
        return replace(_without(talk, last, *here), step=last, trail=talk.trail[:-1], misses=0)

    def _clarify(self, flow: Flow, step: Step, scene: Scene) -> Turn:
        """Ask in other words; after the second miss, offer a way on."""
        assert scene.talk is not None, "only an open question can be missed"
        talk = replace(scene.talk, misses=scene.talk.misses + 1)
        text = self._step_text(flow, step, "again", scene)
        if talk.misses > 1:
            offer = "coach" if scene.state == "coach" else "must" if step.must else "skip"
            text = _joined(text, self.text("turn", f"offer.{offer}", scene))
        return Turn(talk, (Message(text, self.buttons(flow, step, scene)),), reading="unheard")

    def advance(self, step: Step, value: Any, scene: Scene, *, passing: bool = False) -> Turn:
        """Take the answer to a step, move on, and ask what comes next. `passing` a step leaves no trail."""
        assert scene.talk is not None, "only an open question can be answered"
        talk = _without(scene.talk, *step.forgets).keeping(**{step.name: value})
        flow = self.flows[talk.flow]
        move = flow.move(step.name, talk.notes)
        trail = talk.trail if passing else (*talk.trail, step.name)
        talk = replace(talk, trail=() if move.seals else trail)
        return self._move(talk, step, move, scene.with_talk(talk))

    def _move(self, talk: Talk, step: Step, move: Move, scene: Scene) -> Turn:
        flow = self.flows[talk.flow]
        facts = move.makes(scene) if move.makes else ()
        said, kept, author = self._say(flow, step, move, scene)
        # A move back to its own step asks for another answer, so the one just given does not stand.
        if not step.keeps or move.to == step.name:
            talk = _without(talk, step.name)
        talk = replace(talk.keeping(**kept), misses=0)
        scene = after(scene.with_talk(talk), facts)
        turn = self._come(talk, flow.steps[move.to], said, scene)
        first = replace(turn.said[0], author=author or turn.said[0].author)
        return replace(turn, facts=(*facts, *turn.facts), said=(first, *turn.said[1:]))

    def _say(
        self, flow: Flow, step: Step, move: Move, scene: Scene
    ) -> tuple[list[str], dict[str, Any], Literal["model"] | None]:
        """What the move says, what the talk keeps of it, and whether a model put it into words."""
        if move.says is None:
            return [], {}, None
        if isinstance(move.says, str):
            return [self._step_text(flow, step, move.says, scene)], {}, None
        said, kept = move.says(scene, scene.listener or self.listener)
        if isinstance(said, Reply):
            return [said.text], dict(kept), "model" if said.author == "model" else None
        return [self._say_text(flow, step, said, scene)], dict(kept), None

    def _come(self, talk: Talk, step: Step, said: list[str], scene: Scene) -> Turn:
        """Come to a step, or pass it over if it is not for this talk."""
        if step.only and not step.only(talk.notes):
            return _behind(said, self.advance(step, None, scene.with_talk(talk), passing=True))
        return self._arrive(talk, step, said, scene)

    def _arrive(self, talk: Talk, step: Step, said: list[str], scene: Scene) -> Turn:
        """Come to a step: ask its question, or say a flow's last words."""
        flow = self.flows[talk.flow]
        if step.rests:
            resting = self.step_back(replace(talk, step=step.name))
            return Turn(resting, (Message(_joined(*said, self._question(flow, step, scene))),), ended="resting")
        if step.opens:
            given = step.hands(scene.with_talk(talk)) if step.hands else {}
            return replace(_behind(said, self.start(step.opens, scene.with_talk(None), **given)), ended="done")
        talk = replace(talk, step=step.name, question=talk.question + 1)
        scene = scene.with_talk(talk)
        text = _joined(*said, self._question(flow, step, scene))
        if step.goes_on:
            return self._go_on(talk, text, scene)
        if step.hears is None:
            return Turn(talk, (Message(text),), ended="done")
        marked = step.marks(scene) if step.marks else ()
        chart = step.draws(scene, self.wording) if step.draws else None
        return Turn(talk, (Message(text, self.buttons(flow, step, scene), chart=chart),), marked)

    def _with_care(self, turn: Turn, scene: Scene) -> Turn:
        """Something heavy was said: name it first, with help at hand, then go on. Once a talk is enough."""
        if turn.talk is None or turn.talk.notes.get("care_named"):
            return turn
        first = turn.said[0]
        text = _joined(self.text("turn", "care", scene), first.text)
        return replace(turn, talk=turn.talk.keeping(care_named=True), said=(replace(first, text=text), *turn.said[1:]))

    # Texts

    def text(self, table: str, path: str, scene: Scene, **values: object) -> str:
        return self.wording.text(table, path, scene.language, self._sayable({**say_values(scene), **values}, scene))

    def may_say(self, words: str, scene: Scene) -> bool:
        """Whether a client's own words may be said back: neither of risk nor off limits."""
        return not self._unsayable(words, scene.agreement.off_limits if scene.agreement else ())

    def _sayable(self, values: Mapping[str, object], scene: Scene) -> Mapping[str, object]:
        """The values, but for a client's own words that are never said back: of risk, or off limits."""
        flow = self.flows.get(scene.talk.flow) if scene.talk else None
        unasked = {*flow.steps, *flow.removed} if flow else set[str]()
        if scene.state == "coach":
            return Sayable(values, {}, lambda _: False, unasked)
        off_limits = scene.agreement.off_limits if scene.agreement else ()
        return Sayable(values, scene.notes, lambda words: self._unsayable(words, off_limits), unasked)

    def _unsayable(self, words: str, off_limits: tuple[str, ...]) -> bool:
        return self.screen.blocks_echo(words) or touches(off_limits, words)

    def _question(self, flow: Flow, step: Step, scene: Scene) -> str:
        return self._step_text(flow, step, "ask", scene)

    def _step_text(self, flow: Flow, step: Step, part: str, scene: Scene) -> str:
        shown = step.shows(scene, self.wording) if step.shows else {}
        return self.text(step.words or flow.name, f"{step.name}.{part}", scene, **shown)

    def _say_text(self, flow: Flow, step: Step, say: Say, scene: Scene) -> str:
        return self.text(step.words or flow.name, f"{step.name}.{say.key}", scene, **say.values)

    def why(self, scene: Scene) -> str:
        """Why this question; after a mirror also why that was said."""
        assert scene.talk is not None, "there is a question only in a talk"
        flow = self.flows[scene.talk.flow]
        why = self._step_text(flow, flow.steps[scene.talk.step], "why", scene)
        just_mirrored = scene.notes.get("mirror_before") == scene.talk.question
        return f"{scene.notes['mirror_why']} {why}" if just_mirrored else why

    def buttons(self, flow: Flow, step: Step, scene: Scene) -> tuple[tuple[Button, ...], ...]:
        offered = tuple(key for key in step.offers if not step.offering or key in step.offering(scene.notes))
        labels = self.wording.labels(step.words or flow.name, step.name, offered, scene.language)
        each = [Button(label.split("|")[0], key) for key, label in labels.items()]
        return tuple(tuple(each[at : at + step.across]) for at in range(0, len(each), step.across))


class Sayable(dict[str, object]):
    """Values for a text. A note whose words may not be said back is left out, and only looked at when it is used.

    So is the answer to a question that is gone, or came after the talk began: `unasked` are the steps that there are.
    """

    def __init__(
        self, values: Mapping[str, object], notes: Notes, unsayable: Callable[[str], bool], unasked: set[str]
    ) -> None:
        super().__init__(values)
        self._unasked = unasked
        self._notes = notes
        self._unsayable = unsayable

    def __missing__(self, name: str) -> object:
        if name not in self._unasked:
            raise KeyError(name)
        return "…"

    def __getitem__(self, name: str) -> object:
        value = super().__getitem__(name)
        own_words = isinstance(value, str) and name not in OURS and self._notes.get(name) == value
        return "…" if own_words and self._unsayable(str(value)) else value


def _without(talk: Talk, *steps: str) -> Talk:
    return replace(talk, notes={key: kept for key, kept in talk.notes.items() if key not in steps})


def _behind(texts: list[str], turn: Turn) -> Turn:
    """The turn with something said before all that it says."""
    first = replace(turn.said[0], text=_joined(*texts, turn.said[0].text))
    return replace(turn, said=(first, *turn.said[1:]))


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
