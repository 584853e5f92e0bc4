"""Marks: words and phrases that tell what a clause carries, looked up fast."""

import re
from collections.abc import Iterator, Mapping, Sequence

_WORDS = re.compile(r"\w+(?:'\w+)*")
SPEECH = re.compile(r'"[^"]*"')
"""What somebody said, in a tidied text."""

_KEY = 2
"""Letters by which the beginnings of words are looked up."""


def words_of(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


class Lookup:
    """Names by what they are known by, each written "word|start*|two words"; `*` is the rest of a word. One pass over
    the words finds them all.
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self._words: dict[str, set[str]] = {}
        self._starts: dict[str, list[tuple[str, str]]] = {}
        self._phrases: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
        for name, text in written.items():
            for phrase in filter(None, text.split("|")):
                self._add(phrase.split(), name)

    def _add(self, phrase: Sequence[str], name: str) -> None:
        first = phrase[0]
        if len(phrase) > 1:
            self._phrases.setdefault(first, []).append((phrase[1].rstrip("*"), tuple(phrase[1:]), name))
        elif first.endswith("*"):
            self._starts.setdefault(first[:_KEY], []).append((first[:-1], name))
        else:
            self._words.setdefault(first, set()).add(name)

    def names(self, words: Sequence[str]) -> Iterator[str]:
        """The names of what stands among these words, given in lower case and in order; a name may come twice."""
        known, starts, phrases = self._words, self._starts, self._phrases
        for at, word in enumerate(words):
            if word in known:
                yield from known[word]
            if word[:_KEY] in starts:
                for start, name in starts[word[:_KEY]]:
                    if word.startswith(start):
                        yield name
            if word in phrases:
                following = words[at + 1] if at + 1 < len(words) else ""
                for first, rest, name in phrases[word]:
                    if following.startswith(first) and _follows(words, at + 1, rest):
                        yield name


class Marks:
    """A lookup of one name."""

    def __init__(self, written: str) -> None:
        self._lookup = Lookup({"": written})

    def within(self, text: str) -> bool:
        return self.among(words_of(text))

    def among(self, words: Sequence[str]) -> bool:
        return next(self._lookup.names(words), None) is not None


def _follows(words: Sequence[str], at: int, phrase: Sequence[str]) -> bool:
    return len(words) >= at + len(phrase) and all(
        words[at + place].startswith(wanted[:-1]) if wanted.endswith("*") else words[at + place] == wanted
        for place, wanted in enumerate(phrase)
    )


def either(words: str) -> str:
    """A pattern for any of "word|two words|start*", the longest first."""
    longest_first = sorted(words.split("|"), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in longest_first)
