"""Grade one submission."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from grader.cli.options import (
    CourseOption,
    ExerciseArgument,
    JsonFlag,
    LevelOption,
    PathArgument,
    RequireOption,
    SeedOption,
    Start,
    course_at,
    open_grader,
    root_of,
    words_for,
)
from grader.cli.output import (
    EXIT_EXERCISE,
    EXIT_LOST,
    EXIT_OURS,
    EXIT_PASSED,
    print_authors_account,
    print_json,
    print_status,
)
from grader.cli.parameters import Option
from grader.errors import UsageError
from grader.model import Fault, Level, Outcome, Result

if TYPE_CHECKING:
    import typer

    from grader.cli.resolve import Target
    from grader.course import Course
    from grader.report.words import Way
    from grader.sandbox.launch import Launched


def run(
    ctx: typer.Context,
    exercise: ExerciseArgument = None,
    path: PathArgument = None,
    seed: SeedOption = None,
    level: LevelOption = None,
    require_level: RequireOption = None,
    html: Annotated[Path | None, Option("--html", metavar="FILE", help="Write a page too.", show_default=False)] = None,
    json: JsonFlag = False,
) -> None:
    """Grade one submission: a folder, a zip or a tar.

    The exercise may be left out inside a started folder, and where the folders are named like its id. With a
    handout, which holds no hidden checks, the examples of the statement are run. The last lines say what to do next;
    a started folder remembers what was reached, for `grade list` and `grade progress`.

    Exit codes: 0 full marks, 1 points lost or refused, 2 usage, 3 the exercise is wrong, 4 not graded.

    \b
    Example:
      grade run 04-routing/02-converters solutions/04-routing/02-converters/reference
    """
    import typer

    code = grade_one(
        root_of(ctx),
        exercise=exercise,
        path=path,
        seed=seed,
        level=level,
        require_level=require_level,
        html=html,
        json=json,
    )
    raise typer.Exit(code)


def before(course: CourseOption = None) -> None:
    """What may stand before `run` (`grader.cli.commands.grade`), but for what prints and ends."""


def grade_one(
    root: Path | None,
    *,
    exercise: str | None = None,
    path: Path | None = None,
    seed: int | None = None,
    level: Level | None = None,
    require_level: Level | None = None,
    html: Path | None = None,
    json: bool = False,
    server: Launched | None = None,
) -> int:
    """Do what `run` says, for the course in a folder, and return the exit code.

    `server` is a fork server's process that was launched ahead. Raises what `errors` has.
    """
    from grader.cli.resolve import target_of

    course = course_at(root)
    target = target_of(course, exercise, path)
    if html is not None and not html.parent.is_dir():
        raise UsageError(f"there is no folder `{html.parent}`", hint="name a file in a folder that is there")
    start = Start(server=server, meanwhile=None if json else _import_what_tells)
    with open_grader(level, require_level, target.exercise, start) as grader:
        from grader.grading.grader import new_seed

        result = grader.grade(target.exercise, target.path, seed=new_seed() if seed is None else seed)
    _tell(root, course, target, result, html=html, json=json)
    return exit_code_of(result)


def _import_what_tells() -> None:
    """Import what the result will be told with: a processor has nothing to do while one program is judged."""

    import grader.cli.onward
    import grader.report.terminal  # noqa: F401


def _tell(root: Path | None, course: Course, target: Target, result: Result, *, html: Path | None, json: bool) -> None:
    from grader.cli.onward import ways_on
    from grader.course import remember

    remember(target.path, target.exercise, result)
    ways = () if json and html is None else ways_on(words_for(root), course, target, result)
    if json:
        print_json(result)
    else:
        show(result, ways)
    print_authors_account(course, [result])
    if html is not None:
        _write_page(result, ways, html)


def show(result: Result, ways: Sequence[Way] = ()) -> None:
    """Print a result for its student, and the ways on."""
    from grader.report.terminal import show_result

    show_result(result, sys.stdout, ways=ways)


def exit_code_of(result: Result) -> int:
    """Return what a result comes to: blame decides."""
    if result.outcome is Outcome.PASSED:
        return EXIT_PASSED
    return {Fault.AUTHOR: EXIT_EXERCISE, Fault.GRADER: EXIT_OURS}.get(result.fault, EXIT_LOST)


def _write_page(result: Result, ways: Sequence[Way], file: Path) -> None:
    from grader.report.html import result_page

    try:
        file.write_text(result_page(result, ways), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{file}` cannot be written: {error.strerror}", hint="name another file") from None
    print_status(f"The page is in {file}")
