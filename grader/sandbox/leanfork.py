"""Forking from a process of one thread without what Python does for those of many.

`os.fork` runs hooks before and after. In the child they copy about 190 pages, a sixth of all that a jail copies.
What they are for (CPython 3.11 to 3.13: `PyOS_AfterFork_Child` in Modules/posixmodule.c, and the callers of
`os.register_at_fork`), and why a child of a process of one thread does without:

    the runtime's, the import's and the GIL's locks    another thread may have held them: there is none, and we are
      made anew, states of other threads dropped       not in an import. The child holds the GIL as its parent did
    pending signals and calls cleared                  the server handles no signal and is asked for no calls
    other interpreters dropped                         there are none
    `threading`, `logging`, `concurrent.futures`       their locks; no other thread held them
    `asyncio`                                          a loop that runs: none does while the server forks
    `random`                                           is seeded anew: so here too

The handlers of C libraries (pthread_atfork: malloc, OpenSSL) are the C library's own business and run as ever. A hook
of anybody else might be needed, as might something in a Python that nobody has looked at: then it is `os.fork`.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import sysconfig
import threading
from collections.abc import Iterator
from typing import Any

from grader.sandbox import kernel

_NEEDLESS = {"asyncio.events", "concurrent.futures.thread", "logging", "random", "threading"}


class LeanFork:
    """Forks as `os.fork` does; leanly, as long as nobody needs more."""

    def __init__(self) -> None:
        self.is_lean = _is_known_python()

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Notice who wants to be called at forks: what is imported meanwhile may."""
        register = os.register_at_fork

        def note(**hooks: Any) -> None:
            if sys._getframe(1).f_globals.get("__name__") not in _NEEDLESS:
                self.is_lean = False
            register(**hooks)

        os.register_at_fork = note
        try:
            yield
        finally:
            os.register_at_fork = register

    def __call__(self) -> int:
        """Return the child's process id, in the child 0. There must be one thread."""
        if not self.is_lean:
            return os.fork()
        pid = kernel.fork()
        if pid == 0:
            random.seed()
            threading.main_thread()._set_native_id()  # type: ignore[attr-defined]
        return pid


def _is_known_python() -> bool:
    known = (3, 11) <= sys.version_info[:2] <= (3, 13) and sys.implementation.name == "cpython"
    return known and not sysconfig.get_config_var("Py_GIL_DISABLED")
