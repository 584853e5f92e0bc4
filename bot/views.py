"""Views: pages that a client or a coach asks for, read from storage and said in plain words."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.ledger import clients_page
from flows.anywhere import command_of, plain
from flows.dates import say_moment
from flows.transcript import Entry, Printer
from flows.values import Heard, Scene
from flows.versions import history_page
from flows.wording import Wording
from storage import agreements, handovers, reads
from storage.lines import LineView
from storage.tables import Engagement

SHOWN = 10
"""How many entries a page in the chat shows, the latest ones."""


def asks_for_page(heard: Heard) -> bool:
    return _page_named(heard) in PAGES


def _page_named(heard: Heard) -> str:
    """The page that a command or a button names, "history" for /agreement history; "" for none."""
    name, rest = command_of({"text": heard.text, "tap": heard.choice}.get(heard.kind, ""))
    return "history" if name == "agreement" and plain(rest) in HISTORY else name if name != "history" else ""


def page(session: Session, engagement: Engagement, scene: Scene, heard: Heard, wording: Wording) -> str | None:
    """The page of a client's command that needs storage; None for anything else."""
    if not asks_for_page(heard):
        return None
    if not scene.consented:
        return wording.text("turn", "opens_later", scene.language)
    return PAGES[_page_named(heard)](session, engagement, scene, wording)


def _readers(session: Session, engagement: Engagement, scene: Scene, wording: Wording) -> str:
    """Who read the client's lines, when, how many and from where, the latest first."""
    found, handed = reads.list_for(session, engagement.id), handovers.done(session, engagement.id)
    changes = [_say_handed(each, scene, wording) for each in handed]
    if not found:
        return "\n".join([wording.text("desk", "readers.none", scene.language), *changes])
    rows = [
        wording.text(
            "desk",
            f"readers.{each.reader}",
            scene.language,
            coach=handovers.coach_at(handed, each.at, scene.coach.name),
            when=_when(each.at, scene),
            lines=each.lines,
            via=wording.text("desk", f"readers.via.{each.via.replace(' ', '_')}", scene.language),
        )
        for each in reversed(found[-SHOWN:])
    ]
    return "\n".join([wording.text("desk", "readers.head", scene.language, count=len(found)), *rows, *changes])


def _say_handed(each: handovers.Handed, scene: Scene, wording: Wording) -> str:
    """A change of coach, for the client."""
    told = {"before": each.before, "after": each.after, "when": _when(each.at, scene)}
    return wording.text("desk", f"handed.{each.reads}", scene.language, **told)


def _history(session: Session, engagement: Engagement, scene: Scene, wording: Wording) -> str:
    if scene.agreement is None:
        return wording.text("turn", "no_agreement", scene.language)
    who = {"client": wording.text("agreement", "history.you", scene.language), "coach": scene.coach.name}
    changes = [_say_handed(each, scene, wording) for each in handovers.done(session, engagement.id)]
    return "\n".join([history_page(agreements.versions(session, engagement), scene, wording, who), *changes])


def _when(moment: datetime, scene: Scene) -> str:
    return say_moment(moment, scene.zone, scene.language, scene.now)


PAGES = {"readers": _readers, "promises": clients_page, "history": _history}
HISTORY = ("history", "historia")


# What a coach or an operator reads


def printed(shown: Sequence[LineView], wording: Wording, language: str, zone: str) -> str:
    """Lines as they are printed, as far as they show to the reader (`sharing.for_coach`); the operator sees all."""
    return Printer(wording, language, zone).entries(map(_entry, shown))


def _entry(line: LineView) -> Entry:
    return Entry(
        at=line.at,
        author=line.author,
        by=line.by,
        kind=line.kind,
        text=line.text if line.shown else None,
        delivery=line.delivery or "",
        earlier=tuple(each.text for each in line.revisions),
    )


def as_json(raw: Mapping[str, Any]) -> str:
    return json.dumps(raw, ensure_ascii=False)
