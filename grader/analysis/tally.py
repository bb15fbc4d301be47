"""A class in numbers: who earned what, and which checks nobody passes. Pure; exact until it is shown.

What counts how, for every table, page and gradebook:

    graded        its score, out of the exercise's points
    not graded    no score, and its points leave the student's maximum: nobody's share drops through our fault
    refused       no score unless the result says it is graded; its points stay in the maximum
    not handed in no score; its points stay in the maximum
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.model import CheckResult, ClassResults, Outcome, Result, State

BUCKETS = 10
_NUMBERED = re.compile(r"(\d+)-[^/]*/(\d+)-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One student: results by exercise id, and the sums; `share` is 0 to 1, None when nothing counts."""

    name: str
    results: dict[str, Result]
    score: int
    max_score: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.score, self.max_score) if self.max_score else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRate:
    """One check over the class: of `tried` graded submissions, how many passed and how many never got to it."""

    id: str
    title: str
    task: int
    max_points: int
    tried: int
    passed: int
    skipped: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.passed, self.tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseStats:
    """One exercise over the class; `short` is unique within the class; `mean` is 0 to 1, None if none graded."""

    id: str
    short: str
    max_score: int
    graded: int
    mean: Fraction | None
    checks: tuple[CheckRate, ...]


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
    def problems(self) -> list[tuple[str, Result]]:
        """Student and result of every submission that was refused or not graded, in table order."""
        return [
            (student.name, result)
            for student in self.students
            for _, result in sorted(student.results.items())
            if result.outcome is Outcome.REFUSED or not is_graded(result)
        ]

    @property
    def buckets(self) -> list[int]:
        """How many students stand in 0-9 %, 10-19 %, … 90-100 %."""
        counts = [0] * BUCKETS
        for student in self.students:
            if student.share is not None:
                counts[max(0, min(math.floor(student.share * BUCKETS), BUCKETS - 1))] += 1
        return counts


def is_graded(result: Result) -> bool:
    """Whether the result has a score that may be entered."""
    return result.graded and result.outcome is not Outcome.NOT_GRADED


def percent(share: Fraction | None) -> str:
    """`71 %`, rounded half up; `–` for None."""
    return "–" if share is None else f"{math.floor(share * 100 + Fraction(1, 2))} %"


def tally(results: ClassResults) -> Tally:
    """Count a class."""
    by_student: dict[str, dict[str, Result]] = {}
    for row in results.rows:
        by_student.setdefault(row.student, {})[row.result.exercise] = row.result
    handed_in = [result for own in by_student.values() for result in own.values()]
    exercises = _exercises(handed_in)
    students = tuple(_student(name, by_student[name], exercises) for name in sorted(by_student, key=_by_name))
    shares = [student.share for student in students if student.share is not None]
    return Tally(
        students=students,
        exercises=exercises,
        handed_in=len(handed_in),
        graded=sum(is_graded(result) for result in handed_in),
        refused=sum(result.outcome is Outcome.REFUSED for result in handed_in),
        not_graded=sum(_is_our_fault(result) for result in handed_in),
        mean=statistics.mean(shares) if shares else None,
        median=statistics.median(shares) if shares else None,
    )


def _is_our_fault(result: Result) -> bool:
    return not is_graded(result) and result.outcome is not Outcome.REFUSED


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name


def _student(name: str, results: dict[str, Result], exercises: Iterable[ExerciseStats]) -> Student:
    excused = {id for id, result in results.items() if _is_our_fault(result)}
    return Student(
        name=name,
        results=results,
        score=sum(result.score for result in results.values() if is_graded(result)),
        max_score=sum(exercise.max_score for exercise in exercises if exercise.id not in excused),
    )


def _exercises(results: Sequence[Result]) -> tuple[ExerciseStats, ...]:
    by_id: dict[str, list[Result]] = {}
    for result in results:
        by_id.setdefault(result.exercise, []).append(result)
    shorts = short_ids(by_id)
    return tuple(_exercise(id, shorts[id], by_id[id]) for id in sorted(by_id))


def _exercise(id: str, short: str, results: list[Result]) -> ExerciseStats:
    graded = [result for result in results if is_graded(result)]
    max_score = max(result.max_score for result in results)
    points = sum(result.score for result in graded)
    return ExerciseStats(
        id=id,
        short=short,
        max_score=max_score,
        graded=len(graded),
        mean=Fraction(points, len(graded) * max_score) if graded and max_score else None,
        checks=_rates(graded),
    )


def _rates(graded: Iterable[Result]) -> tuple[CheckRate, ...]:
    by_id: dict[str, list[CheckResult]] = {}
    for result in graded:
        for check in result.checks:
            by_id.setdefault(check.id, []).append(check)
    return tuple(sorted((_rate(checks) for checks in by_id.values()), key=lambda rate: rate.task))


def _rate(checks: list[CheckResult]) -> CheckRate:
    first = checks[0]
    return CheckRate(
        id=first.id,
        title=first.title,
        task=first.task,
        max_points=first.max_points,
        tried=len(checks),
        passed=sum(check.state is State.PASSED for check in checks),
        skipped=sum(check.state is State.SKIPPED for check in checks),
    )


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """`04/02` for `04-routing/02-converters`; numbers `#1`, `#2` … for all when that fails or is not unique."""
    ordered = sorted(ids)
    matches = [_NUMBERED.match(id) for id in ordered]
    shorts = [f"{match[1]}/{match[2]}" for match in matches if match]
    if len(set(shorts)) < len(ordered):
        shorts = [f"#{number}" for number in range(1, len(ordered) + 1)]
    return dict(zip(ordered, shorts, strict=True))
