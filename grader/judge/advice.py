"""What a student can do about an exception: one sentence of what happened, one of the way out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable

from grader.protocol import frames

_SWITCHED_OFF = "Starting programs, the network, and files outside your folder are switched off during grading."

_MOVE_IT = "put what you need of it into the files that it asks for"
_NO_MODULE = re.compile(r"No module named '([\w.]{1,200})'")


def of(trouble: frames.ExceptionReport, importable: Iterable[str] = (), ignored: Collection[str] = ()) -> str:
    """Return `Type: text` and, where we know one, the way out.

    `importable` are the modules of the course's libraries, `ignored` the names that came and are not used.
    """
    said = f"{trouble.type}: {trouble.text}" if trouble.text else trouble.type
    if trouble.type == "ModuleNotFoundError":
        way_out = _missing_module(trouble.text, frozenset(importable), ignored)
    else:
        way_out = next((say(trouble) for kind, pattern, say in _TABLE if _matches(trouble, kind, pattern)), "")
    return f"{said}{'' if said.endswith(('.', '!', '?')) else '.'}{' ' + way_out if way_out else ''}"


def _matches(trouble: frames.ExceptionReport, kind: str, pattern: str) -> bool:
    return bool(re.fullmatch(kind, trouble.type)) and bool(re.search(pattern, trouble.text))


def _missing_module(text: str, importable: frozenset[str], ignored: Collection[str]) -> str:
    """Explain a missing module: its file is not used by the exercise, did not come, or is none of ours."""
    name = _NO_MODULE.match(text)
    path = name[1].replace(".", "/") if name else ""
    unused = next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in ignored), "")
    if unused:
        return f"`{unused}` was handed in, but this exercise does not use it: {_MOVE_IT}."
    is_own = name is not None and name[1].partition(".")[0] not in sys.stdlib_module_names | importable
    missing = f"No `{path}.py` was handed in. " if is_own else ""
    return missing + _what_may_be_imported(importable)


def _what_may_be_imported(importable: Iterable[str]) -> str:
    libraries = ", ".join(sorted(importable))
    return f"A submission may import the standard library{f', its own modules and: {libraries}' if libraries else ' and its own modules'}."


def _always(text: str) -> Callable[[frames.ExceptionReport], str]:
    return lambda _: text


_TABLE: tuple[tuple[str, str, Callable[[frames.ExceptionReport], str]], ...] = (
    ("ImportError", "partially initialized", _always("Two of your modules import each other in a circle.")),
    ("AttributeError", "partially initialized", _always("Two of your modules import each other in a circle.")),
    ("AttributeError", "^module '", _always("The file must define that name at module level.")),
    ("ImportError", "cannot import name", _always("The module must define that name at module level.")),
    ("SyntaxError", "Missing parentheses in call to 'print'", _always("That is Python 2; print is a function now.")),
    ("SyntaxError", r"utf-?8|Non-UTF-8", _always("Save the file as UTF-8.")),
    ("SyntaxError|ValueError", "null bytes", _always("The file holds NUL bytes: save it as plain UTF-8 text.")),
    ("TabError", "", _always("Indent with spaces only.")),
    ("SystemExit", "", _always("The program must not end itself: a server waits for the next request.")),
    ("EOFError", "", _always("input() has nobody to ask during grading.")),
    ("BdbQuit", "", _always("Remove the breakpoint().")),
    ("MemoryError", "", _always("The program asked for more memory than it may have.")),
    ("RecursionError", "", _always("A function calls itself without an end.")),
    (
        "OperationalError",
        "no such table",
        _always("Create the tables where the app or the session is made, not under the main guard."),
    ),
    (
        "FileNotFoundError",
        "'(/|[A-Za-z]:)",
        _always("That is a path of one computer: build paths from the folder of your file."),
    ),
    ("PermissionError|BlockingIOError|gaierror", "", _always(_SWITCHED_OFF)),
)
