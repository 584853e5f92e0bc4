"""Owning: what is said of messages that did not come in time, and of outages: the fact, the time, the cause if known.

The first message of a repair. It names no excuse, and that it was not the client's doing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.delivery import OUTAGE_TOLD
from bot.planning import REPAIR
from bot.records import OUTAGE
from flows.dates import say_moment
from flows.lateness import say_by
from flows.wording import Wording
from storage import beats, facts, promises
from storage.tables import Engagement, Outage, Promise

MESSAGES_LAST = timedelta(hours=24, minutes=5)
"""Telegram keeps what people write to a bot for 24 hours (Bot API, getUpdates); after a longer outage some may be
lost. Some minutes more, for an outage is counted from the look before it.
"""

CAUSES = frozenset({"stopped", "cut_off", "stalled", "telegram"})
"""Why something came late, where that is known and not the client's own doing."""


@dataclass(frozen=True)
class Owned:
    """What has to be said of messages that did not come in time."""

    first: datetime
    last: datetime
    count: int
    cause: str


class Owning:
    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    def of_messages(
        self, session: Session, engagement: Engagement, late: Promise | None, now: datetime
    ) -> tuple[str, dict[str, object]]:
        """What to say of those that were missed, and of a late one; "" where there is nothing to own.

        With it what the delivery writes down once it is said: the promises it owned, and the outage it named.
        """
        ours = [*promises.unowned(session, engagement.id), *([late] if late else [])]
        if not ours:
            return "", {}
        ours.sort(key=lambda each: each.due_at)
        cause = ours[-1].detail
        owned = Owned(ours[0].due_at, ours[-1].due_at, len(ours), cause)
        value = {"about": ours[-1].kind, "count": owned.count, "due_at": owned.first.isoformat(), "cause": cause}
        facts.add(session, engagement, REPAIR, value, now)
        lost, outage = self._lost(session, engagement)
        said = " ".join(filter(None, (self.said(owned, engagement, now), lost)))
        return said, {"owned": [each.id for each in ours], **outage}

    def said(self, owned: Owned, engagement: Engagement, now: datetime) -> str:
        language = engagement.language
        key = "late" if owned.count == 1 else "late_many"
        when = say_moment(owned.first, engagement.zone, language, now)
        fact = self._text(key, engagement, when=when, by=say_by(now - owned.last, language), count=owned.count)
        why = self._text(f"causes.{owned.cause}", engagement) if owned.cause in CAUSES else ""
        return " ".join(filter(None, (fact, why, self._text("sorry", engagement), self._text("mend", engagement))))

    def of_outage(
        self, session: Session, engagement: Engagement, outage: Outage, now: datetime
    ) -> tuple[str, dict[str, object]]:
        """The same of a long outage, for who missed nothing by it but may have written."""
        began, ended = (
            say_moment(each, engagement.zone, engagement.language, now) for each in (outage.began_at, outage.ended_at)
        )
        fact = self._text("away", engagement, began=began, ended=ended)
        why = self._text(f"causes.{outage.cause}", engagement)
        facts.add(session, engagement, REPAIR, {"about": OUTAGE, "cause": outage.cause}, now)
        lost, carries = self._lost(session, engagement)
        return " ".join((fact, why, lost, self._text("mend", engagement))), carries

    def untold_outage(self, session: Session, engagement: Engagement) -> Outage | None:
        """The last outage longer than Telegram keeps messages, if it was not named to them and they were here then."""
        outage = beats.latest_outage(session, MESSAGES_LAST)
        if outage is None or engagement.consented_at is None or engagement.consented_at >= outage.ended_at:
            return None
        told = facts.latest(session, engagement, OUTAGE_TOLD)
        return None if told is not None and told.value["outage"] == outage.id else outage

    def _lost(self, session: Session, engagement: Engagement) -> tuple[str, dict[str, object]]:
        """That some messages may be lost; said once an outage."""
        outage = self.untold_outage(session, engagement)
        return (self._text("lost", engagement), {"outage": outage.id}) if outage else ("", {})

    def _text(self, key: str, engagement: Engagement, **values: object) -> str:
        return self.wording.text("desk", key, engagement.language, **values)
