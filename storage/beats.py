"""Beats: when the schedule was last looked at, and the times in which nobody did. For all processes together."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.ids import new_id
from storage.statements import upsert
from storage.tables import Beat, Outage, OutageCause

_ONE = 1
_LATELY = 20

_LAST = select(Beat).where(Beat.id == _ONE).with_for_update()
_TO_TELL = (
    select(Outage)
    .where(Outage.told_up_to.is_not(None))
    .order_by(Outage.ended_at.desc())
    .limit(1)
    .with_for_update(skip_locked=True)
)


def beat(session: Session, now: datetime, silence: timedelta, *, in_this_run: bool) -> Outage | None:
    """The schedule is looked at; the outage that ends with this look, if nobody looked for longer than `silence`.

    `in_this_run`: whether this process has looked before, so that it was there and could not work. A clock set
    back is no outage, nor is the first look of all.
    """
    last = session.scalars(_LAST).first()
    if last is None:
        written = upsert(session, Beat).values({"id": _ONE, "at": now, "stopped": False})
        session.execute(written.on_conflict_do_nothing())
        return None
    outage = None
    if now - last.at > silence:
        cause: OutageCause = "stopped" if last.stopped else "stalled" if in_this_run else "cut_off"
        outage = Outage(id=new_id(), began_at=last.at, ended_at=now, cause=cause)
        session.add(outage)
    last.at, last.stopped = now, False
    session.flush()
    return outage


def last(session: Session) -> Beat | None:
    """The last look; None before the first of all."""
    return session.get(Beat, _ONE)


def keep_up(session: Session, moment: datetime) -> None:
    """Up to this moment somebody looked."""
    _write(session, moment, stopped=False)


def stop(session: Session, now: datetime) -> None:
    """This process stops looking, in order."""
    _write(session, now, stopped=True)


def _write(session: Session, at: datetime, *, stopped: bool) -> None:
    values = {"at": at, "stopped": stopped}
    written = upsert(session, Beat).values({"id": _ONE, **values})
    session.execute(written.on_conflict_do_update(index_elements=["id"], set_=values))


def outage_over(session: Session, moment: datetime) -> Outage | None:
    """The outage in which this moment lies."""
    asked = select(Outage).where(Outage.began_at <= moment, Outage.ended_at >= moment)
    return session.scalars(asked.order_by(Outage.ended_at.desc()).limit(1)).first()


def latest_outage(session: Session, longer_than: timedelta) -> Outage | None:
    """The last one that lasted longer than this."""
    outages = session.scalars(select(Outage).order_by(Outage.ended_at.desc(), Outage.id.desc()).limit(_LATELY))
    return next((each for each in outages if each.ended_at - each.began_at > longer_than), None)


def outage_to_tell(session: Session) -> Outage | None:
    """One of which somebody is still to be told, for this transaction alone."""
    return session.scalars(_TO_TELL).first()


def tell_from(session: Session, outage: Outage, engagement_id: int | None) -> None:
    """The engagements up to this number are told; None: nobody is left."""
    outage.told_up_to = engagement_id
    session.flush()
