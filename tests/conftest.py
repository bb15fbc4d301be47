"""What all tests share: a sandbox of each level, and small courses to grade."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import Course, Exercise
from grader.grading.grader import Grader
from grader.model import Level
from grader.sandbox.jail import Sandbox
from grader.sandbox.levels import observe, open_sandbox

ENVIRONMENT = Course(Path(__file__).parent.parent).manifest.environment

_reasons: dict[Level, str] = {}


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what audits keep out of the user's cache, and begin with nothing kept."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


def require_level(level: Level) -> None:
    """Skip where the machine does not give a level; in CI that is a failure."""
    if level not in _reasons:
        _reasons[level] = "" if level is Level.NONE else observe(level).reason
    if _reasons[level]:
        text = f"this machine does not give the level `{level}`: {_reasons[level]}"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)


def _sandbox(level: Level) -> Iterator[Sandbox]:
    require_level(level)
    sandbox = open_sandbox(level, environment=ENVIRONMENT)
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="session", params=[Level.STRONG, Level.LANDLOCK], ids=str)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of each level that isolates."""
    yield from _sandbox(request.param)


@pytest.fixture(scope="session")
def strong() -> Iterator[Sandbox]:
    """A sandbox of the level `strong`."""
    yield from _sandbox(Level.STRONG)


@pytest.fixture(scope="session")
def grader(sandbox: Sandbox) -> Iterator[Grader]:
    """A grader at each level that isolates."""
    with Grader(sandbox) as grader:
        yield grader


@pytest.fixture(scope="session")
def strong_grader(strong: Sandbox) -> Iterator[Grader]:
    """A grader at the level `strong`."""
    with Grader(strong) as grader:
        yield grader


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of this repository."""
    return Course(Path(__file__).parent.parent)


MakeExercise = Callable[..., Exercise]


@pytest.fixture
def make_exercise(tmp_path: Path) -> MakeExercise:
    """Return a function that writes a tiny exercise and its reference; each call replaces the last."""

    def make(checks: str, *, points: int, reference: str = "", load: str = "app:app", limits: str = "") -> Exercise:
        folder = tmp_path / "course" / "exercises" / "01-topic" / "01-tiny"
        answer = tmp_path / "course" / "solutions" / "01-topic" / "01-tiny"
        shutil.rmtree(tmp_path / "course", ignore_errors=True)
        app = f'[app]\nload = "{load}"\n' if load else ""
        _write(
            folder / "exercise.toml",
            f'schema_version = 1\ntitle = "Tiny"\ntitle_zh = "小"\nminutes = 1\nsections = ["S1"]\npoints = {points}\n'
            f'{app}[files]\nstudent = ["app.py"]\n[[tasks]]\nnumber = 1\ntitle = "One"\ntitle_zh = "一"\n{limits}',
        )
        _write(folder / "starter" / "app.py", "# TODO 1\n")
        _write(
            folder / "checks" / "test_tiny.py", "import pytest\nfrom grader.checks import application, probe\n" + checks
        )
        if reference:
            _write(answer / "reference" / "app.py", reference)
            _write(answer / "answers.toml", "")
        return Course(tmp_path / "course").load("01-topic/01-tiny")

    return make


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def app(body: str) -> dict[str, bytes]:
    """Return a submission: a Flask application with this body."""
    return {"app.py": ("from flask import Flask, request\napp = Flask(__name__)\n" + textwrap.dedent(body)).encode()}
