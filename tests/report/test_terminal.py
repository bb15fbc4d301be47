"""One result in the terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grader.model import NOTHING_RAN, Isolation, Level, State
from grader.report import states
from tests.report.helpers import GOLDEN, acting_characters, assert_golden, shown
from tests.samples import a_check, a_failed_check, a_hostile_result, a_mixed_result, a_not_graded, a_refused, a_result


@pytest.mark.parametrize(
    ("name", "make"),
    [("mixed", a_mixed_result), ("refused", a_refused), ("not_graded", a_not_graded), ("hostile", a_hostile_result)],
)
def test_a_result_in_the_terminal_is_as_recorded(name: str, make: Any) -> None:
    """The whole report, word for word, without colour."""
    assert_golden(GOLDEN / f"result_{name}.txt", shown(make()))


def test_every_state_is_shown_with_its_mark_and_its_word() -> None:
    """Neither colour nor glyph is needed to tell the states apart."""
    page = shown(a_mixed_result()) + shown(a_not_graded())

    assert [mark.word for mark in states.MARKS.values() if f"{mark.sign} {mark.word}" not in page] == []


def test_a_failed_check_shows_message_exchange_and_own_lines() -> None:
    """A student sees what was wrong, what was asked, what came back and where in their file."""
    page = shown(a_result(a_failed_check()))

    wanted = [
        "the page must show the number",
        "asked",
        "GET /article/7",
        "answered",
        "500 INTERNAL",
        "your lines",
        "app.py:12",
    ]
    assert [words for words in wanted if words not in page] == []


def test_a_passed_check_takes_one_line() -> None:
    """What works needs no reading."""
    page = shown(a_result(a_check(asked="GET /", answered="200 OK", message="fine")))

    assert "GET /" not in page
    assert "fine" not in page


def test_a_skipped_check_names_what_it_waits_for_and_no_exchange() -> None:
    """Nothing was asked of a check that never ran."""
    page = shown(a_result(a_failed_check(state=State.SKIPPED, message="waits for “A”", asked="GET /never")))

    assert "waits for “A”" in page
    assert "GET /never" not in page


def test_a_broken_check_says_that_it_is_not_the_students_fault() -> None:
    """Blame for our failure is never left open."""
    assert "This is not your fault" in shown(a_not_graded())


def test_a_result_that_was_not_graded_shows_no_score() -> None:
    """Not graded is not zero."""
    page = shown(a_not_graded(checks=()))

    assert "not graded: a check is broken" in page
    assert not re.search(r"\d+ of \d+ points|%", page)


def test_the_isolation_is_in_every_report() -> None:
    """A result says how it was confined, and what that does not cover."""
    page = shown(a_result(isolation=Isolation(level=Level.NONE, detail="no jail on this system")))

    assert "isolation: none (no jail on this system)" in page


def test_examples_are_counted_where_no_points_are_at_stake() -> None:
    """A handout has visible checks only: their score is no score."""
    page = shown(a_result(a_check(points=0, max_points=0), a_check(points=0, max_points=0, id="test_b")))

    assert "2 of 2 examples" in page
    assert "Ready: every example holds. The hidden checks have not run" in page


@pytest.mark.parametrize(("score", "filled"), [(0, 0), (1, 1), (999, 29), (1000, 30)])
def test_the_bar_is_full_only_with_full_marks_and_empty_only_with_none(score: int, filled: int) -> None:
    """Rounding never shows more, or less, than was earned."""
    page = shown(a_result(a_check(points=score, max_points=1000)))

    assert page.count("█") == filled


def test_long_answers_and_output_are_capped_with_a_count() -> None:
    """A program that prints without end does not push the verdict off the screen."""
    endless = "line\n" * 5000

    page = shown(a_result(a_failed_check(answered=endless), output=endless))

    assert page.count("\n") < 60
    assert page.count("lines more") == 2


def test_hostile_text_cannot_act_in_a_terminal() -> None:
    """No escape, carriage return, bidi mark or zero-width character reaches the terminal from a submission."""
    assert acting_characters(shown(a_hostile_result())) == set()


def test_a_program_cannot_write_lines_of_the_report() -> None:
    """Each line of an answer or of the output stands behind a rule, wrapped lines too."""
    forged = "x" * 200 + "\nTask 9  99 of 99 points"

    page = shown(a_result(a_failed_check(answered=forged), output=forged))

    forged_lines = [line for line in page.splitlines() if "xx" in line or "Task 9" in line]
    assert len(forged_lines) == 9
    assert [line for line in forged_lines if "│ " not in line] == []


def test_what_was_refused_has_no_isolation() -> None:
    """Nothing was run, so nothing is said of how it was confined."""
    assert "isolation" not in shown(a_refused(isolation=NOTHING_RAN))


def test_a_score_that_is_not_full_is_not_shown_as_full() -> None:
    """199 of 200 points are 99 %."""
    assert "199 of 200 points, 99 %" in shown(a_result(a_check(points=199, max_points=200)))
