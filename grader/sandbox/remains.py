"""Files that a dead jail left behind: opened by who owns its folder, read by who judges.

The program chose what stands there. So each name on the way is looked up in an open folder and no link is followed;
what is no ordinary file is not read; and nobody reads more than was agreed. Every process of the jail must be dead: no
name can change its meaning between two steps.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path, PurePosixPath

from grader.protocol.packets import Kept

MOST_BYTES = 8 << 20  # of all files that one jail hands over: they travel on in one frame
_WORK = "work"  # the folder of the submitted files, in a jail's own
_CHUNK = 1 << 20
_BY_STEPS = os.open in os.supports_dir_fd
_OURS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
# A pipe without a writer would hold up whoever opens it; a terminal could become ours.
_FILE = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FILE |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class TooLarge(Exception):
    """A file, or all together, has more bytes than are taken."""


def is_name(name: str) -> bool:
    """Whether this names a file below the work folder, by a relative path that stays there."""
    parts = PurePosixPath(name).parts
    return bool(parts) and "\0" not in name and "\\" not in name and not {"/", ".."} & set(parts)


def opened(base_fd: int, name: str) -> int | Kept:
    """Return a descriptor to read a file of a jail by, or why there is none.

    `base_fd` is the jail's folder and `name` a path relative to the work folder in it.
    Raises `OSError` where descriptors or memory have run out, which is nobody's choice there.
    """
    if not is_name(name):
        return Kept.NO_FILE
    try:
        return _ordinary(_opened(base_fd, (_WORK, *PurePosixPath(name).parts)))
    except FileNotFoundError:
        return Kept.MISSING
    except OSError as problem:
        if problem.errno in _OURS:
            raise
        return Kept.NO_FILE


def _opened(folder_fd: int, parts: tuple[str, ...]) -> int:
    if len(parts) == 1:
        return os.open(parts[0], _FILE, dir_fd=folder_fd)
    inner = os.open(parts[0], _FILE | os.O_DIRECTORY, dir_fd=folder_fd)
    try:
        return _opened(inner, parts[1:])
    finally:
        os.close(inner)


def _ordinary(fd: int) -> int | Kept:
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    return Kept.NO_FILE


def opened_below(folder: str, name: str) -> int | Kept:
    """The same by the folder's path, also where folders cannot be opened."""
    if not _BY_STEPS:
        return _opened_by_path(Path(folder), name)
    base_fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return opened(base_fd, name)
    finally:
        os.close(base_fd)


def _opened_by_path(folder: Path, name: str) -> int | Kept:
    place = folder / _WORK / name
    if not os.path.lexists(place):
        return Kept.MISSING
    if not is_name(name) or place.resolve() != (folder / _WORK).resolve() / name or not place.is_file():
        return Kept.NO_FILE
    return _ordinary(os.open(place, _FILE))


def read(fd: int, most: int) -> bytes:
    """Return all bytes of an open file. Raises `TooLarge` for one with more than `most`, however few are on the disk."""
    if os.fstat(fd).st_size > most:
        raise TooLarge
    content = bytearray()
    while part := os.read(fd, _CHUNK):
        content += part
        if len(content) > most:
            raise TooLarge
    return bytes(content)
