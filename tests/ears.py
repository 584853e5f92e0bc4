"""How the tests of ears ask: a Wednesday morning in Helsinki, and tables of "phrase => value" lines."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.ears import Ear, Hearing

NOW = datetime(2026, 3, 25, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))  # a Wednesday


def hear(
    ear: Ear, text: str, language: str = "en", now: datetime = NOW, labels: Mapping[str, str] | None = None
) -> Any:
    return ear.hear(text, Hearing(language, now, labels or {}))


def table(rows: str) -> Iterator[tuple[str, Any]]:
    """Each line is one or more phrases, with "|" between them, and after "=>" the JSON they are heard as."""
    for line in filter(None, map(str.strip, rows.splitlines())):
        phrases, _, value = line.rpartition("=>")
        for phrase in phrases.split("|"):
            yield phrase.strip(), json.loads(value)


def misheard(ear: Ear, language: str, rows: str, **more: Any) -> list[tuple[str, Any, Any]]:
    """The rows of a table that are heard as something else: (phrase, meant, heard)."""
    heard = ((phrase, meant, hear(ear, phrase, language, **more)) for phrase, meant in table(rows))
    return [(phrase, meant, got) for phrase, meant, got in heard if got != meant or type(got) is not type(meant)]
