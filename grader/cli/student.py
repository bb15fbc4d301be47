"""What a student does before grading: list, show, start, hint."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.options import ExerciseArgument, JsonFlag, complete_exercise, course_of, grade_words, language_in
from grader.cli.output import EXIT_EXERCISE, complain, print_data, print_json, print_status
from grader.cli.parameters import Argument
from grader.errors import UsageError
from grader.model import Standing

if TYPE_CHECKING:
    from grader.course import Course, Exercise, Work


LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANG",
        help="A language of the course, such as `en`; without it, the course's first.",
        show_default=False,
    ),
]


def list_exercises(ctx: typer.Context, lang: LangOption = None, json: JsonFlag = False) -> None:
    """List the topics and exercises with their points, and how far you have come.

    Marked is what was started in or below this folder: ✓ solved, ◐ begun, ● ready, where all examples hold and there
    are no hidden checks to run. An exercise that needs libraries which are not installed says so. One that cannot be
    read is named on stderr, and the code is 3.

    Exit codes: 0, 2 usage, 3 an exercise is wrong.

    \b
    Example:
      grade list --lang zh
    """
    from grader.cli.started import as_json, work_around

    course = course_of(ctx)
    language = language_in(course, lang)
    exercises, errors = course.load_all()
    work = work_around({exercise.id: exercise for exercise in exercises}, Path())
    if json:
        print_json([_summary(exercise) | {"work": as_json(work.get(exercise.id))} for exercise in exercises])
    else:
        _print_list(exercises, work, language)
    for error in errors:
        complain(error)
    if errors:
        raise typer.Exit(EXIT_EXERCISE)


def _summary(exercise: Exercise) -> dict[str, Any]:
    spec = exercise.spec
    return {
        "id": exercise.id,
        "topic": exercise.id.partition("/")[0],
        "title": spec.title,
        **_titles(spec.titles),
        "points": spec.points,
        "minutes": spec.minutes,
        "after": list(spec.after),
        "tasks": [{"number": task.number, "title": task.title, **_titles(task.titles)} for task in spec.tasks],
        "missing_libraries": exercise.missing_libraries,
    }


def _titles(titles: dict[str, str]) -> dict[str, str]:
    return {f"title_{language}": title for language, title in titles.items()}


def _print_list(exercises: list[Exercise], work: Mapping[str, Work], language: str) -> None:
    from grader.report.writer import TerminalWriter

    writer = TerminalWriter(sys.stdout)
    widest = max((len(exercise.id.partition("/")[2]) for exercise in exercises), default=0)
    topic = ""
    for exercise in exercises:
        this, _, name = exercise.id.partition("/")
        if this != topic:
            if topic:
                writer.line()
            writer.line((this, "bold"))
            topic = this
        spec = exercise.spec
        mark, earned = _mark_and_points(exercise, work.get(exercise.id))
        numbers = f"{earned:>5} points  {spec.minutes:>3} min"
        missing = exercise.missing_libraries
        words = (spec.title_in(language), "dim" if missing else "")
        changed = exercise.id in work and work[exercise.id].has_changed
        since = ("  (changed since you ran it)" if changed else "", "yellow")
        needs = (f"  (needs {', '.join(missing)}, not installed)", "yellow") if missing else ("", "")
        writer.line(mark, (f" {name:<{widest}}", ""), (f"  {numbers}  ", "dim"), words, since, needs)
    points = sum(exercise.spec.points for exercise in exercises)
    writer.line()
    writer.line((f"{len(exercises)} exercises, {points} points.{_standings(work)}", ""))


def _mark_and_points(exercise: Exercise, work: Work | None) -> tuple[tuple[str, str], str]:
    """Return the mark with its style, and `7/10` where hidden checks gave points, else `10`."""
    from grader.report.states import STANDINGS
    from grader.report.writer import TONES

    most = str(exercise.spec.points)
    if work is None:
        return (" ", ""), most
    mark = STANDINGS[work.standing]
    if work.record is not None and exercise.has_hidden_checks:
        most = f"{work.record.best}/{work.record.max}"
    return (mark.sign, TONES[mark.tone]), most


def _standings(work: Mapping[str, Work]) -> str:
    """Return what the marks mean and how many there are; nothing where nothing was started."""
    from grader.report.states import STANDINGS
    from grader.report.words import HIDDEN_HAVE_NOT_RUN

    standings = [each.standing for each in work.values()]
    there = [(mark, standings.count(standing)) for standing, mark in STANDINGS.items() if standing in standings]
    words = ", ".join(f"{mark.sign} {count} {mark.word}" for mark, count in there)
    caution = f" {HIDDEN_HAVE_NOT_RUN}" if Standing.READY in standings else ""
    return f" Here: {words}.{caution}" if words else ""


def show(
    ctx: typer.Context, exercise: ExerciseArgument = None, lang: LangOption = None, json: JsonFlag = False
) -> None:
    """Show the statement of an exercise.

    In a terminal it is laid out; into a file or a pipe it goes as Markdown.

    Exit codes: 0, 2 usage, 3 the exercise is wrong.

    \b
    Example:
      grade show 04-routing/02-converters
    """
    from grader.cli.pages import show_markdown
    from grader.cli.resolve import exercise_meant

    course = course_of(ctx)
    language = language_in(course, lang)
    meant = exercise_meant(course, exercise, near=Path())
    text = meant.statement(language)
    if json:
        print_json(_summary(meant) | {"lang": language, "statement": text})
    else:
        show_markdown(text, sys.stdout)


def start(
    ctx: typer.Context,
    exercise: Annotated[str, Argument(metavar="EXERCISE", help="The exercise.", complete=complete_exercise)],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where to; without it, a folder named like the id.", show_default=False),
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Copy an exercise's starter into a working folder.

    The statement, in every language of the course, and the hints come along. A file that is there already is yours and is kept.

    Exit codes: 0, 2 usage, 3 the exercise is wrong.

    \b
    Example:
      grade start 04-routing/02-converters
    """
    from grader.course import start as start_folder

    course = course_of(ctx)
    meant = course.find(exercise)
    meant.require_libraries()
    target = folder if folder is not None else Path(meant.id)
    _refuse_inside_course(course, target)
    became = start_folder(meant, target)
    if json:
        files = [{"path": path.relative_to(target).as_posix(), "became": word} for path, word in became]
        print_json({"exercise": meant.id, "folder": str(target), "files": files})
        return
    for path, word in became:
        print_data(f"{word:<7} {path}")
    print_status(f"Read {target / 'README.md'}, then run `cd {target}` and `{grade_words(ctx)} watch`.")


def _refuse_inside_course(course: Course, target: Path) -> None:
    here = target.resolve()
    for folder in (course.exercises_folder.resolve(), course.solutions_folder.resolve()):
        if here.is_relative_to(folder):
            raise UsageError(f"`{target}` is inside the course itself", hint="choose a folder of your own: `DIR`")


def hint(
    ctx: typer.Context,
    exercise: ExerciseArgument = None,
    task: Annotated[
        int | None, typer.Argument(metavar="TASK", min=1, help="The number of a task; without it, all of them.")
    ] = None,
    level: Annotated[int, typer.Option("--level", min=1, metavar="N", help="1 is the gentlest.")] = 1,
    json: JsonFlag = False,
) -> None:
    """Give a hint, from the gentlest to the plainest.

    The first level comes first; the last line says how to see the next.

    Exit codes: 0, 2 usage, 3 the exercise is wrong.

    \b
    Example:
      grade hint 04-routing/02-converters 1 --level 2
    """
    from grader.cli.pages import show_hints
    from grader.cli.resolve import exercise_meant

    if exercise is not None and task is None and exercise.isdecimal():
        task, exercise = int(exercise), None  # `grade hint 2`, inside a started folder
    meant = exercise_meant(course_of(ctx), exercise, near=Path())
    hints = meant.hints()
    tasks = _tasks_with(hints, task, level)
    if json:
        texts = [
            {"task": number, "level": level, "levels": len(hints[number]), "hint": hints[number][level - 1]}
            for number in tasks
        ]
        print_json({"exercise": meant.id, "hints": texts})
        return
    show_hints(meant, tasks, level, sys.stdout)
    _say_next(grade_words(ctx), meant, task, level, most=max(len(hints[number]) for number in tasks))


def _tasks_with(hints: dict[int, tuple[str, ...]], task: int | None, level: int) -> list[int]:
    """Return the tasks, of those asked for, that have a hint of this level. Raises `UsageError` if none has."""
    if task is not None and task not in hints:
        raise UsageError(f"there is no task {task}", hint=f"the tasks are {_listed(hints)}")
    asked = list(hints) if task is None else [task]
    found = [number for number in asked if len(hints[number]) >= level]
    if not found:
        most = max((len(hints[number]) for number in asked), default=0)
        raise UsageError(f"there is no hint of level {level}", hint=f"the last level is {most}")
    return found


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _say_next(grade: str, exercise: Exercise, task: int | None, level: int, *, most: int) -> None:
    if level >= most:
        print_status("That was the last level.")
        return
    words = f"{exercise.id} {task}" if task is not None else exercise.id
    print_status(f"Next: `{grade} hint {words} --level {level + 1}`")
