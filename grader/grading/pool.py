"""Grades many submissions on a few workers: jobs in, results out, and further jobs at any time in between.

Each worker stays with one exercise as long as that has anything waiting, so that its judge stays ready, and no
two workers take the same exercise while there is another. While enough waits, a worker has its next job before it is
through with the one in hand, and waits for nobody. A worker that dies is replaced and its jobs given out again; a job
at which several died is *not graded*.

This is the seam behind which a queue can stand: nobody above knows where a job is graded.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path

from grader.course import Course
from grader.errors import ExerciseError, JailBroken, LibrariesMissing, OursError, SandboxUnavailable
from grader.grading import results
from grader.grading.jobs import GradingJob, Job, TakenIn
from grader.grading.prepare import Identity, prepare
from grader.grading.recorded import recorded
from grader.grading.spent import Spent
from grader.grading.worker import Done, Ready, Worker, WorkerUnavailable
from grader.model import Fault, Isolation, Level, Result

_MOST_DEATHS = 3  # of workers at one job, or before any of them was ready


@dataclass(slots=True)
class _Queue:
    """One exercise's jobs: those that wait, how many are being graded, and what the others took."""

    waiting: deque[Job] = field(default_factory=deque)
    busy: int = 0
    spent: Spent = field(default_factory=Spent)


class Pool:
    """Workers with sandboxes of their own; they start at once and end with `close`. For use in a `with`."""

    def __init__(
        self,
        course: Path,
        *,
        level: Level | None = None,
        require: Level | None = None,
        workers: int | None = None,
    ) -> None:
        self._course = course
        self._level = level
        self._require = require
        self._workers = [self._hire() for _ in range(workers or os.cpu_count() or 1)]
        self._queues: dict[str, _Queue] = {}
        self._deaths: dict[int, int] = {}
        self._early_deaths = 0
        self._isolation: Isolation | None = None
        self._given_up: deque[tuple[Job, Result | TakenIn]] = deque()

    def _hire(self) -> Worker:
        return Worker(self._course, self._level, self._require)

    @property
    def isolation(self) -> Isolation:
        """How submissions are confined; waits for the first worker.

        Raises `SandboxUnavailable` when this machine does not give the level.
        """
        while self._isolation is None:
            for index in self._ready(self._workers):
                self._receive(index)
        return self._isolation

    # Jobs

    def add(self, jobs: Iterable[Job], *, first: bool = False) -> None:
        """Let jobs wait: behind those of their exercise, or before them in the order given."""
        for job in reversed(list(jobs)) if first else jobs:
            queue = self._queues.setdefault(job.exercise, _Queue())
            (queue.waiting.appendleft if first else queue.waiting.append)(job)

    @property
    def waiting(self) -> int:
        """How many jobs nobody has taken yet."""
        return sum(len(queue.waiting) for queue in self._queues.values())

    @property
    def size(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def spent(self, exercise: str) -> Spent:
        """Return what the gradings of an exercise took so far."""
        return self._queues[exercise].spent if exercise in self._queues else Spent()

    def results(self) -> Iterator[tuple[Job, Result | TakenIn]]:
        """Yield each job with its result as it comes, until nothing waits; jobs may be added meanwhile.

        Raises `SandboxUnavailable` when this machine does not give the level.
        """
        while True:
            self._give_out()
            busy = [worker for worker in self._workers if worker.jobs]
            if not busy and not self._given_up:
                return
            for index in self._ready(busy) if not self._given_up else ():
                done = self._receive(index)
                if done is not None:
                    yield done
                    self._give_out()
            while self._given_up:
                yield self._given_up.popleft()

    def _give_out(self) -> None:
        for worker in self._workers:
            if not worker.jobs and (job := self._next_for(worker)) is not None:
                self._queues[job.exercise].busy += 1
                with contextlib.suppress(OSError):  # its end will show when it is waited for
                    worker.give(job)
        for worker in self._workers:
            if len(worker.jobs) == 1:
                self._give_ahead(worker)

    def _give_ahead(self, worker: Worker) -> None:
        """Let a worker have its next job of the exercise in hand, unless others may soon have nothing to do."""
        queue = self._queues[worker.last_exercise]
        if not queue.waiting or self.waiting < len(self._workers):
            return
        with contextlib.suppress(OSError):
            if not worker.give_ahead(queue.waiting[0]):
                return
        queue.waiting.popleft()
        queue.busy += 1

    def _next_for(self, worker: Worker) -> Job | None:
        waiting = {name: queue for name, queue in self._queues.items() if queue.waiting}
        if not waiting:
            return None
        untouched = (name for name, queue in waiting.items() if not queue.busy)
        name = worker.last_exercise if worker.last_exercise in waiting else next(untouched, next(iter(waiting)))
        return waiting[name].waiting.popleft()

    # Workers

    def _ready(self, workers: list[Worker]) -> list[int]:
        """Wait until some of these workers said something, or ended; return their places."""
        places = {worker.connection: self._workers.index(worker) for worker in workers}
        return [places[ready] for ready in wait(list(places))]  # type: ignore[index]

    def _receive(self, index: int) -> tuple[Job, Result | TakenIn] | None:
        """Hear one worker; return its job and the result, if that was what it said."""
        worker = self._workers[index]
        try:
            said = worker.receive()
        except (EOFError, OSError):
            self._replace(index)
            return None
        match said:
            case WorkerUnavailable():
                raise SandboxUnavailable(said.fact, hint=said.hint)
            case Ready():
                self._isolation = self._isolation or said.isolation
                return None
            case Done() | TakenIn():
                job = worker.jobs.popleft()  # it answers in the order in which it was asked
                queue = self._queues[job.exercise]
                queue.busy -= 1
                if isinstance(said, TakenIn):
                    return job, said
                queue.spent += said.spent
                return job, recorded(said.result, said.records)

    def _replace(self, index: int) -> None:
        """Start another worker in place of a dead one; its jobs wait again, first of all.

        It died at the one in hand: the one that it had not begun is to blame for nothing.
        """
        worker = self._workers[index]
        worker.stop()
        self._workers[index] = self._hire()
        for job in worker.jobs:
            self._queues[job.exercise].busy -= 1
        if worker.jobs:
            begun, *others = worker.jobs
            self.add(others, first=True)
            self._retry(begun)
        elif self._isolation is None:
            self._early_deaths += 1
            if self._early_deaths >= _MOST_DEATHS:
                raise OursError("the workers die before they can start", hint="`grade doctor` may say why")

    def _retry(self, job: Job) -> None:
        deaths = self._deaths[job.number] = self._deaths.get(job.number, 0) + 1
        if deaths < _MOST_DEATHS:
            self.add([job], first=True)
            return
        problem = JailBroken(f"{deaths} workers died while they graded it")
        identity = self._identity_of(job.exercise)
        result = results.not_graded(identity, problem, Fault.GRADER, seed=job.seed)
        self._given_up.append(
            (job, results.taken_in(result, job.submission) if isinstance(job, GradingJob) else result)
        )

    def _identity_of(self, id: str) -> Identity:
        try:
            return prepare(Course(self._course).load(id)).identity
        except (ExerciseError, LibrariesMissing):
            return Identity(id=id)

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
