"""What is read out of Markdown, with its lines: headings and hints of tasks, code blocks, links.

Markdown is read by markdown-it-py, by the rules of CommonMark; lines count from 1.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.errors import ExerciseError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TASK = re.compile(r"(\d+)\. +(.+)")
_LINE_END = re.compile(r"\r\n?|\n")  # and no other: the reader counts by these
_MARKER = re.compile(r" *\d+[.)] *")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHints:
    """The hints of one task, from the gentlest to the plainest."""

    number: int
    title: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced code block: its tag in lower case, the line on which its code begins, the code."""

    tag: str
    line: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a link leads, as it is written, and the line on which it stands."""

    target: str
    line: int


def blocks(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each block that stands in no other one."""
    block: list[Token] = []
    for token in _reader().parse(text):
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def task_of(block: Sequence[Token]) -> tuple[int, str] | None:
    """Return the number and title of a block that is a heading `## N. Title`, else None."""
    found = _TASK.fullmatch(block[1].content) if block[0].tag == "h2" else None
    return (int(found[1]), found[2]) if found else None


def task_headings(text: str) -> list[tuple[int, str]]:
    """Return the number and title of each heading `## N. Title`; those in code blocks, quotes and lists are none."""
    return [heading for block in blocks(text) if block[0].type == "heading_open" and (heading := task_of(block))]


def fences(text: str) -> list[Fence]:
    """Return the fenced code blocks, those inside of lists and quotes too."""
    return [
        Fence(tag=token.info.partition(" ")[0].lower(), line=_line(token) + 1, code=token.content)
        for token in _reader().parse(text)
        if token.type == "fence"
    ]


def code_spans(text: str) -> list[str]:
    """Return what stands between backticks inside of lines, in order."""
    inline = (token for token in _reader().parse(text) if token.type == "inline")
    return [child.content for token in inline for child in token.children or () if child.type == "code_inline"]


def links(text: str) -> list[Link]:
    """Return the links, in order; images are none."""
    return [link for token in _reader().parse(text) if token.type == "inline" for link in _links_in(token)]


def parse_hints(text: str, where: str) -> list[TaskHints]:
    """Return the hints of hints.md by task.

    The file is headings `## N. Title`, each followed by one ordered list: an item is a level, its further
    lines are indented. Anything else is an `ExerciseError` with its line.
    """
    lines = _LINE_END.split(text)
    tasks: list[tuple[int, str, list[str]]] = []
    for block in blocks(text):
        if heading := task_of(block):
            tasks.append((*heading, []))
        elif tasks and block[0].type == "ordered_list_open":
            _add_levels(tasks[-1][2], block, lines, where)
        else:
            raise _no_hint(where, _line(block[0]))
    return [TaskHints(number=task, title=title, levels=tuple(levels)) for task, title, levels in tasks]


def _add_levels(levels: list[str], block: Sequence[Token], lines: list[str], where: str) -> None:
    """Add the items of a list, as they are written, to a task's levels."""
    for item in block:
        if item.type != "list_item_open" or item.level != 1:
            continue
        if int(item.info) != len(levels) + 1:
            raise ExerciseError(
                f"{where}:{_line(item)}: hint {item.info} stands where {len(levels) + 1} is due",
                hint="number each task's hints from 1",
            )
        first, *further = lines[slice(*(item.map or ()))]
        for number, line in enumerate(further, start=_line(item) + 1):
            if line.strip() and not line.startswith(" "):
                raise _no_hint(where, number)
        levels.append("\n".join([_MARKER.sub("", first, count=1), textwrap.dedent("\n".join(further))]).rstrip())


def _no_hint(where: str, line: int) -> ExerciseError:
    return ExerciseError(
        f"{where}:{line}: neither a task's heading nor a hint",
        hint="write `## 1. Title`, then hints as `1. …`; indent the further lines of a hint",
    )


@functools.cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark")
    # A link is wanted as it is written, and a wrong one most of all.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return reader


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _links_in(inline: Token) -> Iterator[Link]:
    line = _line(inline)
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            line += 1
        elif token.type == "link_open":
            yield Link(target=str(token.attrs["href"]), line=line)
