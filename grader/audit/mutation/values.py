"""Operators on values: constants, comparisons, arithmetic, and what is true or not."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from grader.audit.mutation.spans import Change, Spans

_Node = TypeVar("_Node", bound=ast.AST)

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_MARKS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
METHODS = {
    "GET": "POST",
    "POST": "GET",
    "PUT": "POST",
    "PATCH": "PUT",
    "DELETE": "POST",
    "HEAD": "GET",
    "OPTIONS": "GET",
}


def of_expression(node: ast.expr, spans: Spans | None) -> Iterator[Change]:
    """Yield the changes of one expression, not of those inside it. Without spans each is made of nodes alone."""
    match node:
        case ast.Constant():
            yield from _constant(node, spans)
        case ast.Compare():
            yield from _comparison(node, spans)
        case ast.BinOp():
            yield _arithmetic(node, spans)
        case ast.BoolOp():
            yield from _bool_op(node)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield Change(node, node.operand, "drop-sign", ast.unparse(node)[:20])
        case ast.IfExp() if not is_one_comparison(node.test):
            whole = with_field(node, "test", negated(node.test))
            label = ast.unparse(node.test)
            yield (
                Change(node.test, ast.unparse(whole.test), "negate", label)
                if spans
                else Change(node, whole, "negate", label)
            )
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _comprehension(node)


def of_annotation(node: ast.expr, spans: Spans) -> Iterator[Change]:
    """Yield `X` for `X | None` and for `Optional[X]`, wherever it stands in an annotation."""
    for part in ast.walk(node):
        if isinstance(part, ast.BinOp) and isinstance(part.right, ast.Constant) and part.right.value is None:
            yield Change(part, spans.text(part.left), "drop-none", ast.unparse(part.left))
        elif isinstance(part, ast.Subscript) and ast.unparse(part.value).endswith("Optional"):
            yield Change(part, spans.text(part.slice), "drop-none", ast.unparse(part.slice))


def negated(test: ast.expr) -> ast.expr:
    """Return the opposite of a condition."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(op=ast.Not(), operand=test)


def is_one_comparison(test: ast.expr) -> bool:
    """Tell whether a condition is one comparison; changing its operator negates it already."""
    return isinstance(test, ast.Compare) and len(test.ops) == 1


def with_field(node: _Node, name: str, value: Any) -> _Node:
    """Return a copy of a node with another field."""
    new = copy.copy(node)
    setattr(new, name, value)
    return new


def _constant(node: ast.Constant, spans: Spans | None) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield Change(node, ast.Constant(not value), "bool", str(value))
    elif isinstance(value, int):
        for other in (value + 1, value - 1):
            yield Change(node, ast.Constant(other), "number", f"{value}->{other}")
    elif isinstance(value, float):
        yield Change(node, ast.Constant(value + 1), "number", f"{value}->{value + 1}")
    elif isinstance(value, str) and value.upper() in METHODS and value.isalpha():
        other_method = METHODS[value.upper()]
        yield Change(node, ast.Constant(other_method), "method", f"{value}->{other_method}")
    elif isinstance(value, (str, bytes)):
        label = value if isinstance(value, str) else value.decode("ascii", "replace")
        if spans is not None:
            end = spans.end_of_text(node)
            yield Change(node, "~", "string", label, (end, end))
        else:
            yield Change(node, ast.Constant(value + "~" if isinstance(value, str) else value + b"~"), "string", label)


def _arithmetic(node: ast.BinOp, spans: Spans | None) -> Change:
    other, label = _CALCULATED.get(type(node.op), ast.Sub), ast.unparse(node)[:20]
    before, after = _MARKS.get(type(node.op)), _MARKS.get(other)
    if spans is None or before is None or after is None:
        return Change(node, with_field(node, "op", other()), "arithmetic", label)
    start, end = spans.gap(node.left, node.right)  # both bind alike: no parentheses are needed
    text = spans.source[start:end].decode().replace(before, after, 1)
    return Change(node, text, "arithmetic", label, (start, end))


def _comparison(node: ast.Compare, spans: Spans | None) -> Iterator[Change]:
    operands = [node.left, *node.comparators]
    for index, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            label = f"{_SIGNS[type(operator)]}->{_SIGNS[other]}"
            if spans is None:
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield Change(node, with_field(node, "ops", ops), "compare", label)
                continue
            start, end = spans.gap(operands[index], operands[index + 1])
            sign = r"\s+".join(map(re.escape, _SIGNS[type(operator)].split()))
            text = re.sub(sign, _SIGNS[other], spans.source[start:end].decode(), count=1)
            yield Change(node, text, "compare", label, (start, end))


def _bool_op(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield Change(node, with_field(node, "op", other()), "and-or", ast.unparse(node)[:20])
    for index, value in enumerate(node.values):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        new = rest[0] if len(rest) == 1 else with_field(node, "values", rest)
        yield Change(node, new, "drop-operand", ast.unparse(value))


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[Change]:
    for number, generator in enumerate(node.generators):
        for index, test in enumerate(generator.ifs):
            opposite = [] if is_one_comparison(test) else [("negate", [negated(test)])]
            for operator, ifs in (*opposite, ("drop-condition", [])):
                new = with_field(generator, "ifs", [*generator.ifs[:index], *ifs, *generator.ifs[index + 1 :]])
                generators = [*node.generators[:number], new, *node.generators[number + 1 :]]
                yield Change(node, with_field(node, "generators", generators), operator, ast.unparse(test))
