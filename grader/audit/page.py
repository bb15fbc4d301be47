"""The audit as a web page, in the style of the other reports."""

from __future__ import annotations

from grader.audit.findings import CourseReport
from grader.audit.report import verdict_of, work_of
from grader.course import Proof
from grader.report import webpage


def audit_page(report: CourseReport) -> str:
    """Return the document: kill-rate bars by exercise and by family of mutants, what falls short, survivors side by side."""
    return webpage.rendered(
        webpage.environment("grader.audit"),
        "audit.html",
        report=report,
        verdict=verdict_of(report),
        totals=_totals(report),
        work=work_of(report),
        sides=sides,
        families=report.families(),
        proofs=list(Proof),
    )


def sides(diff: str) -> tuple[str, str]:
    """Return what stands left and right of a unified diff: the lines before and those after, context in both."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    return (
        "\n".join(line for line in lines if not line.startswith("+")),
        "\n".join(line for line in lines if not line.startswith("-")),
    )


def _totals(report: CourseReport) -> dict[str, int]:
    figures = [each for exercise in report.exercises for each in (exercise.mutants, exercise.weights)]
    names = ("graded", "killed", "explained", "costly", "justified")
    return {name: sum(getattr(each, name, 0) for each in figures) for name in names}
