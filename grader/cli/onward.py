"""Where a student goes from a result: the hint, the next exercise, the author's solution, the hand-in."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import ExerciseError
from grader.model import Outcome, Result
from grader.report.words import Way, lost_checks

if TYPE_CHECKING:
    from grader.cli.resolve import Target
    from grader.course import Course, Exercise, Work


def ways_on(grade: str, course: Course, target: Target, result: Result) -> tuple[Way, ...]:
    """Return the ways on from a result; `grade` is how the command is called again."""
    if result.outcome is Outcome.FAILED:
        return tuple(_hint(grade, target.exercise, result))
    if result.outcome is not Outcome.PASSED:
        return ()
    firm = _reference(target.exercise) if result.max_score else _hand_in(grade, target)
    return *firm, *_next_exercise(grade, course, target.exercise)


def _hint(grade: str, exercise: Exercise, result: Result) -> Iterator[Way]:
    task = next((check.task for check in lost_checks(result)), None)
    try:
        if task in exercise.hints():
            yield Way(label="A hint", words=f"{grade} hint {exercise.id} {task}")
    except ExerciseError:
        return  # there are none that can be read


def _reference(exercise: Exercise) -> Iterator[Way]:
    """Yield the author's solution, where the course on this disk holds it: a handout does not."""
    try:
        reference = exercise.solutions().reference
    except ExerciseError:
        return
    if reference is not None:
        yield Way(label="The author's solution", words=from_here(reference))


def _hand_in(grade: str, target: Target) -> Iterator[Way]:
    from grader.course import started_in

    place = shlex.quote(str(target.path))
    if started_in(target.path) != target.exercise.id:
        place = f"{target.exercise.id} {place}"
    yield Way(label="Hand it in", words=f"{grade} handin {place}".removesuffix(" ."))


def _next_exercise(grade: str, course: Course, exercise: Exercise) -> Iterator[Way]:
    """Yield the first that is not done: what stands before this one in the course counts as done."""
    from grader.cli.started import done, work_around
    from grader.course import next_exercise

    exercises = course.exercises
    work = work_around(exercises, Path())
    before = {id for id in exercises if id.split("/") <= exercise.id.split("/")}
    meant = next_exercise(exercises, before | done(work))
    if meant is not None:
        yield Way(label="The next exercise", words=how_to_begin(grade, meant, work.get(meant.id)))


def how_to_begin(grade: str, exercise: Exercise, work: Work | None) -> str:
    """Return the command that starts an exercise, or goes on with one that was started."""
    from grader.cli.started import home_around

    if work is None:
        home = home_around(Path())  # a folder in a folder is what nobody wants
        place = "" if home is None else f" {shlex.quote(os.path.relpath(home / exercise.id))}"
        return f"{grade} start {exercise.id}{place}"
    return f"{grade} watch {shlex.quote(from_here(work.folder))}"


def from_here(path: Path) -> str:
    """Return a path as it is typed here: relative where it lies below this folder."""
    here, there = Path().resolve(), path.resolve()
    return os.path.relpath(there) if there.is_relative_to(here) else str(there)
