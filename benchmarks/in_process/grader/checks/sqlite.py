"""What `grader.checks.sqlite` does, without a wall: the file is opened where it lies, and believed."""

import contextlib
import sqlite3
from types import SimpleNamespace


class Database:
    """A database that a program left."""

    def __init__(self, path):
        self._path = path

    @classmethod
    def of(cls, _clean, path):
        return cls(path)

    @property
    def tables(self):
        return [name for [name] in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]

    def columns(self, table):
        rows = self.rows(f'PRAGMA table_xinfo("{table}")')
        return [
            SimpleNamespace(name=name, type=kind, required=bool(required), key=key)
            for _, name, kind, required, _, key, *_ in rows
        ]

    def foreign_keys(self, table):
        rows = self.rows(f'PRAGMA foreign_key_list("{table}")')
        return [[column, other, there] for _, _, other, column, there, *_ in rows]

    def unique(self, table):
        indexes = [row[1] for row in self.rows(f'PRAGMA index_list("{table}")') if row[2]]
        return [[row[2] for row in self.rows(f'PRAGMA index_info("{index}")')] for index in indexes]

    def rows(self, query, *parameters):
        with contextlib.closing(sqlite3.connect(self._path)) as connection:
            return [list(row) for row in connection.execute(query, parameters)]


def replay(_clean, statements, *, given=()):
    """Execute SQL that a program sent in a new database; return the rows that each statement gave."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in given:
            connection.execute(*parts(statement))
        return [[list(row) for row in connection.execute(*parts(statement))] for statement in statements]


def parts(statement):
    text, parameters = (statement, ()) if isinstance(statement, str) else statement
    return text, parameters if isinstance(parameters, dict) else tuple(parameters)
