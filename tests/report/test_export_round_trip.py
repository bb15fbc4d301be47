"""From a platform's download to what the platform takes back: marks and feedback reach whoever handed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.analysis.assignments import choose
from grader.cli import app
from grader.handins.class_toml import ClassFile
from grader.model import ClassResults, Row
from grader.report.document import to_json
from grader.report.feedback.packing import pack
from grader.report.feedback.platforms import Packing
from grader.report.feedback.work import works
from grader.report.gradebooks.platforms import Platform
from tests.handins.make import SAMPLES, book, planned
from tests.report.handed_out import PEOPLE, filled, graded, known, row, sample, scored
from tests.report.test_feedback import canvas_takes, moodle_takes
from tests.samples import CONVERTERS

MOODLE = "moodle/{}/PRG101-Lab 3 Matrix  Maps-4711.zip"
PARTS = {str(person["part"]): person for person in PEOPLE.values()}
CANVAS = {str(person["canvas"]): person for person in PEOPLE.values()}


def graded_download(name: str, roster: ClassFile | None) -> ClassResults:
    """A download of the samples, every hand-in of it graded."""
    plan = planned(SAMPLES / name, roster)
    rows = [Row(student=job.student, result=scored(20), handed_in_as=job.handed_in_as) for job in plan.jobs]
    return graded(*rows, students=plan.students)


def given_back(packing: Packing, results: ClassResults, roster: ClassFile | None) -> dict[str, str]:
    """Students by the names of their files."""
    people = {roster.roster.row_of(one): one for one in roster.roster.people} if roster and roster.roster else {}
    return {name: work.student for name, work in pack(packing, works(results, choose(results, (), "")), people).files}


@pytest.mark.parametrize("roster", [None, book()], ids=["alone", "roster"])
@pytest.mark.parametrize("shape", ["flat", "folders-3.1-to-4.0", "folders-4.1-and-later", "rezipped-on-windows"])
def test_moodle_gets_each_page_back_under_its_participant(shape: str, roster: ClassFile | None) -> None:
    """Of each shape of its downloads, with a roster and without one."""
    name = MOODLE.format(shape) if shape != "rezipped-on-windows" else f"moodle/{shape}/download (1).zip"

    files = given_back(Packing.MOODLE, graded_download(name, roster), roster)

    assert len(files) >= 2
    for file, student in files.items():
        part = moodle_takes(file, set(PARTS))
        assert part is not None
        assert _alike(student) in _alike(PARTS[part]["full"])


def _alike(name: str) -> str:
    return "".join(char for char in name if char.isalnum())


@pytest.mark.parametrize("roster", [None, book()], ids=["alone", "roster"])
@pytest.mark.parametrize("shape", ["blind-folders", "blind-flat"])
def test_blind_marking_is_given_back_by_the_participants_number(shape: str, roster: ClassFile | None) -> None:
    """Nobody is known by name, and the number is enough: for pages and for marks."""
    results = graded_download(MOODLE.format(shape), roster)

    files = given_back(Packing.MOODLE, results, roster)
    done = filled(Platform.MOODLE, sample("moodle/worksheet-blind.csv"), results)

    assert "Participant_900_assignsubmission_file/feedback.html" in files
    assert (done.changes[0].line, done.changes[0].after) == (2, "5.00")


@pytest.mark.parametrize("roster", [None, book()], ids=["alone", "roster"])
def test_canvas_gets_each_page_back_for_a_file_that_was_handed_in(roster: ClassFile | None) -> None:
    """The number is the person's, the attachment one of theirs."""
    results = graded_download("canvas/individual/submissions.zip", roster)

    files = given_back(Packing.CANVAS, results, roster)

    assert len(files) >= 6
    for file, student in files.items():
        user, attachment = canvas_takes(file)
        assert attachment.startswith("5501")
        assert user in file and user not in ("7", "42")
        assert roster is None or CANVAS[user]["full"] == student


@pytest.mark.parametrize("shape", ["team-4.1-and-later", "team-before-4.1-flat"])
def test_no_page_for_a_team_goes_to_a_participant_of_its_number(shape: str) -> None:
    """With a roster a team is told from a person: group 77 is not participant 77."""
    results = graded_download(MOODLE.format(shape), book())

    for file, student in given_back(Packing.MOODLE, results, book()).items():
        part = moodle_takes(file, set(PARTS))
        assert part is not None
        assert PARTS[part]["full"] == student


@pytest.mark.parametrize("shape", ["flat", "folders-4.1-and-later", "team-before-4.1-flat"])
@pytest.mark.parametrize("people", [{}, known()], ids=["alone", "roster"])
def test_marks_of_a_moodle_download_reach_the_worksheet(shape: str, people: dict[str, object]) -> None:
    """Whoever handed in has their mark, and nobody else."""
    results = graded_download(MOODLE.format(shape), book() if people else None)

    done = filled(Platform.MOODLE, sample("moodle/worksheet.csv"), results, people)  # type: ignore[arg-type]

    assert [change.after for change in done.changes] == ["5.00"] * len(done.changes)
    assert {change.line for change in done.changes} >= {2, 3}
    assert all("name" not in why for _, why in done.left)


# With a class.toml

CLASS = """
schema_version = 1
[roster]
file = "roster.csv"
columns = {{ name = "Name", number = "No", email = "Mail", canvas = "Canvas" }}
[[assignments]]
title = "Lab 3"
column = "Lab 3: Matrix & Maps"
exercises = [{{ id = "{id}", weight = 3 }}]
[[assignments]]
title = "Lab 4"
exercises = [{{ id = "05-forms/01-rules" }}]
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A graded class with a class.toml beside it."""
    (tmp_path / "class.toml").write_text(CLASS.format(id=CONVERTERS), encoding="utf-8")
    lines = [f"{one['full']};{one['sis']};{one['email']};{one['canvas']}" for one in PEOPLE.values()]
    (tmp_path / "roster.csv").write_text("\n".join(["Name;No;Mail;Canvas", *lines]), encoding="gb18030")
    (tmp_path / "results").mkdir()
    results = graded(row("amara", scored(10)), row("jose", scored(40)))
    (tmp_path / "results" / "results.json").write_text(to_json(results), encoding="utf-8")
    (tmp_path / "gradebook.csv").write_bytes(sample("canvas/export-bom-crlf.csv"))
    return tmp_path


def test_class_toml_names_the_column_the_weights_and_the_people(place: Path) -> None:
    """Nothing else need be said: the only assignment that was handed in is meant."""
    words = ["export", "canvas", place / "results", "--into", place / "gradebook.csv", "--out", place / "filled.csv"]

    result = CliRunner().invoke(app, list(map(str, words)))

    assert result.exit_code == 0, result.stderr
    assert f"Counted, out of 3: {CONVERTERS} (3)" in result.stderr
    assert b"PRG101 A,,9.00,2.50,EX" in (place / "filled.csv").read_bytes()


def test_the_csv_of_a_class_speaks_of_its_assignments(place: Path) -> None:
    """With the people of the roster, and a column also for what nobody has handed in."""
    CliRunner().invoke(app, ["export", "csv", str(place / "results"), "--out", str(place / "all.csv")])

    head, first, *_ = (place / "all.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head == "student,number,name,email,Lab 3 (3),Lab 4 (1),total,max"
    assert first == "Amara Okonkwo-Lind,S1000241,Amara Okonkwo-Lind,amara.okonkwo@uni.example,0.75,,0.75,4"


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        (["--assignment", "Lab 5"], "there is no assignment `Lab 5`"),
        (["--class", "none.toml"], "there is no file `none.toml`"),
    ],
)
def test_what_class_toml_does_not_name_is_told(place: Path, words: list[str], fact: str) -> None:
    """With those that it does."""
    result = CliRunner().invoke(app, ["feedback", str(place / "results"), *words])

    assert result.exit_code == 2
    assert fact in result.stderr


def test_an_assignment_is_named_by_the_beginning_of_its_title(place: Path) -> None:
    """`lab 3` is enough."""
    result = CliRunner().invoke(app, ["feedback", str(place / "results"), "--assignment", "lab 3"])

    assert result.exit_code == 0, result.stderr
    assert "feedback for 2 students" in result.stderr
