"""Giving back the sentences that carry a message: whole, in their order, turned round where that is safe, else quoted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from flows.listening import ListeningState
from flows.listening import english as in_english
from flows.listening import finnish as in_finnish
from flows.listening.clauses import Clause
from flows.listening.english import English
from flows.listening.finnish import Finnish
from flows.listening.finnish_persons import FinnishPersons
from flows.listening.passing import Gate
from flows.listening.wholly import WhollyEnglish, WhollyFinnish

LONGEST = 160
"""Characters of the sentences that are given back together."""

LONGEST_TURNED = 200
"""The same where they are turned round, which is heard more easily."""

FEWEST_OF_A_RUN = 3
"""Words of a part of a message that may be said without the rest."""

TURNED = "{It}. "
"""The frame of what is said to the client as a sentence of ours."""

_JUDGES = re.compile(
    r"(?!.*\byou)(?:(?:it|that|this)(?:'s| is| was| does| did| sounds?| looks?| seems?| feels?)\b|.*\b(?:probably|right|wrong|fair|true|silly|stupid)\b)",
    re.IGNORECASE,
)
"""What would be a judgement of ours if a reply began with it."""

_JUDGES_IN_FINNISH = re.compile(
    r"(?:se|ne|tää|tämä|toi|tuo|ei|eikä|eihän|ihan|kyllä|kyl|on|onhan|oli|ois|olisi|ku|kun)\b", re.IGNORECASE
)

_NOD = re.compile(
    r"\W*(?:ye[sp]|yeah|aye|no|nah|nope|ok|okay|right|true|well|so|oh|ha|hmm*|idk|dunno|(?:i )?don'?t know|i know|i mean|i guess(?: so)?|i suppose(?: so)?|exactly|joo|juu|jep|(?:no )?nii?n?|ei|(?:no )?(?:hei|moi|moikka|terve)(?: taas)?|okei|aivan|totta|tiiän|tiedän|(?:en|emmä|en mä|en minä) (?:tiiä|tiedä|tiä)|emmätiiä|emmä tiiä)\W*",
    re.IGNORECASE,
)
"""A sentence with which nothing begins that is given back."""

_OWN_FRAMES = ("harsh", "asking")
"""A hard word of oneself is never said as a fact, and a question to oneself is given back as one."""


@dataclass(frozen=True)
class GivenBack:
    """The words, and the frame that they stand in before what is said of them; "" and "" where none may be said."""

    it: str = ""
    frame: str = ""
    read: str = ""
    """The words as our patterns read them: in Finnish in the person in which they were written."""

    @property
    def is_turned(self) -> bool:
        return self.frame == TURNED


class GivingBack:
    """For one message, and thrown away with it: it turns a sentence once."""

    def __init__(self, english: English, finnish: Finnish, persons: FinnishPersons, gate: Gate) -> None:
        self._english = english
        self._finnish = finnish
        self._gate = gate
        self._wholly: Mapping[str, WhollyEnglish | WhollyFinnish] = {
            "en": WhollyEnglish(english),
            "fi": WhollyFinnish(finnish, persons),
        }
        self._found: dict[tuple[str, str, bool], str] = {}

    def of(self, sentences: Sequence[str], tongue: str, as_said: bool, state: ListeningState) -> GivenBack | None:
        """What may be said back of these sentences; None where one of them has frames of its own. `as_said`: the
        writer's English is their own, and only quoted.
        """
        sentences = list(dropwhile(_NOD.fullmatch, sentences))
        read = [self._clauses([each], tongue, as_said=False) for each in sentences]
        if any(each.kind in _OWN_FRAMES for clauses in read for each in clauses):
            return None
        if not as_said and (turned := self._turned(sentences, tongue, state)):
            return GivenBack(turned, TURNED, turned if tongue == "en" else ". ".join(sentences))
        if said := self._unbroken([self._quoted(each, tongue, state) for each in sentences], tongue):
            return GivenBack(said, "“{words}.” " if tongue == "en" else "”{words}.” ", said)
        part = self._part(sentences, tongue, as_said, state)
        return part or GivenBack()

    def _turned(self, sentences: Sequence[str], tongue: str, state: ListeningState) -> str:
        """The sentences said to the client whole, one after the other; "" where that is not safe. In English all of them, or
        all from the first with which that can be done; in Finnish the longest run that can be.
        """
        if tongue == "fi":
            return max((self._run(sentences[at:], at == 0, state) for at in range(len(sentences))), key=len, default="")
        of = len(" ".join(sentences).split())
        for at, first in enumerate(sentences):
            is_enough = 2 * len(" ".join(sentences[at:]).split()) >= of and len(first.split()) >= FEWEST_OF_A_RUN
            may_begin = at == 0 or (is_enough and not self._english.shapes.lost_its_subject(first))
            if may_begin and (said := self._all(sentences[at:], at == 0, state)):
                return said
        return ""

    def _all(self, sentences: Sequence[str], is_all: bool, state: ListeningState) -> str:
        """All of these; "" where one cannot be, or where they are what is left and none speaks of its writer."""
        said: list[str] = []
        for sentence in sentences:
            turned = self._may_be_turned(sentence, "en", not said, state)
            if not turned or (not said and _JUDGES.match(turned.partition(". ")[0])):
                return ""
            said.append(turned)
        speaks = any(_same(turned) != _same(each) for turned, each in zip(said, sentences, strict=True))
        return _together(said) if is_all or speaks else ""

    def _run(self, sentences: Sequence[str], is_all: bool, state: ListeningState) -> str:
        """The first of the sentences as far as they can be said; "" where none of them speaks of its writer: said by us
        it would be our own news.
        """
        said: list[str] = []
        speaks = False
        for sentence in sentences:
            turned = self._may_be_turned(sentence, "fi", not said, state)
            is_same = _same(turned) in (_same(sentence), _same(self._finnish.bare(sentence)))
            if not turned or (said and is_same and _JUDGES_IN_FINNISH.match(turned)):
                break
            said.append(turned)
            speaks = speaks or not is_same
        is_enough = (is_all and len(said) == len(sentences)) or len(" ".join(said).split()) >= FEWEST_OF_A_RUN
        return _together(said) if speaks and is_enough else ""

    def _may_be_turned(self, sentence: str, tongue: str, begins: bool, state: ListeningState) -> str:
        if (sentence, tongue, begins) not in self._found:
            turned = self._wholly[tongue].said(sentence, begins)
            may = turned and self._gate.may_say_turned(sentence, turned, state)
            self._found[sentence, tongue, begins] = turned if may else ""
        return self._found[sentence, tongue, begins]

    def turned_quotation(self, words: str, state: ListeningState) -> str:
        """A Finnish quotation of whole sentences said to the client instead; "" where that is not safe."""
        return self._turned(words.split(". "), "fi", state)

    def _quoted(self, sentence: str, tongue: str, state: ListeningState) -> tuple[str, str]:
        """The sentence as it begins a quotation, and as it goes on: there "but" stays. Both "" where it may not be said."""
        found = self._clauses([sentence], tongue, as_said=True)
        whole = next((each for each in found if each.is_whole and self._gate.may_echo(each, state)), None)
        after = in_english.written(sentence) if tongue == "en" else in_finnish.written(sentence)
        if whole is None or not self._gate.may_say(after, state):
            return "", ""
        return whole.it, after

    def _unbroken(self, quoted: Sequence[tuple[str, str]], tongue: str) -> str:
        """Of the runs of sentences without a gap one that names a feeling of its writer's, else the longest: words that did
        not stand together are not said together.
        """
        runs: list[list[str]] = [[]]
        for begins, goes_on in quoted:
            words = goes_on if runs[-1] else begins
            if not begins or len(" ".join([*runs[-1], words])) > LONGEST:
                runs.append([begins] if begins else [])
            else:
                runs[-1].append(words)
        said = [". ".join(each[:1].upper() + each[1:] for each in run) for run in runs]
        feeling = self._english.feeling if tongue == "en" else self._finnish.feeling
        return max(said, key=lambda each: (bool(feeling(each)), len(each)))

    def _part(self, sentences: Sequence[str], tongue: str, as_said: bool, state: ListeningState) -> GivenBack | None:
        """Of one sentence that is long to read out, or holds what may not be said, the part that weighs most."""
        if len(sentences) != 1:
            return None
        for clause in self._clauses(sentences, tongue, as_said):
            if clause.kind != "duty" and self._gate.may_echo(clause, state):
                if tongue == "en" and not clause.is_quoted:
                    return GivenBack(clause.it, TURNED, clause.it)
                return GivenBack(clause.it, "“{words}.” " if tongue == "en" else "”{words}.” ", clause.it)
        return None

    def _clauses(self, sentences: Sequence[str], tongue: str, as_said: bool) -> list[Clause]:
        if tongue == "en":
            return self._english.clauses(list(sentences), as_said)
        return self._finnish.clauses(list(sentences))


def _together(said: Sequence[str]) -> str:
    """One after the other; "" if that is too long."""
    whole = ". ".join(each[:1].upper() + each[1:] if at else each for at, each in enumerate(said))
    return whole if len(whole) <= LONGEST_TURNED else ""


def _same(said: str) -> str:
    return re.sub(r"\W", "", said).casefold()
