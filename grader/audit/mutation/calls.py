"""Operators on calls, literals, decorators and statements."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.audit.mutation.spans import Change, Spans
from grader.audit.mutation.values import is_one_comparison, negated, with_field

# Methods that can be left out of a chain, or functions from around a value, and something still comes out.
_LEFT_OUT = {
    "order_by",
    "limit",
    "offset",
    "where",
    "filter",
    "filter_by",
    "join",
    "outerjoin",
    "distinct",
    "group_by",
    "having",
    "options",
    "unique",
    "desc",
    "asc",
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "title",
    "capitalize",
    "casefold",
    "replace",
    "encode",
    "decode",
    "copy",
    "reverse",
    "removeprefix",
    "removesuffix",
    "zfill",
    "rjust",
    "ljust",
}
_UNWRAPPED = {
    "escape",
    "Markup",
    "sorted",
    "reversed",
    "set",
    "frozenset",
    "int",
    "float",
    "round",
    "abs",
    "Decimal",
    "secure_filename",
    "generate_password_hash",
    "quote",
    "unquote",
    "dedent",
}
_SWAPPED = {
    "args": "form",
    "form": "args",
    "asc": "desc",
    "desc": "asc",
    "join": "outerjoin",
    "outerjoin": "join",
    "startswith": "endswith",
    "endswith": "startswith",
    "lower": "upper",
    "upper": "lower",
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "before_request": "after_request",
    "before_app_request": "before_request",
    "app_errorhandler": "errorhandler",
    "app_context_processor": "context_processor",
    "app_template_filter": "template_filter",
    "teardown_appcontext": "teardown_request",
    "teardown_request": "after_request",
}
_VERBS = {"get": "post", "post": "get", "put": "post", "patch": "put", "delete": "post"}
_ELEMENTS = 12  # of a longer literal only so many are left out, one by one


def of_expression(node: ast.expr, spans: Spans | None) -> Iterator[Change]:
    """Yield the changes of a call, an attribute or a literal, not of what is inside it."""
    match node:
        case ast.Call():
            yield from _call(node, spans)
        case ast.Attribute(attr=name) if name in _SWAPPED and (name not in ("args", "form") or _is_request(node)):
            yield _renamed(node, _SWAPPED[name], spans)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements) if len(elements) > 1:
            if spans is not None and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                for index, element in enumerate(elements[:_ELEMENTS]):
                    yield _dropped(node, elements, index, spans, "drop-element", ast.unparse(element))
        case ast.Dict(keys=keys, values=values) if spans is not None and all(keys):
            for index, key in enumerate(keys[:_ELEMENTS]):
                yield _dropped_pair(node, keys, values, index, spans, ast.unparse(key) if key else "")


def of_statement(node: ast.stmt, spans: Spans, *, in_class: bool) -> Iterator[Change]:
    """Yield the changes of a statement as a whole, not of what is inside it."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from _decorators(node, spans)
            if in_class and not node.decorator_list:
                yield Change(node, "pass", "drop-method", node.name)
        case ast.Expr() | ast.Raise() | ast.Delete() | ast.AugAssign() | ast.Assert():
            yield Change(node, "pass", "drop-statement", ast.unparse(node).splitlines()[0])
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            if node.value is not None and (in_class or not isinstance(target, (ast.Name, ast.Tuple))):
                yield Change(node, "pass", "drop-statement", ast.unparse(target))
        case ast.Return(value=value) if value is not None:
            yield Change(node, "return None", "drop-return", ast.unparse(value))
        case ast.If() | ast.While() if not is_one_comparison(node.test):  # whose operator has an opposite
            yield Change(node.test, ast.unparse(negated(node.test)), "negate", ast.unparse(node.test))
        case ast.Break():
            yield Change(node, "pass", "drop-statement", "break")
        case ast.Continue():
            yield Change(node, "break", "loop", "continue")


def of_handler(node: ast.ExceptHandler, spans: Spans) -> Iterator[Change]:
    """Yield a handler that raises again what it was written to handle."""
    if not (len(node.body) == 1 and isinstance(node.body[0], ast.Raise)):
        start, end = spans.of(node.body[0])[0], spans.of(node.body[-1])[1]
        yield Change(node, "raise", "reraise", ast.unparse(node.type) if node.type else "", (start, end))


def _is_request(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "request"


def _call(node: ast.Call, spans: Spans | None) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if isinstance(node.func, ast.Attribute) and name in _LEFT_OUT:
        yield Change(node, spans.text(node.func.value) if spans else node.func.value, "drop-call", name)
    if isinstance(node.func, ast.Name) and name in _UNWRAPPED and len(node.args) == 1 and not node.keywords:
        yield Change(node, spans.text(node.args[0]) if spans else node.args[0], "unwrap", name)
    if isinstance(node.func, ast.Name) and name in _SWAPPED:
        yield Change(node.func, _SWAPPED[name] if spans else ast.Name(_SWAPPED[name]), "swap-name", name)
    plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
    if spans is not None and len(plain) == len(node.args) and name not in ("max", "min"):
        yield from _swapped_arguments(node, spans)
        if len(plain) > 1:
            everything: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
            yield _dropped(node, everything, len(plain) - 1, spans, "drop-argument", ast.unparse(plain[-1]))
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is None:
            continue
        label = f"{name}.{keyword.arg}"
        if spans is None:
            rest = [*node.keywords[:index], *node.keywords[index + 1 :]]
            yield Change(node, with_field(node, "keywords", rest), "drop-keyword", label)
        else:
            everything = [*node.args, *node.keywords]
            yield _dropped(node, everything, len(node.args) + index, spans, "drop-keyword", label)


def _swapped_arguments(node: ast.Call, spans: Spans) -> Iterator[Change]:
    for first, second in zip(node.args, node.args[1:], strict=False):
        (start, first_end), (second_start, end) = spans.of(first), spans.of(second)
        between = spans.source[first_end:second_start].decode()
        text = f"{spans.text(second)}{between}{spans.text(first)}"
        yield Change(node, text, "swap-arguments", ast.unparse(first), (start, end))


def _renamed(node: ast.Attribute, name: str, spans: Spans | None) -> Change:
    if spans is None:
        return Change(node, with_field(node, "attr", name), "swap-name", node.attr)
    end = spans.of(node)[1]
    return Change(node, name, "swap-name", node.attr, (end - len(node.attr.encode()), end))


def _dropped(
    node: ast.expr, parts: Sequence[ast.expr | ast.keyword], index: int, spans: Spans, operator: str, label: str
) -> Change:
    """Leave out one of the parts that commas separate, and a comma."""
    start, end = spans.of(parts[index])
    if index + 1 < len(parts):
        end = spans.of(parts[index + 1])[0]
    elif index:
        start = spans.of(parts[index - 1])[1]
        if isinstance(node, ast.Tuple) and len(parts) == 2:
            return Change(node, ",", operator, label, (start, end))  # a tuple of one keeps its comma
    else:
        end += len(_match(rb"\s*,", spans.source, end))
    return Change(node, "", operator, label, (start, end))


def _dropped_pair(
    node: ast.Dict, keys: Sequence[ast.expr | None], values: Sequence[ast.expr], index: int, spans: Spans, label: str
) -> Change:
    key = keys[index]
    assert key is not None, "dictionaries with ** are left alone"
    start, end = spans.of(key)[0], spans.of(values[index])[1]
    following = keys[index + 1] if index + 1 < len(keys) else None
    if following is not None:
        end = spans.of(following)[0]
    elif index:
        start = spans.of(values[index - 1])[1]
    else:
        end += len(_match(rb"\s*,", spans.source, end))
    return Change(node, "", "drop-element", label, (start, end))


def _decorators(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, spans: Spans) -> Iterator[Change]:
    """Leave out each decorator, line and all; give a route another verb."""
    for index, decorator in enumerate(node.decorator_list):
        start, end = spans.of(decorator)
        start = spans.source.rfind(b"@", 0, start)
        end += len(_match(rb"[^\n]*\n[ \t]*", spans.source, end))
        yield Change(node, "", "drop-decorator", ast.unparse(decorator), (start, end))
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        if index + 1 < len(node.decorator_list):
            yield _decorators_swapped(node, index, spans)
        if isinstance(function, ast.Attribute) and function.attr in _VERBS:
            yield _renamed(function, _VERBS[function.attr], spans)


def _decorators_swapped(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, index: int, spans: Spans
) -> Change:
    first, second = node.decorator_list[index : index + 2]
    (start, first_end), (second_start, end) = spans.of(first), spans.of(second)
    between = spans.source[first_end:second_start].decode()
    text = f"{spans.text(second)}{between}{spans.text(first)}"
    return Change(node, text, "swap-decorators", ast.unparse(first), (start, end))


def _match(pattern: bytes, source: bytes, start: int) -> bytes:
    found = re.compile(pattern).match(source, start)
    return found[0] if found else b""
