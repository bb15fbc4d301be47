"""The gradings an audit asks for. A trial says what to do with its result, which may bring further trials.

A pool grades them; a result that an earlier audit at the same level knows is not asked for again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from grader.audit.findings import Kept
from grader.course import Exercise
from grader.errors import ExerciseError, SubmissionRefused
from grader.grading import results
from grader.grading.jobs import GradingJob
from grader.grading.pool import Pool
from grader.grading.prepare import Identity, Prepared, prepare
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.model import Fault, Result
from grader.submission import from_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A submission to grade, and what to do with its result: returns further trials, or none.

    A program that looks for secrets prints what it saw, and one that is larger than life costs more: neither is an
    ordinary one, which feedback is searched and checks are timed with. Whoever asks whether two gradings agree wants
    them `anew`, never a result from before.
    """

    exercise: Exercise
    files: dict[str, bytes]
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    is_ordinary: bool = True
    anew: bool = False
    then: Callable[[Result], Iterable[Trial]]


# What is graded, by which checks, with which inputs, how. In which order is no part of it: `RunOptions.first` decides
# which checks an early end leaves out, and never what a submission earns.
Key = tuple[str, str, str, int, RunOptions]


@dataclass(slots=True)
class _Way:
    """One exercise's way through the trials: how many are still open, since when, and what was known before."""

    open: int = 0
    started: float = field(default_factory=time.monotonic)
    kept: Kept = field(default_factory=Kept)


class Trials:
    """Has trials graded by a pool until none is left.

    `known` holds results of earlier audits at the same level, and takes those of this one: what neither an
    exercise nor an answer has changed since comes to the same.
    """

    def __init__(self, pool: Pool, known: dict[Key, Result] | None = None) -> None:
        self._pool = pool
        self._known = {} if known is None else known
        self._earlier = frozenset(self._known)
        self._prepared: dict[str, Prepared] = {}
        self._given: dict[int, Trial] = {}
        self._ways: dict[str, _Way] = {}
        self._number = 0
        self.graded = 0

    def run(
        self,
        trials: Iterable[Trial],
        *,
        on_result: Callable[[int, int], None] = lambda *_: None,
        on_end: Callable[[str, float, Kept], None] = lambda *_: None,
    ) -> None:
        """Grade until nothing is left; `on_result` hears how many are graded and wait.

        `on_end` hears of each exercise that is through, how long it took, and what of it was known. Raises
        `SandboxUnavailable` when this machine does not give the level.
        """
        self._pool.add(self._jobs(trials))
        self._tell_ended(on_end)
        for job, result in self._pool.results():
            trial = self._given.pop(job.number)
            assert isinstance(job, GradingJob) and isinstance(result, Result), "nothing else was given"
            if result.graded:
                self._known[_key(job, result)] = result
            self._pool.add(list(self._concluded(trial, result)), first=True)
            on_result(self.graded, self._pool.waiting)
            self._tell_ended(on_end)
        digests = {id: prepared.identity.digest for id, prepared in self._prepared.items()}
        for key in [key for key in self._known if digests.get(key[0], key[1]) != key[1]]:
            del self._known[key]  # of an exercise as it was

    def _jobs(self, trials: Iterable[Trial]) -> Iterator[GradingJob]:
        """Yield a job for each trial that has to be graded; the others have their results at once."""
        for trial in trials:
            way = self._ways.setdefault(trial.exercise.id, _Way())
            way.open += 1
            job = self._job(trial)
            if isinstance(job, GradingJob):
                self._given[job.number] = trial
                yield job
            else:
                yield from self._concluded(trial, job)

    def _job(self, trial: Trial) -> GradingJob | Result:
        identity = Identity(id=trial.exercise.id)
        try:
            prepared = self._prepared_for(trial.exercise)
            identity = prepared.identity
            submission = from_files(trial.files, wanted=prepared.roles)
        except ExerciseError as problem:
            return results.not_graded(identity, problem, Fault.AUTHOR, seed=trial.seed)
        except SubmissionRefused as refusal:
            return results.refused(identity, refusal, seed=trial.seed)
        key = identity.id, identity.digest, submission.digest, trial.seed, _without_order(trial.options)
        known = None if trial.anew else self._known.get(key)
        if known is not None:
            if key in self._earlier:
                self._ways[identity.id].kept += Kept(gradings=1, seconds=known.duration_ms / 1000)
            return known
        self._number += 1
        return GradingJob.of(
            submission, number=self._number, exercise=identity.id, seed=trial.seed, options=trial.options
        )

    def _prepared_for(self, exercise: Exercise) -> Prepared:
        known = self._prepared.get(exercise.id)
        if known is None:
            known = self._prepared[exercise.id] = prepare(exercise)
        return known

    def _concluded(self, trial: Trial, result: Result) -> Iterator[GradingJob]:
        self.graded += 1
        yield from self._jobs(trial.then(result))
        self._ways[trial.exercise.id].open -= 1

    def _tell_ended(self, on_end: Callable[[str, float, Kept], None]) -> None:
        for id in [id for id, way in self._ways.items() if not way.open]:
            way = self._ways.pop(id)
            on_end(id, time.monotonic() - way.started, way.kept)


def _key(job: GradingJob, result: Result) -> Key:
    """Return what was graded, under the digest of the checks that did it."""
    options = _without_order(job.options)
    return result.exercise, result.exercise_digest, result.submission_digest, result.seed, options


def _without_order(options: RunOptions) -> RunOptions:
    return replace(options, first=())
