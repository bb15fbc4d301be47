"""Whose fault it is that a check tripped: asked of the reference, with the same seed.

A check that the reference passes tripped over the submission's answer, and fails. One that trips over the
reference too is broken, which is its author's fault. So is one that tripped before anything of the submission's
had reached it. Where there is no reference, whatever the submission can have caused is its loss.
"""

from __future__ import annotations

import dataclasses

from grader.grading.judges import Judges
from grader.grading.prepare import Prepared
from grader.judge.plugin import JudgeReport
from grader.model import CheckResult, State


class Blame:
    """Settles who is to blame; the reference is asked once for each exercise and seed."""

    def __init__(self, judges: Judges) -> None:
        self._judges = judges
        self._sound: dict[tuple[str, int], frozenset[str]] = {}

    def settled(self, prepared: Prepared, report: JudgeReport, seed: int) -> tuple[CheckResult, ...]:
        """Return the checks with those that tripped over the submission's answer failed.

        One that cost the judge too much keeps that state, unless the reference does not get through it either.
        """
        tripped = frozenset(check.id for check in report.checks if check.state is State.BROKEN and check.message)
        overspent = frozenset(report.overspent)
        if tripped | overspent and prepared.exercise.solutions().reference is not None:
            sound = self._sound_checks(prepared, seed)
            tripped, overspent = tripped & sound, overspent - sound
        else:
            overspent = frozenset()
        return tuple(self._settle(check, tripped, overspent) for check in report.checks)

    @staticmethod
    def _settle(check: CheckResult, tripped: frozenset[str], too_dear: frozenset[str]) -> CheckResult:
        if check.id in too_dear:
            return dataclasses.replace(check, state=State.BROKEN, message="")
        if check.state is not State.BROKEN:
            return check
        if check.id in tripped:
            return dataclasses.replace(check, state=State.FAILED)
        return dataclasses.replace(check, message="")

    def _sound_checks(self, prepared: Prepared, seed: int) -> frozenset[str]:
        """The checks that the reference passes under a seed."""
        key = prepared.identity.digest, seed
        if key not in self._sound:
            report = self._judges.judge(prepared, prepared.exercise.answer_files("reference"), seed)
            self._sound[key] = frozenset(check.id for check in report.checks if check.state is State.PASSED)
        return self._sound[key]
