"""audit: prove that exercises judge right."""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli import options
from grader.cli.output import print_status
from grader.cli.progress import once_a_minute, progress

if TYPE_CHECKING:
    from grader.audit.auditor import AuditPlan, AuditProgress
    from grader.audit.findings import CourseReport, ExerciseReport
    from grader.audit.trials import Key
    from grader.course import Course
    from grader.grading.pool import Pool
    from grader.model import Result

_FALLS_SHORT = 3
_POLL_S = 0.25


class _Only(StrEnum):
    """The parts of an audit, spelled out here so that `grade --help` loads none of them."""

    FORMAT = "format"
    HINTS = "hints"
    ANSWERS = "answers"
    RULES = "rules"
    DETERMINISM = "determinism"
    MUTANTS = "mutants"
    WEIGHTS = "weights"
    LIARS = "liars"
    INFORMED = "informed"
    ATTACKS = "attacks"
    COST = "cost"
    LEAKS = "leaks"


def audit(
    ctx: typer.Context,
    exercises: options.ExercisesArgument = None,
    as_json: options.JsonFlag = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write the report as a web page too.", metavar="FILE", show_default=False),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Audit again what changes, until Ctrl-C.")] = False,
    mutants: Annotated[
        str, typer.Option(help="How many mutants of each reference are graded: a number, or all.", metavar="N|all")
    ] = "all",
    families: Annotated[
        list[str] | None,
        typer.Option(
            help="Mutants of which families: all, classic (what takes away; if not said), or a name; "
            "may be given several times.",
            metavar="all|classic|NAME",
            show_default=False,
        ),
    ] = None,
    attacks: Annotated[
        str, typer.Option(help="How many hostile programs are tried: a number, or all.", metavar="N|all")
    ] = "10",
    seeds: Annotated[
        int,
        typer.Option(
            min=2,
            max=1000,
            help="Under how many seeds the reference is graded; the other known answers under three of them.",
        ),
    ] = 20,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Grade everything; use nothing that was kept from an earlier audit.")
    ] = False,
    only: Annotated[list[_Only] | None, typer.Option(help="This part alone; may be given several times.")] = None,
    level: options.LevelOption = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Processes; one for each processor, if not said.")
    ] = None,
) -> None:
    """Prove that exercises judge right.

    For authors: checks the format, grades every known answer, the reference under many seeds, each mutant of it,
    programs that lie and hostile programs, and says what each check costs and whether feedback leaks.
    `--only weights` grades each mutant by all checks, and lists the small faults that cost more than half.
    `--only informed` grades programs that know the reference's answers under other seeds.
    What neither an exercise, an answer, the grader nor a library has changed since is kept from one audit to the next.

    Exit codes: 0 everything judges right, 3 something falls short, 2 usage, 4 no jail.

    \b
    Example:
      grade audit 04-routing/02-converters
    """
    from grader.audit import corpus
    from grader.audit.auditor import AuditPlan
    from grader.audit.findings import USUAL, Part
    from grader.audit.kept import cache_folder

    course = options.course_of(ctx)
    ids = [course.find_id(word) for word in exercises or ()] or course.ids()
    plan = AuditPlan(
        exercises=tuple(dict.fromkeys(ids)),
        parts=frozenset(map(Part, only or USUAL)),
        mutants=_count(mutants, "--mutants"),
        families=_families(families or []),
        attacks=_count(attacks, "--attacks"),
        seeds=seeds,
        level=level,
        workers=workers,
    )
    if Part.ATTACKS in plan.parts and not corpus.is_here():
        print_status("The attacks are left out: the hostile programs are in a checkout of the grader only.")
    known: dict[Key, Result] = {}
    folder = None if fresh else cache_folder()
    report = _show(_run(course, plan, known, quiet=as_json, folder=folder), as_json=as_json, html=html)
    if watch:
        _follow(course, plan, known, lambda again: _show(again, as_json=as_json, html=html))
    if not report.green:
        raise typer.Exit(_FALLS_SHORT)


def _show(report: CourseReport, *, as_json: bool, html: Path | None) -> CourseReport:
    from grader.audit.as_json import audit_json
    from grader.audit.page import audit_page
    from grader.audit.report import print_details

    if as_json:
        typer.echo(audit_json(report), nl=False)
    else:
        print_details(report, sys.stdout)
    if html is not None:
        html.write_text(audit_page(report), encoding="utf-8")
    return report


def _follow(
    course: Course, plan: AuditPlan, known: dict[Key, Result], show: Callable[[CourseReport], CourseReport]
) -> None:
    """Audit each exercise again when its files change; the workers for the next time are warm by then.

    Only what the change touches is graded again: an answer, or everything when a check has changed.
    """
    from grader.audit.auditor import open_pool
    from grader.cli.polling import Changes

    folders = {id: [top / id for top in (course.exercises_folder, course.solutions_folder)] for id in plan.exercises}
    seen = {id: [Changes(folder) for folder in pair] for id, pair in folders.items()}
    while True:
        print_status(f"watching {len(folders)} exercise{'s' if len(folders) > 1 else ''}; Ctrl-C ends")
        with open_pool(course, plan) as pool:
            while not (changed := [id for id, pair in seen.items() if sum(bool(each.settled()) for each in pair)]):
                time.sleep(_POLL_S)
            again = dataclasses.replace(plan, exercises=tuple(changed))
            show(_run(course, again, known, quiet=False, pool=pool))


def _count(text: str, option: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal():
        raise typer.BadParameter(f"`{text}` is no number and not `all`", param_hint=option)
    return int(text)


def _families(words: list[str]) -> tuple[str, ...]:
    from grader.audit.mutation import CLASSIC, EVERY_FAMILY

    for word in words:
        if word not in ("all", *EVERY_FAMILY):
            known = ", ".join(EVERY_FAMILY)
            raise typer.BadParameter(f"`{word}` is no family; there are all, {known}", param_hint="--families")
    return EVERY_FAMILY if "all" in words else tuple(words) or (CLASSIC,)


def _run(
    course: Course,
    plan: AuditPlan,
    known: dict[Key, Result],
    *,
    quiet: bool,
    pool: Pool | None = None,
    folder: Path | None = None,
) -> CourseReport:
    from grader.audit.auditor import audit_course

    lines = _InCourseOrder(plan.exercises, quiet=quiet)
    with progress(once_a_minute()) as tell:

        def note(step: AuditProgress) -> None:
            if step.ended is not None:
                lines.add(step.ended)
                return
            line = f"{step.graded} graded, {step.waiting} waiting"
            tell(step.graded, step.graded + step.waiting, now="grading", line=line)

        return audit_course(course, plan, note, pool=pool, known=known, folder=folder)


class _InCourseOrder:
    """Prints a line for each exercise in course order, as soon as those before it are through."""

    def __init__(self, ids: tuple[str, ...], *, quiet: bool) -> None:
        from grader.report.writer import TerminalWriter

        self._waiting = list(ids)
        self._width = max(map(len, ids), default=0)
        self._known: dict[str, ExerciseReport] = {}
        self._writer = None if quiet else TerminalWriter(sys.stdout)

    def add(self, report: ExerciseReport) -> None:
        """Take a report; print it, and those that waited for it, when its turn has come."""
        from grader.audit.report import print_line

        self._known[report.exercise] = report
        while self._waiting and self._waiting[0] in self._known:
            ready = self._known[self._waiting.pop(0)]
            if self._writer:
                print_line(ready, self._writer, self._width)
                sys.stdout.flush()
