"""Errors as words and exit codes, data on stdout, talk on stderr: the one place for each."""

from __future__ import annotations

import errno
import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import typer
from typer.core import TyperGroup

from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.course import Course
    from grader.model import Result

EXIT_PASSED, EXIT_LOST, EXIT_EXERCISE, EXIT_OURS, EXIT_INTERRUPTED = 0, 1, 3, 4, 130


class Group(TyperGroup):
    """The commands, with every error turned into words: the user's, the author's, ours."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the words before the command."""
        with errors_as_words():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Read the command's words and run it."""
        with errors_as_words():
            return super().invoke(ctx)


@contextmanager
def errors_as_words() -> Iterator[None]:
    """Turn an error into `error:` and `hint:` on stderr and its exit code.

    What nobody foresaw is our fault: its traceback, without locals, and code 4. Python's own code for it
    would be 1, which means that points were lost.
    """
    try:
        yield
    except GraderError as error:
        complain(error)
        raise typer.Exit(error.exit_code) from None
    except typer.TyperException as error:
        complain(_as_usage(error))
        raise typer.Exit(UsageError.exit_code) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            raise  # the reader went away, as `head` does: Typer ends quietly
        traceback.print_exc()
        complain(GraderError("the grader itself failed", hint="report it with the lines above"))
        raise typer.Exit(EXIT_OURS) from None


def complain(error: GraderError) -> None:
    """Say what is wrong and the way out, on stderr."""
    from grader.report.text import visible

    for label, colour, words in (("error:", "red", error.fact), ("hint:", "cyan", error.hint)):
        if words:
            print_status(f"{typer.style(label, fg=colour, bold=True)} {visible(words)}")


def _as_usage(error: typer.TyperException) -> UsageError:
    """Return a complaint of Typer's in our words: its own is a sentence with a capital and a full stop."""
    fact = error.format_message().strip().removesuffix(".")
    where = getattr(error, "ctx", None)
    hint = f"`{where.command_path} --help` says what it takes" if where else ""
    return UsageError(fact[:1].lower() + fact[1:], hint=hint)


def print_status(words: str) -> None:
    """Talk: a line on stderr, in colour only where that is wanted."""
    sys.stdout.flush()  # where both are one terminal, lines stay in order
    typer.echo(fitting(words, sys.stderr), err=True, color=None if wants_colour() else False)


def print_data(words: str) -> None:
    """Data: a line on stdout."""
    typer.echo(fitting(words, sys.stdout))


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
    typer.echo(text)


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
