"""A class in sums: who earned what. Pure; exact until it is shown.

What counts how, for every table, page and gradebook:

    graded        its score, out of the exercise's points
    not graded    no score, and its points leave the student's maximum: nobody's share drops through our fault
    refused       no score; its points stay in the maximum
    not handed in no score; its points stay in the maximum
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.analysis.matrix import CheckColumn, by_student, matrix
from grader.model import ClassResults, Fault, Outcome, Result

BUCKETS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A sum of points; `share` is 0 to 1, None when nothing counts."""

    score: int
    max_score: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.score, self.max_score) if self.max_score else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Student(Earned):
    """One student: results by exercise id, and what they earned over all exercises of the class."""

    name: str
    results: dict[str, Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseStats:
    """One exercise over the class; `mean` is 0 to 1, None if none was graded; `checks` are its columns of the matrix."""

    id: str
    max_score: int
    graded: int
    mean: Fraction | None
    checks: tuple[CheckColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why there is no score: whom it concerns, and the result of the first of them."""

    students: tuple[str, ...]
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The class, students by name and exercises by id; `mean` and `median` are over the students' shares."""

    students: tuple[Student, ...]
    exercises: tuple[ExerciseStats, ...]
    handed_in: int
    graded: int
    refused: int
    not_graded: int
    mean: Fraction | None
    median: Fraction | None

    @property
    def problems(self) -> list[Problem]:
        """Why submissions were refused or not graded, in table order; an author's fault once for all it concerns."""
        found: dict[tuple[str, ...], list[tuple[str, Result]]] = {}
        for student in self.students:
            for id, result in sorted(student.results.items()):
                if not result.graded:
                    whose = () if result.fault is Fault.AUTHOR else (student.name,)
                    found.setdefault((id, result.message, *whose), []).append((student.name, result))
        return [
            Problem(students=tuple(name for name, _ in concerned), result=concerned[0][1])
            for concerned in found.values()
        ]

    @property
    def buckets(self) -> list[int]:
        """How many students stand in 0-9 %, 10-19 %, … 90-100 %."""
        counts = [0] * BUCKETS
        for student in self.students:
            if student.share is not None:
                counts[max(0, min(math.floor(student.share * BUCKETS), BUCKETS - 1))] += 1
        return counts


def tally(results: ClassResults) -> Tally:
    """Count a class."""
    students = by_student(results)
    handed_in = [result for own in students.values() for result in own.values()]
    exercises = _exercises(results, handed_in)
    counted = tuple(_student(name, own, exercises) for name, own in students.items())
    shares = [student.share for student in counted if student.share is not None]
    outcomes = [result.outcome for result in handed_in]
    return Tally(
        students=counted,
        exercises=exercises,
        handed_in=len(handed_in),
        graded=sum(result.graded for result in handed_in),
        refused=outcomes.count(Outcome.REFUSED),
        not_graded=outcomes.count(Outcome.NOT_GRADED),
        mean=statistics.mean(shares) if shares else None,
        median=statistics.median(shares) if shares else None,
    )


def earned(results: Mapping[str, Result], exercises: Iterable[ExerciseStats]) -> Earned:
    """Add up one student's results, by exercise id, over some exercises."""
    score = max_score = 0
    for exercise in exercises:
        result = results.get(exercise.id)
        score += result.score if result is not None and result.graded else 0
        excused = result is not None and result.outcome is Outcome.NOT_GRADED
        max_score += 0 if excused else exercise.max_score
    return Earned(score=score, max_score=max_score)


def _student(name: str, results: dict[str, Result], exercises: Iterable[ExerciseStats]) -> Student:
    total = earned(results, exercises)
    return Student(name=name, results=results, score=total.score, max_score=total.max_score)


def _exercises(results: ClassResults, handed_in: Iterable[Result]) -> tuple[ExerciseStats, ...]:
    by_id: dict[str, list[Result]] = {}
    for result in handed_in:
        by_id.setdefault(result.exercise, []).append(result)
    columns = matrix(results)
    return tuple(_exercise(id, by_id[id], columns.of(id)) for id in sorted(by_id))


def _exercise(id: str, results: list[Result], checks: tuple[CheckColumn, ...]) -> ExerciseStats:
    graded = [result for result in results if result.graded]
    max_score = max(result.max_score for result in results)
    points = sum(result.score for result in graded)
    return ExerciseStats(
        id=id,
        max_score=max_score,
        graded=len(graded),
        mean=Fraction(points, len(graded) * max_score) if graded and max_score else None,
        checks=checks,
    )
