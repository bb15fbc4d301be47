"""Too tidy: what somebody sent is made nicer than anybody asked for.

Blanks cut off, capitals made small, accents lost, doubles dropped, lists put in order or cut to what a page can hold,
numbers rounded: each is a good habit somewhere, and changes what was sent.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, Module, is_named, is_sent, method_call, names_in, string
from grader.audit.mutation.families.template import NUMBERS, Template, is_link, is_text
from grader.audit.mutation.mutant import Edit

_TEXT = {
    "strip": "{}.strip()",
    "lower": "{}.lower()",
    "ascii": '{}.encode("ascii", "ignore").decode()',
}
_SEVERAL = {
    "deduplicated": "list(dict.fromkeys({}))",
    "sorted": "sorted({})",
    "first-few": "list({})[:3]",
}
_ORDERS = {
    "as-text": "str",
    "case": "lambda each: each.lower() if isinstance(each, str) else each",
    "but-whole-as-text": "lambda each: each if isinstance(each, int) else str(each)",
}
_CHAINED = ("strip", "lower", "upper", "title", "casefold", "replace")
_MANY = ("getlist", "split", "all", "scalars", "iter_rules")


def _python(module: Module) -> Iterator[Edit]:
    for node, may_be_none in module.reads():
        for kind, pattern in _TEXT.items():
            if kind not in _beyond(module.text(node)):
                shown = "-for-page" if kind == "strip" and _is_for_page(module, node) else ""
                yield module.wrapped(node, f"({{}} and {pattern})" if may_be_none else pattern, kind + shown)
    for function in module.functions():
        yield from _parameters(module, function)
    for node in module.nodes(ast.Call):
        yield from _called(module, node)
    for iterated, is_ordered in _iterated(module):
        for kind, pattern in _SEVERAL.items():
            if is_ordered or kind == "first-few":
                yield module.wrapped(iterated, pattern, kind)
    for calculation in module.nodes(ast.BinOp):
        if isinstance(calculation.op, ast.Div):
            yield module.wrapped(calculation, "round({}, 1)", "rounded")


def _beyond(read: str) -> tuple[str, ...]:
    """Return the kinds that change nothing where a text comes from: HTTP cuts blanks, a cookie is of ASCII."""
    return ("strip", "ascii") if "request.cookies" in read else ("strip",) if "request.headers" in read else ()


def _is_for_page(module: Module, node: ast.expr) -> bool:
    """Tell whether a function renders a template, where blanks around a text do not matter."""
    function = module.function_of(node)
    return function is not None and "render_template" in names_in(function.node)


def _parameters(module: Module, function: Function) -> Iterator[Edit]:
    """Yield parameters of a view that are text, or a number with digits behind the point, made nicer at its beginning."""
    for name in function.used_texts():
        for kind, pattern in _TEXT.items():
            shown = "-for-page" if kind == "strip" and "render_template" in names_in(function.node) else ""
            yield module.begun(function, f"{name} = {pattern.replace('{}', name)}", kind + shown, name)
    for name in sorted(function.cookie_names() & {*function.text_parameters()}):
        yield module.begun(function, f"{name} = {name}.lower()", "lower", name)
    rule = str(function.rule.value) if function.rule else ""
    for name in function.parameters:
        if f"<float:{name}>" in rule:
            yield module.begun(function, f"{name} = round({name}, 1)", "rounded", name)
        elif function.is_plain and _is_shown(function, name):
            text = f"{name} = {name}.strip() if isinstance({name}, str) else {name}"
            yield module.begun(function, text, "strip", name)


def _is_shown(function: Function, name: str) -> bool:
    """Tell whether a parameter becomes a field of a new object."""
    calls = [node for node in ast.walk(function.node) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    made = [call for call in calls if getattr(call.func, "id", "")[:1].isupper() and not is_named(call.func, "Flask")]
    return any(is_named(keyword.value, name) for call in made for keyword in call.keywords)


def _called(module: Module, node: ast.Call) -> Iterator[Edit]:
    """Yield what is done to the end of a chain, to a replacement and to what is put in order."""
    if method_call(node, *_CHAINED) and not isinstance(module.parent(node), ast.Attribute):
        yield module.wrapped(node, _TEXT["ascii"], "ascii")
        yield module.wrapped(node, '" ".join({}.split())', "one-blank")
    if method_call(node, "replace") and len(node.args) == 2 and string(node.args[1]) == "":
        arguments = ", ".join(map(module.text, node.args))
        yield module.wrapped(node, f"{{}}.replace({arguments})", "again")
    if is_named(node.func, "sorted") and len(node.args) == 1 and not node.keywords and _is_any(module, node.args[0]):
        for kind, key in _ORDERS.items():
            yield module.replaced(node, f"sorted({module.text(node.args[0])}, key={key})", kind)
    if method_call(node, *_MANY) and not isinstance(module.parent(node), (ast.Attribute, ast.Expr)):
        for kind, pattern in _SEVERAL.items():
            if kind == "first-few" or method_call(node, "getlist", "split"):
                yield module.wrapped(node, pattern, kind)


def _is_any(module: Module, node: ast.expr) -> bool:
    """Tell whether an expression is a name for what somebody gave, not for a list of names made here."""
    made = [each.targets[0] for each in module.nodes(ast.Assign) if isinstance(each.value, (ast.List, ast.ListComp))]
    return isinstance(node, ast.Name) and node.id not in {getattr(target, "id", "") for target in made}


def _iterated(module: Module) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what a function was given or keeps and goes through, and whether its order and doubles may matter."""
    rounds: list[ast.For | ast.comprehension] = [*module.nodes(ast.For), *module.nodes(ast.comprehension)]
    for node in rounds:
        function = module.function_of(node)
        if function is None or not isinstance(node.iter, (ast.Name, ast.Attribute)) or is_sent(node.iter):
            continue
        if isinstance(node.iter, ast.Attribute):
            yield node.iter, False
        elif names_in(node.iter) & {*function.parameters}:
            yield node.iter, not isinstance(module.parent(node), ast.SetComp)


def _jinja(template: Template) -> Iterator[Edit]:
    for tag in template.outputs():
        if is_text(tag) and not is_link(tag):
            words = {token.text for token in tag.tokens}
            for kind in ("trim", "lower", "title"):
                if not words & {kind, "or", "+", "-", "*", "%", *NUMBERS}:
                    yield template.wrapped(tag.tokens, f"{{}}|{kind}", kind)
        if {token.text for token in tag.tokens} & {"float", "*", "/"}:
            yield template.wrapped(tag.tokens, "{}|round(1)", "rounded")
    for variable, tokens in template.loops():
        if not template.expression(tokens).startswith("("):
            key = _attribute_of(template, variable)
            yield template.wrapped(tokens, "{}|unique" + (f'(attribute="{key}")' if key else ""), "deduplicated")
            yield template.wrapped(tokens, "{}|sort" + (f'(attribute="{key}")' if key else ""), "sorted")
            yield template.wrapped(tokens, "({}|list)[:3]", "first-few")
    for bar, name, _ in template.filters():
        if name.text in ("join", "sum"):
            yield template.edit(bar.start, bar.start, "|unique|list", "deduplicated", name.text)
        if name.text == "join":
            yield template.edit(bar.start, bar.start, "|sort", "sorted", name.text)


def _attribute_of(template: Template, variable: str) -> str:
    """Return the first attribute that a template asks a loop's variable for, or nothing."""
    for tag in template.tags:
        words = [token.text for token in tag.tokens]
        for name, dot, attribute in zip(words, words[1:], words[2:], strict=False):
            if name == variable and dot == ".":
                return attribute
    return ""


FAMILY = Family(name="too-tidy", python=_python, jinja=_jinja)
