"""SQLite for a clean jail: a database that a stranger wrote is read, SQL that a stranger sent is executed.

A database comes as a copy of what the program left, with its log or its journal. It is opened to be written to, once:
SQLite then replays the log, or rolls back a transaction in whose middle the program ended, as it would at home. From
there on nothing is written. What else a database may hold is not trusted: a query reads tables and nothing else, no
view, no virtual table, no trigger; steps, rows and lengths are bounded.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from grader.guest.evidence import NotAnswered, Unreadable

STEPS: Final = 20_000_000  # of SQLite's machine, for one question; some seconds
ROWS: Final = 10_000  # of one answer
LENGTH: Final = 1_000_000  # bytes of one value, and of one statement
_EVERY = 1_000  # steps between two looks at the bound
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_LEADS_OUT = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA}
_VIRTUAL = "virtual table"


class Database:
    """A database that a program left. Raises `Unreadable`, here and below, for one that cannot be read."""

    def __init__(self, path: str, name: str) -> None:
        self._name = name
        self._refused = ""  # the view or other thing that a query was kept from
        self._strange: dict[str, str] = {}  # what is no table, and what it is
        self._connection = sqlite3.connect(path, isolation_level=None)
        with self._telling():
            self._connection.execute("PRAGMA trusted_schema = OFF")
            _bound(self._connection)
            found = _plain(self._connection.execute("SELECT type, name, rootpage FROM sqlite_master"), f"`{name}`")
            self._connection.execute("PRAGMA query_only = ON")
        # A virtual table calls itself a table too, but lies nowhere.
        self.tables = sorted(name for kind, name, page in found if kind == "table" and page)
        self._strange = {
            str(name).lower(): _VIRTUAL if kind == "table" else str(kind) for kind, name, page in found if not page
        }

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def columns(self, table: str) -> list[list[Any]]:
        """Return name, declared type, whether NULL is refused, and place in the primary key (from 1) of each column."""
        return [[name, kind, bool(required), place] for _, name, kind, required, _, place, *_ in self._about(table)]

    def foreign_keys(self, table: str) -> list[list[Any]]:
        """Return column, table and column there (None: its primary key) of each foreign key."""
        return [[column, other, there] for _, _, other, column, there, *_ in self._about(table, "foreign_key_list")]

    def unique(self, table: str) -> list[list[str]]:
        """Return the columns of each rule that rows be unique, the primary key's among them if it has an index."""
        indexes = [row[1] for row in self._about(table, "index_list") if row[2]]
        return [[row[2] for row in self._ask(f"PRAGMA index_info({_quoted(index)})")] for index in indexes]

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[list[Any]]:
        """Return the rows of a query. Raises `NotAnswered` for one that SQLite refuses."""
        self._refused = ""
        self._connection.set_authorizer(self._permit)
        try:
            return self._ask(sql, parameters)
        finally:
            self._connection.set_authorizer(None)

    def _about(self, table: str, what: str = "table_xinfo") -> list[list[Any]]:
        if table.lower() not in {name.lower() for name in self.tables}:
            raise Unreadable(self._without(table))
        return self._ask(f"PRAGMA {what}({_quoted(table)})")

    def _without(self, table: str) -> str:
        kind = self._strange.get(table.lower())
        return (
            f"`{table}` in `{self._name}` must be a table, not a {kind}."
            if kind
            else (f"`{self._name}` must have a table `{table}`.")
        )

    def _ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[list[Any]]:
        with self._telling(of_a_query=True), _few_steps(self._connection):
            return _plain(self._connection.execute(sql, tuple(parameters)), f"`{self._name}`")

    def _permit(self, action: int, first: str | None, _second: str | None, _base: str | None, via: str | None) -> int:
        """Let a query read tables; `via` is the view, or the query's own part of that name, that reads."""
        names = (str(name) for name in (first if action == sqlite3.SQLITE_READ else None, via))
        strange = next((name for name in names if name.lower() in self._strange), "")
        self._refused = self._refused or strange
        return sqlite3.SQLITE_OK if action in _READS and not strange else sqlite3.SQLITE_DENY

    def _virtual_behind(self, problem: sqlite3.Error) -> str:
        """Return the virtual table that SQLite could not even make; empty if none."""
        said = str(problem).lower()
        made = (name for name, kind in self._strange.items() if kind == _VIRTUAL and said.endswith(f": {name}"))
        return next(made, "")

    @contextlib.contextmanager
    def _telling(self, *, of_a_query: bool = False) -> Iterator[None]:
        """Put what SQLite says into words."""
        try:
            yield
        except sqlite3.Error as problem:
            strange = self._refused or self._virtual_behind(problem)
            if of_a_query and strange:
                raise Unreadable(self._without(strange)) from None
            if of_a_query and type(problem) is sqlite3.OperationalError and _is_of_the_question(problem):
                raise NotAnswered(f"`{self._name}` does not hold what is asked for: {problem}.") from None
            raise Unreadable(f"`{self._name}` cannot be read as a database: {problem}.") from None


def replay(given: Sequence[Any], statements: Sequence[Any]) -> list[list[list[Any]]]:
    """Execute `given`, then `statements`, in a new database; return the rows that each of `statements` gave.

    A statement is text, or a list of text and parameters. Raises `Unreadable` for one of `statements` that fails.
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in given:
            connection.execute(*_parts(statement))
        connection.execute("PRAGMA trusted_schema = OFF")
        _bound(connection)
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY if action in _LEADS_OUT else sqlite3.SQLITE_OK)
        return [_replayed(connection, *_parts(statement)) for statement in statements]


def _parts(statement: Any) -> tuple[str, tuple[Any, ...] | dict[str, Any]]:
    text, parameters = (statement, ()) if isinstance(statement, str) else statement
    return text, parameters if isinstance(parameters, dict) else tuple(parameters)


def _replayed(connection: sqlite3.Connection, text: str, parameters: tuple[Any, ...] | dict[str, Any]) -> list[Any]:
    try:
        with _few_steps(connection):
            return _plain(connection.execute(text, parameters), "the answer")
    except (sqlite3.Error, sqlite3.Warning, ValueError) as problem:
        raise Unreadable(f"The statement `{text[:200]}` cannot be executed: {problem}.") from None


def _bound(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, LENGTH)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


@contextlib.contextmanager
def _few_steps(connection: sqlite3.Connection) -> Iterator[None]:
    left = STEPS

    def count() -> bool:
        nonlocal left
        left -= _EVERY
        return left < 0

    connection.set_progress_handler(count, _EVERY)
    try:
        yield
    except sqlite3.OperationalError as problem:
        if left < 0:
            raise Unreadable(f"It takes SQLite more than {STEPS // 1_000_000} million steps.") from None
        raise problem
    finally:
        connection.set_progress_handler(None, 0)


def _plain(cursor: sqlite3.Cursor, holder: str) -> list[list[Any]]:
    rows = cursor.fetchmany(ROWS + 1)
    if len(rows) > ROWS:
        raise Unreadable(f"There must be no more than {ROWS} rows in {holder}.")
    if not all(_is_plain(value) for row in rows for value in row):
        raise Unreadable(f"Values in {holder} must be texts, numbers or NULL.")
    return [list(row) for row in rows]


def _is_plain(value: Any) -> bool:
    return not isinstance(value, bytes) and not (isinstance(value, float) and not math.isfinite(value))


def _is_of_the_question(problem: sqlite3.OperationalError) -> bool:
    """Whether a query, and no file, can be to blame."""
    return getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
