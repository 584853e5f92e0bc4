"""Conversations in text files, walked through the dialogues: the form in which a transcript is printed.

The first lines say what the conversation shows; `key: value` lines set the scene (`flow: none`: no question is open at
first; `model: HOST`: a language model is set up there, `allowed: HOST`: and the client agreed to it; `heard: yes |
Maria`: said before it begins; `client: Maria`: a coach speaks, about her; `clause: silence` and `proposal: tell`: what
the coach proposes; `commitments: call her | walk = done`: what she set out to do; `remembered: matters = peace`: what
the bot remembers; `about: key=value`: what a nudge is about, `knows: JSON`: what storage knows of it; `unreachable:
yes`: the coach has no chat; `coachings: Anna active here, Bertta paused`: all that she has; `by: coach`: who ends the
coaching; `talks: check_in shown, reflection kept`: the talks of before); then each line is the bot's or the client's. A
bot line that ends in " …" gives the beginning only, one that starts with "… " the end only. `[Label]` is a tap on a
button, `(voice)` a medium, `(caption) words` the words under a picture, `(edit) words` an edit of the last answer,
`(stale)` a tap on a button of an earlier question, `(answering mine) words` words that answer a message of the client's
own, `(answering yours)` one of the bot's, and `(20 hours later)` a jump of the clock.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import load_dialogues
from flows.agreement import Agreement
from flows.facts import ConcernClosed, ConcernRaised, Fact, OnboardingHeld, Paused, Resumed, SharingChosen
from flows.scenes import after
from flows.transcript import unbroken
from flows.turn import Dialogues
from flows.values import Coaching, CoachProfile, Commitment, Heard, Helpline, Memory, Proposal, Scene, Shareable, Turn

FOLDER = Path(__file__).parent / "conversations"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""A Monday noon in Helsinki."""

COACH = {
    "en": CoachProfile("Anna", "I listen first", "ACC, five years", "therapy, emergencies"),
    "fi": CoachProfile("Anna", "Kuuntelen ensin", "ACC, viisi vuotta", "terapia, hätätilanteet"),
}
HELPLINES = (
    Helpline("FI", {"en": "Crisis line", "fi": "Kriisipuhelin"}, phone="09 2525 0111"),
    Helpline("GB", {"en": "Samaritans", "fi": "Samaritans"}, phone="116 123"),
    Helpline("EU", {"en": "Emergency", "fi": "Hätänumero"}, phone="112"),
)


@dataclass(frozen=True)
class Conversation:
    path: Path
    settings: dict[str, str]
    lines: tuple[tuple[str, str], ...]


def conversations() -> list[Conversation]:
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def read(path: Path) -> Conversation:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    settings = dict(re.findall(r"^(\w+): (.*)$", head, re.MULTILINE))
    lines = []
    for line in body.splitlines():
        if line.strip():
            speaker, _, said = line.partition(" ")
            assert speaker in ("bot", "client"), f"{path.name}: a line starts with bot or client, not {speaker!r}"
            lines.append((speaker, said.strip()))
    return Conversation(path, settings, tuple(lines))


def scene_of(settings: dict[str, str]) -> Scene:
    """The scene a conversation starts in: after onboarding unless it is one, in Helsinki."""
    flow, language = settings["flow"], settings.get("language", "en")
    scene = Scene(
        now=NOW,
        language=language,
        coach=COACH[language],
        helplines=HELPLINES,
        commitment=settings.get("commitment"),
        model_host=settings.get("model", ""),
        concern=settings.get("concern", "none"),
        coach_reachable="unreachable" not in settings,
    )
    if flow == "profile":
        return replace(scene, state="coach", coach=scene.coach if "coach" in settings else CoachProfile())
    if "client" in settings:
        return replace(scene, state="coach", consented=True)
    if flow == "onboarding":
        return scene
    agreement = Agreement(
        zone="Europe/Helsinki",
        worry=settings.get("worry", "tell"),
        ending=settings.get("ending", "talk"),
        contact=settings.get("contact", ""),
        readers=settings.get("readers", "words"),
        model=settings.get("allowed", ""),
    )
    clause = settings.get("clause", "check_in")
    return replace(
        scene,
        agreed_at=NOW,
        coachings=tuple(_coachings(settings.get("coachings", ""))),
        commitments=tuple(_commitments(settings.get("commitments", ""))),
        remembered=tuple(_memories(settings.get("remembered", ""))),
        proposals=(Proposal(7, clause, settings["proposal"]),) if "proposal" in settings else (),
        about={**dict(pair.split("=") for pair in settings.get("about", "").split()), **_known(settings)},
        state=settings.get("state", "active"),
        talks_lately=tuple(talks_of(settings.get("talks", ""))),
        zone="Europe/Helsinki",
        region="FI",
        name="Maria",
        consented=True,
        agreement=agreement,
    )


def _known(settings: dict[str, str]) -> dict[str, Any]:
    """`knows`: what storage knows for the dialogue that begins, as JSON."""
    known: dict[str, Any] = json.loads(settings.get("knows", "{}"))
    return known


def _commitments(said: str) -> Iterator[Commitment]:
    """ "call her | walk = done": what she set out to do, and what came of it."""
    for place, each in enumerate(filter(None, said.split(" | ")), 1):
        text, _, outcome = each.partition(" = ")
        yield Commitment(place, place, text, outcome=outcome or None)


def _coachings(said: str) -> Iterator[Coaching]:
    """ "Anna active here, Bertta paused": the client's coachings, and which one they are in."""
    for number, each in enumerate(filter(None, said.split(", ")), 1):
        coach, state, *here = each.split()
        yield Coaching(number, coach, state, here=bool(here))


def _memories(said: str) -> Iterator[Memory]:
    """ "matters = peace at home | person = my sister": what the bot remembers."""
    for number, each in enumerate(filter(None, said.split(" | ")), 1):
        what, _, words = each.partition(" = ")
        yield Memory(number, what, words)


def given(settings: dict[str, str]) -> dict[str, Any]:
    """What a coach's dialogue about a client is given."""
    if "client" not in settings:
        return {"by": settings["by"]} if "by" in settings else {}
    return {"engagement": 1, "client": settings["client"], "agreement": Agreement().to_json()}


def talks_of(said: str) -> Iterator[Shareable]:
    for number, each in enumerate(filter(None, said.split(", ")), 1):
        flow, shown = each.split()
        yield Shareable(number, flow, NOW - timedelta(days=number), shown == "shown")


class Rehearsal:
    """One run of a conversation: what the bot says, and the scene as the turns leave it."""

    def __init__(self, dialogues: Dialogues, settings: dict[str, str]) -> None:
        self.dialogues = dialogues
        self.scene = scene_of(settings)
        self.facts: list[Fact] = []
        self.turn = Turn(None, ())
        if settings["flow"] != "none":
            self._keep(dialogues.start(settings["flow"], self.scene, **given(settings)))
            if self.turn.ended == "done":  # it says its last words at once
                self.scene = self.scene.with_talk(None)
        for said in filter(None, settings.get("heard", "").split(" | ")):
            self.hear(said)

    def _keep(self, turn: Turn) -> None:
        """Keep the talk and the facts as storage does."""
        opened, ended = turn.talk_is == "opened", turn.ended and turn.talk_is == "same"
        resting = None if turn.talk_is == "resumed" else self.scene.resting
        if turn.ended == "resting":
            resting = self.scene.talk if opened else turn.talk
        scene = after(self.scene.with_talk(None if ended else turn.talk), turn.facts)
        for fact in turn.facts:
            scene = written(scene, fact)
        self.scene = replace(scene, resting=resting)
        self.facts += turn.facts
        self.turn = turn

    def said(self) -> str:
        return " / ".join(unbroken(message.text) for message in self.turn.said)

    def hear(self, said: str) -> None:
        if hours := re.fullmatch(r"\((\d+) hours later\)", said):
            self.scene = replace(self.scene, now=self.scene.now + timedelta(hours=int(hours[1])))
            return
        answering = re.fullmatch(r"\(answering (mine|yours)\) (.+)", said)
        pointed = self._pointed(answering[1]) if answering else None
        heard = self._heard(answering[2] if answering else said)
        self._keep(self.dialogues.take(heard, replace(self.scene, pointed=pointed)))

    def _pointed(self, whose: str) -> Shareable:
        """The line, with what was said of it before."""
        if whose == "yours":
            return Shareable(0, "", NOW, shown=False)
        said = [fact.shared for fact in self.facts if isinstance(fact, SharingChosen) and fact.line]
        words = self.scene.agreement is not None and self.scene.agreement.readers == "words"
        return Shareable(9, "", NOW, shown=said[-1] if said else words)

    def _heard(self, said: str) -> Heard:
        talk = self.scene.talk
        if tapped := re.fullmatch(r"\[(.+)\]", said):
            return Heard("tap", tapped[1], self._choice(tapped[1]), talk.question if talk else 0)
        if said == "(stale)":
            return Heard("tap", "Earlier", "yes", 0)
        if edited := re.fullmatch(r"\(edit\) (.+)", said):
            answered = talk.trail[-1] if talk and talk.trail else ""
            return Heard("edit", edited[1], answered=answered)
        if captioned := re.fullmatch(r"\(caption\) (.+)", said):
            return Heard("caption", captioned[1])
        if media := re.fullmatch(r"\((\w+)\)", said):
            return Heard(media[1])
        return Heard("text", said)

    def _choice(self, label: str) -> str:
        offered = [button for message in self.turn.said for row in message.buttons for button in row]
        found = [button.choice for button in offered if button.label == label]
        assert found, f"no button {label!r}; there are {[button.label for button in offered]}"
        return found[0]


def written(scene: Scene, fact: Fact) -> Scene:
    """What storage makes of a fact for the turns that follow."""
    match fact:
        case ConcernRaised(level):
            return replace(scene, concern=level, concern_at=scene.now)
        case ConcernClosed():
            return replace(scene, concern="none", concern_at=None)
        case OnboardingHeld(reason):
            return replace(scene, state="held" if reason == "age" else "declined")
        case Paused() if scene.state == "active":
            return replace(scene, state="paused")
        case Resumed():
            return replace(scene, state="active")
        case _:
            return scene


def walk(conversation: Conversation, dialogues: Dialogues) -> Rehearsal:
    """Walk it, and assert that the bot says what the file says."""
    rehearsal = Rehearsal(dialogues, conversation.settings)
    for number, (speaker, said) in enumerate(conversation.lines, 1):
        if speaker == "client":
            rehearsal.hear(said)
            continue
        heard = rehearsal.said()
        assert agrees(heard, said), f"{conversation.path.name}, line {number}:\n  expected: {said}\n  the bot:  {heard}"
    return rehearsal


def agrees(heard: str, claimed: str) -> bool:
    """Whether the bot said what a line claims: all of it, its beginning or its end."""
    if claimed.endswith(" …"):
        return heard.startswith(claimed.removesuffix(" …"))
    return heard.endswith(claimed.removeprefix("… ")) if claimed.startswith("… ") else heard == claimed


def transcribe(dialogues: Dialogues, settings: dict[str, str], client: Sequence[str]) -> Iterator[str]:
    """Write a conversation down as it goes, for whoever adds one: read it before you keep it."""
    rehearsal = Rehearsal(dialogues, settings)
    if rehearsal.turn.said:
        yield f"bot     {rehearsal.said()}"
    for said in client:
        before = rehearsal.turn
        rehearsal.hear(said)
        yield f"client  {said}"
        if rehearsal.turn is not before:
            yield f"bot     {rehearsal.said()}"


def written_again(dialogues: Dialogues, conversation: Conversation) -> str:
    """The file with what the bot says now, after words or moves have changed: read it before you keep it.

    A shortened line that still agrees stays short.
    """
    head = conversation.path.read_text(encoding="utf-8").partition("\n\n")[0]
    client = [said for speaker, said in conversation.lines if speaker == "client"]
    claims = iter([said for speaker, said in conversation.lines if speaker == "bot"])
    printed = [
        f"bot     {claim}" if line.startswith("bot ") and agrees(line[8:], claim := next(claims, "")) else line
        for line in transcribe(dialogues, conversation.settings, client)
    ]
    return "\n".join([head, "", *printed, ""])


if __name__ == "__main__":
    import sys

    if sys.argv[1] == "again":
        for each in map(Path, sys.argv[2:]):
            each.write_text(written_again(load_dialogues(), read(each)), encoding="utf-8")
    else:
        chosen = dict(pair.split("=", 1) for pair in sys.argv[1].split(","))
        for printed in transcribe(load_dialogues(), chosen, sys.stdin.read().splitlines()):
            print(printed)
