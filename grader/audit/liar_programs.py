"""The liars of an exercise: programs that answer everything and do nothing, made for its modules or templates."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass

from grader.audit.programs import FORGER, LYING_MODULE, PATCHES, TAKE_OVER
from grader.course import Exercise

# What a lying module's names give, and what its application replies: each value once, each reply once.
_LIES: tuple[tuple[object, object], ...] = (
    (True, "nothing"),
    (None, "no Flask application"),
    (0, "the request"),
    (1, "the last part of the path"),
    ("", "the examples"),
    ("ok", "the statement"),
    ([], "the value as JSON"),
    ({}, "the value as JSON"),
    (False, "a redirect to itself"),
    ("its arguments", 404),
    ("its first argument", 500),
    ("the arguments before", 405),
)
_FORGERIES: tuple[tuple[object, str], ...] = (
    (True, ""),
    (False, "echo"),
    (None, "[]"),
    (0, "{}"),
    (1, "null"),
    ("", "true"),
    ([], ""),
    ({}, ""),
    ([[]], ""),
    ("its arguments", ""),
    ("its first argument", ""),
)
_EXAMPLE = re.compile(r"`(?:[A-Z]+ )?(/[^`\s]*)`")
_CODE = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Liar:
    """A program that does no work; `name` says in words what it answers."""

    name: str
    files: dict[str, bytes]


def liars_of(exercise: Exercise) -> list[Liar]:
    """Return the liars of an exercise; of templates alone, when a student writes nothing else."""
    files = {**exercise.starter()}
    names = [name for name in exercise.answer_files("reference") if exercise.spec.files.is_student(name)]
    modules = [name for name in names if name.endswith(".py")]
    if not modules:
        return [
            Liar(name=f"templates that show {what}", files={**files, **dict.fromkeys(names, text.encode())})
            for what, text in _templates(exercise).items()
        ]
    return [*_lying(exercise, files, modules), *_forging(files, modules), *_patched(files, modules)]


def _lying(exercise: Exercise, files: dict[str, bytes], modules: list[str]) -> list[Liar]:
    entry = exercise.spec.app.load.partition(":")[2] if exercise.spec.app else ""
    texts = {"examples": json.dumps(examples_of(exercise.statement())), "statement": json.dumps(exercise.statement())}
    found = []
    for value, reply in _LIES:
        parameters = json.dumps([value, reply, entry.partition("(")[0], entry.endswith(")")])
        text = LYING_MODULE.format(parameters=parameters, **texts).encode()
        name = f"every name gives {_said(value)}, every request {_said(reply)}"
        found.append(Liar(name=name, files={**files, **dict.fromkeys(modules, text)}))
    return found


def _forging(files: dict[str, bytes], modules: list[str]) -> list[Liar]:
    found = []
    for value, body in _FORGERIES:
        text = (FORGER.format(parameters=json.dumps([value, body])) + TAKE_OVER).encode()
        name = f"forges frames: {_said(value)} to every probe, 200 and {_said(body)} to every request"
        found.append(Liar(name=name, files={**files, **dict.fromkeys(modules, text)}))
    return found


def _patched(files: dict[str, bytes], modules: list[str]) -> list[Liar]:
    return [
        Liar(
            name=f"the starter, and {what}",
            files={**files, **{name: before(text, files.get(name, b"")) for name in modules}},
        )
        for what, text in PATCHES.items()
    ]


def before(prelude: str, module: bytes) -> bytes:
    """Return a module with something done first: behind its docstring and its imports from the future."""
    try:
        body = ast.parse(module).body
    except SyntaxError:
        return prelude.encode() + module
    lines = module.splitlines(keepends=True)
    last = 0
    for index, node in enumerate(body):
        is_docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (is_docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")):
            break
        last = node.end_lineno or 0
    return b"".join([*lines[:last], b"" if not last else b"\n", prelude.encode(), b"\n", *lines[last:]])


def exec_in_template(program: str) -> str:
    """Return a template that runs a program: a template is code."""
    return "{{ cycler.__init__.__globals__.__builtins__.exec(" + json.dumps(program) + ', {"__name__": "liar"}) }}'


def examples_of(statement: str) -> dict[str, str]:
    """Return what a statement's lines seem to say: for each path between backticks, the last code beside it."""
    found: dict[str, str] = {}
    for line in statement.splitlines():
        path = _EXAMPLE.search(line)
        if path is not None:
            answers = _CODE.findall(line[path.end() :])
            found.setdefault(path[1].partition("?")[0], answers[-1] if answers else "")
    return found


def _templates(exercise: Exercise) -> dict[str, str]:
    return {
        "nothing": "",
        "the statement": "{% raw %}" + exercise.statement() + "{% endraw %}",
        "everything they are given": "{{ self._TemplateReference__context.get_all() }}",
        "true": "true",
        "0": "0",
    }


def _said(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value)
