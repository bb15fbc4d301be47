"""Submissions that an instructor should read are named in a class's results; honest twins are not, and no score changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import classroom
from grader.analysis.signs import Sign, sentence
from grader.course import Course
from grader.model import NOTHING_RAN, CheckResult, ClassResults, Level, Outcome, Result, State
from tests.conftest import require_level
from tests.hostile import target

RIGHT = target.SOLUTION_FILE.read_bytes()
TWIN = b"import inspect\nimport json\nNAMES = inspect.signature(json.dumps)\n"
REACHES = b"import sys\nBELOW = sys._getframe().f_back\n"


def hand_in(folder: Path, student: str, source: bytes) -> None:
    place = folder / student / target.EXERCISE / "app.py"
    place.parent.mkdir(parents=True)
    place.write_bytes(source)


def grade(folder: Path) -> ClassResults:
    require_level(Level.STRONG)
    course = Course(target.COURSE)
    plan = classroom.plan(course, folder)
    return classroom.run(course, plan, out=folder.with_name("results"), level=Level.STRONG, workers=1, seed=1)


def test_who_reaches_for_frames_is_named_with_the_line_and_keeps_the_points(tmp_path: Path) -> None:
    """The sentence says who, where and what; it is no verdict."""
    hand_in(tmp_path / "class", "ada", REACHES + RIGHT)

    results = grade(tmp_path / "class")

    assert results.rows[0].result.outcome is Outcome.PASSED
    assert results.needs_a_look == (
        f"ada, {target.EXERCISE}: reaches for frames of other functions (`app.py:2`). No fault by itself: read it.",
    )


def test_honest_use_of_the_same_modules_is_not_named(tmp_path: Path) -> None:
    """`inspect` and `json` for what they are for."""
    hand_in(tmp_path / "class", "ada", TWIN + RIGHT)

    assert grade(tmp_path / "class").needs_a_look == ()


def test_a_class_that_is_resumed_says_the_same(tmp_path: Path) -> None:
    """What is read again need not be graded again."""
    hand_in(tmp_path / "class", "ada", REACHES + RIGHT)

    assert grade(tmp_path / "class").needs_a_look == grade(tmp_path / "class").needs_a_look != ()


def result(*states: State) -> Result:
    checks = tuple(
        CheckResult(id=f"test_{n}", title="", task=1, state=state, points=5 * (state is State.PASSED), max_points=5)
        for n, state in enumerate(states)
    )
    score = sum(check.points for check in checks)
    return Result(
        exercise="01-a/01-b",
        submission_digest="",
        exercise_digest="",
        grader_version="",
        isolation=NOTHING_RAN,
        seed=1,
        outcome=Outcome.PASSED if score == 5 * len(checks) else Outcome.FAILED,
        score=score,
        max_score=5 * len(checks),
        checks=checks,
    )


def test_who_earns_constants_only_is_named() -> None:
    """Where something else was to be earned, and lost."""
    told = sentence("ada", result(State.PASSED, State.FAILED), (), constants={"test_0"})

    assert told == "ada, 01-a/01-b: earns only what is the same for everybody. No fault by itself: read it."


@pytest.mark.parametrize("states", [(State.PASSED, State.PASSED), (State.FAILED, State.PASSED), (State.FAILED,) * 2])
def test_who_earns_more_than_constants_or_nothing_is_not_named(states: tuple[State, ...]) -> None:
    """Full marks, something that changes, or no point at all."""
    assert sentence("ada", result(*states), (), constants={"test_0"}) == ""


def test_points_without_the_library_of_the_exercise_are_named() -> None:
    """What the reference imports and the submission does not."""
    assert "earns points without `sqlalchemy`" in sentence("ada", result(State.PASSED), (), about={"sqlalchemy"})


def test_who_earned_nothing_is_not_named() -> None:
    """There are no points to look at."""
    assert sentence("ada", result(State.FAILED), [Sign(what="frames", where="app.py:1")], about={"flask"}) == ""
