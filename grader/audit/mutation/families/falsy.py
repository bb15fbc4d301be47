"""Falsy for missing: 0, False, an empty text or list is taken for nothing at all, and the other way round.

Students ask `if value:` where the question is whether there is one, write `or` for a default because it is shorter,
and learn `default(x, true)` without what the `true` is for. With the values of a first try all of these are right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, Module, is_named, is_sent, method_call, string
from grader.audit.mutation.families.template import MAYBE_NOTHING, Template
from grader.audit.mutation.mutant import Edit
from grader.audit.mutation.tags import Tag

# What is as good as itself for whatever is false.
_FALSE = ("0", '""', "''", "[]", "{}", "False")


def _python(module: Module) -> Iterator[Edit]:
    for compare in module.nodes(ast.Compare):
        if not _is_object(module, compare.left):
            yield from _compared(module, compare)
    for call in module.nodes(ast.Call):
        yield from _fetched(module, call)
    for function in module.functions():
        yield from _defaults(module, function)
    for test in _tests(module):
        if isinstance(test, (ast.Name, ast.Attribute)):
            yield module.wrapped(test, "{} is not None", "is-none")
        elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and isinstance(test.operand, ast.Name):
            yield module.replaced(test, f"{module.text(test.operand)} is None", "is-none")


def _is_object(module: Module, node: ast.expr) -> bool:
    """Tell whether a name stands for what is always true if it is there: something to call or to ask, or an error."""
    function = module.function_of(node)
    if not isinstance(node, ast.Name) or function is None:
        return False
    used = [each for each in ast.walk(function.node) if isinstance(each, (ast.Call, ast.Attribute))]
    is_asked = any(is_named(each.func if isinstance(each, ast.Call) else each.value, node.id) for each in used)
    return is_asked or (bool(function.hook) and node.id in function.parameters)


def _compared(module: Module, node: ast.Compare) -> Iterator[Edit]:
    """Yield `not x` for `x is None`, and `not x.get(key)` for `key not in x`."""
    match node:
        case ast.Compare(ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            yield module.replaced(node, f"(not {module.text(node.left)})", "falsy")
        case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            yield module.replaced(node, f"bool({module.text(node.left)})", "falsy")
        case ast.Compare(ops=[(ast.In() | ast.NotIn()) as sign], comparators=[box]) if string(node.left) is not None:
            if is_sent(box) or isinstance(box, ast.Name):
                sign_text = "not " if isinstance(sign, ast.NotIn) else ""
                yield module.replaced(node, f"({sign_text}{module.text(box)}.get({module.text(node.left)}))", "falsy")


def _fetched(module: Module, node: ast.Call) -> Iterator[Edit]:
    """Yield `or None`, or `or` the default, behind what is fetched by name."""
    if method_call(node, "get_json"):
        yield module.wrapped(node, "({} or None)", "or-none")
    elif method_call(node, "get") and _by_name(node) and not _is_asked(module, node):
        default = module.text(node.args[1]) if len(node.args) > 1 else "None"
        if default not in _FALSE:
            yield module.wrapped(node, f"({{}} or {default})", "or-none" if default == "None" else "or-default")


def _by_name(node: ast.Call) -> bool:
    """Tell whether something is asked for by its name: a view is not, nor is a row of a table."""
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    is_route = (string(node.args[0]) or "").startswith("/") if node.args else True
    return not is_route and (len(node.args) == 1 or is_sent(node.func.value) or string(node.args[0]) is not None)


def _is_asked(module: Module, node: ast.expr) -> bool:
    """Tell whether a value, or the name it gets, is asked by itself whether there is something."""
    above = module.parent(node)
    name = module.text(above.targets[0]) if isinstance(above, ast.Assign) else module.text(node)
    bare = (test.operand if isinstance(test, ast.UnaryOp) else test for test in _tests(module))
    return any(module.text(test.left if isinstance(test, ast.Compare) else test) == name for test in bare)


def _tests(module: Module) -> Iterator[ast.expr]:
    yield from (node.test for node in module.nodes(ast.If))
    yield from (node.test for node in module.nodes(ast.IfExp))


def _defaults(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a parameter's default, a number, for the other number that is false."""
    arguments = function.node.args
    pairs = zip(arguments.args[::-1], arguments.defaults[::-1], strict=False)
    for argument, default in reversed(list(pairs)):
        if isinstance(default, ast.Constant) and isinstance(default.value, int) and default.value:
            text = f"{argument.arg} = {argument.arg} or {module.text(default)}"
            yield module.begun(function, text, "or-default", argument.arg)


def _jinja(template: Template) -> Iterator[Edit]:
    for bar, name, rest in template.filters():
        if name.text in ("default", "d") and rest:
            yield from _default(template, bar.start, [token.text for token in rest], rest[0].end)
    for tag in template.tags:
        yield from _asked(template, tag)
    for tag in template.outputs():
        words = {token.text for token in tag.tokens}
        if words & MAYBE_NOTHING and not words & {"or", "format"}:
            yield template.wrapped(tag.tokens, '{} or ""', "or-nothing")


def _asked(template: Template, tag: Tag) -> Iterator[Edit]:
    """Yield a default for what is missing where one is for what is false, and the other way round."""
    words = [token.text for token in tag.tokens]
    for sign in range(1, len(words) - 1):
        if words[sign] == "or" and not tag.word and words.count("or") == 1:
            value, other = template.expression(tag.tokens[:sign]), template.expression(tag.tokens[sign + 1 :])
            text = f"({value})|default({other})"
            yield template.edit(tag.tokens[0].start, tag.tokens[-1].end, text, "default", value)
        if words[sign] == "is" and words[sign + 1] in ("none", "None", "defined") and words[sign - 1] != ")":
            asked = tag.tokens[sign - 1 : sign + 2]
            text = words[sign - 1] if words[sign + 1] == "defined" else f"(not {words[sign - 1]})"
            yield template.edit(asked[0].start, asked[-1].end, text, "falsy", template.expression(asked))


def _default(template: Template, start: int, words: list[str], opened: int) -> Iterator[Edit]:
    """Yield `default(x, true)` for `default(x)`, and back."""
    if ")" not in words:
        return
    inside = words[1 : words.index(")")]
    end = template.source.index(b")", opened)
    comma = template.source.rfind(b",", opened, end)
    if inside[-2:] == [",", "true"] and comma >= 0:
        yield template.edit(comma, end, "", "default", "".join(inside))
    elif "," not in inside and "".join(inside) not in _FALSE:
        yield template.edit(end, end, ", true", "default-true", "".join(inside))


FAMILY = Family(name="falsy-for-missing", python=_python, jinja=_jinja)
