"""A class as large as the report must bear: few distinct results, used again and again, so that it is quick to make."""

from __future__ import annotations

from grader.model import ClassResults, Result, Row, State
from tests.samples import ISOLATION, a_check, a_failed_check, a_result

ANSWER = "500 INTERNAL SERVER ERROR\n" + "<p>The server met an \x1b[31minternal\x1b[0m error & gave up.</p>\n" * 12
CHECKS = 8


def a_large_class(students: int = 1000, topics: int = 14, exercises: int = 6) -> ClassResults:
    """Return a class that handed in everything, some of it wrong, names in two scripts."""
    ids = [f"{topic:02}-topic-with-a-name/{place:02}-exercise" for topic in range(topics) for place in range(exercises)]
    kinds = [[_result(id, lost) for lost in range(CHECKS + 1)] for id in ids]
    rows = [
        Row(student=_name(number), result=kind[(number * 7 + place * 3) % (number % CHECKS + 2) % len(kind)])
        for number in range(students)
        for place, kind in enumerate(kinds)
    ]
    return ClassResults(grader_version="0.1.0", isolation=ISOLATION, planned=len(rows), rows=tuple(rows))


def _name(number: int) -> str:
    return f"Student Longname-{number:04}" if number % 3 else f"王小云{number:04}"


def _result(exercise: str, lost: int) -> Result:
    good = [a_check(id=f"test_{place}", title=f"Promise number {place} is kept") for place in range(lost, CHECKS)]
    states = [State.FAILED, State.TIMED_OUT, State.SKIPPED]
    bad = [
        a_failed_check(
            id=f"test_{place}", title=f"Promise number {place} is kept", state=states[place % 3], answered=ANSWER
        )
        for place in range(lost)
    ]
    return a_result(*bad, *good, exercise=exercise, output=ANSWER)
