"""Under what circumstances the results of a class were made, and to whom they may be handed out again."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from grader import classroom
from grader.audit.trials import Trial, Trials
from grader.course import Course
from grader.grading.grader import open_grader
from grader.grading.pool import Pool
from grader.model import NOTHING_RAN, ClassResults, Level, Outcome, Result
from grader.store.journal import Journal
from tests.conftest import ENVIRONMENT, require_level
from tests.hostile import target

EXERCISE = target.EXERCISE
RIGHT = target.SOLUTION_FILE.read_bytes()
OTHER = RIGHT.replace(b"[::-1]", b"")


@pytest.fixture(autouse=True)
def _strong() -> None:
    require_level(Level.STRONG)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one exercise that a test may edit."""
    shutil.copytree(target.COURSE, tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for student, source in (("ada", RIGHT), ("grace", RIGHT), ("tony", OTHER)):
        hand_in(tmp_path / "class", student, source)
    return tmp_path / "class"


def hand_in(folder: Path, student: str, source: bytes, name: str = "app.py") -> None:
    place = folder / student / EXERCISE / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(source)


def grade(course: Course, folder: Path, *, resumed: int | None = None, **options: Any) -> ClassResults:
    """Grade a class; with `resumed`, so many results must have been there before."""
    seen: list[int] = []
    results = classroom.run(
        course,
        classroom.plan(course, folder),
        out=folder.with_name("results"),
        **{"level": Level.STRONG, "workers": 1, **options},
        on_progress=lambda progress: seen.append(progress.resumed),
    )
    assert resumed in (None, seen[-1])
    return results


def seeds(results: ClassResults) -> dict[str, int]:
    return {row.student: row.result.seed for row in results.rows}


# Seeds


def test_the_same_files_get_the_same_seed_and_others_another(course: Course, folder: Path) -> None:
    """What a student recorded of one attempt says nothing about the next; equal work is asked the same."""
    drawn = seeds(grade(course, folder))

    assert drawn["ada"] == drawn["grace"] != drawn["tony"]


def test_a_second_run_draws_no_other_seeds(course: Course, folder: Path) -> None:
    """The secret is drawn once for a folder of results: what is graded stays graded."""
    first = grade(course, folder)

    assert grade(course, folder, resumed=3) == first


def test_another_class_draws_other_seeds(course: Course, folder: Path) -> None:
    """Nobody learns from one class what another will be asked."""
    first = seeds(grade(course, folder))
    shutil.rmtree(folder.with_name("results"))

    assert seeds(grade(course, folder)) != first


def test_the_seed_that_is_asked_for_is_the_seed_of_everybody(course: Course, folder: Path) -> None:
    """`--seed N` means N, so that the number in a result repeats that result."""
    assert set(seeds(grade(course, folder, seed=7)).values()) == {7}


def test_what_was_made_with_a_chosen_seed_is_not_handed_out_without_it(course: Course, folder: Path) -> None:
    """Whoever knows the seed knows the questions: such results are for repeating, not for marks."""
    grade(course, folder, seed=7)

    results = grade(course, folder, resumed=0)

    assert 7 not in seeds(results).values()


def test_what_was_made_without_a_chosen_seed_does_not_answer_for_it(course: Course, folder: Path) -> None:
    """A run with `--seed` grades anew; going back finds what was there."""
    grade(course, folder)

    assert set(seeds(grade(course, folder, seed=7, resumed=0)).values()) == {7}
    grade(course, folder, resumed=3)


def test_the_secret_is_its_owners_and_in_no_document(course: Course, folder: Path) -> None:
    """Mode 0600, and neither results.json nor the table nor the page nor the journal holds it."""
    grade(course, folder)
    out = folder.with_name("results")
    secret = (out / "class.secret").read_bytes()

    assert stat.S_IMODE((out / "class.secret").stat().st_mode) == 0o600
    for file in ("results.json", "gradebook.csv", "report.html", "journal.jsonl"):
        text = (out / file).read_bytes()
        assert secret not in text
        assert secret.hex().encode() not in text


# Levels


def test_results_of_a_weaker_level_are_not_handed_out(course: Course, folder: Path) -> None:
    """`--require-level strong` grades again what was made at another level."""
    grade(course, folder, level=Level.LANDLOCK)

    results = grade(course, folder, level=None, require=Level.STRONG, resumed=0)

    assert {row.result.isolation.level for row in results.rows} == {Level.STRONG}


def test_without_a_level_the_best_of_this_machine_counts(course: Course, folder: Path) -> None:
    """What was made as well as this machine can is found again by a class that names no level."""
    grade(course, folder)

    grade(course, folder, level=None, resumed=3)


# What judged


def edit_a_check(course: Course) -> None:
    """Give an exercise's checks another digest, and `test_hello` another verdict."""
    (checks,) = (course.exercises_folder / EXERCISE / "checks").glob("test_t*.py")
    checks.write_text(
        checks.read_text().replace("def test_hello(", "def test_hello(nobody=None, *, ", 1) + "\n# edited\n"
    )
    checks.write_text(checks.read_text().replace("(nobody=None, *, ", "(", 1))


def test_a_check_that_is_edited_during_a_run_judges_under_its_own_digest(course: Course, folder: Path) -> None:
    """Old verdicts are filed under the old digest, new ones under the new, whatever lies on disk by then."""
    before = course.load(EXERCISE).digest

    def edit(progress: classroom.ClassProgress) -> None:
        if progress.done == 1:
            edit_a_check(course)

    results = classroom.run(
        course,
        classroom.plan(course, folder),
        out=folder.with_name("results"),
        level=Level.STRONG,
        workers=1,
        on_progress=edit,
    )
    after = course.load(EXERCISE).digest

    assert before != after
    digests = [row.result.exercise_digest for row in results.rows]
    assert digests[0] == before
    assert digests[-1] == after
    assert {row.result.exercise_digest for row in grade(course, folder).rows} == {after}


def test_a_long_lived_grader_judges_with_the_checks_it_names(course: Course) -> None:
    """An exercise that was edited since the last submission is collected anew."""
    exercise = course.load(EXERCISE)
    with open_grader(Level.STRONG, environment=ENVIRONMENT) as grader:
        old = grader.grade_files(exercise, {"app.py": RIGHT}, seed=1)
        edit_a_check(course)

        new = grader.grade_files(exercise, {"app.py": RIGHT}, seed=1)

    assert old.exercise_digest != new.exercise_digest == course.load(EXERCISE).digest


# One shape


def test_a_refusal_has_one_shape_wherever_it_is_told(course: Course, folder: Path) -> None:
    """The command, a class and the audit make the same result of it."""
    shutil.rmtree(folder)
    hand_in(folder, "ada", RIGHT, name="nothing.txt")
    exercise = course.load(EXERCISE)
    heard: list[Result] = []
    with Pool(course.root, level=Level.STRONG, workers=1) as pool:
        hear = Trial(exercise=exercise, files={"nothing.txt": RIGHT}, seed=7, then=lambda it: heard.append(it) or ())
        Trials(pool).run([hear])
    with open_grader(Level.STRONG, environment=ENVIRONMENT) as grader:
        by_command = grader.grade_files(exercise, {"nothing.txt": RIGHT}, seed=7)

    (by_class,) = (row.result for row in grade(course, folder, seed=7).rows)

    assert by_class == by_command == heard[0]
    assert (by_class.outcome, by_class.graded, by_class.isolation) == (Outcome.REFUSED, False, NOTHING_RAN)


def test_a_class_in_which_nothing_ran_claims_no_level(course: Course, folder: Path) -> None:
    """Nobody was confined, so nobody was confined well."""
    shutil.rmtree(folder)
    hand_in(folder, "ada", RIGHT, name="nothing.txt")

    results = grade(course, folder)

    assert results.isolation == NOTHING_RAN


def test_nobody_can_say_otherwise_than_the_outcome_whether_there_is_a_score() -> None:
    """`graded` is no argument of a result."""
    assert "graded" not in Result.__init__.__annotations__


# What is kept


def test_a_line_of_another_version_is_left_out(tmp_path: Path) -> None:
    """A journal that nobody can read any more starts anew, and nothing of it is lost on disk."""
    file = tmp_path / "journal.jsonl"
    file.write_text(json.dumps({"key": {"student": "ada"}, "result": {"score": 3}}) + "\n")

    with Journal(file):
        pass

    assert file.read_text().count("\n") == 1
