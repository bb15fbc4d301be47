"""What the course's own rules allow: kinds of additive mutants that are not made, each with its rule.

A row is for mistakes that no exercise may punish. What one exercise leaves open is explained in its answers.toml.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """A kind of a family in files of a suffix is right, by a rule of the course, which stands where `written` says."""

    family: str
    kind: str
    suffix: str
    rule: str
    written: str


ALLOWED: tuple[Allowed, ...] = (
    Allowed(
        "too-tidy",
        "trim",
        ".html",
        "blanks at the beginning and end of an element of HTML do not matter",
        "exercises/06-templates/03-autoescape/README.md",
    ),
    Allowed(
        "too-tidy",
        "strip-for-page",
        ".py",
        "so whoever renders a template may cut them off before",
        "exercises/06-templates/01-render-and-links/README.md",
    ),
)


def is_allowed(family: str, kind: str, suffix: str) -> bool:
    """Tell whether a rule of the course allows a kind of mistake in files of a suffix."""
    return any((row.family, row.kind, row.suffix) == (family, kind, suffix) for row in ALLOWED)
