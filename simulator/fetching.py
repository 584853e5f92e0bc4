"""getUpdates: one poller at a time waits for updates, and confirms those before its offset."""

from typing import TYPE_CHECKING

from simulator.refusals import conflict
from simulator.world import Bot, Json

if TYPE_CHECKING:
    from simulator.simulation import Simulator

LONGEST_POLL_S = 50
MOST_UPDATES = 100

HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"


async def get_updates(simulator: "Simulator", bot: Bot, p: Json) -> list[Json]:
    """The next updates, at once if there are any and else as soon as one comes or the timeout passes."""
    if bot.webhook:
        raise conflict(HOOKED)
    bot.poll += 1
    mine = bot.poll
    bot.bell.ring()
    if "allowed_updates" in p:
        bot.updates.allow(p["allowed_updates"])
    offset = p.get("offset", 0)
    limit = min(max(p.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    until = simulator.timer() + min(max(p.get("timeout", 0), 0), LONGEST_POLL_S)
    while True:
        bot.updates.drop_old(simulator.clock())
        batch = bot.updates.batch(offset, limit)
        left = until - simulator.timer()
        if batch or left <= 0 or simulator.closing:
            return batch
        # What an offset confirms it confirms once: later rounds only wait for newer updates.
        offset = max(offset, 0)
        await bot.bell.wait(left)
        if bot.webhook:
            raise conflict("terminated by setWebhook request")
        if bot.poll != mine:
            raise conflict(OTHER)
