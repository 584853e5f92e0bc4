"""The work list: where each of a coach's clients stands, read in the same few statements however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session

from flows.agreement import Agreement as AgreementValue
from flows.agreement import coach_hears_of_worry, coach_reads_words
from flows.due import runs_out_at
from storage import agreements, engagements, handovers, promises, sharing
from storage.tables import (
    Chat,
    Client,
    Engagement,
    EngagementState,
    Line,
    Promise,
    PromiseMaker,
    Read,
    Schedule,
)

CHECK_IN = "check_in"

Mine = ColumnElement[bool]
"""Which engagements are meant."""


@dataclass(frozen=True)
class Standing:
    """One client. `concern`: the coach was asked to look, and the agreement lets them be told.

    `unread` counts what the client wrote after the coach's last reading and the coach may read. `answer_by` is when
    the earliest answer is owed, `runs_out_at` from when on that is at risk; `late` counts what the bot promised and
    has not done in its time.
    """

    number: int
    label: str
    state: EngagementState
    blocked: bool
    concern: bool
    last_heard_at: datetime | None
    next_check_in_at: datetime | None
    unread: int
    answer_by: datetime | None
    runs_out_at: datetime | None
    late: int


class Owed(NamedTuple):
    """An open promise, as far as the list needs it."""

    made_by: PromiseMaker
    kind: str
    made_at: datetime
    due_at: datetime
    window_s: int


def of(session: Session, coach_id: int, now: datetime) -> list[Standing]:
    """Every client of this coach by number, former ones as well."""
    return _standings(session, engagements.for_coach(session, coach_id), Engagement.coach_id == coach_id, now)


def of_one(session: Session, engagement: Engagement, now: datetime) -> Standing:
    [standing] = _standings(session, [engagement], Engagement.id == engagement.id, now)
    return standing


def readable(session: Session, coach_id: int) -> list[int]:
    """The numbers of the coach's engagements whose words they may read, from the beginning."""
    own = engagements.for_coach(session, coach_id)
    agreed = agreements.all_agreed(session, own, Engagement.coach_id == coach_id)
    later = handovers.closed_before(session, coach_id)
    return [each.id for each in own if coach_reads_words(agreed.get(each.id)) and each.id not in later]


def _standings(session: Session, own: Sequence[Engagement], mine: Mine, now: datetime) -> list[Standing]:
    """`mine` says in SQL which engagements `own` are."""
    agreed = agreements.all_agreed(session, own, mine)
    unread, blocked = _unread(session, mine), _blocked(session, mine)
    owed, check_ins = _owed(session, mine), _check_ins(session, mine)
    return [
        _standing(session, each, agreed.get(each.id), unread[each.id], each.id in blocked, owed[each.id],
                  check_ins.get(each.id), now)
        for each in own
    ]  # fmt: skip


def _standing(
    session: Session,
    engagement: Engagement,
    agreed: AgreementValue | None,
    unread: tuple[int, int],
    blocked: bool,
    owed: Sequence[Owed],
    next_check_in_at: datetime | None,
    now: datetime,
) -> Standing:
    answers = [each for each in owed if each.kind == promises.REPLY]
    first = min(answers, key=lambda each: each.due_at, default=None)
    shared, by_agreement = unread
    return Standing(
        number=engagement.id,
        label=engagements.label(session, engagement),
        state=engagement.state,
        blocked=blocked,
        concern=engagement.concern == "crisis" and coach_hears_of_worry(agreed),
        last_heard_at=engagement.last_heard_at,
        next_check_in_at=next_check_in_at if engagement.state == "active" else None,
        unread=shared + (by_agreement if coach_reads_words(agreed) else 0),
        answer_by=first.due_at if first else None,
        runs_out_at=runs_out_at(first.made_at, first.due_at) if first else None,
        late=sum(each.made_by == "bot" and now > each.due_at + timedelta(seconds=each.window_s) for each in owed),
    )


def _unread(session: Session, mine: Mine) -> Mapping[int, tuple[int, int]]:
    """By the engagement's number: unread lines that show in any case, and those that show if the agreement says so.

    What a coach before this one read is not read yet.
    """
    came = handovers.came_at().correlate(Engagement).scalar_subquery()
    read_up_to = (
        select(func.coalesce(func.max(Read.last_line_id), 0))
        .where(Read.engagement_id == Engagement.id, Read.reader == "coach", or_(came.is_(None), Read.at >= came))
        .correlate(Engagement)
        .scalar_subquery()
    )

    def unread(which: ColumnElement[bool]) -> ScalarSelect[int]:
        """Counted by engagement, so that how far its coach read is asked once for each and not for every line."""
        ours = (Line.engagement_id == Engagement.id, Line.author == "client", Line.revision_of.is_(None))
        found = select(func.count()).select_from(Line).where(*ours, Line.id > read_up_to, which)
        return found.correlate(Engagement).scalar_subquery()

    asked = select(Engagement.id, unread(sharing.is_shared()), unread(sharing.goes_by_agreement())).where(mine)
    return {number: (shared, rest) for number, shared, rest in session.execute(asked)}


def _blocked(session: Session, mine: Mine) -> set[int]:
    """The engagements whose client blocked the bot."""
    asked = (
        select(Engagement.id)
        .join(Client, Client.id == Engagement.client_id)
        .join(Chat, Chat.id == Client.chat_id)
        .where(mine, Chat.blocked_at.is_not(None))
    )
    return set(session.scalars(asked))


def _owed(session: Session, mine: Mine) -> Mapping[int, list[Owed]]:
    """Open promises of both makers, by the engagement's number."""
    asked = (
        select(Promise.engagement_id, Promise.made_by, Promise.kind, Promise.made_at, Promise.due_at, Promise.window_s)
        .join(Engagement, Engagement.id == Promise.engagement_id)
        .where(mine, Promise.outcome.is_(None))
    )
    found = defaultdict[int, list[Owed]](list)
    for number, maker, kind, made_at, due_at, window_s in session.execute(asked):
        found[number].append(Owed(maker, kind, made_at, due_at, window_s))
    return found


def _check_ins(session: Session, mine: Mine) -> dict[int, datetime]:
    """When the next check-in is due, by the engagement's number."""
    asked = (
        select(Schedule.engagement_id, Schedule.next_due_at)
        .join(Engagement, Engagement.id == Schedule.engagement_id)
        .where(
            mine,
            Schedule.kind == CHECK_IN,
            Schedule.active,
            Schedule.next_due_at.is_not(None),
        )
    )
    return {number: due_at for number, due_at in session.execute(asked) if due_at is not None}
