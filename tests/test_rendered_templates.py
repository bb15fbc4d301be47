"""Templates rendered in a clean jail: what they reach for, and what one leaves to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, Exercise
from grader.grading.grader import Grader
from grader.model import CheckResult, State
from tests.conftest import MakeExercise

CORPUS = Path(__file__).parent / "hostile" / "templates"
NAMES = sorted(path.stem for path in (CORPUS / "programs").glob("*.html"))
CHECKS = '''
from grader.checks import draw
from grader.checks.html import Page
from grader.checks.templates import render

@pytest.mark.task(1)
@pytest.mark.points(1)
def test_shown(clean, rng):
    """The name is shown."""
    for name in draw.marks(rng, 2):
        page = Page(render(clean, "page.html", {"name": name}, beside={"other.html": "{% extends 'page.html' %}"}))
        assert page.texts("p") == [name], "the page must show the name"
'''


def graded(grader: Grader, exercise: Exercise, template: str) -> CheckResult:
    files = {"app.py": b"raise SystemExit\n", "templates/page.html": template.encode()}
    (check,) = grader.grade_files(exercise, files, seed=1).checks
    return check


@pytest.fixture
def exercise(make_exercise: MakeExercise) -> Exercise:
    exercise = make_exercise(CHECKS, points=1)
    spec = exercise.folder / "exercise.toml"
    spec.write_text(spec.read_text().replace('["app.py"]', '["app.py", "templates/page.html"]'))
    return Course(exercise.folder.parents[2]).load(exercise.id)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_that_reaches_behind_its_values_fails_in_words(
    grader: Grader, exercise: Exercise, name: str
) -> None:
    """The student reads what is not allowed."""
    template = (CORPUS / "programs" / f"{name}.html").read_text()

    check = graded(grader, exercise, template)

    said = template.partition("says: ")[2].partition(" #}")[0]
    assert (check.state, check.message) == (State.FAILED, said)


@pytest.mark.parametrize("name", NAMES)
def test_its_honest_twin_passes(grader: Grader, exercise: Exercise, name: str) -> None:
    """Loops, filters, methods of values, what Flask gives to every template."""
    check = graded(grader, exercise, (CORPUS / "twins" / f"{name}.html").read_text())

    assert (check.state, check.message) == (State.PASSED, "")


def test_one_rendering_leaves_nothing_to_the_next(grader: Grader, exercise: Exercise) -> None:
    """Each is the first in its process."""
    once = (
        "{% if config.seen %}seen before{% else %}<p>{{ name }}</p>{% endif %}{% if config.update(seen=1) %}{% endif %}"
    )

    check = graded(grader, exercise, once)

    assert (check.state, check.message) == (State.PASSED, "")
