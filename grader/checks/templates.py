"""Templates of a submission, rendered in a clean jail.

    page = Page(render(clean, "profile.html", {"nick": nick}))

A template is code: what it can reach it can change, for whatever is rendered next in the same process. So each time is a
jail of its own, none of the student's Python is loaded there, and the template engine's sandbox keeps the template from
what lies behind the values it gets. A template that reaches for it fails the check, in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks._probes import Jailed, probe


@probe
def _rendered(clean: Any, template: str, values: dict[str, Any], beside: dict[str, str]) -> str:
    """Render a template"""
    return clean.render_sandboxed(template, values, beside)  # type: ignore[no-any-return]


def render(
    clean: Jailed, template: str, values: Mapping[str, Any] | None = None, *, beside: Mapping[str, str] | None = None
) -> str:
    """Return what a template of the student's `templates` folder becomes with these values, as in a view.

    `beside` maps names to templates of the check's own, which stand beside the student's or in their place.
    """
    return str(_rendered(clean.alone(), template, dict(values or {}), dict(beside or {})))
