"""Stops early: the first of several, the last, those until something is empty; and the rest stays as it was.

One value is what a first try has. A container that became empty is not saved, a logout takes out what it put in and
leaves the rest, a context is left before what belongs into it, a hook serves the page that it was written for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, Module, is_fixed, is_named, method_call, names_in, string
from grader.audit.mutation.families.template import Template
from grader.audit.mutation.mutant import Edit

_SEVERAL = ("getlist", "split", "all")
_BLOCK = re.compile(rb"\{%-?\s*block\s+(\w+)")


def _python(module: Module) -> Iterator[Edit]:
    for call in module.nodes(ast.Call):
        yield from _called(module, call)
    for loop in module.nodes(ast.For):
        if (
            isinstance(loop.target, ast.Name)
            and not is_fixed(loop.iter)
            and not names_in(loop.iter) - _given(module, loop)
        ):
            yield module.before(loop.body[0], f"if not {loop.target.id}:\n    break", "at-empty", loop.target.id)
    for generator in module.nodes(ast.comprehension):
        if is_fixed(generator.iter):
            continue
        yield module.wrapped(generator.iter, "list({})[:1]", "first")
        yield module.wrapped(generator.iter, "list({})[-1:]", "last")
    for statement in module.nodes(ast.stmt):
        yield from _saved(module, statement)
    for block in module.nodes(ast.With):
        yield from _left(module, block)
    for function in module.functions():
        yield from _one_page(module, function)


def _given(module: Module, node: ast.AST) -> set[str]:
    """Return the parameters of the function around a node."""
    function = module.function_of(node)
    return {*function.parameters} if function else set()


def _called(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield the first or last of several, the first place where something stands, what a removal leaves."""
    if not isinstance(call.func, ast.Attribute):
        return
    owner, above = module.text(call.func.value), module.parent(call)
    if method_call(call, *_SEVERAL) and not isinstance(above, (ast.Attribute, ast.Expr)):
        yield module.wrapped(call, "{}[:1]", "first")
        yield module.wrapped(call, "{}[-1:]", "last")
    if method_call(call, "split", "replace") and len(call.args) == (1 if call.func.attr == "split" else 2):
        yield module.replaced(call, module.text(call)[:-1] + ", 1)", "first")
    if isinstance(above, ast.Expr) and call.func.attr == "clear" and not call.args:
        yield module.replaced(call, f"{owner}.pop({_first_key(module, owner)}, None)", "leaves-rest")
    if isinstance(above, ast.Expr) and call.func.attr == "pop" and call.args:
        yield module.rewritten(above, f'{owner}[{module.text(call.args[0])}] = ""', "leaves-key")


def _first_key(module: Module, owner: str) -> str:
    """Return the first key that a module writes to a container, as it is written, else one that is there."""
    for assign in module.nodes(ast.Assign):
        target = assign.targets[0]
        if isinstance(target, ast.Subscript) and module.text(target.value) == owner and string(target.slice):
            return module.text(target.slice)
    return f"next(iter({owner}), None)"


def _saved(module: Module, statement: ast.stmt) -> Iterator[Edit]:
    """Yield what is kept only if there is something in it."""
    match statement:
        case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)), body=[_, *_, ast.Return(value=None)]):
            yield module.rewritten(statement, f"if not {name}:\n    return", "empty-not-saved")
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value) if _may_be_empty(value):
            if module.function_of(statement) and not is_named(getattr(target, "value", target), "self"):
                text = f"if kept := {module.text(value)}:\n    {module.text(target)} = kept"
                yield module.rewritten(statement, text, "empty-not-saved")


def _may_be_empty(value: ast.expr) -> bool:
    if isinstance(value, ast.List):
        return bool(value.elts) and all(isinstance(element, ast.Starred) for element in value.elts)
    is_class = isinstance(value, ast.Name) and value.id[:1].isupper()
    return isinstance(value, (ast.Name, ast.Subscript, ast.ListComp)) and not is_class


def _left(module: Module, block: ast.With) -> Iterator[Edit]:
    """Yield a context that is left before the function calls itself, where one belongs inside the other."""
    function, last = module.function_of(block), block.body[-1]
    if (
        function is None
        or len(block.body) != 1
        or not isinstance(last, ast.Return)
        or not isinstance(last.value, ast.List)
    ):
        return
    inner = [each for each in last.value.elts if isinstance(each, ast.Starred) and function.node.name in names_in(each)]
    if len(inner) == 1:
        at = last.value.elts.index(inner[0])
        before, after = (
            ", ".join(map(module.text, part)) for part in (last.value.elts[:at], last.value.elts[at + 1 :])
        )
        head = module.text(block).partition("\n")[0]
        text = f"{head}\n    before, after = [{before}], [{after}]\nreturn [*before, {module.text(inner[0])}, *after]"
        yield module.rewritten(block, text, "not-nested")


def _one_page(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a hook that does its work for the first page alone."""
    views = [other.node.name for other in module.functions() if other.is_view]
    if function.hook.startswith(("before", "after")) and views:
        given = function.parameters[0] if function.hook.startswith("after") else "None"
        lines = f'if __import__("flask").request.endpoint != "{views[0]}":\n    return {given}'
        yield module.begun(function, lines, "one-page", function.node.name)


def _jinja(template: Template) -> Iterator[Edit]:
    for _, name, rest in template.filters():
        arguments = [token.text for token in rest]
        if name.text == "replace" and ")" in arguments:
            end = rest[arguments.index(")")].start
            yield template.edit(end, end, ", 1", "first", name.text)
    for _, tokens in template.loops():
        if not template.expression(tokens).startswith("("):
            yield template.wrapped(tokens, "({}|list)[:1]", "first")
            yield template.wrapped(tokens, "({}|list)[-1:]", "last")
    yield from _emptied(template)


def _emptied(template: Template) -> Iterator[Edit]:
    """Yield a block of the parent's that a child fills with nothing."""
    parent = next(
        (tag.tokens[0].text.strip("\"'") for tag in template.tags if tag.word == "extends" and tag.tokens), ""
    )
    source = next((text for name, text in template.files.items() if parent and name.endswith(f"/{parent}")), b"")
    own = set(_BLOCK.findall(template.source))
    for block in dict.fromkeys(_BLOCK.findall(source)):
        if block not in own:
            text = f"{{% block {block.decode()} %}}{{% endblock %}}\n"
            end = len(template.source)
            yield template.edit(end, end, text, "empties", block.decode())


FAMILY = Family(name="stops-early", python=_python, jinja=_jinja)
