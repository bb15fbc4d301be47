"""The table of contents: which parts an exercise goes through, and what they come to.

The compiler's rules come first and run nothing. Then the reference is graded: unless it earns full marks,
nothing that is made of it can say anything, and only the other known answers follow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from grader import __version__
from grader.audit import answers, statement
from grader.audit.determinism import Determinism, seeds_of
from grader.audit.findings import CourseReport, ExerciseReport, Finding, Part
from grader.audit.pool import Pool, Request
from grader.errors import ExerciseError
from grader.exercise import Course, Exercise, Problem, check_modules, problems_of
from grader.model import Level, Result

_ANSWER_SEEDS = 3  # under which every known answer is graded


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to audit. `mutants` is how many of an exercise's are graded, None for all; `seeds` is at least 2."""

    exercises: tuple[str, ...]
    parts: frozenset[Part] = frozenset(Part)
    mutants: int | None = None
    seeds: int = 20
    level: Level | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """So many submissions are graded, so many are known to wait; `ended` is an exercise that just came through."""

    graded: int
    waiting: int
    ended: ExerciseReport | None = None


def run(course: Course, plan: Plan, on_progress: Callable[[Progress], None] = lambda _: None) -> CourseReport:
    """Audit the exercises of a plan. Raises `SandboxUnavailable`; an exercise that is wrong is a finding."""
    started = time.monotonic()
    audits = {id: _Audit(course, id, plan) for id in plan.exercises}
    reports: dict[str, ExerciseReport] = {}

    def end(id: str, seconds: float) -> None:
        reports[id] = audits[id].report(seconds)
        on_progress(Progress(graded=pool.graded, waiting=0, ended=reports[id]))

    with Pool(course.root, level=plan.level, workers=plan.workers) as pool:
        requests = [request for audit in audits.values() for request in audit.requests()]
        for id in audits.keys() - {request.exercise.id for request in requests}:
            end(id, 0.0)
        pool.grade(requests, on_result=lambda done, left: on_progress(Progress(graded=done, waiting=left)), on_end=end)
        isolation = pool.isolation
    return CourseReport(
        grader_version=__version__,
        isolation=isolation,
        parts=tuple(part for part in Part if part in plan.parts),
        exercises=tuple(reports[id] for id in plan.exercises),
        seconds=round(time.monotonic() - started, 2),
    )


@dataclass(slots=True)
class _Tally:
    """What is counted while an exercise is audited."""

    gradings: int = 0
    seeds: int = 0
    findings: list[Finding] = field(default_factory=list)


class _Audit:
    """One exercise's way through the parts."""

    def __init__(self, course: Course, id: str, plan: Plan) -> None:
        self._course = course
        self._id = id
        self._plan = plan
        self._tally = _Tally()
        self._exercise: Exercise | None = None
        self._determinism: Determinism | None = None

    def requests(self) -> Iterator[Request]:
        """Yield what to grade first; the rest follows from the results."""
        try:
            exercise = self._exercise = self._course.load(self._id)
            if Part.FORMAT in self._plan.parts:
                problems = [*problems_of(exercise), *statement.problems_of(exercise)]
                self._tally.findings += [_of_problem(problem) for problem in problems]
            if self._plan.parts != {Part.FORMAT} and exercise.solutions().reference is not None:
                yield self._counted(self._reference(exercise))
        except ExerciseError as error:
            if not any(finding.fact in error.fact for finding in self._tally.findings):
                self._tally.findings.append(_of_problem(Problem.of_error(error)))

    def _reference(self, exercise: Exercise) -> Request:
        seeds = seeds_of(exercise, max(self._plan.seeds, _ANSWER_SEEDS))

        def then(result: Result) -> Iterator[Request]:
            lost = list(answers.full_marks(exercise, "reference", result))
            self._tally.findings += lost
            if Part.ANSWERS in self._plan.parts:
                self._tally.findings += answers.kinds_missing(exercise)
                yield from answers.requests(exercise, seeds[:_ANSWER_SEEDS], self._tally.findings)
            if not lost:
                yield from self._made_of_reference(exercise, seeds)

        return Request(exercise=exercise, files=exercise.answer_files("reference"), seed=seeds[0], then=then)

    def _made_of_reference(self, exercise: Exercise, seeds: list[int]) -> Iterator[Request]:
        if Part.DETERMINISM in self._plan.parts:
            self._tally.seeds = self._plan.seeds
            self._determinism = Determinism(exercise, seeds[: self._plan.seeds], self._tally.findings)
            yield from self._determinism.requests()

    def _counted(self, request: Request) -> Request:
        """Return a request, whose result, like those of all that follow from it, is counted."""

        def then(result: Result) -> Iterator[Request]:
            self._tally.gradings += 1
            yield from map(self._counted, request.then(result))

        return Request(exercise=request.exercise, files=request.files, seed=request.seed, then=then)

    def report(self, seconds: float) -> ExerciseReport:
        """Return what the exercise came to."""
        if self._determinism is not None:
            self._tally.findings += self._determinism.conclude()
        exercise = self._exercise
        order = list(Part)
        return ExerciseReport(
            exercise=self._id,
            points=exercise.spec.points if exercise else 0,
            checks=_hidden_checks(exercise),
            answers=len(exercise.answer_names()) if exercise else 0,
            seeds=self._tally.seeds,
            gradings=self._tally.gradings,
            seconds=round(seconds, 2),
            findings=tuple(sorted(self._tally.findings, key=lambda finding: order.index(finding.part))),
        )


def _hidden_checks(exercise: Exercise | None) -> int:
    try:
        modules = check_modules(exercise) if exercise else []
    except ExerciseError:
        return 0
    return sum(not check.visible for module in modules for check in module.checks)


def _of_problem(problem: Problem) -> Finding:
    return Finding(part=Part.FORMAT, where=problem.where, fact=problem.fact, hint=problem.hint)
