"""The compiler's rule about messages: whoever fails a hidden check reads what a right program does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.course.exercise import EXAMPLES, Exercise
from grader.course.files import names_below, read_text
from grader.course.problem import Problem


def message_problems(exercise: Exercise) -> Iterator[Problem]:
    """Every `assert` in a hidden check, and in the modules beside it, has a message.

    Examples need none: whoever fails one has its source. A module that is no Python is another rule's business.
    """
    folder, where = exercise.checks_folder, f"{exercise.id}/checks"
    for name in names_below(folder, where):
        if name.endswith(".py") and name != EXAMPLES:
            for line in _silent(read_text(folder / name, where)):
                hint = 'say what a right program does: `assert …, "/hello must answer 200"`'
                yield Problem(where=f"{where}/{name}:{line}", fact="an assert without a message", hint=hint)


def _silent(source: str) -> Iterator[int]:
    """Yield the lines of asserts whose message is missing or empty."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and (
            node.msg is None or (isinstance(node.msg, ast.Constant) and not node.msg.value)
        ):
            yield node.lineno
