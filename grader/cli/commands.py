"""All commands, as Typer runs them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_type_hints

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
from grader.cli.group import Group
from grader.cli.parameters import Argument, Complete, Option

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


def for_typer(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command whose parameters are declared to Typer, as they are in its signature to us."""
    hints = get_type_hints(command, globalns={**command.__globals__, "typer": typer}, include_extras=True)
    signature = inspect.signature(command)
    parameters = [each.replace(annotation=_declared(hints[each.name])) for each in signature.parameters.values()]

    @functools.wraps(command)
    def run(*words: Any, **named: Any) -> None:
        command(*words, **named)

    run.__signature__ = signature.replace(parameters=parameters, return_annotation=None)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _declared(hint: Any) -> Any:
    ours = next((said for said in getattr(hint, "__metadata__", ()) if isinstance(said, Option | Argument)), None)
    if ours is None:
        return hint
    kind: Any = typer.Option if isinstance(ours, Option) else typer.Argument
    completion = None if ours.complete is None else _completion(ours.complete)
    return Annotated[get_args(hint)[0], kind(*ours.names, **ours.settings, autocompletion=completion)]


def _completion(complete: Complete) -> Callable[..., list[str]]:
    def of_this_course(ctx: typer.Context, incomplete: str) -> list[str]:
        return complete(options.root_of(ctx), incomplete)

    return of_this_course


@app.callback()
@for_typer
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
    app.command(_name)(for_typer(_command))
