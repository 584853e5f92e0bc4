"""Before the session: one client on one screen, with what needs the coach first.

What it quotes was read: that is written down in the transaction that reads, and the client sees it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from flows.agreement import Agreement
from flows.dates import say_date, say_day
from flows.pulse import STATEMENTS
from flows.showing import SAID_AS
from flows.values import Proposal
from flows.versions import for_coach, name_clause, say_clause
from storage import (
    agreements,
    commitments,
    engagements,
    facts,
    handovers,
    lines,
    promises,
    proposals,
    reads,
    sharing,
    talks,
)
from storage import worklist as worklists
from storage.facts import FactView
from storage.lines import LineView
from storage.tables import Commitment, Engagement, Handover, Promise, Talk
from storage.worklist import Standing
from web import client, drawing
from web.house import Visit
from web.transcript import flow_name
from web.worklist import LONG_AGO, row

QUOTES = 12
"""What is quoted at most, the latest of it."""

LOOKED_AT = 60
"""Messages that are looked at for them, since a command is no quote."""

LONGEST = 200
"""Characters of a quote."""

QUOTED = ("text", "caption", "review")
"""Kinds of lines that are the client's words."""

CHECK_INS = 26
"""Check-ins in the chart at most, the latest; half a year of weeks."""

PULSES = 12
CLOSED = 5
"""What was set out to do and is over, the latest of it."""


@dataclass(frozen=True)
class Asked:
    """A check-in: `score` None where there is none to show, and `why` says so: "open", "none" or "kept"."""

    at: datetime
    score: int | None
    why: str = ""


@dataclass(frozen=True)
class SetOut:
    """What the client set out to do, as far as the coach may read it."""

    text: str
    made_at: datetime
    due_on: date | None
    outcome: str
    closed_at: datetime | None


@dataclass(frozen=True)
class Told:
    """All that the page says. `since` is the moment that the quotes begin after; None: at the beginning.

    `readers` is the clause that binds this coach, `came_at` when they took over from another one.
    """

    standing: Standing
    zone: str
    since: datetime | None
    waits: list[tuple[Promise, LineView | None]]
    quotes: list[LineView]
    more: bool
    check_ins: list[Asked]
    opens: list[SetOut]
    closed: list[SetOut]
    outcomes: Mapping[str, int]
    kept_back: int
    promised: list[Promise]
    unsure: int
    agreement: Agreement | None
    readers: str
    agreed_at: datetime | None
    came_at: datetime | None
    proposals: list[tuple[Proposal, datetime]]
    pulses: list[FactView]
    concern_at: datetime | None


async def show(visit: Visit) -> Response:
    number, asked = visit.number(), day_asked(visit)
    told = await visit.run(gather, visit.seat.coach_id, number, asked, visit.seat.id, visit.now)
    if told is None:
        raise HTTPException(404)
    about = await client.of(visit)
    return await visit.page("before", lambda: client.frame(visit, about, "before") | page(visit, told, asked))


def day_asked(visit: Visit) -> date | None:
    """The day that the address names to begin with; None where it names none."""
    try:
        return date.fromisoformat(visit.request.query_params.get("since", ""))
    except ValueError:
        return None


# What storage knows


def gather(
    session: Session, coach_id: int, number: int, day: date | None, sitting_id: int, now: datetime
) -> Told | None:
    """The page as its coach may read it, with the reading written down; None if the client is not theirs."""
    engagement = engagements.own(session, coach_id, number)
    if engagement is None:
        return None
    handed = handovers.last_done(session, number)
    since = reads.coach_read_up_to(session, number, but_in=sitting_id, since=handed.ended_at if handed else None)
    if day is not None:
        since = datetime.combine(day, time(), ZoneInfo(engagement.zone))
    promised = promises.list_for(session, number)
    owed = [each for each in promised if each.kind == promises.REPLY and each.outcome is None]
    waiting, quotes, more = said(session, engagement, owed, since)
    reads.of_quotes(session, number, list(waiting.values()), quotes, now, sitting_id=sitting_id)
    shown = sharing.talks_shown(session, engagement)
    readable, kept_back = commitments_of(session, engagement, shown)
    opens = [each for each in readable if each.outcome is None]
    closed = [each for each in readable if each.outcome is not None]
    agreed = agreements.latest(session, number)
    agreement = Agreement.from_json(agreements.clauses(session, engagement, agreed)) if agreed else None
    standing = worklists.of_one(session, engagement, now)
    return Told(
        standing=standing,
        zone=engagement.zone,
        since=since,
        waits=[(each, waiting.get(each.made_at)) for each in owed],
        quotes=quotes,
        more=more,
        check_ins=check_ins_of(session, engagement, shown),
        opens=[set_out(session, engagement, each) for each in opens],
        closed=[set_out(session, engagement, each) for each in closed[-CLOSED:]],
        outcomes=Counter(each.outcome for each in closed if each.outcome),
        kept_back=kept_back,
        promised=promised,
        unsure=lines.count_unconfirmed(session, number),
        agreement=agreement,
        readers=handovers.readers_for_coach(session, number, agreement) if agreement else "times",
        came_at=handed.ended_at if handed else None,
        agreed_at=agreed.agreed_at if agreed else None,
        proposals=[
            (Proposal(each.id, each.clause, proposals.value(session, engagement, each), each.proposed_by), each.made_at)
            for each in proposals.list_open(session, number)
        ],
        pulses=facts.list_for(session, engagement, "pulse_shared", shared_since(handed))[-PULSES:],
        concern_at=engagement.concern_at if standing.concern else None,
    )


def shared_since(handed: Handover | None) -> datetime | None:
    """From when on the client shared things with this coach; None: all that they ever shared."""
    return handed.ended_at if handed and handed.reads != "all" else None


def said(
    session: Session, engagement: Engagement, owed: Sequence[Promise], since: datetime | None
) -> tuple[dict[datetime, LineView], list[LineView], bool]:
    """Messages that wait for an answer by their moment, quotes from the others, and whether there is more."""
    moments = {each.made_at for each in owed}
    lately = lines.clients_since(session, engagement, since or LONG_AGO, LOOKED_AT, kinds=QUOTED)
    found = {each.id: each for each in (*lines.clients_at(session, engagement, moments), *lately)}
    shown = [
        each for each in sharing.for_coach(session, engagement, [found[key] for key in sorted(found)]) if each.shown
    ]
    waiting = {each.at: each for each in shown if each.at in moments}
    others = [each for each in shown if each not in waiting.values() and each.at != since and is_quote(each)]
    return waiting, others[-QUOTES:], len(others) > QUOTES or len(lately) == LOOKED_AT


def is_quote(line: LineView) -> bool:
    """Whether it says something: a command and a bare number, which is in the chart, do not."""
    return bool(line.text.strip()) and not line.text.startswith("/") and not line.text.strip().isdecimal()


def check_ins_of(session: Session, engagement: Engagement, shown: set[int]) -> list[Asked]:
    """The latest check-ins that were asked, the first one first."""
    asked = talks.last_of_flow(session, engagement, worklists.CHECK_IN, CHECK_INS)
    since = asked[0].started_at if asked else None
    given = {each.talk_id: each.value["score"] for each in facts.list_for(session, engagement, "score_given", since)}
    return [one_asked(each, given.get(each.id), each.id in shown) for each in asked]


def one_asked(talk: Talk, score: int | None, is_shown: bool) -> Asked:
    if score is None:
        return Asked(talk.started_at, None, "open" if talk.state in ("open", "resting") else "none")
    return Asked(talk.started_at, score) if is_shown else Asked(talk.started_at, None, "kept")


def commitments_of(session: Session, engagement: Engagement, shown: set[int]) -> tuple[list[Commitment], int]:
    """What the client set out to do and the coach may read, the first one first; and how many more there are.

    It shows where the talk shows in which they said so, and its outcome where that shows in which they told of it.
    """
    made = facts.talks_of(session, engagement.id, "commitment_made")
    closed = facts.talks_of(session, engagement.id, "commitment_closed")
    every = commitments.list_for(session, engagement.id)
    found = [
        each
        for each in every
        if made.get(each.made_at) in shown and (each.closed_at is None or closed.get(each.closed_at) in shown)
    ]
    return found, len(every) - len(found)


def set_out(session: Session, engagement: Engagement, each: Commitment) -> SetOut:
    text = commitments.text(session, engagement, each)
    return SetOut(text, each.made_at, each.due_on, each.outcome or "", each.closed_at)


# What the page says of it


def page(visit: Visit, told: Told, asked: date | None) -> dict[str, Any]:
    since = told.since.astimezone(ZoneInfo(told.zone)).date() if told.since else None
    return {
        "here": "clients",
        "told": told,
        "row": row(visit, told.standing),
        "heard": visit.when(told.standing.last_heard_at, told.zone),
        "next": visit.when(told.standing.next_check_in_at, told.zone),
        "concern_at": visit.when(told.concern_at, told.zone),
        "since": visit.when(told.since, told.zone) if asked is None else day_said(visit, told, asked),
        "since_day": since.isoformat() if since else "",
        "asked": asked is not None,
        "waits": [waiting(visit, told, *each) for each in told.waits],
        "quotes": [quote(visit, told, each) for each in told.quotes],
        "check_ins": check_ins(visit, told),
        "opens": [commitment(visit, told, each) for each in told.opens],
        "closed": [commitment(visit, told, each) for each in told.closed],
        "kept": kept(visit, told),
        "clauses": list(clauses(visit, told)),
        "agreed_on": day_said(visit, told, told.agreed_at) if told.agreed_at else "",
        "proposals": list(proposed(visit, told)),
        "pulses": pulses(visit, told),
    }


def day_said(visit: Visit, told: Told, moment: date) -> str:
    """A day, or the day of a moment, as it is by the client's clock."""
    zone = ZoneInfo(told.zone)
    day = moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
    return say_day(day, visit.seat.language, visit.now.astimezone(zone).date())


def waiting(visit: Visit, told: Told, promise: Promise, line: LineView | None) -> dict[str, Any]:
    return {
        "line": line,
        "said": visit.when(promise.made_at, told.zone),
        "by": visit.when(promise.due_at, told.zone),
        "overdue": promises.is_overdue(promise, visit.now),
    }


def quote(visit: Visit, told: Told, line: LineView) -> dict[str, Any]:
    return {
        "id": line.id,
        "text": shortened(line.text),
        "when": visit.when(line.at, told.zone),
        "at": line.at.astimezone(ZoneInfo(told.zone)).isoformat(timespec="minutes"),
        "flow": flow_name(visit, line.kind if line.kind == "review" else line.flow),
    }


def shortened(text: str) -> str:
    """At most so much of it as a quote holds, cut between two words."""
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    cut = words[:LONGEST]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut} …"


def check_ins(visit: Visit, told: Told) -> dict[str, Any]:
    """The chart, and a row of the table behind it for each check-in, the latest first."""
    language, zone = visit.seat.language, ZoneInfo(told.zone)
    points = [(each.at.astimezone(zone).date(), each.score) for each in told.check_ins]
    title = visit.house.pages.text("before", "chart", language=language, client=told.standing.label)
    some = any(score is not None for _, score in points)
    return {
        "chart": drawing.scores(points, title, lambda day: say_date(day, language)) if some else "",
        "rows": [
            {"day": day_said(visit, told, each.at), "score": each.score, "why": each.why}
            for each in reversed(told.check_ins)
        ],
    }


def commitment(visit: Visit, told: Told, each: SetOut) -> dict[str, Any]:
    return {
        "text": each.text,
        "made": day_said(visit, told, each.made_at),
        "due": day_said(visit, told, each.due_on) if each.due_on else "",
        "outcome": visit.say(f"commitments.outcomes.{each.outcome}", "turn") if each.outcome else "",
        "closed": day_said(visit, told, each.closed_at) if each.closed_at else "",
    }


def kept(visit: Visit, told: Told) -> list[dict[str, Any]]:
    """How much each of the three did of what they said they would; `others`: (how else it ended, how often)."""
    sides = []
    for who in ("bot", "coach"):
        own = [each for each in told.promised if each.made_by == who and (who == "bot" or is_own(told, each))]
        share, ended = promises.kept_share(own, who)
        counts = Counter[str](
            each.outcome for each in own if each.outcome and each.outcome not in ("kept", "withdrawn")
        )
        counts["overdue"] = sum(promises.is_overdue(each, visit.now) for each in own)
        others = [(visit.say(f"promises.outcomes.{name}", "desk"), count) for name, count in counts.items() if count]
        sides.append({"who": who, "kept": share, "ended": ended, "others": others})
    went = told.outcomes
    others = [
        (visit.say(f"commitments.outcomes.{name}", "turn"), count) for name, count in went.items() if name != "done"
    ]
    ended = sum(went.get(each, 0) for each in ("done", "partly", "not"))
    return [*sides, {"who": "client", "kept": went.get("done", 0), "ended": ended, "others": others}]


def is_own(told: Told, promise: Promise) -> bool:
    """Whether this coach made it, and not the one before."""
    return told.came_at is None or promise.made_at >= told.came_at


def clauses(visit: Visit, told: Told) -> Iterator[tuple[str, str]]:
    """(its name, how it was agreed on)."""
    if told.agreement is None:
        return
    language, wording = visit.seat.language, visit.house.desk.dialogues.wording
    shown = for_coach(told.agreement, language, wording, told.readers)
    # Days off are said with the quiet hours.
    for clause in (each for each in SAID_AS if each != "off_days"):
        yield name_clause(clause, language, wording), say_clause(shown, clause, language, wording)


def proposed(visit: Visit, told: Told) -> Iterator[Mapping[str, str]]:
    if told.agreement is None:
        return
    language, wording = visit.seat.language, visit.house.desk.dialogues.wording
    for each, made_at in told.proposals:
        wished = told.agreement.with_clauses({each.clause: each.value})
        old, new = (
            say_clause(for_coach(one, language, wording, told.readers), each.clause, language, wording)
            for one in (told.agreement, wished)
        )
        yield {
            "by": each.by,
            "clause": name_clause(each.clause, language, wording),
            "old": old,
            "new": new,
            "made": day_said(visit, told, made_at),
        }


def pulses(visit: Visit, told: Told) -> dict[str, Any]:
    """What the client shared of their pulse: a row a statement, a column a day; None where they did not answer."""
    return {
        "days": [say_date(each.at.astimezone(ZoneInfo(told.zone)).date(), visit.seat.language) for each in told.pulses],
        "rows": [
            (visit.say(f"names.{name}", "pulse"), [each.value["scores"].get(name) for each in told.pulses])
            for name in STATEMENTS
        ],
    }
