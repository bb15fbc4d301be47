"""Weights: one small fault that costs more than half of an exercise, by losing several checks at once.

Such a fault tells of checks that look at the same thing, or that wait for one another without need. One check
alone may be worth as much as its author put on it, and a program that breaks wherever it is asked loses everything:
neither says anything about how the checks share the work. What is left is mended, or justified in answers.toml under
`costly`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from grader.audit.explained import fits, idle
from grader.audit.findings import Finding, Part, WeightFigures
from grader.audit.mutation import Mutant
from grader.audit.words import listed
from grader.course import Exercise
from grader.model import CheckResult, Result, State

_HINT = (
    "let each check look at what its title says, and `needs` name only what makes it meaningless; "
    "or name the ids in answers.toml under `costly`, with a reason"
)


class Weights:
    """Hears the mutants of one exercise, all of whose checks have run."""

    def __init__(self, exercise: Exercise, mutants: Sequence[Mutant]) -> None:
        self._exercise = exercise
        self._all = mutants
        self._entries = exercise.solutions().answers.costly
        self._heard: set[str] = set()
        self._costly: list[tuple[Mutant, tuple[str, ...], int]] = []  # with the checks and the points lost

    def observe(self, mutant: Mutant, result: Result) -> None:
        """Note what a mutant costs."""
        self._heard.add(mutant.id)
        lost = [check for check in result.checks if check.points < check.max_points]
        points = sum(check.max_points - check.points for check in lost)
        if 2 * points > result.max_score and len(lost) > 1 and not _breaks(lost):
            self._costly.append((mutant, tuple(check.id for check in lost), points))

    def figures(self) -> WeightFigures:
        """Return how many were weighed, cost more than half, and are justified."""
        justified = sum(self._is_justified(mutant) for mutant, _, _ in self._costly)
        return WeightFigures(weighed=len(self._heard), costly=len(self._costly), justified=justified)

    def conclude(self) -> Iterator[Finding]:
        """Yield the faults that nobody justified, by the checks they lose, and entries that justify nothing."""
        groups: dict[tuple[tuple[str, ...], int], list[Mutant]] = defaultdict(list)
        for mutant, checks, points in self._costly:
            if not self._is_justified(mutant):
                groups[checks, points].append(mutant)
        for (checks, points), mutants in sorted(groups.items(), key=lambda group: -group[0][1]):
            fact = f"{_faults(len(mutants))} {points} of {self._exercise.spec.points}: {listed(checks)}"
            yield self._finding(fact, _HINT, "\n".join(f"{mutant.id}\n{mutant.diff}" for mutant in mutants))
        costly = [mutant for mutant, _, _ in self._costly]
        for name, is_meant in idle(self._entries, self._all, costly, self._heard):
            why = "it costs no more than half" if is_meant else "there is no such mutant"
            yield self._finding(f"`{name}` is justified, but {why}", "take the entry out")

    def _is_justified(self, mutant: Mutant) -> bool:
        return any(fits(entry, mutant) for entry in self._entries)

    def _finding(self, fact: str, hint: str, detail: str = "") -> Finding:
        where = f"{self._exercise.id}/checks"
        return Finding(part=Part.WEIGHTS, where=where, fact=fact, hint=hint, detail=detail)


def _breaks(lost: Sequence[CheckResult]) -> bool:
    """Tell whether all that a program lost was for its exceptions, before an answer or in the place of one."""
    # What cannot be loaded is told once: the checks that would load it again are skipped.
    is_unloaded = any(check.loading for check in lost)
    return all(is_unloaded if check.state is State.SKIPPED else check.answered[:4] in ("", "500 ") for check in lost)


def _faults(count: int) -> str:
    return "one small fault costs" if count == 1 else f"{count} small faults cost"
