"""Sharing: what of a client's lines their coach may read. Whatever a coach sees of them is read through here.

What the client said of a line decides (`lines.shared`), else whether its dialogue is theirs alone, else the agreement's
clause on who reads. A line of the bot's may give back any of the client's before it in their talk: it shows only where
all of these do, and never where it quotes another one that does not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session

from flows.agreement import coach_reads_words
from flows.share import NOT_TO_SHARE, OWN
from flows.values import Shareable
from storage import agreements, handovers, lines, off_records
from storage.lines import LineView
from storage.tables import Engagement, Line, Talk

LONG = 12
"""Characters of a line that are recognised wherever they stand; fewer are looked for between quotation marks."""

BOTS = ("template", "model")
"""Authors whose lines may give back what the client said."""

_COMMAND = re.compile(r"^/\w+\s*")
_QUOTED = re.compile(r"[“”\"«»]([^“”\"«»]+)[“”\"«»]")


MARKS = (off_records.BEGINS, off_records.ENDS)
"""Kinds of line that say what was not written down: nobody's words, for all to see."""


@dataclass(frozen=True)
class _Kept:
    """A client's line that does not show, and what stands in it, in any wording; nothing of a tap."""

    id: int
    talk_id: int | None
    words: tuple[str, ...]


def for_coach(session: Session, engagement: Engagement, found: Sequence[LineView]) -> list[LineView]:
    """Lines, in order, as the coach may read them: what does not show has no words (`shown` False), only its time.

    They may be a page of the transcript: what the client kept back before it is looked up.
    """
    words, found = reads_words(session, engagement), handovers.named(session, engagement, found)
    bots = [each.id for each in found if each.author in BOTS and _shows(each, words)]
    kept = _kept_back(session, engagement, words, before=bots[-1]) if bots else []
    return [
        each if _shows(each, words) and not (each.author in BOTS and _gives_back(each, kept))
        else replace(each, text="", revisions=(), shown=False)
        for each in found
    ]  # fmt: skip


def reads_words(session: Session, engagement: Engagement) -> bool:
    """Whether the coach reads what the client said nothing else of."""
    return coach_reads_words(agreements.agreed(session, engagement))


def talks_shown(session: Session, engagement: Engagement) -> set[int]:
    """Talks in which all that the client wrote shows to their coach: so may what was written down of them."""
    shows = or_(is_shared(), goes_by_agreement()) if reads_words(session, engagement) else is_shared()
    asked = (
        select(Line.talk_id)
        .where(
            Line.engagement_id == engagement.id,
            Line.talk_id.is_not(None),
            Line.author == "client",
            Line.revision_of.is_(None),
            Line.kind.not_in(MARKS),
        )
        .group_by(Line.talk_id)
        .having(func.count() == func.sum(case((shows, 1), else_=0)))
    )
    return {number for number in session.scalars(asked) if number is not None}


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


def is_shared() -> ColumnElement[bool]:
    """Of a client's line: whether it shows whatever was agreed."""
    return and_(Line.shared.is_(True), Line.kind.not_in(MARKS))


def goes_by_agreement() -> ColumnElement[bool]:
    """Of a client's line: whether it shows where the agreement lets the coach read words."""
    return and_(Line.shared.is_(None), Line.kind.not_in(MARKS), or_(Line.flow.is_(None), Line.flow.not_in(OWN)))


def _shows(line: LineView | Line, words: bool) -> bool:
    """Whether it shows as far as it goes itself."""
    if line.kind in MARKS:
        return True
    if line.author == "coach":
        return line.shared is not False
    return words and line.flow not in OWN if line.shared is None else line.shared


def _kept_back(session: Session, engagement: Engagement, words: bool, *, before: int) -> list[_Kept]:
    """What of the client's does not show, before the line of this id."""
    shows = or_(is_shared(), goes_by_agreement()) if words else is_shared()
    found = lines.clients(session, engagement, before, and_(Line.kind.not_in(MARKS), not_(shows)))
    return [
        _Kept(
            each.id,
            each.talk_id,
            () if each.kind == "tap" else tuple(map(_words, (each.text, *(said.text for said in each.revisions)))),
        )
        for each in found
    ]


def _gives_back(line: LineView, kept: Sequence[_Kept]) -> bool:
    """Whether a line of the bot's follows what the client kept back in its talk, or has the words of such a line."""
    said, quoted = _plain(line.text), {_plain(each) for each in _QUOTED.findall(line.text)}
    return any(
        (each.talk_id is not None and each.talk_id == line.talk_id)
        or any((len(words) >= LONG and words in said) or words in quoted for words in each.words if words)
        for each in kept
        if each.id < line.id
    )


def _words(text: str) -> str:
    return _plain(_COMMAND.sub("", text))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(".!? ")
