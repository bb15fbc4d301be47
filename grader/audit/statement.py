"""What the compiler's rules leave open in a statement: its code must compile and its links must lead somewhere."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from grader.course import Exercise, Problem
from grader.errors import ExerciseError

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>```+|~~~+) *(?P<tag>[\w+-]*)[^\n]*\n(?P<code>.*?)^ *(?P=fence) *$", re.M | re.S
)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^)\s]+)[^)]*\)")
_PYTHON = {"python", "py", "python3"}
_JINJA = {"jinja", "jinja2", "html+jinja", "html-jinja"}
_FILES = ("README.md", "README.zh.md", "hints.md")


def statement_problems(exercise: Exercise) -> Iterator[Problem]:
    """Yield code blocks that do not compile and links that lead nowhere, in statements and hints."""
    for name in _FILES:
        try:
            text = exercise.text(name)
        except ExerciseError:
            continue  # the compiler says that it is missing
        where = f"{exercise.id}/{name}"
        yield from _code_problems(text, where)
        yield from _link_problems(_FENCE.sub("", text), where, exercise)


def _code_problems(text: str, where: str) -> Iterator[Problem]:
    for block in _FENCE.finditer(text):
        line = text.count("\n", 0, block.start("code")) + 1
        tag, code = block["tag"].lower(), textwrap.dedent(block["code"])
        fact = _python_fact(code) if tag in _PYTHON else _jinja_fact(code) if tag in _JINJA else ""
        if fact:
            yield Problem(where=f"{where}:{line}", fact=f"a `{tag}` block {fact}", hint="mend it, or tag it `text`")


def _python_fact(code: str) -> str:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError) as error:
        return f"does not compile: {error}"
    return ""


def _jinja_fact(code: str) -> str:
    try:
        Environment().parse(code)
    except TemplateSyntaxError as error:
        # A filter or test of the student's own is unknown here; that is no error of syntax.
        return "" if "No filter" in str(error) or "No test" in str(error) else f"does not compile: {error}"
    return ""


def _link_problems(text: str, where: str, exercise: Exercise) -> Iterator[Problem]:
    for link in _LINK.finditer(text):
        target = link["target"]
        if re.match(r"[a-z]+:", target):
            if not re.match(r"(https?://[^/]+\.|mailto:)", target):
                yield Problem(where=where, fact=f"the link `{target}` leads nowhere", hint="write it as https://…")
            continue
        path = target.partition("#")[0]
        if path and not (exercise.folder / path).exists():
            hint = "name a file beside the statement, by its relative path"
            yield Problem(where=where, fact=f"the link `{target}` leads nowhere", hint=hint)
