"""Runs the real bot in a process of its own, which a test may kill -9 at a chosen place.

As a program it is a launcher: it loads the bot's modules once, and forks a process for each run that is asked for
on standard input, a JSON line each. Whatever makes a run die at an exact place, or stumble over a marked word, is
wrapped around the product here and is no part of it.
"""

import asyncio
import json
import os
import select
import signal
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr

import bot.app
import bot.delivery
import bot.telegram_request
import bot.transactions
import storage.database
import storage.outbox
from bot.app import App, stop_on_signals
from bot.clock import JumpingClock
from bot.config import Telegram, load_config
from bot.logs import safe_error, set_up_logs
from bot.telegram_request import make_bot

LOOK_EVERY_S = 0.01


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# Places to die at


def die_before_commit(app: App, nth: int) -> None:
    """In the transaction of the nth turn, when everything is written and nothing committed."""
    turn = app.desk._turn

    def dying(*given: Any) -> Any:
        outcome = turn(*given)
        if app.desk.counts["turns"] == nth:
            die()
        return outcome

    app.desk._turn = dying  # type: ignore[method-assign]


def die_after_commit(app: App, nth: int) -> None:
    """When the nth turn is committed, before anything of it is sent or confirmed: on the thread that committed it,
    where no delivery can come in between.
    """
    # Nor along with it: a look for what is to be sent that shared the turn's commit would have claimed the reply.
    app.transactions._most = 1
    tell = bot.transactions._tell

    def dying(ended: list[Any]) -> None:
        if app.desk.counts["turns"] == nth:
            die()
        tell(ended)

    bot.transactions._tell = dying


def die_after_send(app: App, nth: int) -> None:
    """When the nth message has arrived, before that is written down."""
    deliver, count = bot.delivery.deliver, iter(range(1, 1_000_000))

    async def dying(*args: Any) -> Any:
        result = await deliver(*args)
        if next(count) == nth:
            die()
        return result

    bot.delivery.deliver = dying  # type: ignore[assignment]


def die_before_send(app: App, nth: int) -> None:
    """When the nth message is marked as being sent, before its request goes out."""
    deliver, count = bot.delivery.deliver, iter(range(1, 1_000_000))

    async def dying(*args: Any) -> Any:
        if next(count) == nth:
            die()
        return await deliver(*args)

    bot.delivery.deliver = dying  # type: ignore[assignment]


def die_at(app: App, nth: int, name: str, *, committed: bool) -> None:
    """When the nth transaction of that function that did something is through, just before or after its commit."""
    run, count = app.transactions.run, iter(range(1, 1_000_000))

    async def dying(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if getattr(function, "__name__", "") != name:
            return await run(function, *args, **kwargs)

        def in_it(session: Any, *args: Any, **kwargs: Any) -> Any:
            result = function(session, *args, **kwargs)
            did_something = bool(args[0]) if name == "_record_and_claim" else bool(result)
            if not committed and did_something and next(count) == nth:
                die()
            return result

        result = await run(in_it, *args, **kwargs)
        if committed and result and next(count) == nth:
            die()
        return result

    app.transactions.run = dying  # type: ignore[method-assign]


PLACES = {
    "before commit": die_before_commit,
    "after commit": die_after_commit,
    "after send": die_after_send,
    # The way of a nudge
    "claim": partial(die_at, name="_claim", committed=False),
    "claimed": partial(die_at, name="_claim", committed=True),
    "desk": partial(die_at, name="work_off", committed=False),
    "commit": partial(die_at, name="work_off", committed=True),
    "send": die_before_send,
    "sent": die_after_send,
    "record": partial(die_at, name="_record_and_claim", committed=False),
}


# Words to stumble over


def stumble(app: App, word: str, what: Callable[[], None]) -> None:
    """A turn whose text holds the word ends as `what` does."""
    turn = app.desk._turn

    def stumbling(session: Any, incoming: Any, *answered: Any) -> Any:
        if word in incoming.text:
            what()
        return turn(session, incoming, *answered)

    app.desk._turn = stumbling  # type: ignore[method-assign]


def stumble_after(app: App, word: str) -> None:
    """The first turn whose text holds the word fails at its very end, and is rolled back."""
    turn = app.desk._turn
    stumbled: list[bool] = []

    def stumbling(session: Any, incoming: Any, *answered: Any) -> Any:
        outcome = turn(session, incoming, *answered)
        if word in incoming.text and not stumbled:
            stumbled.append(True)
            raise ValueError(word)
        return outcome

    app.desk._turn = stumbling  # type: ignore[method-assign]


def raising(text: str) -> Callable[[], None]:
    def fail() -> None:
        raise ValueError(text)

    return fail


# One run


async def run(plan: dict[str, Any]) -> None:
    """Run the bot until it is told to stop."""
    config = load_config(Path(plan["config"]), {})
    token = config.telegram.token.get_secret_value()
    set_up_logs(level=plan.get("level", "INFO"), secrets=[token])
    storage.outbox.REPEAT_AFTER = timedelta(seconds=plan.get("repeat_after_s", 0))
    storage.database._BUSY_MS = plan.get("busy_ms", storage.database._BUSY_MS)
    if within := plan.get("answer_within_s"):
        bot.telegram_request.ANSWER_WITHIN_S = within
    clock = JumpingClock()
    clock.jump(timedelta(seconds=plan.get("ahead_s", 0)))
    app = App(config, clock=clock)
    if place := plan.get("die"):
        PLACES[place](app, plan["nth"])
    if word := plan.get("dies_of"):
        stumble(app, word, die)
    if word := plan.get("raises_at"):
        # The words are in the error's own message, as a library's error would have them.
        stumble(app, word, raising(word))
    stop_on_signals(app.stop)
    if word := plan.get("raises_once_at"):
        stumble_after(app, word)
    await app.run()


def child(plan: dict[str, Any]) -> int:
    errors = os.open(plan["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in (1, 2):
        os.dup2(errors, number)
    try:
        asyncio.run(run(plan))
    except Exception as fault:
        structlog.get_logger("bot").critical("the run ended", error=safe_error(fault))
        return 1
    return 0


# The launcher


def launch(plan: dict[str, Any]) -> int:
    """A new process on its own; its id."""
    pid = os.fork()
    if pid:
        return pid
    with suppress(BaseException):
        os._exit(child(plan))
    os._exit(70)


def main() -> None:
    # What takes the most of every run's start, done once.
    ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]
    bot.app.load_dialogues = cache(bot.app.load_dialogues)
    bot.app.load_dialogues()
    make_bot(Telegram(token=SecretStr("1:x")))
    running: set[int] = set()
    ended: dict[int, int] = {}
    buffer = b""
    while True:
        while running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            running.discard(pid)
            ended[pid] = os.waitstatus_to_exitcode(status)
        if not select.select([0], [], [], LOOK_EVERY_S)[0]:
            continue
        got = os.read(0, 65536)
        if not got:
            break
        *lines, buffer = (buffer + got).split(b"\n")
        for line in lines:
            asked = json.loads(line)
            if "config" in asked:
                pid = launch(asked)
                running.add(pid)
                answer: Any = pid
            else:
                answer = ended.get(asked["pid"])
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
    for pid in running:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
