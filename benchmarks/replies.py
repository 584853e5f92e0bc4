"""Replies while thousands of nudges go out: `python benchmarks/replies.py [--json]`.

Against the simulator with Telegram's limits on (30 messages a second, one a second to a chat, else 429), over real HTTP:
2,000 nudges to 2,000 chats are handed over at once, and meanwhile a reply a second, each to a chat of its own. Ours is
the two-lane limiter; beside it, in the same run, the library's own AIORateLimiter with its defaults, a retry after a
429 allowed. `--nudges 2000` is the default; the library's part lasts as long as ours.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from statistics import median, quantiles
from typing import Any

from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.limiter import Lane, TwoLaneLimiter
from simulator import Simulator, acts, serve
from simulator.world import Account

TOKEN = "123456:" + "x" * 35
FIRST_CHAT, FIRST_REPLY = 10_000, 1_000_000
SECONDS_OF_GRACE = 120


def started(simulator: Simulator, chat_id: int) -> None:
    """Telegram lets a bot write to whoever has written to it."""
    account = simulator.accounts.setdefault(chat_id, Account(chat_id, "c"))
    acts.chat_with(simulator.bot(TOKEN), account).started = True


async def measure(limiter: BaseRateLimiter[Any], nudges: int, *, lanes: bool) -> dict[str, float]:
    simulator = Simulator(limits=True)
    seconds = nudges / 30
    replies = int(seconds)
    for number in range(nudges):
        started(simulator, FIRST_CHAT + number)
    for number in range(replies):
        started(simulator, FIRST_REPLY + number)
    took: list[float] = []
    ended: list[float] = []
    failed: Counter[str] = Counter()

    async with serve(simulator) as url:
        # As many connections as either could use: neither is to wait for one.
        request = HTTPXRequest(
            connection_pool_size=64, pool_timeout=600, read_timeout=60, httpx_kwargs={"trust_env": False}
        )
        bot: ExtBot[Any] = ExtBot(TOKEN, base_url=f"{url}/bot", request=request, rate_limiter=limiter)
        await bot.initialize()
        began = time.perf_counter()

        async def send(chat: int, lane: Lane) -> None:
            args = {"rate_limit_args": lane} if lanes else {}
            at = time.perf_counter()
            try:
                await bot.send_message(chat, "How have things been?", **args)  # type: ignore[arg-type]
            except TelegramError as failure:
                failed[type(failure).__name__] += 1
                return
            if lane is Lane.REPLY:
                took.append(time.perf_counter() - at)
            else:
                ended.append(time.perf_counter() - began)

        async def answer() -> None:
            going = []
            for number in range(replies):
                await asyncio.sleep(max(0.0, began + number + 0.5 - time.perf_counter()))
                going.append(asyncio.create_task(send(FIRST_REPLY + number, Lane.REPLY)))
            await asyncio.gather(*going)

        tasks = [asyncio.create_task(send(FIRST_CHAT + number, Lane.NUDGE)) for number in range(nudges)]
        await asyncio.wait([*tasks, asyncio.create_task(answer())], timeout=seconds + SECONDS_OF_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bot.shutdown()
    refused = sum(each.outcome == "429" for each in simulator.requests)
    return {
        "reply_p50_s": median(took),
        "reply_p99_s": quantiles(took, n=100)[98] if len(took) > 1 else took[0],
        "nudges_a_second": len(ended) / max(ended),
        "refused_429": refused,
        "not_sent": nudges + replies - len(ended) - len(took),
    }


UNITS = {"reply_p50_s": "s", "reply_p99_s": "s", "nudges_a_second": "nudges/s"}


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--nudges", type=int, default=2_000)
    given.add_argument("--json", action="store_true")
    asked = given.parse_args()
    rows: list[tuple[str, float, str | None]] = []
    for peer, lanes in ((None, True), ("python-telegram-bot AIORateLimiter", False)):
        limiter = TwoLaneLimiter(30) if lanes else AIORateLimiter(max_retries=5)
        found = asyncio.run(measure(limiter, asked.nudges, lanes=lanes))
        rows += [(name, value, peer) for name, value in found.items()]
    for name, value, peer in rows:
        unit = UNITS.get(name, "messages")
        if asked.json:
            print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, "peer": peer}))
        else:
            print(f"{name:<20}{value:>10.3f} {unit:<10}{peer or ''}")


if __name__ == "__main__":
    main()
