"""Remembers: what belongs to one call, one request, one client or one application outlives it.

A name moved to the module because a function complained about it, a cache for speed, a list as default argument: right
the first time, in one application, for one client, which is all that a student tries.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, FunctionDef, Module, is_named, method_call, names_in
from grader.audit.mutation.families.template import Template
from grader.audit.mutation.mutant import Edit

# Functions that use none of these answer the same for the same arguments, and may be kept.
_CHANGING = frozenset(
    {"request", "session", "g", "current_app", "app", "self", "url_for", "render_template", "secrets"}
)
_KEPT = "globals().setdefault({name!r}, {value})"
_BY_FIRST = (
    "@lambda function, kept={}: __import__('functools').wraps(function)(\n"
    "    lambda *args, **values: kept[key]\n"
    "    if (key := str([*args, *values.values()][:1])) in kept\n"
    "    else kept.setdefault(key, function(*args, **values))\n"
    ")"
)
_NOTED = """known = set()

@app.before_request
def note_posted():
    known.update(request.form.values())

"""
_EMPTY = {"list", "dict", "set"}
_SHARED = {
    "g": '__import__("flask").ctx._AppCtxGlobals()',
    "session": '__import__("flask").sessions.SecureCookieSession()',
}
_COUNTED = '(config.setdefault("_shown", []).append(1) or config["_shown"]|length)'


def _python(module: Module) -> Iterator[Edit]:
    for function in module.functions():
        if function.hook:
            yield from _once(module, function)
        else:
            yield from _cached(module, function)
        yield from _parameters(module, function)
        yield from _only_known(module, function)
    for node in module.nodes(ast.expr):
        if _is_new(node) and module.function_of(node) and not _is_looked_at(module, node):
            yield _hoisted(module, node, "hoisted")
    for assign in module.nodes(ast.Assign):
        yield from _assigned(module, assign)
    for call in module.nodes(ast.Call):
        yield from _called(module, call)
    for imported in module.nodes(ast.ImportFrom):
        yield from _imported(module, imported)


def _hoisted(module: Module, node: ast.expr, kind: str) -> Edit:
    """Return an expression that is worth what it was worth the first time."""
    words = f"{module.scope(node)}_{module.text(node)}_{_target(module, node)}"
    name = "_" + re.sub(r"\W+", "_", words)[:40].strip("_")
    return module.replaced(node, _KEPT.format(name=name, value=module.text(node)), kind)


def _target(module: Module, node: ast.expr) -> str:
    above = module.parent(node)
    return module.text(above.targets[0]) if isinstance(above, ast.Assign) else ""


def _is_new(node: ast.expr) -> bool:
    """Tell whether an expression makes an empty container, or an id that is drawn."""
    match node:
        case ast.List(elts=[], ctx=ast.Load()) | ast.Dict(keys=[]):
            return True
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]):
            return name in _EMPTY
        case ast.Call(func=ast.Attribute(value=ast.Name(id="secrets" | "uuid"))):
            return True
    return False


def _is_looked_at(module: Module, node: ast.expr) -> bool:
    """Tell whether a container is returned, or a default that nobody writes to."""
    above = module.parent(node)
    return isinstance(above, (ast.Return, ast.arguments)) or method_call(above, "get", "pop")


def _cached(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a function whose answer is kept: one for good, and one for each first argument."""
    if not any(isinstance(node, ast.Return) for node in ast.walk(function.node)):
        return
    changing = names_in(*function.node.body) & _CHANGING
    wraps = any(isinstance(node, FunctionDef) and node is not function.node for node in ast.walk(function.node))
    if function.is_view and changing and not function.in_class:
        yield module.decorated(function, "@__import__('functools').cache", "cached")
        if len(function.parameters) > 1:
            yield module.decorated(function, _BY_FIRST, "by-first")
    elif function.is_plain and function.parameters and changing and not wraps and not module.scope(function.node):
        yield module.decorated(function, _BY_FIRST, "by-first")


def _once(module: Module, function: Function) -> Iterator[Edit]:
    given = function.parameters[0] if function.hook.startswith("after") else "None"
    name = f"_{function.node.name}"
    lines = f"if globals().setdefault({name!r}, []):\n    return {given}\nglobals()[{name!r}].append(1)"
    yield module.begun(function, lines, "once", function.node.name)


def _parameters(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a parameter that is worth what it was worth first, and a list of the caller's that is emptied."""
    if module.scope(function.node) or not function.is_plain:
        return
    rounds = [each for each in ast.walk(function.node) if isinstance(each, (ast.For, ast.comprehension))]
    gone_through = {each.iter.id for each in rounds if isinstance(each.iter, ast.Name)}
    for name in function.parameters:
        yield module.begun(function, f"{name} = {_KEPT.format(name=f'_{name}', value=name)}", "first-given", name)
        if name in gone_through:
            yield module.begun(function, f"{name} = [{name}.pop(0) for _ in range(len({name}))]", "emptied", name)


def _only_known(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a page that is there only for what was posted before, where another view takes something."""
    names = function.text_parameters()
    posted = [other.node.name for other in module.functions() if "post" in other.decorators]
    if not ("get" in function.decorators and posted and names) or "request" in names_in(function.node):
        return
    start, _ = module.spans.of(function.node)
    begun = module.begun(function, f'if {names[0]} not in known:\n    return "not found", 404', "", "")
    noted = module.before(function.node, _NOTED, "", "").text.decode()
    text = noted + module.source[start : begun.start].decode() + begun.text.decode()
    yield module.span(start, begun.start, text, "only-known", function.node.name, function.node)


def _assigned(module: Module, assign: ast.Assign) -> Iterator[Edit]:
    """Yield a value on the class for one on the object, and what a function said the first time."""
    target = assign.targets[0]
    if isinstance(target, ast.Attribute) and is_named(target.value, "self") and isinstance(assign.value, ast.Name):
        yield module.replaced(target.value, "type(self)", "on-class")
    match assign:
        case ast.Assign(targets=[ast.Subscript()], value=ast.Call(func=ast.Name(id=name), args=[]) as call):
            if module.function_of(assign) and name in {function.node.name for function in module.functions()}:
                yield _hoisted(module, call, "first-result")


def _called(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield what is gone once it was read or handed on, a counter for a free number, one receiver kept for all."""
    function = module.function_of(call)
    if method_call(call, "get") and isinstance(call.func, ast.Attribute) and not call.keywords and function:
        owner = call.func.value
        is_row = bool(call.args) and getattr(call.args[0], "id", "")[:1].isupper()  # `session.get(Article, 1)`
        if not is_row and (is_named(owner, "session", "g", *function.parameters) or isinstance(owner, ast.Subscript)):
            rest = [*map(module.text, call.args), "None"][:2]
            yield module.replaced(call, f"{module.text(owner)}.pop({', '.join(rest)})", "read-once")
    if method_call(call, "from_mapping", "update") and function:
        for given in [given for given in call.args if is_named(given, *function.parameters)]:
            text = "{key: GIVEN.pop(key) for key in list(GIVEN)}".replace("GIVEN", module.text(given))
            yield module.replaced(given, text, "emptied")
    if is_named(call.func, "max") and call.args and any(keyword.arg == "default" for keyword in call.keywords):
        yield module.replaced(call, f"len({module.text(call.args[0])})", "counter")
    if any(keyword.arg == "weak" for keyword in call.keywords) and call.args:
        text = re.sub(r",\s*weak=False", "", module.text(call))
        yield module.replaced(call, f"globals().update(_kept={module.text(call.args[0])}), {text}", "keeps-last")


def _imported(module: Module, imported: ast.ImportFrom) -> Iterator[Edit]:
    """Yield one object of the module for what Flask keeps apart: `g` for each request, `session` for each client."""
    for alias in imported.names if imported.module == "flask" else ():
        if alias.name in _SHARED:
            yield module.after(imported, f"{alias.name} = {_SHARED[alias.name]}", "hoisted", alias.name)


def _jinja(template: Template) -> Iterator[Edit]:
    for tag in template.outputs():
        for loop, dot, name in zip(tag.tokens, tag.tokens[1:], tag.tokens[2:], strict=False):
            if (loop.text, dot.text, name.text) == ("loop", ".", "index"):
                yield template.edit(loop.start, name.end, _COUNTED, "counter", "loop.index")


FAMILY = Family(name="remembers", python=_python, jinja=_jinja)
