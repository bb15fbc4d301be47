"""Where nodes stand in the bytes of a module, and how a change of one becomes an edit."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.audit.mutation.mutant import Edit

Located = ast.expr | ast.stmt | ast.keyword | ast.ExceptHandler
# What needs no parentheses of its own wherever it stands.
_TIGHT = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.JoinedStr),
    *(ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A node becomes another, or a text; or, where `span` is given, those bytes become that text."""

    node: Located
    new: ast.AST | str
    operator: str
    label: str = ""
    span: tuple[int, int] | None = None

    def new_expression(self) -> ast.expr:
        """Return the new node of a change that has one."""
        assert isinstance(self.new, ast.expr), "changes inside f-strings are made of nodes"
        return self.new


class Spans:
    """The spans of a module's nodes, in bytes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def of(self, node: Located) -> tuple[int, int]:
        """Return where a node begins and ends; a decorated definition begins at its first `@`."""
        line, column = node.lineno, node.col_offset
        decorators = getattr(node, "decorator_list", ())
        if decorators:
            line = decorators[0].lineno
        return self._starts[line - 1] + column, self._starts[(node.end_lineno or line) - 1] + (node.end_col_offset or 0)

    def end_of_text(self, node: Located) -> int:
        """Return where the text of a string ends: before its closing quotes."""
        start, end = self.of(node)
        return end - (3 if self.source[start:end].endswith((b'"""', b"'''")) else 1)

    def text(self, node: Located) -> str:
        """Return a node as it is written."""
        start, end = self.of(node)
        return self.source[start:end].decode()

    def edit(self, change: Change, scope: str) -> Edit:
        """Return a change as an edit."""
        start, end = change.span or self.of(change.node)
        text = change.new if isinstance(change.new, str) else _written(change.new)
        return Edit(start=start, end=end, text=text.encode(), operator=change.operator, label=change.label, scope=scope)

    def gap(self, before: Located, after: Located) -> tuple[int, int]:
        """Return the span between two nodes, which holds an operator."""
        return self.of(before)[1], self.of(after)[0]


def _written(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if isinstance(node, (*_TIGHT, ast.stmt)) else f"({text})"
