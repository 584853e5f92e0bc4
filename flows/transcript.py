"""How a transcript is printed: a line a message, as in the conversation scripts of the tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flows.dates import say_full_date
from flows.wording import Wording


@dataclass(frozen=True)
class Entry:
    """One message to print. `text` None: the reader may not see the words. `earlier`: wordings before an edit."""

    at: datetime
    author: str
    kind: str = "text"
    text: str | None = None
    delivery: str = ""
    earlier: tuple[str, ...] = ()
    by: str = ""
    """The author's name, where the kind of author does not say who it was: a former coach."""


@dataclass(frozen=True)
class Printer:
    """Prints for a reader of this language. Times are in `zone`."""

    wording: Wording
    language: str
    zone: str

    def entries(self, entries: Iterable[Entry]) -> str:
        """The days marked, and each message unbroken on one line: time, speaker, words.

        Messages in a row that the reader may not see are one line, with their number.
        """
        printed: list[str] = []
        day = None
        for (on, hidden), run in groupby(entries, lambda each: (self._local(each).date(), self._is_hidden(each))):
            if on != day:
                day = on
                printed += ([""] if printed else []) + [f"# {say_full_date(day, self.language)}"]
            together = list(run)
            if hidden and len(together) > 1:
                many = self._text("not_shared_many", count=len(together))
                printed.append(f"{self._local(together[0]):%H:%M}          ({many})")
            else:
                printed += [self._line(each) for each in together]
        return "\n".join(printed)

    def _line(self, entry: Entry) -> str:
        speaker = entry.by or self._text(f"speakers.{entry.author}")
        return f"{self._local(entry):%H:%M}  {speaker:<7} {self._said(entry)}"

    def _said(self, entry: Entry) -> str:
        if self._is_mark(entry):
            return f"({self._text(f'marks.{entry.kind}')})"
        if entry.text is None:
            return f"({self._text('not_shared')})"
        words = unbroken(entry.text) or f"({self._kind(entry)})"
        if entry.kind not in ("text", "tap", "caption", "edit") and entry.text:
            words = f"({self._kind(entry)}) {words}"
        if entry.kind == "tap":
            words = f"[{words}]"
        notes = [self._text("was", text=unbroken(each)) for each in entry.earlier]
        if self.wording.has("transcript", f"unsure.{entry.delivery}"):
            notes.append(self._text(f"unsure.{entry.delivery}"))
        return words + "".join(f" ({note})" for note in notes)

    def _kind(self, entry: Entry) -> str:
        named = self.wording.has("transcript", f"kinds.{entry.kind}")
        return self._text(f"kinds.{entry.kind}") if named else entry.kind

    def _is_mark(self, entry: Entry) -> bool:
        """Whether it says what was not written down."""
        return self.wording.has("transcript", f"marks.{entry.kind}")

    def _is_hidden(self, entry: Entry) -> bool:
        return entry.text is None and not self._is_mark(entry)

    def _local(self, entry: Entry) -> datetime:
        return entry.at.astimezone(ZoneInfo(self.zone))

    def _text(self, path: str, **values: object) -> str:
        return self.wording.text("transcript", path, self.language, **values)


def unbroken(text: str) -> str:
    """The text on one line, with a mark where a line ended, and with nothing that moves a terminal's cursor."""
    one_line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    return "".join(each if each.isprintable() else " " for each in one_line)
