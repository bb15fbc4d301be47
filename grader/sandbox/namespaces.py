"""The strong level's ground: namespaces of its own, and a root directory with only what may be read.

Who is where:

    the machine's          the outermost process, which waits for the server and ends as it did
    the server's           user, mount, network, IPC, UTS and process ids; the server is process 1
      a slot's             process ids only; its process 1 is ours and sleeps (`ProcessNamespace`)
        a jail's           IPC and mount, with a small disk of its own; process ids are its slot's

The server enters its own once, at start and before it imports the course's libraries, so that the outermost process
never holds them. User namespaces make it work without privileges; a real root whose kernel refuses them does without.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.sandbox import kernel
from grader.sandbox.policy import DEVICES, ReadableTree

JAIL_UID = 65534  # who jailed programs are where the server can choose
_STAGES = ("/sys", "/mnt", "/opt", "/srv")
_HOST_LINKS = ("/lib", "/lib64", "/bin", "/sbin", "/usr/lib64")
_STATIC = kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS | kernel.CLONE_NEWPID


def enter() -> bool:
    """Go on as the first process of new namespaces; return whether jails can be another user than we are.

    Files are where they were until `build_root`. Raises `OSError` where the machine does not allow it.
    """
    kernel.set_dumpable(True)  # or the maps below would belong to root
    chooses_user = _unshare()
    # Some machines grant the namespaces and then nothing in them.
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    _become_first_process()
    return chooses_user


def _unshare() -> bool:
    """Become the master of new namespaces.

    A real root maps a second user for jails, which only a process outside can do for it. Anybody else can
    map nobody but himself; and where no user namespace can be had, a real root does without.
    """
    outer_uid, outer_gid = os.getuid(), os.getgid()
    mapper = _Mapper() if outer_uid == 0 else None
    try:
        kernel.unshare(kernel.CLONE_NEWUSER | _STATIC)
    except OSError:
        if outer_uid != 0:
            raise
        kernel.unshare(_STATIC)
        return True
    if mapper and mapper.map_two_users():
        return True
    _write_maps("self", f"{outer_uid} {outer_uid} 1", f"{outer_gid} {outer_gid} 1", groups="deny")
    return False


def _write_maps(process: str, users: str, groups_map: str, *, groups: str) -> None:
    folder = Path("/proc") / process
    (folder / "setgroups").write_text(groups)
    (folder / "uid_map").write_text(users)
    (folder / "gid_map").write_text(groups_map)


class _Mapper:
    """A child that stays outside, to map root and the jails' user for its parent.

    In a new user namespace one may map oneself and nobody else; for two users it takes a privilege that only a
    process outside still has.
    """

    def __init__(self) -> None:
        reading, self._go = os.pipe()
        parent = str(os.getpid())
        self._pid = os.fork()
        if self._pid == 0:
            status = 1
            try:
                os.close(self._go)
                status = self._wait_and_map(reading, parent)
            finally:
                os._exit(status)
        os.close(reading)

    @staticmethod
    def _wait_and_map(reading: int, parent: str) -> int:
        if not os.read(reading, 1):
            return 1
        both = f"0 0 1\n{JAIL_UID} {JAIL_UID} 1"
        try:
            _write_maps(parent, both, both, groups="allow")
        except OSError:
            return 1
        return 0

    def map_two_users(self) -> bool:
        os.write(self._go, b"!")
        os.close(self._go)
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1]) == 0


def _become_first_process() -> None:
    """Fork into the new process-id namespace; only the first process in it returns.

    A process never changes its own process-id namespace: only its children are born into the new one, which is
    why the server is a child of the process that was started. The one left behind waits, and ends as the other
    did; each dies with its parent.
    """
    child = os.fork()
    if child == 0:
        kernel.die_with_parent(signal.SIGKILL)
        return
    kernel.close_from(3)
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class ProcessNamespace:
    """A process-id namespace that stays while jails come and go in it, kept open by a process 1 of ours.

    The kernel keeps signals without a handler from process 1 of a namespace: a program in that place would survive
    its own alarm and its own SIGTERM. So the place is taken, and programs are processes like any other. Their parent
    is the server, outside, which reads how they ended; what they may leave behind falls to process 1.

    Raises `OSError`, here and below, when process 1 cannot be made or is dead, and with it everything in there.
    """

    def __init__(self, home_fd: int, fork: Callable[[], int]) -> None:
        self._fork = fork
        self._home_fd = home_fd  # a pidfd of our own process: names the namespace we live in
        self._commands, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        kernel.unshare(kernel.CLONE_NEWPID)  # the next child is the first of a new one
        self._pid = self._fork_and_come_home()
        if self._pid == 0:
            try:
                _keep_open(theirs)
            finally:
                os._exit(0)
        theirs.close()
        # A number may be another process's tomorrow, and there is no /proc to open its namespace by.
        self._pid_fd = kernel.pidfd_open(self._pid)
        self._wait_for_answer()

    def fork(self) -> int:
        """Fork a child into the namespace, as `os.fork` does."""
        kernel.setns(self._pid_fd, kernel.CLONE_NEWPID)
        return self._fork_and_come_home()

    def _fork_and_come_home(self) -> int:
        pid = -1
        try:
            pid = self._fork()
        finally:
            if pid != 0:  # a child cannot, and shall not
                kernel.setns(self._home_fd, kernel.CLONE_NEWPID)
        return pid

    def end_survivors(self) -> None:
        """End every process in the namespace but its first, and wait until they are gone."""
        self._commands.send(b"!")
        self._wait_for_answer()

    def _wait_for_answer(self) -> None:
        if not self._commands.recv(1):
            raise OSError("the first process of a slot is dead")

    def close(self) -> None:
        """End process 1, and by that everything in the namespace."""
        self._commands.close()
        os.kill(self._pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
        os.waitpid(self._pid, 0)
        os.close(self._pid_fd)


def _keep_open(commands: socket.socket) -> None:
    """Be process 1: sleep; when told to, end all others and say so; end with the server."""
    kernel.die_with_parent(signal.SIGKILL)
    # setns() by pidfd asks as ptrace would, and of a process that is not dumpable it asks for a capability in the
    # user namespace of the *machine*. Jails gain nothing: Landlock and seccomp both keep them from tracing.
    kernel.set_dumpable(True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps whoever is orphaned to us
    os.dup2(commands.fileno(), 3)
    kernel.close_from(4)  # above all the ends of jails' wires, whose closing somebody waits for
    commands.detach()
    commands = socket.socket(fileno=3)
    commands.send(b".")
    while commands.recv(1):
        # Nothing escapes by forking meanwhile: a process that is being killed cannot fork any more.
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.wait()  # as SIGCHLD is ignored: until the last one is gone
        commands.send(b".")


def build_root(trees: Sequence[ReadableTree], slots: Path) -> None:
    """Replace the root directory by one that holds the trees, three devices and the folder for jails.

    What a process may still have to import must have been imported, or lie in a tree.
    """
    taken = [tree.path for tree in trees] + list(DEVICES)
    stage = next(path for path in _STAGES if os.path.isdir(path) and not any(t.startswith(path) for t in taken))
    kernel.mount("tmpfs", stage, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=0755")
    for link in _HOST_LINKS:
        if os.path.islink(link):
            _make_link(stage, link, os.readlink(link))
    for tree in trees:
        _bind(stage, tree)
    for device in DEVICES:
        _bind_path(stage, device)
    for folder in _paths_through_links():
        _make_link(stage, folder, os.path.realpath(folder))
    os.makedirs(stage + str(slots), mode=0o711)
    kernel.pivot_into(stage)


def _paths_through_links() -> list[str]:
    """Folders that Python imports from whose path leads through a link: it must do so again."""
    return [path for path in sys.path if os.path.isdir(path) and os.path.realpath(path) != path]


def _make_link(stage: str, link: str, target: str) -> None:
    place = stage + link
    if not os.path.lexists(place):
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.symlink(target, place)


def _bind(stage: str, tree: ReadableTree) -> None:
    place = _bind_path(stage, tree.path)
    kernel.make_read_only(place, with_those_below=True)
    for hidden in tree.hidden:
        kernel.mount("tmpfs", stage + hidden, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=0755")


def _bind_path(stage: str, path: str) -> str:
    place = stage + path
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        Path(place).touch()
    kernel.mount(path, place, "", kernel.MS_BIND | kernel.MS_REC)
    return place


def close_root() -> None:
    """Let nobody write to the root directory any more: only a jail's own disk can be written to."""
    kernel.make_read_only("/", with_those_below=False)


def make_disk(*, size_bytes: int, inodes: int, owner: int) -> int:
    """Return a descriptor of a small empty disk for one jail.

    Who holds it sees what the jail has left on its disk, also when the jail's mount namespace is gone.
    """
    options = {"size": size_bytes, "nr_inodes": inodes, "mode": "0700", "uid": owner, "gid": owner}
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    return kernel.make_disk({name: str(value) for name, value in options.items()}, flags)


def mount_work(disk_fd: int, folder: str) -> None:
    """Put such a disk on `folder`, in a mount namespace of this process's own."""
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWIPC)
    kernel.attach(disk_fd, folder)


def mount_slots(folder: str, *, size_bytes: int) -> None:
    """Bound the disk of all jails together, where this user may mount: for the landlock level."""
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("tmpfs", folder, "tmpfs", flags, f"size={size_bytes},nr_inodes=4096,mode=0711")
