"""Whether files have changed: their times and sizes, looked at again and again.

No notices from the system: those fail on network disks, in virtual machines and in containers.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from grader.submission.names import environment_parts, is_rubbish

MOST_FILES = 2000  # of those beside the files that an exercise names

Look = dict[str, tuple[int, int]]


class Changes:
    """What changed at a path, a folder or a file, since it was last told."""

    def __init__(self, path: Path, first: Iterable[str] = ()) -> None:
        self._path = path
        self._first = tuple(first)
        self._told = self._last = look(path, self._first)

    def settled(self) -> list[str]:
        """Return the names that changed, once: when two looks in a row agree, so that a save is not half done."""
        now = look(self._path, self._first)
        quiet, self._last = now == self._last, now
        if not quiet or now == self._told:
            return []
        before, self._told = self._told, now
        return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def look(path: Path, first: Iterable[str] = ()) -> Look:
    """Return the times and sizes of what a submission at a path would hold, by name; links are not followed.

    The names in `first` are looked at whatever else is there; of the rest the shallow ones, up to `MOST_FILES`.
    """
    if not path.is_dir():
        return dict(_one(path.name, path))
    found: Look = {}
    for name, file in chain(((name, path / name) for name in first), _files(path)):
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


def _files(top: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder, no folder before those above it; no rubbish, no virtual environment."""
    waiting = deque([("", top)])
    for _ in range(MOST_FILES):
        if not waiting:
            return
        above, folder = waiting.popleft()
        for entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{above}{entry.name}/", Path(entry.path)))
            else:
                yield f"{above}{entry.name}", Path(entry.path)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(islice(entries, MOST_FILES), key=lambda entry: entry.name)
    except OSError:
        return []
    left_out = environment_parts([entry.name for entry in found])
    return [entry for entry in found if not is_rubbish(entry.name) and entry.name not in left_out]
