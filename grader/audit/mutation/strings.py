"""Operators inside strings: numbers, URL rules, SQL, templates. Only where the text stands as it is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.audit.mutation import jinja
from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.spans import Spans

_NUMBER = re.compile(rb"(?<![\w.#&%\\])\d+(?![\w.])|(?<=\{)\d+(?=[,}])|(?<=,)\d+(?=\})")
_CONVERTER = re.compile(rb"<(?P<kind>\w+(?:\([^)]*\))?):\w+>")
_SQL = re.compile(rb"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|ORDER BY|JOIN|PRAGMA)\b")
_END = rb"(?=\s+(?:LIMIT|OFFSET)\b|;|\n|\Z)"
_SQL_CHANGES: tuple[tuple[str, bytes, bytes], ...] = (
    ("sql-order", rb"\s+ORDER\s+BY\s+[^;\n]*?" + _END, b""),
    ("sql-direction", rb"\s+DESC\b", b""),
    ("sql-direction", rb"\bORDER\s+BY\s+(?![^;\n]*\bDESC\b)[^;\n]*?" + _END, rb"\g<0> DESC"),
    ("sql-group", rb"\s+GROUP\s+BY\s+[^;\n)]*?(?=\s+(?:ORDER|HAVING|LIMIT)\b|[;\n)]|\Z)", b""),
    ("sql-limit", rb"\s+LIMIT\s+[\w:?]+", b""),
    ("sql-join", rb"\bLEFT (OUTER )?JOIN\b", b"JOIN"),
    ("sql-join", rb"(?<!LEFT )(?<!OUTER )\bJOIN\b", b"LEFT JOIN"),
    ("sql-where", rb"\s+WHERE\s+[^;\n]*?(?=\s+(?:ORDER|GROUP|LIMIT)\b|[;\n]|\Z)", b""),
    ("sql-logic", rb"\bAND\b", b"OR"),
    ("sql-logic", rb"\bOR\b", b"AND"),
    ("sql-distinct", rb"\bDISTINCT\s+", b""),
    ("sql-constraint", rb"\s+(NOT NULL|UNIQUE|ON DELETE \w+)", b""),
    ("sql-aggregate", rb"\bCOUNT\(", b"SUM("),
    ("sql-aggregate", rb"\bSUM\(", b"COUNT("),
    ("sql-aggregate", rb"\bMIN\(", b"MAX("),
    ("sql-aggregate", rb"\bMAX\(", b"MIN("),
)


def is_page(value: object) -> bool:
    """Tell whether a constant is a whole HTML page or form: text of several lines that begins with a tag."""
    return isinstance(value, str) and value.lstrip().startswith("<") and "\n" in value.strip()


def edits(node: ast.Constant, spans: Spans, scope: str) -> Iterator[Edit]:
    """Yield the edits inside a string constant that is written in one piece and without escapes."""
    start, end = spans.of(node)
    written = spans.source[start:end]
    text = str(node.value).encode("utf-8", "surrogatepass")
    offset = written.find(text)
    if not text or offset < 0 or len(written) - len(text) > 8:
        return
    for edit in _inside(text):
        yield edit.within(start + offset, scope)


def _inside(text: bytes) -> Iterator[Edit]:
    if b"{{" in text or b"{%" in text or is_page(text.decode("utf-8", "replace")):
        yield from jinja.edits(text)
        return
    if _SQL.search(text):
        yield from sql_edits(text)
    if text.startswith(b"/"):
        yield from _rule_edits(text)
    for number in _NUMBER.finditer(text):
        yield from number_edits(number.start(), number[0])


def number_edits(start: int, digits: bytes) -> Iterator[Edit]:
    """Yield a number one larger and one smaller, where it stands."""
    for other in (int(digits) + 1, int(digits) - 1):
        if other >= 0:
            label = f"{digits.decode()}->{other}"
            yield Edit(start=start, end=start + len(digits), text=str(other).encode(), operator="number", label=label)


def sql_edits(text: bytes) -> Iterator[Edit]:
    """Yield changes of SQL: order, limit, join, condition, constraint."""
    for operator, pattern, replacement in _SQL_CHANGES:
        for found in re.finditer(pattern, text):
            label = found[0].decode("utf-8", "replace").strip()
            new = found.expand(replacement)
            yield Edit(start=found.start(), end=found.end(), text=new, operator=operator, label=label)


def _rule_edits(text: bytes) -> Iterator[Edit]:
    """Yield a URL rule without a converter, and one without the slash at its end."""
    for found in _CONVERTER.finditer(text):
        start, end = found.span("kind")
        yield Edit(start=start, end=end + 1, text=b"", operator="drop-converter", label=found["kind"].decode())
    if len(text) > 1 and text.endswith(b"/"):
        end = len(text)
        yield Edit(start=end - 1, end=end, text=b"", operator="drop-slash", label=text.decode())
