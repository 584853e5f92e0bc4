"""The gate as a whole: what of a client's words may be said back, which replies may go out, what a model may be shown.

Its rules are in gate.py; here they meet the risk screen, what was agreed on, and what was said before.
"""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from typing import Any, Self

from flows.listening import ListeningState, Screen
from flows.listening.clauses import Clause
from flows.listening.cleaning import tidied
from flows.listening.gate import LONGEST_REPLY, advises, diagnoses, may_echo, questions_in, says_again, touches
from flows.listening.marks import Marks
from flows.listening.routes import Routes
from flows.risk import Risk

FEWEST_SHOWN = 3
"""Words a model is asked about at least: of fewer it could only guess."""

_STUTTER = re.compile(
    r"\b(you|your|the|an?|to|is|are|was|were|sä|sinä|sun|sinun|et|ja) \1\b|^So (?:\S+|.*,) so\b", re.IGNORECASE
)


class Gate:
    """Built from the parsed `lexicon.toml`, the routes and the risk screen."""

    def __init__(self, lexicon: Mapping[str, Any], routes: Routes, screen: Screen) -> None:
        self._screen = screen
        self._routes = routes
        self._insult = Marks("|".join(lexicon["never"]["insult"].values()))
        self._blocks_echo = screen.blocks_echo

    def of_one_message(self) -> Self:
        """The same gate, which looks at the same words once."""
        one = copy(self)
        one._blocks_echo = cache(self._screen.blocks_echo)
        return one

    def risk(self, text: str, known: Risk | None) -> Risk:
        """What the text signals; screened only where nobody has."""
        return self._screen.screen(text) if known is None else known

    def blocks(self, words: str) -> bool:
        """Whether they hold a word of risk, which is never said back."""
        return self._blocks_echo(words)

    def may_echo(self, clause: Clause, state: ListeningState) -> bool:
        """Whether the clause may be said back: nor may what it is a part of hold a word of risk."""
        sayable = (self._is_sayable(words, state) for words in {clause.said, clause.it})
        return all(sayable) and not self._blocks_echo(clause.of or clause.said)

    def may_say(self, words: str, state: ListeningState) -> bool:
        """Whether these words of a client's may be said back to them."""
        return self._is_sayable(words, state) and not self._blocks_echo(words)

    def may_say_turned(self, sentence: str, turned: str, state: ListeningState) -> bool:
        """Whether a sentence of theirs may be said back in these words, which are its own but for the person."""
        return self.may_say(sentence, state) and self._is_sayable(turned, state)

    def _is_sayable(self, words: str, state: ListeningState) -> bool:
        """The same for all but risk: no insult is in them either, and they are none that the client has refused."""
        return (
            may_echo(words, state.off_limits)
            and not self._insult.within(words)
            and not any(words.casefold() in each.casefold() for each in state.refused)
        )

    def passes(self, text: str, lately: Sequence[str], state: ListeningState) -> bool:
        """Whether this reply, made of frames of ours and words that may be said back, may go out."""
        return (
            0 < len(text) <= LONGEST_REPLY
            and text not in state.refused
            and questions_in(text) <= 1
            and not _STUTTER.search(text)
            and not (advises(text) or diagnoses(text) or says_again(text, lately))
        )

    # Where somebody else listens: see seat.py

    def may_be_shown(self, text: str, state: ListeningState, risk: Risk | None = None) -> bool:
        """Whether a model may be asked about it: nothing of risk or off limits, and nothing with an answer of its own.

        Words of another language are none of it: no screen here can read them. `risk` is the text's, if it is known.
        """
        heard = tidied(text)
        return (
            len(text.split()) >= FEWEST_SHOWN
            and self.risk(text, risk) is Risk.NONE
            and not touches(state.off_limits, text)
            and not self._routes.small(heard)
            and not self._routes.about_bot(heard)
            and not self._routes.is_foreign(heard)
        )

    def passes_whole(self, text: str, lately: Sequence[str], state: ListeningState) -> bool:
        """Whether somebody else's reply may go out, by the rules for echoes and for replies both."""
        return (
            bool(re.search(r"\w", text))
            and self.passes(text, lately, state)
            and self.may_say(text, state)
            and self._screen.screen(text) is not Risk.CRISIS
            and self._routes.tongue(text) in ("", state.language)
            and not self._routes.is_foreign(text)
        )
