"""Statements the typed ORM does not spell for both databases, or spells too slowly.

The rows that every turn writes (lines, talks, facts, the outbox, seen updates) go through statements prepared
once: for a turn of two lines the unit of work, with statements built anew, was measured at five times the cost.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Table, UpdateBase, insert, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from storage.columns import Base

Row = Mapping[str, Any]


def _as_it_is(value: Any) -> Any:
    return value


def table(of: type[Base]) -> Table:
    found = of.__table__
    assert isinstance(found, Table)
    return found


_DRIVER = "driver"


def _remember_driver(session: Session) -> tuple[Any, Dialect]:
    """What the statements of this session's one transaction run on: SQLite's own connection is five times as quick
    as SQLAlchemy's, which PostgreSQL keeps, for it knows what to do when the server is gone.
    """
    connection = session.connection()
    dialect = connection.dialect
    on = connection.connection.driver_connection if dialect.name == "sqlite" else connection
    session.info[_DRIVER] = (on, dialect)
    return on, dialect


class Prepared:
    """A statement that every turn runs: compiled once for each database, then handed to the driver as it is.

    Each row gives a value for every parameter, as the columns' types take them; what it returns comes as the driver
    gives it.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._made: dict[str, tuple[str, Callable[[Row], Any]]] = {}

    def run(self, session: Session, rows: Sequence[Row]) -> int:
        """How many rows it changed (not to be relied on for several rows at once)."""
        return int(self._done(session, rows).rowcount)

    def first(self, session: Session, row: Row) -> tuple[Any, ...] | None:
        """What it returns of the first row it changed."""
        found = self._done(session, [row]).fetchone()
        return None if found is None else tuple(found)

    def _done(self, session: Session, rows: Sequence[Row]) -> Any:
        # A savepoint begins only when the session is asked for its connection.
        known = None if session.in_nested_transaction() else session.info.get(_DRIVER)
        connection, dialect = known or _remember_driver(session)
        if dialect.name not in self._made:
            self._made[dialect.name] = self._prepare(dialect)
        sql, bound = self._made[dialect.name]
        given = [bound(row) for row in rows]
        if dialect.name != "sqlite":
            options = {"preserve_rowcount": True}
            return connection.exec_driver_sql(sql, given if len(given) > 1 else given[0], execution_options=options)
        try:
            return connection.executemany(sql, given) if len(given) > 1 else connection.execute(sql, given[0])
        except sqlite3.Error as error:
            raise DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True, dialect=dialect) from error

    def _prepare(self, dialect: Dialect) -> tuple[str, Callable[[Row], Any]]:
        compiled = self._statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        converting = {
            name: each.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is
            for name, each in compiled.binds.items()
        }
        if compiled.positiontup is None:
            return compiled.string, lambda row: {name: to(row[name]) for name, to in converting.items()}
        in_order = [(name, converting[name]) for name in compiled.positiontup]
        return compiled.string, lambda row: tuple(to(row[name]) for name, to in in_order)


def insert_into(of: type[Base]) -> Prepared:
    """A plain insert whose every column is given."""
    return Prepared(insert(table(of)))


def upsert(session: Session, of: type[Base]) -> sqlite.Insert:
    """`INSERT ... ON CONFLICT`, which both databases have but SQLAlchemy spells twice."""
    return upserts(of)[session.get_bind().dialect.name]


def upserts(of: type[Base]) -> dict[str, sqlite.Insert]:
    """The same, by the name of the dialect; the two have the same methods, so one type serves for both."""
    theirs = postgresql.insert(of)
    return {"sqlite": sqlite.insert(of), "postgresql": theirs}  # type: ignore[dict-item]


def fixed(word: str) -> ColumnElement[str]:
    """One of our own words, written into the statement: a partial index is only used where it can be seen."""
    return literal_column(f"'{word}'")
