"""What gradings took, counted where it was done: for those who want them cheaper."""

from __future__ import annotations

import msgspec

from grader.judge.plugin import JudgeReport
from grader.model import State


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What some gradings took.

    `forks` are jails, `loads` those of them in which the submission's code may run, `checks` those that ran and were
    not skipped; `busy_s` is time on the clock, summed over all workers. What the reference was asked meanwhile, and what
    failed and was tried again, is part of it.
    """

    forks: int = 0
    loads: int = 0
    checks: int = 0
    busy_s: float = 0.0

    @classmethod
    def of(cls, report: JudgeReport) -> Spent:
        """Return what a judge reports; it does not know for how long it was waited for."""
        ran = sum(check.state is not State.SKIPPED for check in report.checks)
        return cls(forks=report.forks, loads=report.loads, checks=ran)

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            forks=self.forks + other.forks,
            loads=self.loads + other.loads,
            checks=self.checks + other.checks,
            busy_s=self.busy_s + other.busy_s,
        )
