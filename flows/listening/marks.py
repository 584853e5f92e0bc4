"""Marks: words and phrases that tell what a clause carries, looked up fast."""

import re
from collections.abc import Mapping, Sequence

_WORDS = re.compile(r"\w+(?:'\w+)*")


def words_of(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


class Marks:
    """Built from "word|start*|two words". `*` is the rest of a word."""

    def __init__(self, written: str) -> None:
        each = [tuple(phrase.split()) for phrase in written.split("|") if phrase]
        single = [phrase[0] for phrase in each if len(phrase) == 1]
        self._words = frozenset(word for word in single if not word.endswith("*"))
        self._starts = tuple(word[:-1] for word in single if word.endswith("*"))
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in each:
            if len(phrase) > 1:
                self._phrases.setdefault(phrase[0], []).append(phrase[1:])

    def within(self, text: str) -> bool:
        return self.among(words_of(text))

    def among(self, words: Sequence[str]) -> bool:
        """Whether one of them stands among these words, given in lower case and in order."""
        if not self._words.isdisjoint(words):
            return True
        for at, word in enumerate(words):
            if self._starts and word.startswith(self._starts):
                return True
            if word in self._phrases and any(_follows(words[at + 1 :], rest) for rest in self._phrases[word]):
                return True
        return False


def _follows(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return len(words) >= len(phrase) and all(
        word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
        for word, wanted in zip(words, phrase, strict=False)
    )


def either(words: str) -> str:
    """A pattern for any of "word|two words|start*", the longest first."""
    longest_first = sorted(words.split("|"), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in longest_first)


def marked(data: Mapping[str, Mapping[str, str]], language: str) -> dict[str, Marks]:
    """The marks of one language, by what they tell."""
    return {name: Marks(by_language[language]) for name, by_language in data.items() if language in by_language}
