"""Routes: messages that are no sharing, and are answered plainly: a greeting, thanks, a nod, words about the bot, a limit."""

import re
from collections.abc import Mapping
from typing import Any

from flows.listening.marks import Marks

LONGEST_ASIDE = 14
"""Words: more than this, and it is a story with such words in it."""

LONGEST_BYE = 7
LONGEST_FAREWELL = 12
"""Words of a message that says something else before it says goodbye."""

_ASKS_THE_BOT = re.compile(
    r"\b(?:do|are|can|could|have|will|would|did|were) (?:you|u)\b|\bcan i ask (?:you|u)\b"
    r"|\b\w+(?:tko|tkö|tteko|ttekö|tsä)\b|\b(?:onko|onks|oisko|olisko) (?:sulla|sul|sinulla|teillä|sun|te|sä)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\w']+")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1\1+")
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
        self._tones = {
            name: Marks("|".join(table[language] for language in LANGUAGES).replace("'", ""))
            for name, table in data["tones"].items()
        }
        self._laughs = re.compile(
            "|".join(
                re.escape(mark)
                for each in data["tones"]["humour"].values()
                for mark in each.split("|")
                if not mark.isalpha()
            )
        )
        self._tongues = {
            tongue: frozenset(words.replace("'", "").split("|")) for tongue, words in data["tongues"].items()
        }
        listens = data["listens_for"]
        self._hard = [Marks(listens["difficulty"][language]) for language in LANGUAGES]
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

    def tone(self, heard: str, raw: str) -> str:
        """A message that is met as what it is rather than said back: "boundary", "praise", "asked" (a question to the
        bot), "bye", "joy"; "" if it is none. `raw` still has its pictures.
        """
        plain = _plain(heard)
        words = len(plain.split())
        if words <= LONGEST_FAREWELL and self._only_leaves(heard):
            return "bye"
        if words > LONGEST_ASIDE:
            return ""
        for name in ("boundary", "praise"):
            if self._tones[name].within(plain):
                return name
        if heard.rstrip().endswith("?") and _ASKS_THE_BOT.search(heard):
            return "asked"
        return "joy" if self.is_glad(heard, raw) and self._tones["good_news"].within(plain) else ""

    def is_glad(self, heard: str, raw: str) -> bool:
        """Whether it is called out, and nothing hard is in it."""
        return "!!" in raw and not any(marks.within(heard) for marks in self._hard)

    def lightness(self, heard: str, raw: str, is_first: bool) -> str:
        """Of what nothing can be said back: "humour", or "hello" for a first message that begins with one; or "open"."""
        if self._tones["humour"].within(raw) or self._laughs.search(raw):
            return "humour"
        begins = _plain(re.split(r"[.!,\n]", heard, maxsplit=1)[0])
        return "hello" if is_first and begins in self._small["greeting"] else "open"

    def _only_leaves(self, heard: str) -> bool:
        """Whether it says goodbye, and beside it nothing but small talk or a word."""
        parts = [part for part in re.split(r"[.!?\n]+", heard) if _plain(part)]
        said = [self.small(part) for part in parts]
        return "bye" in said and all(name or len(part.split()) < 3 for part, name in zip(parts, said, strict=True))

    def is_leaving(self, text: str) -> bool:
        """Whether its last sentence says goodbye, whatever stands before."""
        last = [part for part in re.split(r"[.!?\n]+", text) if _plain(part)][-1:]
        return any(self.small(part) == "bye" or _plain(part.split(",")[-1]) in self._small["bye"] for part in last)

    def about_bot(self, text: str) -> str:
        """ "abuse", "privacy" (who reads this?), "about" (who are you?) or "advice" (what should I do?); "" if it is none of them."""
        plain = _plain(text)
        if len(plain.split()) <= LONGEST_ASIDE:
            for name in ("abuse", "privacy", "about"):
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
    return " ".join(_WORDS.findall(_DRAWN_OUT.sub(r"\1\1", text.casefold().replace("'", ""))))


def _looks_finnish(words: list[str]) -> int:
    return sum(
        bool(re.search(r"ää|öö|yy|aa|ii|uu|tt|kk|(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|nen|kin|ista|istä)$", word))
        for word in words
    )
