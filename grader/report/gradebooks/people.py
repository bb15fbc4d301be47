"""Who is in which row of a gradebook: by ids, and only where all of them agree.

A person has ids of several kinds, from the roster, from the name under which the platform handed the work out, or, without either, from
the student's folder. Every row in which one of them stands is looked at: exactly one row is that person's.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from grader.handins.roster import Person as Known


class Kind(StrEnum):
    """What an id is. Ids of different kinds never meet: participant 310 is not student number 310."""

    PLATFORM = "id"
    NUMBER = "number"
    EMAIL = "e-mail"
    LOGIN = "login"


Id = tuple[Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A student, with their ids; `called` is what the name of the platform's download may call them, nothing without one."""

    student: str
    ids: frozenset[Id]
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row for one person: its place in the sheet and in the file, who it is, and what their mark may be.

    `names` are what a download may call the person; `closed` says why the platform takes no mark, "" where it does.
    """

    row: int
    line: int
    ids: frozenset[Id]
    names: frozenset[str]
    maximum: Fraction
    comma: bool
    closed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A gradebook: the number of the column to fill, and a line for each person."""

    column: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The row of each person, by student; for the others, why they have none."""

    lines: dict[str, Line]
    missing: dict[str, str]


def an_id(kind: Kind, text: str) -> frozenset[Id]:
    """Return an id, alike whatever the width and case of its letters; nothing for an empty one."""
    same = unicodedata.normalize("NFKC", text).strip().casefold()
    return frozenset({(kind, same)}) if same else frozenset()


def letters(name: str) -> str:
    """Return the letters and digits of a name alone: platforms leave out others when they make a file's name."""
    return "".join(char for char in unicodedata.normalize("NFKC", name).casefold() if char.isalnum())


def person_of(student: str, known: Known | None, platform: str) -> Person:
    """Return a student with the ids of the roster; without a roster, their folder may be named by any of them."""
    if known is None:
        kinds = (Kind.NUMBER, Kind.EMAIL, Kind.LOGIN)
        return Person(student=student, ids=frozenset().union(*(an_id(kind, student) for kind in kinds)))
    ids = an_id(Kind.NUMBER, known.number) | an_id(Kind.EMAIL, known.email) | an_id(Kind.LOGIN, known.login)
    return Person(student=student, ids=ids | an_id(Kind.PLATFORM, known.ids.get(platform, "")))


def match(people: Iterable[Person], lines: Sequence[Line]) -> Matched:
    """Find the row of each person."""
    by_id: dict[Id, list[Line]] = {}
    for line in lines:
        for id in line.ids:
            by_id.setdefault(id, []).append(line)
    found: dict[str, Line] = {}
    missing: dict[str, str] = {}
    for person in people:
        own = {line.row: line for id in person.ids for line in by_id.get(id, ())}
        why = _why_not(person, list(own.values()))
        if why:
            missing[person.student] = why
        else:
            (found[person.student],) = own.values()
    return _without_shared(found, missing)


def _why_not(person: Person, lines: list[Line]) -> str:
    if not lines:
        return "no row has their number, e-mail, login or id"
    if len(lines) > 1:
        places = ", ".join(str(line.line) for line in sorted(lines, key=lambda line: line.row))
        return f"their ids stand in several rows: lines {places}"
    (line,) = lines
    if person.called and line.names.isdisjoint(map(letters, person.called)):
        return f"line {line.line} has their id and another name: is it the file of another assignment, or a team's?"
    return ""


def _without_shared(found: dict[str, Line], missing: dict[str, str]) -> Matched:
    """Leave out rows that are several people's: whose mark would stand there?"""
    owners = Counter(line.row for line in found.values())
    shared = {
        student: f"line {line.line} is also another student's"
        for student, line in found.items()
        if owners[line.row] > 1
    }
    lines = {student: line for student, line in found.items() if student not in shared}
    return Matched(lines=lines, missing={**missing, **shared})
