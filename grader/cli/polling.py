"""Whether files have changed: their times and sizes, looked at again and again.

No notices from the system: those fail on network disks, in virtual machines and in containers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.submission.names import is_rubbish

MOST_FILES = 2000  # more is no submission

Look = dict[str, tuple[int, int]]


class Changes:
    """What changed at a path, a folder or a file, since it was last told."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told = self._last = look(path)

    def settled(self) -> list[str]:
        """Return the names that changed, once: when two looks in a row agree, so that a save is not half done."""
        now = look(self._path)
        quiet, self._last = now == self._last, now
        if not quiet or now == self._told:
            return []
        before, self._told = self._told, now
        return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def look(path: Path) -> Look:
    """Return the times and sizes of what a submission at a path would hold, by name; links are not followed."""
    if not path.is_dir():
        return dict(_one(path.name, path))
    found: Look = {}
    for name, file in _files(path, ""):
        found.update(_one(name, file))
        if len(found) >= MOST_FILES:
            break
    return found


def _one(name: str, file: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    try:
        seen = file.lstat()
    except OSError:
        return  # gone between two looks: editors save that way
    yield name, (seen.st_mtime_ns, seen.st_size)


def _files(folder: Path, above: str) -> Iterator[tuple[str, Path]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        name = f"{above}{entry.name}"
        if is_rubbish(name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path), f"{name}/")
        else:
            yield name, Path(entry.path)
