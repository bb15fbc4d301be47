"""Cost: how long each check takes with the reference, and which one comes near its limit."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator

from grader.audit.findings import CheckCost, Finding, Part
from grader.exercise import Exercise
from grader.model import Outcome, Result

_BUDGET = 4  # a check's share of its limit: a student's own machine, or a busy one, is that much slower


class Cost:
    """Hears the gradings that earned full marks."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._durations: dict[str, list[float]] = defaultdict(list)

    def observe(self, result: Result) -> None:
        """Note how long each check took."""
        if result.outcome is Outcome.PASSED:
            for check in result.checks:
                self._durations[check.id].append(check.duration_ms)

    def figures(self) -> tuple[CheckCost, ...]:
        """Return the cost of each check, slowest first."""
        costs = [
            CheckCost(check=check, median_ms=round(statistics.median(each), 1), p95_ms=_p95(each), runs=len(each))
            for check, each in self._durations.items()
        ]
        return tuple(sorted(costs, key=lambda cost: -cost.median_ms))

    def conclude(self) -> Iterator[Finding]:
        """Yield the checks over their budget, a fourth of the exercise's `wall_ms`."""
        limit = self._exercise.spec.limits.wall_ms
        for cost in self.figures():
            if cost.p95_ms * _BUDGET > limit:
                yield Finding(
                    part=Part.COST,
                    where=f"{self._exercise.id}/checks",
                    fact=f"`{cost.check}` takes {cost.p95_ms:.0f} ms (p95 of {cost.runs}), its limit is {limit} ms",
                    hint="ask for less in one check, or raise `limits.wall_ms` to four times what it takes",
                )


def _p95(values: list[float]) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1)
