"""Who needs a word from their instructor."""

from __future__ import annotations

from grader.analysis.attention import Concern, missing, stuck
from grader.analysis.tally import tally
from grader.model import Result
from tests.samples import a_check, a_class, a_not_graded, a_refused, a_result


def an_exercise(number: int, points: int) -> Result:
    return a_result(a_check(points=points, max_points=10), exercise=f"01-a/{number:02}-x")


def told(concerns: list[Concern]) -> list[tuple[str, tuple[str, ...]]]:
    return [(concern.student.name, concern.exercises) for concern in concerns]


def test_who_lost_more_than_half_in_half_of_the_exercises_is_stuck() -> None:
    """Exactly half of the points is enough; one bad exercise of three is no reason."""
    results = a_class(
        *(("ada", an_exercise(number, points)) for number, points in enumerate([4, 10])),
        *(("bob", an_exercise(number, points)) for number, points in enumerate([5, 5])),
        *(("eve", an_exercise(number, points)) for number, points in enumerate([0, 10, 10])),
    )

    assert told(stuck(tally(results))) == [("ada", ("01-a/00-x",))]


def test_who_is_stuck_in_most_exercises_comes_first() -> None:
    """Then by name."""
    results = a_class(
        ("ada", an_exercise(0, 0)), ("bob", an_exercise(0, 0)), ("bob", an_exercise(1, 0)), ("eve", an_exercise(0, 0))
    )

    assert [name for name, _ in told(stuck(tally(results)))] == ["bob", "ada", "eve"]


def test_what_has_no_score_makes_nobody_stuck() -> None:
    """A refusal and a fault of ours say nothing about what a student can do."""
    results = a_class(("ada", a_refused()), ("bob", a_not_graded()))

    assert stuck(tally(results)) == []


def test_what_others_handed_in_is_missing() -> None:
    """Most missing first; what was refused was handed in."""
    results = a_class(
        ("ada", an_exercise(0, 5)),
        ("ada", an_exercise(1, 5)),
        ("ada", an_exercise(2, 5)),
        ("bob", an_exercise(0, 5)),
        ("bob", an_exercise(2, 5)),
        ("eve", a_refused(exercise="01-a/00-x")),
    )

    assert told(missing(tally(results))) == [("eve", ("01-a/01-x", "01-a/02-x")), ("bob", ("01-a/01-x",))]
