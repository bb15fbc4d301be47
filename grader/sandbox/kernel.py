"""The Linux kernel, by ctypes: the only door to system calls that Python has no function for.

Every function raises `OSError` that names its system call. Nothing here decides anything.
Sources: the man pages of section 2 named in each docstring, and linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Mapping

_libc = ctypes.CDLL(None, use_errno=True)
_holding_the_gil = ctypes.PyDLL(None, use_errno=True)

# Numbers that are the same on every architecture since Linux 5.3, and the few that are not.
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "capset": 126, "seccomp": 317},
    "aarch64": {"pivot_root": 41, "capset": 91, "seccomp": 277},
}
_COMMON = {
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "pidfd_open": 434,
    "close_range": 436,
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_RECURSIVE, _MOUNT_ATTR_RDONLY, _AT_FDCWD = 0x8000, 0x1, -100
_CLOEXEC, _SET_STRING, _CREATE, _MOVE_EMPTY_PATH = 1, 1, 6, 4

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 1, 4, 38, 24
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522


def _number(name: str) -> int:
    machine = platform.machine()
    if machine not in _NUMBERS:
        raise OSError(f"{name}: no table of system calls for {machine}")
    return {**_COMMON, **_NUMBERS[machine]}[name]


def _checked(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def _syscall(name: str, *args: object) -> int:
    wide = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    return _checked(name, _libc.syscall(ctypes.c_long(_number(name)), *wide))


def _prctl(name: str, option: int, *args: int) -> None:
    padded = [ctypes.c_ulong(arg) for arg in (*args, 0, 0, 0, 0)[:4]]
    _checked(f"prctl({name})", _libc.prctl(ctypes.c_int(option), *padded))


# Processes


def fork() -> int:
    """fork(2), without the hooks that Python runs at `os.fork`. The child has the GIL, as the caller has."""
    return _checked("fork", _holding_the_gil.fork())


def unshare(flags: int) -> None:
    """unshare(2). With CLONE_NEWPID it is the next child that is born into the new namespace, not the caller."""
    _checked("unshare", _libc.unshare(ctypes.c_int(flags)))


def setns(fd: int, kind: int) -> None:
    """setns(2). With CLONE_NEWPID it says where children will be born; the caller stays where it is."""
    _checked("setns", _libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)))


def pidfd_open(pid: int) -> int:
    """Return a descriptor of a process, which never comes to mean another as its number does: pidfd_open(2)."""
    return _syscall("pidfd_open", pid, 0)


def close_from(first: int) -> None:
    """Close every descriptor from `first` on: close_range(2)."""
    _syscall("close_range", first, 0xFFFFFFFF, 0)


def die_with_parent(signal: int) -> None:
    """Have the kernel send `signal` when the parent ends: PR_SET_PDEATHSIG. Not inherited; a change of user clears it."""
    _prctl("PDEATHSIG", _PR_SET_PDEATHSIG, signal)


def set_dumpable(value: bool) -> None:
    """PR_SET_DUMPABLE: off hides /proc/self from processes of the same user, the process itself among them, and
    forbids tracing. Inherited by fork.
    """
    _prctl("DUMPABLE", _PR_SET_DUMPABLE, int(value))


def forbid_new_privileges() -> None:
    """PR_SET_NO_NEW_PRIVS: no setuid program will ever raise this process again."""
    _prctl("NO_NEW_PRIVS", _PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Empty the bounding, ambient, permitted, effective and inheritable sets: capabilities(7)."""
    for capability in range(64):
        try:
            _prctl("CAPBSET_DROP", _PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one the kernel knows, or not ours to drop: emptied below
            break
    _prctl("CAP_AMBIENT", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _syscall("capset", header, bytes(24))


def limit_malloc_arenas() -> None:
    """One malloc arena: threads under an address-space limit would each reserve 64 MiB. mallopt(3)."""
    if hasattr(_libc, "mallopt"):
        _libc.mallopt(ctypes.c_int(-8), ctypes.c_int(1))


# Mounts


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """mount(2)."""
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode() if data else None
    )
    _checked(f"mount {kind or 'bind'} on {target}", result)


def make_disk(options: Mapping[str, str], flags: int) -> int:
    """Return a descriptor of a new tmpfs, mounted nowhere: fsopen(2), fsconfig(2), fsmount(2).

    Files can be opened below it as below a folder, and it lives as long as a descriptor or a mount of it.
    """
    context = _syscall("fsopen", b"tmpfs", _CLOEXEC)
    try:
        for name, value in options.items():
            _syscall("fsconfig", context, _SET_STRING, name.encode(), value.encode(), 0)
        _syscall("fsconfig", context, _CREATE, None, None, 0)
        return _syscall("fsmount", context, _CLOEXEC, flags)
    finally:
        os.close(context)


def attach(disk_fd: int, target: str) -> None:
    """Mount what `make_disk` returned on a folder: move_mount(2)."""
    _syscall("move_mount", disk_fd, b"", _AT_FDCWD, target.encode(), _MOVE_EMPTY_PATH)


def make_read_only(target: str, *, with_those_below: bool) -> None:
    """Make a mount read-only, keeping its other flags: mount_setattr(2)."""
    attributes = struct.pack("QQQQ", _MOUNT_ATTR_RDONLY, 0, 0, 0)
    flags = _AT_RECURSIVE if with_those_below else 0
    _syscall("mount_setattr", _AT_FDCWD, target.encode(), flags, attributes, len(attributes))


def unmount(target: str) -> None:
    """umount2(2) with MNT_DETACH: at once for new users, at last for those who hold a file."""
    _checked("umount2", _libc.umount2(target.encode(), ctypes.c_int(_MNT_DETACH)))


def pivot_into(root: str) -> None:
    """Make `root`, a mount, the root directory and forget the old one: pivot_root(2), NOTES."""
    os.chdir(root)
    _syscall("pivot_root", b".", b".")
    unmount(".")
    os.chdir("/")


# Landlock and seccomp


def landlock_abi() -> int:
    """Return the Landlock version of this kernel, 0 if it has none."""
    try:
        return _syscall("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def landlock_create(ruleset: bytes) -> int:
    """Return a descriptor of a new ruleset made of `struct landlock_ruleset_attr`."""
    return _syscall("landlock_create_ruleset", ruleset, len(ruleset), 0)


def landlock_allow(ruleset_fd: int, tree_fd: int, rights: int) -> None:
    """Allow `rights` (a bit set) on everything below an open directory, or on an open file."""
    _syscall("landlock_add_rule", ruleset_fd, 1, struct.pack("=Qi", rights, tree_fd), 0)


def landlock_restrict(ruleset_fd: int) -> None:
    """Confine this thread, and all it will start, to the ruleset."""
    _syscall("landlock_restrict_self", ruleset_fd, 0)


def seccomp_load(program: bytes) -> None:
    """Install a classic BPF filter (eight bytes an instruction) on this process: seccomp(2)."""
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    _syscall("seccomp", 1, 0, header)
