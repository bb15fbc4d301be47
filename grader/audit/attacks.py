"""Attacks: a hostile program before the starter's code earns nothing; its honest twin costs the reference nothing.

The programs are the grader's own corpus, written for another exercise; here each is loaded and asked everything
it answers when a module of the student's is imported. What it can do to the grader is the business of the
grader's tests; here the question is whether this exercise's checks stay sound.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from grader.audit import corpus
from grader.audit.chance import sample
from grader.audit.corpus import Program
from grader.audit.findings import Finding, Part
from grader.audit.liar_programs import before
from grader.audit.programs import HOSTILE
from grader.audit.trials import Trial
from grader.audit.words import listed, trouble_of
from grader.course import Exercise
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.model import Outcome, Result, State

_LOOT = "loot:"  # what a program prints that reached something
# A program that is known to hang does so in every check: one or two of them tell.
_IMPATIENT = RunOptions(total_wall_ms=1_000)
_SOUND = "let every check that is worth points ask for something that only a living, honest program answers"

Hearer = Callable[[Result], tuple[Trial, ...]]


class Attacks:
    """The programs around the starter, their twins around the reference; `count` is how many, None for all."""

    def __init__(self, exercise: Exercise, seed: int, count: int | None) -> None:
        self._exercise = exercise
        self._seed = seed
        self._reference = exercise.answer_files("reference")
        self._starter = exercise.starter()
        self._modules = [
            name for name in self._reference if name.endswith(".py") and exercise.spec.files.is_student(name)
        ]
        fitting = [program for program in corpus.load() if program.runs_here] if self._modules else []
        self._programs = sample(fitting, count, exercise.id)
        self._findings: list[Finding] = []

    @property
    def count(self) -> int:
        """How many there are: none when a student hands in no module."""
        return len(self._programs)

    def trials(self) -> Iterator[Trial]:
        """Yield each program and its twin, once."""
        facts = _facts(self._exercise)
        for program in self._programs:
            hostile, honest = (corpus.fill(text, facts) for text in (program.source, program.twin))
            options = _IMPATIENT if program.verdict is State.TIMED_OUT else DEFAULT_OPTIONS
            yield self._trial(self._around(self._starter, hostile), options, partial(self._hostile, program))
            yield self._trial(self._around(self._reference, honest), DEFAULT_OPTIONS, partial(self._honest, program))

    def _trial(self, files: dict[str, bytes], options: RunOptions, then: Hearer) -> Trial:
        return Trial(exercise=self._exercise, files=files, seed=self._seed, options=options, searched=False, then=then)

    def _around(self, files: dict[str, bytes], text: str) -> dict[str, bytes]:
        first = HOSTILE.format(source=text)
        return {**files, **{module: before(first, files.get(module, b"")) for module in self._modules}}

    def _hostile(self, program: Program, result: Result) -> tuple[Trial, ...]:
        earned = [check.id for check in result.checks if check.points]
        if earned:
            self._add(f"the starter earns {result.score} with {_said(program)}: {listed(earned)}")
        elif not result.graded:
            self._add(f"the starter cannot be graded with {_said(program)}: {result.message}")
        if _LOOT in result.output:
            self._add(f"{_said(program)} reached something: {result.output[result.output.index(_LOOT) :][:200]}")
        return ()

    def _honest(self, program: Program, result: Result) -> tuple[Trial, ...]:
        if result.outcome is not Outcome.PASSED:
            lost = [check for check in result.checks if check.state is not State.PASSED]
            fact = f"the reference with the honest twin of {_said(program)} earns {result.score} of {result.max_score}"
            self._add(fact, "let checks judge what the program answers, not what else its file does", trouble_of(lost))
        return ()

    def _add(self, fact: str, hint: str = _SOUND, detail: str = "") -> None:
        where = f"{self._exercise.id}/checks"
        self._findings.append(Finding(part=Part.ATTACKS, where=where, fact=fact, hint=hint, detail=detail))

    def conclude(self) -> Iterator[Finding]:
        """Yield what did harm."""
        yield from self._findings


def _facts(exercise: Exercise) -> dict[str, str]:
    """What a program is told of this machine: where this exercise's secrets lie; nobody listens anywhere."""
    solutions = exercise.solutions_folder.resolve()
    nobody = solutions / "nobody"
    name = min(exercise.answer_files("reference"))
    return {
        "SECRET_PATH": str(solutions / "answers.toml"),
        "PARENT_PORT_TCP": "9",
        "UNIX_SOCKET_PATH": f"{nobody}.stream",
        "DGRAM_SOCKET_PATH": f"{nobody}.datagram",
        "ABSTRACT_NAME": "nobody-listens",
        "CHECKS_FOLDER": str(exercise.checks_folder.resolve()),
        "SOLUTION_FILE": str(solutions / "reference" / name),
        "GRADER_PACKAGE": str(Path(__file__).resolve().parents[1]),
        "HOST_PID": str(os.getpid()),
        "EARLIER_MARKER": "no-submission-ever-held-this-text",
    }


def _said(program: Program) -> str:
    return f"{program.id} ({program.act})"
