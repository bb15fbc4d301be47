"""The audit as a web page: one self-contained file in the style of the other reports, nothing to fetch or to run."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from grader.audit.findings import CourseReport
from grader.audit.report import verdict_of
from grader.report.text import visible


def audit_page(report: CourseReport) -> str:
    """Return the document: kill-rate bars by exercise, what falls short, survivors side by side."""
    environment = _environment()
    assert environment.loader is not None, "set below"
    style, _, _ = environment.loader.get_source(environment, "style.css")
    return environment.get_template("audit.html").render(
        report=report,
        verdict=verdict_of(report),
        totals=_totals(report),
        sides=sides,
        style_digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def sides(diff: str) -> tuple[str, str]:
    """Return what stands left and right of a unified diff: the lines before and those after, context in both."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    return (
        "\n".join(line for line in lines if not line.startswith("+")),
        "\n".join(line for line in lines if not line.startswith("-")),
    )


def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader([PackageLoader("grader.audit"), PackageLoader("grader.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # the digest of the sheet is over every byte of it
    )


def _finalized(value: Any) -> Any:
    """Make strings visible; what is Markup already is a macro's output, whose parts came through here."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _totals(report: CourseReport) -> dict[str, int]:
    figures = [exercise.mutants for exercise in report.exercises if exercise.mutants]
    return {name: sum(getattr(each, name) for each in figures) for name in ("graded", "killed", "explained")}
