"""From what became of each check to what a submission earned: exact, and pure.

A submission's score is the sum of the points of the checks it passed. One broken check makes it *not
graded*: its zero would be ours or the author's, not the student's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import CheckResult, Outcome, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points earned and points there were, whole numbers."""

    outcome: Outcome
    score: int
    max_score: int

    @property
    def graded(self) -> bool:
        """Whether the score says something about the submission."""
        return self.outcome is not Outcome.NOT_GRADED


def weigh(checks: Sequence[CheckResult], max_score: int) -> Score:
    """Return the score of a submission whose exercise is worth `max_score`.

    Checks that are worth nothing (examples) decide the outcome too, but add no points. Checks that are
    missing from the sequence are not passed.
    """
    if not checks or any(check.state is State.BROKEN for check in checks):
        return Score(outcome=Outcome.NOT_GRADED, score=0, max_score=max_score)
    earned = sum(check.max_points for check in checks if check.state is State.PASSED)
    complete = earned == max_score and all(check.state is State.PASSED for check in checks)
    return Score(outcome=Outcome.PASSED if complete else Outcome.FAILED, score=earned, max_score=max_score)
