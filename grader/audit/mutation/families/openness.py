"""Too open: more is taken than the statement allows, and every example still works.

A wider converter, `int()` where the rule would have said no, another method, another file type, `in` for `startswith`,
capitals that do not matter: programs that let in too much look finished.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, Module, is_named, is_sent, method_call, string
from grader.audit.mutation.mutant import Edit

_FURTHER = {"jpg": "jpeg", "png": "jpeg", "txt": "md", "pdf": "docx"}
_CONVERSIONS = {
    "int": ('if {0}.startswith("-"):\n    abort(404)\ntry:\n    {0} = int({0})\nexcept ValueError:\n    abort(404)'),
    "float": (
        'if {0}.startswith("-"):\n    abort(404)\ntry:\n    {0} = float({0})\nexcept ValueError:\n    abort(404)'
    ),
    "uuid": ("import uuid\ntry:\n    {0} = uuid.UUID({0})\nexcept ValueError:\n    abort(404)"),
}


def _python(module: Module) -> Iterator[Edit]:
    for function in module.functions():
        yield from _routed(module, function)
    yield from _methods(module)
    for assign in module.applications()[:1]:
        yield module.after(assign, f"{module.text(assign.targets[0])}.url_map.strict_slashes = False", "slash", "app")
    for call in module.nodes(ast.Call):
        yield from _called(module, call)
    for compare in module.nodes(ast.Compare):
        yield from _compared(module, compare)
    literals: list[ast.List | ast.Tuple] = [*module.nodes(ast.List), *module.nodes(ast.Tuple)]
    for literal in literals:
        yield from _listed(module, literal)
    for assign in module.nodes(ast.Assign):
        if is_named(assign.targets[0], "regex") and string(assign.value) is not None:
            if re.search(r"(?<!\\)[a-zA-Z]", string(assign.value) or ""):
                yield module.wrapped(assign.value, '"(?i:" + {} + ")"', "case")
            yield module.wrapped(assign.value, '{} + ".?"', "longer")


def _routed(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a wider converter, and one done by hand in the view."""
    rule = function.rule
    written = module.verbatim(rule) if rule else None
    if rule is None or written is None:
        return
    text = written[1].decode()
    for name in function.parameters:
        if f"<{name}>" in text:
            yield module.replaced(rule, module.text(rule).replace(f"<{name}>", f"<path:{name}>"), "path")
        for converter, lines in _CONVERSIONS.items():
            if f"<{converter}:{name}>" in text:
                yield _by_hand(
                    module, function, f"{converter}:{name}", "from flask import abort\n" + lines.format(name)
                )


def _methods(module: Module) -> Iterator[Edit]:
    """Yield a further method for the first page that is only read, and for each that takes something."""
    views = [function for function in module.functions() if function.rule]
    read = [function for function in views if "get" in function.decorators][:1]
    rules = Counter(function.rule.value for function in views if function.rule)
    posted = [view for view in views if "post" in view.decorators and view.rule and rules[view.rule.value] == 1]
    for function in (*read, *posted):
        verb = "get" if function in read else "post"
        decorator, rule = function.decorators[verb], function.rule
        if rule is None or not isinstance(decorator, ast.Call) or rule not in decorator.args:
            continue
        end = module.spans.of(decorator.func)[1]
        text = f'route({module.text(rule)}, methods=["GET", "POST"]'
        yield module.span(end - len(verb), module.spans.of(rule)[1], text, "method", verb, decorator)


def _by_hand(module: Module, function: Function, converter: str, lines: str) -> Edit:
    """Return a rule that takes any text, and a view that begins with the conversion."""
    rule = function.rule
    assert rule is not None, "only functions with a rule come here"
    begun = module.begun(function, lines, "", "")
    start, end = module.spans.of(rule)[0], begun.start
    name = converter.partition(":")[2]
    head = module.source[start:end].decode().replace(f"<{converter}>", f"<{name}>", 1)
    return module.span(start, end, head + begun.text.decode(), "by-hand", converter, function.node)


def _called(module: Module, call: ast.Call) -> Iterator[Edit]:
    """Yield `in` for `startswith` and `endswith`, `/privateer`, a number of digits alone, JSON of any type."""
    if method_call(call, "startswith", "endswith") and len(call.args) == 1:
        assert isinstance(call.func, ast.Attribute), "a method is an attribute"
        owner, text = module.text(call.func.value), module.text(call.args[0])
        yield module.replaced(call, f"({text} in {owner})", "contains")
        if (string(call.args[0]) or "").startswith("/"):
            yield module.replaced(call, f'({owner} == {text} or {owner}.startswith({text} + "/"))', "privateer")
    for keyword in call.keywords:
        if keyword.arg == "type" and is_named(keyword.value, "int"):
            yield module.replaced(keyword.value, "lambda text: int(text) if text.isdigit() else None", "isdigit")
            yield module.replaced(keyword.value, "lambda text: int(float(text))", "any-number")
        elif keyword.arg == "methods" and isinstance(keyword.value, ast.List):
            listed = module.text(keyword.value)
            further = next((verb for verb in ("POST", "PUT", "DELETE", "PATCH") if f'"{verb}"' not in listed), "HEAD")
            yield module.replaced(keyword.value, f'{listed[:-1]}, "{further}"]', "method")
    if method_call(call, "get_json") and "force" not in {keyword.arg for keyword in call.keywords}:
        comma = ", " if call.keywords else ""
        yield module.replaced(call, f"{module.text(call)[:-1]}{comma}force=True)", "any-type")


def _compared(module: Module, node: ast.Compare) -> Iterator[Edit]:
    """Yield comparisons of texts that capitals do not matter to, or a beginning is enough for."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        return
    left, right = module.text(node.left), module.text(node.comparators[0])
    sign = "==" if isinstance(node.ops[0], ast.Eq) else "!="
    if isinstance(node.left, ast.Attribute) and getattr(node.left.value, "id", "")[:1].isupper():  # a column
        yield module.replaced(node, f"{left}.ilike({right})", "case")
        yield module.replaced(node, f"{left}.startswith({right})", "begins")
    elif method_call(node.left, "get") or is_sent(node.left):
        yield module.replaced(node, f'({left} or "").lower() {sign} {right}.lower()', "case")
        yield module.replaced(node, f"{'not ' if sign == '!=' else ''}({left} or ' ').startswith({right})", "begins")


def _listed(module: Module, literal: ast.List | ast.Tuple) -> Iterator[Edit]:
    """Yield one further suffix in a list of suffixes."""
    suffixes = [string(element) or "" for element in literal.elts]
    known = next((suffix for suffix in suffixes if suffix.lstrip(".") in _FURTHER), None)
    if known is None:
        return
    further = known.replace(known.lstrip("."), _FURTHER[known.lstrip(".")])
    last = literal.elts[-1]
    yield module.replaced(last, f'{module.text(last)}, "{further}"', "suffix")


FAMILY = Family(name="too-open", python=_python)
