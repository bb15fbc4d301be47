"""Scores: exact, pure, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import CheckResult, Outcome, State
from grader.score import weigh


def check(state: State, points: int) -> CheckResult:
    return CheckResult(id="test_it", title="It", task=1, state=state, points=0, max_points=points)


TABLE = [
    # what became of the checks, the exercise's points, outcome, score
    ([(State.PASSED, 4), (State.PASSED, 6)], 10, Outcome.PASSED, 10),
    ([(State.PASSED, 4), (State.FAILED, 6)], 10, Outcome.FAILED, 4),
    ([(State.FAILED, 4), (State.SKIPPED, 6)], 10, Outcome.FAILED, 0),
    ([(State.PASSED, 4), (State.TIMED_OUT, 6)], 10, Outcome.FAILED, 4),
    ([(State.PASSED, 4), (State.CRASHED, 6)], 10, Outcome.FAILED, 4),
    ([(State.PASSED, 4), (State.FORBIDDEN, 6)], 10, Outcome.FAILED, 4),
    ([(State.PASSED, 4), (State.OUT_OF_MEMORY, 6)], 10, Outcome.FAILED, 4),
    ([(State.PASSED, 4), (State.BROKEN, 6)], 10, Outcome.NOT_GRADED, 0),
    ([(State.PASSED, 4)], 10, Outcome.FAILED, 4),  # a check is missing
    ([], 10, Outcome.NOT_GRADED, 0),
    ([(State.PASSED, 0), (State.PASSED, 0)], 0, Outcome.PASSED, 0),  # examples only
    ([(State.PASSED, 0), (State.FAILED, 0)], 0, Outcome.FAILED, 0),
    ([(State.PASSED, 10), (State.FAILED, 0)], 10, Outcome.FAILED, 10),
]


@pytest.mark.parametrize(("checks", "points", "outcome", "score"), TABLE)
def test_a_score_is_the_sum_of_the_passed_checks(
    checks: list[tuple[State, int]], points: int, outcome: Outcome, score: int
) -> None:
    """The table of outcomes and scores holds."""
    weighed = weigh([check(*each) for each in checks], points)

    assert (weighed.outcome, weighed.score, weighed.max_score) == (outcome, score, points)


@given(
    st.lists(st.tuples(st.sampled_from([state for state in State if state is not State.BROKEN]), st.integers(0, 40)))
)
def test_no_state_but_passed_earns_a_point(checks: list[tuple[State, int]]) -> None:
    """Whatever the states, only passed checks add points, and the sum never exceeds what there is."""
    total = sum(points for _, points in checks)

    weighed = weigh([check(*each) for each in checks], total)

    assert weighed.score == sum(points for state, points in checks if state is State.PASSED)


def test_a_broken_check_is_never_a_zero() -> None:
    """One broken check makes the submission not graded."""
    weighed = weigh([check(State.BROKEN, 10)], 10)

    assert not weighed.graded
