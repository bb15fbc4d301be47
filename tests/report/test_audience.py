"""What a student may read."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from grader.cli.resolve import Target
from grader.cli.run import show
from grader.cli.watch import Watcher
from grader.course import Course
from grader.grading.grader import Grader
from grader.model import Result
from grader.report.audience import for_student
from grader.report.html import result_page
from grader.report.states import MARKS
from tests.hostile import target
from tests.report.helpers import shown
from tests.samples import a_hostile_result, a_mixed_result, a_not_graded

MARKER = "marker-of-the-judge"


class GivenResult:
    """A grader that comes to a given result."""

    def __init__(self, result: Result) -> None:
        self._result = result

    def grade(self, *_: object, **__: object) -> Result:
        """Return it, whatever was handed in."""
        return self._result


def _run(result: Result) -> str:
    show(result)
    return ""


def _watch(result: Result) -> str:
    meant = Target(exercise=Course(target.COURSE).load(target.EXERCISE), path=Path())
    watcher = Watcher(cast(Grader, GivenResult(result)), meant, 1, with_keys=True)
    for key in ("r", "l", "h"):
        watcher.press(key)
    return ""


RENDERINGS: dict[str, Callable[[Result], str]] = {
    "terminal": shown,
    "page": result_page,
    "run": _run,
    "watch": _watch,
}


@pytest.mark.parametrize("rendering", list(RENDERINGS))
@pytest.mark.parametrize("make", [a_mixed_result, a_not_graded, a_hostile_result])
def test_what_is_for_authors_is_never_shown_to_a_student(
    make: Any, rendering: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`detail` may hold expected values, and what hidden checks had it print their inputs: no rendering has them."""
    result = make()
    marked = dataclasses.replace(
        result,
        checks=tuple(dataclasses.replace(check, detail=MARKER) for check in result.checks),
        output=result.output + MARKER,
    )

    written = RENDERINGS[rendering](marked)

    printed = capsys.readouterr()
    everything = written + printed.out + printed.err
    assert MARKS[result.checks[0].state].word in everything  # it was shown
    assert MARKER not in everything


def test_a_student_reads_everything_else() -> None:
    """Nothing but authors' notes is taken out."""
    result = a_mixed_result()
    without = tuple(dataclasses.replace(check, detail="") for check in result.checks)

    assert for_student(result) == dataclasses.replace(result, checks=without)
