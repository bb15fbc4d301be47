"""The command `grade`: parse, call, print, exit.

The law of this package: it decides nothing about a grade. Data goes to stdout and talk to stderr; every command's
help is its docstring, with one example to paste; an error becomes words and an exit code in one place
(`output`, `group`). A command imports what it works with when it is called, so that `grade list` loads no Flask and a
student's own machine needs nothing that only Linux has.

    quick             the entry: `grade run` without Typer, all else by `commands`
    commands          all commands, as Typer runs them
    parameters        what a command may be told, for two readers
    output            errors as words, exit codes, data and talk
    group             errors that end a command of Typer's
    options           the arguments and options that commands share, and their completion
    resolve           which exercise and which folder the words on the command line mean
    student           list, show, start, hint
    pages             statements and hints in a terminal
    run               grade one submission
    watch             grade it again at every save
    onward            where a student goes from a result
    started           the started folders around, and how far each has come
    progress_command  the way through a course
    handin            the zip to hand in
    keys              single keys, on any terminal or none
    polling           whether files have changed
    class_command     grade a class
    feedback_command  pages for students of a graded class
    export_command    marks of a graded class
    graded            a graded class, read again
    fresh             files that were not there before
    progress          how far a long run is
    doctor            what isolation this machine gives
    author            handout, new, solution
    rules_command     rules
    audit_command     audit
    reference         docs/reference/commands.md
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """Import all commands when they are asked for: `grade run` goes without."""
    if name in ("COMMANDS", "app"):
        from grader.cli import commands

        return getattr(commands, name)
    raise AttributeError(name)
