"""Marks: words and phrases that tell what a clause carries, looked up fast."""

import re


class Marks:
    """Built from "word|start*|two words". `*` is the rest of a word."""

    def __init__(self, written: str) -> None:
        each = written.split("|")
        single = [word for word in each if " " not in word]
        self._words = frozenset(word for word in single if not word.endswith("*"))
        self._starts = tuple(word[:-1] for word in single if word.endswith("*"))
        phrases = "|".join(word.replace("*", r"\w*") for word in each if " " in word)
        self._phrases = re.compile(rf"(?<![\w'])(?:{phrases})(?![\w'])") if phrases else None

    def within(self, text: str) -> bool:
        folded = text.casefold()
        words = re.findall(r"\w+(?:'\w+)*", folded)
        if any(word in self._words or (self._starts and word.startswith(self._starts)) for word in words):
            return True
        return bool(self._phrases and self._phrases.search(folded))
