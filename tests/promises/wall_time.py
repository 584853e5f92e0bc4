"""A real run in wall time, with nothing moved but the clock on the wall: `python -m tests.promises.wall_time`.

A check-in is set for two minutes ahead, and comes then. The bot is stopped over another client's time, and when it is
back, after that one's quarter of an hour, it sends one late message. Takes about twenty minutes; prints what came when.
The simulator stands in for Telegram; the bot is the real program in a process of its own.
"""

import asyncio
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.claiming import WINDOW_S
from bot.clock import JumpingClock
from simulator import Simulator, serve
from tests.system.host import ROOT, Host, make_template

FIRST, SECOND = 12, 13
HELSINKI = ZoneInfo("Europe/Helsinki")


def say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {text}", flush=True)


def minutes_ahead(minutes: int) -> datetime:
    """A full minute at least so far ahead."""
    return (datetime.now(UTC) + timedelta(minutes=minutes, seconds=59)).replace(second=0, microsecond=0)


def start(host: Host) -> subprocess.Popen[bytes]:
    say("the bot starts")
    return subprocess.Popen([sys.executable, "-m", "bot", "run", "--config", str(host.config_file)], cwd=ROOT)


def stop(bot: subprocess.Popen[bytes]) -> None:
    bot.send_signal(signal.SIGTERM)
    bot.wait(20)
    say("the bot is stopped")


async def texts_of(host: Host, chat: int, count: int, until: datetime) -> list[str]:
    while len(host.chat_texts(chat)) < count and datetime.now(UTC) < until:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    return host.chat_texts(chat)


async def main() -> int:
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as template:
        make_template(Path(template))
        simulator = Simulator()
        async with serve(simulator) as url:
            host = Host(Path(made), Path(template), simulator, url, JumpingClock())
            host.config_file.write_text(
                host.config_file.read_text().replace("sweep_every_s = 3600", "sweep_every_s = 5")
            )
            return await play(host)


async def play(host: Host) -> int:
    due = {FIRST: minutes_ahead(1), SECOND: minutes_ahead(3)}
    coach = host.add_coach(telegram_id=None)
    for chat, moment in due.items():
        clock = moment.astimezone(HELSINKI)
        host.add_client(coach, f"client {chat}", chat, check_in=f"daily {clock:%H:%M}", quiet_hours=None)
        say(f"client {chat} is promised a check-in at {moment:%H:%M:%S}")
    bot = start(host)
    try:
        [text] = await texts_of(host, FIRST, 1, due[FIRST] + timedelta(minutes=2))
        say(f"client {FIRST} gets: {text}")
        on_time = due[FIRST] <= datetime.now(UTC) <= due[FIRST] + timedelta(seconds=15)
        stop(bot)
        back_at = due[SECOND] + timedelta(seconds=WINDOW_S + 60)
        await asyncio.sleep((back_at - datetime.now(UTC)).total_seconds())
        bot = start(host)
        await texts_of(host, SECOND, 1, datetime.now(UTC) + timedelta(minutes=1))
        await asyncio.sleep(30)
        late = host.chat_texts(SECOND)
        for each in late:
            say(f"client {SECOND} gets: {each}")
    finally:
        stop(bot)
    kept = on_time and len(host.chat_texts(FIRST)) == 1
    owned = len(late) == 1 and late[0].startswith("I said I would write") and "I had been switched off" in late[0]
    say(f"the first came in its time: {kept}; the second came once, late and owned: {owned}")
    host.database.close()
    return 0 if kept and owned else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
