"""The table of contents: which parts an exercise goes through, and what they come to.

The compiler's rules come first and run nothing. Then the reference is graded: unless it earns full marks,
nothing that is made of it can say anything, and only the other known answers follow.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from grader import __version__
from grader.audit import statement
from grader.audit.answers import KnownAnswers, full_marks
from grader.audit.attacks import Attacks, patience_ms
from grader.audit.chance import seeds_of
from grader.audit.cost import Cost
from grader.audit.determinism import Determinism
from grader.audit.findings import USUAL, CourseReport, ExerciseReport, Finding, Kept, Part, ProofFigures, Work
from grader.audit.hints import hint_findings
from grader.audit.informed import LIES, Informed
from grader.audit.kept import KeptResults, circumstances
from grader.audit.leaks import Leaks
from grader.audit.liars import Liars
from grader.audit.mutants import Mutants
from grader.audit.mutation import CLASSIC
from grader.audit.rules import Rules
from grader.audit.trials import Key, Trial, Trials
from grader.course import Course, Exercise, Problem, check_modules, points_by_proof, validate_exercise
from grader.errors import ExerciseError, LibrariesMissing
from grader.grading.pool import Pool
from grader.grading.spent import Spent
from grader.model import Isolation, Level, Result

_E = TypeVar("_E")
_ON_PAPER = {Part.FORMAT, Part.RULES, Part.HINTS}
_ANSWER_SEEDS = 3  # under which every known answer is graded, unless fewer are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPlan:
    """What to audit. `mutants` and `attacks` are how many are graded for an exercise, None for all; `seeds` is at least 2.

    `families` are those that mutants are made of, names in `mutation.EVERY_FAMILY`.
    """

    exercises: tuple[str, ...]
    parts: frozenset[Part] = USUAL
    mutants: int | None = None
    families: tuple[str, ...] = (CLASSIC,)
    attacks: int | None = None
    seeds: int = 20
    level: Level | None = None
    workers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditProgress:
    """So many submissions are graded, so many are known to wait; `ended` is an exercise that just came through."""

    graded: int
    waiting: int
    ended: ExerciseReport | None = None


class Examiner(Protocol):
    """One part of one exercise's audit: it asks for gradings, hears the results, and says what falls short."""

    def trials(self) -> Iterator[Trial]:
        """Yield what to grade first."""

    def conclude(self) -> Iterator[Finding]:
        """Yield what falls short, once every result was heard."""


def audit_course(
    course: Course,
    plan: AuditPlan,
    on_progress: Callable[[AuditProgress], None] = lambda _: None,
    *,
    pool: Pool | None = None,
    known: dict[Key, Result] | None = None,
    folder: Path | None = None,
) -> CourseReport:
    """Audit the exercises of a plan with a pool of its own, or one that was opened before and is closed here.

    `known` keeps results from one audit to the next, so that only what has changed is graded again, and a `folder` does
    so on disk. Raises `SandboxUnavailable`; an exercise that is wrong is a finding.
    """
    started = time.monotonic()
    workers = pool or open_pool(course, plan)
    known = {} if known is None else known
    audits = {id: _Audit(course, id, plan) for id in plan.exercises}
    reports: dict[str, ExerciseReport] = {}

    def end(id: str, seconds: float, kept: Kept) -> None:
        reports[id] = audits[id].report(seconds, kept, workers.spent(id))
        if on_disk is not None and id in to_grade:
            on_disk.write(to_grade[id], known)
        on_progress(AuditProgress(graded=trials.graded, waiting=0, ended=reports[id]))

    with workers:
        first = [trial for audit in audits.values() for trial in audit.trials()]
        to_grade = {trial.exercise.id: trial.exercise for trial in first}
        on_disk = KeptResults(folder, circumstances(workers.isolation)) if folder and first else None
        if on_disk is not None:
            known |= on_disk.read(to_grade.values())
        trials = Trials(workers, known)
        for id in audits.keys() - to_grade.keys():
            end(id, 0.0, Kept())
        trials.run(
            first, on_result=lambda done, left: on_progress(AuditProgress(graded=done, waiting=left)), on_end=end
        )
        isolation = workers.isolation if first else None
        ordered = [reports[id] for id in plan.exercises]
        return _course_report(plan, ordered, isolation, workers.size, time.monotonic() - started)


def _course_report(
    plan: AuditPlan, reports: Sequence[ExerciseReport], isolation: Isolation | None, workers: int, seconds: float
) -> CourseReport:
    work = sum((report.work for report in reports), Work())
    return CourseReport(
        grader_version=__version__,
        isolation=isolation,
        parts=tuple(part for part in Part if part in plan.parts),
        exercises=tuple(reports),
        kept=sum((report.kept for report in reports), Kept()),
        work=work,
        workers=workers,
        idle=round(max(0.0, 1 - work.seconds / (workers * seconds)), 3),
        seconds=round(seconds, 2),
        proofs=sum((report.proofs for report in reports), ProofFigures()),
    )


def open_pool(course: Course, plan: AuditPlan) -> Pool:
    """Return the workers for a plan; they open their sandboxes at once, while others may do something else."""
    return Pool(course.root, level=plan.level, workers=plan.workers)


class _Audit:
    """One exercise's way through the parts."""

    def __init__(self, course: Course, id: str, plan: AuditPlan) -> None:
        self._course = course
        self._id = id
        self._plan = plan
        self._exercise: Exercise | None = None
        self._findings: list[Finding] = []
        self._examiners: list[Examiner] = []
        self._cost: Cost | None = None
        self._leaks: Leaks | None = None
        self._rules: Rules | None = None
        self._gradings = 0

    def trials(self) -> Iterator[Trial]:
        """Yield what to grade first; the rest follows from the results."""
        try:
            exercise = self._exercise = self._course.load(self._id)
            if Part.FORMAT in self._plan.parts:
                problems = [*validate_exercise(exercise), *statement.statement_problems(exercise)]
                self._findings += [_of_problem(problem) for problem in problems]
            if Part.RULES in self._plan.parts:
                self._read_rules(exercise)
            if Part.HINTS in self._plan.parts:
                self._read_hints(exercise)
            if exercise.missing_libraries:
                self._findings.append(_not_offered(exercise))
                return
            if self._plan.parts - _ON_PAPER and exercise.solutions().reference is not None:
                yield self._counted(self._reference(exercise))
        except ExerciseError as error:
            self._note(error)

    def _read_rules(self, exercise: Exercise) -> None:
        """Read the rules; where a paper is missing, the exercise is graded all the same."""
        try:
            self._rules = Rules(exercise)
        except ExerciseError as error:
            self._note(error)

    def _read_hints(self, exercise: Exercise) -> None:
        """Read the hints; an exercise without a reference has nothing to compare them with."""
        try:
            if exercise.solutions().reference is not None:
                self._findings += hint_findings(exercise)
        except ExerciseError as error:
            self._note(error)

    def _note(self, error: ExerciseError) -> None:
        finding = _of_problem(Problem.of_error(error))
        if finding not in self._findings:
            self._findings.append(finding)

    def _reference(self, exercise: Exercise) -> Trial:
        seeds = seeds_of(exercise.id, max(self._plan.seeds, _ANSWER_SEEDS))
        self._cost = Cost(exercise) if Part.COST in self._plan.parts else None
        self._leaks = Leaks(exercise) if Part.LEAKS in self._plan.parts else None
        files = exercise.answer_files("reference")
        return Trial(exercise=exercise, files=files, seed=seeds[0], then=partial(self._go_on, exercise, seeds))

    def _go_on(self, exercise: Exercise, seeds: list[int], result: Result) -> Iterator[Trial]:
        lost = list(full_marks(exercise, "reference", result))
        self._findings += lost
        self._examiners = list(self._appoint(exercise, seeds, result, sound=not lost))
        for examiner in self._examiners:
            yield from examiner.trials()

    def _appoint(self, exercise: Exercise, seeds: list[int], reference: Result, *, sound: bool) -> Iterator[Examiner]:
        plan = self._plan
        weighed = Part.WEIGHTS in plan.parts  # which says as well who survives
        if sound and (weighed or Part.MUTANTS in plan.parts) and plan.mutants != 0:
            # First of all: one wave of them waits for another.
            yield Mutants(exercise, seeds, plan.mutants, weighed=weighed, rules=self._rules, families=plan.families)
        if Part.ANSWERS in plan.parts:
            yield KnownAnswers(exercise, seeds[: min(plan.seeds, _ANSWER_SEEDS)])
        if not sound:
            return
        is_heard = Part.DETERMINISM in plan.parts
        informed = self._informed(exercise, alone=not is_heard) if Part.INFORMED in plan.parts else None
        if is_heard:
            yield Determinism(exercise, seeds[: plan.seeds], informed.hear if informed else None)
        if informed:
            yield informed
        if Part.LIARS in plan.parts:
            yield Liars(exercise, seeds[0])
        if Part.ATTACKS in plan.parts and plan.level is not Level.NONE:  # where nothing would hold them
            yield Attacks(exercise, seeds[0], plan.attacks, patience_ms=patience_ms(reference))

    def _informed(self, exercise: Exercise, *, alone: bool) -> Informed:
        seeds = seeds_of(exercise.id, self._plan.seeds + LIES)
        return Informed(exercise, seeds[: self._plan.seeds], seeds[self._plan.seeds :], alone=alone)

    def _counted(self, trial: Trial) -> Trial:
        """Return a trial, whose result, like those of all that follow from it, is counted."""

        def then(result: Result) -> Iterator[Trial]:
            self._observe(trial, result)
            yield from map(self._counted, trial.then(result))

        return replace(trial, then=then)

    def _observe(self, trial: Trial, result: Result) -> None:
        self._gradings += 1
        if self._cost is not None and trial.is_ordinary:
            self._cost.observe(result)
        if self._leaks is not None and trial.is_ordinary:
            self._leaks.observe(trial.files, result)

    def report(self, seconds: float, kept: Kept, spent: Spent) -> ExerciseReport:
        """Return what the exercise came to, and what it took."""
        observers = [each for each in (self._rules, self._cost, self._leaks) if each is not None]
        findings = [*self._findings, *(found for each in (*self._examiners, *observers) for found in each.conclude())]
        order, exercise = list(Part), self._exercise
        mutants = self._examiner(Mutants)
        liars, informed, attacks = self._examiner(Liars), self._examiner(Informed), self._examiner(Attacks)
        return ExerciseReport(
            exercise=self._id,
            points=exercise.spec.points if exercise else 0,
            checks=_hidden_checks(exercise),
            answers=len(exercise.answer_names()) if exercise else 0,
            seeds=self._plan.seeds if self._examiner(Determinism) else 0,
            rules=self._rules.figures() if self._rules else None,
            mutants=mutants.figures() if mutants else None,
            weights=mutants.weight_figures() if mutants else None,
            proofs=_proofs(exercise),
            liars=liars.count if liars else 0,
            informed=informed.figures() if informed else None,
            attacks=attacks.count if attacks else 0,
            costs=self._cost.figures() if self._cost else (),
            gradings=self._gradings,
            kept=kept,
            work=Work(forks=spent.forks, loads=spent.loads, checks=spent.checks, seconds=round(spent.busy_s, 2)),
            seconds=round(seconds, 2),
            findings=tuple(sorted(findings, key=lambda finding: order.index(finding.part))),
        )

    def _examiner(self, kind: type[_E]) -> _E | None:
        return next((each for each in self._examiners if isinstance(each, kind)), None)


def _hidden_checks(exercise: Exercise | None) -> int:
    try:
        modules = check_modules(exercise) if exercise else []
    except ExerciseError:
        return 0
    return sum(not check.visible for module in modules for check in module.checks)


def _proofs(exercise: Exercise | None) -> ProofFigures:
    try:
        points = points_by_proof(exercise) if exercise else {}
    except ExerciseError:
        return ProofFigures()
    return ProofFigures(**{proof.value: count for proof, count in points.items()})


def _not_offered(exercise: Exercise) -> Finding:
    """An exercise whose libraries are missing is named: nothing of it can be graded here."""
    try:
        exercise.require_libraries()
    except LibrariesMissing as missing:
        return Finding(part=Part.FORMAT, where=exercise.id, fact=missing.fact, hint=missing.hint)
    raise AssertionError("its libraries were installed meanwhile")


def _of_problem(problem: Problem) -> Finding:
    return Finding(part=Part.FORMAT, where=problem.where, fact=problem.fact, hint=problem.hint)
