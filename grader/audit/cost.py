"""Cost: what each check takes with an answer that earns full marks, and which one comes near its limits."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator

from grader.audit.findings import CheckCost, Finding, Part
from grader.course import Exercise
from grader.model import Outcome, Result

_SLOWER = 4  # a student's own machine, or a busy one, is that much slower
_LARGER = 2  # another answer may take that much more memory
_MIB = 1 << 20


class Cost:
    """Hears the gradings that earned full marks."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._durations: dict[str, list[float]] = defaultdict(list)
        self._peaks: dict[str, int] = defaultdict(int)

    def observe(self, result: Result) -> None:
        """Note what each check took."""
        if result.outcome is Outcome.PASSED:
            for check in result.checks:
                self._durations[check.id].append(check.duration_ms)
                self._peaks[check.id] = max(self._peaks[check.id], check.peak_bytes)

    def figures(self) -> tuple[CheckCost, ...]:
        """Return the cost of each check, slowest first."""
        costs = [
            CheckCost(
                check=check,
                median_ms=round(statistics.median(each), 1),
                p95_ms=_p95(each),
                peak_bytes=self._peaks[check],
                runs=len(each),
            )
            for check, each in self._durations.items()
        ]
        return tuple(sorted(costs, key=lambda cost: -cost.median_ms))

    def conclude(self) -> Iterator[Finding]:
        """Yield the checks over their budget: a fourth of the exercise's `wall_ms`, half of its `memory_bytes`.

        By the median: a busy machine makes the slowest runs say more about itself than about the check.
        """
        limits = self._exercise.spec.limits
        for cost in self.figures():
            if cost.median_ms * _SLOWER > limits.wall_ms:
                yield self._finding(
                    f"`{cost.check}` takes {cost.median_ms:.0f} ms, its limit is {limits.wall_ms} ms",
                    f"ask for less in one check, or raise `limits.wall_ms` to {_SLOWER} times what it takes",
                )
            if cost.peak_bytes * _LARGER > limits.memory_bytes:
                peak, most = cost.peak_bytes // _MIB, limits.memory_bytes // _MIB
                yield self._finding(
                    f"`{cost.check}` takes {peak} MiB of memory, its limit is {most} MiB",
                    f"ask for less in one check, or raise `limits.memory_bytes` to {_LARGER} times what it takes",
                )

    def _finding(self, fact: str, hint: str) -> Finding:
        return Finding(part=Part.COST, where=f"{self._exercise.id}/checks", fact=fact, hint=hint)


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1)
