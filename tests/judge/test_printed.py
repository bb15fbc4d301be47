"""Whose eyes what a program prints is for."""

from __future__ import annotations

import pytest

from grader.grading.grader import Grader
from grader.model import Result
from grader.report.audience import for_student
from tests.conftest import MakeExercise, app

CHECKS = '''
@pytest.mark.task(1)
@pytest.mark.points(1)
def test_page(client, jail):
    """The page is there."""
    assert client.get("/secret-input").text == "secret-input"


@probe
def called(jail, word):
    return jail.load("app").say(word)


@pytest.mark.task(1)
@pytest.mark.points(1)
def test_say(jail):
    """The function answers."""
    assert called(jail, "other-input") == "other-input"
'''
TALKS = """
print("while loading")

@app.get("/<word>")
def page(word):
    print("asked for", word)
    return word

def say(word):
    print("told", word)
    return word
"""
MORE = "what your program printed while hidden checks asked it is shown to your instructor alone"


def graded(grader: Grader, make_exercise: MakeExercise, body: str, load: str = "app:app") -> Result:
    return grader.grade_files(make_exercise(CHECKS, points=2, load=load), app(body), seed=1)


def test_a_student_sees_what_was_printed_while_loading(grader: Grader, make_exercise: MakeExercise) -> None:
    """What hidden checks had it print is in the document, which is for instructors."""
    result = graded(grader, make_exercise, TALKS)

    seen = for_student(result)
    assert result.output == "while loading\nasked for secret-input\nwhile loading\ntold other-input\n"
    assert (seen.output, seen.notes) == ("while loading\n", (MORE,))


def test_where_nothing_more_was_printed_nothing_is_said(grader: Grader, make_exercise: MakeExercise) -> None:
    """A quiet program, and one that talks while it is loaded and then no more."""
    results = [graded(grader, make_exercise, body) for body in ("", "print('hello')\n")]

    assert [for_student(result).output for result in results] == ["", "hello\n"]
    assert [for_student(result).notes for result in results] == [(), ()]


@pytest.mark.parametrize(
    "body", ["print('before')\nraise ValueError\n", "print('before', flush=True)\nimport os\nos._exit(1)\n"]
)
def test_a_load_that_fails_shows_all_it_printed(grader: Grader, make_exercise: MakeExercise, body: str) -> None:
    """There a student needs it most."""
    result = graded(grader, make_exercise, body)

    assert for_student(result).output == "before\n"


def test_making_the_application_is_loading_too(grader: Grader, make_exercise: MakeExercise) -> None:
    """A factory prints before anything was asked."""
    body = "print('module')\ndef create_app():\n    print('factory')\n    return app\n"

    result = graded(grader, make_exercise, body, load="app:create_app()")

    assert for_student(result).output.startswith("module\nfactory\n")


def test_a_practice_course_may_show_all(grader: Grader, make_exercise: MakeExercise) -> None:
    """`student_output = "all"` in course.toml."""
    exercise = make_exercise(CHECKS, points=2)
    languages = 'languages = ["en", "zh"]\n[title]\nen = "A"\nzh = "A"\n[libraries]\nflask = {}\n'
    (exercise.folder.parents[2] / "course.toml").write_text(
        f'schema_version = 1\nversion = "1"\nstudent_output = "all"\n{languages}'
    )

    result = grader.grade_files(exercise.reloaded(), app(TALKS), seed=1)

    assert for_student(result).output == result.output
    assert "told other-input" in result.output


def test_examples_alone_hide_nothing(grader: Grader, make_exercise: MakeExercise) -> None:
    """Where there are no hidden checks, as in a handout, a student sees everything."""
    exercise = make_exercise(CHECKS, points=2)
    checks = exercise.checks_folder
    (checks / "test_examples.py").write_text(
        "import pytest\n\n\n@pytest.mark.task(1)\ndef test_it(client):\n"
        '    """It answers."""\n    assert client.get("/shown").text == "shown"\n'
    )
    (checks / "test_tiny.py").unlink()

    result = grader.grade_files(exercise.reloaded(), app(TALKS), seed=1)

    assert for_student(result).output == "while loading\nasked for shown\n"
