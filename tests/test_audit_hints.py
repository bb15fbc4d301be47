"""Hints: the code of the plainest one stands in an answer with full marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.findings import Part
from tests.audit_course import AuditCourse

HINT = "`GROUP BY` makes one row for each shop."


@pytest.fixture
def course(tmp_path: Path) -> AuditCourse:
    return AuditCourse(tmp_path)


def facts(course: AuditCourse, hint: str) -> list[str]:
    course.change("hints.md", HINT, hint)
    return [finding.fact for finding in course.findings(Part.HINTS)]


@pytest.mark.parametrize(
    "hint",
    [
        "`sum(number for number in numbers if number >= least)` is all.",
        "`return sum(…)` is all.",
        "`return  sum( number for number in numbers if number>=least )`",
        "`for number in whatever:`, then `found += number`.",
        "`None`, `numbers`, `/shop` and `.upper()` are words.",
        "As a block:\n\n   ```python\n   found = 0\n   ```",
    ],
)
def test_code_of_an_answer_may_be_typed_in(course: AuditCourse, hint: str) -> None:
    """Blanks do not count, an ellipsis stands for anything, an accepted answer is as good as the reference."""
    assert facts(course, hint) == []


@pytest.mark.parametrize(
    ("hint", "code"),
    [
        ("`sum(numbers, least)` is all.", "sum(numbers, least)"),
        ("`found = 1`", "found = 1"),
        ("As a block:\n\n   ```python\n   found = max(numbers)\n   ```", "found = max(numbers)"),
        ("`{{ total|round }}`", "{{ total|round }}"),
    ],
)
def test_code_of_no_answer_is_a_finding(course: AuditCourse, hint: str, code: str) -> None:
    """Who types it in would be led away from what is known to be right; the place says which hint."""
    assert facts(course, hint) == [f"hint 2.1: `{code}` stands in no answer with full marks"]


def test_only_the_plainest_hint_is_typed_in(course: AuditCourse) -> None:
    """The levels before it may show something else."""
    assert facts(course, f"`max(1, 2)` is another function.\n2. {HINT}") == []


def test_a_rejected_answer_is_no_home_for_a_hint(course: AuditCourse) -> None:
    """Code that only a known mistake has leads into that mistake."""
    assert facts(course, "`return 14 + 0` is all, or `QUERY = \"SELECT 'ada', 3\"`.") != []


def test_what_a_hint_only_shows_is_named_with_a_reason(course: AuditCourse) -> None:
    """An entry of answers.toml excuses it, and one for code that is not there is a finding."""
    entry = '[[hint_example]]\ncode = "max(1, 2)"\nwhy = "how it is called"\n\n'
    course.change("answers.toml", "[rejected_hard_coded]", f"{entry}[rejected_hard_coded]")

    assert [finding.fact for finding in course.findings(Part.HINTS)] == [
        "`hint_example` names code that no plainest hint has: `max(1, 2)`"
    ]
    assert facts(course, "`max(1, 2)` is 2.") == []
