"""What an author or instructor does with a course: handout, new."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import JsonFlag, complete_exercise, course_of, grade_words
from grader.cli.output import print_data, print_json, print_status
from grader.cli.parameters import Argument
from grader.errors import UsageError

_PACKAGED = "_course"  # the course inside an installed package: not a place to write in


def handout(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")] = Path("handout"),
    json: JsonFlag = False,
) -> None:
    """Write the student kit of a course.

    It holds statements, hints, starters and examples, and nothing hidden. The kit is a course of its own: with `grade --course DIR`, or GRADE_COURSE=DIR in the environment, students
    list, start and run it.

    Exit codes: 0, 2 usage, 3 an exercise is wrong.

    \b
    Example:
      grade handout student-kit
    """
    from grader.course import write_handout

    course = course_of(ctx)
    written = write_handout(course, folder)
    _print_files(written, json)
    print_status(
        f"{len(course.ids())} exercises. Students use it with `grade --course {shlex.quote(str(folder))} list`."
    )


def new(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="TOPIC/NAME", help="The new id, such as 05-forms/03-files.")],
    title: Annotated[str, typer.Option("--title", help="Its title in English.")] = "",
    title_zh: Annotated[str, typer.Option("--title-zh", help="Its title in Chinese.")] = "",
    json: JsonFlag = False,
) -> None:
    """Write the skeleton of a new exercise.

    It is small, complete, and judges rightly as written.

    Exit codes: 0, 2 usage.

    \b
    Example:
      grade --course my-course new 05-forms/03-files --title "Files in forms"
    """
    from grader.course import new_exercise

    course = course_of(ctx)
    if course.root.name == _PACKAGED:
        raise UsageError("the course that came with the grader is not yours to change", hint="name one: `--course DIR`")
    _print_files(new_exercise(course.root, id, title=title, title_zh=title_zh), json)
    print_status(f"Now write the statement, the checks and the answers in {course.exercises_folder / id}")


def solution(
    ctx: typer.Context,
    exercise: Annotated[str, Argument(metavar="EXERCISE", help="The exercise.", complete=complete_exercise)],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The answer: reference, accepted_… or rejected_….")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    json: JsonFlag = False,
) -> None:
    """Write one of the author's answers into a folder.

    Its files are those that would be graded, also where the answer stands in answers.toml as a change of the
    reference.

    Exit codes: 0, 2 usage, 3 the exercise is wrong.

    \b
    Example:
      grade solution 04-routing/02-converters rejected_no_escape no-escape
    """
    from grader.course import write_tree

    meant = course_of(ctx).find(exercise)
    if name not in (names := meant.answer_names()):
        known = f"there are {', '.join(f'`{known}`' for known in names)}" if names else "this course has no solutions"
        raise UsageError(f"`{meant.id}` has no answer `{name}`", hint=known)
    _print_files(write_tree(meant.answer_files(name), folder), json)
    print_status(f"Grade it with `{grade_words(ctx)} run {meant.id} {shlex.quote(str(folder))}`.")


def _print_files(files: list[Path], as_json: bool) -> None:
    if as_json:
        print_json([file.as_posix() for file in files])
        return
    for file in files:
        print_data(str(file))
