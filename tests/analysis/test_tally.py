"""A class in sums."""

from __future__ import annotations

from fractions import Fraction

from grader.analysis.tally import tally
from grader.model import Fault
from tests.samples import a_check, a_class, a_failed_check, a_not_graded, a_refused, a_result, a_whole_class


def test_points_that_were_not_graded_leave_the_maximum() -> None:
    """Nobody's share drops through our fault."""
    grace = tally(a_whole_class()).students[1]

    assert (grace.name, grace.score, grace.max_score) == ("grace", 2, 5)


def test_what_is_not_graded_has_no_score() -> None:
    """Whether there is a score follows from the outcome, and nobody can say otherwise."""
    counted = tally(a_class(("ada", a_not_graded())))

    assert not a_not_graded().graded
    assert (counted.graded, counted.not_graded, counted.students[0].share) == (0, 1, None)


def test_what_was_refused_or_not_handed_in_stays_in_the_maximum() -> None:
    """A student cannot raise their share by handing in less."""
    mallory = tally(a_whole_class()).students[2]

    assert (mallory.name, mallory.score, mallory.max_score) == ("mallory", 0, 10)


def test_students_stand_in_the_order_of_their_names() -> None:
    """Capital letters do not come first."""
    assert [student.name for student in tally(a_whole_class()).students] == ["Ada", "grace", "mallory", "王小云"]


def test_mean_and_median_are_exact_and_over_the_students() -> None:
    """Shares of 1, 2/5, 0 and 0 have a mean of 7/20 and a median of 1/5."""
    counted = tally(a_whole_class())

    assert (counted.mean, counted.median) == (Fraction(7, 20), Fraction(1, 5))


def test_a_class_of_none_has_no_mean() -> None:
    """An empty class is counted, not divided by."""
    assert tally(a_class()).mean is None


def test_of_two_results_for_one_exercise_the_later_counts() -> None:
    """A resumed class that graded twice shows the last verdict once."""
    counted = tally(a_class(("ada", a_result(a_failed_check())), ("ada", a_result(a_check(max_points=3, points=3)))))

    assert (counted.handed_in, counted.students[0].score) == (1, 3)


def test_pass_rates_count_graded_submissions_only() -> None:
    """A broken check of ours does not make a check look hard."""
    rates = {rate.id: (rate.passed, rate.tried) for rate in tally(a_whole_class()).exercises[0].checks}

    assert rates == {"test_greeting": (2, 3), "test_numbers": (1, 3)}


def test_full_marks_fall_into_the_last_bucket() -> None:
    """The histogram has ten buckets, and 100 % is in the tenth."""
    assert tally(a_whole_class()).buckets == [2, 0, 0, 0, 1, 0, 0, 0, 0, 1]


def test_what_is_wrong_with_an_exercise_is_one_problem_for_all() -> None:
    """An author's mistake concerns everybody; a refusal each student for themselves."""
    wrong = a_not_graded(fault=Fault.AUTHOR)
    counted = tally(a_class(("ada", wrong), ("bob", wrong), ("eve", a_refused()), ("zoe", a_refused())))

    assert [problem.students for problem in counted.problems] == [("ada", "bob"), ("eve",), ("zoe",)]
