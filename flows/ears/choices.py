"""Choices: one of the buttons, or several of them, typed in the client's own way."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from flows.ears.hearing import Hearing, Json, plain, words_of
from flows.ears.numbers import NUMBERS
from flows.ears.yes_no import DENIES

_FIRSTS = {
    "en": {"last": -1, "the last one": -1},
    "fi": {"viimeinen": -1, "viimeisin": -1, "vika": -1},
}
_PLACE = re.compile(
    r"(?:the |option |number |no |nr |choice |vaihtoehto |numero |se |kohta )*"
    r"(?P<what>\w+)(?: one| option| choice| vaihtoehto| kohta)?"
)
_NEAR_ENOUGH = 86
_CLEARLY = 10


@dataclass(frozen=True)
class OneOf:
    """The key of one of the choices: by its key or a label typed, by its place ("1", "the second", "toinen"),
    by the start of one label alone, by a label inside a few words, or by a near miss.

    Labels with figures in them are matched by their words alone, never by place: "2" may be meant as "2
    days".
    """

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        object.__setattr__(self, "keys", keys)

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        said = " ".join(words_of(plain(text)))
        names = self.names(hearing)
        if not said:
            return self._sign(text, hearing)
        exact = {key for key, labels in names.items() if said in labels}
        if exact:
            return exact.pop() if len(exact) == 1 else None
        for way in (self._by_place, _by_start, _by_mention, _by_nearness):
            key = way(said, names)
            if key is not None:
                return key
        return None

    def names(self, hearing: Hearing) -> dict[str, set[str]]:
        """The plain words that name each key: the key itself and its labels."""
        return {
            key: {
                " ".join(words_of(plain(name)))
                for name in (key.replace("_", " "), *hearing.labels.get(key, "").split("|"))
            }
            - {""}
            for key in self.keys
        }

    def _sign(self, text: str, hearing: Hearing) -> str | None:
        """A label's own emoji, sent alone."""
        mark = plain(text)
        shown = {
            key
            for key in self.keys
            if mark and any(plain(label).startswith(mark) for label in hearing.labels.get(key, "").split("|"))
        }
        return shown.pop() if len(shown) == 1 else None

    def _by_place(self, said: str, names: dict[str, set[str]]) -> str | None:
        found = _PLACE.fullmatch(said)
        if not found:
            return None
        what = found["what"]
        figures = any(mark.isdecimal() for labels in names.values() for label in labels for mark in label)
        place: int | None = None
        for language in ("en", "fi"):
            number = NUMBERS[language].get(what, "")
            if number.endswith(" TH"):
                place = int(number.split()[0])
            elif number.isdecimal() and not figures:
                place = int(number)
            place = _FIRSTS[language].get(what, place)
        if (
            place is None
            and (ordinal := re.fullmatch(r"(\d{1,3})(st|nd|rd|th)?", what))
            and (ordinal[2] or not figures)
        ):
            place = int(ordinal[1])
        if place == -1:
            return self.keys[-1]
        return self.keys[place - 1] if place and 1 <= place <= len(self.keys) else None


def _one(keys: set[str]) -> str | None:
    return keys.pop() if len(keys) == 1 else None


def _by_start(said: str, names: dict[str, set[str]]) -> str | None:
    """The start of a label: whole words of it, or three letters and more."""

    def starts(label: str) -> bool:
        return label.startswith(f"{said} ") or (len(said) >= 3 and label.startswith(said))

    return _one({key for key, labels in names.items() if any(map(starts, labels))})


def _by_mention(said: str, names: dict[str, set[str]]) -> str | None:
    """A label among at most six words, none of which denies it."""
    if len(said.split()) > 6:
        return None
    mentioned = {
        key
        for key, labels in names.items()
        if any(f" {label} " in f" {said} " and not _denied(said, label) for label in labels)
    }
    return _one(mentioned)


def _denied(said: str, label: str) -> bool:
    return bool(DENIES.search(f" {said} ".replace(f" {label} ", " ")))


def _by_nearness(said: str, names: dict[str, set[str]]) -> str | None:
    """The one label that is nearly what was typed, well ahead of the others."""
    if len(said) < 4:
        return None
    scores = sorted(
        (max((_nearness(said, label) for label in labels), default=0.0), key) for key, labels in names.items()
    )
    best, key = scores[-1]
    second = scores[-2][0] if len(scores) > 1 else 0
    return key if best >= _NEAR_ENOUGH and best - second >= _CLEARLY else None


def _nearness(said: str, label: str) -> float:
    denies = bool(DENIES.search(said)) != bool(DENIES.search(label))
    return 0.0 if denies else fuzz.ratio(said, label)


_EVERYTHING = {"all", "all of them", "everything", "both", "all of those", "kaikki", "kaikki ne", "molemmat"}
_NOTHING = {"none", "none of them", "nothing", "neither", "no", "ei", "ei mitään", "ei mikään", "ei yhtään"}
_LISTED = re.compile(r"\s*(?:[,;/&+\n]|\band\b|\bja\b|\bsekä\b|\bplus\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Several:
    """Some of the choices, as a list of keys in their own order; "none" is the empty list.

    Each part of "1, 3 and the last one" is heard as one choice would be; a part not understood leaves all
    unheard.
    """

    keys: tuple[str, ...]

    def __init__(self, *keys: str) -> None:
        object.__setattr__(self, "keys", keys)

    def hear(self, text: str, hearing: Hearing) -> Json | None:
        one = OneOf(*self.keys)
        said = " ".join(words_of(plain(text)))
        if said in _EVERYTHING:
            return list(self.keys)
        if said in _NOTHING:
            return []
        if labelled := [key for key, labels in one.names(hearing).items() if said in labels]:
            return labelled if len(labelled) == 1 else None  # a label may hold an "and" of its own
        heard = [one.hear(part, hearing) for part in _LISTED.split(plain(text)) if part.strip()]
        if not heard or any(key is None for key in heard):
            return None
        return [key for key in self.keys if key in heard]
