"""Walks a module and asks the operators at each node.

Docstrings, imports and annotations are left alone (but for `X | None`, which decides whether a column may be
empty). Inside an f-string spans cannot be trusted, so what changes there is the f-string as a whole, unparsed.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator

from grader.audit.mutation import calls, strings, values
from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.spans import Change, Spans

_Place = tuple[str, bool]  # the scope, dotted; whether it is a class's body


def meaning(source: bytes) -> object:
    """Return what tells whether two modules mean the same. Raises `SyntaxError` for what is no Python."""
    return ast.dump(ast.parse(source))


def edits(source: bytes) -> Iterator[Edit]:
    """Yield every edit of a module; some may not parse, some may mean the same as another."""
    tree = ast.parse(source)
    yield from _Walker(Spans(source)).block(tree.body, "")


class _Walker:
    def __init__(self, spans: Spans) -> None:
        self._spans = spans

    def block(self, body: list[ast.stmt], scope: str, *, in_class: bool = False) -> Iterator[Edit]:
        """Yield the edits of a block of statements, without its docstring."""
        for index, statement in enumerate(body):
            if index == 0 and _is_docstring(statement):
                continue
            if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass)):
                continue
            changes = calls.of_statement(statement, self._spans, in_class=in_class)
            yield from self._placed(changes, scope)
            yield from self._inside(statement, scope)

    def _inside(self, statement: ast.stmt, scope: str) -> Iterator[Edit]:
        if _raises_builtin(statement):
            return  # its message is for whoever reads a log
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = f"{scope}.{statement.name}".lstrip(".")
            for decorator in statement.decorator_list:
                yield from self._expression(decorator, inner)
            if isinstance(statement, ast.ClassDef):
                for keyword in statement.keywords:
                    yield from self._expression(keyword.value, inner)
            else:
                for default in [*statement.args.defaults, *filter(None, statement.args.kw_defaults)]:
                    yield from self._expression(default, inner)
            yield from self.block(statement.body, inner, in_class=isinstance(statement, ast.ClassDef))
            return
        for name, field in ast.iter_fields(statement):
            yield from self._field(name, field, scope)

    def _field(self, name: str, field: object, scope: str) -> Iterator[Edit]:
        if name == "annotation" and isinstance(field, ast.expr):
            yield from self._placed(values.of_annotation(field, self._spans), scope)
        elif isinstance(field, ast.expr):
            yield from self._expression(field, scope)
        elif isinstance(field, list) and field and isinstance(field[0], ast.stmt):
            yield from self.block(field, scope)
        elif isinstance(field, list):
            for part in field:
                yield from self._part(part, scope)

    def _part(self, part: object, scope: str) -> Iterator[Edit]:
        match part:
            case ast.expr():
                yield from self._expression(part, scope)
            case ast.ExceptHandler():
                yield from self._placed(calls.of_handler(part, self._spans), scope)
                yield from self.block(part.body, scope)
            case ast.withitem():
                yield from self._expression(part.context_expr, scope)
            case ast.match_case():
                yield from self.block(part.body, scope)

    def _expression(self, node: ast.expr, scope: str) -> Iterator[Edit]:
        """Yield the edits of an expression and of those inside it."""
        if isinstance(node, ast.JoinedStr):
            yield from self._f_string(node, scope)
            return
        changes = _changes(node, self._spans)
        if isinstance(node, ast.Constant) and strings.is_page(node.value):
            changes = iter(())  # what stands behind the last tag of a page is nobody's contract
        yield from self._placed(changes, scope)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from strings.edits(node, self._spans, scope)
        for child in _children(node):
            yield from self._expression(child, scope)

    def _f_string(self, node: ast.JoinedStr, scope: str) -> Iterator[Edit]:
        """Yield edits that write the whole f-string anew, with one thing inside it changed."""
        end = self._spans.end_of_text(node)
        yield self._spans.edit(Change(node, "~", "string", "f-string", (end, end)), scope)
        for change in _changes_inside(node):
            yield self._spans.edit(Change(node, change.new, change.operator, change.label), scope)

    def _placed(self, changes: Iterator[Change], scope: str) -> Iterator[Edit]:
        for change in changes:
            yield self._spans.edit(change, scope)


def _changes(node: ast.expr, spans: Spans | None) -> Iterator[Change]:
    yield from values.of_expression(node, spans)
    yield from calls.of_expression(node, spans)


def _children(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions right below one, also those in keywords and comprehensions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, (ast.keyword, ast.comprehension)):
            yield from _children(child)


def _changes_inside(node: ast.JoinedStr) -> Iterator[Change]:
    """Yield changes whose new node is the whole f-string: without one field, or changed in a field."""
    for index, value in enumerate(node.values):
        if not isinstance(value, ast.FormattedValue):
            continue
        yield Change(node, _with_value(node, index, None), "drop-field", ast.unparse(value.value))
        for inner in _deep_changes(value.value):
            field = copy.copy(value)
            field.value = inner.new_expression()
            yield Change(node, _with_value(node, index, field), inner.operator, inner.label)


def _with_value(node: ast.JoinedStr, index: int, value: ast.expr | None) -> ast.JoinedStr:
    new = [] if value is None else [value]
    return ast.JoinedStr(values=[*node.values[:index], *new, *node.values[index + 1 :]])


def _deep_changes(node: ast.expr) -> Iterator[Change]:
    """Yield every change of an expression, each with the whole expression as its new node."""
    yield from _changes(node, None)
    for child in _children(node):
        if isinstance(child, ast.JoinedStr):
            continue
        for change in _deep_changes(child):
            yield Change(node, _replaced(node, child, change.new_expression()), change.operator, change.label)


def _replaced(node: ast.expr, child: ast.expr, new: ast.expr) -> ast.expr:
    return copy.deepcopy(node, {id(child): new})  # the memo puts the new child where the old one was


def _raises_builtin(statement: ast.stmt) -> bool:
    """Tell whether a statement raises one of Python's own exceptions with nothing but a message."""
    if not (isinstance(statement, ast.Raise) and isinstance(statement.exc, ast.Call)):
        return False
    name = statement.exc.func.id if isinstance(statement.exc.func, ast.Name) else ""
    return isinstance(getattr(builtins, name, None), type) and len(statement.exc.args) <= 1


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
