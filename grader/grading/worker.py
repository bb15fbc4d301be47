"""One process that grades what it is given: a sandbox of its own, a grader, and a pipe.

    coordinator ──Task──▶ worker        the submission's files, the exercise's id, the seed
                ◀─Result──              or the reason why the worker cannot work

The coordinator (`grader.classroom`) keeps a few. A worker that dies takes nothing along: its task is given
to another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.course import Course, Exercise
from grader.errors import GraderError
from grader.grading.grader import Grader, open_grader
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.model import Level, Result
from grader.submission import Submission


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A submission to grade."""

    number: int
    exercise: str
    files: dict[str, bytes]
    digest: str
    seed: int
    options: RunOptions = DEFAULT_OPTIONS


class Graded(msgspec.Struct, frozen=True, kw_only=True, tag="graded"):
    """A task's result."""

    number: int
    result: Result


class WorkerUnavailable(msgspec.Struct, frozen=True, kw_only=True, tag="unfit"):
    """The worker could not even start: no sandbox to be had."""

    fact: str
    hint: str


WorkerReply = Graded | WorkerUnavailable


class Worker:
    """The coordinator's end of a worker process, which starts at once."""

    def __init__(self, course: Path, level: Level | None, require: Level | None) -> None:
        # A fresh interpreter: what the coordinator's process holds (a progress bar's threads) stays there.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=main, args=(str(course), level, require, theirs), daemon=False)
        self._process.start()
        theirs.close()
        self.task: Task | None = None
        self.last_exercise = ""

    def give(self, task: Task) -> None:
        """Hand it a task. Raises `OSError` when the worker is gone."""
        self.task, self.last_exercise = task, task.exercise
        self.connection.send_bytes(msgspec.msgpack.encode(task))

    def answer(self) -> WorkerReply:
        """Return what it sent. Raises `EOFError` or `OSError` when it is gone."""
        answer: WorkerReply = msgspec.msgpack.decode(self.connection.recv_bytes(), type=WorkerReply)
        return answer

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    def stop(self) -> None:
        """End it, and with it its judges, its server and their jails."""
        self.connection.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def main(course: str, level: Level | None, require: Level | None, connection: Connection) -> None:
    """A worker's life: open a sandbox, then grade until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's, which closes the pipe
    try:
        grader = open_grader(level, require)
    except GraderError as problem:
        connection.send_bytes(msgspec.msgpack.encode(WorkerUnavailable(fact=problem.fact, hint=problem.hint)))
        return
    with grader, contextlib.suppress(EOFError, OSError):
        serve(grader, Course(Path(course)), connection)


def serve(grader: Grader, course: Course, connection: Connection) -> None:
    """Grade task after task."""
    exercises: dict[str, Exercise] = {}
    while True:
        task = msgspec.msgpack.decode(connection.recv_bytes(), type=Task)
        exercise = exercises.get(task.exercise) or exercises.setdefault(task.exercise, course.load(task.exercise))
        submission = Submission(files=task.files, ignored=(), digest=task.digest)
        result = grader.grade_submission(exercise, submission, seed=task.seed, options=task.options)
        connection.send_bytes(msgspec.msgpack.encode(Graded(number=task.number, result=result)))
