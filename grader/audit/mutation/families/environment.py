"""Forgets the environment: an application is taken to stand at the root of `localhost`, alone and asked plainly.

Links written by hand know no mount, host or query; `environ` is left out where something needs it; a header is
believed that anybody can send, or thought to come once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Module, is_named, method_call, names_in, string
from grader.audit.mutation.families.template import Template, is_link
from grader.audit.mutation.mutant import Edit

_URLENCODE = '__import__("urllib.parse").parse.urlencode'
# What else can be asked for in the place of what a request knows, by kind.
_OTHERWISE = {
    "path": {
        "query": 'request.full_path.rstrip("?")',
        "mount": "(request.script_root + request.path)",
        "encoded": 'request.environ["PATH_INFO"]',
    },
    "remote_addr": {"forwarded": 'request.headers.get("X-Forwarded-For", request.remote_addr)'},
    "is_secure": {"forwarded": '(request.is_secure or request.headers.get("X-Forwarded-Proto") == "https")'},
    "host": {"forwarded": 'request.headers.get("X-Forwarded-Host", request.host)'},
}


def _python(module: Module) -> Iterator[Edit]:
    for attribute in _first_asked(module):
        is_beginning = isinstance(module.parent(attribute), ast.Attribute)  # of which only the mount is a part
        for kind, text in _OTHERWISE.get(attribute.attr, {}).items():
            if kind == "mount" or not (is_beginning or (kind == "encoded" and _is_at_one_path(module, attribute))):
                yield module.replaced(attribute, text, kind)
    for call in module.nodes(ast.Call):
        yield from _linked(module, call)
        yield from _handed_on(module, call)
        yield from _headers(module, call)
    for assign in module.nodes(ast.Assign):
        yield from _header_set(module, assign)


def _first_asked(module: Module) -> Iterator[ast.Attribute]:
    """Yield the first place of each function where it asks the request for something."""
    seen: set[tuple[str, str]] = set()
    for attribute in module.nodes(ast.Attribute):
        place = (module.scope(attribute), attribute.attr)
        if is_named(attribute.value, "request") and place not in seen:
            seen.add(place)
            yield attribute


def _is_at_one_path(module: Module, node: ast.expr) -> bool:
    function = module.function_of(node)
    return function is not None and function.is_at_one_path


def _linked(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield links without the mount, and whole ones that name one host."""
    function = module.function_of(call)
    if not (is_named(call.func, "url_for") and function and function.is_view):
        return
    if any(keyword.arg == "_external" for keyword in call.keywords):
        yield module.wrapped(call, '{}.replace(__import__("flask").request.host, "localhost")', "host")
    else:
        yield module.wrapped(call, '{}.removeprefix(__import__("flask").request.script_root)', "mount")


def _handed_on(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield calls that leave `environ` out, and a query that is built anew of some of its values."""
    if len(call.args) > 1 and is_named(call.args[-1], "environ") and method_call(call, "force_type"):
        rest = ", ".join(map(module.text, call.args[:-1]))
        yield module.replaced(call, f"{module.text(call.func)}({rest}, None)", "environ")
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="query_string"), attr="decode")):
            yield module.replaced(call, f"{_URLENCODE}(request.args.to_dict())", "query")
            yield module.replaced(call, f"{_URLENCODE}(request.args.to_dict(flat=False), doseq=True)", "query")


def _headers(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield the first of several headers of a name where all are asked for."""
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(value=ast.Name(id="request"), attr="headers"), attr="get")
        ):
            yield module.wrapped(call, '(({} or "").split(",")[0] or None)', "header")


def _header_set(module: Module, assign: ast.Assign) -> Iterator[Edit]:
    """Yield a further header of a name where the one there is should give way."""
    target = assign.targets[0]
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute)):
        return
    if target.value.attr == "headers" and string(target.slice) is not None and "headers" not in names_in(target):
        text = f"{module.text(target.value)}.add({module.text(target.slice)}, {module.text(assign.value)})"
        yield module.rewritten(assign, text, "header")


def _jinja(template: Template) -> Iterator[Edit]:
    for tag in template.outputs():
        if is_link(tag):
            yield template.wrapped(tag.tokens, "{}|replace(request.script_root, '', 1)", "mount")


FAMILY = Family(name="forgets-environment", python=_python, jinja=_jinja)
