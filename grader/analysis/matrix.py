"""The matrix student × check: what became of every check of every submission that has a score.

All that is asked of checks over a class is read from it: how many pass one, and how one goes with the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.model import CheckResult, ClassResults, Result, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one check came to for one student."""

    state: State
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckColumn:
    """One check over the class: a cell for each student, in the matrix's order; None where it was not judged."""

    exercise: str
    id: str
    title: str
    task: int
    max_points: int
    cells: tuple[Cell | None, ...]

    def count(self, *states: State) -> int:
        """How many students' checks came to one of these states; without any, how many were judged."""
        return sum(cell is not None and (not states or cell.state in states) for cell in self.cells)

    @property
    def tried(self) -> int:
        """How many students it was judged for."""
        return self.count()

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return self.count(State.PASSED)

    @property
    def skipped(self) -> int:
        """How many of them never got to it."""
        return self.count(State.SKIPPED)

    @property
    def share(self) -> Fraction:
        """The pass rate, 0 to 1."""
        return Fraction(self.passed, self.tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Students by name, and a column for each check that was judged: by exercise, then task, then as judged."""

    students: tuple[str, ...]
    checks: tuple[CheckColumn, ...]

    def of(self, exercise: str) -> tuple[CheckColumn, ...]:
        """Return the columns of one exercise."""
        return tuple(check for check in self.checks if check.exercise == exercise)


def matrix(results: ClassResults) -> Matrix:
    """Lay out a class; what has no score (refused, not graded) has no cells."""
    students = by_student(results)
    exercises = sorted({exercise for own in students.values() for exercise in own})
    return Matrix(
        students=tuple(students),
        checks=tuple(
            column
            for exercise in exercises
            for column in _columns(exercise, [own.get(exercise) for own in students.values()])
        ),
    )


def by_student(results: ClassResults) -> dict[str, dict[str, Result]]:
    """Return each student's results by exercise, students in the order of their names; of two the later counts."""
    found: dict[str, dict[str, Result]] = {name: {} for name in results.students}
    for row in results.rows:
        found.setdefault(row.student, {})[row.result.exercise] = row.result
    return {name: found[name] for name in sorted(found, key=lambda name: (name.casefold(), name))}


def _columns(exercise: str, results: list[Result | None]) -> list[CheckColumn]:
    judged = [{check.id: check for check in result.checks} if result and result.graded else {} for result in results]
    first: dict[str, CheckResult] = {}
    for checks in judged:
        first = checks | first
    columns = (_column(exercise, check, [checks.get(check.id) for checks in judged]) for check in first.values())
    return sorted(columns, key=lambda column: column.task)


def _column(exercise: str, first: CheckResult, checks: list[CheckResult | None]) -> CheckColumn:
    return CheckColumn(
        exercise=exercise,
        id=first.id,
        title=first.title,
        task=first.task,
        max_points=first.max_points,
        cells=tuple(Cell(state=check.state, points=check.points) if check else None for check in checks),
    )
