"""A stranger's text is harmless to look at."""

from __future__ import annotations

import pytest

from grader.report.text import capped, visible, visible_line


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\r", "\\r"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\x9b", "\\x9b"),
        ("\x00\x7f", "\\x00\\x7f"),
        ("\u2028", "\\u2028"),
        ("\udc80", "\\udc80"),
        ("\U000e0041", "\\U000e0041"),
        ("a\n\tb", "a\n\tb"),
        ("你好\u3000é\xa0", "你好\u3000é\xa0"),
    ],
)
def test_what_acts_is_written_as_an_escape_and_what_shows_is_kept(raw: str, safe: str) -> None:
    """Controls, bidi marks and zero-width characters become visible; letters and spaces stay."""
    assert visible(raw) == safe


def test_visible_line_never_breaks_the_line() -> None:
    """A name or a title stays on one line."""
    assert visible_line("a\nb\tc") == "a\\nb\\tc"


def test_a_text_that_fits_is_not_capped() -> None:
    """Nothing is added to a short text, up to the very limit."""
    assert capped("one\ntwo", max_lines=2, max_chars=7) == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1\n2\n3\n4", "1\n2\n… 2 lines more"),
        ("1\n2\n3", "1\n2\n… 1 character more"),
        ("x" * 105, "x" * 100 + "\n… 5 characters more"),
    ],
)
def test_a_capped_text_says_how_much_is_missing(text: str, kept: str) -> None:
    """The last line of a capped text counts what was left out."""
    assert capped(text, max_lines=2, max_chars=100) == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\x3a:error::x"),
        ("a\n \t::x", "a\n \t" + r"\x3a:x"),
        ("a ##[error]b", r"a \x23#[error]b"),
        ("##vso[task.setvariable]", r"\x23#vso[task.setvariable]"),
        ("a[::2] # ## c::d", "a[::2] # ## c::d"),
    ],
)
def test_what_commands_a_ci_service_is_written_as_an_escape(text: str, shown: str) -> None:
    """At the start of a line, and nowhere else where code has its colons."""
    assert visible(text) == shown
