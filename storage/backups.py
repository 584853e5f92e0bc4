"""Backups: a copy of a running SQLite database, whole and of one moment, beside the few before it.

The words in a copy are sealed, and the data keys that open them are not in it: they stand in one file beside the
copies, written anew with each copy and after each erasure. So what was erased stays noise in every copy made before.
The host's key, which wraps the data keys, is in neither and is to be kept apart.
"""

import base64
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, select, update

from storage import erasure, sittings
from storage.database import Database, hold
from storage.tables import Engagement, Outbox
from storage.vault import Vault

KEYS = "luottamus-keys.json"

_Key = tuple[int, str, bytes]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = "luottamus-{:%Y%m%dT%H%M%SZ}.sqlite"
_PATTERN = "luottamus-????????T??????Z.sqlite"


class RestoreError(Exception):
    """A copy cannot be restored; says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """`erased`: engagements of the copy that were erased after it was made. `kept`: where the database of before is."""

    erased: int
    kept: Path | None


def is_possible(url: str) -> bool:
    """Whether it is SQLite's: PostgreSQL has tools of its own."""
    return make_url(url).get_backend_name() == "sqlite"


def latest(folder: Path) -> datetime | None:
    """When the youngest backup in the folder was made."""
    found = sorted(folder.glob(_PATTERN))
    return _made_at(found[-1]) if found else None


def make(url: str, folder: Path, keep: int, now: datetime) -> Path:
    """Copy the database into the folder and delete all but the youngest `keep` copies; the new one's path.

    SQLite's online backup: the bot goes on writing. A copy that was cut off has another name and is overwritten by
    the next. Raises OSError or sqlite3.Error.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, unfinished = folder / _NAME.format(now.astimezone(UTC)), folder / "luottamus-unfinished"
    _private(unfinished)
    with closing(_connected(url)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        keys = _keys_of(copy)
        copy.execute("PRAGMA secure_delete = ON")
        with copy:
            copy.execute("DELETE FROM data_keys")
        copy.execute("VACUUM")
    _write_keys(folder, keys, now)
    unfinished.replace(path)
    for old in sorted(folder.glob(_PATTERN))[:-keep]:
        old.unlink()
    return path


def renew_keys(url: str, folder: Path, now: datetime) -> None:
    """Write the file of data keys anew: those that were destroyed open no copy from now on. Nothing without copies."""
    if (folder / KEYS).exists():
        with closing(_connected(url)) as database:
            _write_keys(folder, _keys_of(database), now)


def restore(url: str, copy: Path, vault: Vault) -> Restored:
    """Put a copy in the place of the database, with the keys beside it; the database of before is kept aside.

    What was erased after the copy was made is erased from it, and what waited to be sent counts as perhaps sent.
    Raises RestoreError, DatabaseError (a bot runs on it, or the copy is of a newer version), SealBroken (another
    host's key), OSError or sqlite3.Error; the database is then as it was.
    """
    name = make_url(url).database
    assert name is not None, "a SQLite database is a file"
    place = Path(name)
    fresh, kept = (place.with_name(f"{place.name}.{each}") for each in ("restoring", "before-restore"))
    if kept.exists():
        raise RestoreError(f"{kept}: the database of before an earlier restore is still there; move it away first")
    keys = _read_keys(copy)
    with hold(url):
        buried = _tombstones(place)
        try:
            erased = _revive(fresh, copy, keys, buried, vault)
            return Restored(erased, _put_in_place(fresh, place, kept))
        finally:
            for each in _files(fresh):
                each.unlink(missing_ok=True)


def _revive(fresh: Path, copy: Path, keys: list[_Key], buried: dict[int, datetime], vault: Vault) -> int:
    """The copy with its keys, brought up to this version, less what was erased; how many engagements that were."""
    _private(fresh)
    shutil.copyfile(copy, fresh)
    with closing(sqlite3.connect(fresh)) as raw, raw:
        raw.executemany("INSERT INTO data_keys (id, owner, wrapped) VALUES (?, ?, ?)", keys)
    database = Database(f"sqlite:///{fresh}", vault)
    try:
        database.upgrade()
        now = datetime.now(UTC)
        with database.begin() as session:
            vault.check(session)
            known = {key_id for key_id, *_ in keys}
            mine = session.execute(select(Engagement.id, Engagement.key_id)).all()
            gone = [number for number, key_id in mine if number in buried or key_id not in known]
            for each in gone:
                erasure.erase(session, each, buried.get(each, now))
            for each, at in buried.items():
                erasure.bury(session, each, at)
            sittings.close_all(session)
            waiting = update(Outbox).where(Outbox.state == "pending")
            session.execute(waiting.values(state="sending", claimed_at=now))
        database.fold()
    finally:
        database.close()
    return len(gone)


def _put_in_place(fresh: Path, place: Path, kept: Path) -> Path | None:
    """The database of before stays as `kept`; None if there was none."""
    was_there = place.exists()
    if was_there:
        with closing(sqlite3.connect(place)) as before:
            before.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        place.replace(kept)
        for each in _files(place)[1:]:
            each.unlink(missing_ok=True)
    fresh.replace(place)
    return kept if was_there else None


# The file of keys


def _keys_of(database: sqlite3.Connection) -> list[_Key]:
    return [
        (int(each[0]), str(each[1]), bytes(each[2]))
        for each in database.execute("SELECT id, owner, wrapped FROM data_keys")
    ]


def _write_keys(folder: Path, keys: list[_Key], now: datetime) -> None:
    """Whole or not at all; the wrapped keys say nothing without the host's key."""
    written = [[number, owner, base64.b64encode(wrapped).decode()] for number, owner, wrapped in keys]
    unfinished = folder / f"{KEYS}.unfinished"
    _private(unfinished)
    with unfinished.open("w", encoding="ascii") as file:
        json.dump({"at": now.astimezone(UTC).isoformat(timespec="seconds"), "keys": written}, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / KEYS)


def _read_keys(copy: Path) -> list[_Key]:
    """Raises RestoreError if they are missing, or older than the copy: newer engagements would seem erased."""
    file = copy.with_name(KEYS)
    try:
        found = json.loads(file.read_text(encoding="ascii"))
        at = datetime.fromisoformat(found["at"])
        keys = [(int(number), str(owner), base64.b64decode(wrapped)) for number, owner, wrapped in found["keys"]]
    except FileNotFoundError:
        raise RestoreError(
            f"{file}: the data keys of these copies are missing; put their file beside the copy"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise RestoreError(f"{file}: this is no file of data keys; put back the one that `backup` wrote") from None
    made_at = _made_at(copy)
    if made_at is None:
        raise RestoreError(f"{copy}: the name of a copy says when it was made; give it back its own name")
    if at < made_at:
        raise RestoreError(f"{file}: these data keys are older than the copy; put the newest file of keys beside it")
    return keys


# Files


def _made_at(copy: Path) -> datetime | None:
    try:
        return datetime.strptime(copy.name, "luottamus-%Y%m%dT%H%M%SZ.sqlite").replace(tzinfo=UTC)
    except ValueError:
        return None


def _connected(url: str) -> sqlite3.Connection:
    name = make_url(url).database
    assert name is not None, "a SQLite database is a file"
    return sqlite3.connect(name)


def _private(path: Path) -> None:
    """An empty file, for its owner's eyes only."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _files(database: Path) -> list[Path]:
    return [database, *(database.with_name(f"{database.name}{each}") for each in ("-wal", "-shm"))]


def _tombstones(place: Path) -> dict[int, datetime]:
    """What the database of before knows to be erased; nothing if there is none, or it cannot be read."""
    if not place.exists():
        return {}
    try:
        with closing(sqlite3.connect(place)) as database:
            found = database.execute("SELECT engagement_id, at FROM tombstones").fetchall()
    except sqlite3.DatabaseError:
        return {}
    return {int(number): _EPOCH + timedelta(microseconds=at) for number, at in found}
