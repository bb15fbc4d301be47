"""Whether the checks are as they were after collection: what a judge must find before it takes another submission.

Nothing is put back. What a check left behind is noticed, and the judge ends; the next one is forked where nothing had
happened yet. Watched are the check modules, what lies beside them and the process around them: everything that is
reached from their globals through containers, functions and instances. An object whose state cannot be read (an open
file, a generator, more than a few thousand objects) cannot be watched: such checks have a judge for each submission.
"""

from __future__ import annotations

import functools
import os
import random
import re
import sys
import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

_MOST = 5_000  # objects; a module of checks has some hundred
_PYTESTS_OWN = "PYTEST_CURRENT_TEST"
_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: a class made by a `class` statement, mostly

# What cannot change, and what never belongs to a check.
_VALUES = (int, float, complex, str, bytes, bool, type(None), type(...), type(NotImplemented), range)
_BY_IDENTITY = (
    types.ModuleType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.CodeType,
    types.GenericAlias,
    types.UnionType,
    re.Pattern,
)
# Built-in classes whose instances hold nothing but what stands in `repr`.
_BY_TEXT = frozenset(
    (module, name)
    for module, names in {
        "datetime": ("date", "datetime", "time", "timedelta", "timezone"),
        "decimal": ("Decimal",),
        "builtins": ("slice",),
    }.items()
    for name in names
)


class Unwatchable(Exception):
    """The state of an object that checks hold cannot be read."""


class Pristine:
    """The state of collected checks, and whether it is that still.

    `may_reuse` is False from the start for checks that hold what cannot be watched.
    """

    def __init__(self, folder: Path, items: Iterable[pytest.Item]) -> None:
        self._folder = folder
        self._items = list(items)
        self._modules = self._own_modules()
        try:
            self._state: object = self._read()
            self.may_reuse = True
        except Unwatchable:
            self.may_reuse = False

    @property
    def holds(self) -> bool:
        """Whether nothing has changed since."""
        try:
            return self.may_reuse and self._own_modules() == self._modules and self._read() == self._state
        except Unwatchable:
            return False

    def _own_modules(self) -> dict[str, types.ModuleType]:
        """Return the modules of the checks' folder: what a check has imported meanwhile is one more."""
        there = ((name, module) for name, module in list(sys.modules.items()) if module is not None)
        own = {
            name: module
            for name, module in there
            if (getattr(module, "__file__", None) or "").startswith(f"{self._folder}{os.sep}")
        }
        collected = (getattr(item, "module", None) for item in self._items)
        return own | {module.__name__: module for module in collected if module is not None}

    def _read(self) -> object:
        reader = _Reader(frozenset(self._modules))
        environment = {name: value for name, value in os.environ.items() if name != _PYTESTS_OWN}
        around = environment, os.getcwd(), list(sys.path), sys.getrecursionlimit()
        marks = [(item.own_markers, item.user_properties, list(item.fixturenames)) for item in self._watched()]
        return around, reader.state([dict(vars(module)) for module in self._modules.values()]), reader.state(marks)

    def _watched(self) -> Iterator[pytest.Function]:
        return (item for item in self._items if isinstance(item, pytest.Function))


class _Reader:
    """Reads the state of objects as nested tuples, each object once."""

    def __init__(self, modules: frozenset[str]) -> None:
        self._modules = modules
        self._seen: dict[int, Any] = {}  # holds the objects, so that no number is given twice

    def state(self, value: Any) -> object:
        """Return what two readings must have in common. Raises `Unwatchable`."""
        kind = type(value)
        if kind in _VALUES:
            return kind, value
        if id(value) in self._seen:
            return id(value)
        self._seen[id(value)] = value
        if len(self._seen) > _MOST:
            raise Unwatchable("too many objects")
        return self._parts(kind, value)

    def _parts(self, kind: type, value: Any) -> object:
        if kind in _CONTAINERS:
            return kind, tuple(map(self.state, _CONTAINERS[kind](value)))
        if isinstance(value, _BY_IDENTITY):
            return id(value)
        if isinstance(value, type):
            return self._class(value)
        if (kind.__module__, kind.__name__) in _BY_TEXT:
            return kind, repr(value)
        return self._object(kind, value)

    def _class(self, value: type) -> object:
        """A class of the checks is read; that of a library is nobody's to change."""
        if value.__module__ not in self._modules:
            return id(value)
        hidden = ("__dict__", "__weakref__", "__doc__")
        return id(value), self.state({name: held for name, held in vars(value).items() if name not in hidden})

    def _object(self, kind: type, value: Any) -> object:
        if kind is types.FunctionType:
            return self._function(value)
        if kind is _CACHED and value.__module__ not in self._modules:  # a library's own, such as `urlsplit`
            return id(value)
        if kind in _WRAPPERS:
            return tuple(map(self.state, _WRAPPERS[kind](value)))
        if isinstance(value, random.Random):
            return kind, value.getstate()
        if kind.__module__.startswith("_pytest."):  # a fixture has its function; the rest leads to all of pytest
            return id(value), self.state(getattr(value, "__wrapped__", None))
        return self._instance(kind, value)

    def _function(self, value: types.FunctionType) -> object:
        if value.__module__ not in self._modules:
            return id(value)
        cells = [cell.cell_contents for cell in value.__closure__ or () if _is_full(cell)]
        return (
            id(value.__code__),
            self.state(value.__defaults__),
            self.state(value.__kwdefaults__),
            self.state(vars(value)),
            self.state(cells),
        )

    def _instance(self, kind: type, value: Any) -> object:
        """An instance of a class written in Python: its attributes, and what it is as a container."""
        bases = [base for base in kind.__mro__ if not base.__flags__ & _HEAP_TYPE and base is not object]
        if not all(base in _CONTAINERS or base in _VALUES or issubclass(base, BaseException) for base in bases):
            raise Unwatchable(kind.__qualname__)
        content = [_CONTAINERS[base](value) if base in _CONTAINERS else base(value) for base in bases[:1]]
        slots = [name for base in kind.__mro__ for name in _slots_of(base)]
        held = {name: getattr(value, name) for name in slots if hasattr(value, name)} | getattr(value, "__dict__", {})
        return kind, self.state(content) if bases and not isinstance(value, BaseException) else 0, self.state(held)


_CACHED = type(functools.lru_cache(len))
_CONTAINERS: dict[type, Callable[[Any], Iterable[Any]]] = {
    list: list,
    tuple: list,
    set: lambda value: sorted(value, key=repr),
    frozenset: lambda value: sorted(value, key=repr),
    deque: list,
    dict: lambda value: [each for item in value.items() for each in item],
    OrderedDict: lambda value: [each for item in value.items() for each in item],
    defaultdict: lambda value: [each for item in value.items() for each in item],
    types.MappingProxyType: lambda value: [each for item in value.items() for each in item],
}
_WRAPPERS: dict[type, Callable[[Any], Iterable[Any]]] = {
    types.MethodType: lambda value: (value.__func__, value.__self__),
    staticmethod: lambda value: (value.__func__,),
    classmethod: lambda value: (value.__func__,),
    property: lambda value: (value.fget, value.fset, value.fdel),
    functools.partial: lambda value: (value.func, value.args, value.keywords),
    _CACHED: lambda value: (value.__wrapped__, tuple(value.cache_info())),
}


def _is_full(cell: types.CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018  only asking raises
    except ValueError:
        return False
    return True


def _slots_of(base: type) -> tuple[str, ...]:
    slots = vars(base).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)
