"""The gradebook of a Canvas course: *Grades*, *Export*.

Columns of the student up to `Section`, then one `Title (id)` for each assignment, then totals. Above the students stands what each
assignment is out of, and perhaps a row on posting. Sources: Canvas, `lib/gradebook_exporter.rb` and `lib/gradebook_importer.rb`.
A column that Canvas does not know would become a new assignment: so none is ever made or renamed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from grader.errors import UsageError
from grader.report.gradebooks.decimals import has_comma, parsed
from grader.report.gradebooks.people import Id, Kind, Line, Person, Understood, an_id, letters
from grader.report.gradebooks.sheet import Record, Sheet

_IDS = {"ID": Kind.PLATFORM, "SIS User ID": Kind.NUMBER, "SIS Login ID": Kind.LOGIN}
_ASSIGNMENT = re.compile(r"(.*)\s\(([0-9]+)\)", re.DOTALL)
_TOP_ROWS = 3  # below the header, before the students
_CLOSED = {"EX": "is excused", "N/A": "is not assigned"}
_HANDED_OUT = r"(?P<name>.*?)(?:_LATE)?_(?P<user>{id})_(?P<attachment>[0-9]+)_"
_ANONYMOUS = ("anon_", "LATE_anon_")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut:
    """What a name in a download says: what the person is called there, and two numbers."""

    name: str
    user: str
    attachment: str


def handed_out(handed_in_as: str, user: str = "") -> HandedOut | None:
    """Read a name in a download, whole or without the student's own file's; None for what has no attachment or no person.

    A name such as `ekströmann_7` looks like a number too: `user` is the person's where it is known, else the last two numbers count where
    nothing follows them, else the first two, as Canvas reads it.
    """
    pattern = _HANDED_OUT.format(id=re.escape(user) if user else "[0-9]+")
    told = re.fullmatch(pattern, handed_in_as, re.DOTALL) or re.match(pattern, handed_in_as, re.DOTALL)
    if told is None or handed_in_as.startswith(_ANONYMOUS):
        return None
    return HandedOut(name=told["name"], user=told["user"], attachment=told["attachment"])


def identified(person: Person, handed_in_as: str) -> Person:
    """Return the person with what the name of their work in a download tells of them."""
    told = handed_out(handed_in_as)
    if told is None:
        return person
    ids = person.ids | an_id(Kind.PLATFORM, told.user)
    return Person(student=person.student, ids=ids, called=(told.name,))


def understand(sheet: Sheet, name: str, *, column: str, maximum: Fraction | None = None) -> Understood:
    """Find the column of an assignment, by its title, its header or its id, and the people of a gradebook.

    `maximum` is what it is out of where the file does not say it. Raises `UsageError` for what is no gradebook of Canvas.
    """
    first = _first_column(sheet, name)
    top = [record for record in sheet.records[1 : 1 + _TOP_ROWS] if not _ids(sheet, record)]
    place = _column(sheet, name, column, [at for at in range(first, len(sheet.header)) if not _is_closed(top, at)])
    maximum = maximum if maximum is not None else _maximum(sheet, name, top, place)
    comma = any(has_comma(record.value(at)) for record in sheet.records for at in range(first, len(record.cells)))
    students = [(row, record) for row, record in enumerate(sheet.records) if row and _ids(sheet, record)]
    return Understood(
        column=place,
        lines=tuple(_line(sheet, name, place, row, record, maximum, comma) for row, record in students),
    )


def _first_column(sheet: Sheet, name: str) -> int:
    """Return where assignments begin: behind `Section`."""
    header = sheet.header
    if not ({"Student", "LastName"} & set(header[:2]) and "ID" in header and "Section" in header):
        raise UsageError(
            f"`{name}` is no gradebook of Canvas: its header must have `Student`, `ID` and `Section`",
            hint="give the file that *Grades*, *Export* wrote",
        )
    return header.index("Section") + 1


def _is_closed(top: list[Record], column: int) -> bool:
    """Tell whether Canvas reads nothing from a column: totals, and columns of notes. Its words for it are translated."""
    return any(record.value(column).startswith("(") for record in top)


def _column(sheet: Sheet, name: str, wanted: str, open_columns: list[int]) -> int:
    there = {at: found for at in open_columns if (found := _ASSIGNMENT.fullmatch(sheet.header[at]))}
    fits = [at for at, found in there.items() if wanted in (found[0], found[1].strip(), found[2])]
    if len(fits) == 1:
        return fits[0]
    raise UsageError(
        f"`{name}` has {'several columns' if fits else 'no column'} `{wanted}`",
        hint=f"name one with `--column`: {', '.join(f'`{sheet.header[at]}`' for at in there) or 'it has no assignment'}",
    )


def _maximum(sheet: Sheet, name: str, top: list[Record], column: int) -> Fraction:
    found = [points for record in top if (points := parsed(record.value(column)))]
    if not found:
        raise UsageError(
            f"`{name}` does not say how many points `{sheet.header[column]}` has",
            hint="keep its row `Points Possible`, or say what it is out of: `--max POINTS`",
        )
    return found[0]


def _ids(sheet: Sheet, record: Record) -> frozenset[Id]:
    ids: frozenset[Id] = frozenset()
    for place, header in enumerate(sheet.header):
        value = record.value(place)
        if header in _IDS:
            ids |= an_id(_IDS[header], value)
        if header == "SIS Login ID" and "@" in value:
            ids |= an_id(Kind.EMAIL, value)
    return ids


def _line(sheet: Sheet, name: str, column: int, row: int, record: Record, maximum: Fraction, comma: bool) -> Line:
    if len(record.cells) <= column:
        raise UsageError(
            f"`{name}`, line {record.line}: {len(record.cells)} cells, and the header has {len(sheet.header)}",
            hint="give the file as Canvas wrote it",
        )
    first, second = record.value(0), record.value(1)
    return Line(
        row=row,
        line=record.line,
        ids=_ids(sheet, record),
        names=frozenset({letters(first), letters(first + second)}),
        maximum=maximum,
        comma=comma,
        closed=_why_closed(record, column),
    )


def _why_closed(record: Record, column: int) -> str:
    why = _CLOSED.get(record.value(column).upper())
    return f"line {record.line}: {why}" if why else ""
