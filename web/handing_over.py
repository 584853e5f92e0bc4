"""A whole transcript as a file for the coach: Markdown, a page, or a table. It is a reading like any, of all of it."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from storage import engagements, lines, reads, sharing
from web import client, transcript
from web.house import Visit
from web.transcript import Read

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that a spreadsheet may take for a formula. Source: OWASP, CSV Injection."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~=&])")

Line = Mapping[str, Any]
"""A line as the transcript's page is told of it."""


async def hand_over(visit: Visit) -> Response:
    """The file. Anything but the three kinds is not there."""
    kind = visit.words("as")
    if kind not in KINDS:
        raise HTTPException(404)
    read = await visit.run(read_all, visit.seat.coach_id, visit.number(), visit.now)
    if read is None:
        raise HTTPException(404)
    media_type, write = KINDS[kind]
    content = await run_in_threadpool(lambda: write(visit, read).encode("utf-8", "replace"))
    name = f"transcript-{read.client.number}.{kind}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=f"{media_type}; charset=utf-8", headers=headers)


def read_all(session: Session, coach_id: int, number: int, now: datetime) -> Read | None:
    """Every line as the coach may read it, with the reading written down; None if the client is not theirs."""
    found, engagement = client.view(session, coach_id, number), engagements.own(session, coach_id, number)
    if found is None or engagement is None:
        return None
    shown = sharing.for_coach(session, engagement, lines.transcript(session, engagement))
    reads.by_coach(session, number, shown, "console", now)
    return Read(found, shown, (), older=False, newer=False)


# The three kinds


def as_markdown(visit: Visit, read: Read) -> str:
    parts = [f"# {_plainly(_title(visit, read))}", _plainly(_about(visit, read))]
    for day in transcript.days(visit, read):
        parts.append(f"## {_plainly(day['said'])}")
        for talk in day["talks"]:
            if talk["flow"]:
                parts.append(f"### {_plainly(talk['flow'])}")
            parts += [_quoted(visit, read, each) for each in talk["lines"]]
    return "\n\n".join(parts) + "\n"


def _quoted(visit: Visit, read: Read, line: Line) -> str:
    said = _plainly(words(visit, line)).splitlines() or [""]
    head = f"**{_plainly(author(visit, read, line))}** {_plainly(line['clock'])}"
    return "\n".join([head, "", *(f"> {each}" for each in said)])


def _plainly(text: str) -> str:
    """Words that stay words, whatever Markdown would make of them."""
    return _MARKDOWN.sub(r"\\\1", text)


def as_page(visit: Visit, read: Read) -> str:
    """One HTML document that fetches nothing."""

    def told(line: Line) -> tuple[str, str]:
        return author(visit, read, line), words(visit, line)

    given = {"days": transcript.days(visit, read), "told": told, "title": _title(visit, read)}
    return visit.house.pages.html("transcript_file", visit.seat.language, about=_about(visit, read), **given)


def as_table(visit: Visit, read: Read) -> str:
    """A row a line. Every cell is quoted, and none is a formula; the first character says that it is UTF-8."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    rows.writerow([visit.text("transcript", f"columns.{each}") for each in ("at", "who", "words", "flow", "delivery")])
    for flow, line in _lines(visit, read):
        delivery = line["delivery"] if line["delivery"] not in ("", "none") else ""
        said = visit.text("transcript", f"delivery.{delivery}") if delivery else ""
        cells = (line["at"], author(visit, read, line), words(visit, line), flow, said)
        rows.writerow([cell(each) for each in cells])
    return "\ufeff" + written.getvalue()


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


KINDS: dict[str, tuple[str, Callable[[Visit, Read], str]]] = {
    "md": ("text/markdown", as_markdown),
    "html": ("text/html", as_page),
    "csv": ("text/csv", as_table),
}


# What each says of a line


def _lines(visit: Visit, read: Read) -> Iterator[tuple[str, Line]]:
    for day in transcript.days(visit, read):
        for talk in day["talks"]:
            for each in talk["lines"]:
                yield talk["flow"], each


def author(visit: Visit, read: Read, line: Line) -> str:
    """Who said it; "" for what nobody did."""
    if line["kind"] in sharing.MARKS or not line["shown"]:
        return ""
    if line["author"] == "client":
        return read.client.label
    return str(line["by"] or visit.text("transcript", f"authors.{line['author']}"))


def words(visit: Visit, line: Line) -> str:
    """What it says, or what stands in its place."""
    if line["kind"] in sharing.MARKS:
        return visit.text("transcript", f"marks.{line['kind']}")
    if not line["shown"]:
        return visit.text("transcript", "kept" if line["hidden"] == 1 else "kept_many", count=line["hidden"])
    kind = f"kinds.{line['kind']}"
    wordless = visit.text("transcript", kind) if visit.house.pages.words.has("transcript", kind) else ""
    return " ".join(filter(None, (wordless, line["text"])))


def _title(visit: Visit, read: Read) -> str:
    return visit.text("transcript", "title", client=read.client.label)


def _about(visit: Visit, read: Read) -> str:
    return visit.text("transcript", "file", when=visit.when(visit.now), zone=read.client.zone)
