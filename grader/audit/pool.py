"""Grades many submissions on a few workers. A request says what to do with its result, which may bring others.

Each worker stays with one exercise as long as that has anything waiting, so that its judge stays warm, and
no two workers take the same exercise while there is another. A worker that dies is replaced and its
submission graded once more; the second death makes it *not graded*.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path

from grader import __version__
from grader.course import Exercise
from grader.errors import ExerciseError, SandboxUnavailable, SubmissionRefused
from grader.grading.grader import maximum_of, roles_of
from grader.grading.worker import Task, Worker, WorkerUnavailable
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.model import Isolation, Level, Outcome, Result
from grader.submission import from_files

_MOST_DEATHS = 2  # of workers at one submission


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingJob:
    """A submission to grade, and what to do with its result: returns further requests, or none.

    A program that looks for secrets prints what it saw; its feedback is not `searched` for leaks. Whoever asks
    whether two gradings agree wants them `anew`, never a result from before.
    """

    exercise: Exercise
    files: dict[str, bytes]
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    searched: bool = True
    anew: bool = False
    then: Callable[[Result], Iterable[GradingJob]]


@dataclass(slots=True)
class _Bench:
    """One exercise's requests: those that wait, how many are being graded, and since when."""

    waiting: deque[GradingJob] = field(default_factory=deque)
    busy: int = 0
    started: float = 0.0


# What is graded, by which checks, with which inputs, how.
Key = tuple[str, str, str, int, RunOptions]


class Pool:
    """Workers with sandboxes of their own; they start at once and end with `close`. For use in a `with`.

    `known` holds results of earlier pools at the same level, and takes those of this one: what neither an
    exercise nor a submission has changed since comes to the same.
    """

    def __init__(
        self,
        course: Path,
        *,
        level: Level | None = None,
        workers: int | None = None,
        known: dict[Key, Result] | None = None,
    ) -> None:
        self._course = course
        self._level = level
        self._known = {} if known is None else known
        self._digests: dict[str, str] = {}
        self._workers = [self._hire() for _ in range(workers or os.cpu_count() or 1)]
        self._in_hand: dict[int, tuple[Task, GradingJob]] = {}
        self._deaths: dict[int, int] = {}
        self._benches: dict[str, _Bench] = {}
        self._numbers = 0
        self.isolation: Isolation | None = None
        self.graded = 0

    def _hire(self) -> Worker:
        return Worker(self._course, self._level, None)

    def grade(
        self,
        requests: Iterable[GradingJob],
        *,
        on_result: Callable[[int, int], None] = lambda *_: None,
        on_end: Callable[[str, float], None] = lambda *_: None,
    ) -> None:
        """Grade until nothing waits; `on_end` hears of each exercise that is through, and how long it took.

        Raises `SandboxUnavailable` when this machine does not give the level.
        """
        self._add(requests)
        busy = True
        while busy:
            busy = self._give_out()
            for number in self._answers() if busy else ():
                task, _ = self._in_hand.pop(number)
                self._benches[task.exercise].busy -= 1
            on_result(self.graded, sum(len(bench.waiting) for bench in self._benches.values()))
            for exercise in [name for name, bench in self._benches.items() if not bench.waiting and not bench.busy]:
                on_end(exercise, time.monotonic() - self._benches.pop(exercise).started)
        for key in [key for key in self._known if self._digests.get(key[0], key[1]) != key[1]]:
            del self._known[key]  # of an exercise as it was

    # Requests

    def _add(self, requests: Iterable[GradingJob], *, first: bool = False) -> None:
        for request in reversed(list(requests)) if first else requests:
            bench = self._benches.setdefault(request.exercise.id, _Bench())
            (bench.waiting.appendleft if first else bench.waiting.append)(request)

    def _give_out(self) -> bool:
        """Give every free worker something to do; return whether anything is being done."""
        for index, worker in enumerate(self._workers):
            while worker.task is None and (request := self._next_for(worker)) is not None:
                self._give(index, request)
        return bool(self._in_hand)

    def _next_for(self, worker: Worker) -> GradingJob | None:
        waiting = {name: bench for name, bench in self._benches.items() if bench.waiting}
        if not waiting:
            return None
        untouched = (name for name, bench in waiting.items() if not bench.busy)
        name = worker.last_exercise if worker.last_exercise in waiting else next(untouched, next(iter(waiting)))
        return waiting[name].waiting.popleft()

    def _give(self, index: int, request: GradingJob) -> None:
        bench = self._benches[request.exercise.id]
        bench.started = bench.started or time.monotonic()
        try:
            submission = from_files(request.files, wanted=roles_of(request.exercise))
        except SubmissionRefused as refusal:
            self._conclude(request, unjudged(request, Outcome.REFUSED, f"{refusal.fact}\n{refusal.hint}".strip()))
            return
        known = None if request.anew else self._known.get(self._key(request, submission.digest))
        if known is not None:
            self.isolation = known.isolation
            self._conclude(request, known)
            return
        self._numbers += 1
        task = Task(
            number=self._numbers,
            exercise=request.exercise.id,
            files=submission.files,
            digest=submission.digest,
            seed=request.seed,
            options=request.options,
        )
        bench.busy += 1
        self._in_hand[task.number] = task, request
        with contextlib.suppress(OSError):  # its end will show when it is collected
            self._workers[index].give(task)

    def _key(self, request: GradingJob, submission_digest: str, exercise_digest: str = "") -> Key:
        id = request.exercise.id
        if id not in self._digests:
            with contextlib.suppress(ExerciseError):  # in the middle of a save: the worker will say so
                self._digests[id] = request.exercise.digest
        return id, exercise_digest or self._digests.get(id, ""), submission_digest, request.seed, request.options

    def _conclude(self, request: GradingJob, result: Result) -> None:
        self.graded += 1
        self._add(request.then(result), first=True)

    # Answers

    def _answers(self) -> list[int]:
        """Wait for workers; return the numbers of the tasks that came to an end."""
        busy = {worker.connection: index for index, worker in enumerate(self._workers) if worker.task is not None}
        ended = [self._collect(busy[ready]) for ready in wait(list(busy))]  # type: ignore[index]
        return [number for number in ended if number]

    def _collect(self, index: int) -> int:
        worker = self._workers[index]
        task = worker.task
        assert task is not None, "only busy workers are waited for"
        request = self._in_hand[task.number][1]
        try:
            answer = worker.answer()
        except (EOFError, OSError):
            return self._bury(index, task, request)
        worker.task = None
        if isinstance(answer, WorkerUnavailable):
            raise SandboxUnavailable(answer.fact, hint=answer.hint)
        self.isolation = answer.result.isolation
        if answer.result.graded:
            self._known[self._key(request, task.digest, answer.result.exercise_digest)] = answer.result
        self._conclude(request, answer.result)
        return task.number

    def _bury(self, index: int, task: Task, request: GradingJob) -> int:
        """Replace a dead worker, which tries once more; the number of the task when that was the second death."""
        self._workers[index].stop()
        self._workers[index] = self._hire()
        deaths = self._deaths[task.number] = self._deaths.get(task.number, 0) + 1
        if deaths < _MOST_DEATHS:
            with contextlib.suppress(OSError):
                self._workers[index].give(task)
            return 0
        self._conclude(request, unjudged(request, Outcome.NOT_GRADED, f"{deaths} workers died while they graded it"))
        return task.number

    def pids(self) -> list[int]:
        """Return the workers' process ids."""
        return [worker.pid for worker in self._workers]

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.stop()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def unjudged(request: GradingJob, outcome: Outcome, message: str) -> Result:
    """Return the result of a submission that was refused, or that could not be graded: nothing was run."""
    return Result(
        exercise=request.exercise.id,
        submission_digest="",
        exercise_digest=request.exercise.digest,
        grader_version=__version__,
        isolation=Isolation(level=Level.NONE, detail="nothing was run"),
        seed=request.seed,
        graded=outcome is Outcome.REFUSED,
        outcome=outcome,
        score=0,
        max_score=maximum_of(request.exercise),
        message=message,
    )
