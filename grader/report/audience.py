"""What a student may read of a result: decided here, and nowhere else.

Every rendering for a student begins with `for_student`. Documents and the class report are for instructors.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from grader.model import CheckResult, Result

_PRINTED_MORE = "what your program printed while hidden checks asked it is shown to your instructor alone"


class Audience(StrEnum):
    """Who reads a page."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"


def read_by(audience: Audience, result: Result) -> Result:
    """Return what the audience may read of a result: an instructor reads all."""
    return for_student(result) if audience is Audience.STUDENT else result


def for_student(result: Result) -> Result:
    """Return the result without what is for instructors and authors only."""
    more = (_PRINTED_MORE,) if result.output != result.student_output else ()
    return replace(
        result,
        checks=tuple(map(_for_student, result.checks)),
        output=result.student_output,
        notes=result.notes + more,
    )


def _for_student(check: CheckResult) -> CheckResult:
    return replace(check, detail="")  # may hold expected values
