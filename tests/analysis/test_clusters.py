"""Wrong answers that fail the same checks."""

from __future__ import annotations

from grader.analysis.clusters import clusters
from grader.analysis.matrix import matrix
from grader.model import ClassResults, State
from tests.samples import a_check, a_class, a_failed_check, a_refused, a_result


def found_in(results: ClassResults) -> list[tuple[list[str], tuple[str, ...]]]:
    laid_out = matrix(results)
    groups = clusters(laid_out.students, laid_out.checks)
    return [([check.id for check in group.failed], group.students) for group in groups]


ONE, TWO = a_failed_check(id="test_one", task=1), a_failed_check(id="test_two", task=2)
ONE_PASSED = a_check(id="test_one", task=1)


def test_answers_that_fail_the_same_checks_are_one_group() -> None:
    """The largest group comes first, students in the order of their names; who passed all is in none."""
    results = a_class(
        ("ada", a_result(ONE, TWO)),
        ("bob", a_result(ONE_PASSED, TWO)),
        ("eve", a_result(ONE_PASSED, TWO)),
        ("zoe", a_result(ONE_PASSED)),
    )

    assert found_in(results) == [(["test_two"], ("bob", "eve")), (["test_one", "test_two"], ("ada",))]


def test_how_a_check_failed_makes_no_other_group() -> None:
    """A mistake may crash one program and stop another."""
    crashed = a_failed_check(id="test_one", task=1, state=State.CRASHED)

    assert found_in(a_class(("ada", a_result(ONE)), ("bob", a_result(crashed)))) == [(["test_one"], ("ada", "bob"))]


def test_a_skipped_check_belongs_to_no_set() -> None:
    """What was not tried tells nothing about the mistake."""
    skipped = a_failed_check(id="test_two", task=2, state=State.SKIPPED)

    assert found_in(a_class(("ada", a_result(ONE, skipped)), ("bob", a_result(skipped)))) == [(["test_one"], ("ada",))]


def test_what_has_no_score_is_in_no_group() -> None:
    """A refusal is no wrong answer."""
    assert found_in(a_class(("ada", a_refused()))) == []
