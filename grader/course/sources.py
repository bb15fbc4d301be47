"""The compiler's rules about code: starters and answers must compile.

They are the author's own, so they are compiled, and never run.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping

from grader.course.exercise import Exercise
from grader.course.files import read_tree
from grader.course.problem import Problem
from grader.errors import ExerciseError


def starter_problems(exercise: Exercise) -> Iterator[Problem]:
    """Every file of the starter has a role and compiles; each task left to do is marked in it."""
    where = f"{exercise.id}/starter"
    files = read_tree(exercise.folder / "starter", where)
    roles = exercise.spec.files
    if not files:
        yield Problem(where=where, fact="there is no starter", hint="write the files that a student starts with")
    for name in files:
        if not (roles.is_student(name) or roles.is_given(name)):
            hint = "list it in exercise.toml under `files.student` or `files.given`, or remove it"
            yield Problem(where=f"{where}/{name}", fact="the file has no role", hint=hint)
    for pattern in roles.given:
        if not any(type(roles)(student=(pattern,)).is_student(name) for name in files):
            yield Problem(
                where=f"{exercise.id}/exercise.toml",
                fact=f"files.given: no file of the starter is called `{pattern}`",
                hint="put the file into starter/, or take the name out",
            )
    text = b"\n".join(content for name, content in files.items() if roles.is_student(name)).decode(errors="replace")
    for task in exercise.spec.tasks:
        if not re.search(rf"TODO {task.number}\b", text):
            hint = f"mark the place with a comment `TODO {task.number}: …` in a file that the student edits"
            yield Problem(where=where, fact=f"nothing says where task {task.number} is to be done", hint=hint)
    yield from _compile_problems(files, where)


def answer_problems(exercise: Exercise) -> Iterator[Problem]:
    """Every answer holds files that a student may hand in, and only those, and compiles."""
    for name in exercise.answer_names():
        try:
            yield from _one_answer(exercise, name, exercise.written_files(name))
        except ExerciseError as error:  # one answer that no longer fits hides no other
            yield Problem.of_error(error)


def _one_answer(exercise: Exercise, name: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
    where = f"solutions/{exercise.id}/{name}"
    if not files:
        yield Problem(where=where, fact="the answer is empty", hint="put the files there that would be handed in")
    for file in files:
        if not exercise.spec.files.is_student(file):
            hint = "an answer holds files that `files.student` names; given files come from the starter"
            yield Problem(where=f"{where}/{file}", fact="no student hands this file in", hint=hint)
    yield from _compile_problems(files, where)


def _compile_problems(files: Mapping[str, bytes], where: str) -> Iterator[Problem]:
    for name, content in files.items():
        if not name.endswith(".py"):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # an author's invalid escape is not this rule's business
                compile(content, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            message = getattr(error, "msg", None) or str(error)
            yield Problem(where=f"{where}/{name}:{line}", fact=f"does not compile: {message}", hint="mend the syntax")
