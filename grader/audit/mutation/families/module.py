"""A module as the families see it: its functions and what they are to Flask, and what it reads from outside.

Nodes inside an f-string have no trustworthy place before Python 3.12; what befalls them is put at the beginning of
their function instead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.spans import Located, Spans

_N = TypeVar("_N", bound=ast.AST)
FunctionDef = ast.FunctionDef  # views of the course are not async
_ROUTES = frozenset({"route", "get", "post", "put", "patch", "delete"})
_HOOKS = frozenset({"before_request", "after_request", "teardown_request", "before_app_request", "after_app_request"})
_ADDS = ("add_url_rule", "register_blueprint")
# What is read under these names is a number, or the name of a host.
_PLAIN = frozenset({"age", "count", "days", "domain", "host", "id", "limit", "max_age", "n", "number", "page"})
_REQUEST = frozenset({"args", "form", "headers", "cookies", "values", "json"})


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what decorates it by name (`get`, `before_request`), the rules of its URLs, whether a class holds it."""

    node: FunctionDef
    decorators: dict[str, ast.expr]
    in_class: bool

    @property
    def is_view(self) -> bool:
        """Whether Flask calls it for a URL."""
        return bool(_ROUTES & self.decorators.keys()) or (self.in_class and self.node.name in _ROUTES)

    @property
    def hook(self) -> str:
        """The name of the hook it is, or nothing."""
        return next(iter(_HOOKS & self.decorators.keys()), "")

    @property
    def is_plain(self) -> bool:
        """Whether nobody but the program, and a check, calls it."""
        return not (self.decorators or self.node.name.startswith("__"))

    @property
    def rule(self) -> ast.Constant | None:
        """The URL rule nearest to the function, if it is written there."""
        rules = [node for name, node in self.decorators.items() if name in _ROUTES]
        call = rules[-1] if rules else None
        first = call.args[0] if isinstance(call, ast.Call) and call.args else None
        return first if isinstance(first, ast.Constant) and isinstance(first.value, str) else None

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters that are given one by one, without `self` and `cls`."""
        names = [argument.arg for argument in (*self.node.args.args, *self.node.args.kwonlyargs)]
        return [name for name in names if name not in ("self", "cls")]

    def text_parameters(self) -> list[str]:
        """Return the parameters that are text because the URL rule says so."""
        rule = str(self.rule.value) if self.rule else ""
        marks = ("", "path:", "string:")
        return [name for name in self.parameters if any(f"<{mark}{name}>" in rule for mark in marks)]

    def used_texts(self) -> list[str]:
        """Return those of them that the function does something with, but for keys, which are plain words."""
        used = names_in(*self.node.body) - {"key"} - self.cookie_names()
        return [name for name in self.text_parameters() if name in used]

    def cookie_names(self) -> set[str]:
        """Return the names that the function uses as the name of a cookie, which has neither blanks nor accents."""
        calls = [node for node in ast.walk(self.node) if isinstance(node, ast.Call) and node.args]
        named = [call for call in calls if method_call(call, "set_cookie", "delete_cookie") or _asks_cookies(call.func)]
        return names_in(*(call.args[0] for call in named))

    @property
    def is_at_one_path(self) -> bool:
        """Whether all requests for it have the same path."""
        return self.rule is not None and "<" not in str(self.rule.value)


class Module:
    """A parsed module; the methods that make edits leave the family's name to the family."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.tree = ast.parse(source)
        self.spans = Spans(source)
        self._scopes: dict[ast.AST, str] = {}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._order: list[ast.AST] = []
        self._learn(self.tree, "")

    def _learn(self, node: ast.AST, scope: str) -> None:
        self._scopes[node] = scope
        self._order.append(node)
        if isinstance(node, ast.JoinedStr):
            return
        inner = scope
        if isinstance(node, (FunctionDef, ast.ClassDef)):
            inner = f"{scope}.{node.name}".lstrip(".")
        for child in ast.iter_child_nodes(node):
            self._parents[child] = node
            if not (isinstance(node, (ast.AnnAssign, ast.arg)) and child is node.annotation):
                self._learn(child, inner)

    # Questions

    def nodes(self, kind: type[_N]) -> Iterator[_N]:
        """Yield the nodes of a kind in order, but for those in f-strings."""
        return (node for node in self._order if isinstance(node, kind))

    def _above(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def parent(self, node: ast.AST) -> ast.AST:
        """Return the node right above one."""
        return self._parents[node]

    def scope(self, node: ast.AST) -> str:
        """Return the function or class that a node stands in, dotted."""
        return self._scopes[node]

    def functions(self) -> Iterator[Function]:
        """Yield the functions in order, also those inside others and in classes."""
        for node in self.nodes(FunctionDef):
            decorators = {_called(decorator): decorator for decorator in node.decorator_list}
            yield Function(node, decorators, isinstance(self._parents[node], ast.ClassDef))

    def function_of(self, node: ast.AST) -> Function | None:
        """Return the innermost function around a node."""
        around = next((each for each in self._above(node) if isinstance(each, FunctionDef)), None)
        return next((function for function in self.functions() if function.node is around), None)

    def text(self, node: Located) -> str:
        """Return a node as it is written."""
        return self.spans.text(node)

    def verbatim(self, node: ast.Constant) -> tuple[int, bytes] | None:
        """Return where the text of a string begins and what it is, if it is written in one piece without escapes."""
        start, end = self.spans.of(node)
        written, text = self.source[start:end], str(node.value).encode("utf-8", "surrogatepass")
        offset = written.find(text)
        plain = isinstance(node.value, str) and text and offset >= 0 and len(written) - len(text) <= 8
        return (start + offset, text) if plain else None

    def applications(self) -> list[ast.Assign]:
        """Return where applications that have pages get their names."""
        made = [each for each in self.nodes(ast.Assign) if _makes_application(each.value)]
        has_pages = any(function.is_view for function in self.functions())
        return made if has_pages or any(method_call(call, *_ADDS) for call in self.nodes(ast.Call)) else []

    # What comes from outside

    def reads(self) -> Iterator[tuple[ast.expr, bool]]:
        """Yield each reading of one text that a client sent, and whether it may be None.

        What is called like a number or a host is one, and what is raised is for a log.
        """
        for node in self.nodes(ast.expr):
            if self.is_plain_value(node) or any(isinstance(above, ast.Raise) for above in self._above(node)):
                continue
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=args, keywords=[]) if is_sent(owner):
                    yield node, len(args) == 1
                case ast.Subscript(value=owner, ctx=ast.Load()) if is_sent(owner):
                    yield node, False

    def is_plain_value(self, node: ast.expr) -> bool:
        """Tell whether an expression reads by name what is called like a number or a host."""
        key = node.args[:1] if isinstance(node, ast.Call) else [node.slice] if isinstance(node, ast.Subscript) else []
        return any(string(each) in _PLAIN for each in key)

    # Edits

    def replaced(self, node: Located, text: str, kind: str) -> Edit:
        """Return an edit that writes a text in the place of a node."""
        return self.span(*self.spans.of(node), text, kind, self.text(node).splitlines()[0], node)

    def span(self, start: int, end: int, text: str, kind: str, label: str, node: ast.AST) -> Edit:
        """Return an edit that writes a text in the place of bytes, in the function or class that holds a node."""
        return Edit(start=start, end=end, text=text.encode(), operator=kind, label=label, scope=self.scope(node))

    def wrapped(self, node: ast.expr, pattern: str, kind: str) -> Edit:
        """Return an edit that puts an expression, `{}` in the pattern, into another one."""
        return self.replaced(node, pattern.replace("{}", self.text(node)), kind)

    def begun(self, function: Function, lines: str, kind: str, label: str) -> Edit:
        """Return an edit that lets a function begin, behind its docstring, with further lines."""
        body = function.node.body
        first = body[1] if ast.get_docstring(function.node) and len(body) > 1 else body[0]
        return self.before(first, lines, kind, label)

    def before(self, statement: ast.stmt, lines: str, kind: str, label: str) -> Edit:
        """Return an edit that puts further lines before a statement, as far to the right as it."""
        start, _ = self.spans.of(statement)
        text = self._indented(f"{lines}\n", start) + self._blank(start)
        return self.span(start, start, text, kind, label, statement)

    def after(self, statement: ast.stmt, lines: str, kind: str, label: str) -> Edit:
        """Return an edit that puts further lines behind a statement."""
        start, end = self.spans.of(statement)
        return self.span(end, end, self._indented(f"\n{lines}", start), kind, label, statement)

    def decorated(self, function: Function, lines: str, kind: str) -> Edit:
        """Return an edit that puts one more decorator on a function, nearest to it."""
        start = self.spans.of(function.node)[0]
        for each in function.node.decorator_list:
            start = self.spans.of(each)[1]
        start = self.source.index(b"def ", start)
        text = self._indented(f"{lines}\n", start) + self._blank(start)
        return self.span(start, start, text, kind, function.node.name, function.node)

    def rewritten(self, statement: ast.stmt, lines: str, kind: str) -> Edit:
        """Return an edit that writes lines in the place of a statement."""
        return self.replaced(statement, self._indented(lines, self.spans.of(statement)[0]), kind)

    def _indented(self, lines: str, start: int) -> str:
        return re.sub(r"\n(?=[^\n])", "\n" + self._blank(start), lines)

    def _blank(self, start: int) -> str:
        return " " * (start - (self.source.rfind(b"\n", 0, start) + 1))


def is_sent(node: ast.expr) -> bool:
    """Tell whether an expression is what a client sent: `request.args` and the like."""
    return isinstance(node, ast.Attribute) and node.attr in _REQUEST and is_named(node.value, "request")


def is_named(node: ast.expr, *names: str) -> bool:
    """Tell whether an expression is one of these names."""
    return isinstance(node, ast.Name) and node.id in names


def method_call(node: ast.AST, *names: str) -> bool:
    """Tell whether a node calls a method of one of these names."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names


def string(node: ast.AST | None) -> str | None:
    """Return the text of a node that is a string, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def names_in(*nodes: ast.AST) -> set[str]:
    """Return the names that stand in nodes, f-strings included."""
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def is_fixed(node: ast.AST) -> bool:
    """Tell whether an expression is written out: a constant, or several between brackets."""
    return all(isinstance(each, (ast.Constant, ast.Tuple, ast.List, ast.Load)) for each in ast.walk(node))


def _asks_cookies(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "cookies"


def _makes_application(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and is_named(node.func, "Flask")


def _called(decorator: ast.expr) -> str:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
