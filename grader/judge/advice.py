"""What a student can do about an exception: one sentence of what happened, one of the way out.

The advice is data: a row is a kind of trouble, a condition, and words. The first row that fits speaks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import metadata

from grader.judge.moved import GONE, find_move
from grader.protocol import frames

_SWITCHED_OFF = "Starting programs, the network, and files outside your folder are switched off during grading."
_CIRCLE = "Two of your modules import each other in a circle."
_MOVE_IT = "put what you need of it into the files that it asks for"
_PYTHON = ".".join(map(str, sys.version_info[:2]))
_NO_MODULE = re.compile(r"No module named '([\w.]{1,200})'")
_NO_NAME = re.compile(r"cannot import name '(\w{1,200})' from '([\w.]{1,200})'")
_NO_ATTRIBUTE = re.compile(r"module '([\w.]{1,200})' has no attribute '(\w{1,200})'")
_OF_A_COMPUTER = re.compile(r"'(?:/|[A-Za-z]:)")


@dataclass(slots=True)
class Surroundings:
    """What advice leans on: the modules of the libraries, the student's files, and names that came and are not used."""

    importable: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()

    def has_module(self, name: str) -> bool:
        """Whether a module is the student's own."""
        top = name.partition(".")[0]
        return any(file in (f"{top}.py", top) or file.startswith(f"{top}/") for file in self.files)


Says = Callable[[frames.ExceptionReport, Surroundings], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Trouble of these types (whole names), whose text matches; `says` has nothing to say where it does not fit.

    `in_view` rows are for what a request led to.
    """

    name: str
    types: str
    text: str = ""
    in_view: bool = False
    says: Says

    def about(self, trouble: frames.ExceptionReport, around: Surroundings) -> str:
        """Return the way out; empty if this row does not fit."""
        fits = re.fullmatch(self.types, trouble.type) and re.search(self.text, trouble.text)
        return self.says(trouble, around) if fits else ""


def of(trouble: frames.ExceptionReport, around: Surroundings, *, in_view: bool = False) -> str:
    """Return `Type: text` and, where we know one, the way out; `in_view` tells that a request led to it."""
    said = f"{trouble.type}: {trouble.text}" if trouble.text else trouble.type
    rows = [row for row in ROWS if in_view or not row.in_view]
    way_out = next(filter(None, (row.about(trouble, around) for row in rows)), "")
    return f"{said}{'' if said.endswith(('.', '!', '?')) else '.'}{' ' + way_out if way_out else ''}"


def _always(text: str) -> Says:
    return lambda _trouble, _around: text


# Names and modules that are missing


def _missing_module(trouble: frames.ExceptionReport, around: Surroundings) -> str:
    """Explain a missing module: it has moved, its file is not used or did not come, or it is none of ours."""
    found = _NO_MODULE.match(trouble.text)
    name = found[1] if found else ""
    move = find_move(name) if name else None
    if move is not None:
        return f"{_release(name.partition('.')[0])} has no `{name}`: {move.words}."
    path = name.replace(".", "/")
    unused = next((file for file in (f"{path}.py", f"{path}/__init__.py") if name and file in around.ignored), "")
    if unused:
        return f"`{unused}` was handed in, but this exercise does not use it: {_MOVE_IT}."
    is_own = bool(name) and name.partition(".")[0] not in sys.stdlib_module_names | around.importable
    missing = f"No `{path}.py` was handed in. " if is_own else ""
    return missing + _what_may_be_imported(around.importable)


def _what_may_be_imported(importable: Iterable[str]) -> str:
    libraries = ", ".join(sorted(importable))
    return f"A submission may import the standard library{f', its own modules and: {libraries}' if libraries else ' and its own modules'}."


def _missing_name(trouble: frames.ExceptionReport, around: Surroundings) -> str:
    """Explain a name that a module lacks: of the student's own it is to be defined, of a library it may have moved."""
    for pattern, at, what in ((_NO_NAME, 2, 1), (_NO_ATTRIBUTE, 1, 2)):
        found = pattern.search(trouble.text)
        if found is not None:
            return _lacks(found[at], found[what], around)
    return _missing_by_its_line(trouble, around)


def _missing_by_its_line(trouble: frames.ExceptionReport, around: Surroundings) -> str:
    """Explain a name that a library misses in its own way, by the name alone: the line tells of which module."""
    read = (
        re.search(rf"\b(\w+)\.{re.escape(trouble.text)}\b", _line_of(trouble)) if trouble.text.isidentifier() else None
    )
    return _lacks(read[1], trouble.text, around) if read and read[1] in around.importable else ""


def _line_of(trouble: frames.ExceptionReport) -> str:
    """Return the student's innermost line; empty if there is none."""
    return trouble.where[-1].partition(": ")[2] if trouble.where else ""


def _lacks(module: str, name: str, around: Surroundings) -> str:
    if around.has_module(module):
        return "The module must define that name at module level."
    move = find_move(module, name)
    way_out = f": {move.words}" if move is not None else ""
    return f"{_release(module.partition('.')[0])} has no `{module}.{name}`{way_out}."


def _release(module: str) -> str:
    """Return the name and the version of what brings a module: `Flask 3.1.3`, `Python 3.11`, or the module itself."""
    if module in sys.stdlib_module_names:
        return f"Python {_PYTHON}"
    try:
        found = metadata.distribution(module.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return f"`{module}`"
    return f"{found.metadata['Name']} {found.version}"


def _gone(trouble: frames.ExceptionReport, _around: Surroundings) -> str:
    """Explain an attribute that objects of a library had once."""
    words = next((words for said, words in GONE.items() if trouble.text.startswith(said)), "")
    return f"{words[:1].upper()}{words[1:]}." if words else ""


# Files


def _path_of_one_computer(trouble: frames.ExceptionReport, _around: Surroundings) -> str:
    if "'/dev/shm" in trouble.text:
        return "Memory that processes share is switched off during grading."
    return "That is a path of one computer: build paths from the folder of your file."


def _not_utf8(trouble: frames.ExceptionReport, _around: Surroundings) -> str:
    is_utf16 = bool(re.search(r"byte 0xf[ef] in position 0", trouble.text))
    return f"A file that the program reads is {'UTF-16' if is_utf16 else 'not UTF-8'}: save it as UTF-8."


# Python itself


@dataclass(frozen=True, slots=True)
class Syntax:
    """Something that Python reads since a version; `pattern` is sought in a line that it did not understand."""

    since: tuple[int, int]
    pattern: str


NEWER_SYNTAX = (
    Syntax((3, 12), r"^\s*type \w+(\[.*\])?\s*="),
    Syntax((3, 12), r"^\s*(async )?(def|class) \w+\["),
    Syntax((3, 12), r"\bf(['\"]).*\{[^}]*\1[^}]*\1[^}]*\}"),
    Syntax((3, 14), r"\bt['\"]"),
    Syntax((3, 14), r"^\s*except\*? [\w.]+(, [\w.]+)+\s*:"),
)


def _newer_syntax(trouble: frames.ExceptionReport, _around: Surroundings) -> str:
    for syntax in NEWER_SYNTAX:
        if sys.version_info < syntax.since and re.search(syntax.pattern, _line_of(trouble)):
            newer = ".".join(map(str, syntax.since))
            return (
                f"The grader runs Python {_PYTHON}, and this is read since Python {newer} only: write it the older way."
            )
    return ""


def _view_arguments(trouble: frames.ExceptionReport, _around: Surroundings) -> str:
    """A view that does not take what its rule gives: it was called, and no line of it ran."""
    return "" if trouble.where else "The variables of a rule must be the arguments of its view."


ROWS: tuple[Row, ...] = (
    Row(name="a module that is missing", types="ModuleNotFoundError", says=_missing_module),
    Row(
        name="modules in a circle",
        types="ImportError|AttributeError",
        text="partially initialized",
        says=_always(_CIRCLE),
    ),
    Row(name="a name that is missing", types="ImportError|AttributeError", says=_missing_name),
    Row(name="an attribute that is gone", types="AttributeError", says=_gone),
    Row(
        name="Python 2",
        types="SyntaxError",
        text="Missing parentheses in call to 'print'",
        says=_always("That is Python 2; print is a function now."),
    ),
    Row(
        name="source that is not UTF-8",
        types="SyntaxError",
        text=r"utf-?8|Non-UTF-8",
        says=_always("Save the file as UTF-8."),
    ),
    Row(
        name="NUL bytes",
        types="SyntaxError|ValueError",
        text="null bytes",
        says=_always("The file holds NUL bytes: save it as plain UTF-8 text."),
    ),
    Row(name="newer syntax", types="SyntaxError|IndentationError", says=_newer_syntax),
    Row(name="tabs and spaces", types="TabError", says=_always("Indent with spaces only.")),
    Row(name="a file that is not UTF-8", types="UnicodeDecodeError", text="^'utf-?8'", says=_not_utf8),
    Row(
        name="an exit",
        types="SystemExit",
        says=_always("The program must not end itself: a server waits for the next request."),
    ),
    Row(name="a question to nobody", types="EOFError", says=_always("input() has nobody to ask during grading.")),
    Row(name="a breakpoint", types="BdbQuit", says=_always("Remove the breakpoint().")),
    Row(
        name="too much memory", types="MemoryError", says=_always("The program asked for more memory than it may have.")
    ),
    Row(name="an endless recursion", types="RecursionError", says=_always("A function calls itself without an end.")),
    Row(
        name="a view's arguments",
        types="TypeError",
        text=r"\(\) (got an unexpected keyword|missing \d+ required|takes )",
        in_view=True,
        says=_view_arguments,
    ),
    Row(
        name="no tables",
        types="OperationalError",
        text="no such table",
        says=_always("Create the tables where the app or the session is made, not under the main guard."),
    ),
    Row(name="shared memory", types="FileNotFoundError|PermissionError", text="'/dev/shm", says=_path_of_one_computer),
    Row(
        name="a path of one computer",
        types="FileNotFoundError",
        text=_OF_A_COMPUTER.pattern,
        says=_path_of_one_computer,
    ),
    Row(
        name="what is switched off",
        types="PermissionError|BlockingIOError|gaierror|URLError|ConnectError",
        says=_always(_SWITCHED_OFF),
    ),
)
