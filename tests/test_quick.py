"""`grade run` without Typer: the same words, the same result, nothing left behind."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from grader.cli import app, run
from grader.cli.parameters import NotPlain, read
from grader.course import Course, new_exercise
from grader.model import Level
from tests.jails import descendants

ID = "04-routing/02-converters"
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
_MAIN = "from grader.cli.quick import main; main()"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of one exercise, as `grade new` writes it."""
    root = tmp_path_factory.mktemp("course")
    new_exercise(root, ID)
    return Course(root)


def grade(*words: str | Path, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Type a command, as the installed script reads it."""
    command = [sys.executable, "-W", "error", *flags, "-c", _MAIN, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=200)


def as_typer_reads(words: list[str]) -> dict[str, Any]:
    """Return what the command `run` would be called with."""
    group: Any = get_command(app)
    command = group.commands["run"]
    context: Any = command.make_context("run", list(words))
    return {name: value for name, value in context.params.items() if value is not None and value is not False}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "routing",
        "routing some/folder",
        "--seed 3 routing --json",
        "routing folder --seed=0 --level landlock",
        "--require-level=strong --html page.html",
    ],
)
def test_plain_words_mean_what_they_mean_to_typer(line: str) -> None:
    """Both readers take the same values, of the same types, from one declaration."""
    words = line.split()

    told, rest = read(run.run, words)

    assert (told, rest) == (as_typer_reads(words), [])


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "-h",
        "--sed 3",
        "--seed",
        "--seed x",
        "--seed -1",
        "--level best",
        "--json=yes",
        "--seed 1 --seed 2",
        "--",
    ],
)
def test_what_is_not_plain_is_left_to_typer(line: str) -> None:
    """Help, abbreviations and mistakes get Typer's words."""
    with pytest.raises(NotPlain):
        read(run.run, line.split())


def test_the_course_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word has it over the variable, as with Typer."""
    monkeypatch.setenv("GRADE_COURSE", "there")

    found = [read(run.before, words) for words in (["run"], ["--course", "here", "run"])]

    assert found == [({"course": Path("there")}, ["run"]), ({"course": Path("here")}, ["run"])]


def test_run_imports_no_typer(course: Course) -> None:
    """It costs more than to grade an exercise does."""
    answer = course.solutions_folder / ID / "reference"

    done = grade("--course", course.root, "run", ID, answer, flags=("-X", "importtime"))

    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "grader" in names
    assert not names & {"typer", "pydantic", "click"}


def test_run_says_the_same_the_quick_way(course: Course) -> None:
    """One result, byte for byte but for times, and one exit code, whoever reads the words."""
    words = ("--course", course.root, "run", ID, course.exercises_folder / ID / "starter", "--seed", "1", "--json")
    slow = [sys.executable, "-c", "from grader.cli import app; app()", *map(str, words)]

    quick, typers = grade(*words), subprocess.run(slow, capture_output=True, text=True, timeout=200)

    assert (quick.returncode, quick.stderr) == (typers.returncode, typers.stderr)
    assert without_measures(quick.stdout) == without_measures(typers.stdout)


def without_measures(text: str) -> Any:
    """Return a result without times and memory."""

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: clean(each) for key, each in value.items() if key not in ("duration_ms", "peak_bytes", "seconds")
            }
        return [clean(each) for each in value] if isinstance(value, list) else value

    return clean(json.loads(text))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("run", "nosuch", "."), 2, "error: there is no exercise `nosuch`"),
        (("run", ID, "nowhere"), 2, "error: there is nothing at `nowhere`"),
        (("run", ID, ".", "--seed", "x"), 2, "error: invalid value"),
        (("run", ID, ".", "--level", "none", "--require-level", "strong"), 2, "error: `--level none` is weaker"),
        (("ruin",), 2, "error: no such command"),
    ],
)
def test_an_error_is_told_the_quick_way_too(course: Course, words: tuple[str, ...], code: int, said: str) -> None:
    """Two lines on stderr, and the code of whose fault it is."""
    done = grade("--course", course.root, *words)

    assert done.returncode == code
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no fork server")
@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK])
def test_nothing_is_left_when_run_returns(course: Course, level: Level, tmp_path: Path) -> None:
    """No server, no judge, no jail, and no folder of theirs."""
    answer = course.solutions_folder / ID / "reference"
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)  # who is left behind becomes a child of this process
    before = descendants(os.getpid())

    subprocess.run(
        [sys.executable, "-c", _MAIN, "--course", str(course.root), "run", ID, str(answer), "--level", level.value],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        timeout=200,
    )

    ctypes.CDLL(None).prctl(_SUBREAPER, 0)
    assert descendants(os.getpid()) == before
    assert list(tmp_path.iterdir()) == []
