"""Give marks back."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.graded import (
    AssignmentOption,
    Book,
    ClassOption,
    ResultsArgument,
    StrictFlag,
    read_book,
    read_results,
    tell_left_out,
)
from grader.cli.output import EXIT_LOST, EXIT_PASSED, print_status
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.analysis.assignments import Assignment
    from grader.model import ClassResults
    from grader.report.gradebooks.download import Download
    from grader.report.gradebooks.filling import Filled


class Gradebook(StrEnum):
    """Whose file is filled."""

    CSV = "csv"
    MOODLE = "moodle"
    CANVAS = "canvas"


def export(
    gradebook: Annotated[Gradebook, typer.Argument(metavar="csv|moodle|canvas", help="Whose file it is.")],
    results: ResultsArgument,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file.")],
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", metavar="FILE", help="The file you downloaded; it is read and never changed.", show_default=False
        ),
    ] = None,
    assignment: AssignmentOption = "",
    column: Annotated[
        str,
        typer.Option(
            "--column",
            metavar="NAME",
            help="The column to fill, where it is not called like the assignment: its title, header or id.",
        ),
    ] = "",
    maximum: Annotated[
        str, typer.Option("--max", metavar="POINTS", help="What the column is out of, where the file does not say it.")
    ] = "",
    book: ClassOption = None,
    strict: StrictFlag = False,
) -> None:
    """Fill the marks of a graded class into the file that you downloaded.

    `moodle` fills a grading worksheet, `canvas` an exported gradebook, `csv` needs no file and writes a column for each assignment. Marks are
    scaled to the column's maximum and rounded once, half up, to two places. People are found by ids. No row is added, no other cell touched, and where there is no mark the
    cell stays as it is. Who handed in and has no mark or no row is told.

    Exit codes: 0; 1 with --strict, if anybody who handed in is left out; 2 usage.

    \b
    Example:
      grade export moodle results --into worksheet.csv --out filled.csv
    """
    from grader.analysis.assignments import choose
    from grader.cli.fresh import check_fresh, write_file
    from grader.report.gradebooks.download import fill_download

    graded = read_results(results)
    known = read_book(results, book)
    check_fresh(out)
    if gradebook is Gradebook.CSV:
        write_file(out, _csv(graded, known, assignment, into))
        print_status(f"Written to {out}")
        raise typer.Exit(EXIT_PASSED)
    meant = choose(graded, known.assignments, assignment)
    filled = fill_download(_download(gradebook, into, column, maximum), graded, meant, known.people)
    write_file(out, filled.sheet.to_bytes())
    _tell(filled, graded, meant, out)
    raise typer.Exit(EXIT_LOST if strict and filled.left else EXIT_PASSED)


def _csv(results: ClassResults, known: Book, assignment: str, into: Path | None) -> bytes:
    from grader.analysis.assignments import choose, each_exercise
    from grader.report.gradebook import assignments_csv

    if into is not None:
        raise UsageError("`csv` fills no file", hint="leave out `--into`, or name whose file it is: `moodle`, `canvas`")
    every = known.assignments or each_exercise(results)
    chosen = [choose(results, known.assignments, assignment)] if assignment else every
    return assignments_csv(results, chosen, known.people).encode("utf-8-sig")


def _download(gradebook: Gradebook, into: Path | None, column: str, maximum: str) -> Download:
    from grader.report.gradebooks.download import Download
    from grader.report.gradebooks.platforms import Platform

    if into is None:
        raise UsageError(f"`{gradebook}` fills a file that you downloaded", hint="name it: `--into FILE`")
    return Download(
        platform=Platform(gradebook.value),
        content=_read(into),
        name=str(into),
        column=column,
        maximum=_points(maximum),
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"`{file}` cannot be read: {error.strerror}", hint="name the file that you downloaded: `--into FILE`"
        ) from None


def _points(words: str) -> Fraction | None:
    from grader.report.gradebooks.decimals import parsed

    points = parsed(words)
    if words and not points:
        raise UsageError(f"`--max {words}` is no number of points", hint="such as `--max 10`")
    return points


def _tell(filled: Filled, results: ClassResults, assignment: Assignment, out: Path) -> None:
    from grader.analysis.assignments import weights_of
    from grader.report.gradebooks.decimals import plain
    from grader.report.text import visible_line
    from grader.report.words import how_many

    weights = weights_of(results, assignment)
    worth = plain(sum(weights.values(), Fraction(0)))
    print_status(f"Counted, out of {worth}: {', '.join(f'{id} ({plain(weight)})' for id, weight in weights.items())}")
    for change in filled.overwritten:
        print_status(f"line {change.line}, `{visible_line(change.student)}`: {change.before} became {change.after}")
    tell_left_out(filled.left, "mark")
    same = f", {how_many(filled.same, 'mark')} stood there already" if filled.same else ""
    absent = f", {how_many(filled.nothing_handed_in, 'student')} handed in nothing" if filled.nothing_handed_in else ""
    others = f", {how_many(filled.strangers, 'row')} of nobody here" if filled.strangers else ""
    print_status(f"Written to {out}: {how_many(len(filled.changes), 'mark')}{same}{absent}{others}")
