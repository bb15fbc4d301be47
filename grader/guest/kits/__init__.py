"""Kits: all that is known about a framework or a library, one module each, switched on by name in course.toml.

A kit is a module with a constant `KIT`, and with `LIBRARIES`, the top-level modules that it may import beside the
standard library; it imports them where a function needs them, since they may be missing. Its name is its module's.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Final

from grader.guest.kit import ProbeKit
from grader.protocol.environment import Preload

NAMES: Final = ("flask", "forms", "redis", "signals", "sqlalchemy")

Hears = Callable[[list[BaseException]], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a kit contributes; by default nothing.

    `tools` is a subclass of `ProbeKit`, whose public methods probes may call. `modules` are imported, and `warm_up`
    is called, in a fork server of `preload` or of more; neither may leave more behind than library state. `hears` is
    entered for each request and appends to its list the exceptions that the framework turns into a page.
    `variables` of the environment stand where a program is imported, not where it is run as a file.
    """

    preload: Preload = Preload.LIGHT
    modules: tuple[str, ...] = ()
    warm_up: Callable[[], None] | None = None
    tools: type[ProbeKit] | None = None
    hears: Hears | None = None
    variables: dict[str, str] = field(default_factory=dict)


def load(name: str) -> Kit:
    """Return the kit of that name."""
    kit: Kit = importlib.import_module(f"{__name__}.{name}").KIT
    return kit


def probe_kit(kits: Iterable[Kit]) -> type[ProbeKit]:
    """Return the class of a probe's first argument: `ProbeKit` with the tools of these kits."""
    bases = tuple(kit.tools for kit in kits if kit.tools is not None)
    return type("ProbeKit", bases, {}) if bases else ProbeKit


def words_of(kit: Kit) -> tuple[str, ...]:
    """Return the names of the tools that a kit brings."""
    return tuple(name for name in vars(kit.tools) if not name.startswith("_")) if kit.tools else ()


def hearing(kits: Iterable[Kit]) -> Callable[[], AbstractContextManager[list[BaseException]]]:
    """Return what is entered for a request, and yields the exceptions that any kit heard."""
    ears = [kit.hears for kit in kits if kit.hears is not None]

    @contextlib.contextmanager
    def hear() -> Iterator[list[BaseException]]:
        heard: list[BaseException] = []
        with contextlib.ExitStack() as stack:
            for hears in ears:
                stack.enter_context(hears(heard))
            yield heard

    return hear


def variables_of(kits: Iterable[Kit]) -> dict[str, str]:
    """Return the variables of the environment that these kits set where a program is imported."""
    variables: dict[str, Any] = {}
    for kit in kits:
        variables |= kit.variables
    return variables
