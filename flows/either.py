"""Ears made of others: the first of several that understands, days and a time in one breath, the end of a pause, and
free words that may also be left unsaid.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flows.ears import Day, Ear, Hearing, Span, Topics, Words, YesNo
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


@dataclass(frozen=True)
class Recurring:
    """What `luottamus when` takes and what people say for it: a recurrence in its canonical text."""

    def hear(self, text: str, hearing: Hearing) -> str | None:
        found = parse_recurrence(text, hearing.language, today=hearing.now.date())
        return found.text if found else None


@dataclass(frozen=True)
class Until:
    """The local day on which something rests no more, from tomorrow on: "until Friday", "for two weeks"."""

    def hear(self, text: str, hearing: Hearing) -> str | None:
        if day := Day().hear(text, hearing):
            return str(day) if day > hearing.now.date().isoformat() else None
        hours = Span().hear(text.strip().removeprefix("for "), hearing)
        return (hearing.now + timedelta(hours=hours)).date().isoformat() if hours and hours >= 24 else None


_BREAK = re.compile(r"\s*(?:a )?(?:pause|break|rest|tauko|taukoa|lepo|lepää)\b(?P<until>.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Pausing:
    """A break said with its end, "pause until Friday": {"until": "YYYY-MM-DD"}."""

    def hear(self, text: str, hearing: Hearing) -> dict[str, str] | None:
        found = _BREAK.fullmatch(text)
        day = found and Until().hear(found["until"], hearing)
        return {"until": day} if day else None


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
