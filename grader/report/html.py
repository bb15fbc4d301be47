"""One result as a web page, and what all pages of results share; `grader.report.webpage` keeps them harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from grader.model import CheckResult, Result, State
from grader.report import webpage
from grader.report.audience import for_student
from grader.report.states import MARKS, NOT_THEIR_FAULT, NOT_YOUR_FAULT, OUTCOMES
from grader.report.text import capped, visible_line
from grader.report.words import (
    Way,
    how_many,
    interrupted_words,
    isolation_words,
    percent,
    ran_unconfined,
    score_words,
    share_of,
    what_next,
)

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_LISTED = 40  # entries of a list
MAX_NAME_CHARS = 120  # of a name or an id in a list: a folder's name may be long


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much of each text a page shows."""

    lines: int
    chars: int


ROOMY = Room(lines=60, chars=4000)  # a page must still open on a phone
EXCERPT = Room(lines=3, chars=300)


def result_page(result: Result, ways: Sequence[Way] = ()) -> str:
    """One submission for the student who handed it in, with the ways on: one self-contained HTML document."""
    return webpage.rendered(environment(), "result.html", result=shortened(for_student(result), ROOMY), ways=ways)


def shortened(result: Result, room: Room) -> Result:
    """Return the result with its texts cut to a room; each says how much is missing."""
    return replace(
        result,
        checks=tuple(_shortened_check(check, room) for check in result.checks),
        message=cut(result.message, room),
        notes=tuple(map(cut, listed(result.notes))),
        ignored=listed(result.ignored),
        output=cut(result.output, room),
    )


def listed(words: tuple[str, ...]) -> tuple[str, ...]:
    """As many entries of a list as a page can bear; the last one says how many more there are."""
    more = len(words) - MAX_LISTED
    return words if more <= 0 else (*words[:MAX_LISTED], f"… {more} more")


def _shortened_check(check: CheckResult, room: Room) -> CheckResult:
    return replace(
        check,
        message=cut(check.message, room),
        asked=cut(check.asked, room),
        answered=cut(check.answered, room),
        where=(cut("\n".join(check.where), room),) if check.where else (),
        detail=cut(check.detail, room),
    )


def cut(text: str, room: Room = EXCERPT) -> str:
    """The beginning of a text, as far as there is room."""
    return capped(text, max_lines=room.lines, max_chars=room.chars)


def name_cut(name: str) -> str:
    """A name on one line, no longer than a list can bear."""
    line = visible_line(name)
    return line if len(line) <= MAX_NAME_CHARS else f"{line[:MAX_NAME_CHARS]}…"


def heat(share: Fraction | None) -> str:
    """The colour class of a share: `full`, `high` (from 80 %), `mid` (from 50 %), `low`, `zero` or `none`."""
    if share is None:
        return "none"
    steps = ((Fraction(1), "full"), (Fraction(4, 5), "high"), (Fraction(1, 2), "mid"))
    return next((name for least, name in steps if share >= least), "low" if share > 0 else "zero")


@cache
def environment() -> Environment:
    """Return what renders pages of results; compiled once, since a class has a page for each student."""
    environment = webpage.environment()
    environment.filters.update(percent=percent, heat=heat, cut=cut, name=name_cut, tasks=_tasks, share=share_of)
    environment.tests.update(unconfined=ran_unconfined)
    environment.globals.update(
        MARKS=MARKS,
        OUTCOMES=OUTCOMES,
        PASSED=State.PASSED,
        BROKEN=State.BROKEN,
        NOT_THEIR_FAULT=NOT_THEIR_FAULT,
        NOT_YOUR_FAULT=NOT_YOUR_FAULT,
        score_words=score_words,
        how_many=how_many,
        interrupted=interrupted_words,
        isolation=isolation_words,
        what_next=what_next,
    )
    return environment


def _tasks(checks: tuple[CheckResult, ...]) -> list[tuple[int, list[CheckResult]]]:
    ordered = sorted(checks, key=lambda check: check.task)
    return [(task, list(group)) for task, group in groupby(ordered, key=lambda check: check.task)]
