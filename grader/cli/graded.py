"""A class that was graded, read again: what commands that hand marks and feedback out begin with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.output import print_status
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.model import ClassResults

ResultsArgument = Annotated[
    Path, typer.Argument(metavar="RESULTS", help="The folder that `grade class` wrote, or its results.json.")
]
AssignmentOption = Annotated[
    str,
    typer.Option(
        "--assignment", metavar="NAME", help="An exercise, or a topic; without it, all that was handed in together."
    ),
]
StrictFlag = Annotated[bool, typer.Option("--strict", help="End with 1 if anybody who handed in is left out.")]


def read_results(path: Path) -> ClassResults:
    """Return the results of a class. Raises `UsageError` where there are none, or not all."""
    from grader.model import ClassResults
    from grader.report.document import from_json
    from grader.report.words import interrupted_words

    file = path / "results.json" if path.is_dir() else path
    try:
        results = from_json(ClassResults, file.read_bytes())
    except OSError as error:
        raise UsageError(
            f"`{file}` cannot be read: {error.strerror}", hint="name the folder that `grade class` wrote"
        ) from None
    if not results.complete:
        raise UsageError(
            f"`{file}` holds {interrupted_words(results)}",
            hint="marks and feedback of a part would be wrong: the same `grade class` goes on where it stopped",
        )
    if not results.rows:
        raise UsageError(f"`{file}` holds no submission", hint="grade a class first: `grade class FOLDER`")
    return results


def tell_left_out(left: Iterable[tuple[str, str]], what: str) -> None:
    """Talk: who gets nothing, and why."""
    from grader.report.text import visible_line

    for student, why in left:
        print_status(f"no {what} for `{visible_line(student)}`: {visible_line(why)}")
