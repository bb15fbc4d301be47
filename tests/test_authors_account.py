"""A broken exercise on the command line: its author reads why, once; everybody else's work goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course, new_exercise

ID, OTHER = "01-start/01-hello", "01-start/02-more"
STUDENTS = ("ada", "bob", "eve")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two exercises, and a class of three with a right answer to both."""
    root = tmp_path / "course"
    for id in (ID, OTHER):
        new_exercise(root, id)
        for student in STUDENTS:
            shutil.copytree(root / "solutions" / id / "reference", tmp_path / "class" / student / id)
    return Course(root)


def spoil(course: Course, old: str, new: str) -> None:
    """Change the hidden checks of the first exercise."""
    path = course.exercises_folder / ID / "checks" / "test_hello.py"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def grade(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, from the folder that holds course and class."""
    code = "import sys; from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    command = [sys.executable, "-W", "error", "-c", code, "--course", "course", *words]
    environment = os.environ | {"COLUMNS": "200"}
    folder = course.root.parent
    return subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=folder, env=environment)


LOOP = "        reply ="
PRINTS_AND_TRIPS = f"""\
        print("looking at", len(name) * 0)
        halve = 1 / 0
{LOOP}"""


def test_a_broken_check_is_explained_to_whoever_has_the_solutions(course: Course) -> None:
    """`grade run` says on stderr which line raised what, and what the check printed; exit code 3."""
    spoil(course, LOOP, PRINTS_AND_TRIPS)

    run = grade(course, "run", ID, f"course/solutions/{ID}/reference", "--level", "none")

    assert run.returncode == 3, run.stderr
    assert "test_hello.py:" in run.stderr and "halve = 1 / 0" in run.stderr
    assert "ZeroDivisionError: division by zero" in run.stderr
    assert "looking at 0" in run.stderr
    assert "halve" not in run.stdout


def test_a_broken_check_is_not_explained_to_students(course: Course) -> None:
    """Without the solutions nothing of a hidden check is told."""
    spoil(course, LOOP, PRINTS_AND_TRIPS)
    shutil.move(course.solutions_folder / ID / "reference", course.root.parent / "work")
    shutil.rmtree(course.solutions_folder)

    run = grade(course, "run", ID, "work", "--level", "none")

    assert run.returncode == 3, run.stderr
    assert "a check is broken" in run.stdout
    assert "halve" not in run.stdout + run.stderr


def test_a_class_goes_on_beside_a_broken_exercise(course: Course) -> None:
    """A syntax error grades nobody of its exercise, is told once with file and line, and stops no other; exit code 3."""
    spoil(course, "def test_greeting", "deff test_greeting")

    run = grade(course, "class", "class", "--level", "none", "--workers", "1")

    error = f"{ID}/checks/test_hello.py:11: not Python: invalid syntax"
    assert run.returncode == 3, run.stderr
    assert "3 of 6 submissions graded, 0 refused, 3 not graded" in run.stdout
    assert run.stdout.count(error) == 1, run.stdout
    assert run.stderr.count(error) == 1, run.stderr


def test_a_class_is_told_once_why_a_check_is_broken(course: Course) -> None:
    """Three students, one account."""
    spoil(course, LOOP, PRINTS_AND_TRIPS)

    run = grade(course, "class", "class", "--level", "none", "--workers", "1")

    assert run.returncode == 3, run.stderr
    assert run.stderr.count("ZeroDivisionError: division by zero") == 1, run.stderr


TWO_HELPERS = """
import sys
from pathlib import Path
from grader.course import Course
from grader.grading.grader import open_grader
from grader.model import Level

course = Course(Path("course"))
exercises = [course.load(id) for id in sys.argv[1:]]
with open_grader(Level.NONE, environment=exercises[0].manifest.environment) as grader:
    for exercise in exercises:
        print(grader.grade_files(exercise, exercise.answer_files("reference"), seed=1).score)
"""


def test_exercises_find_their_own_modules_in_one_process(course: Course) -> None:
    """Helpers and check modules that are named alike are those of the exercise in hand, and no later one's."""
    for id, name in ((ID, "ada"), (OTHER, "bob")):
        checks = course.exercises_folder / id / "checks"
        (checks / "helpers.py").write_text(f"NAME = {name!r}\n", encoding="utf-8")
        module = next(path for path in checks.glob("test_*.py") if path.name != "test_examples.py")
        text = module.read_text(encoding="utf-8").replace(
            '"""', f'"""From helpers.\n"""\nfrom helpers import NAME\nassert NAME == {name!r}\n"""', 1
        )
        (checks / "test_same.py").write_text(text, encoding="utf-8")
        module.unlink()

    code = [sys.executable, "-W", "error", "-c", TWO_HELPERS, ID, OTHER]
    run = subprocess.run(code, capture_output=True, text=True, timeout=200, cwd=course.root.parent)

    assert run.stdout.split() == ["10", "10"], run.stdout + run.stderr
