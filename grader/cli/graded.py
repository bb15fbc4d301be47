"""A class that was graded, read again: what commands that hand marks and feedback out begin with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from grader.cli.output import print_status
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.analysis.assignments import Assignment
    from grader.handins.roster import Person
    from grader.model import ClassResults

ResultsArgument = Annotated[
    Path, typer.Argument(metavar="RESULTS", help="The folder that `grade class` wrote, or its results.json.")
]
AssignmentOption = Annotated[
    str,
    typer.Option(
        "--assignment",
        metavar="NAME",
        help="An assignment of class.toml, an exercise, or a topic; without class.toml, all together if it is left out.",
    ),
]
ClassOption = Annotated[
    Path | None,
    typer.Option(
        "--class",
        metavar="FILE",
        help="Names assignments and people; without it, the class.toml beside RESULTS, if there is one.",
        show_default=False,
    ),
]
StrictFlag = Annotated[bool, typer.Option("--strict", help="End with 1 if anybody who handed in is left out.")]


class Book(NamedTuple):
    """What class.toml says: assignments, and the roster's people by the name of their row."""

    assignments: tuple[Assignment, ...]
    people: dict[str, Person]


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


def read_book(results: Path, named: Path | None) -> Book:
    """Return the assignments and the people of a class. Raises `UsageError` for a class.toml that is wrong, or not there."""
    from fractions import Fraction

    from grader.analysis.assignments import Assignment
    from grader.handins import beside, read_class

    if named is not None and not named.is_file():
        raise UsageError(f"there is no file `{named}`", hint="name a class.toml: `--class FILE`")
    found = read_class(named or beside(results if results.is_dir() else results.parent))
    assignments = tuple(
        Assignment(
            title=each.title,
            weights={part.id: Fraction(part.weight) for part in each.exercises},
            column=each.column,
        )
        for each in found.spec.assignments
    )
    people = found.roster.people if found.roster else ()
    return Book(assignments, {found.roster.row_of(person): person for person in people} if found.roster else {})


def tell_left_out(left: Iterable[tuple[str, str]], what: str) -> None:
    """Talk: who gets nothing, and why."""
    from grader.report.text import visible_line

    for student, why in left:
        print_status(f"no {what} for `{visible_line(student)}`: {visible_line(why)}")
