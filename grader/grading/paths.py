"""The places of this machine, taken out of what a program printed: a traceback names our libraries' files."""

from __future__ import annotations

import functools
import os
import sysconfig


def without_paths(text: str) -> str:
    """Return a text in which the folders of Python and its libraries are left out of every path."""
    for prefix in _prefixes():
        text = text.replace(prefix, "")
    return text


@functools.cache
def _prefixes() -> list[str]:
    places = [sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")]
    return sorted({place + os.sep for place in places if place}, key=len, reverse=True)
