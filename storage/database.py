"""The database: transactions, schema revisions, and the one process a SQLite file may have.

SQLite runs with a write-ahead log, every commit on the disk before it returns, and each writing transaction
takes the write lock when it begins: a transaction that reads first and writes later could lose what another
process wrote in between. Reading transactions see one moment of the database and stop nobody.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from storage.vault import Vault

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 15_000
# Any number that is ours: held while one of several replicas moves the schema.
_UPGRADE_LOCK = 0x4C554F54


class DatabaseError(Exception):
    """The database cannot be used; says which one and how to mend it."""


def _sqlite_engine(url: str, begin: str) -> Engine:
    """An engine whose transactions start with `begin`; the driver itself starts none."""
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": _BUSY_MS / 1000},
        # Every transaction here ends by commit or rollback, but for a commit that was refused: see `leave_none`.
        pool_reset_on_return=None,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # Fold the log back every 16 MB instead of every 4: fewer turns wait for it.
        cursor.execute("PRAGMA wal_autocheckpoint = 4000")
        cursor.execute("PRAGMA cache_size = -32000")
        # What is deleted is overwritten: an erased engagement's key must not linger in a free page.
        cursor.execute("PRAGMA secure_delete = ON")
        if begin == "BEGIN":
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # Straight to the driver: a sixth of what SQLAlchemy's own execution costs, once a transaction.
        try:
            connection.connection.cursor().execute(begin)
        except sqlite3.Error as error:
            raise OperationalError(begin, None, error) from error

    @event.listens_for(engine, "checkin")
    def leave_none(connection: Any, _record: Any) -> None:
        # A refused commit (a broken reference, a full disk) leaves SQLite's transaction open, with its lock.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def _engines(url: str) -> tuple[Engine, Engine]:
    """One engine to write and one that only reads."""
    try:
        parsed = make_url(url)
        name = parsed.get_backend_name()
        if name == "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise DatabaseError("storage.url names no file; give one, such as sqlite:///luottamus.db")
            return _sqlite_engine(url, "BEGIN IMMEDIATE"), _sqlite_engine(url, "BEGIN")
        if name == "postgresql":
            if parsed.drivername == "postgresql":
                parsed = parsed.set(drivername="postgresql+psycopg")
            engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
            reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return engine, reader
    except (NoSuchModuleError, ImportError) as error:
        raise DatabaseError(f"storage.url needs a driver that is not installed: {error}") from None
    except ArgumentError:
        raise DatabaseError("storage.url is not a database URL; give one, such as sqlite:///luottamus.db") from None
    raise DatabaseError(f"storage.url names {name}; sqlite and postgresql are what this bot stores in")


class Database:
    """Raises DatabaseError for a URL it cannot use; connects at the first transaction."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.vault = vault
        self._engine, self._reader = _engines(url)
        self.is_sqlite = self._engine.dialect.name == "sqlite"
        self._name = self._engine.url.render_as_string(hide_password=True)
        info = {"vault": vault}
        self._sessions = sessionmaker(self._engine, expire_on_commit=False, info=info)
        self._readers = sessionmaker(self._reader, expire_on_commit=False, info=info)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back if an exception leaves."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One moment of the database, to look at only; takes no lock that a writer waits for."""
        with self._readers.begin() as session:
            yield session

    def upgrade(self) -> None:
        """Make the tables, or move them to this version; does nothing where they are. Safe from several
        replicas.
        """
        with self._engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            config = _config()
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise DatabaseError(_newer(self._name)) from None

    def check_revision(self, *, may_be_older: bool = False) -> str | None:
        """None when the tables are those of this version, else one sentence that says what to do.

        `may_be_older`: for a look at what has stood in them since the first version.
        """
        script = ScriptDirectory.from_config(_config())
        file = self._engine.url.database
        if self.is_sqlite and file and not Path(file).exists():
            return f"{self._name}: there is no such database; run `luottamus init`"
        try:
            with self._reader.connect() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
        except DBAPIError as error:
            why = type(error.orig).__name__
            return f"{self._name}: the database cannot be opened ({why}); check storage.url"
        if found is None:
            return f"{self._name}: there are no tables yet; run `luottamus init`"
        if found == script.get_current_head():
            return None
        if found not in {each.revision for each in script.walk_revisions()}:
            return _newer(self._name)
        if may_be_older:
            return None
        return f"{self._name}: the tables are of an older version; run `luottamus init` to bring them up"

    def fold(self) -> None:
        """After an erasure: fold SQLite's log into the file and empty it: no old page lingers."""
        if self.is_sqlite:
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        self._engine.dispose()
        if self._reader.pool is not self._engine.pool:
            self._reader.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _newer(name: str) -> str:
    return f"{name}: the tables are of a newer version than this program; install that version again"


@contextmanager
def hold(url: str) -> Iterator[None]:
    """Keep a SQLite database for this process. Raises DatabaseError if another process has it.

    The lock is the operating system's, on a file beside the database, and ends with the process however that
    ends. On PostgreSQL several processes are welcome, so nothing is held.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        yield
        return
    path = f"{parsed.database}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseError(f"{path}: cannot be made ({error.strerror}); mend the database's folder") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseError(
                f"{parsed.database}: another luottamus is running on this database; stop that one first"
            ) from None
        yield
    finally:
        os.close(handle)
