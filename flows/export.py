"""The export's page: what is kept of a client, to be read in any browser, with nothing fetched from anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import Any

from flows.agreement import Agreement
from flows.dates import say_day, say_time
from flows.showing import clauses_said
from flows.wording import Wording
from flows.zones import zone_called

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; color: #555; }
p, li { overflow-wrap: anywhere; white-space: pre-line; unicode-bidi: plaintext; }
.client { margin-left: 3rem; background: #e8f1ea; } .bot { margin-right: 3rem; background: #f1f0ee; }
.client, .bot { padding: .5rem .8rem; border-radius: .6rem; } small { color: #555; }
@media (prefers-color-scheme: dark) { body { background: #1c1c1c; color: #e4e4e4; } h3, small { color: #aaa; }
  .client { background: #24382b; } .bot { background: #2b2a28; } }
"""


class Page:
    """The export in words; all of it comes from `gathered`, as bot/export.py lays it out."""

    def __init__(self, gathered: Mapping[str, Any], language: str, wording: Wording) -> None:
        self.gathered = gathered
        self.language = language
        self.wording = wording
        self.about = gathered["engagement"]
        self.zone = zone_called(self.about["zone"])

    def whole(self) -> str:
        title = escape(self.text("title", coach=self.about["coach"]))
        made = self.text("made", when=self.moment(self.gathered["made_at"]))
        body = "".join([f"<h1>{title}</h1>", _paragraph(made), *self.sections()])
        return (
            f'<!doctype html>\n<html lang="{self.language}"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
            f"<style>{STYLE}</style>\n{body}</html>\n"
        )

    def sections(self) -> Iterator[str]:
        for name in ("agreement", "commitments", "promises", "reads", "notes"):
            found = list(getattr(self, name)())
            head = escape(self.text(name, coach=self.about["coach"]))
            yield f"<h2>{head}</h2>" + (_list(found) if found else _paragraph(self.text("none")))
        yield f"<h2>{escape(self.text('conversation'))}</h2>"
        lines = self.gathered["lines"]
        for day, said in groupby(lines, lambda each: self.local(each["at"]).date()):
            yield f"<h3>{escape(say_day(day, self.language, date.min))}</h3>" + "".join(map(self.line, said))

    def agreement(self) -> Iterator[str]:
        if versions := self.gathered["agreements"]:
            latest = versions[-1]
            yield self.text("version", number=latest["version"], when=self.moment(latest["agreed_at"]))
            agreed = Agreement.from_json(latest["clauses"])
            said = clauses_said(agreed, self.language, self.wording)
            yield from self.wording.text("agreement", "page.clauses", self.language, **said).splitlines()

    def commitments(self) -> Iterator[str]:
        for each in self.gathered["commitments"]:
            outcome = self.wording.text("turn", f"commitments.outcomes.{each['outcome'] or 'open'}", self.language)
            row = self.wording.text("turn", "commitments.closed_row", self.language, text=each["text"], outcome=outcome)
            yield row.removeprefix("• ")

    def promises(self) -> Iterator[str]:
        for each in self.gathered["promises"]:
            kind = f"promises.kinds.{each['kind']}"
            what = self.wording.text("desk", kind, self.language, coach=each.get("coach", ""))
            outcome = self.wording.text("desk", f"promises.outcomes.{each['outcome'] or 'open'}", self.language)
            yield f"{what}, {self.moment(each['due_at'])}: {outcome}"

    def reads(self) -> Iterator[str]:
        for each in self.gathered["reads"]:
            via = self.wording.text("desk", f"readers.via.{each['via'].replace(' ', '_')}", self.language)
            who = each["coach"] if each["reader"] == "coach" else self.text("operator")
            yield self.text("read", who=who, when=self.moment(each["at"]), via=via, lines=each["lines"])
        for each in self.gathered["handovers"]:
            if each["state"] == "agreed":
                told = {"before": each["before"], "after": each["after"], "when": self.moment(each["ended_at"])}
                changed = self.wording.text("desk", f"handed.{each['reads']}", self.language, **told)
                yield changed.removeprefix("• ")

    def notes(self) -> Iterator[str]:
        for each in self.gathered["notes"]:
            when = self.moment(each["line_at"])
            yield self.text("note", coach=each["coach"], when=when, words=each["text"])

    def line(self, line: Mapping[str, Any]) -> str:
        who = "client" if line["author"] == "client" else "bot"
        author = self.text(f"authors.{line['author']}", coach=line.get("coach", ""))
        mark = f"marks.{line['kind']}"
        words = line["text"] or self.text(mark if self.wording.has("export", mark) else "wordless")
        said = f"{escape(author)}, {escape(say_time(self.local(line['at']).time(), self.language))}"
        return f'<p class="{who}"><small>{said}</small>\n{escape(words)}</p>'

    def text(self, key: str, **values: object) -> str:
        return self.wording.text("export", key, self.language, **values)

    def local(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).astimezone(self.zone)

    def moment(self, moment: str) -> str:
        local = self.local(moment)
        return f"{say_day(local.date(), self.language, date.min)} {say_time(local.time(), self.language)}"


def page(gathered: Mapping[str, Any], language: str, wording: Wording) -> str:
    """One HTML document; every word of it is escaped."""
    return Page(gathered, language, wording).whole()


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _list(items: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in items) + "</ul>"
