"""What one student handed in for an assignment, and what it earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.analysis.assignments import Assignment, Mark, marks, weights_of
from grader.analysis.matrix import by_student
from grader.model import ClassResults, Result
from grader.report.audience import for_student
from grader.report.gradebooks.moodle import handed_out_as


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A student's results by exercise, as a student may read them; `weights` is what each exercise is worth.

    `handed_in_as` are the names of the platform's download that they came under, in order.
    """

    mark: Mark
    title: str
    weights: Mapping[str, Fraction]
    results: Mapping[str, Result]
    handed_in_as: tuple[str, ...]

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.mark.student


def works(results: ClassResults, assignment: Assignment) -> tuple[Work, ...]:
    """Return the work of each student who handed something in, by name. Raises as `marks` does."""
    weights = weights_of(results, assignment)
    students = by_student(results)
    names = _handed_in_as(results, assignment)
    found = [
        Work(
            mark=mark,
            title=assignment.title,
            weights=weights,
            results={id: for_student(own[id]) for id in assignment.weights if id in (own := students[mark.student])},
            handed_in_as=names.get(mark.student, ()),
        )
        for mark in marks(results, assignment)
    ]
    return tuple(work for work in found if work.results)


def _handed_in_as(results: ClassResults, assignment: Assignment) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in results.rows:
        own, name = found.get(row.student, ()), handed_out_as(row)
        if name and row.result.exercise in assignment.weights and name not in own:
            found[row.student] = (*own, name)
    return found
