"""What most commands open first: the configuration, the database with its key, and Telegram for a moment."""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.config import Config
    from bot.config_faults import ConfigError
    from storage.database import Database

ANSWERS_WITHIN_S = 10


# The configuration


def chosen(ctx: typer.Context, value: Path) -> Path:
    """The file given here, else the one given before the command, else the default."""
    source = ctx.get_parameter_source("config")
    if ctx.parent is None or (source is not None and source.name == "COMMANDLINE"):
        return value
    return Path(ctx.parent.params.get("config", value))


ConfigFile = Annotated[
    Path,
    typer.Option("--config", metavar="FILE", callback=chosen, help="The configuration, before or after COMMAND."),
]
CONFIG = Path("config.toml")


def read_config(path: Path, *, level: int = logging.CRITICAL) -> "Config":
    """The configuration; from here on no log of ours or a library's can show its secrets. Raises ConfigError."""
    from bot.config import load_config
    from bot.logs import set_up_logs

    config = load_config(path)
    secrets = [config.telegram.token.get_secret_value(), config.telegram.secret_for_webhook]
    if config.listening.api_key:
        secrets.append(config.listening.api_key.get_secret_value())
    set_up_logs(secrets=secrets, level=level)
    return config


def placed(fault: "ConfigError", path: Path) -> "ConfigError":
    """A fault that starts with a key's name, with the place where that key is set before it."""
    from bot.config import PREFIX
    from bot.config_faults import ConfigError

    key = re.match(r"[a-z]+\.[a-z_]+(?=[ :])", str(fault))
    if key is None:
        return fault
    variable = PREFIX + key[0].replace(".", "__").upper()
    place = f"environment ({variable})" if variable in os.environ else path
    return ConfigError(f"{place}: {fault}")


# The database


@contextmanager
def opened(config: "Config") -> Iterator["Database"]:
    """The database, its tables and key looked at. Raises KeyFileError or DatabaseError."""
    from storage.database import Database, DatabaseError
    from storage.vault import Vault, load_key_file

    database = Database(config.storage.url, Vault(load_key_file(config.security.key_file)))
    try:
        if cure := database.check_revision():
            raise DatabaseError(cure)
        check_key(database, config)
        yield database
    finally:
        database.close()


def check_key(database: "Database", config: "Config") -> None:
    """Raises KeyFileError unless the host's key is the one that this database was sealed with."""
    from storage.vault import KeyFileError, SealBroken

    try:
        with database.read() as session:
            database.vault.check(session)
    except SealBroken:
        key_file = config.security.key_file
        if key_file.with_name(f"{key_file.name}.new").exists():
            raise KeyFileError(f"{key_file}: its rotation was cut off; run `luottamus keys rotate` again") from None
        raise KeyFileError(
            f"{key_file}: this is not the key that the database was sealed with; "
            "put back the one that was made with it (security.key_file)"
        ) from None


# Telegram


@dataclass(frozen=True)
class Met:
    """The bot as Telegram knows it; or `away`, why Telegram could not be asked."""

    name: str = ""
    username: str = ""
    away: str = ""

    def way_in(self, code: str) -> str:
        """How a coach comes in with this code: the link, or what to do while the bot's name is not known."""
        if not self.away:
            return f"https://t.me/{self.username}?start={code}"
        return (
            f"/start {code}\n"
            f"Telegram cannot be reached ({self.away}), so the bot's name for a link is not known. The coach can "
            "open the bot and send it the line above; `luottamus coach link NUMBER` prints a link later."
        )


def meet_bot(config: "Config", path: Path) -> Met:
    """Ask Telegram who the bot is. Raises ConfigError if it refuses the token."""
    import asyncio

    from bot.patience import TokenRefused

    try:
        return asyncio.run(_meet(config))
    except TokenRefused as refused:
        raise placed(refused, path) from None


async def _meet(config: "Config") -> Met:
    import asyncio

    from telegram.error import InvalidToken, TelegramError

    from bot.logs import named
    from bot.patience import TokenRefused
    from bot.telegram_request import make_bot

    bot = make_bot(config.telegram)
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S), bot:
            return Met(bot.bot.full_name, bot.username)
    except InvalidToken:
        raise TokenRefused from None
    except TimeoutError:
        return Met(away=f"no answer within {ANSWERS_WITHIN_S} seconds")
    except TelegramError as failure:
        return Met(away=named(failure))


# What is printed


def say(line: str) -> None:
    typer.echo(line)


def warn(line: str) -> None:
    typer.echo(line, err=True)


def show_table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for a person; for a program one row a line, tabs between, without heads."""
    import sys

    if not sys.stdout.isatty():
        for row in rows:
            say("\t".join(" ".join(str(cell).split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*heads, box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    Console().print(table)
