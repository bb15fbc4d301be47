"""The course: a starter earns nothing, a reference everything, at every level and under every seed tried here.

The audit asks more of each exercise (accepted and rejected answers, mutants, liars); this is what must hold for a
release.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, validate_course
from grader.grading.grader import Grader
from grader.model import Outcome

COURSE = Course(Path(__file__).parent.parent)


@pytest.mark.parametrize("id", COURSE.ids())
def test_a_starter_earns_nothing_and_a_reference_everything(grader: Grader, id: str) -> None:
    """No point comes for free, and all of them can be had."""
    exercise = COURSE.load(id)

    untouched = grader.grade_files(exercise, exercise.starter(), seed=11)
    solved = grader.grade_files(exercise, exercise.answer_files("reference"), seed=12)

    assert (untouched.outcome, untouched.score) == (Outcome.FAILED, 0)
    assert (solved.outcome, solved.score) == (Outcome.PASSED, exercise.spec.points), [
        (check.id, check.message) for check in solved.checks if check.message
    ]


def test_the_course_compiles() -> None:
    """Every rule that needs no sandbox holds for every exercise."""
    assert [f"{problem.where}: {problem.fact}" for problem in validate_course(COURSE)] == []
