"""A class as CSV: a wide gradebook, and a tidy list with one submission a row.

Spreadsheets run a cell that starts like a formula, and a student chooses their folder's name and parts of a
message. Such a cell gets an apostrophe in front, which spreadsheets show as text.
Source of the rule: OWASP, CSV Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from grader.analysis.assignments import Assignment, Mark, marks, weights_of
from grader.analysis.tally import ExerciseStats, Student, tally
from grader.handins.roster import Person as Known
from grader.model import ClassResults, Result
from grader.report.gradebooks.decimals import plain
from grader.report.text import visible_line
from grader.report.words import passed

# The full-width forms are formulas too in East Asian versions of Excel.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")

LONG_COLUMNS = (
    "student",
    "exercise",
    "outcome",
    "score",
    "max",
    "checks_passed",
    "checks",
    "message",
    "isolation",
    "seed",
    "grader_version",
    "exercise_digest",
    "submission_digest",
)


def gradebook_csv(results: ClassResults) -> str:
    """One row a student, by name: a column an exercise, headed `id (max)`, then `total` and `max`.

    A cell without a score is empty, never 0; what counts in the sums is said in `grader.analysis.tally`.
    Lines end in `\\n`; it is written as UTF-8 with a BOM (`utf-8-sig`): without one Excel garbles Chinese names.
    """
    counted = tally(results)
    heads = [f"{exercise.id} ({exercise.max_score})" for exercise in counted.exercises]
    rows = (_gradebook_row(student, counted.exercises) for student in counted.students)
    return _written([["student", *heads, "total", "max"], *rows])


def long_csv(results: ClassResults) -> str:
    """One row a submission, by student and exercise, with the columns `LONG_COLUMNS`; no score is an empty cell."""
    rows = (
        _long_row(student.name, result)
        for student in tally(results).students
        for _, result in sorted(student.results.items())
    )
    return _written([LONG_COLUMNS, *rows])


def assignments_csv(
    results: ClassResults, assignments: Sequence[Assignment], known: Mapping[str, Known] | None = None
) -> str:
    """One row a student, by name: a column an assignment, headed `title (points)`, then `total` and `max`.

    With a roster, `number`, `name` and `email` stand behind the student. Marks are exact until they are written, with at most two
    places, rounded half up; the total is that of the exact marks. A cell without a mark is empty, never 0.
    """
    columns = [marks(results, assignment) for assignment in assignments]
    heads = [
        f"{assignment.title} ({plain(sum(weights_of(results, assignment).values(), Fraction(0)))})"
        for assignment in assignments
    ]
    about = ["number", "name", "email"] if known else []
    rows = (_assignments_row(own, known or {}) for own in zip(*columns, strict=True))
    return _written([["student", *about, *heads, "total", "max"], *rows])


def _assignments_row(own: tuple[Mark, ...], known: Mapping[str, Known]) -> list[str | int]:
    person = known.get(own[0].student, Known())
    about = [person.number, person.name, person.email] if known else []
    worth = sum((mark.worth for mark in own if not mark.excused), Fraction(0))
    earned = sum((mark.earned for mark in own if mark.earned is not None), Fraction(0))
    cells = ["" if mark.earned is None else plain(mark.earned) for mark in own]
    return [own[0].student, *about, *cells, plain(earned) if worth else "", plain(worth)]


def cell(value: str | int) -> str | int:
    """What may stand in a cell: numbers as they are, text on one line, visible, and never a formula."""
    if isinstance(value, int):
        return value
    is_formula = value.startswith(_FORMULA_STARTS) or value.lstrip().startswith(_FORMULA_STARTS)
    return ("'" if is_formula else "") + visible_line(value)


def _gradebook_row(student: Student, exercises: Iterable[ExerciseStats]) -> list[str | int]:
    scores = [_score(student.results.get(exercise.id)) for exercise in exercises]
    total = student.score if student.max_score else ""
    return [student.name, *scores, total, student.max_score]


def _score(result: Result | None) -> str | int:
    return result.score if result is not None and result.graded else ""


def _long_row(student: str, result: Result) -> list[str | int]:
    return [
        student,
        result.exercise,
        result.outcome.value,
        _score(result),
        result.max_score,
        passed(result),
        len(result.checks),
        result.message,
        result.isolation.level.value,
        result.seed,
        result.grader_version,
        result.exercise_digest,
        result.submission_digest,
    ]


def _written(rows: Iterable[Iterable[str | int]]) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return sheet.getvalue()
