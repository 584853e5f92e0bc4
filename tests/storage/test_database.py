"""The database: revisions, transactions, and the one process a SQLite file may have."""

import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

import storage.database
from storage import agreements, people
from storage.columns import Base
from storage.database import Database, DatabaseError, hold
from storage.ids import new_id
from storage.tables import Agreement, Chat
from storage.vault import Vault
from tests.storage.conftest import HOST_KEY, NOW, Pair, cut_off

ROOT = Path(__file__).parents[2]
HEAD = ScriptDirectory(str(ROOT / "storage" / "migrations")).get_current_head()


def open_database(url: str) -> Database:
    return Database(url, Vault(HOST_KEY))


def test_the_migrations_make_exactly_the_tables_of_the_models(empty_url: str) -> None:
    database = open_database(empty_url)
    database.upgrade()
    database.close()
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_database_without_tables_says_how_to_make_them_and_is_whole_after_that(empty_url: str) -> None:
    database = open_database(empty_url)
    assert "luottamus init" in (database.check_revision() or "")
    database.upgrade()
    assert database.check_revision() is None
    database.upgrade()
    assert database.check_revision() is None
    with database.begin() as session:
        people.get_or_make_chat(session, 7, "en", NOW)
    database.close()


def test_asking_after_a_missing_file_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    database = open_database(f"sqlite:///{path}")
    assert "no such database" in (database.check_revision() or "")
    assert not path.exists()


def test_a_database_of_a_newer_version_is_refused(fresh: Database) -> None:
    with fresh.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version" in (fresh.check_revision() or "")
    with pytest.raises(DatabaseError, match="newer version"):
        fresh.upgrade()


def head() -> str:
    """The revision that is the newest here."""
    return max(path.name[1:5] for path in (ROOT / "storage" / "migrations" / "versions").glob("r*.py"))


def test_a_database_of_an_older_version_is_brought_up(
    fresh: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = tmp_path / "migrations"
    shutil.copytree(ROOT / "storage" / "migrations", later)
    (later / "versions" / "r9999_later.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', '{HEAD}'\n"
        "def upgrade():\n    op.add_column('chats', sa.Column('later', sa.String()))\n"
    )
    with fresh.begin() as session:
        people.get_or_make_chat(session, 7, "en", NOW)
    monkeypatch.setattr(storage.database, "_MIGRATIONS", later)
    assert "older version" in (fresh.check_revision() or "")
    fresh.upgrade()
    assert fresh.check_revision() is None
    with fresh.read() as session:
        assert session.execute(text("SELECT telegram_id, later FROM chats")).all() == [(7, None)]


def test_a_migration_that_fails_leaves_the_tables_as_they_were(
    fresh: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = tmp_path / "migrations"
    shutil.copytree(ROOT / "storage" / "migrations", later)
    (later / "versions" / "r9999_broken.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', '{HEAD}'\n"
        "def upgrade():\n    op.add_column('chats', sa.Column('later', sa.String()))\n"
        "    raise RuntimeError('broken')\n"
    )
    with monkeypatch.context() as patched:
        patched.setattr(storage.database, "_MIGRATIONS", later)
        with pytest.raises(RuntimeError, match="broken"):
            fresh.upgrade()
    assert fresh.check_revision() is None
    with fresh.read() as session, pytest.raises(DBAPIError):
        session.execute(text("SELECT later FROM chats"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("luottamus.db", "not a database URL"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://host/name", "sqlite and postgresql"),
        ("postgresql+nosuch://host/name", "driver"),
    ],
)
def test_a_wrong_url_says_what_is_wrong_with_it(wrong: str, says: str) -> None:
    with pytest.raises(DatabaseError, match=says):
        open_database(wrong)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    database = open_database("postgresql://coach:open-sesame@127.0.0.1:1/none")
    cure = database.check_revision() or ""
    assert "check storage.url" in cure
    assert "open-sesame" not in cure


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    with cut_off(database) as session:
        people.get_or_make_chat(session, 7, "en", NOW)
    with database.read() as session:
        assert people.chat_by_telegram_id(session, 7) is None


def test_reading_writes_nothing(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as session:
        people.get_or_make_chat(session, 7, "en", NOW)


def test_reading_sees_one_moment_and_stops_no_writer(database: Database) -> None:
    with database.read() as reading:
        assert people.chat_by_telegram_id(reading, 7) is None
        with database.begin() as writing:
            people.get_or_make_chat(writing, 7, "en", NOW)
        assert people.chat_by_telegram_id(reading, 7) is None
    with database.read() as reading:
        assert people.chat_by_telegram_id(reading, 7) is not None


def test_sqlite_keeps_every_commit_on_the_disk(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.begin() as session:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        assert [session.scalar(text(f"PRAGMA {each}")) for each in asked] == ["wal", 2, 1, 1]
    database.close()


def test_a_row_that_points_nowhere_is_refused_at_the_commit(database: Database) -> None:
    with pytest.raises(DBAPIError), database.begin() as session:
        session.execute(
            text(
                "INSERT INTO commitments (id, engagement_id, text, made_at) "
                + ("VALUES (1, 404, x'00', 0)" if database.is_sqlite else "VALUES (1, 404, '', now())")
            )
        )


def test_an_error_holds_no_parameters(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.begin() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "a heavy week"})
    assert "a heavy week" not in str(caught.value)


def test_a_naive_moment_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="time zone"):
        people.get_or_make_chat(session, 7, "en", datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001


def test_a_moment_comes_back_aware_in_utc_to_the_microsecond(database: Database) -> None:
    said = datetime(2026, 3, 29, 3, 30, 0, 123457, tzinfo=timezone(timedelta(hours=3)))
    with database.begin() as session:
        people.get_or_make_chat(session, 7, "en", said)
    with database.read() as session:
        kept = session.scalars(select(Chat.created_at)).one()
    assert kept == said
    assert kept.utcoffset() == timedelta(0)


def test_moments_before_1970_sort_as_moments(database: Database) -> None:
    moments = [NOW - timedelta(days=365 * years) for years in (80, 60, 0)]
    with database.begin() as session:
        for number, moment in enumerate(moments):
            people.get_or_make_chat(session, number, "en", moment)
    with database.read() as session:
        assert list(session.scalars(select(Chat.created_at).order_by(Chat.created_at))) == moments


def test_ids_grow_even_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [new_id() for _ in range(1000)]
    monkeypatch.setattr("time.time_ns", lambda: 10**18)
    after = [new_id() for _ in range(1000)]
    assert before + after == sorted(set(before + after))
    assert all(0 < each < 2**63 for each in after)


def test_an_agreement_is_never_changed(session: Session, pair: Pair) -> None:
    agreement = agreements.add(session, pair.engagement, {"readers": "words"}, "client", NOW)
    with pytest.raises(DBAPIError, match="never changed"):
        session.execute(update(Agreement).where(Agreement.id == agreement.id).values(version=2))
    session.rollback()


COUNTING = """
import sys
from sqlalchemy import select
from storage.database import Database
from storage.tables import Chat
from storage.vault import Vault

database = Database(sys.argv[1], Vault(bytes(32)))
for _ in range(int(sys.argv[2])):
    with database.begin() as session:
        chat = session.scalars(select(Chat).with_for_update()).one()
        chat.telegram_id = chat.telegram_id + 1
"""


def test_processes_that_read_and_then_write_lose_no_update(database: Database, url: str) -> None:
    with database.begin() as session:
        people.get_or_make_chat(session, 0, "en", NOW)
    each, processes = 60, 2
    running = [subprocess.Popen([sys.executable, "-c", COUNTING, url, str(each)], cwd=ROOT) for _ in range(processes)]
    assert [process.wait(120) for process in running] == [0] * processes
    with database.read() as session:
        assert session.scalars(select(Chat.telegram_id)).one() == each * processes


HOLDING = """
import sys, time
from storage.database import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_on_a_sqlite_database_is_refused_until_the_first_is_gone(sqlite_url: str) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLDING, sqlite_url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with pytest.raises(DatabaseError, match="another luottamus is running"), hold(sqlite_url):
        pass
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stdout.close()
    with hold(sqlite_url):
        pass
    with hold(sqlite_url):
        pass


def test_several_processes_may_hold_a_postgresql_database() -> None:
    with hold("postgresql://host/name"), hold("postgresql://host/name"):
        pass


def test_a_lock_that_cannot_be_made_names_its_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'luottamus.db'}"
    with pytest.raises(DatabaseError, match=re.escape("luottamus.db.lock")), hold(url):
        pass
