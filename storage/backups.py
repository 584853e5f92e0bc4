"""Backups: a copy of a running SQLite database, whole and of one moment, beside the few before it.

The words in it are sealed; the host's key is not in it and is to be kept apart.
"""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

_NAME = "luottamus-{:%Y%m%dT%H%M%SZ}.sqlite"
_PATTERN = "luottamus-????????T??????Z.sqlite"


def is_possible(url: str) -> bool:
    """Whether it is SQLite's: PostgreSQL has tools of its own."""
    return make_url(url).get_backend_name() == "sqlite"


def latest(folder: Path) -> datetime | None:
    """When the youngest backup in the folder was made."""
    found = sorted(folder.glob(_PATTERN))
    if not found:
        return None
    return datetime.strptime(found[-1].name, "luottamus-%Y%m%dT%H%M%SZ.sqlite").replace(tzinfo=UTC)


def make(url: str, folder: Path, keep: int, now: datetime) -> Path:
    """Copy the database into the folder and delete all but the youngest `keep` copies; the new one's path.

    SQLite's online backup: the bot goes on writing. A copy that was cut off has another name and is overwritten by
    the next. Raises OSError or sqlite3.Error.
    """
    database = make_url(url).database
    assert database is not None, "a SQLite database is a file"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, unfinished = folder / _NAME.format(now.astimezone(UTC)), folder / "luottamus-unfinished"
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    unfinished.replace(path)
    for old in sorted(folder.glob(_PATTERN))[:-keep]:
        old.unlink()
    return path
