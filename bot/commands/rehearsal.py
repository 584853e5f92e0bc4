"""A rehearsal: one flow talked through in the terminal, by the very turns that the bot takes."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.commands.opening import say

if TYPE_CHECKING:
    from flows.grammar import Flow
    from flows.values import Button, Heard, Message, Scene

COACH = {"en": "Coach", "fi": "Valmentaja"}
COMMITMENT = {"en": "call a friend", "fi": "soitan ystävälle"}
IN_THE_PROFILE = {"en": "(as written in the coach's profile)", "fi": "(kuten valmentajan profiilissa lukee)"}


def rehearse_flow(flow: "Flow", language: str, words: Path | None = None) -> str:
    """Talk until the talk ends, or the input does: then the step is returned at which it stopped, else ""."""
    from bot.app import load_dialogues
    from flows.scenes import after

    dialogues = load_dialogues(words)
    scene = scene_for(flow.name, language)
    turn = dialogues.start(flow.name, scene)
    show(turn.said)
    lines = typed()
    while turn.talk and not (turn.ended and turn.talk_is == "same"):
        text = next(lines, None)
        if text is None:
            return turn.talk.step
        scene = replace(after(scene, turn.facts).with_talk(turn.talk), now=Clock().now())
        turn = dialogues.take(heard(text, buttons_of(turn.said), turn.talk.question), scene)
        show(turn.said)
    return ""


def scene_for(flow: str, language: str) -> "Scene":
    """A client who has agreed to what a coach proposes where nothing is changed; or one who just came, or a coach."""
    from bot.app import helplines_of
    from bot.config import Config
    from flows.agreement import Agreement
    from flows.values import CoachProfile, Proposal, Scene

    about = IN_THE_PROFILE[language]
    coach = CoachProfile(COACH[language], approach=about, qualifications=about, limits=about)
    # A configuration needs a token, and a rehearsal nothing but the helplines that are shipped with it.
    shipped = Config.model_validate({"telegram": {"token": "none"}})
    scene = Scene(now=Clock().now(), language=language, coach=coach, helplines=helplines_of(shipped))
    if flow == "onboarding":
        return scene
    if flow == "profile":
        return replace(scene, state="coach", consented=True, coach=CoachProfile())
    proposal = Proposal(1, "check_in", "weekly tue,fri 18:00")
    event = {"event": "interview", "day": scene.local_now.date().isoformat()}
    due = COMMITMENT[language] if flow == "commitment" else None
    agreed = replace(scene, state="active", consented=True, agreement=Agreement(), commitment=due)
    return replace(agreed, agreed_at=scene.now, proposals=(proposal,), about=event)


def buttons_of(said: "Sequence[Message]") -> "list[Button]":
    return [button for message in said for row in message.buttons for button in row]


def heard(text: str, buttons: "Sequence[Button]", question: int) -> "Heard":
    """A button's label or number taps it, a label before a number: on a scale, 3 is three."""
    from flows.values import Heard

    by_label = [button for button in buttons if button.label == text]
    by_number = [buttons[int(text) - 1]] if text.isdecimal() and 1 <= int(text) <= len(buttons) else []
    for button in by_label + by_number:
        return Heard("tap", button.label, button.choice, question)
    return Heard("text", text)


def show(said: "Sequence[Message]") -> None:
    """What the bot says, as in the conversation scripts of the tests; under it its buttons with their numbers."""
    for message in said:
        first, *more = message.text.splitlines()
        say(f"bot     {first}")
        for line in more:
            say(f"        {line}".rstrip())
    if buttons := buttons_of(said):
        say("        " + "   ".join(f"{number}: [{each.label}]" for number, each in enumerate(buttons, 1)))
    say("")


def typed() -> Iterator[str]:
    """Each line that the client says. Piped in, it is shown too, as it would be in a terminal."""
    here = sys.stdin.isatty()
    while True:
        try:
            text = input("client  " if here else "").strip()
        except EOFError:
            return
        if text:
            say("" if here else f"client  {text}\n")
            yield text
