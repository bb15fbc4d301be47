"""`grade audit`: proves that exercises judge right."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from grader.audit.audit import Plan, Progress, run
from grader.audit.document import to_json
from grader.audit.findings import CourseReport, ExerciseReport, Part
from grader.audit.report import print_details, print_line
from grader.exercise import Course
from grader.model import Level
from grader.report.pen import Pen

_FALLS_SHORT = 3


def register(app: typer.Typer) -> None:
    """Add the command to the grader's."""
    app.command("audit")(audit)


def audit(
    exercises: Annotated[
        list[str] | None, typer.Argument(metavar="[EXERCISE]...", help="All, if none is named.")
    ] = None,
    course: Annotated[Path | None, typer.Option(help="The course's folder.", metavar="DIR")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    mutants: Annotated[
        str, typer.Option(help="How many mutants of each reference: a number, or all.", metavar="N|all")
    ] = "all",
    seeds: Annotated[int, typer.Option(min=2, max=1000, help="Under how many seeds the reference is graded.")] = 20,
    only: Annotated[list[Part] | None, typer.Option(help="Only this part; may be given several times.")] = None,
    level: Annotated[
        Level | None, typer.Option(help="The isolation to grade at; the best there is, if not named.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; one for each processor, if not named.")
    ] = None,
) -> None:
    """Prove that exercises judge right: known answers, seeds, mutants, liars, attacks.

    Ends with exit code 3 if anything falls short.

    Example: grade audit 04-routing/02-converters
    """
    home = Course(course) if course else Course.default()
    ids = [home.find_id(word) for word in exercises or ()] or home.ids()
    plan = Plan(
        exercises=tuple(dict.fromkeys(ids)),
        parts=frozenset(only or Part),
        mutants=_number_of_mutants(mutants),
        seeds=seeds,
        level=level,
        workers=workers,
    )
    report = _run(home, plan, quiet=as_json)
    if as_json:
        typer.echo(to_json(report), nl=False)
    else:
        print_details(report, sys.stdout)
    if not report.green:
        raise typer.Exit(_FALLS_SHORT)


def _number_of_mutants(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal():
        raise typer.BadParameter(f"`{text}` is no number and not `all`", param_hint="--mutants")
    return int(text)


def _run(course: Course, plan: Plan, *, quiet: bool) -> CourseReport:
    with _bar() as bar:
        lines = _Lines(plan.exercises, quiet=quiet)

        def note(progress: Progress) -> None:
            bar(progress)
            if progress.ended is not None:
                lines.add(progress.ended)

        return run(course, plan, note)


class _Lines:
    """Prints a line for each exercise in course order, as soon as those before it are through."""

    def __init__(self, ids: tuple[str, ...], *, quiet: bool) -> None:
        self._waiting = list(ids)
        self._width = max(map(len, ids), default=0)
        self._known: dict[str, ExerciseReport] = {}
        self._pen = None if quiet else Pen(sys.stdout)

    def add(self, report: ExerciseReport) -> None:
        self._known[report.exercise] = report
        while self._waiting and self._waiting[0] in self._known:
            ready = self._known[self._waiting.pop(0)]
            if self._pen:
                print_line(ready, self._pen, self._width)


class _Bar:
    """A progress bar on stderr, when that is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress as RichProgress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.rich = RichProgress(
            *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
        )
        self._task = self.rich.add_task("grading", total=None)

    def __call__(self, progress: Progress) -> None:
        if progress.ended is None:
            self.rich.update(self._task, completed=progress.graded, total=progress.graded + progress.waiting)


@contextmanager
def _bar() -> Iterator[_Bar]:
    bar = _Bar()
    with bar.rich:
        yield bar


if __name__ == "__main__":  # stands in until the command is complete
    standalone = typer.Typer(pretty_exceptions_show_locals=False)
    register(standalone)
    standalone()
