"""Sharing: what of a client's lines their coach may read. Whatever a coach sees of them is read through here.

What the client said of a line decides (`lines.shared`), else whether its dialogue is theirs alone, else the agreement's
clause on who reads. A line of the bot's
may give back any of the client's before it in their talk: it shows only where all of these do, and never where it
quotes another one that does not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from flows.agreement import Agreement as AgreementValue
from flows.agreement import coach_reads_words
from flows.share import NOT_TO_SHARE, OWN
from flows.values import Shareable
from storage import agreements, lines, off_records
from storage.lines import LineView
from storage.tables import Engagement, Line, Talk

LONG = 12
"""Characters of a line that are recognised wherever they stand; fewer are looked for between quotation marks."""

_COMMAND = re.compile(r"^/\w+\s*")
_QUOTED = re.compile(r"[“”\"«»]([^“”\"«»]+)[“”\"«»]")


def for_coach(session: Session, engagement: Engagement) -> list[LineView]:
    """The transcript as the coach may read it: what does not show has no words (`shown` False), only its time."""
    words = reads_words(session, engagement)
    closed_talks: set[int | None] = set()
    kept_back: list[str] = []
    found = []
    for line in lines.transcript(session, engagement):
        shown = _shows(line, words)
        if line.author == "client" and not shown:
            closed_talks.add(line.talk_id)
            if line.kind != "tap":
                wordings = (line.text, *(before.text for before in line.revisions))
                kept_back += [_plain(_COMMAND.sub("", each)) for each in wordings]
        elif line.author in ("template", "model"):
            in_closed = line.talk_id is not None and line.talk_id in closed_talks
            shown = shown and not in_closed and not _quotes(line.text, kept_back)
        found.append(line if shown else replace(line, text="", revisions=(), shown=False))
    return found


def reads_words(session: Session, engagement: Engagement) -> bool:
    """Whether the coach reads what the client said nothing else of."""
    row = agreements.latest(session, engagement.id)
    return coach_reads_words(
        AgreementValue.from_json(agreements.clauses(session, engagement, row)) if row is not None else None
    )


def talks_lately(session: Session, engagement: Engagement, limit: int) -> tuple[Shareable, ...]:
    """The latest talks in which the client wrote something, the last one first."""
    words = reads_words(session, engagement)
    said = exists().where(Line.talk_id == Talk.id, Line.author == "client", Line.kind != "tap")
    hidden = Line.shared.is_(False) if words else Line.shared.is_not(True)
    closed = exists().where(Line.talk_id == Talk.id, Line.author == "client", Line.revision_of.is_(None), hidden)
    asked = select(Talk.id, Talk.flow, Talk.started_at, ~closed).where(
        Talk.engagement_id == engagement.id, Talk.flow.not_in(NOT_TO_SHARE), said
    )
    rows = session.execute(asked.order_by(Talk.id.desc()).limit(limit))
    return tuple(Shareable(number, flow, at, bool(shown)) for number, flow, at, shown in rows)


def line_of(session: Session, engagement: Engagement, message_id: int) -> Shareable | None:
    """The client's line that this message in their chat became; None if it is none, or another coaching's."""
    asked = select(Line).where(
        Line.engagement_id == engagement.id,
        Line.message_id == message_id,
        Line.author == "client",
        Line.revision_of.is_(None),
    )
    line = session.scalars(asked.order_by(Line.id.desc()).limit(1)).first()
    if line is None:
        return None
    return Shareable(line.id, "", line.at, _shows(line, reads_words(session, engagement)))


# What the client says of them


def set_line(session: Session, engagement: Engagement, line_id: int, *, shared: bool) -> None:
    mine = update(Line).where(Line.engagement_id == engagement.id, Line.id == line_id)
    session.execute(mine.values(shared=shared))


def set_talk(session: Session, engagement: Engagement, talk_id: int, *, shared: bool) -> None:
    """Every line of it so far, both sides'."""
    mine = update(Line).where(Line.engagement_id == engagement.id, Line.talk_id == talk_id)
    session.execute(mine.values(shared=shared))


def keep_back_earlier(session: Session, engagement: Engagement) -> None:
    """What was written while the coach read only what was shared stays so, whatever is agreed on later."""
    mine = update(Line).where(Line.engagement_id == engagement.id, Line.shared.is_(None))
    session.execute(mine.values(shared=False))


def keep_back_all(session: Session, engagement: Engagement) -> None:
    """Another coach reads nothing of what was written up to now, also what was shared with the one before."""
    session.execute(update(Line).where(Line.engagement_id == engagement.id).values(shared=False))


def _shows(line: LineView | Line, words: bool) -> bool:
    if line.author == "coach" or line.kind in (off_records.BEGINS, off_records.ENDS):
        return line.shared is not False
    return words and line.flow not in OWN if line.shared is None else line.shared


def _quotes(text: str, kept_back: Sequence[str]) -> bool:
    """Whether the words of one of these stand in the text."""
    said = _plain(text)
    quoted = {_plain(each) for each in _QUOTED.findall(text)}
    return any((len(each) >= LONG and each in said) or each in quoted for each in kept_back if each)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(".!? ")
