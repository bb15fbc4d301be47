"""A stranger's text, made harmless to look at.

A submission chooses what it prints and answers, and can aim that at whoever reads the report: ANSI escapes
repaint a terminal, a carriage return overwrites the line before it, bidi marks turn `0 of 10` around, zero-width
characters make two names look the same, and a line that begins with `::` or holds `##[` commands a CI service that
reads its log. Nothing is removed: what would act is written the way Python
writes it (`\\x1b`, `\\r`, `\\u202e`), so a student still sees what their program sent.
"""

from __future__ import annotations

import re
import unicodedata

# What GitHub, Azure and TeamCity take for commands in a log: the first at the start of a line, blanks aside.
_COMMAND = re.compile(r"(?m)^(?P<blank>[^\S\n]*):(?=:)|#(?=#(?:vso|teamcity)?\[)")


def visible(text: str) -> str:
    """The text with everything that acts instead of showing written as an escape; newline and tab are kept."""
    if not text.isprintable():
        text = "".join(char if char in "\n\t" or is_harmless(char) else escaped(char) for char in text)
    return inert(text)


def visible_line(text: str) -> str:
    """Like `visible`, on one line: newlines and tabs are written as escapes too."""
    if not text.isprintable():
        text = "".join(char if is_harmless(char) else escaped(char) for char in text)
    return inert(text)


def inert(text: str) -> str:
    """The text with the sign written as an escape by which a line would command a CI service."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda found: r"\x23" if found[0] == "#" else rf"{found['blank']}\x3a", text)


def is_harmless(char: str) -> bool:
    """Whether a character shows as itself. Spaces of any width do (the ideographic one is in Chinese text)."""
    return char.isprintable() or unicodedata.category(char) == "Zs"


def escaped(char: str) -> str:
    """One character the way Python writes it in a string: `\\x1b`, `\\u202e`."""
    return char.encode("unicode_escape").decode("ascii")


def capped(text: str, *, max_lines: int, max_chars: int) -> str:
    """The beginning of a text, with a last line that says how much is missing; the whole text if it fits."""
    kept = text[:max_chars]
    lines = kept.split("\n")
    if len(lines) > max_lines:
        kept = "\n".join(lines[:max_lines])
    if len(kept) == len(text):
        return text
    return f"{kept}\n… {_amount_missing(text, kept)} more"


def _amount_missing(text: str, kept: str) -> str:
    missing = text[len(kept) :].strip("\n")
    count, noun = (missing.count("\n") + 1, "line") if "\n" in missing else (len(missing), "character")
    return f"{count} {noun}{'' if count == 1 else 's'}"
