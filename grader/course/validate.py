"""The course's compiler: every rule that needs no sandbox.

What it finds are `Problem`s, all at once; it raises nothing for what an author wrote. Whether the checks
judge rightly is another question, for which answers must be graded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from grader.course.check_rules import check_problems
from grader.course.course import Course
from grader.course.exercise import Exercise, Solutions
from grader.course.files import LEFTOVER_FILES, LEFTOVER_FOLDERS, names_below
from grader.course.markdown import parse_hints, task_headings
from grader.course.messages import message_problems
from grader.course.outline import check_modules
from grader.course.problem import Problem
from grader.course.schema import RejectedAnswer
from grader.course.sources import answer_problems, starter_problems
from grader.errors import ExerciseError
from grader.model import PART_PATTERN

# The whole layout: what else lies in these folders is a stray file.
_EXERCISE_LAYOUT = ("exercise.toml", "hints.md", "starter/*", "checks/*.py")
_SOLUTIONS_LAYOUT = ("answers.toml", "reference/*", "accepted_*/*", "rejected_*/*")
_LEAST_ACCEPTED, _LEAST_REJECTED = 1, 3


def validate_exercise(exercise: Exercise) -> list[Problem]:
    """Return every rule that an exercise and its solutions break; an empty list when there is none."""
    rules: tuple[Callable[[Exercise], Iterator[Problem]], ...] = (
        _layout_problems,
        _order_problems,
        _statement_problems,
        _hint_problems,
        starter_problems,
        check_problems,
        message_problems,
        answer_problems,
        _solution_problems,
    )
    found = (problem for rule in rules for problem in _found(rule(exercise)))
    return list(dict.fromkeys(found))  # two rules may stumble over the same broken file


def validate_course(course: Course) -> list[Problem]:
    """Return every rule that a course breaks: its folders, then each exercise in course order.

    Raises `UsageError` where there is no course.
    """
    exercises, errors = course.load_all()
    problems = [*_folder_problems(course), *map(Problem.of_error, errors)]
    return problems + [problem for exercise in exercises for problem in validate_exercise(exercise)]


def _found(problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield a rule's problems; the error that stops a rule, such as a missing file, is one of them."""
    try:
        yield from problems
    except ExerciseError as error:
        yield Problem.of_error(error)


# One exercise


def _layout_problems(exercise: Exercise) -> Iterator[Problem]:
    yield from _stray_files(exercise.folder, exercise.id, (*exercise.statements.values(), *_EXERCISE_LAYOUT))
    yield from _stray_files(exercise.solutions_folder, f"solutions/{exercise.id}", _SOLUTIONS_LAYOUT)


def _stray_files(folder: Path, where: str, layout: Iterable[str]) -> Iterator[Problem]:
    for name in names_below(folder, where):
        belongs = any(fnmatchcase(name, pattern) for pattern in layout)
        nested_check = name.startswith("checks/") and name.count("/") > 1
        if not belongs or nested_check:
            yield Problem(where=f"{where}/{name}", fact="a stray file", hint=f"there belong {', '.join(layout)}")


def _order_problems(exercise: Exercise) -> Iterator[Problem]:
    exercises = exercise.folder.parent.parent
    for index, id in enumerate(exercise.spec.after):
        where = f"{exercise.id}/exercise.toml"
        if not (exercises / id / "exercise.toml").is_file():
            fact = f"after[{index}]: there is no exercise `{id}`"
            yield Problem(where=where, fact=fact, hint="name an exercise of this course, or take it out")
        elif id >= exercise.id:
            fact = f"after[{index}]: `{id}` does not come before this exercise"
            yield Problem(where=where, fact=fact, hint="name an earlier exercise, or take it out")


def _statement_problems(exercise: Exercise) -> Iterator[Problem]:
    tasks = exercise.spec.tasks
    for lang, name in exercise.statements.items():
        try:
            headings = task_headings(exercise.statement(lang))
        except ExerciseError as error:
            yield Problem.of_error(error)
            continue
        yield from _heading_problems(
            f"{exercise.id}/{name}", headings, [(task.number, task.title_in(lang)) for task in tasks]
        )


def _heading_problems(where: str, found: list[tuple[int, str]], due: list[tuple[int, str]]) -> Iterator[Problem]:
    hint = "a task has one number and one title, in exercise.toml, in its statement and in hints.md"
    for number, title in due:
        if (number, title) not in found:
            yield Problem(where=where, fact=f"there is no heading `## {number}. {title}`", hint=hint)
    for number, title in found:
        if (number, title) not in due:
            yield Problem(where=where, fact=f"`## {number}. {title}` is no task of exercise.toml", hint=hint)
    if sorted(set(found)) != found:
        yield Problem(where=where, fact="the tasks' headings are doubled or out of order", hint="sort them by number")


def _hint_problems(exercise: Exercise) -> Iterator[Problem]:
    where = f"{exercise.id}/hints.md"
    hints = parse_hints(exercise.text("hints.md"), where)
    headings = [(task.number, task.title) for task in hints]
    yield from _heading_problems(where, headings, [(task.number, task.title) for task in exercise.spec.tasks])
    for task in hints:
        if not task.levels:
            fact = f"task {task.number} has no hint"
            yield Problem(where=where, fact=fact, hint="write at least one item `1. …` below its heading")


# Its solutions


def _solution_problems(exercise: Exercise) -> Iterator[Problem]:
    where = f"solutions/{exercise.id}"
    if not exercise.solutions_folder.is_dir():
        yield Problem(where=where, fact="there are no solutions", hint="write reference/ and the other answers there")
        return
    solutions = exercise.solutions()
    if solutions.reference is None:
        yield Problem(where=where, fact="there is no reference", hint="write the model answer into reference/")
    for kind, names, least in (
        ("accepted", solutions.accepted, _LEAST_ACCEPTED),
        ("rejected", solutions.rejected, _LEAST_REJECTED),
    ):
        if len(names) < least:
            fact = f"{len(names)} {kind} answers, at least {least} are due"
            hint = f"write one into {kind}_<why>/, or as `[{kind}_<why>]` with a `change` into answers.toml"
            yield Problem(where=where, fact=fact, hint=hint)
    yield from _entry_problems(exercise, solutions)


def _entry_problems(exercise: Exercise, solutions: Solutions) -> Iterator[Problem]:
    where = f"solutions/{exercise.id}/answers.toml"
    answers = solutions.answers
    for name in sorted(set(solutions.rejected) - set(answers.rejected)):
        fact = f"`{name}` has no entry"
        yield Problem(where=where, fact=fact, hint=f"write `[{name}]` with `fails` and `why`")
    for name in sorted({*answers.accepted, *answers.rejected} - {*solutions.accepted, *solutions.rejected}):
        hint = "an answer is called accepted_… or rejected_…, and is a folder, or has a `change` or `diff`"
        yield Problem(where=where, fact=f"`{name}` is no answer", hint=hint)
    checks = {check.name for module in check_modules(exercise) for check in module.checks if not check.visible}
    for name, answer in answers.rejected.items():
        yield from _answer_problems(where, name, answer, checks)


def _answer_problems(where: str, name: str, answer: RejectedAnswer, checks: set[str]) -> Iterator[Problem]:
    for check in sorted({*answer.fails, *answer.skips} - checks):
        hint = "name hidden checks of this exercise; examples are not counted"
        yield Problem(where=where, fact=f"{name}: there is no hidden check `{check}`", hint=hint)
    for check, times in sorted(Counter([*answer.fails, *answer.skips]).items()):
        if times > 1:
            hint = "a check fails or is skipped, once"
            yield Problem(where=where, fact=f"{name}: `{check}` is named {times} times", hint=hint)


# The course's folders


def _folder_problems(course: Course) -> Iterator[Problem]:
    known = set(course.ids())
    for top in (course.exercises_folder, course.solutions_folder):
        for path in sorted((*top.glob("*"), *top.glob("*/*"))):
            if path.name in LEFTOVER_FOLDERS | LEFTOVER_FILES:
                continue
            yield from _one_folder(path, path.relative_to(top).as_posix(), top.name, known)
        yield from _numbers_taken_twice(top)


def _one_folder(path: Path, name: str, top: str, known: set[str]) -> Iterator[Problem]:
    where = f"{top}/{name}"
    if not path.is_dir():
        yield Problem(where=where, fact="a stray file", hint="files lie inside NN-topic/NN-name/")
    elif re.match(PART_PATTERN, path.name) is None:
        hint = "call it NN-name: two digits, then words in small letters with `-` between them"
        yield Problem(where=where, fact="the folder's name has no place in the order", hint=hint)
    elif "/" in name and name not in known and re.match(PART_PATTERN, path.parent.name):
        fact = "there is no exercise.toml for this folder"
        yield Problem(where=where, fact=fact, hint="`grade new` writes one; else remove the folder")


def _numbers_taken_twice(top: Path) -> Iterator[Problem]:
    for folder in (top, *sorted(path for path in top.glob("*") if path.is_dir())):
        numbered = [path.name for path in sorted(folder.glob("*")) if re.match(PART_PATTERN, path.name)]
        for number, times in Counter(name[:2] for name in numbered).items():
            if times > 1:
                names = ", ".join(f"`{name}`" for name in numbered if name[:2] == number)
                where = folder.relative_to(top.parent).as_posix()
                yield Problem(where=where, fact=f"{names} share the number {number}", hint="renumber one of them")
