"""The model's seat: when a language model may be asked for a reply, what it is shown, and what a client sees of it.

Pure: the desk does the asking, between two transactions. In the first a `Turned` listener notes what would be asked,
and all of it is taken back; in the second one hands the model's reply over, if the dialogue still asks the very same.
Whatever else happens, the default listener's reply goes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.listening import Exchange, ListeningState, Reply
from flows.listening.cleaning import capped
from flows.listening.engine import DefaultListener
from flows.listening.masking import masked
from flows.listening.saying import LATELY
from flows.listening.stricter import asks_quietly, praises, quotes_only, speaks_of_itself, tells

RECENT = 3
"""Exchanges before the client's words that a model is shown: enough for "it" and "he" to mean something."""


@dataclass(frozen=True)
class Asked:
    """What a listener is asked, as a value: two that are equal ask for the same reply."""

    text: str
    history: tuple[Exchange, ...]
    state: ListeningState


@dataclass(frozen=True)
class Answered:
    """What came of asking a model; `reply` None: nothing that a client may see."""

    asked: Asked
    reply: Reply | None


class Turned:
    """The listener of one turn in which a model may be asked; `asks` is what it would be, None for nothing."""

    def __init__(self, default: DefaultListener, answered: Answered | None) -> None:
        self._default = default
        self._answered = answered
        self.asks: Asked | None = None

    def reply(self, text: str, history: Sequence[Exchange], state: ListeningState) -> Reply:
        asked = Asked(text, tuple(history), state)
        if self._answered is None:
            self.asks = asked if self._default.gate.may_be_shown(text, state, state.risk) else None
        elif self._answered.asked == asked and self._answered.reply is not None:
            return self._answered.reply
        return self._default.reply(text, history, state)


class ModelSeat:
    """Built from the parsed `model.toml` and the default listener; `host` is who the client allowed to see words."""

    def __init__(self, words: Mapping[str, Any], default: DefaultListener, host: str) -> None:
        self._words = words
        self._default = default
        self.host = host

    def listener(self, answered: Answered | None = None) -> Turned:
        return Turned(self._default, answered)

    def shown(self, asked: Asked, names: Iterable[str]) -> list[dict[str, str]]:
        """The messages of a chat completion: ours, the last few exchanges that may be shown, the client's words.

        `names` are masked, and addresses and long numbers. What a client wrote stands between marks that it cannot
        hold itself, so that nothing in it passes for ours.
        """
        state, names = asked.state, list(names)
        language = state.language if state.language in self._words["system"] else "en"
        masks = {kind: word[language] for kind, word in self._words["masks"].items()}

        def clients(text: str) -> dict[str, str]:
            return {"role": "user", "content": f"<client>{masked(capped(text), names, masks)}</client>"}

        before: list[dict[str, str]] = []
        for each in asked.history[-RECENT:]:
            if self._default.gate.may_be_shown(each.client, state, each.risk):
                before += [clients(each.client), {"role": "assistant", "content": masked(each.bot, names, masks)}]
        system = [self._words["system"][language]]
        system += [self._words["asking"][language]] if state.may_ask else []
        system += [self._words["refused"][language]] if state.refused else []
        return [{"role": "system", "content": "\n\n".join(system)}, *before, clients(asked.text)]

    def probe(self) -> list[dict[str, str]]:
        """What is asked to see whether a model answers: words of ours alone."""
        return self.shown(Asked(self._words["probe"]["en"], (), ListeningState()), ())

    def reply(self, answer: str, asked: Asked) -> Reply | None:
        """The model's answer as a reply, if it passes the gate that the default's replies pass, and a stricter one.

        The default's gate knows its own frames; these words may be anybody's.
        """
        text, state = " ".join(answer.split()), asked.state
        sources = [asked.text, *(each.client for each in asked.history)]
        lately = [each.bot for each in asked.history[-LATELY:]]
        if (
            not self._default.gate.passes_whole(text, lately, state)
            or speaks_of_itself(text)
            or tells(text, asked.text)
            or praises(text)
            or (asks_quietly(text) and not state.may_ask)
            or not quotes_only(text, sources)
        ):
            return None
        why = self._words["why"][state.language].format(host=self.host)
        return Reply("question" if "?" in text else "reflection", text, why, author="model")
