"""Walks a folder without following a link.

Where the system lets files be opened relative to an open folder, that is how: a folder that is swapped
for a link while we walk changes nothing. Elsewhere (Windows) each name is looked at without following
it, opened, and looked at again. Nothing that could block is opened: a FIFO is seen for what it is first,
and if it takes the place of a file in between, the open does not wait for a writer.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from grader.errors import SubmissionRefused
from grader.submission.gather import Entry, IntakeLimits
from grader.submission.names import environment_parts, is_rubbish, show

# Flags that a system does not have cost nothing there.
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_READ_PLAIN = _READ | getattr(os, "O_NONBLOCK", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = getattr(os, "O_DIRECTORY", 0)

# Windows: a symbolic link and a junction. Other reparse points are honest, such as files kept by OneDrive.
_LINK_TAGS = {0xA000000C, 0xA0000003}

_OPEN_TO_US = "check that it is yours and open to you, then hand in again"

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


class FolderTree:
    """A folder held open from its listing until its files are read. For use in a `with`.

    Raises `SubmissionRefused` when it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._top: _Folder = _HeldFolder.at(path) if CAN_HOLD_FOLDERS else _NamedFolder(path)
        except OSError as error:
            raise SubmissionRefused(_unreadable(str(path), error), hint=_OPEN_TO_US) from error

    def __enter__(self) -> FolderTree:
        return self

    def __exit__(self, *_: object) -> None:
        self._top.close()

    def entries(self, anchors: Iterable[str], limits: IntakeLimits) -> Iterator[Entry]:
        """Yield what lies in it, no folder before those above it; rubbish is neither yielded nor entered.

        Anchors come first, files and (with `/` at the end) folders: they are found however much lies beside
        them. A folder that cannot be entered, or lies too deep, is yielded as barred.
        """
        met: set[tuple[str, bool]] = set()
        for entry in chain(self._named(anchors), self._walk(anchors, limits)):
            key = entry.name, bool(entry.barred)  # a folder is yielded again once it turns out to be barred
            if key not in met:
                met.add(key)
                yield entry

    def _named(self, names: Iterable[str]) -> Iterator[Entry]:
        """Yield the plain files of these names, of those that are there."""
        for name in names:
            above, slash, base = name.rpartition("/")
            with suppress(OSError), self._within(f"{above}{slash}") as folder:
                if base and stat.S_ISREG(folder.look(base).st_mode):
                    yield self._entry(name, "")

    def _walk(self, anchors: Iterable[str], limits: IntakeLimits) -> Iterator[Entry]:
        waiting = deque([*(name for name in anchors if name.endswith("/")), ""])
        entered: set[str] = set()
        while waiting:
            above = waiting.popleft()
            if above in entered:
                continue
            entered.add(above)
            for entry in self._level(above, limits, is_sure=above == ""):
                yield entry
                if entry.is_folder and not entry.barred:
                    waiting.append(f"{entry.name}/")

    def _level(self, above: str, limits: IntakeLimits, *, is_sure: bool) -> list[Entry]:
        """Return what lies in one folder; one that cannot be listed is an entry itself, but the top is refused."""
        if above.count("/") > limits.depth:
            return [_barred(above, f"{show(above)} lies more than {limits.depth} levels deep")]
        try:
            with self._within(above) as folder:
                names = folder.names(limits.entries + 1)
                left_out = environment_parts(names)
                return [
                    self._found(folder, above, name) for name in names if not is_rubbish(name) and name not in left_out
                ]
        except FileNotFoundError:
            return []  # an anchor that is not there, or gone meanwhile
        except OSError as error:
            if is_sure:
                raise SubmissionRefused(_unreadable(above or ".", error), hint=_OPEN_TO_US) from error
            return [_barred(above, _unreadable(above.rstrip("/"), error))]

    def _found(self, folder: _Folder, above: str, name: str) -> Entry:
        inside = f"{above}{name}"
        try:
            seen = folder.look(name)
        except OSError as error:
            return Entry(name=inside, oddity=f"out of reach ({error.strerror})")
        if stat.S_ISDIR(seen.st_mode) and not _oddity(seen):
            return Entry(name=inside, is_folder=True)
        return self._entry(inside, _oddity(seen))

    def _entry(self, name: str, oddity: str) -> Entry:
        return Entry(name=name, read=partial(self.read, name), oddity=oddity)

    def read(self, name: str, most_bytes: int) -> bytes:
        """Return the start of a plain file below it, entered part by part. Raises `OSError`."""
        above, slash, base = name.rpartition("/")
        with self._within(f"{above}{slash}") as folder:
            return folder.read(base, most_bytes)

    @contextmanager
    def _within(self, above: str) -> Iterator[_Folder]:
        """Yield the folder `above` (with `/` at its end), entered part by part: no part may be a link."""
        with ExitStack() as entered:
            folder = self._top
            for part in above.split("/")[:-1]:
                folder = folder.enter(part)
                entered.callback(folder.close)
            yield folder


def _barred(above: str, why: str) -> Entry:
    return Entry(name=above.rstrip("/"), is_folder=True, barred=why)


def _unreadable(name: str, error: OSError) -> str:
    return f"the folder {show(name)} cannot be read: {error.strerror}"


def _oddity(seen: os.stat_result) -> str:
    if stat.S_ISLNK(seen.st_mode) or getattr(seen, "st_reparse_tag", 0) in _LINK_TAGS:
        return "a link"
    if stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode):
        return ""
    return "a pipe" if stat.S_ISFIFO(seen.st_mode) else "a device or a socket"
