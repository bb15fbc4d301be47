"""The matrix student × check."""

from __future__ import annotations

from fractions import Fraction

from grader.analysis.matrix import Cell, matrix
from grader.model import State
from tests.samples import CONVERTERS, a_check, a_class, a_failed_check, a_refused, a_result, a_whole_class


def test_the_matrix_has_a_cell_for_each_student_and_check() -> None:
    """State and points, students by name; what has no score has no cell."""
    laid_out = matrix(a_whole_class())

    assert laid_out.students == ("Ada", "grace", "mallory", "王小云")
    assert {check.id: check.cells for check in laid_out.of(CONVERTERS)} == {
        "test_greeting": (
            Cell(state=State.PASSED, points=2),
            Cell(state=State.PASSED, points=2),
            None,
            Cell(state=State.FAILED, points=0),
        ),
        "test_numbers": (
            Cell(state=State.PASSED, points=3),
            Cell(state=State.FAILED, points=0),
            None,
            Cell(state=State.FAILED, points=0),
        ),
    }


def test_rates_follow_from_the_cells() -> None:
    """Tried, passed and skipped are counted, and the pass rate is exact."""
    skipped = a_failed_check(id="test_greeting", state=State.SKIPPED)
    (column,) = matrix(
        a_class(("ada", a_result(a_check())), ("bob", a_result(skipped)), ("eve", a_refused())),
    ).checks

    assert (column.tried, column.passed, column.skipped, column.share) == (2, 1, 1, Fraction(1, 2))


def test_checks_stand_by_exercise_then_task_then_as_judged() -> None:
    """The order of columns does not depend on who handed in first."""
    second = a_result(a_check(id="test_b", task=2), a_check(id="test_c", task=1), exercise="02-b/01-x")
    first = a_result(a_check(id="test_a", task=3), exercise="01-a/01-x")

    assert [check.id for check in matrix(a_class(("ada", second), ("bob", first))).checks] == [
        "test_a",
        "test_c",
        "test_b",
    ]


def test_a_check_that_only_some_were_judged_by_is_a_column_too() -> None:
    """Results of an exercise before and after it got a check stand in one matrix."""
    before, after = a_result(a_check()), a_result(a_check(), a_check(id="test_new"))

    columns = matrix(a_class(("ada", before), ("bob", after))).checks

    assert [(check.id, check.tried) for check in columns] == [("test_greeting", 2), ("test_new", 1)]


def test_a_class_in_which_nothing_was_graded_has_an_empty_matrix() -> None:
    """Students without cells, and no columns."""
    laid_out = matrix(a_class(("mallory", a_refused())))

    assert (laid_out.students, laid_out.checks) == (("mallory",), ())
