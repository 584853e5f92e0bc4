"""Words that work anywhere: commands and their plain-word forms, in every step of every flow.

A digression is answered, and the open question follows. Also here: what to do with words nobody asked for, and
what is said when a human should look.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flows.dates import say_day
from flows.ears import Hearing
from flows.either import Pausing, Until
from flows.facts import (
    CoachingChosen,
    CoachMessaged,
    ConcernClosed,
    ConcernRaised,
    Exported,
    Fact,
    LanguageChosen,
    OffRecordBegun,
    OffRecordEnded,
    Paused,
    Resumed,
    SharingChosen,
)
from flows.off_record import FLOW as OFF_RECORD
from flows.off_record import UNWRITTEN
from flows.risk import Risk
from flows.safety import A_DAY_LATER, help_first, tells_coach
from flows.showing import commitments_page, help_near, reply_promised
from flows.values import Button, Coaching, Heard, Message, Scene, Turn
from flows.versions import dated_page
from flows.wording import LANGUAGES

if TYPE_CHECKING:
    from flows.turn import Dialogues

OPENS = {"checkin": "check_in", "reflect": "reflection"}
"""Commands that open a dialogue, and which."""

BESIDE = ("farewell", "pulse", "repair", "review")
"""Commands that open the dialogue of their name while the open question rests."""

IDLE_WORDS = 3
"""Fewer words than this, with no question open, are a greeting or a thank-you and start no dialogue."""


def plain(text: str) -> str:
    """The text as words only: lower case, no punctuation, single spaces."""
    return " ".join(re.findall(r"[\w/]+", text.casefold()))


def command_of(text: str) -> tuple[str, str]:
    """A command's name and what follows it: "/coach@Bot hello" -> ("coach", "hello"); no command: ("", "")."""
    match = re.match(r"/(\w+)(?:@\w+)?(?:\s+(.*))?$", text.strip(), re.DOTALL)
    return (match[1].lower(), (match[2] or "").strip()) if match else ("", "")


class Anywhere:
    def __init__(self, dialogues: "Dialogues") -> None:
        self.dialogues = dialogues
        self.acts: dict[str, Callable[[Scene, str], Turn]] = {
            "start": self._start,
            "help": self._help,
            "back": self._back,
            "skip": self._skip,
            "cancel": self._cancel,
            "why": self._why,
            "sos": self._sos,
            "privacy": self._privacy,
            "agreement": self._agreement,
            "commitments": self._commitments,
            "schedule": self._schedule,
            "settings": self._settings,
            "pause": self._pause,
            "resume": self._resume,
            "coach": self._coach,
            "coaches": self._coaches,
            "export": self._export,
            "delete": self._delete,
            "done": lambda scene, _: self._digress("no_conversation", scene),
            "offrecord": self._off_record,
            "share": self._share,
            "model": self._model,
            "handover": self._handover,
            "english": lambda scene, _: self._speak("en", scene),
            "finnish": lambda scene, _: self._speak("fi", scene),
            **{name: self._opening(name) for name in OPENS},
            **{name: self._opening_beside(name) for name in BESIDE},
        }
        self.words = {
            plain(word): name
            for name in self.acts
            if dialogues.wording.has("anywhere", f"{name}.words")
            for language in LANGUAGES
            for word in dialogues.wording.text("anywhere", f"{name}.words", language).split("|")
        }
        self.hurts = {
            plain(word): incident
            for incident in ("said", "unclear")
            for language in LANGUAGES
            for word in dialogues.wording.text("anywhere", f"hurts.{incident}", language).split("|")
        }

    def opens(self, heard: Heard) -> str:
        """The dialogue that this command opens; "" if it is none."""
        name = command_of(heard.text)[0] if heard.kind == "text" else ""
        return name if name in (*BESIDE, "handover") else OPENS.get(name, "")

    def is_call_for_help(self, text: str) -> bool:
        """Whether these are the plain words for /sos, such as "help me"."""
        return self.words.get(plain(text)) == "sos"

    def is_said_plainly(self, text: str) -> bool:
        """Whether it is nothing but the plain words of a command that is no call for help."""
        return self.words.get(plain(text), "sos") != "sos"

    def take(self, heard: Heard, scene: Scene) -> Turn | None:
        """The answer to a command or its plain-word form; None if it is neither."""
        if heard.kind == "edit" or (heard.kind == "tap" and not heard.choice.startswith("/")):
            return None
        said = heard.choice if heard.kind == "tap" else heard.text
        name, rest = command_of(said)
        if not name:
            name, rest = self._plainly(said, scene), ""
        if not name and (incident := self.hurts.get(plain(said))) and may_be_of_the_bot(heard, scene):
            return self._mend(scene, incident, heard.text)
        if scene.state == "ended" and name in self.acts and name not in ENDED_TOO:
            return self._digress("unasked.ended", scene)
        if name in OF_THE_QUESTION and self.dialogues.is_lost(scene.talk):
            return self.dialogues.changed(None, scene)
        if name in self.acts and (scene.state != "coach" or name in COACH_TOO):
            return self.acts[name](scene, rest) if heard.kind == "tap" else self._act(name, rest, scene)
        if not name:
            return None
        # Said back it would be kept, and before consent no word is.
        key = "unknown_command" if scene.consented and scene.state != "ended" else "unknown_unkept"
        return self.dialogues.digress(self._text(key, scene, command=f"/{name}"), scene)

    def _plainly(self, said: str, scene: Scene) -> str:
        """The command whose plain-word form this is. Off the record most of them are just words."""
        name = self.words.get(plain(said), "")
        return name if not scene.off_record or name in OFF_RECORD_TOO else ""

    def _act(self, name: str, rest: str, scene: Scene) -> Turn:
        """Off the record a command goes without the words behind it, for they would be kept somewhere."""
        ours = name in ("pause", "coaches") or (name in NAMING and (plain(rest) in SAY_NOTHING or rest.isdecimal()))
        if not rest or ours or not (scene.off_record or name == "offrecord"):
            return self.acts[name](scene, rest)
        turn = self.acts[name](scene, "")
        note = self.dialogues.text("off_record", "without_words", scene)
        first = replace(turn.said[0], text=f"{note}\n\n{turn.said[0].text}")
        return replace(turn, said=(first, *turn.said[1:]))

    def _text(self, path: str, scene: Scene, **values: object) -> str:
        return self.dialogues.text("turn", path, scene, **values)

    def _digress(self, path: str, scene: Scene, facts: tuple[Fact, ...] = (), /, **values: Any) -> Turn:
        return self.dialogues.digress(self._text(path, scene, **values), scene, facts=facts)

    # With no question open

    def unasked(self, heard: Heard, scene: Scene) -> Turn:
        """Words that answer no question: a few are greeted, more of them are listened to."""
        if scene.state in ("held", "declined", "coach", "ended"):
            return self._digress(f"unasked.{scene.state}", scene, **help_near(scene, self.dialogues.wording))
        if scene.concern == "crisis":
            return self._digress("crisis.still", scene, **help_near(scene, self.dialogues.wording))
        if scene.state == "onboarding":
            return self._start(scene, "")
        if len(plain(heard.text).split()) < IDLE_WORDS:
            return self._digress("unasked.few", scene)
        opened = self.dialogues.start("reflection", scene)
        assert opened.talk is not None, "a reflection opens with a question"
        first = self.dialogues.flows["reflection"].first
        answered = self.dialogues.advance(first, heard.text.strip(), scene.with_talk(opened.talk))
        return replace(answered, talk_is="opened")

    def concern(self, heard: Heard, cue: str, scene: Scene) -> Turn:
        """Help first, who is (not) watching, and no question after it. An open question rests until called for.

        Words that were meant for the coach still reach the coach.
        """
        facts: tuple[Fact, ...] = (ConcernRaised("crisis", tells_coach(scene), cue),)
        goes_on = scene.agreement and scene.coach_reachable and scene.state != "ended"
        words = _to_coach(heard, scene) if goes_on else ""
        if words:
            facts = (*facts, CoachMessaged(words))
        shown = help_first(scene, self.dialogues.wording, cue, passed_on=bool(words))
        text = self.dialogues.text("safety", "help.ask", scene, **shown)
        if command_of(heard.text)[0] == "offrecord" and not scene.off_record:
            text = f"{text}\n\n{self.dialogues.text('off_record', 'not_begun', scene)}"
        said = Message(text)
        return Turn(scene.talk, (said,), facts, ended="resting" if scene.talk else "", reading="concern")

    # Commands

    def _start(self, scene: Scene, _: str) -> Turn:
        if scene.talk:
            return self.dialogues.digress("", scene)
        if scene.resting and scene.state == "onboarding":
            return self.dialogues.take_up(scene, self._text("taken_up", scene))
        if scene.state in ("onboarding", "declined"):
            return self.dialogues.start("onboarding", scene)
        return self._digress(f"started.{scene.state}", scene, **help_near(scene, self.dialogues.wording))

    def _help(self, scene: Scene, _: str) -> Turn:
        return self._digress(f"help.{scene.state if scene.state in ('coach', 'ended') else 'client'}", scene)

    def _back(self, scene: Scene, _: str) -> Turn:
        talk = scene.talk
        if talk is None:
            return self._digress("no_question", scene)
        if not talk.trail:
            return self._digress("no_way_back", scene)
        back = self.dialogues.step_back(talk)
        back = replace(back, question=talk.question + 1)
        return Turn(back, (self.dialogues.ask(scene.with_talk(back), self._text("back", scene)),))

    def _skip(self, scene: Scene, _: str) -> Turn:
        if scene.talk is None:
            return self._digress("no_question", scene)
        step = self.dialogues.flows[scene.talk.flow].steps[scene.talk.step]
        if step.must:
            return self._digress("no_skip", scene)
        return self.dialogues.advance(step, None, scene)

    def _cancel(self, scene: Scene, _: str) -> Turn:
        if scene.off_record:
            return self._off_record(scene, "")
        if scene.talk is None:
            return self._digress("no_question", scene)
        onboarding = scene.talk.flow == "onboarding" and scene.agreement is None
        said = Message(self._text("cancelled.onboarding" if onboarding else "cancelled.talk", scene))
        step = self.dialogues.flows[scene.talk.flow].steps.get(scene.talk.step) if not onboarding else None
        facts = step.cancels(scene) if step and step.cancels else ()
        return Turn(scene.talk, (said,), facts, ended="resting" if onboarding else "cancelled", reading="digression")

    def _why(self, scene: Scene, _: str) -> Turn:
        if scene.talk is None:
            return self._digress("no_question", scene)
        return self.dialogues.digress(self.dialogues.why(scene), scene)

    def _sos(self, scene: Scene, _: str) -> Turn:
        contact = scene.agreement.contact if scene.agreement else ""
        who = self._text("sos.contact", scene, who=contact) if contact else ""
        return self._digress("sos.page", scene, contact=who, **help_near(scene, self.dialogues.wording))

    def _privacy(self, scene: Scene, _: str) -> Turn:
        kept = self._text("privacy", scene)
        if not scene.model_host:
            return self.dialogues.digress(kept, scene)
        allowed = scene.agreement is not None and scene.agreement.model == scene.model_host
        model = self._text("model.may" if allowed else "model.may_not", scene)
        return self.dialogues.digress(f"{kept}\n\n{model}", scene)

    def _model(self, scene: Scene, _: str) -> Turn:
        """Giving and taking back is one and the same question. The talk that was open can be taken up again."""
        if scene.agreement is None:
            return self._digress("no_agreement", scene)
        if not scene.model_host:
            return self._digress("model.none", scene)
        if scene.talk and scene.talk.flow == "model":
            return self.dialogues.digress("", scene)
        return replace(self.dialogues.start("model", scene), ended="resting" if scene.talk else "")

    def _agreement(self, scene: Scene, words: str) -> Turn:
        """The version that binds; with more words, one clause otherwise, or the answer to what the coach proposes."""
        if scene.agreement is None or scene.agreed_at is None:
            return self._digress("unasked.ended" if scene.state == "ended" else "no_agreement", scene)
        if words and scene.state in ("active", "paused"):
            if plain(words) in ANSWER and scene.proposal:
                return self._open("proposal", scene, "")
            return self._open("proposing", scene, "" if plain(words) in CHANGE else words)
        page = dated_page(scene.agreement, scene.agreed_at, scene, self.dialogues.wording)
        if scene.talk or scene.state == "ended":
            return self.dialogues.digress(page, scene)
        keys = ("answer", "change", "history") if scene.proposal else ("change", "history")
        labels = [Button(self._text(f"agreement.{key}", scene), f"/agreement {key}") for key in keys]
        return Turn(None, (Message(page, tuple((each,) for each in labels)),), reading="digression")

    def _commitments(self, scene: Scene, words: str) -> Turn:
        """What the client set out to do; with a number, how it went with that one; with other words, another one."""
        if scene.state not in ("active", "paused"):
            return self._too_early(scene)
        if place := re.fullmatch(r"(?:#|nr?o?\.? ?)?(\d+)\.?", words):
            return self._commitment(scene, int(place[1]))
        if words:
            return self._open("setting_out", scene, "" if plain(words) in NEW else words)
        listed = tuple(
            each if self.dialogues.may_say(each.text, scene) else replace(each, text="…") for each in scene.commitments
        )
        page = commitments_page(listed, scene, self.dialogues.wording)
        if scene.talk:
            return self.dialogues.digress(page, scene)
        opens = [
            Button(f"{each.place} · {_short(each.text)}", f"/commitments {each.place}")
            for each in listed
            if each.outcome is None
        ]
        new = Button(self._text("commitments.new", scene), f"/commitments {NEW[0]}")
        return Turn(None, (Message(page, tuple((each,) for each in (*opens, new))),), reading="digression")

    def _commitment(self, scene: Scene, place: int) -> Turn:
        chosen = next((each for each in scene.commitments if each.place == place), None)
        if chosen is None:
            return self._digress("commitments.no_such", scene)
        if chosen.outcome is not None:
            outcome = self._text(f"commitments.outcomes.{chosen.outcome}", scene)
            return self._digress("commitments.closed", scene, outcome=outcome)
        return self._open("commitment", scene, "", commitment=chosen.text, number=chosen.number, looked_up=True)

    def _schedule(self, scene: Scene, words: str) -> Turn:
        """The client's own schedule, or what the coach proposes for it. Said in one line, it is shown at once what that
        would mean.
        """
        if scene.state not in ("active", "paused"):
            return self._too_early(scene, "no_agreement")
        if pausing := Pausing().hear(words, Hearing(scene.language, scene.local_now)):
            return self._pause(scene, pausing["until"])
        times = scene.proposal is not None and scene.proposal.clause == "check_in"
        return self._open("proposal" if times and not words else "schedule", scene, words, instead=("proposal",))

    def _settings(self, scene: Scene, words: str) -> Turn:
        """What the bot goes by and remembers, to be changed or forgotten."""
        if scene.state not in ("active", "paused"):
            return self._too_early(scene)
        if forget := re.fullmatch(r"(?:forget|unohda) (\d{1,4})", plain(words)):
            number = int(forget[1])
            if not 1 <= number <= len(scene.remembered):
                return self._digress("no_memory", scene)
            return self._open("settings", scene, "", chosen=number)
        return self._open("settings", scene, words)

    def _open(self, flow: str, scene: Scene, words: str, *, instead: tuple[str, ...] = (), **given: Any) -> Turn:
        """Open a dialogue that the client asked for; an open question rests meanwhile, unless it is this one's, or of
        one that this comes `instead` of. Words said in the same line answer the first question.
        """
        same = scene.talk is not None and scene.talk.flow in (flow, *instead)
        if same and not words and not given:
            return self.dialogues.digress("", scene)
        opened = self.dialogues.start(flow, scene, aside="replaced" if same else "aside", **given)
        if words:
            answered = self.dialogues.answer(Heard("text", words), scene.with_talk(opened.talk))
            if answered.ended and answered.talk_is == "same":
                return self.dialogues.digress(answered.said[0].text, scene, facts=answered.facts)
            aside = self._text("aside", scene) if scene.talk and not same else ""
            first = replace(answered.said[0], text="\n\n".join(filter(None, (aside, answered.said[0].text))))
            opened = replace(answered, talk_is="opened", said=(first, *answered.said[1:]))
        return replace(opened, ended="resting" if scene.talk and not same else "")

    def _pause(self, scene: Scene, until: str) -> Turn:
        """Everything rests, an open question too; /resume takes it up again."""
        day = Until().hear(until, Hearing(scene.language, scene.local_now))
        when = say_day(date.fromisoformat(day), scene.language, scene.local_now.date()) if day else ""
        said = Message(self._text("paused.until" if day else "paused.open", scene, when=when))
        rests = scene.talk is not None and not scene.off_record
        return Turn(scene.talk, (said,), (Paused(day),), ended="resting" if rests else "", reading="digression")

    def _resume(self, scene: Scene, _: str) -> Turn:
        facts: tuple[Fact, ...] = (Resumed(),) if scene.state == "paused" else ()
        facts = (*facts, *_closing(scene))
        said = self._text("resumed.paused" if scene.state == "paused" else "resumed.here", scene)
        if scene.concern == "crisis" and scene.agreement and not _closing(scene):
            said = f"{said} {self._text('next.rests', scene)}"
        listening = scene.talk is not None and scene.talk.flow == OFF_RECORD.name
        if scene.resting and (listening or not scene.talk):
            if listening:
                said = self.dialogues.text("off_record", "over", scene)
            return self.dialogues.take_up(scene, said, facts)
        return self.dialogues.digress(said, scene, facts=facts)

    def _coach(self, scene: Scene, words: str) -> Turn:
        if scene.agreement is None:
            return self._digress("coach.early", scene)
        if not scene.coach_reachable:
            return self._digress("coach.gone", scene)
        if words:
            said = reply_promised(scene, self.dialogues.wording)
            return self._digress("coach.passed_on", scene, (CoachMessaged(words),), **said)
        if scene.talk and not scene.off_record:
            return self._digress("coach.how", scene)
        return self.dialogues.start("coach_message", scene)

    def _handover(self, scene: Scene, _: str) -> Turn:
        """The change of coach that waits for the client's answer, if one does."""
        if scene.talk and scene.talk.flow == "handover":
            return self.dialogues.digress("", scene)
        if "number" not in scene.about or scene.state not in ("active", "paused"):
            return self._digress("no_handover", scene)
        return self._open("handover", scene, "")

    def _coaches(self, scene: Scene, words: str) -> Turn:
        """The client's coachings; with a coach's name or a number, the one that is meant from now on."""
        if len(scene.coachings) < 2:
            return self.dialogues.digress(self._with_profile(self._text("coaches.only", scene), scene), scene)
        meant = [each for each in scene.coachings if plain(words) in (plain(each.coach), str(each.number))]
        if len(meant) != 1:
            return self._which_coaching(scene, self._text("coaches.unclear", scene) if words else "")
        if meant[0].here:
            return self.dialogues.digress(self._with_profile(self._text("coaches.here", scene), scene), scene)
        return Turn(scene.talk, (), (CoachingChosen(meant[0].number),), reading="apart")

    def _with_profile(self, page: str, scene: Scene) -> str:
        """The page after what the coach of this coaching tells of themselves."""
        return f"{self._text('coaches.about', scene)}\n\n{page}" if scene.coach.complete else page

    def _which_coaching(self, scene: Scene, before: str) -> Turn:
        rows = [self._say_coaching(each, scene) for each in scene.coachings]
        listed = "\n".join(filter(None, [before, self._text("coaches.head", scene), *rows]))
        page = listed if before else self._with_profile(listed, scene)
        shown = self.dialogues.digress(f"{page}\n\n{self._text('coaches.how', scene)}", scene, reading="apart")
        last, others = shown.said[-1], [each for each in scene.coachings if not each.here]
        buttons = (*last.buttons, *((self.towards(each.coach, each.number, scene),) for each in others))
        return replace(shown, said=(*shown.said[:-1], replace(last, buttons=buttons)))

    def _say_coaching(self, each: Coaching, scene: Scene) -> str:
        state = self._text(f"coaches.states.{each.state}", scene)
        key = "coaches.row_here" if each.here else "coaches.row"
        return self.dialogues.wording.text(
            "turn", key, scene.language, coach=each.coach, number=each.number, state=state
        )

    def towards(self, coach: str, number: int, scene: Scene) -> Button:
        """The button that makes another coaching the one that is meant."""
        label = self.dialogues.wording.text("turn", "coaches.towards", scene.language, coach=coach)
        return Button(label, f"/coaches {number}")

    def of_another(self, coach: str, number: int, scene: Scene) -> Turn:
        """A button was tapped that belongs to another coaching."""
        told = self.dialogues.wording.text("turn", "coaches.button", scene.language, coach=coach)
        shown = self.dialogues.digress(told, scene, reading="apart")
        last = shown.said[-1]
        buttons = (*last.buttons, (self.towards(coach, number, scene),))
        return replace(shown, said=(*shown.said[:-1], replace(last, buttons=buttons)))

    def arrived(self, key: str, scene: Scene) -> tuple[str, Turn | None]:
        """In the coaching that is meant now: what is said of that, and the question that is open in it, if any."""
        told = self._text(f"coaches.{key}", scene)
        if scene.talk:
            return told, self.dialogues.digress("", scene)
        if scene.state == "onboarding":
            return told, self._start(scene, "")
        if scene.resting:
            told = f"{told} {self._text('coaches.rests', scene)}"
        if scene.state in ("held", "declined", "ended"):
            told = (
                f"{told}\n\n{self._text(f'unasked.{scene.state}', scene, **help_near(scene, self.dialogues.wording))}"
            )
        return told, None

    def _export(self, scene: Scene, _: str) -> Turn:
        if not scene.consented:
            return self._digress("opens_later", scene)
        return self._digress("exported", scene, (Exported(),))

    def _off_record(self, scene: Scene, _: str) -> Turn:
        """On and off, at once. An open question rests meanwhile."""
        if scene.state not in ("active", "paused"):
            return self._too_early(scene)
        if scene.off_record:
            over = [self.dialogues.text("off_record", "over", scene)]
            if scene.resting and scene.resting.flow not in UNWRITTEN:
                over.append(self.dialogues.text("off_record", "waits", scene))
            said = Message("\n\n".join(over))
            return Turn(scene.talk, (said,), (OffRecordEnded(),), ended="done", reading="digression")
        told = self.dialogues.text("off_record", "told" if tells_coach(scene) else "not_told", scene)
        said = Message(self.dialogues.text("off_record", "begins", scene, told=told))
        opened = self.dialogues.start(OFF_RECORD.name, scene.with_talk(None))
        ended = "resting" if scene.talk else ""
        return replace(opened, said=(said,), facts=(OffRecordBegun(),), ended=ended, reading="digression")

    def _share(self, scene: Scene, _: str) -> Turn:
        """With a message of the client's answered by it, that one is shared or taken back; else a dialogue opens."""
        if scene.state not in ("active", "paused"):
            return self._too_early(scene)
        if scene.pointed is None:
            if scene.talk and scene.talk.flow == "share":
                return self.dialogues.digress("", scene)
            opened = self.dialogues.start("share", scene, aside="aside")
            return replace(opened, ended="resting" if scene.talk else "")
        line = scene.pointed
        key = "line_taken_back" if line.shown else "line_shared"
        said = self.dialogues.text("share", key if line.number else "line_unknown", scene)
        facts = (SharingChosen(not line.shown, line=line.number),) if line.number else ()
        return self.dialogues.digress(said, scene, facts=facts)

    def _delete(self, scene: Scene, _: str) -> Turn:
        if scene.talk and scene.talk.flow == "erasure":
            return self.dialogues.digress("", scene)
        return replace(self.dialogues.start("erasure", scene), ended="resting" if scene.talk else "")

    def _speak(self, language: str, scene: Scene) -> Turn:
        there = replace(scene, language=language)
        return self.dialogues.digress(self._text("language", there), there, facts=(LanguageChosen(language),))

    def _opening_beside(self, name: str) -> Callable[[Scene, str], Turn]:
        def open_dialogue(scene: Scene, _: str) -> Turn:
            if scene.state not in ("active", "paused"):
                return self._too_early(scene)
            return self._open(name, scene, "")

        return open_dialogue

    def _mend(self, scene: Scene, incident: str, words: str) -> Turn:
        """Something hurt. Where it is not plain that the bot is meant, that is asked, and after a no it was an answer
        like any other.
        """
        given = {"incident": incident, "begun": False, "words": words, "interrupts": scene.talk is not None}
        before = scene.with_talk(None) if incident == "unclear" else scene
        opened = self.dialogues.start("repair", before, aside="aside", **given)
        return replace(opened, ended="resting" if scene.talk else "")

    def _too_early(self, scene: Scene, onboarding: str = "opens_later") -> Turn:
        early = onboarding if scene.state == "onboarding" else f"unasked.{scene.state}"
        return self._digress(early, scene, **help_near(scene, self.dialogues.wording))

    def _opening(self, name: str) -> Callable[[Scene, str], Turn]:
        def open_dialogue(scene: Scene, _: str) -> Turn:
            if scene.state not in ("active", "paused"):
                return self._too_early(scene)
            if scene.talk and scene.talk.flow == OPENS[name]:
                return self.dialogues.digress("", scene)
            opened = self.dialogues.start(OPENS[name], scene)
            return replace(opened, facts=(*opened.facts, *_closing(scene)))

        return open_dialogue


def may_be_of_the_bot(heard: Heard, scene: Scene) -> bool:
    """Whether "that hurt" may be said of the bot: not where it answers what hurt, is meant for the coach, or would be
    kept off the record.
    """
    elsewhere = scene.talk is not None and scene.talk.flow in ("repair", "coach_message", "safety", "aftercare")
    here = scene.state in ("active", "paused") and scene.risk is Risk.NONE
    return heard.kind == "text" and here and not elsewhere and not scene.off_record


def _closing(scene: Scene) -> tuple[Fact, ...]:
    """The client's own word, a day later, closes a concern."""
    a_day_on = scene.concern_at is not None and scene.now - scene.concern_at >= A_DAY_LATER
    return (ConcernClosed("client"),) if scene.concern == "crisis" and a_day_on else ()


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def _to_coach(heard: Heard, scene: Scene) -> str:
    """What was meant for the coach: the words after /coach, or the answer in a message to the coach."""
    if scene.off_record or heard.kind == "off_record_edit":
        return ""
    name, rest = command_of(heard.text)
    if name == "coach":
        return rest
    return heard.text if scene.talk and scene.talk.flow == "coach_message" and not name else ""


CHANGE, ANSWER = ("change", "muuta", "muutos"), ("answer", "vastaa", "vastaus")
"""What may follow /agreement, in both languages; any other words name a clause."""

NEW = ("new", "another", "uusi", "toinen")
"""What may follow /commitments for another one; any other words are the commitment itself."""

SHORT = 40
"""Characters of a client's own words that stand on a button."""

ENDED_TOO = {"help", "sos", "privacy", "agreement", "export", "delete", "coaches", "english", "finnish"}
"""What still works when the coaching has ended, besides the pages."""

OF_THE_QUESTION = {"back", "skip", "why"}
"""What is said of the open question, so that it says nothing where that question is gone."""
NAMING, SAY_NOTHING = {"agreement", "commitments"}, {*CHANGE, *ANSWER, *NEW}
"""Commands after which these words, or a number, say nothing of the client's own: off the record they go along too."""

OFF_RECORD_TOO = {"sos", "cancel"}
"""Plain words that work off the record as well; "stop" ends it."""

COACH_TOO = {"help", "back", "skip", "cancel", "why", "english", "finnish"}
"""What a coach may say anywhere in a dialogue of their own."""
