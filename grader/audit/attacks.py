"""Attacks: a hostile program before the starter's code earns nothing; its honest twin costs the reference nothing.

The programs are the grader's own corpus, written for another exercise; here each is loaded and asked everything
it answers when a module of the student's is imported. What it can do to the grader is the business of the
grader's tests; here the question is whether this exercise's checks stay sound.

Programs that do not disturb each other share a grading: the honest twins, of which none may cost a check, and the
programs that only look around or try to get out, and live on. Where such a group falls short, or cannot be graded,
it is halved until those are alone that do.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator, Sequence
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
_TRIES_PATIENCE = (State.TIMED_OUT, State.OUT_OF_MEMORY)
_LEAST_MS, _MOST_MS = 150, 1_000
_SLOWER = 5  # than what a check of the reference took, on the same machine just now
_TOGETHER = 14  # programs, each of which every jail of the grading loads
_WATCHERS = ("E", "I")  # by the first letter of their ids: they look around, or try to get out
_SOUND = "let every check that is worth points ask for something that only a living, honest program answers"

Group = Sequence[Program]
Hearer = Callable[[Result], Iterator[Trial]]


class Attacks:
    """The programs around the starter, their twins around the reference; `count` is how many, None for all.

    `patience_ms` is how long a program is waited for that is known to hang.
    """

    def __init__(self, exercise: Exercise, seed: int, count: int | None, *, patience_ms: int = _MOST_MS) -> None:
        self._exercise = exercise
        self._seed = seed
        self._reference = exercise.answer_files("reference")
        self._starter = exercise.starter()
        self._modules = [
            name for name in self._reference if name.endswith(".py") and exercise.spec.files.is_student(name)
        ]
        fitting = [program for program in corpus.load() if program.runs_here] if self._modules else []
        self._programs = sample(fitting, count, exercise.id)
        self._facts = _facts(exercise)
        self._impatient = RunOptions(total_wall_ms=patience_ms)
        self._findings: list[Finding] = []

    @property
    def count(self) -> int:
        """How many there are: none when a student hands in no module."""
        return len(self._programs)

    def trials(self) -> Iterator[Trial]:
        """Yield each program once, alone or with others, and its twin."""
        calm = [program for program in self._programs if _is_calm(program)]
        for program in self._programs:
            if program not in calm:
                yield self.hostile([program])
        yield from map(self.hostile, _groups(calm))
        yield from map(self.honest, _groups(self._programs))

    def hostile(self, group: Group) -> Trial:
        """Return the grading of the starter with these programs before its code."""
        options = self._impatient if any(program.verdict in _TRIES_PATIENCE for program in group) else DEFAULT_OPTIONS
        texts = {program.id: program.source for program in group}
        return self._trial(self._starter, texts, options, partial(self._hear_hostile, group))

    def honest(self, group: Group) -> Trial:
        """Return the grading of the reference with the honest twins of these programs before its code."""
        texts = {program.id: program.twin for program in group}
        return self._trial(self._reference, texts, DEFAULT_OPTIONS, partial(self._hear_honest, group))

    def _trial(self, files: dict[str, bytes], texts: dict[str, str], options: RunOptions, then: Hearer) -> Trial:
        prelude = "".join(
            HOSTILE.format(name=f"_hostile_{id}", source=corpus.fill(text, self._facts)) for id, text in texts.items()
        )
        around = {**files, **{module: before(prelude, files.get(module, b"")) for module in self._modules}}
        return Trial(
            exercise=self._exercise, files=around, seed=self._seed, options=options, is_ordinary=False, then=then
        )

    def _hear_hostile(self, group: Group, result: Result) -> Iterator[Trial]:
        earned = [check.id for check in result.checks if check.points]
        is_sound = result.graded and not earned and _LOOT not in result.output
        if not is_sound and len(group) > 1:
            yield from map(self.hostile, _halves(group))
        elif not is_sound:
            self._accuse(group[0], earned, result)

    def _accuse(self, program: Program, earned: list[str], result: Result) -> None:
        if earned:
            self._add(f"the starter earns {result.score} with {_said(program)}: {listed(earned)}")
        elif not result.graded:
            self._add(f"the starter cannot be graded with {_said(program)}: {result.message}")
        if _LOOT in result.output:
            self._add(f"{_said(program)} reached something: {result.output[result.output.index(_LOOT) :][:200]}")

    def _hear_honest(self, group: Group, result: Result) -> Iterator[Trial]:
        if result.outcome is Outcome.PASSED:
            return
        if len(group) > 1:
            yield from map(self.honest, _halves(group))
            return
        lost = [check for check in result.checks if check.state is not State.PASSED]
        fact = f"the reference with the honest twin of {_said(group[0])} earns {result.score} of {result.max_score}"
        self._add(fact, "let checks judge what the program answers, not what else its file does", trouble_of(lost))

    def _add(self, fact: str, hint: str = _SOUND, detail: str = "") -> None:
        where = f"{self._exercise.id}/checks"
        self._findings.append(Finding(part=Part.ATTACKS, where=where, fact=fact, hint=hint, detail=detail))

    def conclude(self) -> Iterator[Finding]:
        """Yield what did harm."""
        yield from self._findings


def patience_ms(reference: Result) -> int:
    """Return for how long a program is waited for that is known to hang, by what the reference took just now.

    It hangs in the first check that asks it, and earns nothing by hanging longer: what is waited for is that it comes so
    far, on a machine as busy as this one.
    """
    usual = statistics.median([check.duration_ms for check in reference.checks] or [_MOST_MS])
    return round(min(max(_SLOWER * usual, _LEAST_MS), _MOST_MS))


def _is_calm(program: Program) -> bool:
    """Tell whether a program only looks around or tries to get out, and then answers, or fails to."""
    states = {state for expected in program.expected.values() for state in expected.values()}
    return program.id.startswith(_WATCHERS) and states <= {State.PASSED, State.FAILED}


def _groups(programs: Group) -> Iterator[Group]:
    """Yield neighbours far from each other: what is alike, and may want the same, is spread over the groups."""
    count = -(-len(programs) // _TOGETHER)
    yield from (programs[place::count] for place in range(count))


def _halves(group: Group) -> tuple[Group, Group]:
    return group[::2], group[1::2]


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
