"""Operators on files of settings, line by line, and on SQL files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.strings import number_edits, sql_edits

__all__ = ["edits", "meaning", "sql_edits"]

_LINE = re.compile(rb"^(?P<line>[^\n]*)\n?", re.M)
_SKIPPED = re.compile(rb"\s*([#;\[].*)?\Z")
_NUMBER = re.compile(rb"(?<![\w.#])\d+(?![\w.])")
_WORD = re.compile(rb"(?<![\w-])(true|false|yes|no|on|off)(?![\w-])", re.I)
_OPPOSITE = {b"true": b"false", b"false": b"true", b"yes": b"no", b"no": b"yes", b"on": b"off", b"off": b"on"}
_QUOTED = re.compile(rb"\"(?P<value>[^\"\n]*)\"")


def meaning(source: bytes) -> object:
    """Return what a TOML file says. Raises `ValueError` for what is no TOML."""
    return repr(tomllib.loads(source.decode()))


def edits(source: bytes) -> Iterator[Edit]:
    """Yield each line left out, each number changed, each switch the other way, each quoted text longer."""
    for found in _LINE.finditer(source):
        line = found["line"]
        if _SKIPPED.match(line):
            continue
        label = line.decode("utf-8", "replace").strip()
        yield Edit(start=found.start(), end=found.end(), text=b"", operator="drop-line", label=label)
        for number in _NUMBER.finditer(line):
            yield from number_edits(found.start() + number.start(), number[0])
        for word in _WORD.finditer(line):
            start, end = found.start() + word.start(), found.start() + word.end()
            yield Edit(start=start, end=end, text=_OPPOSITE[word[0].lower()], operator="switch", label=label)
        for text in _QUOTED.finditer(line):
            end = found.start() + text.end("value")
            yield Edit(start=end, end=end, text=b"~", operator="string", label=text["value"].decode("utf-8", "replace"))
