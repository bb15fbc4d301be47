"""How far a long command is: a bar on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

import io
import sys
from itertools import count

import pytest

from grader.cli.progress import at_each_tenth, once_a_minute, progress


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_at_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal, a thousand submissions are ten lines."""
    with progress(at_each_tenth()) as tell:
        for done in range(1, 1001):
            tell(done, 1000, now="ada", line=f"{done} of 1000 graded")

    told = capsys.readouterr().err.splitlines()
    assert len(told) == 10
    assert told[0] == "100 of 1000 graded"


def test_a_log_gets_a_line_a_minute() -> None:
    """Work of which nobody knows the end is not taken for hung, and does not fill the log."""
    due = once_a_minute(clock=count(0, 0.5).__next__)

    assert sum(due(step, step + 1) for step in range(600)) == 4


def test_a_terminal_gets_a_bar_and_no_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """How much is done, of how much, and what is in hand; a stranger's words cannot act in it."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)

    with progress(at_each_tenth()) as tell:
        tell(3, 10, now="[red]ada\x9b\u202e", line="a line for a log")

    assert "3/10" in screen.getvalue()
    assert "[red]ada\\x9b\\u202e" in screen.getvalue()
    assert "a line for a log" not in screen.getvalue()
