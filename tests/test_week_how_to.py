"""The how-to *A week with a class*: followed to the letter, a messy Moodle download ends as feedback and marks."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from grader.model import Level
from tests.conftest import require_level
from tests.handins.make import zipped

ROOT = Path(__file__).parents[1]
HOW_TO = ROOT / "docs/how-to/a-week-with-a-class.md"
RIGHT = (ROOT / "solutions/04-routing/02-converters/reference/app.py").read_bytes()
PARTLY = RIGHT.replace(b'"/search/"', b'"/find/"')
DOWNLOAD, WORKSHEET = "WEB101-Lab 3-4711.zip", "Grades-WEB101-Lab 3-4711.csv"

_FILE = re.compile(r"^`(?P<name>[\w.]+)`\n\n```toml\n(?P<text>.*?)^```$", re.M | re.S)
_STEP = re.compile(r"^```sh\n(?P<command>.*?)\n```\n(?:\n```text\n(?P<screen>.*?)^```$)?", re.M | re.S)


@dataclass(frozen=True, slots=True)
class _Student:
    """Somebody in Moodle: the participant's number, what they must get, None for no hand-in, and Moodle's status."""

    number: int
    points: int | str | None = None
    status: str = "Submitted for grading"


CLASS = {
    "王小雨": _Student(301, 10),
    "Ada Lovelace": _Student(302, 10),
    "Ben Bitdiddle": _Student(303, 10),
    "李雷": _Student(304, 10),
    "韩梅梅": _Student(305, 10),
    "José Pérez": _Student(306, 10),
    "Linus Late": _Student(307, 10, "Submitted for grading - 1 hour 3 mins late"),
    "Edsger Twice": _Student(308, 10),
    "Barbara Partly": _Student(309, 8),
    "Rita Rar": _Student(310, "refused"),
    "Noah Nothing": _Student(311, "refused"),
    "Zoe Zipzip": _Student(312, "refused"),
    "Olga Online": _Student(313),
    "Anna Absent": _Student(314, None, "No submission"),
}
GUEST = "Gast Hörer"
BEFORE = {"Barbara Partly": "7.50", "Anna Absent": "4.00"}  # marks that stand in the worksheet already


def _download() -> bytes:
    """Return what fourteen people and a guest made of one file called app.py."""
    once = zipped({"Abgabe/lab3/app.py": RIGHT, "Abgabe/lab3/screenshot.png": b"\x89PNG"})
    project = {
        "app.py": RIGHT,
        ".venv/pyvenv.cfg": b"home = /usr/bin\n",
        ".venv/lib/python3.13/site-packages/flask/app.py": b"raise SystemExit\n",
        "__pycache__/app.cpython-313.pyc": b"\0",
        "screenshot.png": b"\x89PNG",
        "instance/site.db": b"SQLite format 3\0",
    }
    mac = zipped({"lab3/app.py": RIGHT, "__MACOSX/lab3/._app.py": b"\0\5\x16\7", "lab3/.DS_Store": b"\0"})
    handed_in: dict[str, dict[str, bytes]] = {
        "王小雨": {"app.py": RIGHT},
        "Ada Lovelace": {"lab3.zip": once},
        "Ben Bitdiddle": {"LAB3.ZIP": _by_windows({"lab3\\app.py": RIGHT, "lab3\\readme.txt": b"hello"})},
        "李雷": {"app (1).py": RIGHT},
        "韩梅梅": {"实验3/" + name: content for name, content in project.items()},
        "José Pérez": {"lab3.zip": mac},
        "Linus Late": {"lab3.tar.gz": once},
        "Edsger Twice": {"lab3.zip": zipped({"app.py": PARTLY}), "lab3 (1).zip": zipped({"app.py": RIGHT})},
        "Barbara Partly": {"app.py.txt": PARTLY},
        "Rita Rar": {"lab3.rar": b"Rar!\x1a\x07\x01\x00" + bytes(200)},
        "Noah Nothing": {"lab3.zip": zipped({})},
        "Zoe Zipzip": {"lab3.zip": zipped({"lab3.zip": once})},
        GUEST: {"app.py": RIGHT},
    }
    numbers = {name: one.number for name, one in CLASS.items()} | {GUEST: 399}
    files = {
        f"{name}_{numbers[name]}_assignsubmission_file/{file}": content
        for name, own in handed_in.items()
        for file, content in own.items()
    }
    return zipped(files | {"Olga Online_313_assignsubmission_onlinetext/onlinetext.html": b"<p>see my GitHub</p>"})


def _by_windows(files: dict[str, bytes]) -> bytes:
    """Return a zip with backslashes in its names, as some programs of Windows write it."""
    plain = zipped({name.replace("\\", "/"): content for name, content in files.items()})
    for name in files:
        plain = plain.replace(name.replace("\\", "/").encode(), name.encode())
    return plain


def _roster() -> bytes:
    rows = [f"2024{place:03},{name},p{CLASS[name].number}@uni.example" for place, name in enumerate(CLASS, 1)]
    return "\r\n".join(["学号,姓名,邮箱", *rows, ""]).encode("gbk")


def _worksheet(marks: dict[str, str]) -> bytes:
    """Return Moodle's worksheet with these marks in it: a byte order mark, CRLF, commas in dates, a comment in HTML."""
    lines = [
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified,Feedback"
    ]
    for name, one in {**CLASS, GUEST: _Student(399)}.items():
        date, words = '"Friday, 20 November 2026, 6:03 PM"', '"<p>Well, ""almost""\n</p>"' if name in BEFORE else ""
        lines.append(
            f"Participant {one.number},{name},p{one.number}@uni.example,{one.status},{marks.get(name, '')},10.00,Yes,{date},{words}"
        )
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Week:
    """The class's folder at the end of the page, and for each command what was to be seen and what was."""

    folder: Path
    screens: dict[str, tuple[list[str], str]]

    @property
    def results(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "lab3/results.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Do what the page says, from its first file to its last command; each ends with exit code 0."""
    require_level(Level.STRONG)
    folder, page = tmp_path_factory.mktemp("class"), HOW_TO.read_text("utf-8")
    for file in _FILE.finditer(page):
        (folder / file["name"]).write_text(file["text"], encoding="utf-8")
    (folder / "roster.csv").write_bytes(_roster())
    (folder / DOWNLOAD).write_bytes(_download())
    (folder / WORKSHEET).write_bytes(_worksheet(BEFORE))
    steps = {step["command"]: (step["screen"] or "").splitlines() for step in _STEP.finditer(page)}
    return Week(folder, {command: (shown, _typed(command, folder)) for command, shown in steps.items()})


def _typed(line: str, folder: Path) -> str:
    """Type a line in a process of its own, and return all that it says."""
    program, *words = shlex.split(line)
    assert program == "grade"
    code = "import sys; from grader.cli import app; app(sys.argv[1:], prog_name='grade')"
    environment = os.environ | {"GRADE_COURSE": str(ROOT), "COLUMNS": "80"}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, f"{line}\n{run.stdout}"
    return run.stdout


def test_every_screen_of_the_page_is_what_is_seen(week: Week) -> None:
    """Each line that the page shows below a command is a line that the command says."""
    missing = [
        (command, line)
        for command, (shown, said) in week.screens.items()
        for line in shown
        if line not in said.splitlines()
    ]

    assert missing == []
    assert [command.split()[1] for command in week.screens] == ["class", "class", "feedback", "export"]


def test_everybody_on_the_roster_is_a_row(week: Week) -> None:
    """In the roster's order, whatever they handed in; who is not on it comes last."""
    assert week.results["students"] == [*CLASS, GUEST]


def test_whoever_did_the_work_has_the_points_of_it(week: Week) -> None:
    """No mess costs a point, and what cannot be read is refused, never a wrong answer."""
    points = {row["student"]: _points(row["result"]) for row in week.results["rows"]}

    handed_in = {name: one.points for name, one in CLASS.items() if one.points is not None}
    assert points == handed_in | {GUEST: 10}


def _points(result: dict[str, Any]) -> int | str:
    return "refused" if result["outcome"] == "refused" else int(result["score"])


def test_what_was_done_with_a_hand_in_is_in_its_notes(week: Week) -> None:
    """Late, a copy's name, backslashes, the later of two."""
    notes = {row["student"]: " ".join(row["result"]["notes"]) for row in week.results["rows"]}

    assert "Handed in late" in notes["Linus Late"]
    assert "`app (1).py` was taken as `app.py`" in notes["李雷"]
    assert "backslash" in notes["Ben Bitdiddle"]
    assert "`lab3 (1).zip` counts, as the later" in notes["Edsger Twice"]


def test_the_report_leads_from_its_index_to_everybody(week: Week) -> None:
    """Each student's name is a link to a page that is there, and what needs a look is told."""
    report = week.folder / "lab3/report"
    index = (report / "index.html").read_text("utf-8")
    pages = {unquote(link) for link in re.findall(r'href="(students/[^"#]+)"', index)}

    assert len(pages) == len(CLASS) + 1
    assert [page for page in pages if not (report / page).is_file()] == []
    assert all(name in index for name in (*CLASS, GUEST, "is a RAR archive", "is not on the roster"))


def test_each_page_goes_back_under_its_participant(week: Week) -> None:
    """A folder for each who handed in, as Moodle called it; each page is that student's and names nobody else."""
    with zipfile.ZipFile(week.folder / "feedback.zip") as packed:
        pages = {name: packed.read(name).decode() for name in packed.namelist()}

    owners = {
        f"{name}_{one.number}_assignsubmission_file/feedback.html": name
        for name, one in CLASS.items()
        if one.points is not None
    }
    assert set(pages) == set(owners)
    for file, page in pages.items():
        assert [name for name in (*CLASS, GUEST) if name in page] == [owners[file]]


def test_the_worksheet_has_the_marks_and_is_else_as_it_came(week: Week) -> None:
    """Byte for byte: a mark given by hand stays, who has no mark keeps an empty cell, a guest's row is left."""
    marks = {name: f"{one.points}.00" for name, one in CLASS.items() if isinstance(one.points, int)}

    assert (week.folder / "filled.csv").read_bytes() == _worksheet(BEFORE | marks)
    assert (week.folder / WORKSHEET).read_bytes() == _worksheet(BEFORE)
