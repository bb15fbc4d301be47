"""One process that grades what it is given: a sandbox of its own, a grader, and a pipe.

    pool ──GradingJob──▶ worker        the submission's files, the exercise's id, the seed
         ──TakeInJob──▶                or where a hand-in lies
         ◀──Ready──                    first: how it can confine submissions, or
         ◀──WorkerUnavailable──        the reason why it cannot
         ◀──Done, TakenIn──            then one for each job, in their order

The pool (`grader.grading.pool`) keeps a few. A worker that dies takes nothing along: its jobs are given to another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.course import Course, Exercise
from grader.errors import ExerciseError, GraderError, LibrariesMissing, OursError, SubmissionRefused, UsageError
from grader.grading import results
from grader.grading.grader import Grader, open_grader
from grader.grading.intake import taken_in_apart
from grader.grading.jobs import Job, TakeInJob, TakenIn
from grader.grading.prepare import Identity, Prepared
from grader.grading.spent import Spent
from grader.judge.records import Record
from grader.model import Fault, Isolation, Level, Result

_PATIENCE_S = 5.0  # for a worker to end by itself
# What a socket holds of a message that nobody reads yet, many times over. More could block the pool, while the worker
# waits for it to take a result.
_AHEAD_BYTES = 1 << 15


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The worker has a sandbox."""

    isolation: Isolation


class Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """The result of the job in hand, what it took, and what was recorded if that was wanted."""

    result: Result
    spent: Spent = Spent()
    records: tuple[Record, ...] = ()


class WorkerUnavailable(msgspec.Struct, frozen=True, kw_only=True, tag="unavailable"):
    """The worker could not even start: no sandbox to be had."""

    fact: str
    hint: str


FromWorker = Ready | Done | TakenIn | WorkerUnavailable


class Worker:
    """The pool's end of a worker process, which starts at once."""

    def __init__(self, course: Path, level: Level | None, require: Level | None) -> None:
        # A fresh interpreter: what the pool's process holds (a progress bar's threads) stays there.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=main, args=(str(course), level, require, theirs), daemon=False)
        self._process.start()
        theirs.close()
        self.jobs: deque[Job] = deque()  # the one in hand, and one that it finds when that is done
        self.last_exercise = ""

    def give(self, job: Job) -> None:
        """Hand it a job. Raises `OSError` when the worker is gone."""
        self._give(job, msgspec.msgpack.encode(job))

    def give_ahead(self, job: Job) -> bool:
        """Hand it a job while it has another in hand; return whether that could be done. Raises as `give` does."""
        message = msgspec.msgpack.encode(job)
        if len(message) > _AHEAD_BYTES:
            return False
        self._give(job, message)
        return True

    def _give(self, job: Job, message: bytes) -> None:
        self.jobs.append(job)
        self.last_exercise = job.exercise
        self.connection.send_bytes(message)

    def receive(self) -> FromWorker:
        """Return what it sent. Raises `EOFError` or `OSError` when it is gone."""
        said: FromWorker = msgspec.msgpack.decode(self.connection.recv_bytes(), type=FromWorker)
        return said

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    def stop(self) -> None:
        """End it, and with it its judges, its server and their jails."""
        self.connection.close()
        self._process.join(_PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def main(course: str, level: Level | None, require: Level | None, connection: Connection) -> None:
    """A worker's life: open a sandbox, then grade until the pipe closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the pool's, which closes the pipe
    try:
        grader = open_grader(level, require, environment=Course(Path(course)).manifest.environment)
    except GraderError as problem:
        connection.send_bytes(msgspec.msgpack.encode(WorkerUnavailable(fact=problem.fact, hint=problem.hint)))
        return
    with grader, contextlib.suppress(EOFError, OSError):
        connection.send_bytes(msgspec.msgpack.encode(Ready(isolation=grader.isolation)))
        serve(grader, Course(Path(course)), connection)


def serve(grader: Grader, course: Course, connection: Connection) -> None:
    """Do job after job."""
    exercises: dict[str, Exercise] = {}
    while True:
        job = msgspec.msgpack.decode(connection.recv_bytes(), type=Job)
        started = time.monotonic()
        done = _done(grader, course, exercises, job)
        if isinstance(done, Done):
            busy = Spent(busy_s=time.monotonic() - started)
            done = msgspec.structs.replace(done, spent=grader.spent() + busy)
        connection.send_bytes(msgspec.msgpack.encode(done))


def _done(grader: Grader, course: Course, exercises: dict[str, Exercise], job: Job) -> Done | TakenIn:
    try:
        exercise = exercises.get(job.exercise) or exercises.setdefault(job.exercise, course.load(job.exercise))
        if isinstance(job, TakeInJob):
            return _taken_in(grader.prepared(exercise), job)
    except LibrariesMissing as missing:
        return Done(result=results.not_offered(job.exercise, missing, seed=job.seed))
    except ExerciseError as problem:  # wrong, or in the middle of a save
        return Done(result=results.not_graded(Identity(id=job.exercise), problem, Fault.AUTHOR, seed=job.seed))
    result = grader.grade_submission(exercise, job.submission, seed=job.seed, options=job.options)
    return Done(result=result, records=grader.records())


def _taken_in(prepared: Prepared, job: TakeInJob) -> Done | TakenIn:
    """Take a hand-in in; what cannot be has its result at once, and ends nobody else's."""
    identity = prepared.identity
    try:
        submission = taken_in_apart(lambda: job.taken_in(prepared.roles))
    except (SubmissionRefused, UsageError) as refusal:
        return Done(result=results.refused(identity, refusal, seed=job.seed))
    except OursError as problem:
        return Done(result=results.not_graded(identity, problem, Fault.GRADER, seed=job.seed))
    return TakenIn(identity=identity, submission=submission)
