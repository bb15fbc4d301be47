"""What can be read of a folder of checks without importing it: the checks, their marks, what is refused.

A check is a function at the top of a module `test_*.py`, or of a plain class `Test…` there, whose marks are
written on it, or on its class, with plain values. What grading cannot stand by (a check that may be left out, a
hook, a mark that nobody reads) is refused by name, as a `Problem`; `docs/reference/checks.md` has the table.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from grader.course.exercise import EXAMPLES, Exercise
from grader.course.files import read_text
from grader.course.problem import Problem
from grader.errors import ExerciseError

_SHAPES = {
    "task": "`task(1)`",
    "points": "`points(2)`",
    "needs": '`needs("test_name")`',
    "judges": '`judges("rule-of-the-statement")`',
    "shares": '`shares("group")`',
}
_OF_SEVERAL = ("needs", "judges")  # which take any number of names, on a check and on its class
_PYTESTS_MARKS = ("parametrize", "usefixtures", "filterwarnings")
_CONFTEST = "conftest.py"
_REFUSED_CALLS = {"skip", "xfail", "importorskip", "exit"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutline:
    """One check as its source states it. `where` is file and line, `title` the docstring's first line.

    `task` is 0 without a mark, `judges` holds the ids of rules of the statement, `visible` says that it is one of the examples that students get. `module` is the
    name of its file.
    """

    name: str
    module: str
    where: str
    title: str
    task: int
    points: int
    needs: tuple[str, ...]
    shares: str
    visible: bool
    judges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckModule:
    """One file of checks, in the order of its lines, and what is wrong with how they are written."""

    name: str
    checks: tuple[CheckOutline, ...]
    problems: tuple[Problem, ...]


def check_modules(exercise: Exercise) -> list[CheckModule]:
    """Return the outlines of all check modules by name; raises `ExerciseError` for one that is no Python."""
    return [outline(*_read(exercise, name)) for name in exercise.check_names()]


def support_problems(exercise: Exercise) -> Iterator[Problem]:
    """Yield what is refused in conftest.py and helper modules, and in how the examples use them.

    Raises `ExerciseError` for one that is no Python.
    """
    fixtures: set[str] = set()
    for name in exercise.helper_names():
        source, _, where = _read(exercise, name)
        tree = _parsed(source, where)
        yield from _refused(list(ast.walk(tree)), where)
        stem = PurePath(name).stem
        if stem in sys.stdlib_module_names:
            yield _problem(where, f"`{stem}` is a module of Python's own", "give the helper module another name")
        if name == _CONFTEST:
            fixtures = {node.name for node in tree.body if isinstance(node, _Function) and _is_fixture(node)}
    if exercise.examples_file.is_file():
        source, _, where = _read(exercise, EXAMPLES)
        helpers = {PurePath(name).stem for name in exercise.helper_names()}
        yield from _what_students_lack(_parsed(source, where), where, helpers, fixtures)


def outline(source: str, name: str, where: str) -> CheckModule:
    """Return the outline of a module's source; `where` names the file in problems."""
    tree = _parsed(source, where)
    nodes = list(ast.walk(tree))
    problems = [*_refused(nodes, where), *_misplaced(tree, nodes, where)]
    checks = []
    for owner in _owners(tree):
        outer, found = _marks_of(owner, where) if isinstance(owner, ast.ClassDef) else ({}, [])
        problems += found
        for node in owner.body:
            if isinstance(node, ast.FunctionDef) and _is_check(node):
                own, found = _marks_of(node, where)
                problems += found
                checks.append(_outline_of(node, own, outer, name, where))
    checks.sort(key=lambda check: int(check.where.rpartition(":")[2]))
    return CheckModule(name=name, checks=tuple(checks), problems=tuple(dict.fromkeys(problems)))


def _read(exercise: Exercise, name: str) -> tuple[str, str, str]:
    where = f"{exercise.id}/checks/{name}"
    return read_text(exercise.checks_folder / name, where), name, where


def _parsed(source: str, where: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        message = getattr(error, "msg", None) or str(error)
        raise ExerciseError(f"{where}:{line}: not Python: {message}", hint="mend the syntax") from None


def _owners(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef]:
    """Yield whose functions are checks: the module, and the classes `Test…` at its top."""
    yield tree
    yield from (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name.startswith("Test"))


def _is_check(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test")


# Marks

_Marks = dict[str, tuple[object, ...]]


def _outline_of(node: ast.FunctionDef, own: _Marks, outer: _Marks, module: str, where: str) -> CheckOutline:
    closest = outer | own

    def number(mark: str) -> int:
        value = next(iter(closest.get(mark, ())), 0)
        return value if type(value) is int else 0

    def names(mark: str) -> tuple[str, ...]:
        return tuple(value for value in own.get(mark, ()) + outer.get(mark, ()) if isinstance(value, str))

    group = next(iter(closest.get("shares", ())), "")
    return CheckOutline(
        name=node.name,
        module=module,
        where=f"{where}:{node.lineno}",
        title=(ast.get_docstring(node) or "").partition("\n")[0].strip(),
        task=number("task"),
        points=number("points"),
        needs=names("needs"),
        shares=group if isinstance(group, str) else "",
        visible=module == EXAMPLES,
        judges=names("judges"),
    )


def _marks_of(node: ast.FunctionDef | ast.ClassDef, where: str) -> tuple[_Marks, list[Problem]]:
    """Return the values of the marks that are written on a check or a class, and what is wrong with them."""
    marks: _Marks = {}
    problems = []
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        written = call.func if call else decorator
        mark = _last_word(written)
        if not isinstance(written, ast.Attribute) or _last_word(written.value) != "mark" or mark not in _SHAPES:
            continue
        values = _plain_values(call)
        if not _fit(mark, values):
            hint = f"write it as {_SHAPES[mark]}"
            fact = f"the mark `{mark}` of `{node.name}` cannot be read"
            problems.append(_problem(f"{where}:{node.lineno}", fact, hint))
        elif mark in marks and mark not in _OF_SEVERAL:
            fact = f"`{node.name}` has the mark `{mark}` twice"
            problems.append(_problem(f"{where}:{node.lineno}", fact, "take one away"))
        marks[mark] = (*marks.get(mark, ()), *values)
    return marks, problems


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
    return (
        (len(values) == 1 or mark in _OF_SEVERAL) and bool(values) and all(isinstance(value, str) for value in values)
    )


# What is refused


def _refused(nodes: list[ast.AST], where: str) -> Iterator[Problem]:
    """Yield what no file of the checks may hold."""
    pytests = _names_of_pytest(nodes)
    for node in nodes:
        here = f"{where}:{getattr(node, 'lineno', 1)}"
        if isinstance(node, ast.Attribute):
            yield from _refused_attribute(node, pytests, here)
        elif isinstance(node, ast.ImportFrom):
            names = {alias.asname or alias.name for alias in node.names}
            yield from (_hook(here, name) for name in sorted(names) if name.startswith("pytest_"))
            if node.module == "pytest":
                yield from (_call(here, alias.name) for alias in node.names if alias.name in _REFUSED_CALLS)
        elif isinstance(node, _Function):
            if node.name.startswith("pytest_"):
                yield _hook(here, node.name)
            if isinstance(node, ast.AsyncFunctionDef) and (node.name.startswith("test") or _is_fixture(node)):
                yield _problem(here, f"`{node.name}` is a coroutine", "write it as a plain function")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node.id == "pytestmark":
                yield _problem(here, "`pytestmark` marks from afar", "write marks on each check, or on its class")
            elif node.id.startswith("pytest_"):
                yield _hook(here, node.id)


def _names_of_pytest(nodes: list[ast.AST]) -> set[str]:
    imports = (node for node in nodes if isinstance(node, ast.Import))
    return {alias.asname or alias.name for node in imports for alias in node.names if alias.name == "pytest"}


def _refused_attribute(node: ast.Attribute, pytests: set[str], where: str) -> Iterator[Problem]:
    if _last_word(node.value) == "mark" and node.attr not in (*_SHAPES, *_PYTESTS_MARKS):
        known = ", ".join(f"`{mark}`" for mark in (*_SHAPES, *_PYTESTS_MARKS))
        yield _problem(where, f"there is a mark `{node.attr}` that checks do not have", f"there are {known}")
    elif isinstance(node.value, ast.Name) and node.value.id in pytests and node.attr in _REFUSED_CALLS:
        yield _call(where, node.attr)


def _call(where: str, name: str) -> Problem:
    hint = "a check passes or fails; one that only makes sense after another says so with the mark `needs`"
    return _problem(where, f"`pytest.{name}` leaves checks out", hint)


def _hook(where: str, name: str) -> Problem:
    hint = "a hook would change how everything is judged: write a fixture"
    return _problem(where, f"`{name}` is a hook of pytest's", hint)


def _is_fixture(node: _Function) -> bool:
    written = (each.func if isinstance(each, ast.Call) else each for each in node.decorator_list)
    return any(_last_word(each) == "fixture" for each in written)


def _last_word(node: ast.expr) -> str:
    """Return `mark` of `pytest.mark`, and of `mark`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _misplaced(tree: ast.Module, nodes: list[ast.AST], where: str) -> Iterator[Problem]:
    """Yield what looks like a check and is none, or none that means what it says."""
    owners = list(_owners(tree))
    in_place = {id(node) for owner in owners for node in owner.body if _is_check(node)} | set(map(id, owners))
    for node in nodes:
        here = f"{where}:{getattr(node, 'lineno', 1)}"
        is_class = isinstance(node, ast.ClassDef) and node.name.startswith("Test")
        if (is_class or _is_check(node)) and id(node) not in in_place:
            fact = f"`{node.name}` does not stand at the top of the module"  # type: ignore[attr-defined]
            yield _problem(here, fact, "move it there, or give it a name without `test`")
        elif isinstance(node, ast.ClassDef) and is_class and node.bases:
            yield _problem(here, f"`{node.name}` has a base class", "write a plain class: `class TestPages:`")
        elif isinstance(node, ast.FunctionDef) and _is_check(node) and _returns(node):
            yield _problem(here, f"`{node.name}` returns a value", "a check asserts: nobody looks at what it returns")


def _returns(node: ast.AST) -> bool:
    """Tell whether a function's own body returns something."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return):
            if child.value is not None and not (isinstance(child.value, ast.Constant) and child.value.value is None):
                return True
        elif not isinstance(child, _Function | ast.ClassDef | ast.Lambda) and _returns(child):
            return True
    return False


def _what_students_lack(tree: ast.Module, where: str, helpers: set[str], fixtures: set[str]) -> Iterator[Problem]:
    """Yield what the examples use although it does not leave with them."""
    for node in ast.walk(tree):
        used: set[str] = set()
        if isinstance(node, ast.Import):
            used = {alias.name.partition(".")[0] for alias in node.names} & helpers
        elif isinstance(node, ast.ImportFrom):
            used = {(node.module or "").partition(".")[0]} & helpers
        elif isinstance(node, ast.FunctionDef):
            used = {argument.arg for argument in node.args.args} & fixtures if _is_check(node) else set()
        for name in sorted(used):
            fact = f"the examples use `{name}`, which students do not get"
            yield _problem(f"{where}:{getattr(node, 'lineno', 1)}", fact, "write what they need into the examples")


def _problem(where: str, fact: str, hint: str) -> Problem:
    return Problem(where=where, fact=fact, hint=hint)
