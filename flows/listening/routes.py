"""Routes: messages that are no sharing, and are answered plainly: a greeting, thanks, a nod, words about the bot."""

import re
from collections.abc import Mapping
from typing import Any

from flows.listening.marks import Marks

LONGEST_ASIDE = 14
"""Words: more than this, and it is a story with such words in it."""

LONGEST_BYE = 7
_WORDS = re.compile(r"[\w']+")
LANGUAGES = ("en", "fi")


class Routes:
    """Built from the parsed `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._small = {
            name: frozenset(_plain(words) for text in table.values() for words in text.split("|"))
            for name, table in data["small"].items()
        }
        self._leaving = Marks(
            "|".join(
                _plain(words) for text in data["small"]["bye"].values() for words in text.split("|") if " " in words
            )
        )
        self._any_small = frozenset().union(*self._small.values())
        self._bot = {
            name: Marks("|".join(table[language] for language in LANGUAGES).replace("'", ""))
            for name, table in data["bot"].items()
        }
        self._tongues = {
            tongue: frozenset(words.replace("'", "").split("|")) for tongue, words in data["tongues"].items()
        }
        listens = data["listens_for"]
        self._marked = {
            language: Marks(
                "|".join(listens[name][language] for name in ("feeling", "want", "difficulty")).replace("'", "")
            )
            for language in LANGUAGES
        }

    def small(self, text: str) -> str:
        """ "greeting", "thanks", "bye" or "small" (a nod, or nothing to read at all); "" for everything else."""
        plain = _plain(text)
        if not plain:
            return "small"
        parts = [_plain(part) for part in re.split(r"[.!,\n]+", text) if _plain(part)]
        for name in ("greeting", "thanks", "bye", "small"):
            if plain in self._small[name] or all(part in self._small[name] for part in parts):
                return name
        if all(part in self._any_small for part in parts):
            return next(
                name
                for name in ("bye", "thanks", "small", "greeting")
                if any(part in self._small[name] for part in parts)
            )
        if len(plain.split()) <= 4 and all(word in self._any_small for word in plain.split()):
            return "thanks" if any(word in self._small["thanks"] for word in plain.split()) else "small"
        short = len(plain.split()) <= LONGEST_BYE and not re.search(r"[.!?\n]+\s*\w", text)
        return "bye" if short and self._leaving.within(plain) else ""

    def is_leaving(self, text: str) -> bool:
        """Whether its last sentence says goodbye, whatever stands before."""
        last = [part for part in re.split(r"[.!?\n]+", text) if _plain(part)][-1:]
        return any(self.small(part) == "bye" or _plain(part.split(",")[-1]) in self._small["bye"] for part in last)

    def about_bot(self, text: str) -> str:
        """ "abuse", "about" (who are you?) or "advice" (what should I do?); "" if it is none of them."""
        plain = _plain(text)
        if len(plain.split()) <= LONGEST_ASIDE:
            for name in ("abuse", "about"):
                if self._bot[name].within(plain):
                    return name
        last = re.split(r"(?<=[.!?\n])\s+", text.strip())[-1]
        return "advice" if self._bot["advice"].within(_plain(last)) else ""

    def is_foreign(self, text: str) -> bool:
        """Whether several of its words are of a language that is not known here."""
        return _foreign_script(text) or sum(word in self._tongues["other"] for word in _plain(text).split()) >= 2

    def tongue(self, text: str) -> str:
        """The language the words are in, "en" or "fi"; "" when that is not plain."""
        plain = _plain(text)
        if _foreign_script(plain):
            return ""
        words = plain.split()
        counts = {tongue: sum(word in known for word in words) for tongue, known in self._tongues.items()}
        for tongue, rival in (("en", "fi"), ("fi", "en")):
            own = (
                counts[tongue] + 2 * self._marked[tongue].within(plain) + (tongue == "fi") * 0.5 * _looks_finnish(words)
            )
            if own > max(counts[rival] + 2 * self._marked[rival].within(plain), counts["other"]):
                return tongue
        return ""


def _foreign_script(text: str) -> bool:
    return sum(mark > "ɐ" and mark.isalpha() for mark in text) >= 2


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold().replace("'", "")))


def _looks_finnish(words: list[str]) -> int:
    return sum(
        bool(re.search(r"ää|öö|yy|aa|ii|uu|tt|kk|(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|nen|kin|ista|istä)$", word))
        for word in words
    )
