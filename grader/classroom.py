"""A class: `FOLDER/<student>/<topic>/<exercise>`, graded in parallel, and never lost.

Theory of operation.  The coordinator takes every submission in (bytes and a digest), looks up in the journal
what it already graded under the same circumstances, and hands the rest to workers, exercise by exercise so
that their judges stay warm. Each result goes to the journal before anything else happens with it: after
Ctrl-C, a crash or a power cut the next run goes on where this one ended. A worker that dies is replaced and
its task given out once more; a submission that is *not graded* is tried again by the next run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from grader import __version__
from grader.course import Course, Exercise
from grader.errors import ExerciseError, SandboxUnavailable, SubmissionRefused, UsageError
from grader.grading.grader import maximum_of, roles_of
from grader.grading.worker import Graded, Task, Worker, WorkerUnavailable
from grader.model import ClassResults, Fault, Isolation, Level, Outcome, Result, Row
from grader.report import gradebook, html
from grader.report.document import to_json
from grader.store.journal import Journal, Key
from grader.submission import Submission, take_in

_ARCHIVES = re.compile(r"\.(zip|tar|tar\.gz|tgz|tar\.bz2|tar\.xz)$")
_NOTHING_RAN = "nothing was run"
_MOST_DEATHS = 3  # of workers at one task


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One submission of a class: whose, to which exercise, and where it lies."""

    student: str
    exercise: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """What a class's folder holds."""

    jobs: tuple[HandIn, ...]
    unknown_folders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProgress:
    """One more submission is done; `resumed` of them were found in the journal."""

    done: int
    total: int
    resumed: int
    student: str
    exercise: str
    outcome: Outcome


def plan(course: Course, folder: Path) -> ClassPlan:
    """Find the submissions in a class's folder. Raises `UsageError` when there is no such folder, or nothing in it."""
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", hint="it must hold STUDENT/TOPIC/EXERCISE/ folders")
    known = set(course.ids())
    jobs, unknown = [], []
    for path, name in _leaves(folder):
        student, _, exercise = name.partition("/")
        if exercise in known:
            jobs.append(HandIn(student=student, exercise=exercise, path=path))
        else:
            unknown.append(name)
    if not jobs:
        raise UsageError(
            f"there is no submission in `{folder}`", hint="a submission is a folder or archive STUDENT/TOPIC/EXERCISE"
        )
    return ClassPlan(jobs=tuple(jobs), unknown_folders=tuple(sorted(unknown)))


def _leaves(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield what lies at STUDENT/TOPIC/EXERCISE, and what ends earlier, with its name without an archive's suffix."""
    for student in _entries(folder):
        topics = _entries(student)
        if not topics:
            yield student, student.name
        for topic in topics:
            exercises = _entries(topic)
            if not exercises:
                yield topic, f"{student.name}/{_ARCHIVES.sub('', topic.name)}"
            for exercise in exercises:
                yield exercise, f"{student.name}/{topic.name}/{_ARCHIVES.sub('', exercise.name)}"


def _entries(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and not entry.is_symlink())


def run(
    course: Course,
    plan: ClassPlan,
    *,
    out: Path,
    level: Level | None = None,
    require: Level | None = None,
    workers: int | None = None,
    seed: int | None = None,
    on_progress: Callable[[ClassProgress], None] = lambda _: None,
) -> ClassResults:
    """Grade a class; write `results.json`, `gradebook.csv` and `report.html` into `out`, beside the journal.

    One seed serves the whole class; without one, the journal's is used, or a new one. On
    `KeyboardInterrupt` what is done is saved and the exception goes on. Raises `SandboxUnavailable`.
    """
    out.mkdir(parents=True, exist_ok=True)
    with Journal(out / "journal.jsonl", seed) as journal:
        coordinator = _Coordinator(course, plan, journal, on_progress)
        try:
            coordinator.grade(level, require, workers or os.cpu_count() or 1)
        finally:
            results = coordinator.results()
            if results.rows:
                write(results, out)
    return results


def write(results: ClassResults, out: Path) -> None:
    """Write the three documents of a class."""
    (out / "results.json").write_text(to_json(results), encoding="utf-8")
    (out / "gradebook.csv").write_text(gradebook.gradebook_csv(results), encoding="utf-8", newline="")
    (out / "report.html").write_text(html.class_page(results), encoding="utf-8")


class _Coordinator:
    """Gives tasks to workers and collects what they come to."""

    def __init__(
        self, course: Course, plan: ClassPlan, journal: Journal, on_progress: Callable[[ClassProgress], None]
    ) -> None:
        self._course = course
        self._plan = plan
        self._journal = journal
        self._on_progress = on_progress
        self._exercises: dict[str, Exercise] = {}
        self._results: dict[int, Result] = {}
        self._waiting: list[Task] = []
        self._deaths: dict[int, int] = {}
        self._resumed = 0
        self._level: Level | None = None

    def grade(self, level: Level | None, require: Level | None, workers: int) -> None:
        """Take everything in, then keep the workers busy until nothing waits."""
        self._level = level
        for number, job in enumerate(self._plan.jobs):
            self._take_in(number, job)
        self._waiting.sort(key=lambda task: (task.exercise, task.number), reverse=True)
        pool = [self._worker(level, require) for _ in range(min(workers, len(self._waiting)))]
        try:
            self._keep_busy(pool, lambda: self._worker(level, require))
        finally:
            for worker in pool:
                worker.stop()

    def _worker(self, level: Level | None, require: Level | None) -> Worker:
        return Worker(self._course.root, level, require)

    def _take_in(self, number: int, job: HandIn) -> None:
        try:
            exercise = self._exercise(job.exercise)
            submission = take_in(job.path, wanted=roles_of(exercise))
        except SubmissionRefused as refusal:
            message = f"{refusal.fact}\n{refusal.hint}".strip()
            self._record(number, self._unjudged(job.exercise, "", Fault.STUDENT, message))
            return
        except (ExerciseError, UsageError) as problem:
            fault = Fault.AUTHOR if isinstance(problem, ExerciseError) else Fault.STUDENT
            self._record(number, self._unjudged(job.exercise, "", fault, problem.fact))
            return
        found = self._journal.find(self._key(job, submission, exercise))
        if found is not None and self._level in (None, found.isolation.level):
            self._resumed += 1
            self._record(number, found)
        else:
            self._waiting.append(self._task(number, job, submission))

    def _exercise(self, id: str) -> Exercise:
        if id not in self._exercises:
            self._exercises[id] = self._course.load(id)
        return self._exercises[id]

    def _task(self, number: int, job: HandIn, submission: Submission) -> Task:
        return Task(
            number=number,
            exercise=job.exercise,
            files=submission.files,
            digest=submission.digest,
            seed=self._journal.seed,
        )

    def _key(self, job: HandIn, submission: Submission | Task, exercise: Exercise) -> Key:
        return Key(
            student=job.student,
            exercise=job.exercise,
            submission_digest=submission.digest,
            exercise_digest=exercise.digest,
            seed=self._journal.seed,
            grader_version=__version__,
        )

    def _keep_busy(self, pool: list[Worker], replace: Callable[[], Worker]) -> None:
        for worker in pool:
            self._give(worker)
        while busy := {worker.connection: worker for worker in pool if worker.task is not None}:
            for ready in wait(list(busy)):
                worker = busy[ready]  # type: ignore[index]
                if self._collect(worker):
                    self._give(worker)
                else:
                    worker.stop()
                    pool[pool.index(worker)] = fresh = replace()
                    self._give(fresh)

    def _give(self, worker: Worker) -> None:
        """Hand out the next task, of the exercise this worker is warm for if there is one."""
        worker.task = None
        if not self._waiting:
            return
        same = (n for n in reversed(range(len(self._waiting))) if self._waiting[n].exercise == worker.last_exercise)
        task = self._waiting.pop(next(same, -1))
        try:
            worker.give(task)
        except OSError:
            worker.task = task  # its end will show when it is collected

    def _collect(self, worker: Worker) -> bool:
        """Take a worker's answer; return whether the worker lives."""
        task = worker.task
        assert task is not None, "only busy workers are waited for"
        try:
            answer = worker.answer()
        except (EOFError, OSError):
            self._died_at(task)
            return False
        if isinstance(answer, WorkerUnavailable):
            raise SandboxUnavailable(answer.fact, hint=answer.hint)
        self._finish(task, answer)
        return True

    def _died_at(self, task: Task) -> None:
        deaths = self._deaths[task.number] = self._deaths.get(task.number, 0) + 1
        if deaths < _MOST_DEATHS:
            self._waiting.append(task)
            return
        message = f"{deaths} workers died while they graded it"
        self._record(task.number, self._unjudged(task.exercise, task.digest, Fault.GRADER, message))

    def _finish(self, task: Task, answer: Graded) -> None:
        job = self._plan.jobs[task.number]
        self._journal.add(self._key(job, task, self._exercises[task.exercise]), answer.result)
        self._record(task.number, answer.result)

    def _record(self, number: int, result: Result) -> None:
        self._results[number] = result
        job = self._plan.jobs[number]
        self._on_progress(
            ClassProgress(
                done=len(self._results),
                total=len(self._plan.jobs),
                resumed=self._resumed,
                student=job.student,
                exercise=job.exercise,
                outcome=result.outcome,
            )
        )

    def _unjudged(self, exercise: str, digest: str, fault: Fault, message: str) -> Result:
        known = self._exercises.get(exercise)
        return Result(
            exercise=exercise,
            submission_digest=digest,
            exercise_digest=known.digest if known else "",
            grader_version=__version__,
            isolation=Isolation(level=self._level or Level.STRONG, detail=_NOTHING_RAN),
            seed=self._journal.seed,
            graded=False,
            outcome=Outcome.REFUSED if fault is Fault.STUDENT else Outcome.NOT_GRADED,
            score=0,
            max_score=maximum_of(known) if known else 0,
            message=message,
            fault=fault,
        )

    def results(self) -> ClassResults:
        """Return what there is so far, in the order of the plan."""
        rows = [
            Row(student=self._plan.jobs[number].student, result=self._results[number])
            for number in sorted(self._results)
        ]
        ran = [row.result.isolation for row in rows if row.result.isolation.detail != _NOTHING_RAN]
        return ClassResults(
            grader_version=__version__,
            isolation=ran[0] if ran else Isolation(level=self._level or Level.STRONG, detail=_NOTHING_RAN),
            rows=tuple(rows),
            unknown_folders=self._plan.unknown_folders,
        )
