"""The course of the how-to *Write your own exercise*, for the audit's tests: plain functions and plain SQL.

Every part of it is sound; a test breaks one file and sees what the audit says. Its files are those that the
how-to shows, so that whoever follows it gets what is tested here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from grader.audit.auditor import AuditPlan, audit_course
from grader.audit.findings import CourseReport, Finding, Part
from grader.course import Course

HOW_TO = Path(__file__).parents[1] / "docs/how-to/write-your-own-exercise.md"
ID = "01-python/01-totals"
_FILE = re.compile(r"^`my-course/(?P<name>[^`\n]+)`\n\n(?P<fence>```+)\w+\n(?P<text>.*?)^(?P=fence)$", re.M | re.S)


def files() -> dict[str, str]:
    """The files that the how-to shows, by their names below the course."""
    return {found["name"]: found["text"] for found in _FILE.finditer(HOW_TO.read_text("utf-8"))}


class AuditCourse:
    """The course in a folder; `change` edits a file of its exercise, `audit` audits parts of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in files().items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def path(self, name: str) -> Path:
        """A file of the exercise, `checks/…` or `starter/…`, or of its solutions."""
        top = "exercises" if (self.root / "exercises" / ID / name).exists() else "solutions"
        return self.root / top / ID / name

    def change(self, name: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        path = self.path(name)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def audit(self, *parts: Part, **options: Any) -> CourseReport:
        """Audit the exercise with one worker, as a small machine would."""
        plan = AuditPlan(
            exercises=(ID,), parts=frozenset(parts or Part), **{"seeds": 3, "attacks": 2, "workers": 1, **options}
        )
        return audit_course(Course(self.root), plan)

    def findings(self, *parts: Part, **options: Any) -> list[Finding]:
        """What falls short in these parts."""
        return list(self.audit(*parts, **options).exercises[0].findings)
