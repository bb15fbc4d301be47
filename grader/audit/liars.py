"""Liars: generated submissions that answer without doing the work. None may earn a point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.audit.findings import Finding, Part
from grader.audit.liar_programs import Liar, liars_of
from grader.audit.trials import Trial
from grader.audit.words import listed, trouble_of
from grader.course import Exercise
from grader.model import Result, State


class Liars:
    """The liars of one exercise, and which of them were believed."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self._exercise = exercise
        self._seed = seed
        self._liars = liars_of(exercise)
        self._findings: list[Finding] = []
        self.believed = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._liars)

    def trials(self) -> Iterator[Trial]:
        """Yield each liar once."""
        for liar in self._liars:
            then = partial(self._hear, liar)
            yield Trial(exercise=self._exercise, files=liar.files, seed=self._seed, then=then)

    def _hear(self, liar: Liar, result: Result) -> tuple[Trial, ...]:
        earned = [check for check in result.checks if check.points]
        if earned:
            self.believed += 1
            self._add(
                f"a liar earns {result.score} of {result.max_score} ({liar.name}): {listed(check.id for check in earned)}",
                "let the check compare something drawn from `rng` that only the work gives, or name in `needs` a check "
                "that does",
            )
        if not result.graded:
            broken = [check for check in result.checks if check.state is State.BROKEN]
            fact = f"a liar could not be graded ({liar.name}): {result.message}"
            hint = "let the check compare before it takes an answer apart, or say the probe's shape in its annotation"
            self._add(fact, hint, trouble_of(broken))
        return ()

    def _add(self, fact: str, hint: str, detail: str = "") -> None:
        where = f"{self._exercise.id}/checks"
        self._findings.append(Finding(part=Part.LIARS, where=where, fact=fact, hint=hint, detail=detail))

    def conclude(self) -> Iterator[Finding]:
        """Yield who was believed."""
        yield from self._findings
