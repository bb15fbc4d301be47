"""A load that fails is tried once, told once, and costs nothing that does not need it."""

from __future__ import annotations

import io

import pytest

from grader.grading.grader import Grader
from grader.model import CheckResult, Result, State
from grader.report.html import result_page
from grader.report.terminal import show_result
from tests.conftest import MakeExercise, app

CHECKS = '''
@probe
def name_of(jail):
    return jail.load("app").NAME

@probe
def name_elsewhere(jail):
    import os
    os.environ["ELSEWHERE"] = "1"
    return jail.load("app").NAME

@probe
def source_of(jail):
    return jail.read("app.py")

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_first(client):
    """The page is there."""
    assert client.get("/").status_code == 200, "the page must be there"

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_again(client):
    """The page is there again."""
    assert client.get("/").status_code == 200, "the page must be there"

@pytest.mark.task(1)
@pytest.mark.points(1)
@pytest.mark.needs("test_again")
def test_waits(clean):
    """What waits for the page."""

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_probe(jail):
    """The module has a name."""
    assert name_of(jail) == "app", "the name must be there"

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_elsewhere(jail):
    """The module has a name elsewhere."""
    assert name_elsewhere(jail) == "app", "the name must be there"

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_source(clean):
    """The source can be read."""
    assert "NAME" in source_of(clean), "the source must be there"
'''
LIMITS = "[limits]\nwall_ms = 700\n"


def graded(grader: Grader, make_exercise: MakeExercise, program: str) -> tuple[Result, dict[str, CheckResult]]:
    exercise = make_exercise(CHECKS, points=6, limits=LIMITS)
    result = grader.grade_files(exercise, {"app.py": f"NAME = 'app'\n{program}".encode()}, seed=1)
    return result, {check.id.removeprefix("test_"): check for check in result.checks}


def test_a_program_that_does_not_load_says_so_once(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Whoever needs it is not run; source is still asked; who loads in another way says it in a line."""
    result, checks = graded(strong_grader, make_exercise, "import nothing_of_mine")

    not_run = (State.SKIPPED, "Not run: `app.py` could not be loaded.")
    assert checks["first"].loading == "app.py"
    assert "No module named 'nothing_of_mine'" in checks["first"].message
    assert [(checks[name].state, checks[name].message) for name in ("again", "waits", "probe")] == [not_run] * 3
    assert (checks["elsewhere"].state, checks["elsewhere"].message) == (State.FAILED, "`app.py` could not be loaded.")
    assert checks["source"].state is State.PASSED
    assert result.score == 1


def test_what_did_not_load_is_the_first_thing_a_student_reads(
    strong_grader: Grader, make_exercise: MakeExercise
) -> None:
    """In the terminal and on the page, and there once."""
    result, _ = graded(strong_grader, make_exercise, "import nothing_of_mine")
    terminal = io.StringIO()

    show_result(result, terminal, 200)
    page = result_page(result)

    for text in (terminal.getvalue(), page):
        assert text.count("nothing_of_mine&#39;") + text.count("nothing_of_mine'") == 1, text
        assert text.index("No module named") < text.index("Task 1")


ENDS = {
    "hangs": ("while True: pass", State.TIMED_OUT),
    "ends the process": ("import os; os._exit(0)", State.CRASHED),
    "crashes": ("import os; os.abort()", State.CRASHED),
}


@pytest.mark.parametrize(("program", "state"), ENDS.values(), ids=ENDS.keys())
def test_a_load_that_ends_the_process_is_tried_once(
    strong_grader: Grader, make_exercise: MakeExercise, program: str, state: State
) -> None:
    """A hang costs its time once, and not once a check."""
    _, checks = graded(strong_grader, make_exercise, program)

    assert (checks["first"].state, checks["first"].loading) == (state, "app.py")
    assert checks["first"].message.startswith("`app.py` could not be loaded: ")
    assert (checks["again"].state, checks["probe"].state) == (State.SKIPPED, State.SKIPPED)


def test_a_view_that_ends_the_process_is_no_failed_load(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """The module was there: other checks of it are run."""
    program = app('@app.get("/")\ndef page():\n    import os\n    os._exit(0)\n')["app.py"].decode()

    _, checks = graded(strong_grader, make_exercise, program)

    states = {name: check.state for name, check in checks.items()}
    assert (states["first"], states["again"], states["probe"]) == (State.CRASHED, State.CRASHED, State.PASSED)
    assert checks["first"].loading == ""


def test_a_factory_that_fails_is_no_failed_import(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Without an application the module is there all the same."""
    _, checks = graded(strong_grader, make_exercise, "")

    assert (checks["first"].loading, checks["again"].state) == ("app.py", State.SKIPPED)
    assert checks["probe"].state is State.PASSED


FORGED = """
import os, struct
for number in range({}):
    said = b'{{"kind":"loaded","what":"%d"}}' % (number % {})
    os.write(3, struct.pack(">I", len(said)) + said)
"""


@pytest.mark.parametrize(("times", "different"), [(2, 1), (1000, 1000)])
def test_a_program_that_reports_loads_itself_only_loses(
    strong_grader: Grader, make_exercise: MakeExercise, times: int, different: int
) -> None:
    """The same twice, or more than there can be, breaks the wire."""
    _, checks = graded(strong_grader, make_exercise, FORGED.format(times, different))

    assert checks["first"].state is State.CRASHED
    assert checks["first"].points == checks["probe"].points == 0


def test_a_claim_to_be_loaded_only_costs_the_claimant_time(strong_grader: Grader, make_exercise: MakeExercise) -> None:
    """Who says so and hangs is asked by each check, as one whose views hang."""
    claim = 'import os, struct\nsaid = b\'{"kind":"loaded","what":"import app"}\'\nos.write(3, struct.pack(">I", len(said)) + said)\nwhile True: pass\n'

    _, checks = graded(strong_grader, make_exercise, claim)

    assert [checks[name].points for name in ("first", "again", "probe")] == [0, 0, 0]
