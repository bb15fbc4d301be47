"""exercise.toml and answers.toml as typed structs.

A struct refuses what has the wrong shape; whether files, checks and statement agree with it is the
compiler's question.
"""

from __future__ import annotations

import ast
from fnmatch import fnmatchcase
from typing import Annotated, Final

import msgspec
from msgspec import Meta

FORMAT_VERSION: Final = 1
KIB: Final = 1024
MIB: Final = 1024 * KIB

_PART = r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
PART_PATTERN: Final = rf"^{_PART}\Z"
ID_PATTERN: Final = rf"^{_PART}/{_PART}\Z"
TITLE_PATTERN: Final = r"^\S(?:[^\n]*\S)?\Z"
SECTION_PATTERN: Final = r"^[A-Z][0-9]+\Z"
FILE_PATTERN: Final = r"^(?!(?:.*/)?\.{1,2}(?:/|\Z))[\w*?.-]+(?:/[\w*?.-]+)*\Z"

Title = Annotated[str, Meta(pattern=TITLE_PATTERN)]
FilePattern = Annotated[str, Meta(pattern=FILE_PATTERN)]
CheckName = Annotated[str, Meta(min_length=1)]


class App(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the WSGI application comes from: `module:name`, or `module:factory(...)` for a factory.

    What stands between the parentheses tells the reader which arguments probes give; it is never run.
    """

    load: str

    def __post_init__(self) -> None:
        module, _, entry = self.load.partition(":")
        if not (all(part.isidentifier() for part in module.split(".")) and _names_or_calls(entry)):
            raise ValueError(f"load: expected `module:name` or `module:factory()`, got `{self.load}`")


class Files(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files by role, as names or patterns: `*` stays inside a folder, `**` crosses folders.

    `student` files are handed in; `given` ones always come from the starter, whatever was handed in. A
    file that both lists cover is given.
    """

    student: Annotated[tuple[FilePattern, ...], Meta(min_length=1)]
    given: tuple[FilePattern, ...] = ()

    def is_given(self, name: str) -> bool:
        """Tell whether a file, by its name with `/`, comes from the starter."""
        return any(_matches(name.split("/"), pattern.split("/")) for pattern in self.given)

    def is_student(self, name: str) -> bool:
        """Tell whether a file, by its name with `/`, is the student's to hand in."""
        covered = any(_matches(name.split("/"), pattern.split("/")) for pattern in self.student)
        return covered and not self.is_given(name)


class Task(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One task of the statement; its points are the sum of its checks'."""

    number: Annotated[int, Meta(ge=1, le=99)]
    title: Title
    title_zh: Title


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a submission may use. The defaults suit an ordinary exercise; every maximum is bounded."""

    cpu_ms: Annotated[int, Meta(ge=100, le=60_000)] = 2_000  # processor time of one check
    wall_ms: Annotated[int, Meta(ge=100, le=120_000)] = 5_000  # time on the clock of one check
    total_wall_ms: Annotated[int, Meta(ge=1_000, le=600_000)] = 60_000  # of all checks together
    memory_bytes: Annotated[int, Meta(ge=64 * MIB, le=4096 * MIB)] = 512 * MIB
    threads: Annotated[int, Meta(ge=1, le=1024)] = 128
    open_files: Annotated[int, Meta(ge=16, le=1024)] = 64
    file_bytes: Annotated[int, Meta(ge=4 * KIB, le=256 * MIB)] = 8 * MIB  # of one file
    disk_bytes: Annotated[int, Meta(ge=64 * KIB, le=512 * MIB)] = 16 * MIB  # of all files together
    output_bytes: Annotated[int, Meta(ge=1 * KIB, le=1 * MIB)] = 64 * KIB  # what the program prints
    body_bytes: Annotated[int, Meta(ge=1 * KIB, le=16 * MIB)] = 1 * MIB  # of one HTTP answer
    header_bytes: Annotated[int, Meta(ge=1 * KIB, le=256 * KIB)] = 64 * KIB  # of one HTTP answer
    reply_bytes: Annotated[int, Meta(ge=4 * KIB, le=32 * MIB)] = 2 * MIB  # of one frame across the wall

    def __post_init__(self) -> None:
        if self.wall_ms > self.total_wall_ms:
            raise ValueError(f"total_wall_ms: expected at least wall_ms ({self.wall_ms}), got {self.total_wall_ms}")


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of exercise.toml. An exercise without `app` is judged by probes alone."""

    schema_version: int
    title: Title
    title_zh: Title
    minutes: Annotated[int, Meta(ge=1, le=600)]
    sections: tuple[Annotated[str, Meta(pattern=SECTION_PATTERN)], ...] = ()
    after: tuple[Annotated[str, Meta(pattern=ID_PATTERN)], ...] = ()
    points: Annotated[int, Meta(ge=1, le=1000)]
    files: Files
    tasks: Annotated[tuple[Task, ...], Meta(min_length=1)]
    app: App | None = None
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        for index, task in enumerate(self.tasks):
            if task.number != index + 1:
                raise ValueError(f"tasks[{index}].number: expected {index + 1}, got {task.number}")


class RejectedAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rejected answer comes to: exactly the hidden checks that fail, and those that are skipped."""

    fails: Annotated[tuple[CheckName, ...], Meta(min_length=1)]
    skips: tuple[CheckName, ...] = ()
    why: Title


class ExplainedMutant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change to the reference, by its id (in which `*` stands for anything) or as a diff, and why it may survive."""

    id: str = ""
    diff: str = ""
    why: Title

    def __post_init__(self) -> None:
        if bool(self.id) == bool(self.diff):
            raise ValueError("id: expected either `id` or `diff`")


class AnswerKey(msgspec.Struct, frozen=True, kw_only=True):
    """All of answers.toml: rejected answers by the name of their folder, and the audit's exceptions.

    `equivalent` lists changes to the reference that no check could tell apart, `outside_contract` those that
    change what the statement leaves open.
    """

    rejected: dict[str, RejectedAnswer] = {}
    equivalent: tuple[ExplainedMutant, ...] = ()
    outside_contract: tuple[ExplainedMutant, ...] = ()


def _names_or_calls(entry: str) -> bool:
    try:
        expression = ast.parse(entry, mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return isinstance(expression.func if isinstance(expression, ast.Call) else expression, ast.Name)


def _matches(parts: list[str], patterns: list[str]) -> bool:
    if not patterns:
        return not parts
    if patterns[0] == "**":
        return any(_matches(parts[start:], patterns[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], patterns[0]) and _matches(parts[1:], patterns[1:])
