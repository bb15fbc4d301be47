"""How far a long command is: a bar on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from grader.cli.output import print_status, wants_colour

Due = Callable[[int, int], bool]  # whether a log gets a line at so many done, of so many


class Tell(Protocol):
    """What a command calls as it goes: how far it is, what is in hand, and the line for a log."""

    def __call__(self, done: int, total: int, *, now: str, line: str) -> None: ...


@contextmanager
def progress(due: Due) -> Iterator[Tell]:
    """Yield what is told how far it is. A bar on stderr where that is a terminal, else the lines that are due."""
    if sys.stderr.isatty():
        with _bar() as tell:
            yield tell
        return

    def say(done: int, total: int, *, now: str, line: str) -> None:
        if due(done, total):
            print_status(line)

    yield say


def at_each_tenth() -> Due:
    """Return what is due at each tenth of the way: a thousand submissions are ten lines."""
    told = 0

    def due(done: int, total: int) -> bool:
        nonlocal told
        before, told = told, max(told, done * 10 // max(1, total))
        return told > before

    return due


def once_a_minute(clock: Callable[[], float] = time.monotonic) -> Due:
    """Return what is due once a minute: work without a known end is not taken for hung."""
    said = clock()

    def due(_done: int, _total: int) -> bool:
        nonlocal said
        if clock() - said <= 60.0:
            return False
        said = clock()
        return True

    return due


@contextmanager
def _bar() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from grader.report.text import visible_line

    times = (TextColumn("elapsed"), TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    columns = (BarColumn(), MofNCompleteColumn(), *times, TextColumn("{task.description}", markup=False))
    console = Console(stderr=True, no_color=not wants_colour())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def tell(done: int, total: int, *, now: str, line: str) -> None:
            bar.update(task, completed=done, total=total, description=visible_line(now))

        yield tell
