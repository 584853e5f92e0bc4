"""`luottamus run`, and what stands beside it: `check` before it, `demo` and `simulator` without Telegram."""

import logging
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import CONFIG, ConfigFile, meet_bot, opened, placed, read_config, say, warn
from bot.commands.upgrades import strandings

if TYPE_CHECKING:
    from bot.config import Config


def run(config: ConfigFile = CONFIG) -> None:
    """Run the bot until it is interrupted or terminated."""
    # Until the bot itself listens for it: nothing has begun yet that would have to be finished.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    import asyncio

    from bot.config_faults import ConfigError

    settings = read_config(config, level=logging.INFO)
    # Tables and key are as they should be, before anything starts.
    with opened(settings) as database:
        lost = strandings(database)
    for each in lost:
        warn(f"warning: {each}; running on, and each client is told")
    try:
        asyncio.run(_run(settings))
    except ConfigError as fault:
        raise placed(fault, config) from None


async def _run(settings: "Config") -> None:
    from bot.app import App, settle, stop_on_signals

    app = App(settings)
    settle()
    stop_on_signals(app.stop)
    await app.run()


def console(config: ConfigFile = CONFIG) -> None:
    """Serve the coach's console alone, while the bot does not run (`run` serves it too)."""
    import asyncio

    from bot.config_faults import ConfigError

    settings = read_config(config, level=logging.INFO)
    with opened(settings):
        pass
    say(f"console        {settings.console.address} (coaches write /console to the bot for a way in)")
    try:
        asyncio.run(_console(settings))
    except ConfigError as fault:
        raise placed(fault, config) from None


async def _console(settings: "Config") -> None:
    from bot.app import App, stop_on_signals

    app = App(settings)
    stop_on_signals(app.stop)
    await app.serve_console()


def check(config: ConfigFile = CONFIG) -> None:
    """Look at configuration, key, database, flows, token, model and helplines, and say the cure of what is wrong."""
    settings = read_config(config)
    say(f"configuration  fine: {config}")
    fine = [
        _looked_at(lambda: _look_at_database(settings)),
        _looked_at(lambda: _look_at_flows(settings)),
        _looked_at(lambda: _look_at_telegram(settings, config)),
        _looked_at(lambda: _look_at_model(settings, config)),
    ]
    _look_at_helplines(settings)
    if not all(fine):
        raise typer.Exit(2)


def _looked_at(look: Callable[[], None]) -> bool:
    """Whether it is well; what is wrong is said, and the other looks are still taken."""
    from bot.config_faults import ConfigError
    from flows.wording import FlowError
    from storage.database import DatabaseError
    from storage.vault import KeyFileError

    try:
        look()
    except (ConfigError, KeyFileError, DatabaseError, FlowError) as fault:
        warn(str(fault))
        return False
    return True


def _look_at_database(settings: "Config") -> None:
    from storage.database import DatabaseError

    with opened(settings) as database:
        say(f"key file       fine: {settings.security.key_file}, readable by you alone")
        say("database       fine: its tables are those of this version, and the key opens it")
        if lost := strandings(database):
            raise DatabaseError("\n".join(lost))
        say("talks          fine: each that is open or at rest goes on somewhere")


def _look_at_flows(settings: "Config") -> None:
    from bot.app import load_dialogues

    dialogues = load_dialogues(settings.words.folder)
    say(f"flows          fine: {len(dialogues.flows)}, with their words in each language")


def _look_at_telegram(settings: "Config", path: Path) -> None:
    met = meet_bot(settings, path)
    if met.away:
        say(f"telegram       warning: cannot be reached ({met.away}), so the token was not checked")
    else:
        say(f"telegram       fine: the bot is {met.name}, @{met.username}")


def _look_at_model(settings: "Config", path: Path) -> None:
    import asyncio

    from bot.app import load_dialogues, load_model
    from bot.config_faults import ConfigError

    async def reach() -> None:
        model = load_model(settings, load_dialogues(settings.words.folder))
        if model is None:
            say("model          none: the default listener answers, and nothing is sent anywhere")
            return
        away, named = await model.reach(), f"{settings.listening.model} at {settings.listening.host}"
        await model.close()
        if away:
            say(f"model          warning: {named} cannot be reached ({away}); the default listener answers meanwhile")
        else:
            say(f"model          fine: {named} answers")

    try:
        asyncio.run(reach())
    except ConfigError as fault:
        raise placed(fault, path) from None


def _look_at_helplines(settings: "Config") -> None:
    from bot.config import stale_helplines

    stale = stale_helplines(settings, datetime.now(UTC).date())
    for region, line in stale:
        say(
            f"helplines      warning: {region}, {line.name.en}: checked on {line.checked}; check it anew against "
            f"{line.source} and set it under [[crisis.resources.{region}]]"
        )
    if not stale:
        say("helplines      fine: each was checked within half a year")


def demo() -> None:
    """Play a story with the real bot and a simulated Telegram: no account needed, no question asked."""
    from bot.app import demo as play

    raise typer.Exit(play())


def simulator(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free port.")] = 8081,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
) -> None:
    """Serve a Bot API with a chat page, to talk to the bot without Telegram."""
    import asyncio

    from bot.app import serve_simulator

    try:
        asyncio.run(serve_simulator(host, port))
    except OSError as fault:
        why = fault.strerror or "no such machine"
        raise typer.TyperException(
            f"cannot listen on {host}, port {port} ({why}); give another --port or --host"
        ) from None
