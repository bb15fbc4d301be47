"""What a started folder remembers of its runs, and what can be read of it by which course."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from grader.course import (
    Course,
    Exercise,
    new_exercise,
    next_exercise,
    remember,
    start,
    started_in,
    work_in,
    write_handout,
)
from grader.course.working_folder import STATE, read_state
from grader.grading.prepare import prepare
from grader.model import Outcome, Result, Standing, State
from grader.submission import take_in
from tests.samples import a_check, a_failed_check, a_not_graded, a_refused, a_result

IDS = ["04-routing/02-converters", "05-forms/03-files"]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two exercises."""
    for id in IDS:
        new_exercise(tmp_path / "course", id)
    return Course(tmp_path / "course")


@pytest.fixture
def exercise(course: Course) -> Exercise:
    """Its first exercise, with hidden checks."""
    return course.load(IDS[0])


@pytest.fixture
def visible(course: Course, tmp_path: Path) -> Exercise:
    """The same exercise in the handout: only examples."""
    write_handout(course, tmp_path / "kit")
    return Course(tmp_path / "kit").load(IDS[0])


@pytest.fixture
def folder(exercise: Exercise, tmp_path: Path) -> Path:
    """A started folder."""
    start(exercise, tmp_path / "work")
    return tmp_path / "work"


def graded(exercise: Exercise, points: int = 10, **changes: Any) -> Result:
    """Return a run of the hidden checks that earned so many of ten points."""
    check = a_check(points=points, max_points=10, state=State.PASSED if points == 10 else State.FAILED)
    return a_result(check, exercise_digest=exercise.digest, **changes)


def examples(exercise: Exercise, *, hold: bool = True) -> Result:
    """Return a run of the examples: no points are at stake."""
    check = a_check(points=0, max_points=0) if hold else a_failed_check(points=0, max_points=0)
    outcome = Outcome.PASSED if hold else Outcome.FAILED
    return a_result(check, exercise_digest=exercise.digest, outcome=outcome)


def test_full_marks_are_solved(folder: Path, exercise: Exercise) -> None:
    """Points, and which checks passed, are there for the next command."""
    remember(folder, exercise, graded(exercise))

    work = work_in(folder, exercise)

    assert work.standing is Standing.SOLVED
    assert work.record is not None
    assert (work.record.best, work.record.max, work.record.passed) == (10, 10, ("test_greeting",))


def test_the_best_stays_when_the_last_is_worse(folder: Path, exercise: Exercise) -> None:
    """What was solved once is solved; the last run is told beside it."""
    remember(folder, exercise, graded(exercise))
    remember(folder, exercise, graded(exercise, 3))

    work = work_in(folder, exercise)

    assert work.standing is Standing.SOLVED
    assert work.record is not None
    assert (work.record.best, work.record.last, work.record.passed) == (10, 3, ())


def test_what_another_version_gave_no_longer_counts(folder: Path, exercise: Exercise) -> None:
    """Until it is run again, it is told that the exercise has changed."""
    remember(folder, exercise, graded(exercise))
    with (exercise.folder / "exercise.toml").open("a") as file:
        file.write("# another version\n")

    assert work_in(folder, exercise).has_changed

    remember(folder, exercise, graded(exercise, 3))

    assert (work_in(folder, exercise).standing, work_in(folder, exercise).has_changed) == (Standing.BEGUN, False)


def test_examples_alone_never_show_as_solved(folder: Path, exercise: Exercise, visible: Exercise) -> None:
    """In the handout it is ready; where there are hidden checks, it is begun, without a point."""
    remember(folder, visible, examples(visible))

    assert work_in(folder, visible).standing is Standing.READY
    assert work_in(folder, exercise).standing is Standing.BEGUN
    assert work_in(folder, exercise).record is None


def test_examples_that_fail_are_begun(folder: Path, visible: Exercise) -> None:
    """Ready is all of them."""
    remember(folder, visible, examples(visible, hold=False))

    assert work_in(folder, visible).standing is Standing.BEGUN


def test_points_are_kept_beside_examples(folder: Path, exercise: Exercise, visible: Exercise) -> None:
    """Neither run takes away what the other has found out."""
    remember(folder, exercise, graded(exercise))
    remember(folder, visible, examples(visible, hold=False))

    assert work_in(folder, exercise).standing is Standing.SOLVED
    assert work_in(folder, visible).standing is Standing.SOLVED


@pytest.mark.parametrize("make", [a_refused, a_not_graded, a_result])
def test_what_was_not_graded_is_not_remembered(make: Any, folder: Path, exercise: Exercise) -> None:
    """Refused, not graded, or without any check: nothing is known of the program."""
    remember(folder, exercise, make())

    assert not (folder / STATE).exists()


def test_only_its_own_started_folder_remembers(
    folder: Path, exercise: Exercise, course: Course, tmp_path: Path
) -> None:
    """Not a folder without a marker, and not that of another exercise."""
    (tmp_path / "plain").mkdir()

    remember(tmp_path / "plain", exercise, graded(exercise))
    remember(folder, course.load(IDS[1]), graded(exercise))

    assert list(tmp_path.rglob(f"{STATE}*")) == []


def test_it_holds_no_time_and_no_name(folder: Path, exercise: Exercise) -> None:
    """Two runs alike leave the same bytes."""
    remember(folder, exercise, graded(exercise, duration_ms=1.0))
    first = (folder / STATE).read_bytes()

    remember(folder, exercise, graded(exercise, duration_ms=2.0, output="Ada"))

    assert (folder / STATE).read_bytes() == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[" * 50_000,
        "{}",
        '{"exercise": "05-forms/03-files"}',
        '{"exercise": "04-routing/02-converters", "schema_version": 2}',
        '{"exercise": "04-routing/02-converters", "graded": {"best": 99}}',
        json.dumps(
            {
                "exercise": IDS[0],
                "graded": {"exercise_digest": "", "course_version": "", "best": 11, "last": 1, "max": 10, "passed": []},
            }
        ),
        json.dumps({"exercise": IDS[0], "more": "x" * 70_000}),
    ],
    ids=range(8),
)
def test_a_state_that_is_none_of_ours_is_none(text: str, folder: Path, exercise: Exercise) -> None:
    """Empty, too deep, of another exercise or version, with more points than there are, too large."""
    (folder / STATE).write_text(text)

    assert read_state(folder, exercise.id) is None
    assert work_in(folder, exercise).standing is Standing.BEGUN


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_lies_in_its_place_is_neither_followed_nor_waited_for(folder: Path, exercise: Exercise) -> None:
    """A pipe and a link are replaced by the next run; what the link leads to is left as it is."""
    os.mkfifo(folder / STATE)

    assert read_state(folder, exercise.id) is None
    (folder / STATE).unlink()
    (folder / "other.json").write_text("mine")
    (folder / STATE).symlink_to(folder / "other.json")
    remember(folder, exercise, graded(exercise))

    assert (folder / "other.json").read_text() == "mine"
    assert work_in(folder, exercise).standing is Standing.SOLVED


def test_a_folder_that_cannot_be_written_costs_nothing(folder: Path, exercise: Exercise) -> None:
    """The run goes on without a word; a folder in the place of the file stands for all reasons."""
    (folder / STATE).mkdir()

    remember(folder, exercise, graded(exercise))

    assert [path.name for path in folder.glob(".grade-*")] == [STATE]


@pytest.mark.parametrize("text", ["x = " + "[" * 4000, "exercise = 7", "\x00"])
def test_a_marker_that_cannot_be_read_marks_nothing(text: str, tmp_path: Path) -> None:
    """One odd folder does not end a listing."""
    (tmp_path / ".grade.toml").write_text(text)

    assert started_in(tmp_path) is None


def test_next_is_the_first_whose_way_is_open(course: Course) -> None:
    """In the order of the course, once what stands in `after` is done; none at the end."""
    toml = course.exercises_folder / IDS[1] / "exercise.toml"
    toml.write_text(toml.read_text().replace("after = []", f'after = ["{IDS[0]}"]'))
    exercises = {id: course.load(id) for id in IDS}

    found = [next_exercise(exercises, done) for done in ({IDS[0]}, set(IDS))]

    assert found == [exercises[IDS[1]], None]
    assert next_exercise(dict(reversed(exercises.items())), set()) == exercises[IDS[0]]


def test_what_came_along_to_be_read_is_not_told_as_unused(exercise: Exercise, folder: Path) -> None:
    """Statements and hints are nobody's mistake; what a student put beside them, or wrote into them, is named."""
    roles = prepare(exercise).roles
    untouched = take_in(folder, wanted=roles).ignored
    (folder / "hints.md").write_text("mine")
    (folder / "notes.txt").write_text("mine")

    assert (untouched, take_in(folder, wanted=roles).ignored) == ((), ("hints.md", "notes.txt"))
