"""Statements the typed ORM does not spell for both databases, or spells too slowly.

The rows that every turn writes (lines, talks, facts, the outbox, seen updates) go through statements prepared
once: for a turn of two lines the unit of work, with statements built anew, was measured at five times the cost.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Table, UpdateBase, insert, literal_column
from sqlalchemy.dialects import postgresql, sqlite
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


class Prepared:
    """A statement that every turn runs: compiled once for each database, then handed to the driver as it is.

    Each row gives a value for every parameter, as the columns' types take them.
    """

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._made: dict[str, tuple[str, Callable[[Row], Any]]] = {}

    def run(self, session: Session, rows: Sequence[Row]) -> int:
        """How many rows it changed (not to be relied on for several rows at once)."""
        connection = session.connection()
        if connection.dialect.name not in self._made:
            self._made[connection.dialect.name] = self._prepare(connection.dialect)
        sql, bound = self._made[connection.dialect.name]
        given = [bound(row) for row in rows]
        options = {"preserve_rowcount": True}
        done = connection.exec_driver_sql(sql, given if len(given) > 1 else given[0], execution_options=options)
        return done.rowcount

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
