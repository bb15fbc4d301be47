"""The exercises of a topic together; a topic is what stands before the slash of an exercise's id."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from grader.analysis.tally import Earned, ExerciseStats, Student, Tally, earned


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic and its exercises, by id."""

    id: str
    exercises: tuple[ExerciseStats, ...]

    @property
    def max_score(self) -> int:
        """The points of all its exercises."""
        return sum(exercise.max_score for exercise in self.exercises)

    @property
    def mean(self) -> Fraction | None:
        """The mean of its exercises' means, 0 to 1; None if nothing in it was graded."""
        means = [exercise.mean for exercise in self.exercises if exercise.mean is not None]
        return sum(means, Fraction(0)) / len(means) if means else None

    def earned_by(self, student: Student) -> Earned | None:
        """What a student earned in it; None for who handed in nothing of it."""
        if not any(exercise.id in student.results for exercise in self.exercises):
            return None
        return earned(student.results, self.exercises)


def topics(counted: Tally) -> tuple[Topic, ...]:
    """Return the topics of a class, by id."""
    ordered = sorted(counted.exercises, key=_topic_of)
    return tuple(Topic(id=id, exercises=tuple(group)) for id, group in groupby(ordered, key=_topic_of))


def _topic_of(exercise: ExerciseStats) -> str:
    return exercise.id.partition("/")[0]
