"""`luottamus init`: makes what is missing, overwrites nothing, and says line by line what it made or found."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import (
    CONFIG,
    ConfigFile,
    Met,
    check_key,
    meet_bot,
    opened,
    read_config,
    say,
)

if TYPE_CHECKING:
    from bot.config import Config
    from storage.database import Database

TOKEN_VARIABLE = "LUOTTAMUS_TELEGRAM__TOKEN"  # noqa: S105 (the name of a place, no token)

FRESH = """\
# Made by `luottamus init`. Whoever has the token is the bot, so only you may read this file.
# Every other key, with its default and what it does, stands in config.example.toml.

[telegram]
token = {token}

[storage]
url = "sqlite:///luottamus.sqlite"

[security]
# The key that unlocks clients' words. Back it up apart from the database.
key_file = "luottamus.key"
"""


def init(
    config: ConfigFile = CONFIG,
    token: Annotated[str, typer.Option(help=f"The bot's token; also as {TOKEN_VARIABLE}.")] = "",
    coach: Annotated[str, typer.Option(metavar="NAME", help="The first coach's name.")] = "",
) -> None:
    """Make what is missing: configuration, key file, database, first coach. Overwrites nothing."""
    settings, met = found(config, token) if config.exists() else made(config, token)
    say(
        f"telegram       cannot be reached ({met.away}); going on"
        if met.away
        else f"telegram       the bot is {met.name}, @{met.username}"
    )
    make_database_and_key(settings)
    add_first_coach(settings, met, coach.strip())


# The configuration


def found(path: Path, token: str) -> tuple["Config", Met]:
    settings = read_config(path)
    say(f"configuration  {path}: found")
    if token and token != settings.telegram.token.get_secret_value():
        say("               its token stands; --token changes nothing in it")
    return settings, meet_bot(settings, path)


def made(path: Path, token: str) -> tuple["Config", Met]:
    """Write the configuration, and take it away again if it turns out to be wrong."""
    from bot.config_faults import ConfigError

    write_private(path, FRESH.format(token=json.dumps(asked_token(path, token))))
    try:
        settings = read_config(path)
        met = meet_bot(settings, path)
    except ConfigError:
        path.unlink()
        raise
    say(f"configuration  {path}: made, for your eyes only")
    return settings, met


def asked_token(path: Path, token: str) -> str:
    from bot.config_faults import ConfigError

    given = token or os.environ.get(TOKEN_VARIABLE, "")
    if not given and sys.stdin.isatty():
        given = typer.prompt("The token that @BotFather gave you for the bot", hide_input=True, err=True)
    if not given:
        raise ConfigError(
            f"{path}: there is no such file, and no telegram.token to make it with; "
            f"give --token or set {TOKEN_VARIABLE}"
        )
    return given.strip()


def write_private(path: Path, text: str) -> None:
    from bot.config_faults import ConfigError

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise ConfigError(f"{path}: cannot be made ({fault.strerror}); mend the folder") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)


# Key and database


def make_database_and_key(settings: "Config") -> None:
    """The tables first, so that a key is never made for a database that was sealed with another."""
    from storage.database import Database
    from storage.vault import KEY_BYTES, Vault, create_key_file, load_key_file

    key_file = settings.security.key_file
    has_key = key_file.exists()
    vault = Vault(load_key_file(key_file) if has_key else os.urandom(KEY_BYTES))
    database = Database(settings.storage.url, vault)
    try:
        make_tables(database, settings.storage.url)
        if has_key:
            check_key(database, settings)
            say(f"key file       {key_file}: found, and it opens the database")
        else:
            check_nothing_is_sealed(database, key_file)
            create_key_file(key_file)
            say(f"key file       {key_file}: made, for your eyes only; keep a copy apart from the database")
    finally:
        database.close()


def make_tables(database: "Database", url: str) -> None:
    from sqlalchemy import make_url

    from storage.database import hold

    name = make_url(url).render_as_string(hide_password=True)
    if database.check_revision() is None:
        say(f"database       {name}: found")
        return
    with hold(url):
        database.upgrade()
    say(f"database       {name}: its tables are those of this version now")


def check_nothing_is_sealed(database: "Database", key_file: Path) -> None:
    """Any key but the one that was lost would leave everything in the database unreadable."""
    from storage.vault import KeyFileError, SealBroken

    try:
        with database.read() as session:
            database.vault.check(session)
    except SealBroken:
        raise KeyFileError(
            f"{key_file}: there is no key file, and the database was sealed with one; "
            "copy it back to that place (security.key_file)"
        ) from None


# The first coach


def add_first_coach(settings: "Config", met: Met, name: str) -> None:
    from bot.clock import Clock
    from storage import coaches, invitations

    with opened(settings) as database:
        with database.read() as session:
            known = len(coaches.list_all(session))
        if known:
            say(f"coaches        {known}; `luottamus coach link NUMBER` prints a new link for one")
            return
        if not name and sys.stdin.isatty():
            name = typer.prompt("The first coach's name", err=True).strip()
        if not name:
            say("coaches        none yet; `luottamus coach add NAME` adds one and prints the start link")
            return
        with database.begin() as session:
            now = Clock().now()
            coach = coaches.add(session, name, now)
            code = invitations.make_for_coach(session, coach, now)
            number = coach.id
    say(f"coaches        number {number}, {name}: added; this opens the bot for them, once, within 14 days:")
    say(met.way_in(code))
