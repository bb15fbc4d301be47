"""Which exercise and which folder the words of `grade run` and `grade watch` mean; what a changed file is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.cli import keys
from grader.cli.polling import MOST_FILES, Changes, look
from grader.cli.resolve import target_of
from grader.course import Course, new_exercise, start
from grader.errors import UsageError

ID, OTHER = "04-routing/02-converters", "05-forms/03-files"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two exercises."""
    new_exercise(tmp_path / "course", ID)
    new_exercise(tmp_path / "course", OTHER)
    return Course(tmp_path / "course")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder, which is also where commands are typed."""
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def meant(course: Course, first: str | None = None, second: str | None = None) -> tuple[str, Path]:
    """Return the exercise's id and the full path that two words mean."""
    target = target_of(course, first, Path(second) if second else None)
    return target.exercise.id, target.path.resolve()


# Words


def test_two_words_are_exercise_and_path(course: Course, home: Path) -> None:
    """The first names the exercise by any unique part."""
    assert meant(course, "files", ".") == (OTHER, home)


def test_the_exercise_that_is_named_wins(course: Course, home: Path) -> None:
    """A marker does not overrule the user's own word."""
    start(course.load(ID), home)

    assert meant(course, "files", ".") == (OTHER, home)


def test_no_word_is_this_started_folder(course: Course, home: Path) -> None:
    """The marker tells the exercise."""
    start(course.load(ID), home)

    assert meant(course) == (ID, home)


def test_a_path_alone_is_a_started_folder(course: Course, home: Path) -> None:
    """The marker is looked for at the path, not where the command is typed."""
    start(course.load(ID), home / "work")

    assert meant(course, "work") == (ID, home / "work")


def test_a_folder_named_like_an_id_needs_no_marker(course: Course, home: Path) -> None:
    """In a class's folder the names say which exercise it is."""
    (home / "ada" / ID).mkdir(parents=True)

    assert meant(course, f"ada/{ID}") == (ID, home / "ada" / ID)


def test_an_archive_named_like_an_id_needs_no_marker(course: Course, home: Path) -> None:
    """Its suffix is no part of the name."""
    (home / "04-routing").mkdir()
    (home / f"{ID}.tar.gz").touch()

    assert meant(course, f"{ID}.tar.gz") == (ID, home / f"{ID}.tar.gz")


def test_an_exercise_alone_is_the_folder_it_was_started_in(course: Course, home: Path) -> None:
    """`grade start converters` and then `grade run converters`, without a `cd` between them."""
    start(course.load(ID), home / ID)

    assert meant(course, "converters") == (ID, home / ID)


def test_an_exercise_alone_may_be_this_folder(course: Course, home: Path) -> None:
    """Inside its started folder the exercise may be named all the same."""
    start(course.load(ID), home)

    assert meant(course, "converters") == (ID, home)


def test_an_exercise_alone_never_means_any_folder(course: Course, home: Path) -> None:
    """Where nothing was started, the whole folder is not taken for a submission."""
    with pytest.raises(UsageError, match="nothing says where your") as error:
        meant(course, "converters")

    assert error.value.hint == f"name its folder too, or start it with `grade start {ID}`"


@pytest.mark.parametrize("words", [("./nowhere",), ("converters", "nowhere"), ("/nowhere/at/all",)])
def test_a_path_that_is_not_there_is_said_to_be_so(course: Course, home: Path, words: tuple[str, ...]) -> None:
    """A word that looks like a path is not taken for an exercise."""
    with pytest.raises(UsageError, match="there is nothing at"):
        meant(course, *words)


def test_a_path_without_any_sign_needs_an_exercise(course: Course, home: Path) -> None:
    """Neither marker nor name: the user must say which exercise."""
    with pytest.raises(UsageError, match="no exercise is named"):
        meant(course, ".")


# Changes


def touch(file: Path, text: str, when_s: int) -> None:
    """Write a file with a time of our own, so that no test waits for the clock."""
    file.write_text(text)
    os.utime(file, (when_s, when_s))


def test_a_save_is_told_once(tmp_path: Path) -> None:
    """After a change two looks agree; then it is told, and not again."""
    touch(tmp_path / "app.py", "one", 1000)
    changes = Changes(tmp_path)
    touch(tmp_path / "app.py", "two", 2000)

    assert [changes.settled() for _ in range(4)] == [[], ["app.py"], [], []]


def test_a_save_that_goes_on_is_waited_for(tmp_path: Path) -> None:
    """As long as each look differs, nothing is told."""
    changes = Changes(tmp_path)
    told = []
    for when in range(3):
        touch(tmp_path / "app.py", "text", 1000 + when)
        told.append(changes.settled())

    assert told == [[], [], []]
    assert changes.settled() == ["app.py"]


def test_new_and_removed_files_are_changes(tmp_path: Path) -> None:
    """Also in folders below."""
    (tmp_path / "templates").mkdir()
    touch(tmp_path / "old.py", "", 1000)
    changes = Changes(tmp_path)
    (tmp_path / "old.py").unlink()
    touch(tmp_path / "templates/page.html", "", 1000)
    changes.settled()

    assert changes.settled() == ["old.py", "templates/page.html"]


def test_what_editors_and_python_leave_behind_is_no_change(tmp_path: Path) -> None:
    """A cache or a swap file does not run the checks."""
    for name in ("__pycache__", ".git", ".venv"):
        (tmp_path / name).mkdir()
        touch(tmp_path / name / "file", "", 1000)
    touch(tmp_path / ".app.py.swp", "", 1000)

    assert look(tmp_path) == {}


def test_an_archive_is_watched_too(tmp_path: Path) -> None:
    """The path may be a file, and may vanish for a moment while it is saved."""
    touch(tmp_path / "work.zip", "zip", 1000)
    changes = Changes(tmp_path / "work.zip")
    (tmp_path / "work.zip").unlink()
    changes.settled()

    assert changes.settled() == ["work.zip"]


def test_a_file_that_counts_is_watched_beside_any_heap(tmp_path: Path) -> None:
    """A virtual environment of any name is not looked into, and a heap of data hides nothing."""
    for number in range(MOST_FILES + 10):
        touch(tmp_path / f"{number}.csv", "", 1000)
    (tmp_path / "env/lib").mkdir(parents=True)
    touch(tmp_path / "env/pyvenv.cfg", "", 1000)
    touch(tmp_path / "env/lib/x.py", "", 1000)
    touch(tmp_path / "zapp.py", "", 1000)
    changes = Changes(tmp_path, first=["zapp.py"])
    touch(tmp_path / "zapp.py", "changed", 2000)
    changes.settled()

    assert changes.settled() == ["zapp.py"]
    assert "env/lib/x.py" not in look(tmp_path)


def test_one_file_is_a_path_too(course: Course, home: Path) -> None:
    """`grade run EXERCISE app.py`, and `grade run app.py` in a started folder."""
    start(course.load(ID), home)

    assert meant(course, "files", "app.py") == (OTHER, home / "app.py")
    assert meant(course, "app.py") == (ID, home / "app.py")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link to the whole disk is one name."""
    (tmp_path / "disk").symlink_to("/")

    assert list(look(tmp_path)) == ["disk"]


# Keys


class FakeTerminal:
    """Standard input that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_without_a_terminal_there_are_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe or a service is waited with, not read."""
    monkeypatch.setattr(sys, "stdin", None)

    with keys.open_keys() as found:
        assert not found.there
        assert found.wait(0) == ""


def test_a_terminal_that_python_cannot_drive_has_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither termios nor msvcrt: watching still works, by saves alone."""
    monkeypatch.setattr(sys, "stdin", FakeTerminal())
    monkeypatch.setitem(sys.modules, "termios", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)

    with keys.open_keys() as found:
        assert not found.there
