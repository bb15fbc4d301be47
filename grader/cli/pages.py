"""Statements and hints in a terminal: Markdown laid out where a person reads, as it is where a program does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from grader.report.text import visible
from grader.report.writer import encodable

if TYPE_CHECKING:
    from grader.course import Exercise

MAX_CELLS = 100  # longer lines are hard to read


def show_markdown(text: str, file: TextIO) -> None:
    """Print Markdown: laid out on a terminal, else unchanged."""
    encoding = getattr(file, "encoding", None) or "utf-8"
    text = visible(text).rstrip("\n")
    words = _laid_out(text, file) if file.isatty() else text
    file.write(encodable(words, encoding) + "\n")


def _laid_out(text: str, file: TextIO) -> str:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(file=file, highlight=False)
    with console.capture() as captured:
        # Links are written out: a terminal without them would lose the address.
        console.print(Markdown(text, hyperlinks=False), width=min(MAX_CELLS, console.width))
    return captured.get().rstrip("\n")


def show_hints(exercise: Exercise, tasks: Iterable[int], level: int, file: TextIO) -> None:
    """Print one level of the hints of some tasks, each below its task's title."""
    hints = exercise.hints()
    titles = {task.number: task.title for task in exercise.spec.tasks}
    parts = []
    for number in tasks:
        heading = f"{number}. {titles.get(number, '')} (hint {level} of {len(hints[number])})"
        parts.append(f"## {heading}\n\n{hints[number][level - 1]}\n")
    show_markdown("\n".join(parts), file)
