"""The audit as JSON."""

from __future__ import annotations

import msgspec

from grader.audit.findings import CourseReport


def audit_json(report: CourseReport) -> str:
    """Pretty JSON, keys in the order of the dataclasses, a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
