"""Results as web pages, for a student and for a class; `grader.report.webpage` says what keeps them harmless."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from grader.analysis.matrix import CheckColumn
from grader.analysis.tally import BUCKETS, Tally, tally
from grader.model import CheckResult, ClassResults, Result, State
from grader.report import webpage
from grader.report.audience import for_student
from grader.report.states import MARKS, NOT_THEIR_FAULT, NOT_YOUR_FAULT, OUTCOMES
from grader.report.text import capped
from grader.report.words import (
    Way,
    exchange_lines,
    how_many,
    interrupted_words,
    isolation_words,
    message_of,
    percent,
    ran_unconfined,
    score_words,
    share_of,
    short_ids,
    unloaded,
    what_next,
)

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_LINES = 60  # of one text; a class of hundreds must still open on a phone
MAX_CHARS = 4000
HARDEST = 6


def class_page(results: ClassResults) -> str:
    """A class for its instructors, authors' notes included: one self-contained HTML document."""
    counted = tally(results)
    return webpage.rendered(
        _environment(),
        "class.html",
        results=results,
        tally=counted,
        shorts=short_ids(exercise.id for exercise in counted.exercises),
        hardest=hardest(counted),
    )


def result_page(result: Result, ways: Sequence[Way] = ()) -> str:
    """One submission for the student who handed it in, with the ways on: one self-contained HTML document."""
    result = for_student(result)
    return webpage.rendered(_environment(), "result.html", result=result, next_step=what_next(result), ways=ways)


def hardest(counted: Tally) -> list[tuple[int, CheckColumn]]:
    """The checks that fewest pass, hardest first, those that all pass left out: number of the exercise, check."""
    rates = [
        (number, rate)
        for number, exercise in enumerate(counted.exercises, 1)
        for rate in exercise.checks
        if rate.passed < rate.tried
    ]
    return sorted(rates, key=lambda pair: pair[1].share)[:HARDEST]


def heat(share: Fraction | None) -> str:
    """The colour class of a share: `full`, `high` (from 80 %), `mid` (from 50 %), `low`, `zero` or `none`."""
    if share is None:
        return "none"
    steps = ((Fraction(1), "full"), (Fraction(4, 5), "high"), (Fraction(1, 2), "mid"))
    return next((name for least, name in steps if share >= least), "low" if share > 0 else "zero")


def _environment() -> Environment:
    environment = webpage.environment()
    environment.filters.update(percent=percent, heat=heat, capped=_capped, tasks=_tasks, share=share_of)
    environment.filters.update(unloaded=unloaded, message=message_of, exchanges=exchange_lines)
    environment.tests.update(unconfined=ran_unconfined)
    environment.globals.update(
        MARKS=MARKS,
        OUTCOMES=OUTCOMES,
        PASSED=State.PASSED,
        BROKEN=State.BROKEN,
        NOT_THEIR_FAULT=NOT_THEIR_FAULT,
        NOT_YOUR_FAULT=NOT_YOUR_FAULT,
        bucket_names=[f"{10 * step}–{10 * step + 9} %" for step in range(BUCKETS - 1)] + ["90–100 %"],
        score_words=score_words,
        how_many=how_many,
        interrupted=interrupted_words,
        isolation=isolation_words,
    )
    return environment


def _capped(text: str) -> str:
    return capped(text, max_lines=MAX_LINES, max_chars=MAX_CHARS)


def _tasks(checks: tuple[CheckResult, ...]) -> list[tuple[int, list[CheckResult]]]:
    ordered = sorted(checks, key=lambda check: check.task)
    return [(task, list(group)) for task, group in groupby(ordered, key=lambda check: check.task)]
