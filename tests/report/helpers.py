"""What tests of reports share: rendering into a string, golden files, a parser for pages.

Golden files, and the schemas and the example in docs/reference, are written anew by

    REGENERATE_GOLDEN=1 .venv/bin/python -m pytest tests/report

and a commit that changes one says why.
"""

from __future__ import annotations

import io
import os
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from grader.model import ClassResults, Result
from grader.report.class_table import show_class
from grader.report.terminal import show_result

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "report"
REFERENCE = ROOT / "docs" / "reference"
REGENERATE = "REGENERATE_GOLDEN=1 .venv/bin/python -m pytest tests/report"


def shown(result: Result, width: int = 80) -> str:
    page = io.StringIO()
    show_result(result, page, width)
    return page.getvalue()


def class_shown(results: ClassResults, width: int = 80) -> str:
    page = io.StringIO()
    show_class(results, page, width)
    return page.getvalue()


def assert_golden(path: Path, text: str) -> None:
    if os.environ.get("REGENERATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{path} is missing; write it with: {REGENERATE}"
    assert text == path.read_text(encoding="utf-8"), f"{path.name} is out of date; if that is meant: {REGENERATE}"


def acting_characters(text: str) -> set[str]:
    return {char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Page(HTMLParser):
    """A page's tags, attributes and text; `unbalanced` holds what was not closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]
