"""The kit for probes: what a probe's first argument can do.

`ProbeKit` stands beside the student's modules in the jailed process. Each check has its own process, so
nothing here is ever undone, and the student's code is not imported before a probe, or a request, asks
for it: a recorder that a probe starts first sees everything from the first line on. What belongs to a
framework or a library is added by `grader.guest.kits`.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import os
import sys
import tempfile
import tokenize
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.protocol import loads

if TYPE_CHECKING:  # whoever holds no library is not to hold this one either
    from grader.guest.sqlite import Database


class LoadLog:
    """What became of the loads of the student's code, by their names in `grader.protocol.loads`.

    `tell` is called with the name of each that is through.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._failure: tuple[str, BaseException] | None = None

    @contextlib.contextmanager
    def loading(self, load: str) -> Iterator[None]:
        """Keep the exception that ends a load; tell of one that is through."""
        try:
            yield
        except BaseException as problem:
            self._failure = load, problem
            raise
        self._tell(load)

    def ended_in(self, problem: BaseException) -> str:
        """Return the name of the load that this very exception ended; empty if none."""
        load, failure = self._failure or ("", None)
        return load if failure is problem else ""


class ProbeKit:
    """The student's files and the tools to observe them.

    `entry` is where the WSGI application comes from, as in exercise.toml: `module:name` or
    `module:factory()`. In a clean jail (`runs_code` is false) nothing of the student's is imported. `variables` are
    set in the environment where a module is imported, and not where a file is run as a program. `log` hears of each load.
    """

    def __init__(
        self,
        work: Path,
        entry: str,
        *,
        runs_code: bool = True,
        variables: Mapping[str, str] | None = None,
        log: LoadLog | None = None,
    ) -> None:
        self.work = work
        self.keep: dict[str, Any] = {}  # what one probe leaves for the next of the same check
        self._entry = entry
        self._runs_code = runs_code
        self._variables = dict(variables or {})
        self._log = log or LoadLog(lambda _: None)

    # The student's code

    def load(self, module: str) -> Any:
        """Import a module of the student's, once, and return it."""
        if not self._runs_code:
            raise PermissionError("a clean jail never runs the student's code")
        os.environ.update(self._variables)
        with self._log.loading(loads.module(module)):
            return importlib.import_module(module)

    def app(self, *args: Any, **kwargs: Any) -> Any:
        """Return the WSGI application; a factory is called anew at each call, with these arguments."""
        module_name, _, name = self._entry.partition(":")
        module = self.load(module_name)
        if args or kwargs:
            return self._made(module, name, args, kwargs)
        with self._log.loading(loads.APPLICATION):
            return self._made(module, name, args, kwargs)

    @staticmethod
    def _made(module: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name.endswith(")"):
            return getattr(module, name.partition("(")[0])(*args, **kwargs)
        return getattr(module, name)

    def run_as_main(self, file: str) -> dict[str, Any]:
        """Execute a file as `python file` would, in this process; return its globals."""
        import runpy

        if not self._runs_code:
            raise PermissionError("a clean jail never runs the student's code")
        with self._unannounced(), self._log.loading(loads.program(file)):
            return runpy.run_path(str(self.work / file), run_name="__main__")

    def read(self, file: str) -> str:
        """Return the text of a submitted file; of a module, as Python decodes it."""
        return text_of(self.work / file)

    def tree(self, file: str) -> ast.Module:
        """Return the parsed source of a submitted file, which is not run."""
        return ast.parse((self.work / file).read_bytes(), file)

    # Evidence, in a clean jail

    @contextlib.contextmanager
    def sqlite(self, file: str) -> Iterator[Database]:
        """Open a database that a program left; raises `sqlite.Unreadable`, for the student to read."""
        from grader.guest.sqlite import Database

        database = Database(str(self.work / file), file)
        try:
            yield database
        finally:
            database.close()

    def replay(self, given: Sequence[Any], statements: Sequence[Any]) -> list[list[list[Any]]]:
        """Execute SQL that a program sent in a new database, after `given`; return the rows that each gave."""
        from grader.guest.sqlite import replay

        return replay(given, statements)

    # Places

    def folder(self, name: str) -> str:
        """Make a new empty folder outside the student's own files; return its absolute path."""
        return tempfile.mkdtemp(prefix=f"{name}-")

    # What kits build on

    @contextlib.contextmanager
    def _unannounced(self) -> Iterator[None]:
        """Take away what says that a program is being imported by a server, as where it is run as a file."""
        there = {name: os.environ.pop(name) for name in self._variables if name in os.environ}
        variables, self._variables = self._variables, {}
        try:
            yield
        finally:
            self._variables = variables
            os.environ.update(there)

    def __getattr__(self, name: str) -> Any:
        """Say what is missing where a probe uses a tool of a kit that is not switched on."""
        raise AttributeError(
            f"no kit of this course has a tool `{name}`: see `kits` in course.toml", name=name, obj=self
        )


def text_of(path: Path) -> str:
    """Return a file's text: of a module by its mark or its declared encoding, of anything else UTF-8."""
    if path.suffix != ".py":
        return path.read_text(encoding="utf-8")
    with tokenize.open(path) as file:
        return file.read()


def put_first_on_path(work: Path) -> None:
    """Let the student's modules be imported by name, before everything else."""
    sys.path.insert(0, str(work))
