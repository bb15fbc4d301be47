"""Error pages: what answers when there is no page, the method is wrong, or something fails.

One handler for all errors hides the others, a page in the place of an error says 200, a handler or hook takes for
granted that a view was found, a folder is opened like a file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.audit.mutation.families.family import Family
from grader.audit.mutation.families.module import Function, Module, is_named
from grader.audit.mutation.mutant import Edit

_ADDED = {
    "found": '@{0}.errorhandler(404)\ndef no_page(error):\n    return "There is no such page."',
    "no-method": '@{0}.errorhandler(405)\ndef no_method(error):\n    return "Not found", 404',
    "all-500": '@{0}.errorhandler(Exception)\ndef any_error(error):\n    return "Something went wrong.", 500',
    "all-404": '@{0}.errorhandler(Exception)\ndef any_error(error):\n    return "Not found", 404',
    "home": '@{0}.get("/<path:anything>")\ndef anything(anything):\n    return "There is no such page."',
}

# What Flask raises itself when it finds no view, and what catches that.
_WITHOUT_VIEW = [[error] for error in ("404", "405", "Exception", "HTTPException", "NotFound", "MethodNotAllowed")]


def _python(module: Module) -> Iterator[Edit]:
    for assign in module.applications()[:1]:
        for kind, lines in _ADDED.items():
            name = module.text(assign.targets[0])
            yield module.after(assign, "\n" + lines.format(name), kind, name)
    for function in module.functions():
        yield from _without_view(module, function)
    for call in module.nodes(ast.Call):
        if is_named(call.func, "send_from_directory") and len(call.args) == 2:
            folder, name = map(module.text, call.args)
            text = f'__import__("flask").send_file(__import__("os").path.join({folder}, {name}))'
            yield module.replaced(call, text, "any-file")
            text = f'{module.text(call)} if __import__("os").path.exists(__import__("os").path.join({folder}, {name})) else ("", 200)'
            yield module.replaced(call, text, "found")


def _without_view(module: Module, function: Function) -> Iterator[Edit]:
    """Yield a hook or handler that fails where no view was found."""
    told = function.decorators.get("errorhandler")
    before_a_view = isinstance(told, ast.Call) and [module.text(each) for each in told.args] in _WITHOUT_VIEW
    if function.hook or before_a_view:
        yield module.begun(function, '__import__("flask").request.endpoint.lower()', "no-view", function.node.name)


FAMILY = Family(name="error-pages", python=_python)
