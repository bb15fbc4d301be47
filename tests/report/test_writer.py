"""Lines in a terminal, whatever is in them and whatever the terminal."""

from __future__ import annotations

import io
import re

import pytest

from grader.report.class_table import show_class
from grader.report.terminal import show_result
from grader.report.writer import TerminalWriter
from tests.report.helpers import Terminal, shown
from tests.samples import a_failed_check, a_hostile_class, a_mixed_result, a_result


def test_rich_markup_of_a_submission_is_text() -> None:
    """`[red]` is shown as it was written, also where colours are on."""
    page = Terminal()

    show_result(a_result(a_failed_check(message="[red]no[/red] [bold]x [link=http://x]y[/link] :smile:")), page, 100)

    assert "[red]no[/red] [bold]x [link=http://x]y[/link] :smile:" in page.getvalue()


def test_a_file_that_is_no_terminal_gets_no_escapes() -> None:
    """A pipe gets plain text."""
    assert "\x1b" not in shown(a_mixed_result())


def test_a_terminal_gets_colour() -> None:
    """Colour is there where it can be seen."""
    page = Terminal()

    show_result(a_mixed_result(), page, 80)

    assert "\x1b[32m" in page.getvalue()


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set a terminal gets no colour codes."""
    monkeypatch.setenv("NO_COLOR", "1")
    page = Terminal()

    show_result(a_mixed_result(), page, 80)

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", page.getvalue())


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk"])
def test_a_terminal_without_our_glyphs_gets_twins(encoding: str) -> None:
    """A Windows pipe or a C locale never ends in an encoding error."""
    raw = io.BytesIO()
    page = io.TextIOWrapper(raw, encoding=encoding, write_through=True)

    show_result(a_mixed_result(), page, 80)
    show_class(a_hostile_class(), page, 80)

    assert "passed" in raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [30, 50, 80, 200])
def test_lines_fit_the_width(width: int) -> None:
    """Prose, titles, answers and output are wrapped to the terminal, down to very narrow ones."""
    long = "word " * 30 + "w" * 120 + "你好" * 40
    page = shown(a_result(a_failed_check(title=long, message=long, answered=long), output=long), width)

    from rich.cells import cell_len

    assert max(cell_len(line) for line in page.splitlines()) <= width


def test_a_cell_is_as_wide_as_asked_whatever_is_in_it() -> None:
    """Columns stay straight with Chinese names, long names and empty ones."""
    from rich.cells import cell_len

    writer = TerminalWriter(io.StringIO(), 80)

    assert {cell_len(writer.cell(words, 7)) for words in ("", "ada", "王小云王小云", "a王小云王", "x" * 40)} == {7}
