"""A roster is read as schools write it, and refused with the place where it cannot be."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.handins.roster import MOST_BYTES, Person, read_roster

COLUMNS = {"number": ("学号",), "name": ("姓名",), "section": ("班级",)}
TEXT = "学号,姓名,班级\n001,王小雨,一班\n002,李娜,二班\n"
PEOPLE = (Person(number="001", name="王小雨", section="一班"), Person(number="002", name="李娜", section="二班"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_usual_form_is_read(encoding: str, delimiter: str, end: str) -> None:
    """UTF-8, with a byte order mark, or GBK; comma, semicolon or tab; the zeros in front of a number stay."""
    raw = TEXT.replace(",", delimiter).replace("\n", end).encode(encoding)

    assert read_roster(raw, COLUMNS, "roster.csv").people == PEOPLE


def test_columns_are_joined() -> None:
    """A first name and a last name are one name."""
    raw = b'First name,Last name,ID\n Ada ,"Lovelace, Jr.",41\n,,\n'

    (person,) = read_roster(raw, {"name": ("first NAME", "Last name"), "canvas": ("ID",)}, "r.csv").people

    assert (person.name, person.ids) == ("Ada Lovelace, Jr.", {"canvas": "41"})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (TEXT.encode() + b"\xff\xff\n", "r.csv:4: neither UTF-8 nor GBK text"),
        (TEXT.encode("utf-16"), "r.csv: UTF-16 text"),
        (b"", "r.csv: empty"),
        ("学号,姓名,班级\n".encode(), "r.csv: nobody is on it"),
        ("学号,名字,班级\n1,a,b\n".encode(), "r.csv: has no column `姓名`"),
        ("学号,姓名,姓名,班级\n1,a,b,c\n".encode(), "r.csv: has 2 columns `姓名`"),
        ("学号,姓名,班级\n1,a,b\n1,c,d\n".encode(), "r.csv: the number `1` stands for two people"),
        (b"x" * (MOST_BYTES + 1), "r.csv: larger than 8 MiB"),
    ],
)
def test_what_cannot_be_read_says_where(raw: bytes, said: str) -> None:
    """Nothing is decoded by guesswork: the file and the line are named."""
    with pytest.raises(UsageError) as caught:
        read_roster(raw, COLUMNS, "r.csv")

    assert caught.value.fact == said
    assert caught.value.hint


def test_a_cell_cannot_steer_a_terminal() -> None:
    """What a roster says is printable."""
    (person,) = read_roster("name\n\x1b[31mAda\u202e\n".encode(), {"name": ("name",)}, "r.csv").people

    assert person.name.isprintable()
