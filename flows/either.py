"""Ears made of others: the first of several that understands, days and a time in one breath, and free words
that may also be left unsaid.
"""

from dataclasses import dataclass
from typing import Any

from flows.ears import Ear, Hearing, Topics, Words, YesNo
from flows.ears.hearing import plain
from flows.schedules import parse_recurrence


@dataclass(frozen=True)
class Either:
    ears: tuple[Ear, ...]

    def __init__(self, *ears: Ear) -> None:
        object.__setattr__(self, "ears", ears)

    def hear(self, text: str, hearing: Hearing) -> Any:
        return next((value for ear in self.ears if (value := ear.hear(text, hearing)) is not None), None)


@dataclass(frozen=True)
class DaysAndTime:
    """ "Thursdays at nine" -> {"days": ["thu"], "time": "09:00"}; None for days alone, or every so many days."""

    def hear(self, text: str, hearing: Hearing) -> dict[str, Any] | None:
        found = parse_recurrence(text, hearing.language, today=hearing.now.date())
        if found is None or found.every != 1:
            return None
        return {"days": list(found.days), "time": found.clock.strftime("%H:%M")}


UNSURE = {"i don't know", "i dont know", "dont know", "don't know", "dunno", "not sure", "no idea", "maybe",
          "en tiedä", "emmä tiiä", "en mä tiedä", "en oikein tiedä", "ei mitään hajua", "ei tietoa", "ehkä",
          "ei tule mieleen", "nothing comes to mind"}  # fmt: skip
A_FEW_WORDS = 3


def is_unsure(text: str) -> bool:
    return plain(text) in UNSURE


@dataclass(frozen=True)
class TakeOrLeave:
    """Free words to a question that may be left: a bare no, "nothing" or "I don't know" is "", a bare yes None."""

    def hear(self, text: str, hearing: Hearing) -> str | None:
        if len(text.split()) <= A_FEW_WORDS + 2:
            if is_unsure(text) or Topics().hear(text, hearing) == []:
                return ""
            answer = YesNo().hear(text, hearing)
            if answer is not None and len(text.split()) <= A_FEW_WORDS:
                return None if answer else ""
        return Words().hear(text, hearing)


@dataclass(frozen=True)
class RightOrNot:
    """ "Did I get that right?": yes, no, or the words that put it right. Unsure is None, and asked again."""

    def hear(self, text: str, hearing: Hearing) -> bool | str | None:
        if is_unsure(text):
            return None
        answer = YesNo().hear(text, hearing)
        if answer is False and len(text.split()) > A_FEW_WORDS:
            return Words().hear(text, hearing)
        return Words().hear(text, hearing) if answer is None else answer
