"""What a student's working folder remembers: a small file beside the marker that says how far its exercise has come.

It is the student's own file, for the student's own eyes: no grade is ever made of it, and what cannot be read or
written is as if it were not there. Points and examples are kept apart, so that examples alone never pass for points.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from grader.course.exercise import Exercise
from grader.course.files import replace_file
from grader.course.handout import MARKER, exercise_in_marker
from grader.errors import ExerciseError, UsageError
from grader.model import Result, Standing, State

STATE: Final = ".grade-state.json"
_VERSION: Final = 1
_MOST_BYTES: Final = 64 * 1024
# Flags that a system does not have cost nothing there: a pipe is not waited for, a link is not followed.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)

Count = Annotated[int, Meta(ge=0)]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The best and the last run, of one version of an exercise: in points, or in examples that hold.

    `passed` are the ids of the checks that passed in the last one.
    """

    exercise_digest: str
    course_version: str
    best: Count
    last: Count
    max: Annotated[int, Meta(ge=1)]
    passed: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.last <= self.best <= self.max:
            raise ValueError("the best is between the last and all there is")


class FolderState(msgspec.Struct, frozen=True, kw_only=True):
    """All of the state file. `graded` is from hidden checks, `examples` from the visible ones."""

    schema_version: Annotated[int, Meta(ge=_VERSION, le=_VERSION)] = _VERSION
    exercise: str
    graded: Record | None = None
    examples: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How far a started folder has come, seen from the course at hand.

    `record` is of what that course counts, points or examples; None before the first run of that kind.
    `has_changed` says that the exercise is no longer the one that was run.
    """

    folder: Path
    standing: Standing
    record: Record | None
    has_changed: bool = False

    @property
    def merit(self) -> tuple[int, float]:
        """What orders two folders of one exercise: the greater one is shown."""
        share = self.record.best / self.record.max if self.record else 0.0
        return [Standing.BEGUN, Standing.READY, Standing.SOLVED].index(self.standing), share


def started_in(folder: Path) -> str | None:
    """Return the exercise whose marker lies in exactly this folder; None for no marker, or one that is unreadable."""
    marker = folder / MARKER
    try:
        return exercise_in_marker(marker) if marker.is_file() else None
    except (OSError, UsageError):
        return None


def remember(folder: Path, exercise: Exercise, result: Result) -> None:
    """Write down what a run came to, if it was graded and this is the exercise's started folder; as far as possible."""
    record = _record_of(result, exercise)
    if record is None or started_in(folder) != exercise.id:
        return
    state = read_state(folder, exercise.id) or FolderState(exercise=exercise.id)
    if result.max_score:
        state = msgspec.structs.replace(state, graded=_joined(state.graded, record))
    else:
        state = msgspec.structs.replace(state, examples=_joined(state.examples, record))
    with suppress(OSError):
        replace_file(folder / STATE, msgspec.json.format(msgspec.json.encode(state), indent=2) + b"\n")


def _record_of(result: Result, exercise: Exercise) -> Record | None:
    passed = tuple(check.id for check in result.checks if check.state is State.PASSED)
    last, most = (result.score, result.max_score) if result.max_score else (len(passed), len(result.checks))
    if not result.graded or not most:
        return None
    return Record(
        exercise_digest=result.exercise_digest,
        course_version=exercise.manifest.version,
        best=last,
        last=last,
        max=most,
        passed=passed,
    )


def _joined(before: Record | None, now: Record) -> Record:
    """Return the new record, with the best so far; what another version of the exercise gave no longer counts."""
    if before is None or (before.exercise_digest, before.max) != (now.exercise_digest, now.max):
        return now
    return msgspec.structs.replace(now, best=max(before.best, now.last))


def read_state(folder: Path, exercise: str) -> FolderState | None:
    """Return what a folder remembers of an exercise; None for nothing, and for what is no state of ours."""
    try:
        state = msgspec.json.decode(_read(folder / STATE), type=FolderState)
    except (OSError, ValueError, RecursionError):
        return None
    return state if state.exercise == exercise else None


def work_in(folder: Path, exercise: Exercise) -> Work:
    """Return how far a started folder of this exercise has come."""
    state = read_state(folder, exercise.id) or FolderState(exercise=exercise.id)
    graded, examples = state.graded, state.examples
    record = graded if exercise.has_hidden_checks else examples
    if graded is not None and graded.best == graded.max:
        standing = Standing.SOLVED
    elif not exercise.has_hidden_checks and examples is not None and examples.best == examples.max:
        standing = Standing.READY
    else:
        standing = Standing.BEGUN
    has_changed = record is not None and record.exercise_digest != _digest_of(exercise, record)
    return Work(folder=folder, standing=standing, record=record, has_changed=has_changed)


def next_exercise(exercises: Mapping[str, Exercise], done: Collection[str]) -> Exercise | None:
    """Return the first that is not done and whose `after` are; what is not offered here holds nobody up.

    No more of them are looked up than it takes to tell.
    """
    for id in exercises:
        exercise = _offered(exercises, id) if id not in done else None
        if exercise is not None and not any(
            _offered(exercises, each) for each in exercise.spec.after if each not in done
        ):
            return exercise
    return None


def _offered(exercises: Mapping[str, Exercise], id: str) -> Exercise | None:
    exercise = exercises.get(id)
    return None if exercise is None or exercise.missing_libraries else exercise


def _digest_of(exercise: Exercise, record: Record) -> str:
    try:
        return exercise.digest
    except ExerciseError:
        return record.exercise_digest  # whoever runs it is told what is wrong


def _read(path: Path) -> bytes:
    descriptor = os.open(path, _READ)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no plain file")
        raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise OSError(0, "it is too large")
    return raw
