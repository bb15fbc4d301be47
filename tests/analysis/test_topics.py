"""The exercises of a topic together."""

from __future__ import annotations

from fractions import Fraction

from grader.analysis.tally import Earned, tally
from grader.analysis.topics import topics
from tests.samples import a_check, a_class, a_failed_check, a_refused, a_result, a_whole_class


def test_exercises_of_one_topic_stand_together() -> None:
    """A topic is what stands before the slash; topics and their exercises are in order."""
    ids = ["02-b/01-x", "01-a/02-y", "01-a/01-x"]
    counted = tally(a_class(*(("ada", a_result(a_check(), exercise=id)) for id in ids)))

    assert [(topic.id, [exercise.id for exercise in topic.exercises]) for topic in topics(counted)] == [
        ("01-a", ["01-a/01-x", "01-a/02-y"]),
        ("02-b", ["02-b/01-x"]),
    ]


def test_what_counts_in_a_topic_is_what_counts_in_the_sum() -> None:
    """Not handed in stays in the maximum, not graded leaves it, and refused earns nothing."""
    counted = tally(
        a_class(
            ("ada", a_result(a_check(), exercise="01-a/01-x")),
            ("ada", a_refused(exercise="01-a/02-y")),
            ("bob", a_result(a_check(), exercise="01-a/01-x")),
        )
    )
    (topic,) = topics(counted)

    assert [topic.earned_by(student) for student in counted.students] == [Earned(score=2, max_score=7)] * 2


def test_who_handed_in_nothing_of_a_topic_earned_nothing_to_show() -> None:
    """Nothing is not zero: the cell is empty."""
    counted = tally(a_whole_class())
    routing, uploads = topics(counted)
    mallory = counted.students[2]

    assert (routing.earned_by(mallory), uploads.earned_by(mallory)) == (Earned(score=0, max_score=5), None)


def test_the_mean_of_a_topic_is_over_its_exercises() -> None:
    """Each exercise weighs the same, whatever its points; one that was never graded does not count."""
    counted = tally(
        a_class(
            ("ada", a_result(a_check(), exercise="01-a/01-x")),
            ("ada", a_result(a_failed_check(), exercise="01-a/02-y")),
            ("ada", a_refused(exercise="01-a/03-z")),
        )
    )

    assert [topic.mean for topic in topics(counted)] == [Fraction(1, 2)]
