"""The entry of the command: `grade run` the quick way, everything else by Typer.

To grade one exercise takes a tenth of a second; to import Typer, pytest and all that reads a course takes several. So
the fork server's process is launched before anything else is imported, and warms up beside the command; and words that
are plainly right are read without Typer (`parameters`). What is launched and not needed is closed.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from grader.sandbox.launch import Launched

_OBJECTS = 500_000  # new ones before Python looks for garbage: nearly all that a command makes is imported, and stays


def main() -> NoReturn:
    """Run the command that was typed, and end the process."""
    words = sys.argv[1:]
    server = _launched(words)
    told = _plainly_told(words)
    if told is not None:
        _end(_run(*told, server))
    if server is not None:
        server.close()
    from grader.cli.commands import app

    sys.exit(app())


def _launched(words: Sequence[str]) -> Launched | None:
    """Launch a fork server for words that will need one. A guess: a wrong one costs time and nothing else."""
    if "run" not in words[:3] or "none" in words or "--help" in words or not sys.platform.startswith("linux"):
        return None
    from grader.sandbox.launch import Launched

    return Launched()


def _plainly_told(words: Sequence[str]) -> tuple[Path | None, dict[str, Any]] | None:
    """Return the course and what `run` is told by `grade [--course DIR] run …`; None for what Typer must read."""
    # A shell on Windows leaves `*.py` to the command.
    if "run" not in words[:3] or "_GRADE_COMPLETE" in os.environ or os.name == "nt":
        return None
    from grader.cli import run
    from grader.cli.parameters import NotPlain, read

    try:
        before, (command, *rest) = read(run.before, words)
        told, more = read(run.run, rest)
    except (NotPlain, ValueError):
        return None
    return (before.get("course"), told) if command == "run" and not more else None


def _run(course: Path | None, told: dict[str, Any], server: Launched | None) -> int:
    """Grade, with every error turned into words and a code."""
    gc.set_threshold(_OBJECTS)
    from grader.cli.output import EXIT_INTERRUPTED, EXIT_LOST, code_of
    from grader.cli.run import grade_one

    try:
        return grade_one(course, **told, server=server)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_LOST
    except Exception as error:
        return code_of(error)
    finally:
        if server is not None:
            server.close()


def _end(code: int) -> NoReturn:
    """End the process without taking it apart: nothing is left to end, and all that was said is written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(code)  # Python says what it says of output that nobody takes
    os._exit(code)
