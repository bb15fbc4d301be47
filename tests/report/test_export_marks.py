"""Marks of an assignment, and numbers in a gradebook."""

from __future__ import annotations

from fractions import Fraction

import pytest

from grader.analysis.assignments import NOT_HANDED_IN, Assignment, choose, each_exercise, marks
from grader.errors import UsageError
from grader.model import ClassResults, Row
from grader.report.gradebooks.decimals import parsed, plain, rounded
from tests.report.handed_out import graded, scored
from tests.samples import CONVERTERS, UPLOADS, a_not_graded, a_refused

BOTH = Assignment(title="Both", weights={CONVERTERS: Fraction(1), UPLOADS: Fraction(2)})


def of_ada(*results: object) -> ClassResults:
    return graded(*(Row(student="Ada", result=result) for result in results), students=("Ada", "Bob"))  # type: ignore[arg-type]


def test_an_exercise_counts_with_its_weight_exactly() -> None:
    """A third and two thirds make a whole number of no decimal."""
    results = of_ada(scored(1, 3), scored(2, 7, exercise=UPLOADS))

    ada, bob = marks(results, BOTH)

    assert (ada.earned, ada.worth) == (Fraction(1, 3) + 2 * Fraction(2, 7), 3)
    assert (bob.earned, bob.why) == (None, NOT_HANDED_IN)


def test_what_was_not_graded_leaves_no_mark() -> None:
    """A mark that is not known is none, however well the rest went."""
    (ada, _) = marks(of_ada(scored(3, 3), a_not_graded(exercise=UPLOADS)), BOTH)

    assert (ada.earned, ada.excused) == (None, True)
    assert "was not graded: a check is broken" in ada.why


def test_what_was_refused_earns_nothing_beside_what_was_graded() -> None:
    """One refused exercise costs its weight."""
    (ada, _) = marks(of_ada(scored(3, 3), a_refused(exercise=UPLOADS)), BOTH)

    assert ada.earned == 1


def test_who_was_refused_altogether_has_no_mark() -> None:
    """Whether that is a zero is for a person to say."""
    (ada, _) = marks(of_ada(a_refused()), BOTH)

    assert ada.earned is None
    assert "was refused" in ada.why


def test_an_exercise_of_unknown_worth_is_told() -> None:
    """Without a weight and without any hand-in nobody knows what it counts."""
    both = Assignment(title="Both", weights={CONVERTERS: None, UPLOADS: None})

    with pytest.raises(UsageError, match="nobody handed it in"):
        marks(of_ada(scored(3, 3)), both)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [("", [CONVERTERS, UPLOADS]), (UPLOADS, [UPLOADS]), ("04-routing", [CONVERTERS])],
)
def test_an_assignment_is_an_exercise_a_topic_or_everything(wanted: str, ids: list[str]) -> None:
    """A class that names no assignments has these."""
    assert list(choose(of_ada(scored(1), scored(1, exercise=UPLOADS)), (), wanted).weights) == ids


def test_a_named_assignment_is_found_by_its_title() -> None:
    """And with several there must be a wish."""
    results = of_ada(scored(1))
    named = (BOTH, *each_exercise(results))

    assert choose(results, named, "Both") is BOTH
    with pytest.raises(UsageError, match="several assignments"):
        choose(results, named, "")
    with pytest.raises(UsageError, match="no assignment `lab`"):
        choose(results, named, "lab")


@pytest.mark.parametrize(
    ("text", "number"),
    [("8.50", "17/2"), ("8,5", "17/2"), ("1,234", "1.234"), ("1,000.50", "1000.5"), ("10", "10"), (".5", "1/2")],
)
def test_the_last_mark_of_a_number_is_its_decimal_mark(text: str, number: str) -> None:
    """As Canvas reads it."""
    assert parsed(text) == Fraction(number)


@pytest.mark.parametrize("text", ["", "-", "EX", "N/A", "-1", "1e3", ".", ",", "8 of 10", "¹"])
def test_other_words_are_no_number(text: str) -> None:
    """None of them is taken for a mark."""
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("value", "words"), [("1/3", "0.33"), ("1.005", "1.01"), ("2.675", "2.68"), ("9.995", "10.00"), ("0", "0.00")]
)
def test_rounding_is_half_up_and_exact(value: str, words: str) -> None:
    """No binary fraction is in the way: 1.005 is 1.01."""
    assert rounded(Fraction(value)) == words
    assert rounded(Fraction(value), comma=True) == words.replace(".", ",")


def test_a_number_is_as_short_as_it_can_be() -> None:
    """No places that say nothing."""
    assert [plain(Fraction(value)) for value in ("10", "8.5", "1/3", "100.10")] == ["10", "8.5", "0.33", "100.1"]
