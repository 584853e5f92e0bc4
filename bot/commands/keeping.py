"""`luottamus backup`, `restore` and `keys rotate`: copies of the database, and the key that wraps its keys."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.opening import CONFIG, ConfigFile, check_key, opened, read_config, say

if TYPE_CHECKING:
    from bot.config import Config

keys = typer.Typer(no_args_is_help=True, help="The host's key.")


def backup(config: ConfigFile = CONFIG) -> None:
    """Make a copy of the database now, beside a running bot too, in `[backup] folder`. Its data keys stand apart."""
    from bot.clock import Clock
    from storage import backups

    settings = read_config(config)
    _needs_sqlite(settings, "pg_dump")
    if settings.backup.folder is None:
        raise _fault(config, "no folder for copies; set backup.folder, so that erasures reach the keys beside them too")
    with opened(settings):
        path = backups.make(settings.storage.url, settings.backup.folder, settings.backup.keep, Clock().now())
    say(f"{path}: made; its data keys are in {path.with_name(backups.KEYS)}")


def restore(
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="A copy that `backup` made, its keys beside it.")],
    config: ConfigFile = CONFIG,
) -> None:
    """Put a copy in the place of the database. What was erased since stays erased; the bot must not run meanwhile."""
    from storage import backups
    from storage.vault import KeyFileError, SealBroken, Vault, load_key_file

    settings = read_config(config)
    _needs_sqlite(settings, "pg_restore")
    key_file = settings.security.key_file
    try:
        done = backups.restore(settings.storage.url, copy, Vault(load_key_file(key_file)))
    except SealBroken:
        raise KeyFileError(
            f"{key_file}: this is not the key that the copy was sealed with; "
            "put back the one of then (security.key_file)"
        ) from None
    say(f"{copy}: restored")
    if done.erased:
        say(f"engagements erased since that copy was made, and erased from it: {done.erased}")
    if done.kept:
        say(f"the database of before is kept as {done.kept}; delete it when you need it no more")
    say("what waited to be sent then may have been sent: it goes out once more, marked as perhaps a repeat")


@keys.callback()
def host_key(config: ConfigFile = CONFIG) -> None:
    pass


@keys.command()
def rotate(
    config: ConfigFile = CONFIG,
    all_stopped: Annotated[bool, typer.Option(help="On PostgreSQL: no luottamus runs on this database now.")] = False,
) -> None:
    """Make a new host key and seal with it all that the old one sealed. The bot must not run meanwhile."""
    from bot.clock import Clock
    from storage import backups
    from storage.database import hold

    settings = read_config(config)
    if not backups.is_possible(settings.storage.url) and not all_stopped:
        raise _fault(config, "stop every luottamus on this PostgreSQL database first, then give --all-stopped")
    with hold(settings.storage.url):
        count = _rotated(settings)
        if settings.backup.folder is not None and backups.is_possible(settings.storage.url):
            backups.renew_keys(settings.storage.url, settings.backup.folder, Clock().now())
    say(f"{settings.security.key_file}: a new key is in its place, and wraps the {count} data keys; copy it anew")


def _rotated(settings: "Config") -> int:
    """The new key is on the disk before anything is sealed with it, and takes its place after the commit.

    A rotation that was cut off in between is ended by the next.
    """
    from storage import rotation
    from storage.database import Database
    from storage.vault import Vault, create_key_file, load_key_file

    key_file = settings.security.key_file
    fresh = key_file.with_name(f"{key_file.name}.new")
    if not _opens(settings, fresh):
        fresh.unlink(missing_ok=True)
        old = Vault(load_key_file(key_file))
        database = Database(settings.storage.url, old)
        try:
            check_key(database, settings)
            create_key_file(fresh)
            new = Vault(load_key_file(fresh))
            with database.begin() as session:
                rotation.rotate(session, old, new)
            database.fold()
        finally:
            database.close()
    fresh.replace(key_file)
    with opened(settings) as database, database.read() as session:
        return database.vault.count(session)


def _opens(settings: "Config", fresh: Path) -> bool:
    """Whether the database is sealed with this key: a rotation was cut off after its commit."""
    from storage.database import Database
    from storage.vault import SealBroken, Vault, load_key_file

    if not fresh.exists():
        return False
    database = Database(settings.storage.url, Vault(load_key_file(fresh)))
    try:
        with database.read() as session:
            database.vault.check(session)
            return database.vault.count(session) > 0
    except SealBroken:
        return False
    finally:
        database.close()


def _needs_sqlite(settings: "Config", tool: str) -> None:
    from bot.config_faults import ConfigError
    from storage import backups

    if not backups.is_possible(settings.storage.url):
        raise ConfigError(
            f"storage.url: copies of PostgreSQL are made with its own {tool}; see “Copies” in docs/keeping.md"
        )


def _fault(config: Path, said: str) -> Exception:
    from bot.config_faults import ConfigError

    return ConfigError(f"{config}: {said}")
