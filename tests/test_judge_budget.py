"""What judging may cost: bounded by processor time and memory, and by nothing that a busy machine changes."""

from __future__ import annotations

import itertools
import os
import resource
import signal
import time
from collections.abc import Callable

import pytest

from grader.judge.budget import Budget, JudgeLimits, Overspent, bound_memory, confine_judge

SMALL = JudgeLimits(check_cpu_s=0.05, submission_cpu_s=0.12, memory_bytes=64 << 20)


def in_a_child(act: Callable[[], int]) -> int:
    """Run it in a process of its own, as a judge is one; return its exit code, or the signal that ended it, negative."""
    pid = os.fork()
    if pid == 0:
        status = 99
        try:
            confine_judge()
            bound_memory(SMALL)
            status = act()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def compute(seconds: float) -> None:
    """Use up processor time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def cost_of(budget: Budget, seconds: float) -> bool:
    """Compute under a budget; whether that was too much."""
    try:
        with budget.check():
            compute(seconds)
    except Overspent:
        return True
    return False


def test_a_check_that_computes_too_long_is_interrupted() -> None:
    """Inside, by an exception that no `except Exception` holds."""

    def act() -> int:
        try:
            with Budget(SMALL).check():
                try:
                    compute(60)
                except Exception:
                    return 1
        except Overspent:
            return 0
        return 2

    assert in_a_child(act) == 0


def test_a_check_keeps_its_time_whatever_others_took() -> None:
    """Two that stay below the bound of one, and then a third over it."""

    def act() -> int:
        budget = Budget(SMALL)
        return int("".join(str(int(cost_of(budget, seconds))) for seconds in (0.01, 0.01, 60)))

    assert in_a_child(act) == 1


def test_all_checks_together_are_bounded_too() -> None:
    """When the submission's time is used up, the next check does not begin."""

    def act() -> int:
        budget = Budget(SMALL)
        return sum(cost_of(budget, 60) << place for place in range(6))

    assert in_a_child(act) == 0b111111


def test_waiting_costs_nothing() -> None:
    """A busy machine, or a slow program, uses up no time of the judge's."""

    def act() -> int:
        with Budget(SMALL).check():
            signal.sigtimedwait([signal.SIGUSR1], 0.3)
        return 0

    assert in_a_child(act) == 0


def test_what_python_cannot_interrupt_is_ended_by_the_kernel() -> None:
    """A call that hears no signal ends the judge, by the signal that says why."""

    def act() -> int:
        with Budget(SMALL).check():
            max(itertools.repeat(0, 1 << 50))
        return 0

    assert in_a_child(act) == -signal.SIGXCPU


def test_memory_is_bounded() -> None:
    """A judge that takes too much hears of it as any Python program does."""

    def act() -> int:
        try:
            bytes(2 * SMALL.memory_bytes)
        except MemoryError:
            return 0
        return 1

    assert in_a_child(act) == 0


def test_this_process_is_left_as_it_was() -> None:
    """Limits are the judge's own."""
    before = resource.getrlimit(resource.RLIMIT_AS)

    in_a_child(lambda: 0)

    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize("spent_s", [0.0, 0.05])
def test_a_judge_that_goes_on_for_another_starts_with_what_is_left(spent_s: float) -> None:
    """Dying buys no time."""

    def act() -> int:
        budget = Budget(SMALL, spent_s=spent_s)
        return sum(not cost_of(budget, 0.02) for _ in range(20))

    assert in_a_child(act) <= (SMALL.submission_cpu_s - spent_s) / 0.02 + 1
