"""A class in which every second student is trouble: all have a row, the honest ones full marks, the rest is told."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from pathlib import Path

import pytest

from grader import classroom
from grader.course import Course
from grader.model import ClassResults, Level, Outcome
from tests.conftest import require_level
from tests.hostile import target

EXERCISE = target.EXERCISE
RIGHT = target.SOLUTION_FILE.read_bytes()
HOSTILE = target.COURSE.parent / "programs"
HONEST = ("ada", "barbara", "donald", "edsger", "frances", "grace")

# Programs that answer rightly, or nearly so, and do something that has cost others.
LOCKED_FOLDER = b"import os\nos.mkdir('z0', 0)\n" + RIGHT
NESTED_FOLDERS = b"import os\nfor _ in range(1500):\n    os.mkdir('d')\n    os.chdir('d')\n" + RIGHT
COMMENTS = (
    RIGHT
    + b"""
import flask
app.view_functions["hello"] = lambda name: "<!--" * 250_000
"""
)
SURROGATE = (
    RIGHT
    + b"""
import flask
app.view_functions[next(rule.endpoint for rule in app.url_map.iter_rules() if rule.rule == "/sum")] = lambda: (
    flask.Response('{"sum": "\\\\ud800"}', content_type="application/json")
)
"""
)


def place(folder: Path, student: str, name: str = f"{EXERCISE}/app.py") -> Path:
    """Where a student's file lies; the folders are there."""
    path = folder / student / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def records(megabytes: int) -> bytes:
    """A small compressed tar whose pax header alone unpacks to megabytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("app.py")
        member.size = len(RIGHT)
        member.pax_headers = {"comment": "x" * (megabytes << 20)}
        archive.addfile(member, io.BytesIO(RIGHT))
    return gzip.compress(packed.getvalue())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six honest students, and six others between them."""
    folder = tmp_path / "class"
    for student in HONEST:
        place(folder, student).write_bytes(RIGHT)
    (folder / "ada" / EXERCISE / "env").mkdir()
    (folder / "ada" / EXERCISE / "env/pyvenv.cfg").write_text("home = /usr\n")
    (folder / "ada" / EXERCISE / "screenshot.png").write_bytes(bytes(600 << 10))
    place(folder, "alan").write_bytes(LOCKED_FOLDER)
    place(folder, "bill").write_bytes(NESTED_FOLDERS)
    place(folder, "dennis").write_bytes(COMMENTS)
    place(folder, "eric", f"{EXERCISE}.tar.gz").write_bytes(records(31))
    place(folder, "fran", "99-hostile/01_targett/app.py").write_bytes(SURROGATE)
    os.makedirs(os.fsencode(folder) + b"/\xcd\xf5\xc3\xb7")
    return folder


@pytest.mark.parametrize("level", [Level.STRONG, Level.LANDLOCK], ids=str)
def test_every_second_student_is_trouble_and_nobody_else_notices(folder: Path, level: Level) -> None:
    """Twelve rows, six times full marks, and a summary that says what needs a look."""
    require_level(level)
    course = Course(target.COURSE)

    results = classroom.run(course, classroom.plan(course, folder), out=folder.with_name("out"), level=level, workers=1)

    assert len(results.students) == 12
    assert results.complete
    outcomes = {row.student: row.result.outcome for row in results.rows}
    assert {student: outcomes[student] for student in HONEST} == dict.fromkeys(HONEST, Outcome.PASSED)
    assert Outcome.NOT_GRADED not in outcomes.values(), not_graded(results)
    assert outcomes["eric"] is Outcome.REFUSED
    told = " ".join(results.needs_a_look)
    assert "fran" in told
    assert "王" in told or "\\xcd" in told or "cdf5" in told.lower()


def not_graded(results: ClassResults) -> list[str]:
    return [f"{row.student}: {row.result.message}" for row in results.rows if row.result.outcome is Outcome.NOT_GRADED]
