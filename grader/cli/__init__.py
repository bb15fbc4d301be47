"""The command `grade`: parse, call, print, exit.

The law of this package: it decides nothing about a grade. Data goes to stdout and talk to stderr; every command's
help is its docstring, with one example to paste; an error becomes words and an exit code in one place
(`output`). A command imports what it works with when it is called, so that `grade list` loads no Flask and a
student's own machine needs nothing that only Linux has.

    output            errors as words, exit codes, data and talk
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

from typing import Annotated, Any

import typer

from grader import __version__
from grader.cli import (
    audit_command,
    author,
    class_command,
    doctor,
    export_command,
    feedback_command,
    handin,
    options,
    progress_command,
    rules_command,
    run,
    student,
    watch,
)
from grader.cli.output import Group

# In the order of help and of the reference.
COMMANDS: dict[str, Any] = {
    "list": student.list_exercises,
    "show": student.show,
    "start": student.start,
    "hint": student.hint,
    "run": run.run,
    "watch": watch.watch,
    "progress": progress_command.progress,
    "handin": handin.handin,
    "class": class_command.grade_class,
    "feedback": feedback_command.feedback,
    "export": export_command.export,
    "doctor": doctor.doctor,
    "handout": author.handout,
    "new": author.new,
    "solution": author.solution,
    "rules": rules_command.rules,
    "audit": audit_command.audit,
}

app = typer.Typer(
    name="grade",
    cls=Group,
    rich_markup_mode=None,  # help stays plain: an example inside a drawn box cannot be pasted
    pretty_exceptions_show_locals=False,  # locals can hold hidden checks
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grade {__version__}")
        raise typer.Exit


@app.callback()
def grade(
    ctx: typer.Context,
    course: options.CourseOption = None,  # `options.course_of` reads it
    version: Annotated[  # its callback acts
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Grade the exercises of a Flask course.

    Students `start` an exercise, `watch` it while they work, ask for a `hint`, and `handin`. Instructors grade a `class`.
    EXERCISE is an id such as `04-routing/02-converters`, or any part of one that names a single exercise; inside
    a started folder it may be left out.

    Exit codes: 0 full marks, 1 points lost, 2 usage, 3 the exercise is wrong, 4 not graded: the grader or its
    jail is broken, 130 interrupted.

    \b
    Example:
      grade list
    """
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(2)


for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
