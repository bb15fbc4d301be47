"""The table of contents: take a submission in, run it, check it, weigh it, tell.

Blame is never mixed: what the submission breaks costs it points; what the exercise or we break makes the
submission *not graded*, after one more try where a try can help.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from grader.course import Exercise
from grader.errors import ExerciseError, LibrariesMissing, OursError, SubmissionRefused
from grader.grading import results
from grader.grading.blame import Blame
from grader.grading.judges import Ahead, Judges
from grader.grading.prepare import ExerciseChanged, Identity, Prepared, prepare
from grader.grading.spent import Spent
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.judge.records import Record
from grader.judge.texts import entered
from grader.model import Fault, Isolation, Level, Result
from grader.protocol.environment import Environment, Preload
from grader.sandbox.jail import Sandbox
from grader.sandbox.levels import Opening, open_sandbox
from grader.submission import Roles, Submission, from_files, take_in

_TRIES = 3  # while its author saves an exercise


def new_seed() -> int:
    """Return a seed nobody can guess; it stands in the result, and grading again with it gives the same."""
    return secrets.randbelow(1 << 31)


class Grader:
    """Grades submissions one after another; `close` ends its processes. For use in a `with`.

    An exercise that was edited since the last submission is read and collected again.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        open_another: Callable[[Preload], Sandbox] | None = None,
        *,
        ahead: Ahead | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self._judges = Judges(sandbox, open_another, ahead=ahead, meanwhile=meanwhile)
        self._blame = Blame(self._judges)
        self._prepared = {str(ahead.prepared.exercise.folder): ahead.prepared} if ahead is not None else {}
        self._records: tuple[Record, ...] = ()

    @property
    def isolation(self) -> Isolation:
        """How submissions are confined here."""
        return self._judges.isolation

    def grade(self, exercise: Exercise, path: Path, *, seed: int) -> Result:
        """Grade what lies at `path`, a folder or an archive. Raises `UsageError` if nothing lies there.

        Raises `LibrariesMissing`, which is one too, for an exercise that is not offered on this machine.
        """
        return self._grade(exercise, lambda roles: take_in(path, wanted=roles), seed)

    def grade_files(self, exercise: Exercise, files: dict[str, bytes], *, seed: int) -> Result:
        """Grade files that are already in memory, by the same rules."""
        return self._grade(exercise, lambda roles: from_files(files, wanted=roles), seed)

    def _grade(self, exercise: Exercise, taken_in: Callable[[Roles], Submission], seed: int) -> Result:
        try:
            prepared = self.prepared(exercise)
        except ExerciseError as problem:
            return results.not_graded(Identity(id=exercise.id), problem, Fault.AUTHOR, seed=seed)
        try:
            submission = taken_in(prepared.roles)
        except SubmissionRefused as refusal:
            return results.refused(prepared.identity, refusal, seed=seed)
        return self.grade_submission(exercise, submission, seed=seed)

    def grade_submission(
        self, exercise: Exercise, submission: Submission, *, seed: int, options: RunOptions = DEFAULT_OPTIONS
    ) -> Result:
        """Run, check and weigh a submission that was taken in. Never raises for what is ours or the author's."""
        return results.taken_in(self._judged(exercise, submission, seed, options), submission)

    def _judged(self, exercise: Exercise, submission: Submission, seed: int, options: RunOptions) -> Result:
        identity = Identity(id=exercise.id)
        problem: ExerciseError
        for _ in range(_TRIES):
            try:
                prepared = self.prepared(exercise)
                identity = prepared.identity
                return self._graded(prepared, prepared.fitted(submission), seed, options)
            except ExerciseChanged as changed:
                problem = changed
            except ExerciseError as wrong:
                problem = wrong
                break
            except LibrariesMissing as missing:
                return results.not_offered(exercise.id, missing, submission_digest=submission.digest, seed=seed)
        return results.not_graded(identity, problem, Fault.AUTHOR, submission_digest=submission.digest, seed=seed)

    def _graded(self, prepared: Prepared, submission: Submission, seed: int, options: RunOptions) -> Result:
        started = time.monotonic()
        try:
            report = self._judges.judge(prepared, submission.files, seed, options, ignored=submission.ignored)
            self._records = report.records
            checks = self._blame.settled(prepared, report, seed)
        except OursError as problem:
            return results.not_graded(
                prepared.identity,
                problem,
                Fault.GRADER,
                submission_digest=submission.digest,
                seed=seed,
                isolation=self._judges.isolation,
            )
        return results.scored(
            prepared.identity,
            checks,
            submission_digest=submission.digest,
            seed=seed,
            isolation=self._judges.isolation,
            output=entered(report.output),
            student_output=entered(report.output if prepared.shows_output else report.loading_output),
            duration_ms=round((time.monotonic() - started) * 1000, 3),
        )

    def prepared(self, exercise: Exercise) -> Prepared:
        """Return the exercise as it is now, read again if it was edited. Raises `ExerciseError`."""
        known = self._prepared.get(str(exercise.folder))
        if known is None or not known.is_current:
            known = self._prepared[str(exercise.folder)] = prepare(exercise)
        return known

    def spent(self) -> Spent:
        """Return what was judged since this was asked last; its time is not measured here."""
        return self._judges.spent()

    def records(self) -> tuple[Record, ...]:
        """Return what was recorded since this was asked last: something only where `RunOptions.records` wanted it."""
        records, self._records = self._records, ()
        return records

    def close(self) -> None:
        """End the judges and the sandboxes."""
        self._judges.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_grader(
    level: Level | None = None,
    require: Level | None = None,
    *,
    environment: Environment,
    preload: Preload = Preload.LIGHT,
) -> Grader:
    """Return a grader for a course's environment, of the level asked for or the best there is.

    `preload` is what is opened first.

    Raises `SandboxUnavailable` when the machine does not give the level.
    """
    return grader_of(Opening(level, require, environment=environment, preload=preload))


def grader_of(
    opening: Opening, first: Exercise | None = None, *, meanwhile: Callable[[], None] | None = None
) -> Grader:
    """Return a grader whose first sandbox is on its way, and collect the checks of the `first` exercise until then.

    `meanwhile` is called while the first submission is judged.

    Raises `SandboxUnavailable` when the machine does not give the level.
    """
    ahead = None
    try:
        if first is not None and opening.candidate is not None:
            ahead = _begun_ahead(first, opening.candidate)
        sandbox = opening.granted()
    except BaseException:
        if ahead is not None:
            ahead.close()
        opening.close()
        raise
    granted, environment = sandbox.isolation.level, sandbox.environment

    def open_another(other: Preload) -> Sandbox:
        return open_sandbox(granted, environment=environment, preload=other)

    return Grader(sandbox, open_another, ahead=ahead, meanwhile=meanwhile)


def _begun_ahead(exercise: Exercise, sandbox: Sandbox) -> Ahead | None:
    """Begin to collect; None where it cannot be, which whoever grades it is told."""
    try:
        return Ahead(prepare(exercise), sandbox)
    except (ExerciseError, LibrariesMissing):
        return None
