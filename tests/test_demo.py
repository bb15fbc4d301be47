"""The demo class: what `make demo` prints and writes is right."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import Course
from grader.demo import make_class
from grader.errors import UsageError
from grader.model import Level, Outcome, State
from tests.conftest import require_level


@pytest.mark.timeout(900)
def test_a_class_of_many_is_graded_rightly(course: Course, tmp_path: Path) -> None:
    """Every score is the one that the answer was written to get; table, gradebook and JSON agree."""
    require_level(Level.STRONG)
    due = make_class(course, tmp_path / "class")
    students = sorted({student for student, _ in due})

    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("grade")),
            "class",
            str(tmp_path / "class"),
            "--out",
            str(tmp_path / "out"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert len(students) >= 14
    rows = json.loads((tmp_path / "out" / "results.json").read_text())["rows"]
    scores = {(row["student"], row["result"]["exercise"]): row["result"]["score"] for row in rows}
    assert {key: (scores[key], points) for key, points in due.items() if scores[key] != points} == {}
    assert {row["result"]["outcome"] for row in rows} <= {Outcome.PASSED, Outcome.FAILED}
    book = list(csv.DictReader((tmp_path / "out" / "gradebook.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [line["student"] for line in book] == students
    for line in book:
        assert line["student"] in run.stdout
        assert int(line["total"]) == sum(points for (student, _), points in due.items() if student == line["student"])
    assert all(
        check["state"] != State.PASSED
        for row in rows
        if row["student"] == "mallory"
        for check in row["result"]["checks"]
    )


def test_the_demo_never_overwrites(course: Course, tmp_path: Path) -> None:
    """A folder with something in it is left alone."""
    (tmp_path / "mine").touch()

    with pytest.raises(UsageError):
        make_class(course, tmp_path)
