"""A load that failed is tried once: which loads a question begins with, and which of them are known to fail.

A load goes one *way*: a module, a program or the application, and what a probe does before, such as a recorder that
it starts. In fresh jails with the same files, the same way ends the same. What way a question goes is read from the
source of its probe, and only where nothing before could make a difference; else nobody knows, and it is asked.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from _pytest.outcomes import Skipped  # what `pytest.skip` raises; its public name is no type

from grader.protocol import loads


@dataclass(frozen=True, slots=True)
class Way:
    """A load (`grader.protocol.loads`), and the calls of the kit that a probe makes before it."""

    load: str
    before: tuple[str, ...] = ()


class NotLoaded(Skipped):
    """The check would load what is known not to load; `file` names it."""

    def __init__(self, file: str) -> None:
        super().__init__(not_run(file))
        self.file = file


@dataclass(slots=True)
class FailedLoads:
    """The loads of one submission that failed: the file of each, and what was said of them."""

    files: dict[Way, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def require(self, ways: Sequence[Way]) -> None:
        """Raise `NotLoaded` if one of these is known to fail."""
        for way in ways:
            if way in self.files:
                raise NotLoaded(self.files[way])


def failed(file: str) -> str:
    """What a check says that is not the first to meet a failed load."""
    return f"`{file}` could not be loaded."


def not_run(file: str) -> str:
    """What a check says that was not run because of it."""
    return f"Not run: {failed(file)}"


# The way of a question


def ways_of_app(entry: str, *, with_arguments: bool = False) -> tuple[Way, ...]:
    """Return the loads of the application that exercise.toml names, in order."""
    if not entry:
        return ()
    module = Way(loads.module(entry.partition(":")[0]))
    return (module,) if with_arguments else (module, Way(loads.APPLICATION))


@functools.lru_cache(maxsize=256)
def ways_of_probe(source: str, entry: str, importable: frozenset[str]) -> tuple[Way, ...]:
    """Return the loads that a probe begins with, in order; none where that cannot be told.

    `importable` are the modules of the course's libraries: to import one loads nothing of the student's.
    """
    (function,) = ast.parse(source).body
    if not isinstance(function, ast.FunctionDef) or not function.args.args:
        return ()
    return _Reader(function.args.args[0].arg, entry, importable | sys.stdlib_module_names).read(function.body)


class _Reader:
    """Reads the statements of a probe in order, up to the first that may make a difference."""

    def __init__(self, jail: str, entry: str, harmless: frozenset[str]) -> None:
        self._jail = jail
        self._entry = entry
        self._harmless = harmless
        self._before: list[str] = []

    def read(self, statements: Sequence[ast.stmt]) -> tuple[Way, ...]:
        for statement in statements:
            for step in _steps(_parts_that_run(statement)):
                ways = self._ways(step)
                if ways:
                    return ways
                if not self._is_of_the_kit(step):
                    return ()
                self._before.append(ast.unparse(step))
            if isinstance(statement, ast.With):
                return self.read(statement.body)
            if not self._is_harmless(statement):
                return ()
        return ()

    def _ways(self, step: ast.AST) -> tuple[Way, ...]:
        """Return the loads of a call that loads; none for any other."""
        if not isinstance(step, ast.Call):
            return ()
        match step.func, step.args:
            case ast.Attribute(ast.Name(name), "load"), [ast.Constant(str(module))] if name == self._jail:
                found: tuple[Way, ...] = (Way(loads.module(module)),)
            case ast.Attribute(ast.Name(name), "run_as_main"), [ast.Constant(str(file))] if name == self._jail:
                found = (Way(loads.program(file)),)
            case ast.Attribute(ast.Name(name), "app"), _ if name == self._jail:
                found = ways_of_app(self._entry, with_arguments=bool(step.args or step.keywords))
            case _:
                found = ()
        return tuple(Way(way.load, tuple(self._before)) for way in found)

    def _is_of_the_kit(self, step: ast.AST) -> bool:
        """Whether this is a call of the kit that is the same each time: with constants alone."""
        match step:
            case ast.Call(ast.Attribute(ast.Name(name), tool), args, keywords) if name == self._jail:
                values = [*args, *(keyword.value for keyword in keywords)]
                is_load = tool in ("load", "app", "run_as_main")
                return not is_load and all(isinstance(value, ast.Constant) for value in values)
        return False

    def _is_harmless(self, statement: ast.stmt) -> bool:
        """Whether a statement that loads nothing changes nothing but names of the probe's own."""
        match statement:
            case ast.Import(names):
                return {alias.name.partition(".")[0] for alias in names} <= self._harmless
            case ast.ImportFrom(str(module), level=0):
                return module.partition(".")[0] in self._harmless
            case ast.Assign(targets):
                return all(isinstance(target, ast.Name) and target.id != self._jail for target in targets)
            case ast.FunctionDef(decorator_list=[], args=ast.arguments(defaults=[], kw_defaults=[])):
                return statement.name != self._jail
        return isinstance(statement, ast.Pass | ast.Expr)


def _parts_that_run(statement: ast.stmt) -> list[ast.expr]:
    """Return the expressions that a statement evaluates first, whatever they are worth."""
    match statement:
        case ast.Expr(value) | ast.Assign(value=value) | ast.Return(ast.expr() as value):
            return [value]
        case ast.With(items):
            return [item.context_expr for item in items]
        case ast.ClassDef(bases=bases, decorator_list=[]):
            return bases
        case ast.For(iter=first) | ast.If(test=first) | ast.While(test=first) | ast.Assert(test=first):
            return [first]
    return []


_IN_ORDER = (
    *(ast.Attribute, ast.Tuple, ast.List, ast.Set, ast.JoinedStr, ast.FormattedValue, ast.Starred, ast.keyword),
    *(ast.BinOp, ast.UnaryOp, ast.Subscript, ast.Slice),
)
_DOING = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.ListComp, ast.SetComp, ast.DictComp)


def _steps(parts: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the calls of expressions in the order in which they happen, and as it is what has another order."""
    for part in parts:
        if isinstance(part, ast.Lambda) or not any(isinstance(node, _DOING) for node in ast.walk(part)):
            continue
        if isinstance(part, ast.Call):
            yield from _steps([part.func, *part.args, *part.keywords])
            yield part
        elif isinstance(part, _IN_ORDER):
            yield from _steps(list(ast.iter_child_nodes(part)))
        else:
            yield part
