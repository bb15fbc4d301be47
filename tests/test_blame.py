"""Blame: an author's mistake never costs a student a point, and no student can make a loss the author's."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading.grader import Grader
from grader.model import CheckResult, Fault, Outcome, Result, State
from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox.jail import Jail, JailKilled, Sandbox
from tests.conftest import MakeExercise, app

MARKS = "@pytest.mark.task(1)\n@pytest.mark.points(2)\n"
HOME = 'app.get("/")(lambda: "home")\n'


def check(body: str, args: str = "jail", *, above: str = "") -> str:
    """Return a check with its marks."""
    return f'{above}\n{MARKS}def test_it({args}):\n    """It."""\n    {body}\n'


def probe(statement: str, shape: str = "") -> str:
    """Return a probe of one statement."""
    return f"@probe\ndef look(jail){shape}:\n    {statement}\n"


def the_check(result: Result) -> CheckResult:
    (check,) = result.checks
    return check


# Probes

BROKEN_PROBES = {
    "an attribute that Werkzeug lacks": probe("return [rule.path for rule in jail.app().url_map.iter_rules()]"),
    "an answer that cannot cross": probe("return list(jail.app().url_map.iter_rules())"),
    "an answer of another shape": probe("return [1]", " -> list[str]"),
}


@pytest.mark.parametrize("above", BROKEN_PROBES.values(), ids=BROKEN_PROBES.keys())
def test_a_bug_in_a_probe_costs_nobody_a_point(strong_grader: Grader, make_exercise: MakeExercise, above: str) -> None:
    """It trips over the reference too: nothing is graded, and the author sees which check and why."""
    reference = app(HOME)
    exercise = make_exercise(check("assert look(jail)", above=above), points=2, reference=reference["app.py"].decode())

    results = [strong_grader.grade_files(exercise, files, seed=1) for files in (reference, app(""))]

    for result in results:
        assert (result.outcome, result.fault) == (Outcome.NOT_GRADED, Fault.AUTHOR)
        assert the_check(result).message == ""
        assert " in test_it: assert look(jail)\n" in the_check(result).detail


TRIPS = {
    "a function that is missing": ("", "'module' object has no attribute 'double'|The module must define that name"),
    "one that raises": ("def double(n): raise KeyError(n)\n", "KeyError"),
    "one that forges an odd answer": ("def double(n): return object()\n", "no plain data"),
    "one of another shape": ("def double(n): return 'x'\n", "unexpected form"),
}


@pytest.mark.parametrize(("program", "words"), TRIPS.values(), ids=TRIPS.keys())
@pytest.mark.parametrize("reference", ["def double(n): return 2 * n\n", ""], ids=["asked", "no reference"])
def test_what_trips_a_sound_probe_is_the_submissions_loss(
    strong_grader: Grader, make_exercise: MakeExercise, reference: str, program: str, words: str
) -> None:
    """The reference gets through with the same seed, or there is none: nobody can force *not graded*."""
    above = probe("return jail.load('app').double(21)", " -> int")
    exercise = make_exercise(check("assert look(jail) == 42", above=above), points=2, load="", reference=reference)

    result = strong_grader.grade_files(exercise, {"app.py": program.encode()}, seed=1)

    assert (result.outcome, result.score, the_check(result).state) == (Outcome.FAILED, 0, State.FAILED)
    assert any(word in the_check(result).message for word in words.split("|")), the_check(result).message


def test_a_check_that_trips_before_it_asks_is_its_authors(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """No submission can have caused it, also where no reference is there to tell; afterwards one can have."""
    before, after = (
        strong_grader.grade_files(make_exercise(check(body, "client"), points=2), app(HOME), seed=1)
        for body in ("1 / 0; client.get('/')", "client.get('/'); 1 / 0")
    )

    assert (before.outcome, before.fault) == (Outcome.NOT_GRADED, Fault.AUTHOR)
    assert (after.outcome, after.score) == (Outcome.FAILED, 0)


# What fails a check

FAILS = {
    "pytest.fail": ("pytest.fail('there must be a cart')", State.FAILED, "there must be a cart."),
    "pytest.raises": ("with pytest.raises(ValueError): pass", State.FAILED, ""),
    "pytest.warns": ("with pytest.warns(UserWarning): pass", State.FAILED, ""),
    "in a fixture's end": ("", State.FAILED, "the end must be right."),
    "in a subtest": ("with subtests.test(n=1): pytest.fail('no')", State.FAILED, "(case: n=1) no."),
}
END = "@pytest.fixture(autouse=True)\ndef end():\n    yield\n    assert {}, 'the end must be right'\n"


@pytest.mark.parametrize("name", FAILS)
def test_what_pytest_fails_is_an_assert_that_does_not_hold(
    strong_grader: Grader, make_exercise: MakeExercise, name: str
) -> None:
    """The student reads the author's words, and none of pytest's."""
    body, state, message = FAILS[name]
    above = END.format(body != "")
    args = "subtests" if "subtest" in name else "client"

    result = strong_grader.grade_files(
        make_exercise(check(body or "pass", args, above=above), points=2), app(""), seed=1
    )

    assert (the_check(result).state, the_check(result).message) == (state, message)


LATER = """
import unittest

@pytest.fixture
def late():
    raise unittest.SkipTest("not today")
"""


def test_a_skip_in_a_fixture_is_broken(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Only the mark `needs` leaves a check out; whatever else skips costs nobody points."""
    exercise = make_exercise(check("pass", "late", above=LATER), points=2)

    result = strong_grader.grade_files(exercise, app(""), seed=1)

    assert (result.outcome, the_check(result).state) == (Outcome.NOT_GRADED, State.BROKEN)


def test_a_broken_check_shows_its_author_the_cause(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Its lines, those of the helper among them, the exception, and what it printed."""
    exercise = make_exercise(check("print('seen', 42); halve(0)", "", above="from helpers import halve"), points=2)
    (exercise.checks_folder / "helpers.py").write_text("def halve(n):\n    return 1 / n\n")

    detail = the_check(strong_grader.grade_files(exercise, app(""), seed=1)).detail

    assert detail == (
        "test_tiny.py:8 in test_it: print('seen', 42); halve(0)\n"
        "helpers.py:2 in halve: return 1 / n\n"
        "ZeroDivisionError: division by zero\n"
        "Captured stdout call:\nseen 42"
    )


# Two accounts of one check

LIAR = """
def says_passed(self, report):
    report.outcome = "passed"

@pytest.fixture(autouse=True)
def plugin(request):
    hooks = {"pytest_runtest_" + "logreport": pytest.hookimpl(tryfirst=True)(says_passed)}
    request.config.pluginmanager.register(type("Liar", (), hooks)())
"""


def test_a_plugin_that_reports_something_else_breaks_the_check(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """What pytest's own report does not confirm is no verdict: a wrong answer is neither passed nor failed."""
    exercise = make_exercise(check("assert client.get('/').text == 'home'", "client", above=LIAR), points=2)

    right, wrong = (strong_grader.grade_files(exercise, files, seed=1) for files in (app(HOME), app("")))

    assert (right.outcome, right.score) == (Outcome.PASSED, 2)
    assert (wrong.outcome, the_check(wrong).state) == (Outcome.NOT_GRADED, State.BROKEN)
    assert the_check(wrong).detail == "pytest reports passed"


# What a program prints


def test_no_place_of_this_machine_is_in_what_a_program_prints(grader: Grader, make_exercise: MakeExercise) -> None:
    """A traceback through a library names the files of both, not where they lie."""
    program = app(
        'import traceback\ntry:\n    app.add_url_rule("/x", view_func=3)\nexcept Exception:\n    traceback.print_exc()\n'
    )

    result = grader.grade_files(make_exercise(check("client.get('/')", "client"), points=2), program, seed=1)

    assert 'File "flask/' in result.output, result.output
    assert 'File "app.py"' in result.output, result.output
    assert 'File "/' not in result.output, result.output


# Once more


class KilledOnce:
    """A sandbox whose first jail is killed from outside; `seen` is shared with the judges, which are forked."""

    def __init__(self, sandbox: Sandbox, seen: Path) -> None:
        self._sandbox = sandbox
        self._seen = seen
        self.isolation = sandbox.isolation
        self.preload = sandbox.preload
        self.environment = sandbox.environment

    def open(self, job: frames.Job, limits: Limits) -> Jail:
        """Open a jail; the first time it is dead."""
        if not self._seen.exists():
            self._seen.touch()
            raise JailKilled("a jail was killed from outside")
        return self._sandbox.open(job, limits)

    def revive(self) -> None:
        """The fixture's sandbox lives."""

    def close(self) -> None:
        """The fixture closes it."""


def test_a_kill_from_outside_costs_nothing(strong: Sandbox, make_exercise: MakeExercise, tmp_path: Path) -> None:
    """The submission is judged once more, and earns what it earns."""
    exercise = make_exercise(check("assert client.get('/').text == 'home'", "client"), points=2)

    with Grader(KilledOnce(strong, tmp_path / "seen")) as grader:
        result = grader.grade_files(exercise, app(HOME), seed=1)

    assert (tmp_path / "seen").exists()
    assert (result.outcome, result.score) == (Outcome.PASSED, 2)
