"""From an exercise as its author wrote it to what grading it takes: roles, checks, limits, and what to import ahead.

What judges is what stands in a result: `Prepared.digest` is that of the files everything here was read from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from grader.course import Exercise, Problem, judging_checks, papers
from grader.course.exercise import EXAMPLES, REFERENCE
from grader.errors import ExerciseError
from grader.grading.preloading import preload_for
from grader.judge.collection import CheckSuite
from grader.protocol.environment import Preload
from grader.sandbox import policy
from grader.submission import Roles, Submission
from grader.trees import digest_of

_TRIES = 5


class ExerciseChanged(ExerciseError):
    """The exercise was edited while it was being read: what judged would not be what its digest says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An exercise as a result names it; without digest and points where it could not even be read."""

    id: str
    digest: str = ""
    max_score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """All that grading needs of an exercise, read at one moment."""

    exercise: Exercise
    identity: Identity
    roles: Roles
    suite: CheckSuite
    preload: Preload

    @property
    def shows_output(self) -> bool:
        """Whether students see all that their program prints: what hidden checks had it print is told to nobody else."""
        return not self.exercise.has_hidden_checks or self.exercise.manifest.student_output == "all"

    @property
    def is_current(self) -> bool:
        """Whether the exercise on disk is still the one that was read."""
        try:
            return self.exercise.digest == self.identity.digest
        except ExerciseError:
            return False

    def fitted(self, submission: Submission) -> Submission:
        """Return a submission with this exercise's given files, should it have been taken in with older ones."""
        files = submission.files | self.roles.given
        if files == submission.files:
            return submission
        return dataclasses.replace(submission, files=files, digest=digest_of(files))


def prepare(exercise: Exercise) -> Prepared:
    """Read an exercise anew.

    Raises `ExerciseError`, `ExerciseChanged` where an author saves all the time, and `LibrariesMissing` for an
    exercise that is not offered on this machine.
    """
    for _ in range(_TRIES):
        fresh = exercise.reloaded()
        fresh.require_libraries()
        prepared = _read(fresh)
        if prepared.is_current:
            return prepared
    raise ExerciseChanged(f"{exercise.id} is being changed", hint="grade again when it is saved")


def _read(exercise: Exercise) -> Prepared:
    outlines, problems = judging_checks(exercise)
    names = [name for name in exercise.check_names() if name != EXAMPLES] or [EXAMPLES]
    return Prepared(
        exercise=exercise,
        identity=Identity(id=exercise.id, digest=exercise.digest, max_score=maximum_of(exercise)),
        roles=Roles(
            student=exercise.spec.files.student,
            given=exercise.given_files(),
            beside=_beside(exercise),
            shadowing=policy.course_modules(exercise.manifest.environment),
        ),
        suite=CheckSuite(
            exercise=exercise.id,
            checks=[exercise.checks_folder.resolve() / name for name in names],
            outlines=outlines,
            problem=_in_one_line(problems),
            entry=exercise.spec.app.load if exercise.spec.app else "",
            limits=exercise.spec.limits,
            has_reference=(exercise.solutions_folder / REFERENCE).is_dir(),
        ),
        preload=preload_for(exercise),
    )


def _beside(exercise: Exercise) -> dict[str, bytes]:
    """Return what students were given to read; nothing where that is incomplete, which stops no judging."""
    try:
        return papers(exercise)
    except ExerciseError:
        return {}


def _in_one_line(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    more = f" (and {len(problems) - 1} more)" if problems[1:] else ""
    return f"{problems[0].where}: {problems[0].fact}{more}"


def maximum_of(exercise: Exercise) -> int:
    """Return what can be earned here: nothing in a handout, where only the examples are."""
    return exercise.spec.points if exercise.has_hidden_checks else 0
