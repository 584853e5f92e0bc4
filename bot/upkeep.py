"""Upkeep: what is forgotten when its time is over, and the copies that are made of the rest."""

import asyncio
import sqlite3
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.config import Backup
from bot.logs import safe_error
from bot.transactions import Transactions
from flows.agreement import Agreement
from storage import agreements, backups, invitations, outbox, retention, sittings, talks, updates
from storage.vault import vault_of

log = structlog.get_logger(__name__)

SENT_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=10)
"""Known update ids are kept for days, not for ever: Telegram may number from lower again after a week."""

RESTING_KEPT = timedelta(days=30)
"""A talk that was set aside and not taken up again for this long is over; what was said in it stays."""

TALKS_AT_ONCE = 200


class Upkeep:
    def __init__(self, transactions: Transactions, clock: Clock, url: str, backup: Backup) -> None:
        self.transactions = transactions
        self.clock = clock
        self.url = url
        self.backup = backup
        self._copying = asyncio.Lock()

    async def expire(self) -> None:
        """Invitations past their time, sittings that are over, talks at rest, known update ids, rows that were sent."""
        now = self.clock.now()
        await self.transactions.run(updates.forget_old, now - UPDATES_KEPT)
        await self.transactions.run(invitations.expire_old, now)
        await self.transactions.run(sittings.expire_old, now)
        await self.transactions.run(outbox.forget_old, now - SENT_KEPT)
        while (
            await self.transactions.run(talks.expire_resting, now - RESTING_KEPT, now, TALKS_AT_ONCE) == TALKS_AT_ONCE
        ):
            pass
        await self.transactions.run(lambda session: vault_of(session).prune(session))

    async def keep_no_longer(self) -> None:
        """The retention clause: words are deleted when the time agreed on for them is over."""
        if await self.transactions.run(self._forget_words):
            await self.transactions.fold()

    async def after_erasure(self) -> None:
        """Nothing of what was erased lingers in the database's log, and its key opens no copy any more."""
        await self.transactions.fold()
        if self.backup.folder is None:
            return
        try:
            async with self._copying:
                await asyncio.to_thread(backups.renew_keys, self.url, self.backup.folder, self.clock.now())
        except (OSError, sqlite3.Error) as failure:  # the next look at the copies does it
            log.error("the copies' data keys could not be written anew; trying on", error=safe_error(failure))

    def _forget_words(self, session: Session) -> int:
        forgotten = 0
        for engagement in retention.ended_with_words(session):
            row = agreements.latest(session, engagement.id)
            agreed = Agreement.from_json(agreements.clauses(session, engagement, row)) if row else Agreement()
            assert engagement.ended_at is not None, "an ended one has its end"
            if self.clock.now() >= engagement.ended_at + timedelta(hours=agreed.retention_hours):
                retention.forget_words(session, engagement)
                log.info("the agreed time is over: words were deleted", engagement=engagement.id)
                forgotten += 1
        return forgotten

    async def back_up(self) -> None:
        """Copy the database, if the youngest copy is as old as the host wants it to become."""
        folder, now = self.backup.folder, self.clock.now()
        if folder is None:
            return
        async with self._copying:
            last = await asyncio.to_thread(backups.latest, folder)
            if last is None or now - last >= timedelta(hours=self.backup.every_hours):
                path = await asyncio.to_thread(backups.make, self.url, folder, self.backup.keep, now)
                log.info("the database was backed up", file=path.name)
            else:  # after an erasure whose process was killed before it had done so
                await asyncio.to_thread(backups.renew_keys, self.url, folder, now)
