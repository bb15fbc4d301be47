"""What students get: nothing but statement, hints, starter and examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import __version__
from grader.course import MARKER, Course, Exercise, exercise_of_folder, new_exercise, start, write_handout
from grader.errors import ExerciseError, UsageError

IDS = ["04-routing/02-converters", "05-forms/03-files"]
ALLOWED = {
    "exercise.toml",
    "README.md",
    "README.zh.md",
    "hints.md",
    "starter/app.py",
    "checks/test_examples.py",
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two exercises, with something secret in every place that must stay behind."""
    root = tmp_path / "course"
    for id in IDS:
        new_exercise(root, id, title_zh="练习")
        (root / "exercises" / id / "author-notes.md").write_text("SECRET\n", encoding="utf-8")
        (root / "exercises" / id / "starter/solved.py").write_text("SECRET = 1\n", encoding="utf-8")
        (root / "exercises" / id / "checks/probes.py").write_text("SECRET = 2\n", encoding="utf-8")
    return Course(root)


@pytest.fixture
def exercise(course: Course) -> Exercise:
    return course.load(IDS[1])


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The handout of a course


def test_a_handout_is_the_whitelist(course: Course, tmp_path: Path) -> None:
    """Each exercise's statement, hints, starter and examples are inside, and no other file."""
    written = write_handout(course, tmp_path / "kit")

    due = {"README.md", "course.toml", *(f"exercises/{id}/{name}" for id in IDS for name in ALLOWED)}
    assert set(files_below(tmp_path / "kit")) == due
    assert sorted(written) == sorted(path for path in (tmp_path / "kit").rglob("*") if path.is_file())


def test_no_check_solution_or_answer_is_in_a_handout(course: Course, tmp_path: Path) -> None:
    """Neither by name nor by content does anything hidden leave."""
    secrets = [path for path in course.solutions_folder.rglob("*") if path.is_file()]
    secrets += [path for path in course.exercises_folder.rglob("checks/*.py") if path.name != "test_examples.py"]

    write_handout(course, tmp_path / "kit")
    kit = files_below(tmp_path / "kit")

    whole, names = b"\n".join(kit.values()), "\n".join(kit)
    assert len(secrets) == 12
    for secret in secrets:
        assert secret.read_bytes() not in kit.values()
    for word in (b"SECRET", b"test_greeting", b"test_escaped", b"mark.points", b"rng", b"[rejected_", b"def hello"):
        assert any(word in secret.read_bytes() for secret in secrets)
        assert word not in whole
    for hidden in ("solutions", "reference", "accepted", "rejected", "answers", "probes", "test_converters", "notes"):
        assert hidden not in names


def test_a_handout_says_how_to_begin(course: Course, tmp_path: Path) -> None:
    """Its README names the one line that installs the grader, in the version that wrote it."""
    write_handout(course, tmp_path / "kit")

    text = (tmp_path / "kit/README.md").read_text(encoding="utf-8")

    assert f'python -m pip install "flask-course-grader=={__version__}"' in text


def test_a_handout_is_a_course(course: Course, tmp_path: Path) -> None:
    """Students list it and run its examples; the points of the real course stay visible."""
    write_handout(course, tmp_path / "kit")
    kit = Course(tmp_path / "kit")

    exercise = kit.find("files")

    assert kit.ids() == IDS
    assert (exercise.spec.points, exercise.has_hidden_checks, exercise.solutions().reference) == (10, False, None)
    assert exercise.examples_file.is_file()
    assert exercise.starter() == course.find("files").starter()


def test_a_handout_of_a_handout_is_the_same(course: Course, tmp_path: Path) -> None:
    """Nothing a handout needs is missing from it."""
    write_handout(course, tmp_path / "kit")

    write_handout(Course(tmp_path / "kit"), tmp_path / "again")

    assert files_below(tmp_path / "again") == files_below(tmp_path / "kit")


def test_a_handout_goes_into_an_empty_folder_only(course: Course, tmp_path: Path) -> None:
    """A folder that holds something, or a file, is refused and left as it is."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine", encoding="utf-8")

    for target in (tmp_path / "full", tmp_path / "full/mine.txt"):
        with pytest.raises(UsageError, match="is not empty"):
            write_handout(course, target)

    assert files_below(tmp_path / "full") == {"mine.txt": b"mine"}


def test_a_broken_exercise_writes_no_half_handout(course: Course, tmp_path: Path) -> None:
    """What cannot be read is said before the first file is written."""
    (course.exercises_folder / IDS[1] / "hints.md").unlink()

    with pytest.raises(ExerciseError, match=r"03-files/hints.md: there is no such file"):
        write_handout(course, tmp_path / "kit")

    assert not (tmp_path / "kit").exists()


@pytest.mark.parametrize("name", ["checks/test_examples.py", "hints.md", "starter/app.py", "starter"])
def test_a_link_to_a_secret_does_not_leave(course: Course, tmp_path: Path, name: str) -> None:
    """An allowed name that is a link to something else is refused."""
    path = course.exercises_folder / IDS[0] / name
    secret = course.solutions_folder / IDS[0] / ("reference" if name == "starter" else "answers.toml")
    path.rename(tmp_path / "away")
    path.symlink_to(secret)

    with pytest.raises(ExerciseError, match="a symbolic link"):
        write_handout(course, tmp_path / "kit")


# The working folder of one exercise


def test_a_started_folder_holds_what_a_student_needs(exercise: Exercise, tmp_path: Path) -> None:
    """Statement in both languages, hints, starter and the marker; no check, not even an example."""
    done = start(exercise, tmp_path / "work")

    assert set(files_below(tmp_path / "work")) == {"README.md", "README.zh.md", "hints.md", "app.py", MARKER}
    assert {what for _, what in done} == {"written"}
    assert (tmp_path / "work/app.py").read_bytes() == exercise.starter()["app.py"]


def test_starting_again_keeps_the_students_files(exercise: Exercise, tmp_path: Path) -> None:
    """What is there stays, byte for byte; what is missing comes back; both are told."""
    start(exercise, tmp_path)
    (tmp_path / "app.py").write_text("mine\n", encoding="utf-8")
    (tmp_path / "hints.md").unlink()

    told = {path.name: what for path, what in start(exercise, tmp_path)}

    assert (tmp_path / "app.py").read_text(encoding="utf-8") == "mine\n"
    assert {name for name, what in told.items() if what == "written"} == {"hints.md"}
    assert told["app.py"] == told[MARKER] == "kept"


def test_a_dangling_link_is_the_students_too(exercise: Exercise, tmp_path: Path) -> None:
    """Nothing is written through a link that the student put there."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work/app.py").symlink_to(tmp_path / "elsewhere.py")

    start(exercise, tmp_path / "work")

    assert not (tmp_path / "elsewhere.py").exists()


def test_another_exercises_folder_is_refused(course: Course, tmp_path: Path) -> None:
    """Two exercises never share a working folder."""
    start(course.load(IDS[0]), tmp_path / "work")
    before = files_below(tmp_path / "work")

    with pytest.raises(UsageError, match=f"is the folder of `{IDS[0]}`"):
        start(course.load(IDS[1]), tmp_path / "work")

    assert files_below(tmp_path / "work") == before


def test_a_folder_cannot_be_where_a_file_is(exercise: Exercise, tmp_path: Path) -> None:
    """A file in the way is the user's error, with a way out."""
    (tmp_path / "work").write_text("a file", encoding="utf-8")

    for target in (tmp_path / "work", tmp_path / "work/inside"):
        with pytest.raises(UsageError) as caught:
            start(exercise, target)
        assert caught.value.hint


def test_a_started_folder_knows_its_exercise(exercise: Exercise, tmp_path: Path) -> None:
    """From the folder, from below it and from a file in it the exercise can be left out."""
    start(exercise, tmp_path / "work")
    (tmp_path / "work/templates").mkdir()

    for place in ("work", "work/templates", "work/app.py", "work/not/yet"):
        assert exercise_of_folder(tmp_path / place) == IDS[1]


def test_a_folder_that_was_not_started_knows_none(tmp_path: Path) -> None:
    """Without a marker the exercise must be named."""
    assert exercise_of_folder(tmp_path) is None


@pytest.mark.parametrize("text", ["", "exercise = 3", "exercise = ", "\udcff"])
def test_a_spoiled_marker_is_said(tmp_path: Path, text: str) -> None:
    """A marker that names nothing is an error, not a guess."""
    (tmp_path / MARKER).write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(UsageError, match="does not say which exercise"):
        exercise_of_folder(tmp_path)
