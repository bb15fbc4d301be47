"""Which exercise and which folder the words on the command line mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.course import MARKER, Course, Exercise, exercise_of_folder
from grader.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be graded: an exercise, and where the submission lies."""

    exercise: Exercise
    path: Path


def target_of(course: Course, first: str | None, second: Path | None) -> Target:
    """Return what `[EXERCISE] [PATH]` means; a single word is a path if something lies there.

    Raises `UsageError` when the path is not there, or when nothing tells the exercise.
    """
    if second is not None:
        return Target(exercise=exercise_meant(course, first, near=second), path=_existing(second))
    if first is None or Path(first).exists() or _looks_like_a_path(first):
        path = _existing(Path(first or "."))
        return Target(exercise=exercise_meant(course, None, near=path), path=path)
    exercise = course.find(first)
    return Target(exercise=exercise, path=_folder_of(exercise))


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"there is nothing at `{path}`", hint="name a folder, a zip, a tar or a file")
    return path


def _looks_like_a_path(word: str) -> bool:
    return word.startswith((".", "/", "~")) or "\\" in word


def _folder_of(exercise: Exercise) -> Path:
    """Return the folder of an exercise that was named alone: this one, or where `grade start` puts it from here."""
    here = Path()
    if exercise.id == exercise_of_folder(here) or exercise.id == _by_name({exercise.id}, here):
        return here
    if (here / exercise.id / MARKER).is_file():
        return here / exercise.id
    raise UsageError(
        f"nothing says where your `{exercise.id}` lies",
        hint=f"name its folder too, or start it with `grade start {exercise.id}`",
    )


def exercise_meant(course: Course, word: str | None, *, near: Path) -> Exercise:
    """Return the exercise that a word names, else the one whose folder a path lies in.

    A folder tells by its marker, or by its own name and the one above it, as in a class. Raises `UsageError`
    when nothing does.
    """
    if word is not None:
        return course.find(word)
    started = exercise_of_folder(near)
    if started is not None and started not in course.ids():
        raise UsageError(
            f"this folder was started from `{started}`, which is not in the course `{course.root}`",
            hint="name its course with `grade --course DIR`, or set GRADE_COURSE",
        )
    id = started or _by_name(course.ids(), near)
    if not id:
        raise UsageError(
            "no exercise is named, and this is not a started folder",
            hint="`grade list` shows every exercise, `grade start EXERCISE` starts one",
        )
    return course.load(id)


def _by_name(ids: Collection[str], folder: Path) -> str:
    """Return the exercise that a folder is named like, as in a class."""
    from grader.handins import exercise_in  # most folders have a marker, and this reads downloads of every platform

    return exercise_in(ids, folder)
