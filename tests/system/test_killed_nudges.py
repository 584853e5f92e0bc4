"""Kill -9 at every named point of a nudge's way: claim, desk, commit, send, record. See run_bot.py for the places.

Each place is struck a few times here; `KILLS=20 .venv/bin/pytest tests/system/test_killed_nudges.py` strikes each 20
times.
"""

import os
from datetime import UTC, datetime, timedelta

import pytest

from storage.tables import Outbox, Promise
from tests.system.test_check_ins import SCORE
from tests.system.test_kills import NOTE

KILLS = int(os.environ.get("KILLS", "2"))
CLIENTS = (12, 13, 14)
FIRST = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def ended(host, due_at: datetime) -> dict[int, Promise]:
    """The promises for this moment that have their outcome, by engagement."""
    found = [each for each in host.rows(Promise) if each.due_at == due_at and each.outcome is not None]
    return {each.engagement_id: each for each in found}


@pytest.mark.parametrize("place", ["claim", "claimed", "desk", "commit", "send", "sent", "record"])
async def test_every_promise_has_an_outcome_and_no_nudge_comes_twice_but_where_nobody_knew(host, launcher, place):
    coach = host.add_coach(telegram_id=None)
    for each in CLIENTS:
        host.add_client(coach, f"client {each}", each, check_in="daily 09:00")
    host.config_file.write_text(host.config_file.read_text().replace("sweep_every_s = 3600", "sweep_every_s = 0.1"))
    told: dict[int, int] = dict.fromkeys(CLIENTS, 0)
    for kill in range(KILLS):
        due_at = FIRST + timedelta(days=kill)
        host.clock.jump(due_at + timedelta(minutes=1) - host.clock.now())
        # What is claimed or recorded for all of them at once is so in one transaction.
        nth = 1 if place in ("claim", "claimed", "record") else 1 + kill % len(CLIENTS)
        async with launcher.life(host, die=place, nth=nth) as life:
            assert await life.ended() == -9
        async with launcher.life(host):
            await host.until(lambda due_at=due_at: len(ended(host, due_at)) == len(CLIENTS))
            await host.idle()
        for number, client in enumerate(CLIENTS, 1):
            texts = [text for text in host.chat_texts(client)[told[client] :] if SCORE in text]
            told[client] = len(host.chat_texts(client))
            promise = ended(host, due_at)[number]
            rows = [each for each in host.rows(Outbox) if each.promise_id == promise.id]
            nobody_knew = any(each.state == "unknown" for each in rows)
            assert promise.outcome == "kept"
            assert len(texts) in ((1, 2) if nobody_knew else (1,))
            assert [text.startswith(NOTE) for text in texts[1:]] == [True] * (len(texts) - 1)
