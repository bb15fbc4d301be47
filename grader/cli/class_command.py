"""Grade a class."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import (
    JsonFlag,
    LevelOption,
    RequireOption,
    SeedOption,
    complete_exercise,
    course_of,
    refuse_contradiction,
)
from grader.cli.output import (
    EXIT_EXERCISE,
    EXIT_INTERRUPTED,
    EXIT_LOST,
    EXIT_OURS,
    EXIT_PASSED,
    print_authors_account,
    print_json,
    print_status,
)
from grader.cli.parameters import Option
from grader.cli.progress import Tell, at_each_tenth, progress
from grader.errors import UsageError
from grader.model import Fault

if TYPE_CHECKING:
    from types import FrameType

    from grader.classroom import ClassProgress
    from grader.course import Course
    from grader.handins import ClassPlan
    from grader.model import ClassResults

_LAYOUTS = "folders, moodle, canvas, gradescope, clones, named"  # written out: help loads no more than it must
_DOCUMENTS = ("results.json", "gradebook.csv", "report.html")


def grade_class(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Holds STUDENT/TOPIC/EXERCISE folders or archives.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where results go; without it, FOLDER-results.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Without it, one for each core.", show_default=False),
    ] = None,
    seed: SeedOption = None,
    level: LevelOption = None,
    require_level: RequireOption = None,
    json: JsonFlag = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 if anything needs a look.")] = False,
    exercise: Annotated[
        str | None,
        Option(
            "--exercise",
            metavar="EXERCISE",
            help="What a platform's download is of.",
            show_default=False,
            complete=complete_exercise,
        ),
    ] = None,
    assignment: Annotated[
        str | None,
        typer.Option("--assignment", metavar="TITLE", help="The same, by class.toml.", show_default=False),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="NAME", help=f"If it cannot be told: {_LAYOUTS}.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what was understood, and grade nothing.")] = False,
) -> None:
    """Grade a class: every submission in a folder of students, or in a platform's download.

    Each student has folders, or archives, named like the exercises; or FOLDER is what Moodle, Canvas or Gradescope let you download (the zip, or unpacked), a folder of clones, or entries with people's names. A class.toml beside it names people and assignments. What was understood is said before anything is graded. Writes results.json, gradebook.csv and report.html, and prints the table. What is graded is kept: after
    Ctrl-C or SIGTERM the same command goes on where it stopped. Folders that fit no exercise are listed, never graded; what was
    not understood, or chosen between two, is told at the end.

    Exit codes: 0 every submission was graded, whatever it earned; 1 with --strict, if anything needs a look; 2 usage, 3 an exercise is wrong, 4 something
    was not graded, 130 interrupted.

    \b
    Example:
      grade class submissions --out results
    """
    from grader import classroom

    course = course_of(ctx)
    refuse_contradiction(level, require_level)
    plan = _plan(course, folder, exercise=exercise, assignment=assignment, layout=layout)
    _say(plan)
    if dry_run:
        return
    out = out or _beside(folder)
    with progress(at_each_tenth()) as tell, _terminable():
        try:
            results = classroom.run(
                course,
                plan,
                out=out,
                level=level,
                require=require_level,
                workers=workers,
                seed=seed,
                on_progress=partial(_note, tell),
            )
        except KeyboardInterrupt:
            results = None
    if results is None:
        print_status(f"Interrupted. What is graded is kept in {out}: the same command goes on from there.")
        _tell_incomplete(out / "results.json", as_json=json)
        raise typer.Exit(EXIT_INTERRUPTED)
    _tell(results, as_json=json)
    print_authors_account(course, (row.result for row in results.rows))
    print_status(f"Written to {out}: {', '.join(_DOCUMENTS)}")
    raise typer.Exit(_exit_code(results, strict=strict))


def _plan(
    course: Course, folder: Path, *, exercise: str | None, assignment: str | None, layout: str | None
) -> ClassPlan:
    from grader import classroom

    if exercise is not None and assignment is not None:
        raise UsageError("`--exercise` and `--assignment` both say what was handed in", hint="give one of them")
    if layout is not None and layout not in _LAYOUTS.split(", "):
        raise UsageError(f"there is no layout `{layout}`", hint=f"it is one of {_LAYOUTS}")
    id = course.find(exercise).id if exercise is not None else ""
    return classroom.plan(course, folder, exercise=id, assignment=assignment or "", layout=layout or "")


def _say(plan: ClassPlan) -> None:
    from grader.report.understood import understood

    for line in understood(plan):
        print_status(line)


def _note(tell: Tell, step: ClassProgress) -> None:
    kept = f" ({step.resumed} kept from before)" if step.resumed else ""
    now = f"{step.student}: {step.exercise}"
    tell(step.done, step.total, now=now, line=f"{step.done} of {step.total} graded{kept}")


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end a run the way Ctrl-C does: what is done is written down first."""
    if threading.current_thread() is not threading.main_thread():  # only there can handlers be set
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _tell_incomplete(document: Path, *, as_json: bool) -> None:
    """Sum up what there is of an interrupted class, if anything was written down."""
    from grader.model import ClassResults
    from grader.report.class_table import show_summary
    from grader.report.document import from_json

    if not document.is_file():
        return
    results = from_json(ClassResults, document.read_bytes())
    if results.complete:  # of an earlier run: this one had nothing to write yet
        return
    if not as_json:
        show_summary(results, sys.stdout)
    documents = ", ".join(_DOCUMENTS)
    print_status(f"{documents} are incomplete: they hold {len(results.rows)} of {results.planned} submissions.")


def _exit_code(results: ClassResults, *, strict: bool) -> int:
    """A class is well when nothing is missing that was not the students' own doing."""
    faults = {row.result.fault for row in results.rows}
    if Fault.GRADER in faults:
        return EXIT_OURS
    if Fault.AUTHOR in faults:
        return EXIT_EXERCISE
    is_odd = bool(results.needs_a_look or results.unknown_folders) or Fault.STUDENT in faults
    return EXIT_LOST if strict and is_odd else EXIT_PASSED


def _beside(folder: Path) -> Path:
    """Return the folder's own name with `-results`, also for `.`; a zip's without `.zip`."""
    named = folder if folder.name not in ("", "..") else folder.resolve()
    stem = named.stem if named.suffix.lower() == ".zip" and not named.is_dir() else named.name
    return named.with_name(f"{stem}-results")


def _tell(results: ClassResults, *, as_json: bool) -> None:
    if as_json:
        print_json(results)
        return
    from grader.report.class_table import show_class

    show_class(results, sys.stdout)
