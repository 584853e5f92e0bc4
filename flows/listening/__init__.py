"""Listening: what a listener hears and says. Whoever listens, the default engine or a model, has this seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from flows.risk import Risk

Kind = Literal["reflection", "affirmation", "question", "summary", "prompt", "care", "crisis"]


@dataclass(frozen=True)
class Reply:
    """What a listener says, and in a sentence why.

    A "reflection" gives the client's words back, an "affirmation" an effort of theirs, a "summary" several of their
    strong words; a "question" is any of these or nothing with one open question after it; a "prompt" claims nothing.
    "care" and "crisis" are said around the listener, where the risk screen spoke. `aside`: the words were said to the
    bot, such as a greeting or "are you a person?", so nothing was told yet that a question could go on from.
    """

    kind: Kind
    text: str
    why: str
    author: Literal["template", "model"] = "template"
    aside: bool = False


@dataclass(frozen=True)
class Exchange:
    """What the client wrote, and what the listener said to it. `risk` is the text's; None: it was not looked for."""

    client: str
    bot: str
    kind: Kind = "reflection"
    risk: Risk | None = None


@dataclass(frozen=True)
class ListeningState:
    """What a listener has to respect.

    `refused` are mirrors of the same words that the client said were wrong. `may_ask` is False where the dialogue
    asks the next question itself; `may_praise` is False while a concern is open. `risk` is what the text signals, where
    whoever calls has looked already.
    """

    language: str = "en"
    off_limits: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    may_ask: bool = False
    may_praise: bool = True
    risk: Risk | None = None


class Listener(Protocol):
    def reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply:
        """One reply to the text. Never raises; `history` is in order, the latest last."""
        ...


class Screen(Protocol):
    """What a listener asks of the risk screen."""

    def screen(self, text: str) -> Risk: ...
    def blocks_echo(self, text: str) -> bool: ...
