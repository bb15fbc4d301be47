"""class.toml, beside a class: its assignments, and where its people stand.

Strict like exercise.toml: an unknown field is an error that names the place. It is read from beside the class's
folder or download, never from within: what lies within was handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from grader.course.decode import convert, document_of, require_version
from grader.course.schema import FORMAT_VERSION, TITLE_PATTERN
from grader.errors import ExerciseError, UsageError
from grader.handins.roster import FIELDS, MOST_BYTES, Roster, read_roster
from grader.model import ID_PATTERN
from grader.submission.folder import read_file

FILE: Final = "class.toml"
PLATFORMS: Final = ("canvas", "moodle", "gradescope", "github")
_MOST_BYTES: Final = 256 * 1024

_Line = Annotated[str, Meta(pattern=TITLE_PATTERN)]
_Headers = tuple[_Line, ...]


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which headers of the roster mean what; several are joined, such as `["First name", "Last name"]`."""

    name: _Headers = ()
    number: _Headers = ()
    email: _Headers = ()
    login: _Headers = ()
    section: _Headers = ()
    group: _Headers = ()
    canvas: _Headers = ()
    moodle: _Headers = ()
    gradescope: _Headers = ()
    github: _Headers = ()

    def __post_init__(self) -> None:
        if not (self.name or self.number):
            raise ValueError("name: expected a column for the name, the number, or both")

    def headers(self) -> dict[str, tuple[str, ...]]:
        """Return the headers by field, of those that are named."""
        return {field: headers for field in (*FIELDS, *PLATFORMS) if (headers := getattr(self, field))}


class RosterFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the people stand: a CSV, by its path from class.toml."""

    file: _Line
    columns: Columns


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exercise of an assignment, and how much it weighs there."""

    id: Annotated[str, Meta(pattern=ID_PATTERN)]
    weight: Annotated[int, Meta(ge=0)] = 1


class Assignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a platform calls an assignment: one exercise or several.

    `due` has a time zone; `column` is the platform's name for it in its gradebook; `worksheet` is Moodle's grading
    worksheet, by its path from class.toml.
    """

    title: _Line
    exercises: Annotated[tuple[Part, ...], Meta(min_length=1)]
    due: datetime | None = None
    column: str = ""
    worksheet: str = ""

    def __post_init__(self) -> None:
        if self.due is not None and self.due.tzinfo is None:
            raise ValueError("due: expected a time with its zone, such as `2026-11-20T23:59:00+08:00`")
        ids = [part.id for part in self.exercises]
        if len(ids) != len(set(ids)):
            raise ValueError("exercises: expected each exercise once")
        if not any(part.weight for part in self.exercises):
            raise ValueError("exercises: expected a weight above 0")


class ClassSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of class.toml."""

    schema_version: Annotated[int, Meta(ge=FORMAT_VERSION, le=FORMAT_VERSION)]
    title: _Line = ""
    roster: RosterFile | None = None
    assignments: tuple[Assignment, ...] = ()

    def __post_init__(self) -> None:
        titles = [each.title.casefold() for each in self.assignments]
        if len(titles) != len(set(titles)):
            raise ValueError("assignments: expected each title once")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFile:
    """A class.toml that was read, with its roster; without one both are empty."""

    spec: ClassSpec
    roster: Roster | None = None
    folder: Path = Path()

    def assignment(self, words: str) -> Assignment:
        """Return the assignment of this title, or the one that begins so. Raises `UsageError`."""
        word = words.strip().casefold()
        every = self.spec.assignments
        found = [each for each in every if each.title.casefold() == word] or [
            each for each in every if each.title.casefold().startswith(word)
        ]
        if len(found) == 1:
            return found[0]
        known = ", ".join(f"`{each.title}`" for each in every[:20])
        raise UsageError(
            f"there is no assignment `{words}`" if not found else f"`{words}` could be {len(found)} assignments",
            hint=f"{FILE} names {known}" if known else f"name its assignments in a {FILE} beside the class",
        )


def beside(folder: Path) -> Path:
    """Return where the class.toml of a class's folder or download would lie."""
    return folder.resolve().parent / FILE


def read_class(path: Path) -> ClassFile:
    """Return what class.toml says, or an empty one where there is none.

    Raises `UsageError` that names the file and the place: it is the user's own.
    """
    if not path.is_file():
        return ClassFile(spec=ClassSpec(schema_version=FORMAT_VERSION), folder=path.parent)
    spec = decode_class(bytes_of(path, _MOST_BYTES), FILE)
    roster = None
    if spec.roster is not None:
        raw = bytes_of(path.parent / spec.roster.file, MOST_BYTES)
        roster = read_roster(raw, spec.roster.columns.headers(), spec.roster.file)
    return ClassFile(spec=spec, roster=roster, folder=path.parent)


def decode_class(raw: bytes, where: str) -> ClassSpec:
    """Return the bytes of a class.toml as a struct. Raises `UsageError` that names the place."""
    try:
        document = document_of(raw, where)
        require_version(document, where)
        _gather_headers(document)
        return convert(document, ClassSpec, where)
    except ExerciseError as error:
        raise UsageError(error.fact, hint="docs/reference/class-toml.md has a complete example") from None


def _gather_headers(document: dict[str, Any]) -> None:
    """Put a header that stands alone into a list: a union of the two, as a type, makes msgspec 0.22 crash at exit."""
    roster = document.get("roster")
    columns = roster.get("columns") if isinstance(roster, dict) else None
    if isinstance(columns, dict):
        columns.update({field: [said] for field, said in columns.items() if isinstance(said, str)})


def bytes_of(path: Path, most_bytes: int) -> bytes:
    """Return a file that class.toml names. Raises `UsageError`."""
    try:
        raw = read_file(path, most_bytes + 1)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}", hint=f"{FILE} names it") from None
    if len(raw) > most_bytes:
        raise UsageError(f"`{path}` is larger than {most_bytes // 1024} KiB")
    return raw
