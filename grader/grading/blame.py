"""Whose fault it is that a check tripped: asked of the reference, with the same seed.

A check that the reference passes tripped over the submission's answer, and fails. One that trips over the
reference too is broken, which is its author's fault.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from grader.grading.judges import Judges
from grader.grading.prepare import Prepared
from grader.model import CheckResult, State

_UNEXPECTED = "The answer of your program has an unexpected form."


class Blame:
    """Settles who is to blame; the reference is asked once for each exercise and seed."""

    def __init__(self, judges: Judges) -> None:
        self._judges = judges
        self._sound: dict[tuple[str, int], frozenset[str]] = {}

    def settled(self, prepared: Prepared, checks: Sequence[CheckResult], seed: int) -> tuple[CheckResult, ...]:
        """Return the checks with those that tripped over the submission's answer failed."""
        tripped = {check.id for check in checks if check.state is State.BROKEN}
        if not tripped or prepared.exercise.solutions().reference is None:
            return tuple(checks)
        theirs = tripped & self._sound_checks(prepared, seed)
        return tuple(
            dataclasses.replace(check, state=State.FAILED, message=_UNEXPECTED) if check.id in theirs else check
            for check in checks
        )

    def _sound_checks(self, prepared: Prepared, seed: int) -> frozenset[str]:
        """The checks that the reference passes under a seed."""
        key = prepared.identity.digest, seed
        if key not in self._sound:
            report = self._judges.judge(prepared, prepared.exercise.answer_files("reference"), seed)
            self._sound[key] = frozenset(check.id for check in report.checks if check.state is State.PASSED)
        return self._sound[key]
