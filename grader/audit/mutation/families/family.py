"""The noun: a family, what it adds to Python and to templates, and how its edits are named.

A family's functions yield edits whose `operator` is the *kind* of the mistake and whose `label` is what it befell;
the family puts its own name before both: `app.py:create_app.search:falsy-for-missing:or-none_…:1f2e3d`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.audit.mutation.allowed import is_allowed
from grader.audit.mutation.families.module import Module
from grader.audit.mutation.families.template import Template
from grader.audit.mutation.mutant import Edit

_TEMPLATES = (".html", ".htm", ".j2", ".jinja", ".xml")


def _nothing(_: object) -> Iterator[Edit]:
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of mistake that students add, wherever it applies."""

    name: str
    python: Callable[[Module], Iterator[Edit]] = _nothing
    jinja: Callable[[Template], Iterator[Edit]] = _nothing

    def edits(self, file: str, files: Mapping[str, bytes]) -> Iterator[Edit]:
        """Yield what this family adds to one of an answer's files, without what the course's rules allow."""
        suffix = PurePosixPath(file).suffix
        if suffix == ".py":
            found = self._of_module(Module(files[file]))
        elif suffix in _TEMPLATES:
            found = self.jinja(Template(files[file], files))
        else:
            return
        for edit in found:
            if not is_allowed(self.name, edit.operator, suffix):
                yield replace(edit, operator=self.name, label=f"{edit.operator} {edit.label}")

    def _of_module(self, module: Module) -> Iterator[Edit]:
        yield from self.python(module)
        for node in module.nodes(ast.Constant):
            found = module.verbatim(node)
            if found and b"{{" in found[1]:
                for edit in self.jinja(Template(found[1], {})):
                    yield edit.within(found[0], module.scope(node))
