"""What the compiler's rules leave open in a statement: its code must compile and its links must lead somewhere."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from grader.course import Exercise, Problem
from grader.course.markdown import fences, links
from grader.errors import ExerciseError

_PYTHON = {"python", "py", "python3"}
_JINJA = {"jinja", "jinja2", "html+jinja", "html-jinja"}


def statement_problems(exercise: Exercise) -> Iterator[Problem]:
    """Yield code blocks that do not compile and links that lead nowhere, in statements and hints."""
    for name in (*exercise.statements.values(), "hints.md"):
        try:
            text = exercise.text(name)
        except ExerciseError:
            continue  # the compiler says that it is missing
        where = f"{exercise.id}/{name}"
        yield from _code_problems(text, where)
        yield from _link_problems(text, where, exercise)


def _code_problems(text: str, where: str) -> Iterator[Problem]:
    for block in fences(text):
        code = textwrap.dedent(block.code)
        fact = _python_fact(code) if block.tag in _PYTHON else _jinja_fact(code) if block.tag in _JINJA else ""
        if fact:
            where_it_is = f"{where}:{block.line}"
            yield Problem(where=where_it_is, fact=f"a `{block.tag}` block {fact}", hint="mend it, or tag it `text`")


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
    for link in links(text):
        if hint := _link_hint(link.target, exercise):
            yield Problem(where=f"{where}:{link.line}", fact=f"the link `{link.target}` leads nowhere", hint=hint)


def _link_hint(target: str, exercise: Exercise) -> str:
    """Return how to mend a link that leads nowhere, else an empty text."""
    if re.match(r"[a-z]+:", target):
        return "" if re.match(r"(https?://[^/]+\.|mailto:)", target) else "write it as https://…"
    path = target.partition("#")[0]
    if not path or (exercise.folder / path).exists():
        return ""
    return "name a file beside the statement, by its relative path"
