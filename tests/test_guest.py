"""What a program and a probe find in a jail: metadata, variables, sources in any encoding, kits."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from grader.model import Level
from grader.protocol.environment import Environment, Library
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.jail import Sandbox
from grader.sandbox.levels import open_sandbox
from tests.conftest import ENVIRONMENT
from tests.jails import ask, jail_in

# Metadata


def versions(jail: Any, names: list[str]) -> Any:
    import importlib.metadata
    import warnings

    import flask

    warnings.simplefilter("ignore")
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "none"
    return [flask.__version__, found, sorted(each.name for each in importlib.metadata.distributions())]


def test_a_program_reads_the_versions_of_its_libraries(sandbox: Sandbox) -> None:
    """Metadata of the listed libraries, and of what they require, is found by any spelling of their names."""
    names = ["flask", "Flask_WTF", "SQLAlchemy", "werkzeug"]
    with jail_in(sandbox) as jail:
        flask_version, found, _ = ask(jail, versions, names)

    assert flask_version == metadata.version("flask")
    assert found == {name: metadata.version(name) for name in names}


def test_other_distributions_are_not_to_be_found(sandbox: Sandbox) -> None:
    """What is installed beside the course's libraries is as if it were not there."""
    with jail_in(sandbox) as jail:
        _, found, listed = ask(jail, versions, ["pytest", "msgspec", "flask-course-grader"])

    assert set(found.values()) == {"none"}
    assert "Flask" in listed and not {"pytest", "msgspec", "typer", "flask-course-grader"} & set(listed)


def read_metadata_of(jail: Any, path: str) -> str:
    with open(path) as file:
        return file.read()


def test_the_metadata_of_other_distributions_is_not_readable(sandbox: Sandbox) -> None:
    """Whoever knows the path does not get further."""
    path = str(metadata.distribution("pytest").locate_file(metadata.files("pytest")[0]))  # type: ignore[index]
    other = next(str(file.locate()) for file in metadata.files("pytest") or () if file.name == "METADATA")
    with jail_in(sandbox) as jail:
        answers = [ask(jail, read_metadata_of, name) for name in (path, other)]

    assert all(answer.startswith(("FileNotFoundError", "PermissionError")) for answer in answers)


def list_site_packages(jail: Any) -> Any:
    import os

    import flask

    return os.listdir(os.path.dirname(os.path.dirname(flask.__file__)))


def test_the_folder_of_the_libraries_cannot_be_listed(sandbox: Sandbox) -> None:
    """Readable metadata opens the folders of the libraries and not the one around them."""
    with jail_in(sandbox) as jail:
        assert ask(jail, list_site_packages).startswith("PermissionError")


# Variables of the environment

GUARDED = b"""\
import os
SEEN = os.environ.get("FLASK_RUN_FROM_CLI")
def now():
    return os.environ.get("FLASK_RUN_FROM_CLI")
app = None
"""


def seen_when_run(jail: Any) -> Any:
    before = jail.load("app").SEEN
    return [before, jail.run_as_main("app.py")["SEEN"], jail.load("app").now()]


def test_a_file_run_as_a_program_is_told_of_no_server(sandbox: Sandbox) -> None:
    """`FLASK_RUN_FROM_CLI` stands where a server imports the program, as under `flask run`, and only there."""
    with jail_in(sandbox, {"app.py": GUARDED}) as jail:
        assert ask(jail, seen_when_run) == ["true", None, "true"]


def seen_where_runs_are_recorded(jail: Any) -> Any:
    with jail.flask_runs():
        return jail.load("app").SEEN


def test_a_program_whose_runs_are_recorded_is_told_of_no_server(sandbox: Sandbox) -> None:
    """A stand-in for `Flask.run` needs no variable beside it: a guard that reads it is not misled."""
    with jail_in(sandbox, {"app.py": GUARDED}) as jail:
        assert ask(jail, seen_where_runs_are_recorded) is None


def test_a_plain_process_keeps_the_same_rule() -> None:
    """At the level `none` too."""
    sandbox = open_sandbox(Level.NONE, environment=ENVIRONMENT)
    try:
        with jail_in(sandbox, {"app.py": GUARDED}) as jail:
            assert ask(jail, seen_when_run) == ["true", None, "true"]
    finally:
        sandbox.close()


# Sources

ENCODED = {
    "bom.py": b"\xef\xbb\xbfNAME = '\xe5\xa4\xa9'\n",
    "gbk.py": "# -*- coding: gbk -*-\nNAME = '天'\n".encode("gbk"),
    "plain.py": "NAME = '天'\n".encode(),
}


def names_in(jail: Any, files: list[str]) -> Any:
    import ast

    return [[ast.unparse(jail.tree(file)), "'天'" in jail.read(file)] for file in files]


def test_sources_are_decoded_as_python_decodes_them(sandbox: Sandbox) -> None:
    """A byte order mark and a declared encoding are Python's own rules, so `tree` and `read` keep them."""
    with jail_in(sandbox, ENCODED) as jail:
        assert ask(jail, names_in, list(ENCODED)) == [["NAME = '天'", True]] * 3


def test_a_line_of_another_encoding_is_shown_as_written(sandbox: Sandbox) -> None:
    """The line that a report shows is decoded as Python decodes the file."""
    source = "# coding: gbk\ndef fail():\n    raise ValueError('天')\n".encode("gbk")
    with jail_in(sandbox, {"gbk.py": source}) as jail:
        reply = jail.ask("f", "def f(jail):\n    return jail.load('gbk').fail()\n", [], {})

    assert reply.trouble.where == ["gbk.py:3 in fail: raise ValueError('天')"]  # type: ignore[union-attr]


# Kits


def records_sql(jail: Any) -> Any:
    with jail.sql() as statements:
        return list(statements)


def imports_flask(jail: Any) -> Any:
    import flask

    return flask.__name__


def test_a_kit_is_there_when_it_is_switched_on(sandbox: Sandbox) -> None:
    """A probe that uses a tool of another kit reads which setting is missing; other libraries are not there."""
    environment = Environment(libraries=(Library(name="sqlalchemy"),), kits=())
    own = ForkedSandbox(sandbox.isolation.level, environment)
    try:
        with jail_in(own) as jail:
            missing, no_flask = ask(jail, records_sql), ask(jail, imports_flask)
    finally:
        own.close()
    with jail_in(sandbox) as jail:
        assert ask(jail, records_sql) == []

    assert missing == "AttributeError: no kit of this course has a tool `sql`: see `kits` in course.toml"
    assert no_flask.startswith(("ModuleNotFoundError", "PermissionError"))


# What the warm-up leaves behind


def leftovers(jail: Any) -> Any:
    import gc
    import sqlite3

    import fakeredis
    import flask
    import sqlalchemy
    import sqlalchemy.orm
    import werkzeug

    kinds = (
        flask.Flask,
        flask.Blueprint,
        flask.views.View,
        flask.sessions.SessionMixin,
        werkzeug.Request,
        werkzeug.Response,
        sqlalchemy.Engine,
        sqlalchemy.Connection,
        sqlalchemy.orm.Session,
        sqlite3.Connection,
        fakeredis.FakeServer,
        fakeredis.FakeRedis,
    )
    gc.unfreeze()  # what was there before the fork, too
    return [type(each).__name__ for each in gc.get_objects() if issubclass(type(each), kinds)]


def test_the_warm_up_leaves_no_application_and_no_connection_behind(sandbox: Sandbox) -> None:
    """Whoever looks through his own memory finds what his program has made, and libraries."""
    with jail_in(sandbox) as jail:
        assert ask(jail, leftovers) == []


# Werkzeug's debugger


def waits(jail: Any) -> Any:
    """Mistype the PIN until the debugger has enough; return its answers, and how long the program slept."""
    import os
    import time

    import werkzeug.debug
    from werkzeug.test import Client

    slept = []
    time.sleep = slept.append  # type: ignore[assignment]

    class Count:
        value = 0

        def get_lock(self) -> Any:
            import contextlib

            return contextlib.nullcontext()

    werkzeug.debug.Value = lambda *_: Count()  # type: ignore[attr-defined]
    os.environ["WERKZEUG_DEBUG_PIN"] = "1-2-3"
    app = werkzeug.debug.DebuggedApplication(lambda *_: [], evalex=True)
    query = {"__debugger__": "yes", "cmd": "pinauth", "s": app.secret}
    client = Client(app, use_cookies=False)
    pins = ["9", "1-2-4", "1-2-3", *["8"] * 11, "1-2-3"]
    answers = [client.get("/", base_url="http://127.0.0.1/", query_string={**query, "pin": pin}).json for pin in pins]
    time.sleep(3)
    return [[[answer["auth"], answer["exhausted"]] for answer in answers], slept]


def test_a_wrong_pin_is_counted_and_not_waited_for(sandbox: Sandbox) -> None:
    """The debugger answers as ever, ten wrong ones exhaust it, and the program's own sleep is as real as it was."""
    with jail_in(sandbox) as jail:
        answers, slept = ask(jail, waits)

    assert answers == [[False, False]] * 2 + [[True, False]] + [[False, False]] * 10 + [[False, True]] * 2
    assert slept == [3]
