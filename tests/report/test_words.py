"""Figures and facts in words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from grader.model import NOTHING_RAN, Isolation, Level, Result, State
from grader.report.words import interrupted_words, isolation_words, percent, ran_unconfined, short_ids, what_next
from tests.samples import CONVERTERS, UPLOADS, a_class, a_failed_check, a_not_graded, a_refused, a_result


@pytest.mark.parametrize(
    ("share", "words"), [(Fraction(1, 8), "13 %"), (Fraction(249, 1000), "25 %"), (Fraction(1), "100 %"), (None, "–")]
)
def test_a_percentage_is_rounded_half_up(share: Fraction | None, words: str) -> None:
    """Shares are exact until they are shown."""
    assert percent(share) == words


def test_short_ids_are_the_numbers_of_topic_and_exercise() -> None:
    """`04-routing/02-converters` is 04/02."""
    assert short_ids([CONVERTERS, UPLOADS]) == {CONVERTERS: "04/02", UPLOADS: "15/04"}


@pytest.mark.parametrize("ids", [["04-a/02-x", "04-b/02-y"], ["plain", "04-a/02-x"]])
def test_short_ids_are_numbered_when_they_would_not_tell_apart(ids: list[str]) -> None:
    """Two columns never share a heading."""
    assert sorted(short_ids(ids).values()) == ["#1", "#2"]


def test_the_last_line_names_the_first_check_to_mend() -> None:
    """A student is told where to begin; what only waits is not named."""
    waiting = a_failed_check(state=State.SKIPPED, title="Waits", task=1)

    assert what_next(a_result(waiting, a_failed_check(), a_failed_check(id="x"))) == (
        "Next: “Only numbers are articles” (task 2), then 1 more, and run it again."
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(199, 200), "99 %"),
        (Fraction(9999, 10000), "99 %"),
        (Fraction(1, 300), "1 %"),
        (Fraction(1, 10000), "1 %"),
        (Fraction(0), "0 %"),
    ],
)
def test_a_percentage_is_never_rounded_to_all_or_nothing(share: Fraction, words: str) -> None:
    """100 % means that no point is missing, and 0 % that none was earned."""
    assert percent(share) == words


def test_what_never_ran_has_no_level() -> None:
    """A refused submission ran at no level: nobody is warned of a missing isolation."""
    assert isolation_words(NOTHING_RAN) == "nothing was run"
    assert not ran_unconfined(NOTHING_RAN)


def test_what_ran_unconfined_is_warned_of() -> None:
    """The level `none` is a warning wherever something ran at it."""
    assert ran_unconfined(Isolation(level=Level.NONE, detail="a separate process"))


def test_an_interrupted_class_says_how_much_of_it_there_is() -> None:
    """Done and planned, in words; a whole class says nothing."""
    assert interrupted_words(a_class(("ada", a_result()), planned=180)).startswith("1 of 180 submissions: interrupted")
    assert interrupted_words(a_class(("ada", a_result()), planned=1)) == ""


@pytest.mark.parametrize("make", [a_refused, a_not_graded, a_result])
def test_nobody_is_told_of_attempts(make: Callable[[], Result]) -> None:
    """There are none to spend."""
    assert "attempt" not in what_next(make())
