"""The rules: hand-written phrases that signal risk, and what takes it back (`rules.toml`). No verdict of their own.

The text is first laid plain (case, apostrophes, invisible marks, letters starred out or spaced), idioms are cut out
of it, and what is left is held against the rules of both languages, whichever one the client speaks. What the rules
find is one of the things that the fitted screen weighs; what they never let be said back is decided here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LONGEST = 10_000
"""Characters looked at: more than Telegram carries, so that the cost is bounded whoever calls."""

_APOSTROPHES = re.compile(r"['’‘ʼ`´′]")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe00-\ufe0f]")
_SENTENCE_END = re.compile(r"[.!?;…]+|\n{2,}")
_NO_WORD = re.compile(r"[^\w|]+|_+")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .*_\-/,]{1,3}){3,}[^\W\d_](?!\w)")
_LEADING_CHOICE = re.compile(r"\(((?:[^\W\d_](?:[^\W\d_ ][^|()]*| [^|()]*|)(?:\||(?=\))))+)\)(?![?*])")
_THRICE = re.compile(r"(\w)\1\1+")
_LOOK_ALIKE = str.maketrans("аеорсухіѕ01345@$!|€", "aeopcyxisoieasasiie")
_WILD = "*#%_?•✱"


class Rules:
    """Built from the parsed `rules.toml`, whose head says how its rules are written."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._same = {each: word for word, others in data["same"].items() for each in others}
        self._same_words = re.compile(rf"\b(?:{'|'.join(sorted(self._same, key=len, reverse=True))})\b")
        self._disguised = [word for words in data["disguised"].values() for word in words]
        self._squeezed = {_squeeze(word): word for word in self._disguised}
        self._hidden = re.compile("|".join(sorted(self._disguised, key=len, reverse=True)))
        verbs = "|".join(verb for verbs in data["speaking"].values() for verb in verbs)
        self._quoting = re.compile(rf'\b({verbs})[ ,:]{{1,3}}["“”„«»]')
        self._idioms = _any_of(data["idioms"])
        self._crisis = _any_of(data["crisis"])
        self._care = _any_of(data["care"])
        self._denied = _any_of(data["denied"], ends=r" ?$")
        self._past = _any_of(data["past"])
        self._again = _any_of(data["again"])
        self._unechoed = _any_of(data["never_echoed"])
        self._others = {"past": self._past, "again": self._again, "unechoed": self._unechoed}

    def read(self, said: str) -> tuple[str, set[str]]:
        """A text laid plain without its idioms, and which rules speak in it: "crisis", "denied" (said of another time,
        or not), "care", "past", "again", "idiom" and "unechoed".
        """
        signs = {name for name, rules in self._others.items() if rules.search(said)}
        cut = self._idioms.sub("|", said)
        if cut != said:
            signs.add("idiom")
        for crisis in self._crisis.finditer(cut):
            signs.add("denied" if self._denied_or_past(cut, crisis) else "crisis")
        if self._care.search(cut):
            signs.add("care")
        return cut, signs

    def blocks_echo(self, text: str) -> bool:
        """Whether the text holds a word that is never said back, whatever it means here: idioms count too."""
        said = self.plain(text)
        return any(rules.search(said) for rules in (self._unechoed, self._crisis, self._care))

    def _denied_or_past(self, said: str, crisis: re.Match[str]) -> bool:
        """Denied just before it, or told of another time and not of now: a reason for care, not for alarm."""
        start = said.rfind("|", 0, crisis.start()) + 1
        if self._denied.search(said[max(start, crisis.start() - 80) : crisis.start()]):
            return True
        end = said.find("|", crisis.end())
        sentence = said[start : end if end >= 0 else len(said)]
        return bool(self._past.search(sentence)) and not self._again.search(said)

    def plain(self, text: str) -> str:
        """Lower case words with single spaces, " | " where a sentence ends, and one spelling for the same."""
        said = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
        said = _APOSTROPHES.sub("", _INVISIBLE.sub("", said))
        if not said.isascii():
            said = "".join(mark for mark in said if not unicodedata.combining(mark))
        said = _SPACED.sub(self._joined, self._quoting.sub(r"\1 quoting ", said))
        said = "\n".join(" ".join(map(self._undisguised, line.split())) for line in said.split("\n"))
        said = _NO_WORD.sub(" ", _SENTENCE_END.sub(" | ", said.replace("|", " ")))
        return self._same_words.sub(lambda found: self._same[found[0]], " ".join(said.split()))

    def _joined(self, spaced: re.Match[str]) -> str:
        """ "k i l l m y s e l f" -> "kill myself"; letters that hide no such word stay apart."""
        letters = "".join(mark for mark in spaced[0] if mark.isalpha())
        hidden = self._hidden.sub(lambda found: f" {found[0]} ", letters)
        return spaced[0] if hidden == letters else hidden

    def _undisguised(self, word: str) -> str:
        """ "k!ll", "su*cide", "sui-cide", "diiiie" -> the word; any other word as it is."""
        core = word.strip('.,;:!?()"“”…')
        if core.isascii() and core.isalpha() and not _THRICE.search(core):
            return word
        shown = core.translate(_LOOK_ALIKE)
        drawn_out = bool(_THRICE.search(core))
        if not 2 < len(core) < 30 or (core.isalpha() and core == shown and not drawn_out):
            return word
        if shown in self._disguised:
            return word.replace(core, shown)
        letters = "".join(mark for mark in core if mark.isalpha())
        for hidden in self._disguised:
            if letters == hidden or _fits(core, hidden):
                return word.replace(core, hidden)
        return word.replace(core, self._squeezed.get(_squeeze(core), core)) if drawn_out else word


def _fits(core: str, word: str) -> bool:
    """Whether the word is the core with its starred-out letters (at most half of them) filled in."""
    wild = sum(mark in _WILD for mark in core)
    return (
        0 < wild <= len(word) / 2
        and len(core) == len(word)
        and all(mark == letter or mark in _WILD for mark, letter in zip(core, word, strict=True))
    )


def _squeeze(word: str) -> str:
    return re.sub(r"(\w)\1+", r"\1", word)


def _any_of(rules: Mapping[str, Sequence[str]], ends: str = r"\b") -> re.Pattern[str]:
    """One pattern for the rules of both languages, branched by how they begin: so most words fail at once."""
    branches: dict[str, dict[str, None]] = {}
    for rule in (each for language in rules.values() for each in language):
        for opening, rest in _openings(rule):
            branches.setdefault(opening[:2], {})[_pattern(opening[2:] + rest)] = None
    letters: dict[str, list[str]] = {}
    for pair, patterns in branches.items():
        letters.setdefault(pair[:1], []).append(f"{pair[1:]}{_either(patterns)}")
    return re.compile(rf"\b{_either(f'{first}{_either(each)}' for first, each in letters.items())}{ends}")


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _openings(rule: str) -> Iterable[tuple[str, str]]:
    """A rule split where it begins: "(ab|cd) e" is ("ab", " e") and ("cd", " e")."""
    choices = _LEADING_CHOICE.match(rule)
    if choices:
        return [(choice, rule[choices.end() :]) for choice in choices[1].split("|")]
    literal = re.match(r"[^\W\d_]{0,2}(?![?*])", rule)
    opening = literal[0] if literal else ""
    return [(opening, rule[len(opening) :])]


def _pattern(rule: str) -> str:
    """The rule as a regular expression; every repetition is bounded, so that the cost is."""
    written = re.sub(r"\((?!\?)", "(?:", rule).replace(")*", "){0,4}").replace("*", r"\w*")
    return written.replace("~", r"(?:\w+ ){0,3}").replace(r"{0,3} ", "{0,3}")
