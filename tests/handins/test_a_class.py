"""A download is graded by one command: class.toml beside it, what was understood on stderr, one row for everybody."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course, new_exercise
from tests.handins.make import ID, spread, zipped

ROSTER = "学号,姓名\n2024001,Ada Lovelace\n2024002,Ben Bitdiddle\n2024003,王小雨\n"
CLASS = f"""\
schema_version = 1
[roster]
file = "roster.csv"
[roster.columns]
number = "学号"
name = "姓名"
[[assignments]]
title = "Lab 3: Rules"
exercises = [{{ id = "{ID}" }}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What `grade class` said and wrote."""

    code: int
    said: str
    talked: str
    results: dict[str, Any]

    def row(self, student: str) -> dict[str, Any]:
        """Return the one result of a student."""
        (found,) = [row["result"] for row in self.results["rows"] if row["student"] == student]
        return dict(found)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of one exercise."""
    root = tmp_path_factory.mktemp("course")
    new_exercise(root, ID)
    return Course(root)


def class_beside(root: Path, download: bytes | None = None, inbox: dict[str, bytes] | None = None) -> Path:
    """Write class.toml, a roster in GBK and a download."""
    spread(root, {"class.toml": CLASS.encode(), "roster.csv": ROSTER.encode("gbk")})
    if inbox is not None:
        return spread(root / "inbox", inbox)
    (root / "PRG-Lab 3 Rules-4711.zip").write_bytes(download or b"")
    return root / "PRG-Lab 3 Rules-4711.zip"


def grade_class(course: Course, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Type the command, in a process of its own: at `none` the judge runs in it, and pytest in pytest is no test."""
    code = "import sys; from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    typed = ["--course", str(course.root), "class", *map(str, words)]
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *typed], capture_output=True, text=True, timeout=300
    )


def graded(course: Course, folder: Path) -> Graded:
    run = grade_class(course, folder, "--level", "none", "--workers", "1", "--out", folder.parent / "out")
    document = json.loads((folder.parent / "out" / "results.json").read_text(encoding="utf-8"))
    return Graded(code=run.returncode, said=run.stdout, talked=run.stderr, results=document)


@pytest.fixture(scope="module")
def right(course: Course) -> bytes:
    return (course.solutions_folder / ID / "reference" / "app.py").read_bytes()


@pytest.fixture(scope="module")
def moodle(course: Course, right: bytes, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A Moodle download: one works, one is packed once more, one is nobody's, one handed in nothing."""
    download = {
        "Ada Lovelace_31_assignsubmission_file/app.py": right,
        "王小雨_32_assignsubmission_file/work.zip": zipped({"app/app.py": right}),
        "Eve_33_assignsubmission_file/notes.txt": b"no program",
        "Eve_33_assignsubmission_onlinetext/onlinetext.html": b"<p>",
    }
    return graded(course, class_beside(tmp_path_factory.mktemp("moodle"), zipped(download)))


def test_everybody_has_a_row(moodle: Graded) -> None:
    """The roster's people, in its order, and who is not on it."""
    assert moodle.results["students"] == ["Ada Lovelace", "Ben Bitdiddle", "王小雨", "Eve"]


def test_what_came_in_a_download_is_graded(moodle: Graded) -> None:
    """From the zip as it was downloaded, also what is a zip in it; what cannot be taken in is refused."""
    outcomes = {row["student"]: row["result"]["outcome"] for row in moodle.results["rows"]}

    assert outcomes == {"Ada Lovelace": "passed", "王小雨": "passed", "Eve": "refused"}
    assert moodle.code == 0


def test_what_was_understood_is_said_first(moodle: Graded) -> None:
    """On stderr, before anything is graded."""
    first = moodle.talked.splitlines()[:3]

    assert first == [
        "This is what I understood: a download from Moodle.",
        "  4 students, 3 hand-ins; 1 handed in nothing that can be graded",
        f"  exercises: {ID} (3)",
    ]
    assert "`Eve` is not on the roster." in moodle.talked


def test_of_two_attempts_without_an_order_the_better_one_counts(course: Course, right: bytes, tmp_path: Path) -> None:
    """Both are graded; the row is the better one's, and its notes say so."""
    inbox = {"2024001_a/app.py": b"app = None\n", "Ada Lovelace_b/app.py": right, "2024002/app.py": right}

    made = graded(course, class_beside(tmp_path, inbox=inbox))

    assert made.row("Ada Lovelace")["outcome"] == "passed"
    assert "the better one counts, `Ada Lovelace_b`" in made.row("Ada Lovelace")["notes"][0]
    assert (made.results["planned"], made.results["complete"]) == (2, True)


def test_a_dry_run_grades_nothing(course: Course, right: bytes, tmp_path: Path) -> None:
    """It says what was understood, ends well, and leaves nothing behind."""
    folder = class_beside(tmp_path, inbox={"2024001/app.py": right})
    before = sorted(tmp_path.rglob("*"))

    run = grade_class(course, folder, "--dry-run")

    assert (run.returncode, run.stdout) == (0, "")
    assert "entries named after people" in run.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--layout", "blackboard"), "there is no layout `blackboard`"),
        (("--exercise", ID, "--assignment", "Lab"), "give one of them"),
        (("--assignment", "Quiz"), "`Lab 3: Rules`"),
        (("--layout", "gradescope"), "no submission_metadata.yml"),
    ],
)
def test_what_cannot_be_is_an_error_of_use(course: Course, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Code 2, the fact and the way out."""
    folder = class_beside(tmp_path, inbox={"2024001/app.py": b""})

    run = grade_class(course, folder, *words)

    assert run.returncode == 2
    assert said in run.stderr


def test_a_class_toml_that_names_no_exercise_of_the_course_is_told(course: Course, tmp_path: Path) -> None:
    """Before anything is looked at."""
    folder = class_beside(tmp_path, inbox={"2024001/app.py": b""})
    (tmp_path / "class.toml").write_text(CLASS.replace(ID, "99-other/01-thing"), encoding="utf-8")

    run = grade_class(course, folder)

    assert run.returncode == 2
    assert "`99-other/01-thing`, which is not in the course" in run.stderr


def test_a_class_toml_that_was_handed_in_is_no_class_toml(course: Course, right: bytes, tmp_path: Path) -> None:
    """Only what lies beside the folder is the teacher's."""
    folder = class_beside(tmp_path, inbox={"2024001/app.py": right, "class.toml": b"schema_version = 9"})

    run = grade_class(course, folder, "--dry-run")

    assert run.returncode == 0
