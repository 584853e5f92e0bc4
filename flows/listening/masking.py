"""Masking: what a language model is not shown of a client's words. Broad on purpose; it cannot know every name."""

import re
from collections.abc import Iterable, Mapping

from flows.listening.gate import without_addresses

_NUMBER = re.compile(r"(?<!\w)[+(]*[A-Za-z]{0,2}\d(?:[\d\s()./:+-]*\d)?\w*")
_FEW_DIGITS = 3
"""A number of fewer digits is an age, a time or a count, and stays."""

_STREET = re.compile(
    r"\b\w+(?:katu|tie|kuja|polku|väylä|aukio|kaari|rinne|raitti)\s+\d+(?:\s?[a-z]\b(?:\s?\d+)?)?"
    r"|\b\d+\w?\s+(?:\w+\s+){1,2}(?:street|st|road|rd|avenue|ave|lane|drive|close|way|square)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[<>\[\]{}]")
_SHORT_NAME = 4
_ENDING = 5
"""Letters that a case ending and a possessive may add to a name: Maria, Mariassaan."""


def masked(text: str, names: Iterable[str], words: Mapping[str, str]) -> str:
    """The text with names, addresses and long numbers laid to words in brackets, which are in `words` by kind.

    `names` may hold several names each ("Maria Virtanen"). Brackets of the text's own are taken out, so that nothing
    in it looks like a mark of ours.
    """
    text = without_addresses(_MARKS.sub(" ", text))
    text = re.sub(r"(?<!\S)\S*@\S*", _bracketed(words["address"]), text)
    text = _STREET.sub(_bracketed(words["address"]), text)
    text = _NUMBER.sub(lambda found: _without_number(found[0], _bracketed(words["number"])), text)
    for name in sorted({part for each in names for part in re.findall(r"[^\W\d_]+", each)}, key=len, reverse=True):
        text = _any_form(name).sub(_bracketed(words["name"]), text)
    return text


def _bracketed(word: str) -> str:
    return f"[{word}]"


def _without_number(found: str, mask: str) -> str:
    return mask if sum(mark.isdigit() for mark in found) > _FEW_DIGITS else found


def _any_form(name: str) -> re.Pattern[str]:
    """The name and its inflected forms: "Pekka" finds Pekan, "Maria" finds Maria's. A short one stands alone."""
    if len(name) < _SHORT_NAME:
        return re.compile(rf"\b{re.escape(name)}(?:['’:]\w+)?\b", re.IGNORECASE)
    # Finnish doubles and softens the consonant before a name's last letter: Pekka, Pekan; Satu, Sadun.
    weak = re.sub(r"([kpt])\1(?=\w$)", r"\1", name)
    soft = re.sub(r"t(?=\w$)", "d", name)
    forms = "|".join(re.escape(form) for form in dict.fromkeys((name, weak, soft)))
    return re.compile(rf"\b(?:{forms})(?:['’:]?\w{{1,{_ENDING}}})?\b", re.IGNORECASE)
