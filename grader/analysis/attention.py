"""Who needs a word from their instructor: who is stuck, and who has not handed in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.analysis.tally import Student, Tally

STUCK_BELOW = Fraction(1, 2)  # of an exercise's points
STUCK_IN = Fraction(1, 2)  # of the exercises that were graded


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A student, and the ids of the exercises that are the reason, in course order."""

    student: Student
    exercises: tuple[str, ...]


def stuck(counted: Tally) -> list[Concern]:
    """Return who earned less than half of the points in at least half of what was graded; most such exercises first.

    What was refused or not graded says nothing about what a student can do, and is left out.
    """
    concerns = [Concern(student=student, exercises=_below(student)) for student in counted.students]
    return _most_first([concern for concern in concerns if _is_stuck(concern)])


def missing(counted: Tally) -> list[Concern]:
    """Return who has not handed in what others of the class have; most missing exercises first."""
    ids = [exercise.id for exercise in counted.exercises]
    concerns = [
        Concern(student=student, exercises=tuple(id for id in ids if id not in student.results))
        for student in counted.students
    ]
    return _most_first([concern for concern in concerns if concern.exercises])


def _below(student: Student) -> tuple[str, ...]:
    return tuple(
        id
        for id, result in sorted(student.results.items())
        if result.graded and result.score < STUCK_BELOW * result.max_score
    )


def _is_stuck(concern: Concern) -> bool:
    graded = sum(result.graded for result in concern.student.results.values())
    return bool(concern.exercises) and len(concern.exercises) >= STUCK_IN * graded


def _most_first(concerns: list[Concern]) -> list[Concern]:
    return sorted(concerns, key=lambda concern: -len(concern.exercises))
