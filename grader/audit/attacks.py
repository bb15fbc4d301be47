"""Attacks: hostile acts before the starter's code earn nothing; their harmless twins cost the reference nothing.

The acts are generic ones that fit every module. What a hostile program can do to the grader itself is the
business of the grader's own tests; here the question is whether this exercise's checks stay sound.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.audit.findings import Finding, Part
from grader.audit.liar_programs import before
from grader.audit.pool import Request
from grader.audit.programs import ACTS, TWIN
from grader.audit.words import listed, trouble_of
from grader.exercise import Exercise
from grader.model import Outcome, Result, State


class Attacks:
    """Acts around the starter, and the twin around the reference."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self._exercise = exercise
        self._seed = seed
        reference = exercise.answer_files("reference")
        modules = [name for name in reference if name.endswith(".py") and exercise.spec.files.is_student(name)]
        self._reference, self._modules = reference, modules
        self._findings: list[Finding] = []
        self.count = len(ACTS) if modules else 0

    def requests(self) -> Iterator[Request]:
        """Yield each act once, and the twin; nothing when a student hands in no module."""
        if not self._modules:
            return
        starter = self._exercise.starter()
        for name, act in ACTS.items():
            files = {**starter, **{module: before(act, starter.get(module, b"")) for module in self._modules}}
            yield Request(exercise=self._exercise, files=files, seed=self._seed, then=partial(self._hostile, name))
        files = {**self._reference, **{module: before(TWIN, self._reference[module]) for module in self._modules}}
        yield Request(exercise=self._exercise, files=files, seed=self._seed, then=self._honest)

    def _hostile(self, name: str, result: Result) -> tuple[Request, ...]:
        earned = [check.id for check in result.checks if check.points]
        if earned:
            self._add(f"the starter earns {result.score} when it {name}: {listed(earned)}", _SOUND)
        elif not result.graded:
            self._add(f"the starter cannot be graded when it {name}: {result.message}", _SOUND)
        return ()

    def _honest(self, result: Result) -> tuple[Request, ...]:
        if result.outcome is not Outcome.PASSED:
            lost = [check for check in result.checks if check.state is not State.PASSED]
            hint = "let checks judge what the program answers, not what else its file does"
            fact = f"the reference that also imports, prints and starts a thread earns {result.score} of {result.max_score}"
            self._add(fact, hint, trouble_of(lost))
        return ()

    def _add(self, fact: str, hint: str, detail: str = "") -> None:
        where = f"{self._exercise.id}/checks"
        self._findings.append(Finding(part=Part.ATTACKS, where=where, fact=fact, hint=hint, detail=detail))

    def conclude(self) -> Iterator[Finding]:
        """Yield what did harm."""
        yield from self._findings


_SOUND = "let every check that is worth points ask for something that only a living, honest program answers"
