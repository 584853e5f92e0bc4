"""Reply times: a coach who promised to answer is reminded, and at the deadline the client is told honestly.

The reminder comes when a quarter of the agreed time is left; at the deadline the coach is told that it has passed,
and the client what is known: whether the message was read, and that there is no answer yet. The promise stays open,
so that a late answer still counts as one, until nobody waits for it any more.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.client_desk import Outcome
from bot.clock import Clock
from bot.desk import Desk
from bot.nudges import Nudges, rests
from bot.planning import REPAIR
from bot.transactions import Transactions
from flows.dates import say_moment
from flows.due import by_day, runs_out_at
from storage import facts, promises, turns
from storage.tables import Engagement, Promise
from storage.turns import TurnRows

LONGEST_AHEAD = timedelta(days=7)
MISSED_AFTER = timedelta(days=14)
"""An answer that has not come this long after the deadline is missed."""

PAGE = 100


class ReplyTimes:
    def __init__(self, transactions: Transactions, desk: Desk, clock: Clock) -> None:
        self.transactions = transactions
        self.desk = desk
        self.clock = clock
        self.nudges = Nudges(desk)

    async def review(self) -> None:
        """Look at every answer that is owed soon or was owed before now."""
        after: tuple[datetime, int] | None = None
        while True:
            before = self.clock.now() + LONGEST_AHEAD
            found = await self.transactions.run(promises.coachs_open, before, after, PAGE)
            for promise in found:
                if not self._is_up(promise):
                    continue
                if await self.transactions.run(self._one, promise.id, promise.engagement_id):
                    self.desk.committed(Outcome())
            if len(found) < PAGE:
                return
            after = (found[-1].due_at, found[-1].id)

    def _is_up(self, promise: Promise) -> bool:
        """Whether there may be something to do about it now."""
        now, reminded = self.clock.now(), promise.reminded_at
        if now < promise.due_at:
            return reminded is None and now >= runs_out_at(promise.made_at, promise.due_at)
        return promise.owned_at is None or reminded is None or reminded < promise.due_at or _is_missed(promise, now)

    def _one(self, session: Session, promise_id: int, engagement_id: int) -> bool:
        """Whether anything was said, to the coach or the client."""
        rows, now = turns.load_engagement(session, engagement_id), self.clock.now()
        promise = promises.take(session, promise_id)
        if promise is None or rows is None or rows.engagement is None:
            return False
        if rows.engagement.state not in ("active", "paused"):
            promises.end(session, promise.id, "withdrawn", now, detail="ended")
            return False
        if _is_missed(promise, now):
            promises.end(session, promise.id, "missed", now)
            return False
        if now < promise.due_at:
            return self._remind(session, rows, promise, "reply_soon", now)
        told = self._tell(session, rows, promise, now)
        return self._remind(session, rows, promise, "reply_overdue", now) or told

    def _remind(self, session: Session, rows: TurnRows, promise: Promise, key: str, now: datetime) -> bool:
        """Remind the coach, by day where they live: once before the deadline and once after it."""
        assert rows.engagement is not None, "an answer is owed in an engagement"
        starts = runs_out_at(promise.made_at, promise.due_at) if key == "reply_soon" else promise.due_at
        zone = rows.coach.zone if rows.coach else "UTC"
        before = promise.reminded_at is not None and promise.reminded_at >= starts
        if before or now < starts or by_day(now, zone) != now:
            return False
        language = self.desk.post.coach_language(session, rows.engagement)
        by = say_moment(promise.due_at, zone, language, now)
        promises.remind(session, promise, now)
        return self.desk.post.to_coach(session, rows.engagement, key, now, by=by)

    def _tell(self, session: Session, rows: TurnRows, promise: Promise, now: datetime) -> bool:
        """Tell the client, once, when a nudge may come: the first message of a repair."""
        engagement = rows.engagement
        assert engagement is not None, "an answer is owed in an engagement"
        if rows.chat.blocked_at is not None:
            promises.end(session, promise.id, "undeliverable", now, detail="blocked")
            return False
        if promise.owned_at is not None or rests(rows) or self.nudges.must_leave(session, rows, now)[0] is not None:
            return False
        promises.own(session, promise, now)
        facts.add(session, engagement, REPAIR, {"about": "reply", "due_at": promise.due_at.isoformat()}, now)
        self.desk.client_desk.tell(session, rows, self._said(session, rows, promise, engagement, now), now)
        return True

    def _said(self, session: Session, rows: TurnRows, promise: Promise, engagement: Engagement, now: datetime) -> str:
        coach = self.desk.scenes.of(session, rows, None, now).coach.name

        def text(key: str, **values: object) -> str:
            return self.desk.dialogues.wording.text("desk", key, engagement.language, coach=coach, **values)

        def when(moment: datetime) -> str:
            return say_moment(moment, engagement.zone, engagement.language, now)

        seen = text("reply_seen", when=when(promise.seen_at)) if promise.seen_at else text("reply_unseen")
        return f"{text('reply_late', when=when(promise.due_at), seen=seen)} {text('mend')}"


def _is_missed(promise: Promise, now: datetime) -> bool:
    return now - promise.due_at > MISSED_AFTER
