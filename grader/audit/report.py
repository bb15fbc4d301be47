"""The audit in a terminal: a line for each exercise, details of what falls short, a table, a last line."""

from __future__ import annotations

from typing import TextIO

from grader.audit.findings import CourseReport, ExerciseReport, Finding
from grader.report.pen import Part, Pen

_SIGNS = {True: ("✓", "green"), False: ("✗", "red")}


def print_line(report: ExerciseReport, pen: Pen, width: int) -> None:
    """One exercise on one line: the sign, its id padded to `width` cells, its figures."""
    words = "  ".join(_figures(report))
    short = len(report.findings)
    tail: list[Part] = (
        []
        if report.green
        else [(f"  {short} thing{'s' if short > 1 else ''} fall{'' if short > 1 else 's'} short", "red")]
    )
    pen.line(_SIGNS[report.green], (" " + pen.cell(report.exercise, width), ""), (f"  {words}", "dim"), *tail)


def _figures(report: ExerciseReport) -> list[str]:
    return [
        f"{report.checks:2} checks",
        f"{report.answers:2} answers",
        f"{report.seeds:2} seeds",
        _mutants(report),
        f"{report.liars:2} liars",
        f"{report.attacks:2} attacks",
        f"{report.gradings:4} gradings",
        f"{report.seconds:5.1f} s",
    ]


def _mutants(report: ExerciseReport) -> str:
    figures = report.mutants
    return f"{figures.killed:3}/{figures.graded - figures.explained:<3} mutants killed" if figures else ""


def print_details(report: CourseReport, file: TextIO, width: int | None = None) -> None:
    """Everything that falls short, exercise by exercise, and a last line that counts."""
    pen = Pen(file, width)
    for exercise in report.exercises:
        if exercise.green:
            continue
        pen.line()
        pen.line((exercise.exercise, "bold"))
        for finding in exercise.findings:
            _finding(finding, pen)
    pen.line()
    pen.line(*_last(report))


def _finding(finding: Finding, pen: Pen) -> None:
    pen.prose([("  ✗ ", "red"), (f"{finding.part.value}: ", "bold")], f"{finding.where}: {finding.fact}")
    if finding.detail:
        pen.verbatim([("    ", "")], finding.detail)
    pen.prose([("    hint: ", "dim")], finding.hint)


def _last(report: CourseReport) -> list[Part]:
    count, short = len(report.exercises), sum(not exercise.green for exercise in report.exercises)
    gradings = sum(exercise.gradings for exercise in report.exercises)
    level = f" at level {report.isolation.level.value}" if report.isolation else ""
    words = f"{count} exercise{'s' if count != 1 else ''}, {gradings} gradings{level}, {report.seconds:.1f} s: "
    verdict = (
        (f"{short} fall short", "red")
        if short > 1
        else ("1 falls short", "red")
        if short
        else ("all judge right", "green")
    )
    return [(words, ""), verdict]
