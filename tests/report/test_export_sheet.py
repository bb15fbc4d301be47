"""A CSV file that keeps every byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.report.gradebooks.sheet import read_sheet
from tests.report.handed_out import PLATFORMS

SAMPLES = sorted(PLATFORMS.rglob("*.csv"))
CELLS = st.text(st.sampled_from('ab1,;"\n\r\té王= '), max_size=8)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_a_file_is_written_as_it_was_read(file: str) -> None:
    """Byte order mark, quotes, line ends: all of every sample."""
    raw = (PLATFORMS / file).read_bytes()

    assert read_sheet(raw, "a.csv").to_bytes() == raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_is_kept(encoding: str) -> None:
    """The mark says which it is."""
    raw = "Student,ID\r\n王小云,7\r\n".encode(encoding)

    sheet = read_sheet(raw, "a.csv")

    assert sheet.records[1].value(0) == "王小云"
    assert sheet.filled({(1, 1): "8"}).to_bytes() == "Student,ID\r\n王小云,8\r\n".encode(encoding)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
def test_cells_say_what_the_csv_module_reads(rows: list[list[str]], end: str) -> None:
    """Whatever is in a cell, commas, quotes and line ends too, it is read as others read it, and written as it was."""
    rows = [["a", "b"], *rows]
    page = io.StringIO()
    csv.writer(page, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    raw = page.getvalue().encode()

    sheet = read_sheet(raw, "a.csv")

    assert [[cell.value for cell in record.cells] for record in sheet.records] == rows
    assert sheet.to_bytes() == raw


@given(CELLS)
def test_a_filled_cell_is_read_as_it_was_filled(value: str) -> None:
    """Quotes are added where they must be, and a cell that has them keeps them."""
    sheet = read_sheet(b'a,b,c\n1,"2",3\n', "a.csv").filled({(1, 1): value, (1, 2): value})

    (_, written) = csv.reader(io.StringIO(sheet.to_bytes().decode(), newline=""))
    assert written == ["1", value, value]


@pytest.mark.parametrize(
    ("raw", "fact"),
    [
        (b'a,b\n1,"2\n3,4\n', "`a.csv`, line 2: a quote is not closed"),
        (b'a,b\n"1"2,3\n', "`a.csv`, line 2: a quote is not closed"),
        ("a,b\nMüller,1\n".encode("latin-1"), "`a.csv`, line 2: not UTF-8 text"),
        (b"\xef\xbb\xbf \r\n", "`a.csv` is empty"),
    ],
)
def test_what_is_no_csv_is_told_with_its_line(raw: bytes, fact: str) -> None:
    """An error names the file, the line and what is wrong."""
    with pytest.raises(UsageError) as error:
        read_sheet(raw, "a.csv")

    assert error.value.fact.startswith(fact)
    assert error.value.hint
