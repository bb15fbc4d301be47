"""What can be read of check modules without importing them: the checks, their marks, what is not readable.

The rules are those of `grader.checks`: a check is a function at the top of a module `test_*.py` whose
marks are written on it with plain values. What the outline cannot read is a `Problem`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.course.exercise import EXAMPLES, Exercise
from grader.course.files import read_text
from grader.course.problem import Problem
from grader.errors import ExerciseError

_MARKS = ("task", "points", "needs", "shares")
_FIXTURE_MARKS = ("usefixtures", "filterwarnings", "timeout")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutline:
    """One check as its source states it. `where` is file and line, `title` the docstring's first line.

    `task` is 0 without a mark, `visible` says that it is one of the examples that students get.
    """

    name: str
    where: str
    title: str
    task: int
    points: int
    needs: tuple[str, ...]
    shares: str
    visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckModule:
    """One file of checks, in the order of its lines, and what is wrong with how they are written."""

    name: str
    checks: tuple[CheckOutline, ...]
    problems: tuple[Problem, ...]


def check_modules(exercise: Exercise) -> list[CheckModule]:
    """Return the outlines of all check modules by name; raises `ExerciseError` for one that is no Python."""
    modules = []
    for name in exercise.check_names():
        where = f"{exercise.id}/checks/{name}"
        modules.append(outline(read_text(exercise.checks_folder / name, where), name, where))
    return modules


def outline(source: str, name: str, where: str) -> CheckModule:
    """Return the outline of a module's source; `where` names the file in problems."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = getattr(error, "msg", None) or str(error)
        raise ExerciseError(f"{where}:{line}: not Python: {message}", hint="mend the syntax") from None
    problems = list(_misplaced(tree, where))
    checks = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            marks = dict[str, list[object]]()
            problems += _read_marks(node, marks, f"{where}:{node.lineno}")
            checks.append(_outline_of(node, marks, f"{where}:{node.lineno}", visible=name == EXAMPLES))
    return CheckModule(name=name, checks=tuple(checks), problems=tuple(problems))


def _outline_of(node: ast.FunctionDef, marks: dict[str, list[object]], where: str, *, visible: bool) -> CheckOutline:
    def number(mark: str) -> int:
        value = next(iter(marks.get(mark, [])), 0)
        return value if type(value) is int else 0

    def words(mark: str) -> tuple[str, ...]:
        return tuple(value for value in marks.get(mark, []) if isinstance(value, str))

    return CheckOutline(
        name=node.name,
        where=where,
        title=(ast.get_docstring(node) or "").partition("\n")[0].strip(),
        task=number("task"),
        points=number("points"),
        needs=words("needs"),
        shares=next(iter(words("shares")), ""),
        visible=visible,
    )


def _read_marks(node: ast.FunctionDef, marks: dict[str, list[object]], where: str) -> Iterator[Problem]:
    """Put the values of a check's marks into `marks`; yield what is wrong with how they are written."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        words = ast.unparse(call.func if call else decorator).split(".")
        name = words[-1]
        if words[-2:-1] != ["mark"] or name in _FIXTURE_MARKS:
            continue
        if name == "parametrize":
            yield _problem(where, f"`{node.name}` is parametrized", "write one check that loops over its cases")
        elif name not in _MARKS:
            known = ", ".join(f"`{mark}`" for mark in _MARKS)
            yield _problem(where, f"`{node.name}` has a mark `{name}` that checks do not have", f"there are {known}")
        else:
            values = _plain_values(call)
            if not _fit(name, values):
                hint = {"task": "`task(1)`", "points": "`points(2)`", "shares": '`shares("group")`'}
                shape = hint.get(name, '`needs("test_name")`')
                yield _problem(where, f"the mark `{name}` of `{node.name}` cannot be read", f"write it as {shape}")
            marks.setdefault(name, []).extend(values)


def _plain_values(call: ast.Call | None) -> list[object]:
    if call is None or call.keywords:
        return []
    try:
        return [ast.literal_eval(argument) for argument in call.args]
    except ValueError:
        return []


def _fit(mark: str, values: list[object]) -> bool:
    if mark in ("task", "points"):
        return len(values) == 1 and type(values[0]) is int and values[0] > 0
    return (len(values) == 1 or mark == "needs") and bool(values) and all(isinstance(value, str) for value in values)


def _misplaced(tree: ast.Module, where: str) -> Iterator[Problem]:
    """Yield what pytest would take for checks, or for their marks, in places where nobody looks."""
    at_top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield _problem(f"{where}:{node.lineno}", f"`{node.name}` is a class", "write each check as a function")
        elif isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield _problem(f"{where}:{node.lineno}", f"`{node.name}` is a coroutine", "write it as a plain function")
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test") and id(node) not in at_top:
            fact = f"`{node.name}` does not stand at the top of the module"
            yield _problem(f"{where}:{node.lineno}", fact, "move it there, or give it a name without `test`")
        elif isinstance(node, ast.Name) and node.id == "pytestmark" and isinstance(node.ctx, ast.Store):
            yield _problem(f"{where}:{node.lineno}", "`pytestmark` marks a whole module", "write marks on each check")


def _problem(where: str, fact: str, hint: str) -> Problem:
    return Problem(where=where, fact=fact, hint=hint)
