"""The places of this machine, taken out of what a program printed: a traceback names files by where they lie."""

from __future__ import annotations

import functools
import os
import re
import sysconfig

# Where a jail's files lie, at each level: `/jails/0/jail/work/`, `/tmp/grade-jails-…/0/jail/work/`, `/tmp/grade-…/work/`.
_WORK = re.compile(r"(?<![\w.-])/(?:[^/\s\"'<>:]+/){0,12}(?:jail|grade-[\w-]+)/work/")


def without_paths(text: str) -> str:
    """Return a text in which the folders of Python, its libraries and the jail are left out of every path."""
    text = _WORK.sub("", text)
    for prefix in _prefixes():
        text = text.replace(prefix, "")
    return text


@functools.cache
def _prefixes() -> list[str]:
    places = [sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")]
    return sorted({place + os.sep for place in places if place}, key=len, reverse=True)
