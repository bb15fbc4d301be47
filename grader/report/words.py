"""Figures and facts in words, alike in the terminal, on pages and in gradebooks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from grader.model import NOTHING_RAN, CheckResult, ClassResults, Isolation, Level, Outcome, Result, State
from grader.report.states import OUTCOMES

HIDDEN_HAVE_NOT_RUN = "The hidden checks have not run; they run when you hand in."
READY = f"Ready: every example holds. {HIDDEN_HAVE_NOT_RUN}"
_NUMBERED = re.compile(r"(\d+)-[^/]*/(\d+)-")


def percent(share: Fraction | None) -> str:
    """`71 %`, rounded half up; `–` for None. 100 % means all of it and 0 % nothing: what lies between never says so."""
    if share is None:
        return "–"
    rounded = math.floor(share * 100 + Fraction(1, 2))
    return f"{max(1, min(rounded, 99)) if 0 < share < 1 else rounded} %"


def share_of(result: Result) -> Fraction | None:
    """The part of the points that was earned; None where there is no score, or no points are at stake."""
    return Fraction(result.score, result.max_score) if result.graded and result.max_score else None


def short_ids(ids: Iterable[str]) -> dict[str, str]:
    """`04/02` for `04-routing/02-converters`; numbers `#1`, `#2` … for all when that fails or is not unique."""
    ordered = sorted(ids)
    matches = [_NUMBERED.match(id) for id in ordered]
    shorts = [f"{match[1]}/{match[2]}" for match in matches if match]
    if len(set(shorts)) < len(ordered):
        shorts = [f"#{number}" for number in range(1, len(ordered) + 1)]
    return dict(zip(ordered, shorts, strict=True))


def how_many(number: int, noun: str) -> str:
    """`1 student`, `2 students`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def score_words(result: Result) -> str:
    """`7 of 10 points`, `3 of 3 examples` when no points are at stake, or why there is no score."""
    if not result.graded:
        return OUTCOMES[result.outcome].word
    if result.max_score:
        return f"{result.score} of {result.max_score} points"
    return f"{passed(result)} of {len(result.checks)} examples"


def passed(result: Result) -> int:
    """How many checks passed."""
    return sum(check.state is State.PASSED for check in result.checks)


def isolation_words(isolation: Isolation) -> str:
    """`strong (Landlock ABI 7, …)`, or `nothing was run`: of what never ran no level is told."""
    if isolation == NOTHING_RAN:
        return isolation.detail
    return f"{isolation.level}{f' ({isolation.detail})' if isolation.detail else ''}"


def ran_unconfined(isolation: Isolation) -> bool:
    """Whether a submission ran with the rights of the grader: every report warns of it."""
    return isolation.level is Level.NONE and isolation != NOTHING_RAN


def interrupted_words(results: ClassResults) -> str:
    """What an interrupted class is told by in every report; empty for a whole one."""
    if results.complete:
        return ""
    return f"{len(results.rows)} of {how_many(results.planned, 'submission')}: interrupted, the others are missing here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way on from a result: what it is for, and the command or the path as it is typed.

    Reports know no commands; whoever shows a result says which ways there are, alike in every medium.
    """

    label: str
    words: str


def unloaded(result: Result) -> list[CheckResult]:
    """The checks that found out that a file could not be loaded: a report begins with them."""
    return [check for check in result.checks if check.loading]


def message_of(check: CheckResult) -> str:
    """What is said beside a check whose report begins with what was not loaded."""
    return f"`{check.loading}` could not be loaded: see the top." if check.loading else check.message


def exchange_lines(check: CheckResult) -> str:
    """The exchanges of a check, a line each, with a mark at the one that is told in full; empty if there was one."""
    return "\n".join(f"{'>' if each.shown else ' '} {each.asked}: {each.answered}" for each in check.exchanges)


def what_next(result: Result) -> str:
    """One sentence: what the student does now."""
    if result.outcome is Outcome.REFUSED:
        return "Nothing was run. Change what the reason above names, and hand in again."
    if not result.graded:
        return "It is not your fault: tell your instructor, or run `grade doctor`."
    if result.outcome is Outcome.PASSED:
        return "Nothing is left to do here." if result.max_score else READY
    lost = lost_checks(result)
    if not lost:
        return "Read what was asked, and run it again."
    if lost[0].loading:
        return f"Next: let `{lost[0].loading}` be loaded, and run it again."
    others = len(lost) - 1
    more = f", then {others} more" if others else ""
    return f"Next: “{lost[0].title}” (task {lost[0].task}){more}, and run it again."


def lost_checks(result: Result) -> list[CheckResult]:
    """The checks to mend, in the order of tasks, as every report shows them; not those that only waited."""
    lost = [check for check in result.checks if check.state not in {State.PASSED, State.SKIPPED}]
    return sorted(lost, key=lambda check: check.task)
