"""Errors as words and exit codes, data on stdout, talk on stderr: the one place for each."""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from grader.errors import GraderError

if TYPE_CHECKING:
    from grader.course import Course
    from grader.model import Result

EXIT_PASSED, EXIT_LOST, EXIT_EXERCISE, EXIT_OURS, EXIT_INTERRUPTED = 0, 1, 3, 4, 130


def code_of(error: Exception) -> int:
    """Say what ended a command, and return its exit code.

    What nobody foresaw is our fault: its traceback, without locals, and code 4. Python's own code for it
    would be 1, which means that points were lost. Raises the error itself where nobody is left to read of it.
    """
    if isinstance(error, GraderError):
        complain(error)
        return error.exit_code
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        raise error  # the reader went away, as `head` does
    traceback.print_exception(error)
    complain(GraderError("the grader itself failed", hint="report it with the lines above"))
    return EXIT_OURS


def complain(error: GraderError) -> None:
    """Say what is wrong and the way out, on stderr, in colour only where that is wanted."""
    import typer

    from grader.report.text import visible

    for label, colour, words in (("error:", "red", error.fact), ("hint:", "cyan", error.hint)):
        if words:
            line = f"{typer.style(label, fg=colour, bold=True)} {visible(words)}"
            sys.stdout.flush()
            typer.echo(fitting(line, sys.stderr), err=True, color=None if wants_colour() else False)


def print_status(words: str) -> None:
    """Talk: a line on stderr."""
    sys.stdout.flush()  # where both are one terminal, lines stay in order
    print(fitting(words, sys.stderr), file=sys.stderr, flush=True)


def print_data(words: str) -> None:
    """Data: a line on stdout."""
    print(fitting(words, sys.stdout), flush=True)


def print_json(document: Any) -> None:
    """Data for machines: JSON on stdout, `Result` and `ClassResults` by the results contract."""
    from grader.model import ClassResults, Result

    if isinstance(document, Result | ClassResults):
        from grader.report.document import to_json

        text = to_json(document).rstrip("\n")
    else:
        text = json.dumps(document, indent=2, ensure_ascii=False)
    if fitting(text, sys.stdout) != text:  # a code page without these characters: escapes are the same JSON
        text = json.dumps(json.loads(text), indent=2)
    print(text, flush=True)


def print_authors_account(course: Course, results: Iterable[Result]) -> None:
    """Talk: why exercises could not judge, in a course whose solutions are there; students read nothing of it."""
    if course.solutions_folder.is_dir():
        from grader.report.authors import show_broken

        show_broken(results, sys.stderr)


def fitting(words: str, file: TextIO) -> str:
    """Return the words with every character that the file's encoding lacks replaced."""
    from grader.report.writer import encodable

    return encodable(words, getattr(file, "encoding", None) or "utf-8")


def wants_colour() -> bool:
    """Tell whether the environment allows colour at all (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
