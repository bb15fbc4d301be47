"""A class in the terminal."""

from __future__ import annotations

import io
import re

import pytest

from grader.model import NOTHING_RAN
from grader.report.class_table import show_summary
from tests.report.helpers import GOLDEN, acting_characters, assert_golden, class_shown
from tests.samples import (
    a_check,
    a_class,
    a_hostile_class,
    a_not_graded,
    a_refused,
    a_result,
    a_whole_class,
    an_interrupted_class,
)


@pytest.mark.parametrize("width", [80, 34])
def test_a_class_in_the_terminal_is_as_recorded(width: int) -> None:
    """The whole table, word for word, wide and narrow."""
    assert_golden(GOLDEN / f"class_{width}.txt", class_shown(a_whole_class(), width))


def test_what_was_not_graded_is_a_dash_with_a_reason_below() -> None:
    """A dash, never a zero, and why."""
    page = class_shown(a_class(("ada", a_not_graded())))

    assert re.search(r"^ada +– +– +–$", page, re.MULTILINE)
    assert "not graded: a check is broken" in page


def test_a_narrow_terminal_gets_pages_that_repeat_the_names() -> None:
    """Thirteen exercises on forty cells: every score is shown, beside its student, in line."""
    results = a_class(
        *((name, a_result(a_check(), exercise=f"{n:02}-topic/01-x")) for name in ("ada", "王小云") for n in range(13))
    )

    page = class_shown(results, 40)

    table = page.split("\n\n00/01", 1)[0]
    assert max(len(line) for line in table.splitlines()) <= 40
    assert table.count("ada") == table.count("student") > 1
    assert all(f"{n:02}/01" in table for n in range(13))


def test_a_terminal_narrower_than_one_column_still_gets_each_column_once() -> None:
    """No page is empty, however narrow the terminal."""
    page = class_shown(a_whole_class(), 8)

    assert re.findall(r"^student\b(?!s) *(\S*)", page, re.MULTILINE) == ["04/02", "15/04", "sum"]


def test_sums_and_percentages_stand_at_the_end_of_a_row() -> None:
    """The row's last two columns are the sum and its share."""
    assert re.search(r"^grace +2 +– +2/5 +40 %$", class_shown(a_whole_class()), re.MULTILINE)


def test_hostile_names_cannot_act_in_the_class_table() -> None:
    """A folder's name is text too."""
    assert acting_characters(class_shown(a_hostile_class())) == set()


def test_a_class_of_none_is_said_in_words() -> None:
    """An empty folder gives a summary and no empty table."""
    assert class_shown(a_class()).startswith("0 students, 0 exercises: 0 of 0 submissions graded")


def test_the_summary_counts_what_was_left_out() -> None:
    """Graded, refused, not graded, mean, median, unknown folders and isolation, in words."""
    page = io.StringIO()

    show_summary(a_whole_class(), page, 200)

    assert page.getvalue().splitlines() == [
        "4 students, 2 exercises: 4 of 6 submissions graded, 1 refused, 1 not graded.",
        "Of each student's points: mean 35 %, median 20 %.",
        "Unknown folders, not graded: grace/99-nowhere",
        "isolation: strong; grader 0.1.0",
    ]


def test_an_interrupted_class_says_so_above_its_table_and_in_the_summary() -> None:
    """Three of 180 never pass for a class."""
    page = class_shown(an_interrupted_class(), 200)

    assert page.startswith("1 of 180 submissions: interrupted")
    assert page.count("1 of 180 submissions: interrupted") == 2


def test_nothing_that_ran_is_no_warning() -> None:
    """A class of refused submissions has not been graded without isolation."""
    page = class_shown(a_class(("ada", a_refused()), isolation=NOTHING_RAN))

    assert "isolation: nothing was run; grader" in page
    assert "none" not in page


def test_a_share_that_is_not_full_is_not_shown_as_full() -> None:
    """199 of 200 points are 99 %, of the student and of the class."""
    page = class_shown(a_class(("ada", a_result(a_check(points=199, max_points=200)))), 200)

    assert "99 %" in page
    assert "100 %" not in page
