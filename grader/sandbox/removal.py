"""Removing what a dead jail left behind, whatever shape it is in.

Folders are not descended into: each is moved aside, to wait for its turn beside the others. So nesting costs
neither stack nor descriptors, no path gets long, and the whole takes one rename a folder. What makes a folder
hard to remove, a mode without rights, is mended on the way.

Names are looked up in open folders and links are not followed. The program that made them must be dead.
"""

from __future__ import annotations

import errno
import itertools
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 200_000  # files and folders; some seconds
_BATCH = 1_000  # names held at a time: what is listed here stays in a server's heap
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def empty(folder: str, aside: str, most: int = MOST) -> None:
    """Remove everything below `folder`, and below `aside`: a folder of ours on the same file system.

    Raises `OSError` if something stays, also when there were more than `most` files and folders.
    """
    left = most
    with _opened(aside) as aside_fd, _opened(folder) as folder_fd:
        left -= _clear(folder_fd, aside_fd, left)
        while waiting := _some(aside_fd):
            for entry in waiting:
                with _opened(entry.name, aside_fd) as fd:
                    left -= _clear(fd, aside_fd, left)
                os.rmdir(entry.name, dir_fd=aside_fd)


@contextmanager
def _opened(name: str, parent_fd: int | None = None) -> Iterator[int]:
    fd = os.open(name, _FOLDER, dir_fd=parent_fd)
    try:
        yield fd
    finally:
        os.close(fd)


def _some(fd: int) -> list[os.DirEntry[str]]:
    with os.scandir(fd) as entries:
        return list(itertools.islice(entries, _BATCH))


def _clear(fd: int, aside_fd: int, most: int) -> int:
    """Unlink the files of a folder and move its folders aside; return how many there were."""
    count = 0
    while entries := _some(fd):
        count += len(entries)
        if count > most:
            raise OSError(errno.E2BIG, "more files and folders than can be removed")
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                # To move a folder one must be able to write to it: its `..` changes.
                os.chmod(entry.name, 0o700, dir_fd=fd)
                os.rename(entry.name, secrets.token_hex(8), src_dir_fd=fd, dst_dir_fd=aside_fd)
            else:
                os.unlink(entry.name, dir_fd=fd)
    return count
