"""`luottamus listen`: the default listener alone, for a person at a terminal or a program. Needs no configuration."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.opening import say, warn

if TYPE_CHECKING:
    from flows.listening import Exchange, Reply
    from flows.listening.engine import DefaultListener
    from flows.risk import Risk, RiskScreen
    from flows.wording import Wording

REMEMBERED = 30
"""Exchanges of a session that are kept in mind."""

FIELDS = ("id", "session", "text")


def listen(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='A line {"id","session","text"} in, a line {"id","kind","text","risk"} out.')
    ] = False,
    language: Annotated[str, typer.Option(help="en or fi, for words that are in neither.")] = "en",
) -> None:
    """Listen to what is typed, as the bot would. Nothing is kept or sent anywhere."""
    if language not in ("en", "fi"):
        raise typer.TyperException(f"--language is {language!r}; give en or fi")
    session = Session(language)
    if jsonl:
        _lines(session)
        return
    if sys.stdin.isatty():
        warn("I'm listening. Ctrl-D ends it." if language == "en" else "Kuuntelen. Ctrl-D lopettaa.")
    for line in sys.stdin:
        say(session.hear(line.rstrip("\n"))[0].text)


class Session:
    """What is kept in mind of one session: what was said, in which language, and whether help was named."""

    def __init__(self, language: str) -> None:
        from bot.app import load_listener, load_screen, load_wording

        self._screen: RiskScreen = load_screen()
        self._listener: DefaultListener = load_listener(self._screen)
        self._wording: Wording = load_wording()
        self._default = language
        self.begin()

    def begin(self) -> None:
        self._language, self._care_named, self._asked = self._default, False, False
        self._history: list[Exchange] = []

    def hear(self, text: str) -> "tuple[Reply, Risk]":
        """The reply, and what the text signals."""
        from dataclasses import replace

        from flows.listening import Exchange, ListeningState, Reply
        from flows.risk import Risk

        self._language = self._listener.tongue(text) or self._language
        finding = self._screen.look(text)
        if finding.risk is Risk.CRISIS:
            reply = Reply("crisis", self._help(finding.cue), "")
        elif finding.asks and not self._asked:
            reply = Reply("care", self._question(finding.cue), "")
            self._asked = self._care_named = True
        else:
            state = ListeningState(self._language, may_ask=True, risk=finding.risk)
            reply = self._listener.reply(text, self._history, state)
            if finding.risk is Risk.CARE:
                named = [] if self._care_named else [self._wording.text("turn", "care", self._language)]
                reply = replace(reply, kind="care", text=" ".join([*named, reply.text]))
                self._care_named = True
        self._history = [*self._history[1 - REMEMBERED :], Exchange(text, reply.text, reply.kind, finding.risk)]
        return reply, finding.risk

    def _question(self, cue: str) -> str:
        from flows.safety import question_on

        question = question_on(cue, self._language, self._wording)
        return self._wording.text("safety", "thoughts.ask", self._language, question=question)

    def _help(self, cue: str) -> str:
        """Help first. No region is known here, and nobody is told."""
        from flows.safety import help_first
        from flows.values import Scene

        scene = Scene(now=datetime.now(UTC), language=self._language)
        return self._wording.text("safety", "help.ask", self._language, help_first(scene, self._wording, cue))


def _lines(session: Session) -> None:
    """Answer each line; one that cannot be read is named on standard error, and the others are answered."""
    before: Any = None
    wrong = 0
    for number, heard in _read():
        if isinstance(heard, str):
            warn(f"standard input, line {number}: {heard}")
            wrong += 1
            continue
        if heard["session"] != before:
            session.begin()
            before = heard["session"]
        reply, risk = session.hear(heard["text"])
        out = {"id": heard["id"], "kind": reply.kind, "text": reply.text, "risk": risk.value}
        print(json.dumps(out, ensure_ascii=False), flush=True)
    if wrong:
        raise typer.Exit(2)


def _read() -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            heard = json.loads(line)
        except ValueError:
            yield number, 'no JSON; give {"id": "1", "session": "a", "text": "..."} on one line'
            continue
        missing = [field for field in FIELDS if not isinstance(heard, dict) or field not in heard]
        if missing:
            yield number, f"lacks {', '.join(missing)}; each line needs id, session and text"
        elif not isinstance(heard["text"], str):
            yield number, "text is no string; put it in quotation marks"
        else:
            yield number, heard
