"""Give feedback back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.graded import (
    AssignmentOption,
    ClassOption,
    ResultsArgument,
    StrictFlag,
    read_book,
    read_results,
    tell_left_out,
)
from grader.cli.output import EXIT_LOST, EXIT_PASSED, print_status
from grader.report.feedback.platforms import Packing

if TYPE_CHECKING:
    from grader.report.feedback.packing import Packed


def feedback(
    results: ResultsArgument,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR|ZIP",
            help="A new or empty folder, or a new file.zip; without it, `feedback` or `feedback.zip` beside results.json.",
            show_default=False,
        ),
    ] = None,
    packing: Annotated[Packing, typer.Option("--as", help="Who takes it back.")] = Packing.FOLDERS,
    assignment: AssignmentOption = "",
    book: ClassOption = None,
    strict: StrictFlag = False,
) -> None:
    """Write a page of feedback for each student of a graded class.

    A page holds the overview of the assignment and each exercise as `grade run --html` shows it, and nothing for instructors. `--as moodle` names the pages
    as Moodle's *Upload multiple feedback files in a zip* takes them, `--as canvas` as *Upload Submissions* does, `--as gradescope` writes a `results.json` for each student.
    Who cannot be named for certain is left out and told.

    Exit codes: 0; 1 with --strict, if anybody who handed in is left out; 2 usage.

    \b
    Example:
      grade feedback results --as moodle --out feedback.zip
    """
    from grader.analysis.assignments import choose
    from grader.cli.fresh import check_fresh, write_all
    from grader.report.feedback.packing import content, pack
    from grader.report.feedback.work import works

    graded = read_results(results)
    assignments, people = read_book(results, book)
    out = out or _beside(results, packing)
    check_fresh(out)
    packed = pack(packing, works(graded, choose(graded, assignments, assignment)), people)
    if packed.files:
        write_all(out, ((name, content(packing, work)) for name, work in packed.files))
    _tell(packed, out)
    raise typer.Exit(EXIT_LOST if strict and packed.left else EXIT_PASSED)


def _beside(results: Path, packing: Packing) -> Path:
    folder = results if results.is_dir() else results.parent
    return folder / ("feedback.zip" if packing in (Packing.MOODLE, Packing.CANVAS) else "feedback")


def _tell(packed: Packed, out: Path) -> None:
    from grader.report.words import how_many

    tell_left_out(packed.left, "feedback")
    if packed.files:
        print_status(f"Written to {out}: feedback for {how_many(len(packed.files), 'student')}")
    else:
        print_status("Nothing was written: there is feedback for nobody.")
