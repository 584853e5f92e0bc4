"""Engagements: one coach with one client. Only the own coach finds one; to others it is as if there were
none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from storage.statements import Prepared, fixed, table
from storage.tables import Chat, Client, Coach, DataKey, Engagement, EngagementState
from storage.vault import vault_of

_A_MINUTE = timedelta(minutes=1)
_HEARD = Prepared(
    update(table(Engagement)).where(Engagement.id == bindparam("engagement")).values(last_heard_at=bindparam("moment"))
)
_LIVE_PAST = select(Engagement).where(Engagement.live_until <= bindparam("now"))
RUNS = ("onboarding", "active", "paused")
"""States of one that goes on."""
_PAUSED_PAST = select(Engagement).where(Engagement.state == "paused", Engagement.paused_until <= bindparam("now"))


@dataclass(frozen=True)
class Overview:
    """What the operator may see of an engagement."""

    number: int
    coach_id: int
    coach: str
    state: EngagementState


def make(session: Session, coach: Coach, label: str, now: datetime, *, language: str = "en") -> Engagement:
    """An engagement that waits for its client; see `invitations.make_for_client`."""
    vault = vault_of(session)
    key_id = vault.new_key(session, "engagement")
    engagement = Engagement(
        coach_id=coach.id,
        key_id=key_id,
        label=vault.seal(session, key_id, "engagements", key_id, "label", label),
        language=language,
        zone=coach.zone,
        created_at=now,
    )
    session.add(engagement)
    session.flush()
    return engagement


def get(session: Session, number: int) -> Engagement | None:
    """For the operator and the bot itself; a coach's question goes through `find`."""
    return session.get(Engagement, number)


def for_coach(session: Session, coach_id: int) -> list[Engagement]:
    """All of this coach's engagements by number, ended ones as well. A revoked coach has none."""
    mine = (Engagement.coach_id == coach_id, Coach.revoked_at.is_(None))
    of_coach = Coach.id == Engagement.coach_id
    found = list(session.scalars(select(Engagement).join(Coach, of_coach).where(*mine).order_by(Engagement.id)))
    vault = vault_of(session)
    if not vault.has(each.key_id for each in found):
        of_engagement = DataKey.id == Engagement.key_id
        for key in session.scalars(select(DataKey).join(Engagement, of_engagement).join(Coach, of_coach).where(*mine)):
            vault.prime(key)
    return found


def own(session: Session, coach_id: int, number: int) -> Engagement | None:
    """The coach's engagement of this number. None for another coach's, just as for one that does not exist."""
    mine = (Engagement.id == number, Engagement.coach_id == coach_id, Coach.revoked_at.is_(None))
    return session.scalars(select(Engagement).join(Coach, Coach.id == Engagement.coach_id).where(*mine)).first()


def find(session: Session, coach_id: int, name_or_number: str) -> list[Engagement]:
    """The coach's engagements of this number, or with this name (given at /invite or preferred), whatever its
    case.

    None for a name that nobody has, and the same for the number of another coach's engagement.
    """
    wanted = " ".join(name_or_number.split()).casefold()
    number = wanted.removeprefix("#")
    own = for_coach(session, coach_id)
    if number.isdecimal() and (exact := [each for each in own if str(each.id) == number]):
        return exact
    if labelled := [each for each in own if " ".join(label(session, each).split()).casefold() == wanted]:
        return labelled
    return [each for each in own if wanted and " ".join(name(session, each).split()).casefold() == wanted]


def for_client(session: Session, client_id: int) -> list[Engagement]:
    return list(session.scalars(select(Engagement).where(Engagement.client_id == client_id).order_by(Engagement.id)))


# A client's others


_Other = aliased(Engagement)


def stands_beside(number: SQLColumnExpression[Any], chat_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether what this engagement says in its client's chat has to say whose it is: another one runs there too, or it
    is not the one that the client is in. False for any other chat.
    """
    return exists().where(
        Client.chat_id == chat_id,
        _Other.client_id == Client.id,
        _Other.id != number,
        or_(_Other.state.in_([fixed(each) for each in RUNS]), Client.current_engagement_id != number),
    )


_STANDS_BESIDE = select(stands_beside(Engagement.id, Client.chat_id)).where(
    Engagement.id == bindparam("engagement"), Client.id == Engagement.client_id
)


def is_beside_another(session: Session, engagement: Engagement) -> bool:
    """The same of one engagement and its client's chat."""
    return bool(session.scalar(_STANDS_BESIDE, {"engagement": engagement.id}))


def is_current(session: Session, engagement: Engagement) -> bool:
    """Whether the client is in this one: what they write belongs to it."""
    client = session.get(Client, engagement.client_id) if engagement.client_id else None
    return client is not None and client.current_engagement_id == engagement.id


def others_of(session: Session, engagement: Engagement) -> list[Engagement]:
    """The client's other ones, whatever became of them."""
    if engagement.client_id is None:
        return []
    asked = select(Engagement).where(Engagement.client_id == engagement.client_id, Engagement.id != engagement.id)
    return list(session.scalars(asked.order_by(Engagement.id)))


def make_current(session: Session, engagement: Engagement) -> None:
    client = session.get_one(Client, engagement.client_id)
    client.current_engagement_id = engagement.id
    session.flush()


def give_way(session: Session, engagement: Engagement) -> Engagement | None:
    """It runs no more: if the client was in it, they are in one that does, the one they wrote to last."""
    running = [each for each in others_of(session, engagement) if each.state in RUNS]
    if not running or not is_current(session, engagement):
        return None
    latest = max(running, key=lambda each: (each.last_heard_at or each.created_at, each.id))
    make_current(session, latest)
    return latest


def chat_of(session: Session, engagement: Engagement) -> Chat | None:
    """The client's chat; None while the invitation is unopened."""
    asked = select(Chat).join(Client, Client.chat_id == Chat.id).where(Client.id == engagement.client_id)
    return session.scalars(asked).first()


def coach_chat_of(session: Session, engagement: Engagement) -> Chat | None:
    """The coach's chat; None for a coach who was revoked or has not come in yet."""
    asked = select(Chat).join(Coach, Coach.chat_id == Chat.id).where(Coach.id == engagement.coach_id)
    return session.scalars(asked).first()


def overview(session: Session) -> list[Overview]:
    """Every engagement's number, coach and state, for the operator."""
    asked = (
        select(Engagement.id, Engagement.state, Coach, DataKey)
        .join(Coach, Coach.id == Engagement.coach_id)
        .join(DataKey, DataKey.id == Coach.key_id)
        .order_by(Engagement.id)
    )
    vault = vault_of(session)
    rows = []
    for number, state, coach, key in session.execute(asked):
        vault.prime(key)
        name = vault.open(session, coach.key_id, "coaches", coach.key_id, "label", coach.label)
        rows.append(Overview(number, coach.id, name, state))
    return rows


def counts(session: Session) -> dict[str, int]:
    """How many engagements are in each state."""
    asked = select(Engagement.state, func.count()).group_by(Engagement.state)
    return {state: count for state, count in session.execute(asked)}  # noqa: C416 (rows are no pairs to mypy)


def label(session: Session, engagement: Engagement) -> str:
    """The name the coach gave at /invite."""
    key_id = engagement.key_id
    return vault_of(session).open(session, key_id, "engagements", key_id, "label", engagement.label)


def name(session: Session, engagement: Engagement) -> str:
    """The name the client prefers; "" until told."""
    if engagement.name is None:
        return ""
    key_id = engagement.key_id
    return vault_of(session).open(session, key_id, "engagements", key_id, "name", engagement.name)


def set_name(session: Session, engagement: Engagement, name: str) -> None:
    key_id = engagement.key_id
    engagement.name = vault_of(session).seal(session, key_id, "engagements", key_id, "name", name)
    session.flush()


def hand_over(session: Session, engagement: Engagement, coach: Coach) -> None:
    """This coach's from now on, who calls the client what the client would like to be called, or by the number."""
    key_id, called = engagement.key_id, name(session, engagement) or f"#{engagement.id}"
    engagement.label = vault_of(session).seal(session, key_id, "engagements", key_id, "label", called)
    engagement.coach_id = coach.id
    session.flush()


def forget_name(session: Session, engagement: Engagement) -> None:
    engagement.name = None
    session.flush()


def set_address(session: Session, engagement: Engagement, address: str) -> None:
    engagement.address = address
    session.flush()


def set_language(session: Session, engagement: Engagement, language: str) -> None:
    engagement.language = language
    session.flush()


def set_zone(session: Session, engagement: Engagement, zone: str, region: str) -> None:
    """`zone` is an IANA name, `region` an ISO 3166 code that decides which help is named."""
    engagement.zone, engagement.region = zone, region
    session.flush()


def set_age_ok(session: Session, engagement: Engagement, age_ok: bool) -> None:
    engagement.age_ok = age_ok
    session.flush()


def set_consent(session: Session, engagement: Engagement, version: int | None, now: datetime) -> None:
    """`version` of the consent text that was agreed to; None takes the consent back."""
    engagement.consent_version = version
    engagement.consented_at = now if version is not None else None
    session.flush()


def set_state(
    session: Session,
    engagement: Engagement,
    state: EngagementState,
    now: datetime,
    *,
    paused_until: datetime | None = None,
) -> None:
    """`paused_until` belongs to "paused": when it ends by itself, None for open."""
    engagement.state = state
    engagement.paused_until = paused_until if state == "paused" else None
    engagement.ended_at = now if state == "ended" else None
    session.flush()


def paused_past(session: Session, now: datetime) -> list[Engagement]:
    """Those whose pause had an end that has come."""
    return list(session.scalars(_PAUSED_PAST, {"now": now}))


def set_live(session: Session, engagement: Engagement, until: datetime | None) -> None:
    """Client and coach talk live until this moment; None: they do not."""
    engagement.live_until = until
    session.flush()


def live_of(session: Session, coach_id: int) -> Engagement | None:
    """The one in which this coach talks live."""
    asked = select(Engagement).where(Engagement.coach_id == coach_id, Engagement.live_until.is_not(None))
    return session.scalars(asked.limit(1)).first()


def live_past(session: Session, now: datetime) -> list[Engagement]:
    """Those in which the last word of a live conversation was long enough ago."""
    return list(session.scalars(_LIVE_PAST, {"now": now}))


def active_after(session: Session, number: int, limit: int) -> list[Engagement]:
    """Active ones with numbers beyond this one, in order."""
    asked = select(Engagement).where(Engagement.id > number, Engagement.state == "active")
    return list(session.scalars(asked.order_by(Engagement.id).limit(limit)))


def set_concern(session: Session, engagement: Engagement, level: str, now: datetime) -> None:
    """`level` is the risk that a human should look at, or "none" when it is closed."""
    engagement.concern = level
    engagement.concern_at = now if level != "none" else None
    session.flush()


def with_concern(session: Session, coach_id: int) -> Sequence[Engagement]:
    return [each for each in for_coach(session, coach_id) if each.concern != "none"]


def heard(session: Session, engagement: Engagement, now: datetime) -> None:
    """The client said something. Kept to the minute: the lines hold each moment, and most turns follow
    another.
    """
    last = engagement.last_heard_at
    if last is None or abs(now - last) >= _A_MINUTE:
        _HEARD.run(session, [{"engagement": engagement.id, "moment": now}])
        set_committed_value(engagement, "last_heard_at", now)
