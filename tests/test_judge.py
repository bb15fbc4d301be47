"""Judging: what a check's end means, with real jails."""

from __future__ import annotations

import re

import pytest

from grader.course import Exercise
from grader.errors import JailBroken
from grader.grading.grader import Grader, open_grader
from grader.grading.preloading import preload_for
from grader.grading.prepare import prepare
from grader.judge import forkserver
from grader.judge.plugin import JudgePlugin, JudgeRequest, RunOptions
from grader.model import CheckResult, Fault, Level, Outcome, Result, State
from grader.protocol.environment import Preload
from grader.sandbox.jail import Sandbox
from grader.sandbox.levels import open_sandbox
from grader.submission import from_files
from tests.conftest import ENVIRONMENT, MakeExercise, app, require_level

GREETING = '@app.get("/hello/<name>")\ndef hello(name):\n    return f"Hello {name}"\n'
GREETING_CHECK = '''
@pytest.mark.task(1)
@pytest.mark.points(2)
def test_greeting(client, rng):
    """Whoever is named is greeted."""
    name = rng.choice(["ada", "grace"])
    assert client.get(f"/hello/{name}").text == f"Hello {name}", "the page must greet"
'''


def the_check(result: Result) -> CheckResult:
    (check,) = result.checks
    return check


def state_of(grader: Grader, exercise: Exercise, files: dict[str, bytes]) -> tuple[State, str]:
    check = the_check(grader.grade_files(exercise, files, seed=1))
    return check.state, check.message


def test_a_right_answer_passes(grader: Grader, make_exercise: MakeExercise) -> None:
    """Points, title and seed stand in the result."""
    result = grader.grade_files(make_exercise(GREETING_CHECK, points=2), app(GREETING), seed=7)

    assert (result.outcome, result.score, result.max_score, result.seed) == (Outcome.PASSED, 2, 2, 7)
    assert the_check(result).title == "Whoever is named is greeted"


def test_a_wrong_answer_fails_with_the_authors_message(grader: Grader, make_exercise: MakeExercise) -> None:
    """The student reads the author's sentence, what was asked and what came back."""
    wrong = app('@app.get("/hello/<name>")\ndef hello(name):\n    return "Hello you"\n')

    check = the_check(grader.grade_files(make_exercise(GREETING_CHECK, points=2), wrong, seed=1))

    assert (check.state, check.message, check.points) == (State.FAILED, "the page must greet.", 0)
    assert check.asked.startswith("GET /hello/")
    assert check.answered == "200 OK\nHello you"


def test_a_student_reads_the_whole_exchange(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Headers, another host, a place below which the application is mounted: all that may have mattered."""
    checks = """
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_headers(client):
    \"\"\"A page with headers.\"\"\"
    reply = client.get("/page?a=1", base_url="https://cms.test:5000/shop", headers={"X-Token": "abc"})
    assert reply.status_code == 404, "there must be no page"
"""
    program = '@app.get("/page")\ndef page():\n    return "here", {"X-Seen": request.headers["X-Token"]}\n'

    check = the_check(strong_grader.grade_files(make_exercise(checks, points=1), app(program), seed=1))

    assert check.asked == "GET https://cms.test:5000/shop/page?a=1\nX-Token: abc"
    assert check.answered == "200 OK\nX-Seen: abc\nhere"


def test_an_assert_without_a_message_shows_no_code(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Hidden checks stay hidden: neither the assertion nor the expected value is told."""
    checks = GREETING_CHECK.replace(', "the page must greet"', "")

    check = the_check(strong_grader.grade_files(make_exercise(checks, points=2), app(""), seed=1))

    assert check.message == ""
    assert "test_tiny.py:" in check.detail


def test_a_view_that_raises_shows_the_students_own_line(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """An exception that Flask made a 500 page of is told with its line."""
    wrong = app('@app.get("/hello/<name>")\ndef hello(name):\n    return 1 / 0\n')

    check = the_check(strong_grader.grade_files(make_exercise(GREETING_CHECK, points=2), wrong, seed=1))

    assert "ZeroDivisionError: division by zero" in check.message
    assert check.where == ("app.py:5 in hello: return 1 / 0",)


def test_an_exception_under_testing_is_a_marked_500(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """With TESTING on, Flask lets exceptions through: the bridge answers 500 and names the type in a header."""
    checks = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_boom(client):
    """An error is an error."""
    reply = client.get("/boom")
    assert (reply.status_code, reply.headers["X-Grader-Exception"]) == (500, "KeyError")
'''
    program = app('app.testing = True\n@app.get("/boom")\ndef boom():\n    raise KeyError("x")\n')

    assert state_of(strong_grader, make_exercise(checks, points=1), program)[0] is State.PASSED


BROKEN_PROGRAMS = {
    "syntax error": (b"def", "SyntaxError"),
    "missing package": (
        b"import pandas",
        "ModuleNotFoundError: No module named 'pandas'. No `pandas.py` was handed in. A submission",
    ),
    "no app": (b"application = None", "must define that name"),
    "exit at import": (b"import sys; sys.exit(0)", "SystemExit: 0. The program must not end itself"),
    "input": (b"input()", r"input\(\) has nobody to ask"),
    "tabs and spaces": (b"if 1:\n        a = 1\n\tb = 2\n", "TabError"),
    "latin-1": (b"name = '\xe4'\n", "Save the file as UTF-8"),
    "NUL": (b"a = 1\0", "NUL bytes"),
    "empty": (b"", "must define that name"),
    "Python 2": (b"print 1", "That is Python 2"),
    "breakpoint": (b"breakpoint()", r"Remove the breakpoint\(\)"),
    "a path of one's own computer": (b'open("/home/ada/x")', "switched off|That is a path of one computer"),
    "circular import": (b"from app import db", "circle"),
}


@pytest.mark.parametrize(("source", "words"), BROKEN_PROGRAMS.values(), ids=BROKEN_PROGRAMS.keys())
def test_a_program_that_cannot_be_loaded_is_told_why(
    strong_grader: Grader, make_exercise: MakeExercise, source: bytes, words: str
) -> None:
    """Broken but innocent: the cause and the way out, never a traceback of ours."""
    state, message = state_of(strong_grader, make_exercise(GREETING_CHECK, points=2), {"app.py": source})

    assert state is State.FAILED
    assert re.search(words, message), message


INNOCENT = {
    "byte order mark": b"\xef\xbb\xbf",
    "CRLF": b"# hello\r\n",
    "run at import": b"from flask import Flask\nFlask('x').run(debug=True)\n",
    "stdout replaced": b"import sys\nsys.stdout = open('log.txt', 'w')\nsys.stderr = None\nprint('x')\n",
    "a thread": b"import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()\n",
    "log to a file": b"import logging\nlogging.basicConfig(filename='app.log', level='DEBUG')\n",
    "a database": b"import sqlite3\nsqlite3.connect('app.db').execute('create table t (n)')\n",
    "warnings as errors": b"import warnings\nwarnings.simplefilter('error')\n",
    "another folder": b"import os\nos.makedirs('x')\nos.chdir('x')\n",
}


@pytest.mark.parametrize("start", INNOCENT.values(), ids=INNOCENT.keys())
def test_innocent_oddities_cost_nothing(grader: Grader, make_exercise: MakeExercise, start: bytes) -> None:
    """What people do without harm keeps full marks."""
    files = {"app.py": start + app(GREETING)["app.py"]}

    assert state_of(grader, make_exercise(GREETING_CHECK, points=2), files)[0] is State.PASSED


# Fresh state

TWO_CHECKS = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_first(client):
    """First."""
    assert client.get("/count").text == "1"

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_second(client):
    """Second."""
    assert client.get("/count").text == "1"
'''
COUNTER = """
from itertools import count
numbers = count(1)
@app.get("/count")
def number():
    return str(next(numbers))
"""


def test_each_check_sees_fresh_state(grader: Grader, make_exercise: MakeExercise) -> None:
    """A counter in a global begins anew for each check."""
    assert grader.grade_files(make_exercise(TWO_CHECKS, points=2), app(COUNTER), seed=1).score == 2


def test_checks_of_a_group_share_a_jail(grader: Grader, make_exercise: MakeExercise) -> None:
    """The mark `shares` keeps the process from check to check."""
    checks = TWO_CHECKS.replace("@pytest.mark.task(1)", '@pytest.mark.task(1)\n@pytest.mark.shares("both")')
    checks = checks.replace('text == "1"\n\n@', 'text == "1"\n\n@').replace('"1"\n', '"2"\n').replace('"2"', '"1"', 1)

    assert grader.grade_files(make_exercise(checks, points=2), app(COUNTER), seed=1).score == 2


def test_a_death_in_one_check_touches_no_other(grader: Grader, make_exercise: MakeExercise) -> None:
    """A view that ends the process loses its own check."""
    checks = TWO_CHECKS.replace('"/count").text == "1"', '"/exit").status_code == 200', 1)
    program = app(COUNTER + '@app.get("/exit")\ndef leave():\n    import os\n    os._exit(0)\n')

    result = grader.grade_files(make_exercise(checks, points=2), program, seed=1)

    assert [check.state for check in result.checks] == [State.CRASHED, State.PASSED]
    assert result.score == 1


# Marks

NEEDS = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_later")
def test_earlier(client):
    """Unknown pages are not found."""
    assert client.get("/nothing").status_code == 404

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_later(client):
    """The page is there."""
    assert client.get("/").text == "home"
'''


def test_a_check_waits_for_what_it_needs(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """It is skipped when that one failed, though it stands earlier in the file, and names what it waits for."""
    result = strong_grader.grade_files(make_exercise(NEEDS, points=2), app(""), seed=1)

    states = {check.id: (check.state, check.message) for check in result.checks}
    assert states["test_earlier"] == (State.SKIPPED, "Waits for: The page is there")
    assert result.score == 0


def test_a_check_runs_after_what_it_needs_wherever_that_stands(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """One that needs a check further down is asked when that one has passed."""
    right = app('@app.get("/")\ndef home():\n    return "home"\n')

    result = strong_grader.grade_files(make_exercise(NEEDS, points=2), right, seed=1)

    assert {check.id: check.state for check in result.checks}["test_earlier"] is State.PASSED


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        ("def test_it(client):\n    pass\n", "`test_it` belongs to no task"),
        ("@pytest.mark.task(1)\n@pytest.mark.needs('test_x')\ndef test_it(client):\n    pass\n", "needs `test_x`"),
        ("this is no Python", "SyntaxError|invalid syntax"),
        ("", "there are no checks"),
        (GREETING_CHECK + "X = 1\n@probe\ndef look(jail):\n    return X\n", "`X`, which does not cross the wall"),
        (GREETING_CHECK + "hello = nobody\n", r"test_tiny\.py:10: NameError: name 'nobody' is not defined"),
    ],
)
def test_checks_that_cannot_judge_are_the_authors_fault(
    strong_grader: Grader, make_exercise: MakeExercise, checks: str, words: str
) -> None:
    """A wrong exercise grades nobody."""
    result = strong_grader.grade_files(make_exercise(checks, points=2), app(GREETING), seed=1)

    assert (result.outcome, result.fault, result.max_score) == (Outcome.NOT_GRADED, Fault.AUTHOR, 2)
    assert re.search(words, result.message), result.message


BLAMED_ON_AUTHOR = {
    "division": "1 / 0",
    "unknown name": "nobody_defined_this",
    "a skip of one's own": "import unittest; raise unittest.SkipTest('later')",
    "an expected failure": "getattr(pytest, 'xfail')('later')",
}


@pytest.mark.parametrize("statement", BLAMED_ON_AUTHOR.values(), ids=BLAMED_ON_AUTHOR.keys())
def test_a_check_that_errs_in_its_own_code_is_broken(
    strong_grader: Grader, make_exercise: MakeExercise, statement: str
) -> None:
    """It fails the reference too: nobody loses a point for it."""
    checks = GREETING_CHECK.replace("    name =", f"    {statement}\n    name =")
    exercise = make_exercise(checks, points=2, reference=app(GREETING)["app.py"].decode())

    result = strong_grader.grade_files(exercise, app(GREETING), seed=1)

    assert result.outcome is Outcome.NOT_GRADED


TRIPPING_CHECK = '''
@probe
def look(jail):
    return jail.load("app").answer

@pytest.mark.task(1)
@pytest.mark.points(2)
def test_answer(jail):
    """The answer is a dictionary."""
    assert look(jail)["number"] + 1 == 43, "the answer must be 42"
'''


@pytest.mark.parametrize("answer", ["None", "[]", "{}", "{'number': 'x'}", "7"])
def test_an_answer_that_trips_a_check_is_the_submissions_loss(
    strong_grader: Grader, make_exercise: MakeExercise, answer: str
) -> None:
    """The reference gets through with the same seed, so the check is sound: nobody can force *not graded*."""
    exercise = make_exercise(TRIPPING_CHECK, points=2, load="", reference="answer = {'number': 42}\n")

    result = strong_grader.grade_files(exercise, {"app.py": f"answer = {answer}\n".encode()}, seed=1)

    assert (result.outcome, result.score) == (Outcome.FAILED, 0)
    assert the_check(result).message == "The answer of your program has an unexpected form."


def test_an_annotated_probe_is_checked_before_the_check_sees_its_answer(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """A return annotation is a promise of form."""
    checks = TRIPPING_CHECK.replace("def look(jail):", "def look(jail) -> dict[str, int]:")

    state, message = state_of(strong_grader, make_exercise(checks, points=2, load=""), {"app.py": b"answer = []\n"})

    assert state is State.FAILED
    assert "unexpected form" in message


def test_a_probe_answer_that_is_no_plain_data_fails(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """An object with its own idea of equality never reaches the check."""
    program = b"class Always:\n    def __eq__(self, other): return True\nanswer = Always()\n"

    state, message = state_of(strong_grader, make_exercise(TRIPPING_CHECK, points=2, load=""), {"app.py": program})

    assert (state, message) == (
        State.FAILED,
        "The answer of your program does not fit: it is of type Always, which is no plain data.",
    )


# The clean jail, recorders, applications


def test_a_clean_jail_never_runs_the_students_code(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Questions about source are answered where the source was not run."""
    checks = '''
@probe
def calls(jail):
    import ast
    return sorted(node.func.id for node in ast.walk(jail.tree("app.py")) if isinstance(node, ast.Call))

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_source(clean):
    """The source calls print."""
    assert calls(clean) == ["print"]
'''
    exercise = make_exercise(checks, points=1, load="")

    assert state_of(strong_grader, exercise, {"app.py": b"print('x')\n"})[0] is State.PASSED
    assert state_of(strong_grader, exercise, {"app.py": b"import ast\nast.parse = None\nprint('x')"})[0] is State.PASSED


def test_a_recorder_sees_the_students_first_line(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A probe starts it before the module is imported."""
    checks = '''
@probe
def runs(jail):
    with jail.flask_runs() as calls:
        jail.load("app")
    return calls

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_runs(jail):
    """The module runs its app."""
    assert runs(jail) == [{"host": None, "port": 8000, "debug": True}]
'''
    program = app("app.run(port=8000, debug=True)\n")

    assert state_of(strong_grader, make_exercise(checks, points=1), program)[0] is State.PASSED


def test_two_applications_of_one_jail_keep_apart(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A factory is called anew for each application; clients share the application, not cookies."""
    checks = '''
@application
def named(jail, name):
    return jail.load("app").create_app(name)

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_names(jail, client):
    """Each has its name."""
    one, two = jail.app("one"), named(jail, "two")
    assert [app.client().get("/").text for app in (one, two, one)] == ["one", "two", "one"]
    assert client.get("/").text == "default"
'''
    program = app(
        "def create_app(name=\"default\"):\n    app = Flask(__name__)\n    app.get('/')(lambda: name)\n    return app\n"
    )

    exercise = make_exercise(checks, points=1, load="app:create_app()")

    assert state_of(strong_grader, exercise, program)[0] is State.PASSED


def test_the_client_is_werkzeugs(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Cookies, redirects, uploads, base URLs and binary bodies work through the wall."""
    checks = '''
import io

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_everything(client, rng):
    """Everything crosses."""
    data = rng.randbytes(5000)
    assert client.get("/in", follow_redirects=True).text == "seen"
    sent = client.post("/echo", data={"file": (io.BytesIO(data), "ä.bin"), "word": "你好"})
    assert (sent.data, sent.headers["X-Name"]) == (data, "%C3%A4.bin %E4%BD%A0%E5%A5%BD")
    assert client.get("/host", base_url="https://api.example.com:8443/").text == "https api.example.com:8443"
'''
    program = app("""
        from flask import redirect, make_response
        from urllib.parse import quote
        @app.get("/in")
        def enter():
            reply = redirect("/out")
            reply.set_cookie("seen", "seen")
            return reply
        @app.get("/out")
        def leave():
            return request.cookies.get("seen", "")
        @app.post("/echo")
        def echo():
            file = request.files["file"]
            name = quote(file.filename) + " " + quote(request.form["word"])
            return make_response(file.read(), {"X-Name": name})
        @app.get("/host")
        def host():
            return f"{request.scheme} {request.host}"
    """)

    assert state_of(strong_grader, make_exercise(checks, points=1), program) == (State.PASSED, "")


# Caps


def test_a_probe_answer_is_capped(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A long answer is refused at the jail's side, in words."""
    limits = "[limits]\nreply_bytes = 65536\n"
    exercise = make_exercise(TRIPPING_CHECK, points=2, load="", limits=limits)

    state, message = state_of(strong_grader, exercise, {"app.py": b"answer = {'number': 'x' * 70000}\n"})

    assert (state, message) == (
        State.FAILED,
        "The answer of your program does not fit: the answer is longer than 65536 bytes.",
    )


CAPPED = {
    "body": ("return 'x' * (2 << 20)", "longer than 1048576 bytes"),
    "endless body": ("return app.response_class(iter(lambda: 'x' * 10000, None))", "longer than 1048576 bytes"),
    "headers": ("return 'x', {'X-Long': 'x' * 70000}", "longer than 65536 bytes"),
    "header with a line feed": ("return type('R', (), {})()", "TypeError"),
}


@pytest.mark.parametrize(("statement", "words"), CAPPED.values(), ids=CAPPED.keys())
def test_answers_are_capped(strong_grader: Grader, make_exercise: MakeExercise, statement: str, words: str) -> None:
    """Bodies and headers over their cap lose the check, and say so."""
    program = app(f'@app.get("/hello/<name>")\ndef hello(name):\n    {statement}\n')

    state, message = state_of(strong_grader, make_exercise(GREETING_CHECK, points=2), program)

    assert state is State.FAILED
    assert words in message


def test_a_wsgi_program_that_is_no_flask_app_cannot_break_the_judge(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """Odd statuses and headers are refused before werkzeug sees them."""
    for call in (
        "start('nonsense', [])",
        "start('200 OK', [('a b', 'c')])",
        "start('200 OK', [('a', 'b\\n')])",
        "None",
    ):
        program = f"def app(environ, start):\n    {call}\n    return [b'x']\n".encode()

        state, message = state_of(strong_grader, make_exercise(GREETING_CHECK, points=2), {"app.py": program})

        assert (state, "does not fit" in message) == (State.FAILED, True), message


# Determinism


def test_the_same_seed_asks_the_same(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Twice with one seed gives one result, durations aside; another seed asks something else."""
    exercise = make_exercise(GREETING_CHECK.replace('["ada", "grace"]', "range(10**9)"), points=2)

    first, again, other = (the_check(strong_grader.grade_files(exercise, app(""), seed=n)).asked for n in (5, 5, 6))

    assert first == again != other


def test_a_grading_that_a_kill_interrupted_is_done_again(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A program that kills itself looks like a kill from outside: the second try calls it crashed."""
    program = app('@app.get("/hello/<name>")\ndef hello(name):\n    import os\n    os.kill(os.getpid(), 9)\n')

    result = strong_grader.grade_files(make_exercise(GREETING_CHECK, points=2), program, seed=1)

    assert result.graded
    assert result.score == 0


# For those who judge checks


def test_checks_can_be_shuffled(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Every order comes to the same; what a check needs still comes first."""
    exercise = make_exercise(NEEDS + TWO_CHECKS.replace("/count", "/"), points=4)
    submission = from_files(app('@app.get("/")\ndef home():\n    return "home"\n'), wanted=prepare(exercise).roles)

    results = [
        strong_grader.grade_submission(exercise, submission, seed=1, options=RunOptions(order_seed=order))
        for order in range(4)
    ]

    states = {tuple((check.id, check.state) for check in result.checks) for result in results}
    assert len(states) == 1
    assert results[0].score == 2


def test_judging_can_stop_at_the_first_loss(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A mutant needs to be killed only once."""
    exercise = make_exercise(TWO_CHECKS, points=2)
    submission = from_files(app(""), wanted=prepare(exercise).roles)

    result = strong_grader.grade_submission(exercise, submission, seed=1, options=RunOptions(stops_early=True))

    assert [check.state for check in result.checks] == [State.FAILED, State.SKIPPED]


def test_a_judge_server_that_fails_does_not_return_into_its_parents_code(
    strong: Sandbox, make_exercise: MakeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process ends where it was forked: an exception that went on would fork again, and again."""
    exercise = make_exercise(GREETING_CHECK, points=2)

    def fail(*_: object) -> None:
        raise RuntimeError("pytest itself is broken")

    monkeypatch.setattr(forkserver, "_collect_and_serve", fail)

    with pytest.raises(JailBroken):
        forkserver.JudgeServer(prepare(exercise).suite, strong).require_collected()


def test_a_judge_that_fails_is_not_waited_for(
    strong: Sandbox, make_exercise: MakeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception of ours after the checks ends the judge at once: it is no long silence."""
    exercise = make_exercise(GREETING_CHECK, points=2)

    def fail(*_: object) -> None:
        raise RuntimeError("the judge trips")

    monkeypatch.setattr(JudgePlugin, "findings", fail)
    monkeypatch.setattr(forkserver, "_NET_S", 3_600.0)  # a test that waits for it does not end
    server = forkserver.JudgeServer(prepare(exercise).suite, strong)
    server.require_collected()

    with pytest.raises(JailBroken, match="the judge died"):
        server.judge(JudgeRequest(files=app(GREETING), seed=1))
    server.close()


MEMORY_CHECKS = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
{first}
def test_small(client):
    """A small page."""
    assert client.get("/0").text == "0"


@pytest.mark.task(1)
@pytest.mark.points(1)
{second}
def test_large(client):
    """A page that takes memory."""
    assert client.get("/64").text == "64"
'''
MEMORY = '@app.get("/<int:mib>")\ndef page(mib):\n    return str(len(b"x" * (mib << 20)) >> 20)\n'


def test_a_check_says_how_much_memory_the_program_took(grader: Grader, make_exercise: MakeExercise) -> None:
    """The peak of its own jail, not of another check's."""
    exercise = make_exercise(MEMORY_CHECKS.format(first="", second=""), points=2)

    small, large = grader.grade_files(exercise, app(MEMORY), seed=1).checks

    assert 0 < small.peak_bytes < large.peak_bytes - (48 << 20)


def test_checks_that_share_a_jail_share_its_peak(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """A process has one peak, whichever check led to it."""
    group = '@pytest.mark.shares("one")'
    exercise = make_exercise(MEMORY_CHECKS.format(first=group, second=group), points=2)

    small, large = strong_grader.grade_files(exercise, app(MEMORY), seed=1).checks

    assert small.peak_bytes == large.peak_bytes > 64 << 20


def test_all_checks_can_be_given_less_time(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Whoever judges checks may know that a program hangs: it is not waited for as long as a student's."""
    exercise = make_exercise(MEMORY_CHECKS.format(first="", second=""), points=2)
    program = app('import time\n@app.get("/<int:mib>")\ndef page(mib):\n    time.sleep(60)\n')
    hangs = from_files(program, wanted=prepare(exercise).roles)

    first, second = strong_grader.grade_submission(
        exercise, hangs, seed=1, options=RunOptions(total_wall_ms=200)
    ).checks

    assert (first.state, second.state) == (State.TIMED_OUT, State.TIMED_OUT)
    assert second.message == "All checks together took more than 0.2 s."


# Where it is graded

LOADED_CHECK = '''
@probe
def loaded(jail):
    """What is there before the program asks for it."""
    import sys

    return "".join(["sql", "alchemy"]) in sys.modules


@pytest.mark.task(1)
@pytest.mark.points(2)
def test_loaded(jail):
    """The library is there."""
    assert loaded(jail), "the library must be there"
'''


def test_a_submission_is_graded_where_it_is_quickest(make_exercise: MakeExercise) -> None:
    """A second sandbox is opened for the first submission that names a heavy library, and for no other."""
    require_level(Level.LANDLOCK)
    exercise = make_exercise(LOADED_CHECK, points=2, load="")
    opened: list[Preload] = []

    def open_another(preload: Preload) -> Sandbox:
        opened.append(preload)
        return open_sandbox(Level.LANDLOCK, environment=ENVIRONMENT, preload=preload)

    files = [{"app.py": text} for text in (b"", b"import sqlalchemy\n", b"", b"import sqlalchemy\n# again\n")]
    with Grader(open_sandbox(Level.LANDLOCK, environment=ENVIRONMENT, preload=Preload.LIGHT), open_another) as grader:
        states = [the_check(grader.grade_files(exercise, each, seed=1)).state for each in files]

    assert states == [State.FAILED, State.PASSED, State.FAILED, State.PASSED]
    assert opened == [Preload.FULL]


def test_an_exercise_whose_checks_name_a_heavy_library_is_graded_there(make_exercise: MakeExercise) -> None:
    """Probes import it for any submission, also for an empty one."""
    require_level(Level.LANDLOCK)
    exercise = make_exercise(LOADED_CHECK + "# sqlalchemy\n", points=2, load="")

    with open_grader(Level.LANDLOCK, environment=ENVIRONMENT, preload=preload_for(exercise)) as grader:
        assert the_check(grader.grade_files(exercise, {"app.py": b""}, seed=1)).state is State.PASSED
