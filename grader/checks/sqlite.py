"""What a program left in a SQLite database, and what its SQL does, found out in a clean jail.

    database = Database.of(clean, jail.hand_over("shop.db"))
    assert database.rows("SELECT title FROM article ORDER BY id") == [[title]], "…"

A database or statements that cannot be read or executed fail the check, in words. Bounds stand in `grader.guest.sqlite`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.checks._probes import Evidence, Jailed, probe


@probe
def _tables(clean: Any, file: str) -> list[str]:
    """List the tables of the database that the program left"""
    with clean.sqlite(file) as database:
        return database.tables  # type: ignore[no-any-return]


@probe
def _described(clean: Any, file: str, table: str, what: str) -> list[list[Any]]:
    """Describe a table of the database that the program left"""
    with clean.sqlite(file) as database:
        return getattr(database, what)(table)  # type: ignore[no-any-return]


@probe
def _rows(clean: Any, file: str, query: str, parameters: list[Any]) -> list[list[Any]]:
    """Read the database that the program left"""
    with clean.sqlite(file) as database:
        return database.rows(query, parameters)  # type: ignore[no-any-return]


@probe
def _replay(clean: Any, given: list[Any], statements: list[Any]) -> list[list[list[Any]]]:
    """Execute the statements that the program sent"""
    return clean.replay(given, statements)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column as the database itself describes it. `key` is its place in the primary key, from 1; 0 if in none."""

    name: str
    type: str
    required: bool
    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A database that a program left. Views, virtual tables and triggers are no part of it."""

    jail: Jailed
    file: str

    @classmethod
    def of(cls, clean: Jailed, evidence: Evidence) -> Database:
        """Return the database in this evidence; `clean` is the fixture of that name."""
        return cls(jail=clean.holding(evidence), file=evidence.name)

    @property
    def tables(self) -> list[str]:
        """The names of its tables, sorted; SQLite's own among them."""
        return list(_tables(self.jail, self.file))

    def columns(self, table: str) -> list[Column]:
        """Return the columns of a table in their order."""
        found = _described(self.jail, self.file, table, "columns")
        return [Column(name=name, type=kind, required=required, key=key) for name, kind, required, key in found]

    def foreign_keys(self, table: str) -> list[list[Any]]:
        """Return `[column, other table, column there]` of each foreign key; None there means the primary key."""
        return list(_described(self.jail, self.file, table, "foreign_keys"))

    def unique(self, table: str) -> list[list[str]]:
        """Return the columns of each rule that rows be unique."""
        return list(_described(self.jail, self.file, table, "unique"))

    def rows(self, query: str, *parameters: Any) -> list[list[Any]]:
        """Return the rows of a query with `?` for parameters; ask for an order where it matters."""
        return list(_rows(self.jail, self.file, query, list(parameters)))


def replay(clean: Jailed, statements: Sequence[Any], *, given: Sequence[Any] = ()) -> list[list[list[Any]]]:
    """Execute `given` and then SQL that a program sent, in a new SQLite database; return the rows that each gave.

    A statement is text, or `[text, parameters]`. `given` is the check's own: tables and rows that the program has not seen.
    """
    return list(_replay(clean.holding(None), list(given), list(statements)))
