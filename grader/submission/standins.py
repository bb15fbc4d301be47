"""Which file is meant where an expected name did not come: a copy's name, another case, a folder too many.

One file that fits is taken, and its student told; of two that fit as well none is, and both are named.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.submission.names import show

_NEAR_ENOUGH = 0.75  # of difflib's 0 to 1: `aap.py` is near `app.py`, `main.py` is not
_MOST_SPARE = 500  # names that are compared letter by letter

# What browsers, systems and people put behind a name: `app (1).py`, `app - Copy.py`, `app 副本.py`, `app_2.py`.
_COPY_MARK = re.compile(r"(?:[ _-]*(?:\(\d+\)|（\d+）|copy|kopie|副本)|[ _-]\d+)+$", re.IGNORECASE)
_EXTRA_SUFFIXES = (".txt", ".text", ".bak", ".download")

SAME, OTHER_CASE, COPY, TYPO = 4, 3, 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIns:
    """`taken` is `{expected name: name that came}`; `open` names, for the rest, what fits equally well."""

    taken: dict[str, str]
    open: dict[str, list[str]]


def stand_ins(missing: Iterable[str], spare: Sequence[str]) -> StandIns:
    """Find what came in place of each missing name among the names that have no role, the shallow ones first."""
    likely = spare[:_MOST_SPARE]
    fitting = {name: _fitting(name, likely) for name in sorted(missing)}
    claimed = [names[0] for names in fitting.values() if len(names) == 1]
    taken = {name: names[0] for name, names in fitting.items() if len(names) == 1 and claimed.count(names[0]) == 1}
    return StandIns(taken=taken, open={name: names for name, names in fitting.items() if names and name not in taken})


def _fitting(name: str, spare: Iterable[str]) -> list[str]:
    """Return the names that come nearest to one, all in the same way."""
    ways = {other: way for other in spare if (way := _nearness(name, other))}
    return [other for other, way in ways.items() if way == max(ways.values())]


def _nearness(name: str, other: str) -> int:
    """Return how a name stands for another, 0 if not at all."""
    folder, wanted = posixpath.split(name)
    elsewhere, found = posixpath.split(other)
    if elsewhere and elsewhere != folder and folder and not f"/{elsewhere}".endswith(f"/{folder}"):
        return 0
    if found == wanted:
        return SAME
    if found.casefold() == wanted.casefold():
        return OTHER_CASE
    if copied_from(found).casefold() == wanted.casefold():
        return COPY
    if posixpath.splitext(found)[1].casefold() != posixpath.splitext(wanted)[1].casefold():
        return 0
    ratio = difflib.SequenceMatcher(None, wanted.casefold(), found.casefold()).ratio()
    return TYPO if ratio >= _NEAR_ENOUGH else 0


def copied_from(name: str) -> str:
    """Return the name that a file had before a browser or a system marked it as a copy, else the name itself.

    `app (1).py`, `app.py (1)`, `app - Copy.py` and `app.py.txt` all were `app.py`.
    """
    bare = _COPY_MARK.sub("", name)
    if bare != name and "." in bare:
        return bare
    for extra in _EXTRA_SUFFIXES:
        if name.casefold().endswith(extra) and "." in name[: -len(extra)]:
            return copied_from(name[: -len(extra)])
    stem, suffix = posixpath.splitext(name)
    return (_COPY_MARK.sub("", stem) or stem) + suffix


def copy_numbers(name: str) -> tuple[int, ...]:
    """Return the numbers in a copy's mark, the later copy's greater: 2 of `work (2)` and `work-2`; 3, 1 of `Lab 3 (1)`.

    `Lab 3` itself has 3, and comes before its copy.
    """
    mark = _COPY_MARK.search(name)
    return tuple(map(int, re.findall(r"\d{1,9}", mark[0]))) if mark else ()


def told(taken: dict[str, str]) -> list[str]:
    """Say what was taken for what."""
    return [f"{show(other)} was taken as {show(name)}." for name, other in taken.items()]
