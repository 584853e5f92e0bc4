"""The sweep: the database is the schedule, and this looks at it every few seconds.

A look claims what is due in batches, each in one transaction, and then works it off, each engagement in a transaction
of its own, a few side by side so that they share commits and replies come in between. Several processes on one
PostgreSQL each take their share. A look that comes much later than the one before it ends an outage.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import live, records
from bot.claiming import claim
from bot.client_desk import Outcome
from bot.clock import Clock
from bot.crowds import Crowds
from bot.desk import Desk
from bot.logs import safe_error
from bot.nudges import Nudges
from bot.owning import MESSAGES_LAST
from bot.records import OUTAGE
from bot.transactions import Transactions
from storage import beats, engagements, occurrences, schedules

log = structlog.get_logger(__name__)

CLAIMED_AT_ONCE, LOOKED_AT_ONCE = 20, 200
"""Due times claimed in one transaction, which a reply may have to wait for; and engagements asked for at a time."""

SIDE_BY_SIDE = 8
LONGER_THAN = timedelta(minutes=2)
"""No look for this long, and for three times the sweep's own interval, is an outage."""


def silence_after(every_s: float) -> timedelta:
    """So long without a look is an outage, where it is looked this often."""
    return max(LONGER_THAN, timedelta(seconds=3 * every_s))


class Sweep:
    def __init__(self, transactions: Transactions, desk: Desk, clock: Clock, every_s: float = 30) -> None:
        self.transactions = transactions
        self.desk = desk
        self.clock = clock
        self.nudges = Nudges(desk)
        self.silence = silence_after(every_s)
        self._crowds = Crowds()
        self._looked = False

    async def go_by_new_tables(self) -> None:
        """At the start: the host's time zone tables may be newer than those that next times were worked out from."""
        last_id = 0
        while last_id := await self.transactions.run(
            records.go_by_new_tables, last_id, LOOKED_AT_ONCE, self.clock.now()
        ):
            pass

    async def run(self) -> None:
        """One look at the schedule. Never raises: what fails is tried at the next look."""
        try:
            await self.transactions.run(self._beat)
            while await self.transactions.run(self._claim) == CLAIMED_AT_ONCE:
                pass
            while await self.transactions.run(self._tell_of_outage):
                pass
            await self._work_off()
            await self.transactions.run(self._resume_paused)
            if await self.transactions.run(live.end_silent, self.desk.post, self.clock.now()):
                self.desk.committed(Outcome())
        except Exception as failure:
            log.error("the sweep failed; the next one goes on", error=safe_error(failure))

    def _beat(self, session: Session) -> None:
        outage = beats.beat(session, self.clock.now(), self.silence, in_this_run=self._looked)
        self._looked = True
        if outage is None:
            return
        lasted = outage.ended_at - outage.began_at
        log.warning("nobody looked at the schedule", minutes=round(lasted.total_seconds() / 60), cause=outage.cause)
        if lasted > MESSAGES_LAST:
            beats.tell_from(session, outage, 0)

    def _claim(self, session: Session) -> int:
        """Claim a batch of due schedules; how many."""
        now = self.clock.now()
        due = schedules.due(session, now, CLAIMED_AT_ONCE)
        for schedule in due:
            claim(session, schedule, now, self._crowds.moment)
        return len(due)

    def _tell_of_outage(self, session: Session) -> bool:
        """After a long outage everybody is to be told once, a batch at a time; whether there are more."""
        outage = beats.outage_to_tell(session)
        if outage is None or outage.told_up_to is None:
            return False
        some = engagements.active_after(session, outage.told_up_to, CLAIMED_AT_ONCE)
        now = self.clock.now()
        for each in some:
            schedule = schedules.put(
                session, each.id, OUTAGE, now, zone=each.zone, slot=str(outage.id), next_due_at=now
            )
            claim(session, schedule, now)
        beats.tell_from(session, outage, some[-1].id if some else None)
        return bool(some)

    async def _work_off(self) -> None:
        """Work off everything that is to be looked at now, each engagement once."""
        seen: set[int] = set()
        while True:
            found = await self.transactions.run(occurrences.to_look_at, self.clock.now(), LOOKED_AT_ONCE)
            fresh = [each for each in found if each not in seen]
            if not fresh:
                return
            seen.update(fresh)
            waiting = iter(fresh)
            await asyncio.gather(*(self._look_at(waiting) for _ in range(SIDE_BY_SIDE)))

    async def _look_at(self, waiting: Iterator[int]) -> None:
        for engagement_id in waiting:
            now = self.clock.now()
            try:
                said = await self.transactions.run(self.nudges.work_off, engagement_id, now)
            except OperationalError:
                raise
            except Exception as failure:  # one engagement that fails must not keep the others waiting
                log.error("a nudge failed", engagement=engagement_id, error=safe_error(failure))
                await self.transactions.run(self.nudges.give_up, engagement_id, now)
                continue
            if said:
                self.desk.committed(Outcome())

    def _resume_paused(self, session: Session) -> None:
        """A pause that had an end is over then: the client asked for that, and check-ins go on."""
        for engagement in engagements.paused_past(session, self.clock.now()):
            engagements.set_state(session, engagement, "active", self.clock.now())
