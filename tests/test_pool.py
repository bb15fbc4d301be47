"""The pool: workers that have their next job before they are through, and lose none when they die."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from grader.course import Course
from grader.grading.jobs import GradingJob
from grader.grading.pool import Pool
from grader.grading.prepare import prepare
from grader.grading.worker import Worker
from grader.model import Fault, Outcome, Result
from grader.submission import from_files
from tests.audit_course import ID, AuditCourse


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A sound course."""
    return AuditCourse(tmp_path).root


def jobs(root: Path, count: int, *, padding: int = 0) -> list[GradingJob]:
    """The reference so many times, with a comment of so many bytes."""
    exercise = Course(root).load(ID)
    files = exercise.answer_files("reference")
    padded = {name: text + b"#" * padding for name, text in files.items()}
    submission = from_files(padded, wanted=prepare(exercise).roles)
    return [GradingJob.of(submission, number=number, exercise=ID, seed=number) for number in range(count)]


def test_a_worker_that_dies_with_two_jobs_loses_neither(root: Path) -> None:
    """The one in hand is graded again, the one that it had not begun is too, and each has one result."""
    results: dict[int, list[Outcome]] = {number: [] for number in range(5)}
    with Pool(root, workers=1) as pool:
        pool.add(jobs(root, 5))
        for done, (job, result) in enumerate(pool.results()):
            assert isinstance(result, Result)
            results[job.number].append(result.outcome)
            if done < 2:
                os.kill(pool.pids()[0], signal.SIGKILL)

    assert results == {number: [Outcome.PASSED] for number in range(5)}


class _DeadlyPool(Pool):
    """A pool whose next `doomed` workers die as soon as they are hired."""

    doomed = 0

    def _hire(self) -> Worker:
        worker = super()._hire()
        if self.doomed:
            self.doomed -= 1
            os.kill(worker.pid, signal.SIGKILL)
        return worker


def test_what_a_dead_worker_had_not_begun_is_to_blame_for_nothing(root: Path) -> None:
    """Three deaths at one job give that one up, and not the one behind it."""
    outcomes: dict[int, tuple[Outcome, Fault]] = {}
    with _DeadlyPool(root, workers=1) as pool:
        pool.add(jobs(root, 3))
        for job, result in pool.results():
            assert isinstance(result, Result)
            outcomes[job.number] = result.outcome, result.fault
            if job.number == 0:
                pool.doomed = 2
                os.kill(pool.pids()[0], signal.SIGKILL)

    assert outcomes == {
        0: (Outcome.PASSED, Fault.NONE),
        1: (Outcome.NOT_GRADED, Fault.GRADER),
        2: (Outcome.PASSED, Fault.NONE),
    }


def test_submissions_larger_than_a_pipe_get_through(root: Path) -> None:
    """A job that a worker has not asked for never blocks the pool."""
    with Pool(root, workers=2) as pool:
        pool.add(jobs(root, 6, padding=250_000))
        outcomes = [result.outcome for _, result in pool.results() if isinstance(result, Result)]

    assert outcomes == [Outcome.PASSED] * 6


def test_a_pool_says_what_an_exercise_took(root: Path) -> None:
    """Every grading of two checks takes two jails, each of which loads the submission."""
    with Pool(root, workers=2) as pool:
        pool.add(jobs(root, 3))
        count = len(list(pool.results()))
        spent = pool.spent(ID)

    assert count == 3
    assert (spent.forks, spent.checks) == (6, 6)
    assert 0 < spent.loads <= spent.forks
    assert spent.busy_s > 0
