"""Where a stranger's text enters: it can be written, it is one line where one is meant, and it names no place of this machine."""

from __future__ import annotations

import io
import re
import sys

import pytest

from grader.grading.grader import Grader
from grader.judge.texts import encodable, one_line, without_paths
from grader.model import Fault, Outcome, Result, State
from grader.report.document import to_json
from grader.report.terminal import show_result
from tests.conftest import MakeExercise, app

MARKS = "@pytest.mark.task(1)\n@pytest.mark.points(1)\n"


def graded(grader: Grader, make_exercise: MakeExercise, body: str, program: str, *, reference: str = "") -> Result:
    checks = f'{MARKS}def test_it(client):\n    """It."""\n    {body}\n'
    files = app(program)
    right = f"{app('')['app.py'].decode()}{reference}" if reference else ""
    return grader.grade_files(make_exercise(checks, points=1, reference=right), files, seed=1)


# Half characters


def test_half_a_character_in_a_message_only_fails_the_check(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """JSON can bring it, and no result can hold it: it is written out."""
    program = '@app.get("/")\ndef page():\n    return \'"\\\\ud800"\', {"Content-Type": "application/json"}\n'
    body = 'said = client.get("/").json; assert said == "x", f"not {said}"'

    result = graded(strong_grader, make_exercise, body, program)

    assert (result.outcome, result.checks[0].state) == (Outcome.FAILED, State.FAILED)
    assert result.checks[0].message == "not \\ud800."
    to_json(result).encode()


def test_half_a_character_that_is_compared_passes(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A check sees what was sent."""
    program = '@app.get("/")\ndef page():\n    return \'"\\\\ud800"\', {"Content-Type": "application/json"}\n'

    result = graded(strong_grader, make_exercise, 'assert len(client.get("/").json) == 1, "one"', program)

    assert result.outcome is Outcome.PASSED


# One line


def test_an_exceptions_text_is_one_line(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """No line of a report, and so none of a log, begins as a student chose."""
    program = '@app.get("/")\ndef page():\n    raise type("A\\n::error::a", (Exception,), {})("x\\n::error::b\\r\\n##[error]c")\n'

    result = graded(strong_grader, make_exercise, 'assert client.get("/").status_code == 200, "a page"', program)

    assert "\n" not in result.checks[0].message
    assert "A ::error::a: x ::error::b ##[error]c" in result.checks[0].message


@pytest.mark.parametrize("width", range(20, 90, 7))
def test_no_line_of_a_report_commands_a_ci_service(
    strong_grader: Grader, make_exercise: MakeExercise, width: int
) -> None:
    """However its words wrap, and wherever they stand."""
    program = '@app.get("/")\ndef page():\n    print("::warning::p")\n    raise ValueError("word " * 9 + "\\n  ::error::b ##[error]c ##vso[x]")\n'
    result = graded(strong_grader, make_exercise, 'assert client.get("/").status_code == 200, "a page"', program)
    file = io.StringIO()

    show_result(result, file, width)

    for text in (file.getvalue(), to_json(result)):
        assert not re.search(r"(?m)^\s*::|##\[|##vso\[", text), text


# Places of this machine

FAILING = {
    "an old import": "from flask import escape",
    "a missing module": "import nothing",
    "a broken module": "def",
    "a library refuses": "app.add_url_rule('/x', view_func=3)",
    "a folder that is missing": "open('data/x.txt')",
    "a traceback is printed": "import traceback\ntry:\n    app.add_url_rule('/x', view_func=3)\nexcept Exception:\n    traceback.print_exc()",
    "where it is": "import os\nprint(os.getcwd(), __file__, os.path.abspath('.'))",
    "where Python is": "import sys, os\nprint(sys.prefix, sys.executable, os.__file__, sys.path)",
    "where the file is, raised": "raise ValueError(__file__)",
    "a missing template": '@app.get("/")\ndef page():\n    from flask import render_template\n    return render_template("x.html")',
    "a traceback as a page": '@app.get("/")\ndef page():\n    import traceback\n    try:\n        app.add_url_rule("/x", view_func=3)\n    except Exception:\n        return traceback.format_exc(), 500',
    "a warning": "import warnings\nwarnings.warn('old')\napp.x",
    "a temporary file": "import tempfile\nprint(tempfile.mkdtemp())\nraise OSError(tempfile.gettempdir() + '/x')",
    "a debugger's page": 'app.debug = True\n@app.get("/")\ndef page():\n    return 1 / 0',
}


@pytest.mark.parametrize("program", FAILING.values(), ids=FAILING.keys())
def test_no_place_of_this_machine_is_in_any_field(grader: Grader, make_exercise: MakeExercise, program: str) -> None:
    """Not in a message, a line, an answer or the output: files are named as the student, or a library, has them."""
    result = graded(grader, make_exercise, 'assert client.get("/").status_code == 200, "a page"', program)

    places = "|".join(["/usr/", "/jails", "/tmp", ".*site-packages", re.escape(sys.prefix), re.escape(sys.base_prefix)])
    assert not re.findall(rf"(?<!\w)(?:{places})", to_json(result)), to_json(result)


def test_paths_of_a_page_that_are_its_own_stay() -> None:
    """What only looks like a path is left alone."""
    text = "GET /jail/work is at https://x/jail/work/a and tmp/jail/x, 1/2, /etc/x"

    assert without_paths("File /jails/0/jail/work/app.py in /jails/0/jail/work") == "File app.py in ."
    assert without_paths("/etc/x 1/2 a/b") == "/etc/x 1/2 a/b"
    assert one_line(encodable(text)) == text


# Whose fault a tripped check is, where no reference can be asked

ODD = '@app.get("/")\ndef page():\n    return "[]", {"Content-Type": "application/json"}\n'
TRIPPED = {
    "an index": 'assert client.get("/").json[0] == 1, "one"',
    "a type": 'assert client.get("/").json + 1, "one"',
    "a value": 'assert int(client.get("/").text), "one"',
    "a name bound too late": 'for each in client.get("/").json: x = each\n    assert x, "one"',
    "an answer that is asked again": 'assert client.get("/", query_string={"a": client.get("/").json[0]}), "one"',
}
AUTHORS = {
    "a name": 'client.get("/"); assert nobody_defined_this, "one"',
    "a module": 'client.get("/"); import no_module_of_theirs',
    "before anything is asked": "assert [][0]",
}


@pytest.mark.parametrize("body", TRIPPED.values(), ids=TRIPPED.keys())
def test_an_odd_reply_that_trips_a_check_fails_it(
    strong_grader: Grader, make_exercise: MakeExercise, body: str
) -> None:
    """In a course without solutions, too: no answer can force *not graded*."""
    result = graded(strong_grader, make_exercise, body, ODD)

    assert (result.outcome, result.checks[0].message) == (
        Outcome.FAILED,
        "The answer of your program has an unexpected form.",
    )


@pytest.mark.parametrize("body", AUTHORS.values(), ids=AUTHORS.keys())
def test_what_no_answer_can_cause_is_the_authors(strong_grader: Grader, make_exercise: MakeExercise, body: str) -> None:
    """A name or a module that the checks lack, and all that happens before a question."""
    result = graded(strong_grader, make_exercise, body, ODD)

    assert (result.outcome, result.fault) == (Outcome.NOT_GRADED, Fault.AUTHOR)
