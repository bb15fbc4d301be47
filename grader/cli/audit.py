"""audit: prove that exercises judge right."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli import options
from grader.model import Level

if TYPE_CHECKING:
    from grader.audit.audit import Plan, Progress
    from grader.audit.findings import CourseReport, ExerciseReport
    from grader.exercise import Course

_FALLS_SHORT = 3


class _Only(StrEnum):
    """The parts of an audit, spelled out here so that `grade --help` loads none of them."""

    FORMAT = "format"
    ANSWERS = "answers"
    DETERMINISM = "determinism"
    MUTANTS = "mutants"
    LIARS = "liars"
    ATTACKS = "attacks"
    COST = "cost"
    LEAKS = "leaks"


def register(app: typer.Typer) -> None:
    """Add the command to the grader's."""
    app.command("audit")(audit)


def audit(
    ctx: typer.Context,
    exercises: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EXERCISE]...",
            help="The exercises; all of the course, if none is named.",
            autocompletion=options.complete_exercise,
            show_default=False,
        ),
    ] = None,
    as_json: options.JsonFlag = False,
    mutants: Annotated[
        str, typer.Option(help="How many mutants of each reference are graded: a number, or all.", metavar="N|all")
    ] = "all",
    seeds: Annotated[int, typer.Option(min=2, max=1000, help="Under how many seeds the reference is graded.")] = 20,
    only: Annotated[list[_Only] | None, typer.Option(help="This part alone; may be given several times.")] = None,
    level: options.LevelOption = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; one for each processor, if not said.")
    ] = None,
) -> None:
    """Prove that exercises judge right: known answers, seeds, mutants, liars, attacks.

    For authors. Ends with exit code 3 if anything falls short.

    \b
    Example:
      grade audit 04-routing/02-converters
    """
    from grader.audit.audit import Plan
    from grader.audit.document import to_json
    from grader.audit.findings import Part
    from grader.audit.report import print_details

    course = options.course_of(ctx)
    ids = [course.find_id(word) for word in exercises or ()] or course.ids()
    plan = Plan(
        exercises=tuple(dict.fromkeys(ids)),
        parts=frozenset(map(Part, only or Part)),
        mutants=_number_of_mutants(mutants),
        seeds=seeds,
        level=level,
        workers=workers,
    )
    report = _run(course, plan, quiet=as_json)
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
    from grader.audit.audit import run

    lines = _Lines(plan.exercises, quiet=quiet)
    with _bar() as bar:

        def note(progress: Progress) -> None:
            if progress.ended is not None:
                lines.add(progress.ended)
            else:
                bar.update(0, completed=progress.graded, total=progress.graded + progress.waiting)

        return run(course, plan, note)


class _Lines:
    """Prints a line for each exercise in course order, as soon as those before it are through."""

    def __init__(self, ids: tuple[str, ...], *, quiet: bool) -> None:
        from grader.report.pen import Pen

        self._waiting = list(ids)
        self._width = max(map(len, ids), default=0)
        self._known: dict[str, ExerciseReport] = {}
        self._pen = None if quiet else Pen(sys.stdout)

    def add(self, report: ExerciseReport) -> None:
        """Take a report; print it, and those that waited for it, when its turn has come."""
        from grader.audit.report import print_line

        self._known[report.exercise] = report
        while self._waiting and self._waiting[0] in self._known:
            ready = self._known[self._waiting.pop(0)]
            if self._pen:
                print_line(ready, self._pen, self._width)
                sys.stdout.flush()


@contextmanager
def _bar() -> Iterator[Any]:
    """A progress bar on stderr, when that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    talk = Console(stderr=True)
    with Progress(*columns, console=talk, transient=True, disable=not sys.stderr.isatty()) as bar:
        bar.add_task("grading", total=None)
        yield bar
