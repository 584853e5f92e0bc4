"""Engagements: one coach with one client. Only the own coach finds one; to others it is as if there were
none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from storage.statements import Prepared, table
from storage.tables import Chat, Client, Coach, DataKey, Engagement, EngagementState
from storage.vault import vault_of

_A_MINUTE = timedelta(minutes=1)
_HEARD = Prepared(
    update(table(Engagement)).where(Engagement.id == bindparam("engagement")).values(last_heard_at=bindparam("moment"))
)
_LIVE_PAST = select(Engagement).where(Engagement.live_until <= bindparam("now"))
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
    asked = (
        select(Engagement, DataKey)
        .join(DataKey, DataKey.id == Engagement.key_id)
        .join(Coach, Coach.id == Engagement.coach_id)
        .where(Engagement.coach_id == coach_id, Coach.revoked_at.is_(None))
        .order_by(Engagement.id)
    )
    found = []
    for engagement, key in session.execute(asked):
        vault_of(session).prime(key)
        found.append(engagement)
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
