"""`probe` and `application`: functions of a check module whose source text crosses the wall."""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from grader.errors import ExerciseError


class Application(Protocol):
    """A WSGI application that stays in the jail; clients of it share the application, not cookies."""

    def client(self, **options: Any) -> Any:
        """Return a new `werkzeug.test.Client`; options are those of its constructor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that a program left when its jail had ended: as bytes, which nobody has looked into.

    `files` are the file itself, under `name`, and what SQLite puts beside a database: its log or its journal.
    """

    name: str
    files: dict[str, bytes]

    @property
    def content(self) -> bytes:
        """The bytes of the file itself."""
        return self.files[self.name]


class Jailed(Protocol):
    """What a check holds as `jail` or `clean`: one fresh process."""

    def ask(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a probe in the jail and return its plain answer."""

    def open(self, probe: Probe, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Application:
        """Run a probe that returns a WSGI application, which stays in the jail."""

    def holding(self, evidence: Evidence | None) -> Jailed:
        """Return a clean jail that holds this evidence and nothing else."""

    def alone(self) -> Jailed:
        """Return a jail of the same kind that was asked nothing so far."""


class Probe:
    """A function whose source text crosses the wall.

    Calling it with a jail and plain arguments runs it there; the answer comes back as plain data (what
    JSON holds; tuples become lists). Raises `ExerciseError` where it is defined if it leans on a name
    that does not cross with it.
    """

    def __init__(self, function: types.FunctionType) -> None:
        self.name = function.__name__
        self.title = (inspect.getdoc(function) or self.name.replace("_", " ")).splitlines()[0]
        self.source = _source_that_crosses(function)
        self._shape = typing.get_type_hints(function).get("return", Any)

    def __call__(self, jail: Jailed, *args: Any, **kwargs: Any) -> Any:
        return jail.ask(self, args, kwargs)

    @property
    def shape(self) -> Any:
        """The type of the answer, as annotated; `Any` when the author named none."""
        return self._shape


class _ApplicationProbe(Probe):
    """A probe that leaves its answer, a WSGI application, in the jail."""

    def __call__(self, jail: Jailed, *args: Any, **kwargs: Any) -> Application:
        return jail.open(self, args, kwargs)


def probe(function: Callable[..., Any]) -> Probe:
    """Mark a function `(jail, *plain arguments) -> plain data` that runs in the jail."""
    assert isinstance(function, types.FunctionType)
    return Probe(function)


def application(function: Callable[..., Any]) -> _ApplicationProbe:
    """Mark a function `(jail, *plain arguments) -> WSGI application` that runs in the jail."""
    assert isinstance(function, types.FunctionType)
    return _ApplicationProbe(function)


def _source_that_crosses(function: types.FunctionType) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    definition.returns = None
    source = ast.unparse(definition)
    strangers = _global_names(compile(source, "<probe>", "exec")) - {function.__name__} - set(dir(builtins))
    if strangers:
        names = ", ".join(f"`{name}`" for name in sorted(strangers))
        raise ExerciseError(
            f"the probe `{function.__name__}` uses {names}, which does not cross the wall",
            hint="import modules inside the probe, and pass everything else as an argument",
        )
    return source


def _global_names(code: types.CodeType) -> set[str]:
    """Names that a module's code, and the functions inside it, look up outside themselves."""
    import dis

    loads = {"LOAD_GLOBAL", "LOAD_NAME"}
    found = {step.argval for step in dis.get_instructions(code) if step.opname in loads}
    stored = {step.argval for step in dis.get_instructions(code) if step.opname == "STORE_NAME"}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _global_names(constant)
    return found - stored - {"__name__", "__qualname__"}
