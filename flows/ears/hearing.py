"""What every ear shares: what it may look at, what it answers, and how a text is made plain."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeAlias

Json: TypeAlias = Any
"""A value that JSON can hold: text, whole number, truth, list or dict of these."""

LONGEST_ANSWER = 160
"""An answer to a small question is short; a longer text is a story, and no ear guesses at one."""


@dataclass(frozen=True)
class Hearing:
    """What an ear may look at besides the text.

    `language` is "en" or "fi"; `now` is aware, in the client's own zone. `labels` gives each choice's words
    in the client's language; more ways to say it stand after "|".
    """

    language: str
    now: datetime
    labels: Mapping[str, str] = field(default_factory=dict)


class Ear(Protocol):
    """What an answer may be: a text becomes a JSON value, or None where it was not understood."""

    def hear(self, text: str, hearing: Hearing, /) -> Json | None: ...


def both(language: str) -> tuple[str, str]:
    """The two languages, the client's own first: people mix them, so each ear tries the other one too."""
    return ("fi", "en") if language == "fi" else ("en", "fi")


def visible(text: str) -> str:
    """The text without control characters, bidi overrides and other invisible marks."""
    if text.isprintable():
        return text
    return "".join(
        mark if mark not in "\t\n\r\v\f\u2028\u2029" else " "
        for mark in text
        if mark in "\t\n\r\v\f\u2028\u2029\u200d" or unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−~"), "-")
_MARKS = _DASHES | dict.fromkeys(map(ord, "’‘`´ʼ"), "'") | {0x20E3: None, 0x1F51F: "10", 0x200D: None}


def plain(text: str) -> str:
    """Lower case, one kind of dash, apostrophe, space and digit; "" for a text too long to be an answer."""
    if len(text) > LONGEST_ANSWER:
        return ""
    text = unicodedata.normalize("NFKC", visible(text)).casefold().translate(_MARKS)
    text = "".join(str(unicodedata.decimal(mark)) if mark.isdecimal() else mark for mark in text)
    text = "".join(mark for mark in text if not "\ufe00" <= mark <= "\ufe0f")
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return text if len(text) <= LONGEST_ANSWER else ""  # one sign may stand for eighteen letters


def words_of(text: str) -> list[str]:
    """The words and numbers of a plain text; emoji and punctuation are left out."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", text)
