"""Walks a folder without following a link.

Where the system lets files be opened relative to an open folder, that is how: a folder that is swapped
for a link while we walk changes nothing. Elsewhere (Windows) each name is looked at without following
it, opened, and looked at again. Nothing that could block is opened: a FIFO is seen for what it is first,
and if it takes the place of a file in between, the open does not wait for a writer.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from grader.errors import SubmissionRefused
from grader.submission.gather import Entry, IntakeLimits, too_many_entries
from grader.submission.names import is_rubbish, show

# Flags that a system does not have cost nothing there.
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_READ_PLAIN = _READ | getattr(os, "O_NONBLOCK", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)

# Windows: a symbolic link and a junction. Other reparse points are honest, such as files kept by OneDrive.
_LINK_TAGS = {0xA000000C, 0xA0000003}

_Answer = TypeVar("_Answer")

CAN_HOLD_FOLDERS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and bool(_NO_FOLLOW)


class _Folder(Protocol):
    """An open folder. Every method may raise `OSError`."""

    def names(self, most: int) -> list[str]:
        """Return the names in it, sorted, at most so many."""

    def look(self, name: str) -> os.stat_result:
        """Return what a name is, not what it links to."""

    def read(self, name: str, most_bytes: int) -> bytes:
        """Return the start of a plain file; a link or anything odd is an error."""

    def enter(self, name: str) -> _Folder:
        """Open a folder in it; a link is an error."""

    def close(self) -> None:
        """Give back what it holds."""


class _HeldFolder:
    """A folder held by its descriptor: what happens to its path no longer matters."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> _HeldFolder:
        """Open the folder the user named; that one may be a link."""
        return cls(os.open(path, _READ | _FOLDER))

    def names(self, most: int) -> list[str]:
        with os.scandir(self._descriptor) as found:
            return sorted(entry.name for entry in islice(found, most))

    def look(self, name: str) -> os.stat_result:
        return os.stat(name, dir_fd=self._descriptor, follow_symlinks=False)

    def read(self, name: str, most_bytes: int) -> bytes:
        return _read_plain(os.open(name, _READ_PLAIN | _NO_FOLLOW, dir_fd=self._descriptor), most_bytes)

    def enter(self, name: str) -> _HeldFolder:
        return _HeldFolder(os.open(name, _READ | _FOLDER | _NO_FOLLOW, dir_fd=self._descriptor))

    def close(self) -> None:
        os.close(self._descriptor)


class _NamedFolder:
    """A folder known by its path, where descriptors of folders do not exist."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self, most: int) -> list[str]:
        with os.scandir(self._path) as found:
            return sorted(entry.name for entry in islice(found, most))

    def look(self, name: str) -> os.stat_result:
        return os.lstat(self._path / name)

    def read(self, name: str, most_bytes: int) -> bytes:
        before = self._look_for_change(name)
        data = _read_plain(os.open(self._path / name, _READ_PLAIN | _NO_FOLLOW), most_bytes)
        # Both looks go by the name: Windows numbers an open file differently on some versions of Python.
        if not os.path.samestat(before, self._look_for_change(name)):
            raise OSError(0, "it changed while it was read")
        return data

    def enter(self, name: str) -> _NamedFolder:
        self._look_for_change(name)
        return _NamedFolder(self._path / name)

    def close(self) -> None:
        pass

    def _look_for_change(self, name: str) -> os.stat_result:
        seen = self.look(name)
        if _oddity(seen):
            raise OSError(0, "it changed while it was read")
        return seen


def _read_plain(descriptor: int, most_bytes: int) -> bytes:
    """Return the start of an open plain file and close it. Raises `OSError` for anything but a plain file."""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is not a plain file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most_bytes)
    finally:
        os.close(descriptor)


def read_file(path: Path, most_bytes: int) -> bytes:
    """Return the start of the plain file the user named (that one may be a link). Raises `OSError`."""
    return _read_plain(os.open(path, _READ_PLAIN), most_bytes)


def folder_entries(path: Path, limits: IntakeLimits) -> Generator[Entry, None, None]:
    """Yield what lies in a folder, in the order of names; rubbish is neither yielded nor entered.

    Raises `SubmissionRefused` for a folder that cannot be read or holds more than `limits.entries` names.
    """
    with closing(_open(path)) as top:
        yield from _walk(top, "", limits)


def _open(path: Path) -> _Folder:
    try:
        return _HeldFolder.at(path) if CAN_HOLD_FOLDERS else _NamedFolder(path)
    except OSError as error:
        raise _unreadable(str(path), error) from error


def _walk(folder: _Folder, above: str, limits: IntakeLimits) -> Generator[Entry, None, None]:
    names = _attempt(above or ".", partial(folder.names, limits.entries + 1))
    if len(names) > limits.entries:
        raise too_many_entries(limits)
    for name in names:
        if is_rubbish(name):
            continue
        inside = f"{above}{name}"
        seen = _attempt(inside, partial(folder.look, name))
        is_folder = stat.S_ISDIR(seen.st_mode) and not _oddity(seen)
        yield Entry(name=inside, read=partial(folder.read, name), is_folder=is_folder, oddity=_oddity(seen))
        if is_folder:
            with closing(_attempt(inside, partial(folder.enter, name))) as entered:
                yield from _walk(entered, f"{inside}/", limits)


def _attempt(name: str, act: Callable[[], _Answer]) -> _Answer:
    try:
        return act()
    except OSError as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: OSError) -> SubmissionRefused:
    return SubmissionRefused(
        f"the folder {show(name)} cannot be read: {error.strerror}",
        hint="check that it is yours and open to you, then hand in again",
    )


def _oddity(seen: os.stat_result) -> str:
    if stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_reparse_tag", 0) in _LINK_TAGS:
        return "a link"
    if stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
        return ""
    return "a pipe" if stat.S_ISFIFO(seen.st_mode) else "a device or a socket"
