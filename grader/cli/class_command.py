"""Grade a class."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import JsonFlag, LevelOption, RequireOption, SeedOption, course_of, refuse_contradiction
from grader.cli.output import (
    EXIT_EXERCISE,
    EXIT_INTERRUPTED,
    EXIT_OURS,
    EXIT_PASSED,
    print_json,
    print_status,
    wants_colour,
)
from grader.model import Fault

if TYPE_CHECKING:
    from grader.classroom import ClassProgress
    from grader.model import ClassResults

_STEPS = 10  # lines of progress where there is no terminal
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
) -> None:
    """Grade a class: every submission in a folder of students.

    Each student has folders, or archives, named like the exercises. Writes results.json, gradebook.csv and report.html, and prints the table. What is graded is kept: after
    Ctrl-C the same command goes on where it stopped. Folders that fit no exercise are listed, never graded.

    Exit codes: 0 every submission was graded, whatever it earned; 2 usage, 3 an exercise is wrong, 4 something
    was not graded, 130 interrupted.

    \b
    Example:
      grade class submissions --out results
    """
    from grader import classroom

    course = course_of(ctx)
    refuse_contradiction(level, require_level)
    plan = classroom.plan(course, folder)
    out = out or _beside(folder)
    with _progress(len(plan.jobs)) as on_progress:
        try:
            results = classroom.run(
                course,
                plan,
                out=out,
                level=level,
                require=require_level,
                workers=workers,
                seed=seed,
                on_progress=on_progress,
            )
        except KeyboardInterrupt:
            results = None
    if results is None:
        print_status(f"Interrupted. What is graded is kept in {out}: the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED)
    _tell(results, as_json=json)
    print_status(f"Written to {out}: {', '.join(_DOCUMENTS)}")
    raise typer.Exit(_exit_code(results))


def _exit_code(results: ClassResults) -> int:
    """A class is well when nothing is missing that was not the students' own doing."""
    faults = {row.result.fault for row in results.rows}
    if Fault.GRADER in faults:
        return EXIT_OURS
    return EXIT_EXERCISE if Fault.AUTHOR in faults else EXIT_PASSED


def _beside(folder: Path) -> Path:
    """Return the folder's own name with `-results`, also for `.`."""
    named = folder if folder.name not in ("", "..") else folder.resolve()
    return named.with_name(f"{named.name}-results")


def _tell(results: ClassResults, *, as_json: bool) -> None:
    if as_json:
        print_json(results)
        return
    from grader.report.class_table import show_class

    show_class(results, sys.stdout)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[ClassProgress], None]]:
    """Yield what is called after each submission: a bar on a terminal, else a line now and then."""
    if not sys.stderr.isatty():
        yield _Lines(total).tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    times = (TextColumn("elapsed"), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    console = Console(stderr=True, no_color=not wants_colour())
    with Bar(*columns[:2], *times, columns[2], console=console, transient=True) as bar:
        task = bar.add_task("starting", total=total)

        def tell(progress: ClassProgress) -> None:
            bar.update(task, completed=progress.done, description=_words(progress))

        yield tell


class _Lines:
    """ClassProgress for a log: a line at each tenth of the way."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._told = 0

    def tell(self, progress: ClassProgress) -> None:
        """Say how far it is, if that is another tenth."""
        step = progress.done * _STEPS // max(1, self._total)
        if step > self._told:
            self._told = step
            kept = f" ({progress.resumed} kept from before)" if progress.resumed else ""
            print_status(f"{progress.done} of {progress.total} graded{kept}")


def _words(progress: ClassProgress) -> str:
    from grader.report.text import visible_line

    return visible_line(f"{progress.student}: {progress.exercise}")
