"""Escaped or raw at the wrong place: text is made safe for a page that it never meets, twice, or not at all.

Whoever has learnt that input is dangerous escapes it where it arrives; then JSON, headers, files and the database hold
`&lt;`. Whoever has seen `%20` in an address decodes what Flask has decoded already. And `|safe` makes a page look right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Module, is_fixed, is_named, method_call, names_in
from grader.audit.mutation.families.template import COUNTED, NUMBERS, Template, is_link, is_text
from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.tags import Tag

_ESCAPE = '__import__("markupsafe").escape'
_QUOTE = '__import__("urllib.parse").parse.quote'
_UNQUOTE = '__import__("urllib.parse").parse.unquote'


def _python(module: Module) -> Iterator[Edit]:
    escape = "escape" if "escape" in names_in(module.tree) else _ESCAPE
    for node, may_be_none in module.reads():
        if isinstance(module.parent(node), ast.Compare) or "request.cookies" in module.text(node):
            continue  # no text, but something to tell apart
        yield module.wrapped(
            node, f"({{}} and str({escape}({{}})))" if may_be_none else f"str({escape}({{}}))", "escape"
        )
    for function in module.functions():
        for name in function.used_texts():
            yield module.begun(function, f"{name} = str({escape}({name}))", "escape", name)
            yield module.begun(function, f"{name} = {_UNQUOTE}({name})", "unquote", name)
    for mapping in module.nodes(ast.Dict):
        for value in mapping.values:
            if _holds_text(value):
                yield module.wrapped(value, f"({{}} and str({escape}({{}})))", "escape")
    for call in module.nodes(ast.Call):
        if is_named(call.func, "url_for"):
            yield from _linked(module, call)


def _holds_text(value: ast.expr) -> bool:
    """Tell whether a value is an attribute that may hold a text from outside: of `g`, or a form's `data`."""
    return isinstance(value, ast.Attribute) and (value.attr == "data" or is_named(value.value, "g"))


def _linked(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield values quoted before a link is built of them, and links that are quoted no more."""
    rounds = {each.target.id for each in module.nodes(ast.comprehension) if isinstance(each.target, ast.Name)}
    open_values = [
        each.value for each in call.keywords if not (_is_plain(module, each.value) or names_in(each.value) & rounds)
    ]
    for value in open_values:
        if not isinstance(value, ast.JoinedStr) and not method_call(value, "getlist") and value not in _unpacked(call):
            yield module.wrapped(value, f"{_QUOTE}(str({{}}))", "quote")
    if open_values:
        yield module.wrapped(call, f"{_UNQUOTE}({{}})", "unquote")


def _is_plain(module: Module, value: ast.expr) -> bool:
    """Tell whether a value has nothing to quote: it is written out, a number, or the path of this very page."""
    is_path = isinstance(value, ast.Attribute) and is_named(value.value, "request")
    return is_fixed(value) or module.is_plain_value(value) or is_path


def _unpacked(call: ast.Call) -> list[ast.expr]:
    return [keyword.value for keyword in call.keywords if keyword.arg is None]


def _jinja(template: Template) -> Iterator[Edit]:
    for tag in template.outputs():
        in_attribute = template.is_in_attribute(tag)
        if is_link(tag):
            yield from _linked_to(template, tag)
        if not is_text(tag) or NUMBERS & {token.text for token in tag.tokens}:
            continue
        for kind in ("safe", "urlencode" if in_attribute else "striptags"):
            if kind not in {token.text for token in tag.tokens}:
                yield template.wrapped(tag.tokens, f"{{}}|{kind}", kind)


def _linked_to(template: Template, tag: Tag) -> Iterator[Edit]:
    """Yield each value that a link is built of, encoded before Flask encodes it."""
    for sign, value in zip(tag.tokens, tag.tokens[1:], strict=False):
        if sign.text == "=" and value.kind == "name" and value.text not in COUNTED:
            yield template.wrapped([value], "{}|urlencode", "urlencode")


FAMILY = Family(name="escaping", python=_python, jinja=_jinja)
