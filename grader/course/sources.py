"""The compiler's rules about code: starters and answers must compile, checks must add up.

Starters and answers are the author's own, so they are compiled, never run; check modules are only parsed.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping

from grader.course.exercise import Exercise
from grader.course.files import read_tree
from grader.course.outline import CheckOutline, check_modules
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


def check_problems(exercise: Exercise) -> Iterator[Problem]:
    """Checks have titles, marks that can be read, and points that add up to what exercise.toml says."""
    checks: list[CheckOutline] = []
    for module in check_modules(exercise):
        yield from module.problems
        if not module.checks:
            where = f"{exercise.id}/checks/{module.name}"
            yield Problem(where=where, fact="the module holds no check", hint="write one, or remove the file")
        checks += module.checks
    tasks = {task.number for task in exercise.spec.tasks}
    for index, check in enumerate(checks):
        yield from _one_check(check, tasks, {earlier.name for earlier in checks[:index]})
    yield from _names_taken_twice(checks)
    yield from _points(exercise, checks)


def _one_check(check: CheckOutline, tasks: set[int], earlier: set[str]) -> Iterator[Problem]:
    def problem(fact: str, hint: str) -> Problem:
        return Problem(where=check.where, fact=fact, hint=hint)

    if not check.title:
        yield problem(f"`{check.name}` has no docstring", "write the line that students read")
    if not check.task:
        yield problem(f"`{check.name}` belongs to no task", "mark it with `@pytest.mark.task(1)`")
    elif check.task not in tasks:
        yield problem(f"`{check.name}` names task {check.task}", f"exercise.toml has tasks 1 to {len(tasks)}")
    if check.visible and check.points:
        yield problem(f"the example `{check.name}` carries points", "examples earn none: take the mark away")
    for name in check.needs:
        if name not in earlier:
            hint = "checks run from top to bottom: name one that stands above, or in an earlier file"
            yield problem(f"`{check.name}` needs `{name}`, which has not run by then", hint)


def _names_taken_twice(checks: list[CheckOutline]) -> Iterator[Problem]:
    times = Counter(check.name for check in checks)
    for check in checks:
        if times[check.name] > 1:
            hint = "give every check of an exercise a name of its own"
            yield Problem(where=check.where, fact=f"`{check.name}` is there {times[check.name]} times", hint=hint)


def _points(exercise: Exercise, checks: list[CheckOutline]) -> Iterator[Problem]:
    where = f"{exercise.id}/checks"
    hidden = [check for check in checks if not check.visible]
    total = sum(check.points for check in hidden)
    if total != exercise.spec.points:
        fact = f"the checks' points add up to {total}, exercise.toml says {exercise.spec.points}"
        yield Problem(where=where, fact=fact, hint="change `points` in exercise.toml, or the marks of the checks")
    for task in exercise.spec.tasks:
        if not any(check.points for check in hidden if check.task == task.number):
            hint = "give it a hidden check with `points(…)`"
            yield Problem(where=where, fact=f"task {task.number} earns no points", hint=hint)
    if len(hidden) == len(checks):
        fact = "there are no visible examples"
        yield Problem(where=f"{where}/test_examples.py", fact=fact, hint="show two or three cases of the statement")


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
