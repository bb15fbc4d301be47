"""The wide gradebook by assignment, and the commands that hand marks out."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from grader.analysis.assignments import Assignment, each_exercise
from grader.cli import app
from grader.handins.roster import Person as Known
from grader.model import ClassResults, Row
from grader.report.document import to_json
from grader.report.gradebook import assignments_csv
from tests.report.handed_out import PEOPLE, from_moodle, graded, row, sample, scored
from tests.samples import CONVERTERS, UPLOADS, a_not_graded, a_whole_class, an_interrupted_class


def sheet(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_an_assignment_is_a_column_and_the_total_is_exact() -> None:
    """Three thirds make a whole, whatever each was rounded to."""
    thirds = [Assignment(title=title, weights={CONVERTERS: Fraction(1)}) for title in ("A", "B", "C")]

    rows = sheet(assignments_csv(graded(Row(student="Ada", result=scored(1, 3))), thirds))

    assert rows == [["student", "A (1)", "B (1)", "C (1)", "total", "max"], ["Ada", "0.33", "0.33", "0.33", "1", "3"]]


def test_exercises_weigh_what_the_assignment_says() -> None:
    """Half of one and all of the other, one to three."""
    lab = Assignment(title="Lab", weights={CONVERTERS: Fraction(1), UPLOADS: Fraction(3)})
    results = graded(
        Row(student="Ada", result=scored(5, 10)), Row(student="Ada", result=scored(7, 7, exercise=UPLOADS))
    )

    assert sheet(assignments_csv(results, [lab]))[1] == ["Ada", "3.5", "3.5", "4"]


def test_without_assignments_each_exercise_is_one() -> None:
    """No mark is an empty cell; what was not graded leaves the maximum."""
    assert sheet(assignments_csv(a_whole_class(), each_exercise(a_whole_class()))) == [
        ["student", f"{CONVERTERS} (5)", f"{UPLOADS} (5)", "total", "max"],
        ["Ada", "5", "5", "10", "10"],
        ["grace", "2", "", "2", "5"],
        ["mallory", "", "", "0", "10"],
        ["王小云", "0", "", "0", "10"],
    ]


def test_a_roster_puts_number_name_and_address_beside_the_student() -> None:
    """And none of them is a formula."""
    roster = {"Ada": Known(number="007", name="=Ada", email="@ada")}

    results = graded(Row(student="Ada", result=scored(1)))

    rows = sheet(assignments_csv(results, each_exercise(results), roster))

    assert rows == [
        ["student", "number", "name", "email", f"{CONVERTERS} (40)", "total", "max"],
        ["Ada", "007", "'=Ada", "'@ada", "1", "1", "40"],
    ]


# The command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a graded class, and the worksheet of its assignment."""
    put(tmp_path, graded(from_moodle("amara", scored(32)), from_moodle("jose", scored(37))))
    (tmp_path / "sheet.csv").write_bytes(sample("moodle/worksheet.csv"))
    return tmp_path


def put(place: Path, results: ClassResults) -> None:
    (place / "results.json").write_text(to_json(results), encoding="utf-8")


def export(place: Path, *words: str) -> Result:
    meant = [str(place / word) if word.endswith((".csv", ".json")) else word for word in words]
    return CliRunner().invoke(app, ["export", meant[0], str(place), *meant[1:]], prog_name="grade")


def test_a_worksheet_is_filled_into_a_new_file(place: Path) -> None:
    """The download is as it was; what changed and what was counted is told."""
    result = export(place, "moodle", "--into", "sheet.csv", "--out", "filled.csv", "--strict")

    assert result.exit_code == 0, result.stderr
    assert b"late,8.00,10.00" in (place / "filled.csv").read_bytes()
    assert (place / "sheet.csv").read_bytes() == sample("moodle/worksheet.csv")
    assert f"Counted, out of 40: {CONVERTERS} (40)" in result.stderr
    assert f"line 3, `{PEOPLE['jose']['full']}`: 8.50 became 9.25" in result.stderr


@pytest.mark.parametrize("out", ["sheet.csv", "results.json"])
def test_nothing_is_ever_written_over(place: Path, out: str) -> None:
    """Neither the download nor anything else."""
    before = (place / out).read_bytes()

    result = export(place, "moodle", "--into", "sheet.csv", "--out", out)

    assert result.exit_code == 2
    assert "is there already, and nothing is written over" in result.stderr
    assert (place / out).read_bytes() == before


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 1)])
def test_who_is_left_out_is_told_and_is_an_error_if_that_is_asked_for(
    place: Path, strict: list[str], code: int
) -> None:
    """The others' marks are written all the same."""
    put(place, graded(from_moodle("amara", scored(32)), row("jose", scored(37)), from_moodle("xiaoyu", a_not_graded())))

    result = export(place, "moodle", "--into", "sheet.csv", "--out", "filled.csv", *strict)

    assert result.exit_code == code
    assert f"no mark for `{PEOPLE['jose']['full']}`: no row has their number, e-mail, login or id" in result.stderr
    assert f"no mark for `{PEOPLE['xiaoyu']['full']}`: `{CONVERTERS}` was not graded" in result.stderr
    assert b"late,8.00,10.00" in (place / "filled.csv").read_bytes()


def test_marks_of_an_interrupted_class_are_not_handed_out(place: Path) -> None:
    """Who is missing would have a mark that is too low."""
    put(place, an_interrupted_class())

    result = export(place, "moodle", "--into", "sheet.csv", "--out", "filled.csv")

    assert result.exit_code == 2
    assert "1 of 180 submissions: interrupted" in result.stderr
    assert not (place / "filled.csv").exists()


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        (["moodle", "--out", "filled.csv"], "`moodle` fills a file that you downloaded"),
        (["csv", "--into", "sheet.csv", "--out", "filled.csv"], "`csv` fills no file"),
        (["moodle", "--into", "none.csv", "--out", "filled.csv"], "none.csv` cannot be read"),
        (["moodle", "--into", "sheet.csv", "--out", "filled.csv", "--max", "ten"], "`--max ten` is no number"),
        (["moodle", "--into", "sheet.csv", "--out", "filled.csv", "--max", "0"], "`--max 0` is no number"),
        (["canvas", "--into", "sheet.csv", "--out", "filled.csv"], "is no gradebook of Canvas"),
        (["csv", "--out", "filled.csv", "--assignment", "99"], "there is no assignment `99`"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing_behind(place: Path, words: list[str], fact: str) -> None:
    """A fact and a way out; no file is begun."""
    before = sorted(place.iterdir())

    result = export(place, *words)

    assert result.exit_code == 2
    assert fact in result.stderr
    assert "hint:" in result.stderr
    assert sorted(place.iterdir()) == before


@pytest.mark.parametrize("text", ["", "{}", "not json"])
def test_results_that_cannot_be_read_are_told(place: Path, text: str) -> None:
    """Whatever the file holds."""
    (place / "results.json").write_text(text, encoding="utf-8")

    result = export(place, "csv", "--out", "filled.csv")

    assert result.exit_code == 2
    assert "this is no ClassResults document" in result.stderr


def test_the_csv_of_all_exercises_opens_in_excel(place: Path) -> None:
    """With a byte order mark; a single assignment may be asked for."""
    put(place, a_whole_class())

    export(place, "csv", "--out", "all.csv")
    export(place, "csv", "--out", "one.csv", "--assignment", "15-forms-and-uploads")

    assert (place / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")
    assert sheet((place / "one.csv").read_text(encoding="utf-8-sig"))[0] == [
        "student",
        "15-forms-and-uploads (5)",
        "total",
        "max",
    ]
