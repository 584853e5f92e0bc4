"""Giving back the sentences that carry a message: whole, in their order, turned round where that is safe, else quoted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, groupby

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

LONGEST_TURNED = 220
"""The same where they are turned round, which is heard more easily."""

SHARE_OF_A_RUN = 0.4
"""How much of what carries a message a part of it is at least that is said without the rest."""

FEW_ABOUT_NOBODY = 8
"""Words about nobody in the talk that are said as they are."""

FEW = 2
"""Words of a sentence that is a piece of what stood before it."""

MORE_MIXED = 2
"""Words that a quotation beside what is turned adds at least: for fewer the sentence is better alone."""

FEWEST_OF_A_RUN = 3
"""Words of a part of a message that may be said without the rest."""

FEWEST_AFTER_HEDGES = 5
"""Words after the last hedge that are said without what was hedged."""

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

_OF_SOMEBODY = re.compile(
    r"^(?i:se|ne|tää|tämä|toi|tuo|ei|eikä|eihän|kyllä|kyl|on|onhan|oli|ois|olisi|juuri|joo|no|niin|nii)\b"
    r"|\b(?i:hän|hänen|he|se|sen|ne|niiden|joku|kaikki|muut|kukaan|vaimo|mies|miehe|puoliso|isä|iskä|faija|äiti|mutsi|sisko|veli|velje|poika|poja|tyttö|tytär|tyttär|laps"
    r"|mumm|pappa|ukki|anop|anoppi|appi|pomo|kaveri|ystävä|ope|naapuri|koira|kissa|vauva|joo|siis|niinku)\w{0,4}\b|(?<=\w )[A-ZÅÄÖ]"
    r"|^\w+ (?:\w+(?:i|ee|aa|ää|oo|uu|yy)|sano|kysy|katto|nauro|laitto|anto|puhu|tuu|menny)\b|\b[A-ZÅÄÖ]{3,}",
)
"""What is about somebody else, or agrees, or that something happened: said by us it would be our own."""

_NOD = re.compile(
    r"\W*(?:now then|ye[sp]|yeah|aye|no|nah|nope|ok|okay|right|true|well|so|oo*h|aw+|ah+|mm+|ha|hmm*|idk|dunno|(?:i )?don'?t know|i know|i mean|i guess(?: so)?|i suppose(?: so)?|exactly|joo|juu|jep|(?:no )?nii-?i?n?|ei|(?:no )?(?:hei|moi|moikka|terve)(?: taas)?|okei|aivan|totta|tiiän|tiedän|(?:en|emmä|en mä|en minä) (?:tiiä|tiedä|tiä)|emmätiiä|emmä tiiä)\W*",
    re.IGNORECASE,
)
"""A sentence with which nothing begins that is given back."""

_ON_CONDITION = re.compile(
    r"(?:and |but |so |maybe )?(?:if|unless|once|provided|jos|kunhan|ellei|mikäli)\b", re.IGNORECASE
)
"""How a sentence begins whose parts are not true without it."""

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
        if self._has_own_frame(sentences, tongue):
            return None
        sentences = _after_hedges(sentences)
        if not as_said and (every := self._every_turned(sentences, tongue, state)):
            return GivenBack(every, TURNED, every if tongue == "en" else ". ".join(sentences))
        sentences = self._sayable(sentences, tongue, state)
        if not as_said and (turned := self._turned(sentences, tongue, state)):
            mixed = self._mixed(sentences, tongue, state) if len(sentences) > 1 else ""
            best = mixed if len(mixed.split()) >= len(turned.split()) + MORE_MIXED else turned
            return GivenBack(best, TURNED, best if tongue == "en" else ". ".join(sentences))
        if said := self._unbroken([self._quoted(each, tongue, state) for each in sentences], tongue):
            return GivenBack(said, "“{words}.” " if tongue == "en" else "”{words}.” ", said)
        part = self._part(sentences, tongue, as_said, state)
        return part or GivenBack()

    def _sayable(self, sentences: Sequence[str], tongue: str, state: ListeningState) -> list[str]:
        """Of the runs of sentences each of which may be said or quoted, one that names a feeling, else the longest; all where
        that is a small part of them.
        """
        runs: list[list[str]] = [[]]
        for sentence in sentences:
            begins = not runs[-1]
            if (
                self._may_be_turned(sentence, tongue, False, state)
                or (begins and self._may_be_turned(sentence, tongue, True, state))
                or self._quoted(sentence, tongue, state)[1]
            ):
                runs[-1].append(sentence)
            else:
                runs.append([])
        best = max(runs, key=lambda run: (bool(self._feeling(" ".join(run), tongue)), len(" ".join(run))))
        return best if len(" ".join(best)) >= SHARE_OF_A_RUN * len(" ".join(sentences)) else list(sentences)

    def _feeling(self, said: str, tongue: str) -> str:
        return self._english.feeling(said) if tongue == "en" else self._finnish.feeling(said)

    def _has_own_frame(self, sentences: Sequence[str], tongue: str) -> bool:
        """Whether one of them is a question or a hard word of its writer's."""
        reader = self._english if tongue == "en" else self._finnish
        may_have = [each for each in sentences if "?" in each or reader.asks(each) or reader.may_be_harsh(each)]
        return any(
            clause.kind in _OWN_FRAMES for each in may_have for clause in self._clauses([each], tongue, as_said=False)
        )

    def _every_turned(self, sentences: Sequence[str], tongue: str, state: ListeningState) -> str:
        """All of these turned, where each can be; "" where one cannot."""
        if tongue == "en":
            return self._all(sentences, True, state)
        row = self._row(sentences, state)
        return self._of_a_row(row, sentences, True) if len(row) == len(sentences) else ""

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
            if not (turned or said or " " in sentence) and len(sentences) > 1:
                turned = self._may_be_turned(sentence, "en", False, state)  # "Tuesday. Rain."
            if not turned or (not said and _JUDGES.match(turned.partition(". ")[0])):
                return ""
            said.append(turned)
        speaks = any(_same(turned) != _same(each) for turned, each in zip(said, sentences, strict=True))
        return _together(said) if is_all or speaks else ""

    def _run(self, sentences: Sequence[str], is_all: bool, state: ListeningState) -> str:
        """The first of the sentences as far as they can be said; `is_all`: they are the whole of what is given back."""
        return self._of_a_row(self._row(sentences, state), sentences, is_all)

    def _row(self, sentences: Sequence[str], state: ListeningState) -> list[str]:
        """The first of the sentences in Finnish, each turned, up to one that cannot be."""
        said: list[str] = []
        for sentence in sentences:
            turned = self._may_be_turned(sentence, "fi", not said, state)
            if not turned or (said and self._is_unturned(turned, sentence) and _JUDGES_IN_FINNISH.match(turned)):
                break
            said.append(turned)
        return said

    def _of_a_row(self, said: Sequence[str], sentences: Sequence[str], is_all: bool) -> str:
        """The row as it is said; "" where none of it speaks of its writer: said by us it would be our own news, but for
        a few words about nobody ("ihan kamalaa ja ihan parasta").
        """
        whole = _together(said)
        is_whole = is_all and len(said) == len(sentences)
        if any(not self._is_unturned(*each) for each in zip(said, sentences, strict=False)):
            return whole if is_whole or len(" ".join(said).split()) >= FEWEST_OF_A_RUN else ""
        about_nobody = is_whole and len(whole.split()) <= FEW_ABOUT_NOBODY and not _OF_SOMEBODY.search(whole)
        return whole if about_nobody else ""

    def _is_unturned(self, turned: str, sentence: str) -> bool:
        return _same(turned) in (_same(sentence), _same(self._finnish.bare(sentence)))

    def _mixed(self, sentences: Sequence[str], tongue: str, state: ListeningState) -> str:
        """All the sentences in their order, turned but for neighbours among them that are quoted; "" where one may be
        neither, or what is quoted is not in one place. In English a quotation first would keep what is said waiting.
        """
        pieces: list[tuple[bool, str]] = []
        for sentence in sentences:
            turned = self._may_be_turned(sentence, tongue, all(is_quoted for is_quoted, _ in pieces), state)
            goes_on = bool(pieces) and pieces[-1][0]
            if not (words := turned or self._quoted(sentence, tongue, state)[goes_on]):
                return ""
            pieces.append((not turned, words))
        blocks = [(is_quoted, [words for _, words in of]) for is_quoted, of in groupby(pieces, lambda each: each[0])]
        if sum(is_quoted for is_quoted, _ in blocks) != 1 or len(blocks) == 1 or (tongue == "en" and blocks[0][0]):
            return ""
        return _together([each for is_quoted, of in blocks for each in ([_marked(of, tongue)] if is_quoted else of)])

    def _may_be_turned(self, sentence: str, tongue: str, begins: bool, state: ListeningState) -> str:
        if (sentence, tongue, begins) not in self._found:
            turned = self._wholly[tongue].said(sentence, begins)
            may = turned and self._gate.may_say_turned(sentence, turned, state)
            self._found[sentence, tongue, begins] = turned if may else ""
        return self._found[sentence, tongue, begins]

    def turned_quotation(self, words: str, state: ListeningState) -> str:
        """A Finnish quotation of whole sentences said to the client instead; "" where that is not safe."""
        turned = self._turned(words.split(". "), "fi", state)
        return "" if _same(turned) == _same(words) else turned

    def _quoted(self, sentence: str, tongue: str, state: ListeningState) -> tuple[str, str]:
        """The sentence as it begins a quotation, and as it goes on: there "but" stays. Both "" where it may not be said."""
        found = self._clauses([sentence], tongue, as_said=True)
        whole = next((each for each in found if each.is_whole and self._gate.may_echo(each, state)), None)
        after = in_english.written(sentence) if tongue == "en" else in_finnish.written(sentence)
        if whole is None and len(sentence.split()) <= FEW and "?" not in sentence and self._gate.may_say(after, state):
            return "", after  # a piece, which goes on and begins nothing
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
            if not words or len(" ".join([*runs[-1], words])) > LONGEST:
                runs.append([begins] if begins else [])
            else:
                runs[-1].append(words)
        said = [". ".join(each[:1].upper() + each[1:] for each in run) for run in runs]
        return max(said, key=lambda each: (bool(self._feeling(each, tongue)), len(each)))

    def _part(self, sentences: Sequence[str], tongue: str, as_said: bool, state: ListeningState) -> GivenBack | None:
        """Of one sentence that is long to read out, or holds what may not be said, the part that weighs most."""
        if len(sentences) != 1:
            return None
        for clause in self._clauses(sentences, tongue, as_said):
            if _ON_CONDITION.match(sentences[0]) and not sentences[0].startswith(clause.said):
                continue
            if clause.kind != "duty" and self._gate.may_echo(clause, state):
                if tongue == "en" and not clause.is_quoted:
                    return GivenBack(clause.it, TURNED, clause.it)
                return GivenBack(clause.it, "“{words}.” " if tongue == "en" else "”{words}.” ", clause.it)
        return None

    def _clauses(self, sentences: Sequence[str], tongue: str, as_said: bool) -> list[Clause]:
        if tongue == "en":
            return self._english.clauses(list(sentences), as_said)
        return self._finnish.clauses(list(sentences))


def _after_hedges(sentences: Sequence[str]) -> Sequence[str]:
    """What follows where somebody looks for the word: "not jealous. well. ok. but nobody even asked"."""
    hedged = [at for at, each in enumerate(sentences[:-1]) if at and _NOD.fullmatch(each)]
    rest = sentences[hedged[-1] + 1 :] if hedged else sentences
    return rest if len(" ".join(rest).split()) >= FEWEST_AFTER_HEDGES else sentences


def _together(said: Sequence[str]) -> str:
    """One after the other; "" if that is too long."""
    whole = _in_order(said)
    return whole if len(whole) <= LONGEST_TURNED else ""


def _in_order(said: Sequence[str]) -> str:
    return ". ".join(each[:1].upper() + each[1:] if at else each for at, each in enumerate(said)).replace(".”.", ".”")


def _marked(quoted: Sequence[str], tongue: str) -> str:
    words = _in_order(quoted)
    return f"{'“' if tongue == 'en' else '”'}{words[:1].upper()}{words[1:]}.”"


def _same(said: str) -> str:
    return re.sub(r"\W", "", said).casefold()
