"""The `results.json` of Gradescope, for one student. Source: Gradescope, *Autograder Specifications*.

The score on top overrides the sum of the tests. Every test is visible: one hidden test would hide the total. All text is sent as `text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from grader.model import CheckResult, Result, State
from grader.report.feedback.page import mark_words
from grader.report.feedback.work import Work
from grader.report.gradebooks.decimals import rounded
from grader.report.text import visible
from grader.report.words import exchange_lines, how_many, score_words


def gradescope_results(work: Work) -> dict[str, Any]:
    """Return the document of a work that has a mark."""
    return {
        "score": _number(work.mark.earned or Fraction(0)),
        "output": visible("\n".join(_overview(work))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [
            _test(result, check, work.weights.get(id, Fraction(0)))
            for id, result in work.results.items()
            for check in result.checks
        ],
    }


def gradescope_json(work: Work) -> str:
    """Return the document as JSON, with a newline at the end."""
    return json.dumps(gradescope_results(work), indent=2, ensure_ascii=False) + "\n"


def _overview(work: Work) -> Iterator[str]:
    yield f"{work.title}: {mark_words(work)}"
    for id in work.weights:
        result = work.results.get(id)
        words = "not handed in" if result is None else score_words(result)
        yield f"{id}: {words}{f': {result.message}' if result and result.message else ''}"
    missing = sum(id not in work.results for id in work.weights)
    if missing:
        yield f"{how_many(missing, 'exercise')} not handed in"


def _test(result: Result, check: CheckResult, weight: Fraction) -> dict[str, Any]:
    scale = weight / result.max_score if result.max_score else Fraction(0)
    return {
        "score": _number(check.points * scale),
        "max_score": _number(check.max_points * scale),
        "status": "passed" if check.state is State.PASSED else "failed",
        "name": visible(f"{result.exercise}: {check.title}"),
        "number": str(check.task),
        "output": visible("\n".join(_told(check))),
        "visibility": "visible",
    }


def _told(check: CheckResult) -> Iterator[str]:
    for label, words in (
        ("", check.message),
        ("In order:", exchange_lines(check)),
        ("Asked:", check.asked),
        ("Answered:", check.answered),
        ("Lines of the program:", "\n".join(check.where)),
    ):
        if words:
            yield f"{label}\n{words}" if label else words


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(rounded(value))
