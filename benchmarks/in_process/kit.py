"""What probes ask of their first argument, without a wall: the student's modules in this very process.

What a teacher would write for a plain pytest: it imports nothing of the grader's, and of a library only what is used.
"""

import ast
import contextlib
import importlib
import os
import random
import sys
import tempfile
import zlib
from pathlib import Path

from werkzeug.test import Client


class Kit:
    """The tools of `docs/reference/checks.md` that the course's probes use. `entry` is `module:name` or `module:factory()`."""

    def __init__(self, work, entry):
        self.work = work
        self.keep = {}
        self._entry = entry
        self._redis = None

    def load(self, module):
        return importlib.import_module(module)

    def app(self, *args, **kwargs):
        module, _, name = self._entry.partition(":")
        found = getattr(self.load(module), name.partition("(")[0])
        return found(*args, **kwargs) if name.endswith(")") else found

    def run_as_main(self, file):
        import runpy

        return runpy.run_path(str(self.work / file), run_name="__main__")

    def read(self, file):
        return (self.work / file).read_text(encoding="utf-8")

    def tree(self, file):
        return ast.parse(self.read(file))

    def folder(self, name):
        return tempfile.mkdtemp(prefix=f"{name}-")

    @contextlib.contextmanager
    def flask_runs(self):
        import flask

        calls, original = [], flask.Flask.run

        def run(self, host=None, port=None, debug=None, *_, **__):
            calls.append({"host": host, "port": port, "debug": debug})

        flask.Flask.run = run
        try:
            yield calls
        finally:
            flask.Flask.run = original

    def render(self, template, /, **context):
        import flask

        app = flask.Flask("page", root_path=str(self.work))
        with app.test_request_context("/"):
            return flask.render_template(template, **context)

    @contextlib.contextmanager
    def signals(self, *signals):
        heard = []
        with contextlib.ExitStack() as stack:
            for signal in signals:

                def note(sender, _name=signal.name, **keywords):
                    heard.append((_name, sender, keywords))

                signal.connect(note, weak=False)
                stack.callback(signal.disconnect, note)
            yield heard

    @contextlib.contextmanager
    def sql(self, *, with_parameters=False):
        from sqlalchemy import Engine, event

        statements = []

        def note(_connection, _cursor, statement, parameters, _context, many):
            if with_parameters:
                statements.extend([statement, given] for given in (parameters if many else [parameters]))
            else:
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    @contextlib.contextmanager
    def database(self, base=None, *, file=""):
        with tempfile.TemporaryDirectory(prefix="database-") as folder:
            database = Database(str(self.work / file) if file else f"{folder}/check.db")
            try:
                if base is not None:
                    getattr(base, "metadata", base).create_all(database.engine)
                yield database
            finally:
                database.engine.dispose()

    def redis(self, **options):
        import fakeredis

        self._redis = self._redis or fakeredis.FakeServer()
        return fakeredis.FakeRedis(server=self._redis, **options)


class Database:
    """A temporary SQLite database."""

    def __init__(self, path):
        import sqlalchemy

        self._path = path
        self.url = f"sqlite:///{path}"
        self.engine = sqlalchemy.create_engine(self.url)

    def session(self, **options):
        from sqlalchemy.orm import Session

        return Session(self.engine, **options)

    def rows(self, sql, parameters=()):
        import sqlite3

        with contextlib.closing(sqlite3.connect(self._path)) as connection, connection:
            return [list(row) for row in connection.execute(sql, tuple(parameters))]


class Application:
    """A WSGI application, and clients of it."""

    def __init__(self, app):
        self.app = app

    def client(self, **options):
        return Client(self.app, **options)


class Jail:
    """What a check holds as `jail`."""

    def __init__(self, work, entry):
        self.kit = Kit(work, entry)

    def app(self, *args, **kwargs):
        return Application(self.kit.app(*args, **kwargs))

    def client(self, **options):
        return self.app().client(**options)

    def hand_over(self, file):
        """Take what the program wrote out of its folder."""
        taken = Path(tempfile.mkdtemp(prefix="taken-"), Path(file).name)
        return os.replace(self.kit.work / file, taken) or taken


def go_to(work):
    """Make the submission the working folder and the first place where modules are found."""
    os.chdir(work)
    sys.path.insert(0, str(work))


def seeded(check):
    """Return the random numbers of a check."""
    return random.Random(zlib.crc32(f"{os.environ.get('SEED', '1')}:{check}".encode()))


def files_of(work):
    """Return the content of every file below a folder."""
    return {path: path.read_bytes() for path in Path(work).rglob("*") if path.is_file()}
