"""The people of a class: a CSV as a school or a platform writes it, and which of its columns mean what.

Read as UTF-8, with or without a byte order mark, else as GB 18030 (which GBK is a part of), strictly; the delimiter
is `,`, `;` or a tab, whichever the head has most of.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grader.errors import UsageError
from grader.submission.names import printable, show

MOST_BYTES = 8 * 1024 * 1024
_MOST_PEOPLE = 20_000
_MOST_CHARACTERS = 200  # of a cell
FIELDS = ("number", "name", "email", "login", "section", "group")

Columns = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the roster. `ids` are numbers by platform, such as `{"canvas": "20411"}`; all texts are printable."""

    name: str = ""
    number: str = ""
    email: str = ""
    login: str = ""
    section: str = ""
    group: str = ""
    ids: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def shown(self) -> str:
        """What a row is called where no one else is called so."""
        return self.name or self.number or self.login or self.email

    @property
    def unique(self) -> str:
        """What tells a person from another of the same name."""
        return self.number or self.login or self.email or next(iter(self.ids.values()), "")


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Everybody of a class, in the order of the file."""

    people: tuple[Person, ...]

    @cached_property
    def _namesakes(self) -> Counter[str]:
        return Counter(person.shown for person in self.people)

    def row_of(self, person: Person) -> str:
        """Return what a person's row is called in every report: the name, with the number where two are called so."""
        is_alone = self._namesakes[person.shown] == 1 or not person.unique
        return person.shown if is_alone else f"{person.shown} ({person.unique})"


def read_roster(raw: bytes, columns: Columns, where: str) -> Roster:
    """Return the people of a CSV; `columns` are the headers of each field, joined by a space where there are several.

    Raises `UsageError` that opens with `where`.
    """
    head, rows = table_of(raw, where)
    places = {field: [_place(head, name, where) for name in names] for field, names in columns.items()}
    people = [_person(row, places) for row in rows]
    people = [person for person in people if person.shown]
    if not people:
        raise UsageError(f"{where}: nobody is on it", hint="a line for each student, below a line with the columns")
    _refuse_doubles(people, where)
    return Roster(people=tuple(people))


def table_of(raw: bytes, where: str) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of a CSV, cells stripped. Raises `UsageError` that opens with `where`."""
    if len(raw) > MOST_BYTES:
        raise UsageError(f"{where}: larger than {MOST_BYTES // 1024 // 1024} MiB", hint="it must be a CSV of people")
    text = _text(raw, where)
    head, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=head.count)
    try:
        rows = [[_cell(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UsageError(f"{where}: not a CSV: {error}", hint="save it as CSV (UTF-8)") from None
    rows = [row for row in rows if any(row)]
    if not rows or len(rows) > _MOST_PEOPLE:
        fact = "empty" if not rows else f"more than {_MOST_PEOPLE} lines"
        raise UsageError(f"{where}: {fact}", hint="a line for each student, below a line with the columns")
    return rows[0], rows[1:]


def _text(raw: bytes, where: str) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{where}: UTF-16 text", hint="save it as CSV (UTF-8)")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise UsageError(f"{where}:{line}: neither UTF-8 nor GBK text", hint="save it as CSV (UTF-8)") from None


def _cell(text: str) -> str:
    return printable(unicodedata.normalize("NFC", text[:_MOST_CHARACTERS]).strip())


def _place(head: Sequence[str], name: str, where: str) -> int:
    found = [at for at, cell in enumerate(head) if cell.casefold() == name.strip().casefold()]
    if len(found) != 1:
        fact = f"has no column {show(name)}" if not found else f"has {len(found)} columns {show(name)}"
        raise UsageError(f"{where}: {fact}", hint=f"its columns are {', '.join(map(show, head[:30]))}")
    return found[0]


def _person(row: Sequence[str], places: Mapping[str, Sequence[int]]) -> Person:
    said = {field: " ".join(row[at] for at in at_all if at < len(row) and row[at]) for field, at_all in places.items()}
    own = {field: said.pop(field) for field in FIELDS if field in said}
    return Person(**own, ids={platform: id for platform, id in said.items() if id})


def _refuse_doubles(people: Iterable[Person], where: str) -> None:
    seen = Counter(person.number for person in people if person.number)
    if twice := [number for number, count in seen.items() if count > 1]:
        raise UsageError(
            f"{where}: the number {show(twice[0])} stands for two people", hint="a number must be one person's"
        )
