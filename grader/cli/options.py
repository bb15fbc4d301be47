"""The arguments and options that commands share, and the completion of exercise ids."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from grader.cli.output import print_status
from grader.cli.parameters import Argument, Option
from grader.errors import GraderError, SandboxUnavailable, UsageError
from grader.model import Level

if TYPE_CHECKING:
    import typer

    from grader.course import Course, Exercise
    from grader.grading.grader import Grader
    from grader.sandbox.launch import Launched


def complete_exercise(course: Path | None, incomplete: str) -> list[str]:
    """Return the ids, or else the bare names, that begin with what is typed; none when there is no course."""
    try:
        ids = course_at(course).ids()
    except GraderError:
        return []
    names = [id.partition("/")[2] for id in ids]
    spellings = (ids, names, [name[3:] for name in names])  # `04-routing/02-converters`, `02-…`, `converters`
    found = ([word for word in words if word.startswith(incomplete)] for words in spellings)
    return next((words for words in found if words), [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a command gets its grader sooner.

    `server` is a fork server's process that was launched ahead; `meanwhile` is called while the first submission is judged.
    """

    server: Launched | None = None
    meanwhile: Callable[[], None] | None = None


_START = Start()

CourseOption = Annotated[
    Path | None,
    Option(
        "--course",
        envvar="GRADE_COURSE",
        metavar="DIR",
        help="The course: a folder that holds `exercises`. Without it, the one that came with the grader.",
        show_default=False,
    ),
]
ExerciseArgument = Annotated[
    str | None,
    Argument(
        metavar="EXERCISE",
        help="The exercise; may be left out inside a started folder.",
        complete=complete_exercise,
        show_default=False,
    ),
]
ExercisesArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="[EXERCISE]...",
        help="The exercises; all of the course, if none is named.",
        complete=complete_exercise,
        show_default=False,
    ),
]
PathArgument = Annotated[
    Path | None,
    Argument(metavar="PATH", help="A folder, a zip, a tar or one file; without it, this folder.", show_default=False),
]
JsonFlag = Annotated[bool, Option("--json", help="Print JSON for machines.")]
SeedOption = Annotated[
    int | None,
    Option("--seed", min=0, metavar="N", help="The seed of an earlier result, to repeat it.", show_default=False),
]
LevelOption = Annotated[
    Level | None,
    Option("--level", help="How to confine submissions; without it, as well as this machine can."),
]
RequireOption = Annotated[
    Level | None,
    Option("--require-level", help="Grade nothing unless submissions are confined at least so well."),
]


def course_of(ctx: typer.Context) -> Course:
    """Return the course of `--course`, else the one that came with the grader. Raises `UsageError` if there is none."""
    return course_at(root_of(ctx))


def root_of(ctx: typer.Context) -> Path | None:
    """Return what `--course` says."""
    root: Path | None = ctx.find_root().params.get("course")
    return root


def course_at(root: Path | None) -> Course:
    """Return the course in a folder, else the one that came with the grader. Raises `UsageError` if there is none."""
    from grader.course import Course

    course = Course(root) if root else Course.default()
    course.manifest  # noqa: B018  a course.toml that is wrong ends a command before it begins
    return course


def language_in(course: Course, lang: str | None) -> str:
    """Return the language asked for, else the course's first. Raises `UsageError` for one that it has not."""
    languages = course.manifest.languages
    if lang is None:
        return languages[0]
    if lang not in languages:
        there = ", ".join(f"`{each}`" for each in languages)
        raise UsageError(f"this course has no language `{lang}`", hint=f"`--lang` takes {there}")
    return lang


def grade_words(ctx: typer.Context) -> str:
    """Return how to call the grader again, from any folder: with the course that was named for this call."""
    return words_for(root_of(ctx))


def words_for(root: Path | None) -> str:
    """Return how to call the grader again with the course that `--course` named."""
    if root is None:
        return "grade"
    if str(root) == os.environ.get("GRADE_COURSE") and root.is_absolute():
        return "grade"  # the environment says it, from wherever it is read
    return f"grade --course {shlex.quote(str(root.resolve()))}"


def open_grader(level: Level | None, require: Level | None, exercise: Exercise, start: Start = _START) -> Grader:
    """Return a grader at the level asked for, or the best there is, ready for an exercise.

    Where no level was asked for and nothing is hidden, what runs is the student's own program for the student's own
    eyes: it runs without isolation where none is to be had, and says so. Raises `SandboxUnavailable`,
    and `LibrariesMissing` for an exercise that is not offered here.
    """
    refuse_contradiction(level, require)
    if level is not None or require is not None or exercise.has_hidden_checks:
        return _open(level, require, exercise, start)
    try:
        return _open(None, None, exercise, start)
    except SandboxUnavailable:
        print_status("Your program runs without isolation here (level `none`), which is fine: it is your own.")
        return _open(Level.NONE, None, exercise, _START)


def _open(level: Level | None, require: Level | None, exercise: Exercise, start: Start) -> Grader:
    if level is not Level.NONE and not is_linux():
        raise SandboxUnavailable(
            "only Linux can confine submissions",
            hint="your own code on your own computer may run with `--level none`",
        )
    exercise.require_libraries()
    from grader.grading.preloading import preload_for
    from grader.sandbox.levels import Opening

    environment = exercise.manifest.environment
    opening = Opening(level, require, environment=environment, preload=preload_for(exercise), server=start.server)
    from grader.grading.grader import grader_of  # what judging takes is imported while the server warms up

    return grader_of(opening, exercise, meanwhile=start.meanwhile)


def refuse_contradiction(level: Level | None, require: Level | None) -> None:
    """Raise `UsageError` for a level that is weaker than what is required."""
    order = list(Level)
    if level and require and order.index(level) > order.index(require):
        raise UsageError(f"`--level {level}` is weaker than `--require-level {require}`", hint="leave one of them out")


def is_linux() -> bool:
    """Tell whether this system is Linux."""
    return sys.platform.startswith("linux")  # not `==`: mypy would take the other branch for dead
