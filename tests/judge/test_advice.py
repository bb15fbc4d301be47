"""Advice: each row of the table, said of a real program in a real jail."""

from __future__ import annotations

import re
import sys

import pytest

from grader.grading.grader import Grader
from grader.judge.advice import NEWER_SYNTAX, ROWS
from grader.model import CheckResult
from tests.conftest import MakeExercise, app

CHECK = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_page(client):
    """The page is there."""
    reply = client.get("/page")
    assert reply.status_code == 200, "the page must be there"
    assert reply.text == "right", "the page must be right"
'''


def in_view(body: str) -> str:
    """Return a program whose page does this."""
    return app(f'@app.get("/page")\ndef page():\n    {body}\n    return "right"\n')["app.py"].decode()


ROWS_SEEN: dict[str, list[tuple[str | bytes, str]]] = {
    "a module that is missing": [
        ("import pandas", r"No `pandas.py` was handed in\. A submission may import"),
        (
            "from flask.ext.wtf import Form",
            r"Flask 3\.[\d.]+ has no `flask.ext(.wtf)?`: import the extension by its own",
        ),
    ],
    "modules in a circle": [("from app import db", r"import each other in a circle\.$")],
    "a name that is missing": [
        (
            "from flask import escape",
            r"Flask 3\.[\d.]+ has no `flask.escape`: write `from markupsafe import escape`\.$",
        ),
        ("from flask import nothing", r"'flask'\. Flask 3\.[\d.]+ has no `flask.nothing`\.$"),
        ("from collections import Mapping", rf"Python 3\.{sys.version_info[1]} has no `collections.Mapping`\.$"),
        (
            "from werkzeug.urls import url_parse",
            r"Werkzeug 3\.[\d.]+ has no .*: write `from urllib.parse import urlsplit`",
        ),
        ("from sqlalchemy import DeclarativeBase", r"SQLAlchemy 2\.[\d.]+ has no .*`from sqlalchemy.orm import Decl"),
        (
            "import flask\nflask.Markup('x')",
            r"Flask 3\.[\d.]+ has no `flask.Markup`: write `from markupsafe import Markup`",
        ),
        ("", r"module 'app' has no attribute 'app'\. The module must define that name at module level\.$"),
    ],
    "an attribute that is gone": [
        ("from flask import Flask\nFlask('x').before_first_request(print)", "Do what runs once in the factory, before"),
    ],
    "Python 2": [("print 1", "That is Python 2")],
    "source that is not UTF-8": [(b"name = '\xe4'\n", "Save the file as UTF-8")],
    "NUL bytes": [(b"a = 1\0", "NUL bytes")],
    "newer syntax": [
        (text, rf"The grader runs Python 3\.{sys.version_info[1]}, and this is read since Python 3\.\d\d only")
        for since, text in [
            ((3, 12), "type Names = list[str]\n"),
            ((3, 12), "def first[T](many: list[T]): ...\n"),
            ((3, 12), 'print(f"{"a" + "b"}")\n'),
            ((3, 14), "try: pass\nexcept KeyError, ValueError: pass\n"),
        ]
        if sys.version_info < since
    ],
    "tabs and spaces": [("if 1:\n        a = 1\n\tb = 2\n", "Indent with spaces only")],
    "a file that is not UTF-8": [
        (
            in_view("open('data', 'wb').write('right'.encode('utf-16')); open('data', encoding='utf-8').read()"),
            "is UTF-16: save",
        ),
        (in_view("b'\\xe4'.decode('utf-8')"), "is not UTF-8: save it as UTF-8"),
    ],
    "an exit": [("import sys; sys.exit(0)", "The program must not end itself")],
    "a question to nobody": [("input()", r"input\(\) has nobody to ask")],
    "a breakpoint": [("breakpoint()", r"Remove the breakpoint\(\)")],
    "too much memory": [("x = b'x' * (1 << 40)", "more memory than it may have")],
    "an endless recursion": [("def f(): f()\nf()", "calls itself without an end")],
    "a view's arguments": [
        (in_view("").replace("/page", "/<name>"), "The variables of a rule must be the arguments of its view"),
    ],
    "no tables": [
        (in_view("import sqlite3; sqlite3.connect(':memory:').execute('select * from a')"), "Create the tables"),
    ],
    "shared memory": [("open('/dev/shm/x')", "Memory that processes share is switched off")],
    "a path of one computer": [("open('C:/data.txt')", "That is a path of one computer")],
    "what is switched off": [
        ("from urllib.request import urlopen\nurlopen('http://192.0.2.1/')", "URLError: .* are switched off"),
    ],
}
CASES = [(name, program, words) for name, seen in ROWS_SEEN.items() for program, words in seen]


def loss(grader: Grader, make_exercise: MakeExercise, program: str | bytes) -> CheckResult:
    files = {"app.py": program.encode() if isinstance(program, str) else program}
    (check,) = grader.grade_files(make_exercise(CHECK, points=1), files, seed=1).checks
    return check


@pytest.mark.parametrize(("name", "program", "words"), CASES)
def test_a_row_speaks_of_a_real_program(
    strong_grader: Grader, make_exercise: MakeExercise, name: str, program: str | bytes, words: str
) -> None:
    """The cause and the way out."""
    assert re.search(words, (message := loss(strong_grader, make_exercise, program).message)), message


def test_every_row_has_a_program() -> None:
    """No advice that nobody has seen."""
    needs_old_python = {"newer syntax"} if all(sys.version_info >= each.since for each in NEWER_SYNTAX) else set()

    assert {row.name for row in ROWS} == {name for name, seen in ROWS_SEEN.items() if seen} | needs_old_python


@pytest.mark.parametrize("body", ["'a' + 1", "int('1', 2, 3)", "helper(1)"])
def test_a_type_error_inside_a_view_is_not_about_its_rule(
    strong_grader: Grader, make_exercise: MakeExercise, body: str
) -> None:
    """The view was reached, so its rule and its arguments fit."""
    program = in_view(body) + "def helper(): pass\n"

    message = loss(strong_grader, make_exercise, program).message

    assert "TypeError" in message
    assert "rule" not in message
