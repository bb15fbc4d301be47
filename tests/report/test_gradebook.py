"""A class as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from grader.classroom import write
from grader.report.gradebook import LONG_COLUMNS, gradebook_csv, long_csv
from tests.report.helpers import GOLDEN, acting_characters, assert_golden
from tests.samples import HOSTILE, a_check, a_class, a_not_graded, a_refused, a_result, a_whole_class


def sheet(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_gradebook_is_as_recorded() -> None:
    """One row a student, one column an exercise, then total and max; what was not graded is empty."""
    assert_golden(GOLDEN / "gradebook.csv", gradebook_csv(a_whole_class()))


def test_the_long_csv_is_as_recorded() -> None:
    """One row a submission."""
    assert_golden(GOLDEN / "long.csv", long_csv(a_whole_class()))


def test_a_student_with_nothing_graded_has_no_total() -> None:
    """Not graded is never summed up to 0."""
    assert sheet(gradebook_csv(a_class(("ada", a_not_graded()))))[1] == ["ada", "", "", "0"]


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"]
)
def test_a_cell_is_never_a_formula(name: str) -> None:
    """A folder named like a formula is text in every spreadsheet."""
    results = a_class((name, a_refused(message=name)))

    cells = [sheet(gradebook_csv(results))[1][0], *sheet(long_csv(results))[1]]

    assert [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@\t\r＝"))] == []
    assert cells[0].startswith("'")


def test_hostile_names_and_messages_stay_within_their_cell() -> None:
    """Commas, quotes, newlines and escapes neither make columns nor act in a terminal."""
    name = 'a","b\n' + HOSTILE

    text = gradebook_csv(a_class((name, a_result(a_check())))) + long_csv(a_class((name, a_refused(message=name))))

    assert acting_characters(text) == set()
    assert [len(row) for row in sheet(text)] == [4, 4, len(LONG_COLUMNS), len(LONG_COLUMNS)]


def test_the_gradebook_is_written_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Excel takes a file without one for the code page of its machine, and garbles Chinese names."""
    write(a_whole_class(), tmp_path)

    written = (tmp_path / "gradebook.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfstudent,")
    assert "王小云" in written.decode("utf-8-sig")
