"""Results as web pages: one file each, with nothing to fetch and nothing to run.

Two things keep a submission's text from acting. The environment's `finalize` passes every string that a
template prints through `visible`, and autoescape then escapes it; no template marks anything as safe. And the
page forbids itself, by a Content-Security-Policy, all scripts, requests and styles but its own sheet.
"""

from __future__ import annotations

import base64
import hashlib
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from grader.model import CheckResult, ClassResults, Level, Result, State
from grader.report.states import MARKS, NOT_THEIR_FAULT, NOT_YOUR_FAULT, OUTCOMES
from grader.report.tally import BUCKETS, CheckRate, Tally, is_graded, percent, tally
from grader.report.terminal import score_words, what_next
from grader.report.text import capped, visible

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_LINES = 60  # of one text; a class of hundreds must still open on a phone
MAX_CHARS = 4000
HARDEST = 6


def class_page(results: ClassResults) -> str:
    """A class for its instructors, authors' notes included: one self-contained HTML document."""
    counted = tally(results)
    return _rendered("class.html", results=results, tally=counted, hardest=hardest(counted))


def result_page(result: Result) -> str:
    """One submission for the student who handed it in, without authors' notes: one self-contained HTML document."""
    return _rendered("result.html", result=result, next_step=what_next(result))


def hardest(counted: Tally) -> list[tuple[int, CheckRate]]:
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


def _rendered(template: str, **context: Any) -> str:
    environment = _environment()
    style, _, _ = environment.loader.get_source(environment, "style.css")  # type: ignore[union-attr]  # set below
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template(template).render(style_digest=digest, **context)


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("grader.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # the digest of the sheet is over every byte of it
    )
    environment.filters.update(percent=percent, heat=heat, capped=_capped, tasks=_tasks, share=_share)
    environment.tests.update(graded=is_graded)
    environment.globals.update(
        MARKS=MARKS,
        OUTCOMES=OUTCOMES,
        PASSED=State.PASSED,
        BROKEN=State.BROKEN,
        NO_ISOLATION=Level.NONE,
        NOT_THEIR_FAULT=NOT_THEIR_FAULT,
        NOT_YOUR_FAULT=NOT_YOUR_FAULT,
        bucket_names=[f"{10 * step}–{10 * step + 9} %" for step in range(BUCKETS - 1)] + ["90–100 %"],
        score_words=score_words,
    )
    return environment


def _finalized(value: Any) -> Any:
    """Make strings visible; what is Markup already is a macro's output, whose parts came through here."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _capped(text: str) -> str:
    return capped(text, max_lines=MAX_LINES, max_chars=MAX_CHARS)


def _tasks(checks: tuple[CheckResult, ...]) -> list[tuple[int, list[CheckResult]]]:
    ordered = sorted(checks, key=lambda check: check.task)
    return [(task, list(group)) for task, group in groupby(ordered, key=lambda check: check.task)]


def _share(result: Result) -> Fraction | None:
    return Fraction(result.score, result.max_score) if is_graded(result) and result.max_score else None
