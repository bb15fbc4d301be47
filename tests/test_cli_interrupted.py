"""A class that is interrupted, in a process of its own, leaves documents that say so."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from grader.course import Course, new_exercise

ID = "04-routing/02-converters"
PLANNED = 12

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """What an interrupted `grade class` left behind."""

    code: int
    out: Path
    said: str
    talked: str


@pytest.fixture(scope="module", params=[signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def interrupted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Interrupted:
    """Interrupt a class once the first of its submissions is graded; the others take far longer than the signal."""
    root = tmp_path_factory.mktemp("interrupted")
    new_exercise(root / "course", ID)
    right = (Course(root / "course").solutions_folder / ID / "reference" / "app.py").read_bytes()
    for number in range(PLANNED):
        place = root / "class" / f"student{number:02}" / ID / "app.py"
        place.parent.mkdir(parents=True)
        place.write_bytes(right if number < 2 else b"import time\ntime.sleep(60)\n" + right)
    process = _start(root)
    assert process.stderr is not None
    before = _until_one_is_graded(process.stderr)
    process.send_signal(request.param)
    said, talked = process.communicate(timeout=200)
    return Interrupted(code=process.returncode, out=root / "class-results", said=said, talked=before + talked)


def _until_one_is_graded(stderr: IO[str]) -> str:
    """Return what is said up to there; what was understood of the class comes first."""
    lines = []
    for line in stderr:
        lines.append(line)
        if " graded" in line:
            break
    return "".join(lines)


def _start(root: Path) -> subprocess.Popen[str]:
    # A shell that runs the tests in the background has Ctrl-C ignored, and hands that down.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    )
    words = ("--course", str(root / "course"), "class", str(root / "class"), "--level", "none", "--workers", "1")
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_an_interrupted_class_is_code_130(interrupted: Interrupted) -> None:
    """SIGTERM and Ctrl-C alike, without a traceback."""
    assert interrupted.code == 130, interrupted.talked
    assert "Traceback" not in interrupted.talked


def test_an_interrupted_class_writes_what_is_done(interrupted: Interrupted) -> None:
    """results.json has the rows there are, and says that they are not all."""
    document = json.loads((interrupted.out / "results.json").read_text(encoding="utf-8"))

    assert (document["planned"], document["complete"]) == (PLANNED, False)
    assert 1 <= len(document["rows"]) < PLANNED


def test_an_interrupted_class_says_so_wherever_it_is_read(interrupted: Interrupted) -> None:
    """The page, the summary on stdout and the talk on stderr: none looks complete."""
    page = (interrupted.out / "report.html").read_text(encoding="utf-8")

    assert f"of {PLANNED} submissions: interrupted" in page
    assert f"of {PLANNED} submissions: interrupted" in interrupted.said
    assert "results.json, gradebook.csv, report.html are incomplete" in interrupted.talked
    assert "the same command goes on from there" in interrupted.talked
