"""Grade one submission."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import (
    ExerciseArgument,
    JsonFlag,
    LevelOption,
    PathArgument,
    RequireOption,
    SeedOption,
    course_of,
    grade_words,
    open_grader,
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
from grader.errors import UsageError
from grader.model import Fault, Outcome, Result

if TYPE_CHECKING:
    from grader.report.words import Way


def run(
    ctx: typer.Context,
    exercise: ExerciseArgument = None,
    path: PathArgument = None,
    seed: SeedOption = None,
    level: LevelOption = None,
    require_level: RequireOption = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page too.", show_default=False)
    ] = None,
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
    from grader.cli.onward import ways_on
    from grader.cli.resolve import target_of
    from grader.course import remember
    from grader.grading.grader import new_seed

    course = course_of(ctx)
    target = target_of(course, exercise, path)
    if html is not None and not html.parent.is_dir():
        raise UsageError(f"there is no folder `{html.parent}`", hint="name a file in a folder that is there")
    with open_grader(level, require_level, target.exercise) as grader:
        result = grader.grade(target.exercise, target.path, seed=new_seed() if seed is None else seed)
    remember(target.path, target.exercise, result)
    ways = () if json and html is None else ways_on(grade_words(ctx), course, target, result)
    if json:
        print_json(result)
    else:
        show(result, ways)
    print_authors_account(course, [result])
    if html is not None:
        _write_page(result, ways, html)
    raise typer.Exit(exit_code_of(result))


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
