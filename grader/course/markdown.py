"""What is read out of Markdown: the numbered headings of tasks, and the hints below them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from grader.errors import ExerciseError

_HEADING = re.compile(r"## +(\d+)\. +(.*\S)\s*\Z")
_ITEM = re.compile(r"(\d+)[.)] +(\S.*)\Z")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHints:
    """The hints of one task, from the gentlest to the plainest."""

    number: int
    title: str
    levels: tuple[str, ...]


def task_headings(text: str) -> list[tuple[int, str]]:
    """Return the number and title of each heading `## N. Title`, leaving out what stands in code blocks."""
    found: list[tuple[int, str]] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif heading := _HEADING.match(line):
            found.append((int(heading[1]), heading[2]))
    return found


def parse_hints(text: str, where: str) -> list[TaskHints]:
    """Return the hints of hints.md by task.

    The file is headings `## N. Title`, each followed by one ordered list: an item is a level, its further
    lines are indented. Anything else is an `ExerciseError` with its line.
    """
    tasks: list[tuple[int, str, list[list[str]]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.match(line):
            tasks.append((int(heading[1]), heading[2], []))
        elif not line.strip() or (line.startswith(" ") and tasks and tasks[-1][2]):
            if tasks and tasks[-1][2]:
                tasks[-1][2][-1].append(line)
        else:
            levels = tasks[-1][2] if tasks else None
            _add_level(levels, line, f"{where}:{number}")
    return [TaskHints(number=task, title=title, levels=tuple(map(_level, levels))) for task, title, levels in tasks]


def _add_level(levels: list[list[str]] | None, line: str, where: str) -> None:
    item = _ITEM.match(line)
    if levels is None or item is None:
        raise ExerciseError(
            f"{where}: neither a task's heading nor a hint",
            hint="write `## 1. Title`, then hints as `1. …`; indent the further lines of a hint",
        )
    if int(item[1]) != len(levels) + 1:
        raise ExerciseError(
            f"{where}: hint {item[1]} stands where {len(levels) + 1} is due", hint="number each task's hints from 1"
        )
    levels.append([item[2]])


def _level(lines: list[str]) -> str:
    return "\n".join([lines[0], textwrap.dedent("\n".join(lines[1:]))]).rstrip()
