"""Which files a jailed program may touch: a Landlock ruleset.

Sources: landlock(7), linux/landlock.h. Bits by the ABI that brought them: 1 to 13 with ABI 1, REFER with 2,
TRUNCATE with 3, IOCTL_DEV with 5; TCP with 4; scopes with 6.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable

from grader.sandbox import kernel

MINIMAL_ABI = 3  # earlier ones let a read-only file be truncated

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ = _READ_FILE | _READ_DIR
# Never links, sockets, pipes, devices: what is made here is files and folders.
WORK = READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
DEVICE = _READ_FILE | _WRITE_FILE
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

PathRule = tuple[int, int]  # an open descriptor of a file or folder, and the rights below it


def open_tree(path: str) -> int:
    """Return a descriptor to name a file or folder with; it cannot be read or written through."""
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


def ruleset(abi: int, trees: Iterable[PathRule]) -> int:
    """Return a ruleset that allows the trees, and no TCP, no abstract sockets and no signals outside.

    A jail confines itself to it with `kernel.landlock_restrict`; the ruleset itself can serve many jails.
    """
    files = (1 << (13 + (abi >= 2) + (abi >= 3) + (abi >= 5))) - 1
    network = 0b11 if abi >= 4 else 0
    scopes = 0b11 if abi >= 6 else 0
    fields = [files, network, scopes][: 1 + (abi >= 4) + (abi >= 6)]
    fd = kernel.landlock_create(struct.pack(f"={len(fields)}Q", *fields))
    for tree_fd, rights in trees:
        kernel.landlock_allow(fd, tree_fd, rights & files & _fitting(tree_fd))
    return fd


def _fitting(fd: int) -> int:
    """A rule on a file may only hold the rights that files have."""
    return ~0 if stat.S_ISDIR(os.fstat(fd).st_mode) else _ON_FILES
