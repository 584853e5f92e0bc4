"""How a transcript is printed: a line a message, as in the conversation scripts of the tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

SPEAKERS = {"client": "client", "template": "bot", "model": "model", "coach": "coach"}
MARKS = {"off_record": "off the record from here", "on_record": "on the record again"}
"""Kinds of line that say what was not written down."""

UNSURE = {
    "pending": "not sent yet",
    "unknown": "not known to have arrived",
    "failed": "not delivered",
    "blocked": "not delivered, blocked",
}


@dataclass(frozen=True)
class Entry:
    """One message to print. `text` None: the reader may not see the words. `earlier`: wordings before an edit."""

    at: datetime
    author: str
    kind: str = "text"
    text: str | None = None
    delivery: str = ""
    earlier: tuple[str, ...] = ()


def print_entries(entries: Iterable[Entry], zone: str) -> str:
    """The days marked, and each message unbroken on one line: time, speaker, words. Times are in `zone`.

    Messages in a row that the reader may not see are one line, with their number.
    """
    printed: list[str] = []
    day = ""
    for (on, hidden), run in groupby(entries, lambda each: (_day(each, zone), _is_hidden(each))):
        if on != day:
            day = on
            printed += ([""] if printed else []) + [f"# {day}"]
        together = list(run)
        if hidden and len(together) > 1:
            printed.append(f"{_clock(together[0], zone)}          ({len(together)} messages, not shared)")
        else:
            printed += [f"{_clock(each, zone)}  {SPEAKERS[each.author]:<7} {_said(each)}" for each in together]
    return "\n".join(printed)


def _day(entry: Entry, zone: str) -> str:
    return entry.at.astimezone(ZoneInfo(zone)).strftime("%A %-d %B %Y")


def _clock(entry: Entry, zone: str) -> str:
    return entry.at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def _is_hidden(entry: Entry) -> bool:
    return entry.text is None and entry.kind not in MARKS


def _said(entry: Entry) -> str:
    if entry.kind in MARKS:
        return f"({MARKS[entry.kind]})"
    if entry.text is None:
        return "(not shared)"
    words = unbroken(entry.text) or f"({entry.kind})"
    if entry.kind not in ("text", "tap", "caption", "edit") and entry.text:
        words = f"({entry.kind}) {words}"
    if entry.kind == "tap":
        words = f"[{words}]"
    notes = [f"was: {unbroken(each)}" for each in entry.earlier]
    if entry.delivery in UNSURE:
        notes.append(UNSURE[entry.delivery])
    return words + "".join(f" ({note})" for note in notes)


def unbroken(text: str) -> str:
    """The text on one line, with a mark where a line ended, and with nothing that moves a terminal's cursor."""
    one_line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    return "".join(each if each.isprintable() else " " for each in one_line)
