"""The kit for probes: what a probe's first argument can do.

`ProbeKit` stands beside the student's modules in the jailed process. Each check has its own process, so
nothing here is ever undone, and the student's code is not imported before a probe, or a request, asks
for it: a recorder that a probe starts first sees everything from the first line on.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class ProbeKit:
    """The student's files and the tools to observe them.

    `entry` is where the WSGI application comes from, as in exercise.toml: `module:name` or
    `module:factory()`. In a clean jail (`runs_code` is false) nothing of the student's is imported.
    """

    def __init__(self, work: Path, entry: str, *, runs_code: bool = True) -> None:
        self.work = work
        self.keep: dict[str, Any] = {}  # what one probe leaves for the next of the same check
        self._entry = entry
        self._runs_code = runs_code
        self._redis_server: Any = None

    # The student's code

    def load(self, module: str) -> Any:
        """Import a module of the student's, once, and return it."""
        if not self._runs_code:
            raise PermissionError("a clean jail never runs the student's code")
        return importlib.import_module(module)

    def app(self, *args: Any, **kwargs: Any) -> Any:
        """Return the WSGI application; a factory is called anew at each call, with these arguments."""
        module_name, _, name = self._entry.partition(":")
        module = self.load(module_name)
        if name.endswith(")"):
            return getattr(module, name.partition("(")[0])(*args, **kwargs)
        return getattr(module, name)

    def run_as_main(self, file: str) -> dict[str, Any]:
        """Execute a file as `python file` would, in this process; return its globals."""
        import runpy

        if not self._runs_code:
            raise PermissionError("a clean jail never runs the student's code")
        return runpy.run_path(str(self.work / file), run_name="__main__")

    def read(self, file: str) -> str:
        """Return the text of a submitted file."""
        return (self.work / file).read_text(encoding="utf-8")

    def tree(self, file: str) -> ast.Module:
        """Return the parsed source of a submitted file, which is not run."""
        return ast.parse(self.read(file))

    # Places

    def folder(self, name: str) -> str:
        """Make a new empty folder outside the student's own files; return its absolute path."""
        return tempfile.mkdtemp(prefix=f"{name}-")

    # Recorders: start them before the student's module is loaded

    @contextlib.contextmanager
    def flask_runs(self) -> Iterator[list[dict[str, Any]]]:
        """Replace `Flask.run`; yield a list that gets `{"host":…, "port":…, "debug":…}` for each call."""
        import flask

        calls: list[dict[str, Any]] = []

        def run(self: Any, host: Any = None, port: Any = None, debug: Any = None, *_: Any, **__: Any) -> None:
            calls.append({"host": host, "port": port, "debug": debug})

        original = flask.Flask.run
        flask.Flask.run = run  # type: ignore[method-assign]
        try:
            yield calls
        finally:
            flask.Flask.run = original  # type: ignore[method-assign]

    @contextlib.contextmanager
    def sql(self) -> Iterator[list[str]]:
        """Yield a list that gets the text of every SQL statement that any SQLAlchemy engine executes."""
        from sqlalchemy import Engine, event

        statements: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    @contextlib.contextmanager
    def signals(self, *signals: Any) -> Iterator[list[tuple[str, Any, dict[str, Any]]]]:
        """Yield a list that gets `(signal name, sender, keywords)` for each blinker signal sent."""
        heard: list[tuple[str, Any, dict[str, Any]]] = []
        receivers: list[tuple[Any, Callable[..., None]]] = []
        for signal in signals:

            def note(sender: Any, _name: str = signal.name, **keywords: Any) -> None:
                heard.append((_name, sender, keywords))

            signal.connect(note, weak=False)
            receivers.append((signal, note))
        try:
            yield heard
        finally:
            for signal, note in receivers:
                signal.disconnect(note)

    # Tools

    def render(self, template: str, /, **context: Any) -> str:
        """Render a template of the student's `templates` folder as a Flask view would."""
        import flask

        app = flask.Flask("page", root_path=str(self.work))
        with app.test_request_context("/"):
            return flask.render_template(template, **context)

    def redis(self, **options: Any) -> Any:
        """Return a new fakeredis client; all clients of one check talk to the same server."""
        import fakeredis

        if self._redis_server is None:
            self._redis_server = fakeredis.FakeServer()
        return fakeredis.FakeRedis(server=self._redis_server, **options)

    @contextlib.contextmanager
    def database(self, base: Any = None) -> Iterator[Database]:
        """Yield a temporary SQLite database in a file, with the tables of a declarative base or MetaData."""
        with tempfile.TemporaryDirectory(prefix="database-") as folder:
            database = Database(f"sqlite:///{folder}/check.db")
            try:
                if base is not None:
                    getattr(base, "metadata", base).create_all(database.engine)
                yield database
            finally:
                database.engine.dispose()


class Database:
    """A temporary SQLite database: `url`, `engine`, new sessions, and rows read past the ORM."""

    def __init__(self, url: str) -> None:
        from sqlalchemy import create_engine

        self.url = url
        self.engine = create_engine(url)

    def session(self, **options: Any) -> Any:
        """Return a new `sqlalchemy.orm.Session` on this database, for use in a `with`."""
        from sqlalchemy.orm import Session

        return Session(self.engine, **options)

    def rows(self, sql: str, parameters: Any = ()) -> list[list[Any]]:
        """Execute plain SQL with `?` parameters on a connection of its own; return the rows as lists."""
        import sqlite3

        path = self.url.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            return [list(row) for row in connection.execute(sql, tuple(parameters))]


def put_first_on_path(work: Path) -> None:
    """Let the student's modules be imported by name, before everything else."""
    sys.path.insert(0, str(work))
