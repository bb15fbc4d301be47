"""Moodle's grading worksheet: *View all submissions*, *Download grading worksheet*.

Its first column is `Participant 310`: a word in the site's language, and a number that is the person's in this assignment only.
What stands behind the grade is its maximum, or the words of a scale. Source: Moodle, `mod/assign/gradingtable.php` and
`mod/assign/feedback/offline/importgradeslib.php`. Nothing but the grade is touched: Moodle compares the dates.
"""

from __future__ import annotations

import re
from fractions import Fraction

from grader.errors import UsageError
from grader.model import Row
from grader.report.gradebooks.decimals import has_comma, parsed
from grader.report.gradebooks.people import Id, Kind, Line, Person, Understood, an_id, letters
from grader.report.gradebooks.sheet import Record, Sheet

_GRADE = ("grade", "bewertung")
_IDS = {
    Kind.NUMBER: ("id number", "id-nummer"),
    Kind.EMAIL: ("email address", "e-mail-adresse"),
    Kind.LOGIN: ("username", "benutzername"),
}
_CHANGEABLE = ("grade can be changed", "bewertung kann geändert werden")
_NO = ("no", "nein")
_IDENTIFIER = re.compile(r"(.*?)\s*([0-9]+)")
_HANDED_OUT = re.compile(r"(?P<name>.*)_(?P<id>[0-9]+)_assign(?:submission|feedback)_[a-z]+(?:_.*)?", re.DOTALL)


def handed_out_as(row: Row) -> str:
    """Return the name of a hand-in in a platform's download; a download unpacked by hand has it as the student's folder."""
    return row.handed_in_as or (row.student if participant(row.student) else "")


def participant(handed_in_as: str) -> tuple[str, str] | None:
    """Return the name and the participant's number in the name of a folder or file of a download, None if it has none."""
    found = _HANDED_OUT.fullmatch(handed_in_as.partition("/")[0])
    return (found["name"].rpartition("_")[2], found["id"]) if found else None  # some sites put the login in front


def identified(person: Person, handed_in_as: str) -> Person:
    """Return the person with what the name of their work in a download tells of them."""
    told = participant(handed_in_as)
    if told is None:
        return person
    name, id = told
    return Person(student=person.student, ids=person.ids | an_id(Kind.PLATFORM, id), called=(name, *_members(name)))


def _members(name: str) -> list[str]:
    """Return who may be meant by `Team-Ada Lovelace`, as a team's folders were called before Moodle 4.1."""
    rests = [name[at + 1 :] for at, char in enumerate(name) if char == "-"]
    return [rest for rest in rests if " " in rest]  # a full name; `10` is a cell of every worksheet


def understand(sheet: Sheet, name: str, *, column: str = "", maximum: Fraction | None = None) -> Understood:
    """Find the grade and the people of a worksheet.

    `column` is the name of the grade where it is not known, `maximum` what all are out of where the file does not say it. Raises
    `UsageError` for what is no worksheet, with the line where there is one.
    """
    grade = _grade_column(sheet, name, column)
    rows = [
        (row, record) for row, record in enumerate(sheet.records) if row and any(cell.value for cell in record.cells)
    ]
    return Understood(
        column=grade, lines=tuple(_line(sheet, name, grade, row, record, maximum) for row, record in rows)
    )


def _grade_column(sheet: Sheet, name: str, column: str) -> int:
    found = _find(sheet, (column.casefold(),) if column else _GRADE)
    if found is None or found == 0:
        wanted = f"`{column}`" if column else "`Grade`"
        raise UsageError(
            f"`{name}` is no grading worksheet: it has no column {wanted}",
            hint=f"name the one that holds the grades, `--column NAME`: {', '.join(f'`{each}`' for each in sheet.header)}",
        )
    return found


def _find(sheet: Sheet, names: tuple[str, ...]) -> int | None:
    return next((place for place, each in enumerate(sheet.header) if each.casefold() in names), None)


def _line(sheet: Sheet, name: str, grade: int, row: int, record: Record, maximum: Fraction | None) -> Line:
    identifier = _IDENTIFIER.fullmatch(record.value(0))
    if identifier is None or len(record.cells) <= grade:
        raise UsageError(
            f"`{name}`, line {record.line}: expected `Participant` with a number, and {len(sheet.header)} cells",
            hint="give the worksheet as Moodle wrote it",
        )
    ids: frozenset[Id] = an_id(Kind.PLATFORM, identifier[2])
    for kind, headers in _IDS.items():
        place = _find(sheet, headers)
        ids |= an_id(kind, record.value(place)) if place is not None else frozenset()
    changeable = _find(sheet, _CHANGEABLE)
    closed = changeable is not None and record.value(changeable).casefold() in _NO
    return Line(
        row=row,
        line=record.line,
        ids=ids,
        names=frozenset({letters(identifier[1]), *(letters(cell.value) for cell in record.cells)}),
        maximum=maximum if maximum is not None else _maximum(name, record, grade),
        comma=has_comma(record.value(grade + 1)) or has_comma(record.value(grade)),
        closed=f"line {record.line}: the grade cannot be changed in Moodle" if closed else "",
    )


def _maximum(name: str, record: Record, grade: int) -> Fraction:
    """Return what stands behind the grade: the maximum, unless the assignment is graded by a scale."""
    found = parsed(record.value(grade + 1))
    if not found:
        raise UsageError(
            f"`{name}`, line {record.line}: no maximum stands behind the grade",
            hint="an assignment with a scale takes words, not points; else say what it is out of: `--max POINTS`",
        )
    return found
