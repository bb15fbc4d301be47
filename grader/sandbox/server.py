"""The fork server: a warm process that never sees a job and forks a child for each.

Run as `python -m grader.sandbox.server FD` with its control socket (SEQPACKET) on that descriptor and no variables
of the environment. The first packet says what for (`Prepare`): the course's libraries are imported, all or the light
ones, and their lazy parts exercised once, here; `grader.guest.serve` runs in each child. The server takes its ground
for the level, says that it has `Started`, and then answers one packet at a time, each on the socket that came with it:

    Spawn(limits) + 2 descriptors  →  Spawned(jail)     the wire's end and the output pipe
    End(jail, grace, keep)         →  Ended(exit code, by us, cpu, memory, kept) + descriptors of the kept files;
                                      kills it if it still lives, cleans up
    Reset()                        →  Done              ends every jail
    anything else, or in vain      →  Failed(step)

The job itself goes from the trusted side to the child, past the server: what a server never read cannot
be found in its heap by a later submission. When the control socket closes, everything ends.

A jail lives in a *slot*: a folder, the Landlock ruleset that covers it, and at `strong` a process-id namespace and, for
each jail, a disk. A slot is clean before `Ended` is sent; one that cannot be cleaned is given up, and another takes its
place. Files to be kept are opened between the two: when every process of the jail is dead, before its disk is.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import platform
import secrets
import select
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from grader.guest import kits, listed, preload, serve
from grader.protocol import packets
from grader.protocol.environment import Environment, Preload
from grader.protocol.limits import Limits
from grader.sandbox import confine, kernel, landlock, namespaces, policy, remains, removal, seccomp
from grader.sandbox.leanfork import LeanFork

_MIB = 1 << 20
_PACKET_FDS = 3
_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True, kw_only=True)
class JailPolicy:
    """What the programs of a server's jails may do, and how many of them may live at a time.

    A table that lets them start processes must refuse CLONE_PARENT: such a process would be the server's child,
    which nobody reaps.
    """

    table: Sequence[seccomp.SyscallRule] = seccomp.TABLE
    may_fork: bool = False  # the table allows it
    slots: int = 4


def main(jail_policy: JailPolicy = JailPolicy()) -> None:
    """Prepare, say so, and serve until the control socket closes."""
    gc.disable()  # what is imported is no garbage, and what a warm-up leaves is collected once, at its end
    control = socket.socket(fileno=int(sys.argv[1]))
    asked = control.recv(packets.PACKET_BYTES)
    if not asked:
        return  # nobody needs a server after all
    wanted = msgspec.json.decode(asked, type=packets.Prepare)
    try:
        server = _prepare(wanted.level, wanted.preload, wanted.environment, jail_policy)
    except BaseException as problem:
        step = f"take ground for {wanted.level}"
        control.send(msgspec.json.encode(packets.Failed(step=step, problem=str(problem))))
        raise SystemExit(1) from None
    control.send(msgspec.json.encode(packets.Started(level=wanted.level, detail=server.detail)))
    server.serve(control)


def _prepare(level: str, profile: Preload, environment: Environment, jail_policy: JailPolicy) -> Server:
    kernel.die_with_parent(signal.SIGKILL)
    kernel.limit_malloc_arenas()
    threading.stack_size(_MIB)
    trees = policy.readable_trees(environment)
    switched_on = [kits.load(name) for name in environment.kits]
    gc.freeze()  # the process left behind has it too, as long as no collection writes to it
    gc.disable()  # children turn it on again; what the warm-up leaves is collected once, below
    # Before the costly part: a machine that gives no namespaces says so here, and the process left behind stays small.
    chooses_user = namespaces.enter() if level == "strong" else None
    fork = LeanFork()
    with fork.watching():
        preload.up(profile, switched_on, policy.modules_of(environment, profile))
    _require_one_thread()  # while there is a /proc
    listed.install(policy.metadata_folders(environment))
    server = Server(trees, partial(serve.serve, switched_on=switched_on), jail_policy, fork, chooses_user=chooses_user)
    _look_for_modules()
    sys.dont_write_bytecode = True  # what a jail imports is the student's
    kernel.set_dumpable(False)  # the maps are written; from here on jails may be the same user as we are
    gc.collect()
    gc.freeze()
    return server


@dataclass(slots=True, kw_only=True)
class _Place:
    """A slot as the server sees it."""

    slot: confine.Slot
    aside: str  # where its folders wait to be removed
    processes: namespaces.ProcessNamespace | None = None  # made for the first jail


class Server:
    """The ground of one level, and the jails that live on it.

    `chooses_user` is what `namespaces.enter` said at `strong`; at `landlock` there is none.
    """

    def __init__(
        self,
        trees: list[policy.ReadableTree],
        serve: confine.Serve,
        jail_policy: JailPolicy,
        fork: Callable[[], int],
        *,
        chooses_user: bool | None,
    ) -> None:
        self._serve_wire = serve
        self._policy = jail_policy
        self._fork = fork
        self._jails: dict[str, tuple[int, _Place]] = {}  # id → process id, where it lives
        self._abi = kernel.landlock_abi()
        if self._abi < landlock.MINIMAL_ABI:
            raise OSError(f"Landlock ABI {self._abi} is older than {landlock.MINIMAL_ABI}")
        self._namespaced = chooses_user is not None
        if self._namespaced:
            self._take_strong_ground(trees)
            uid = namespaces.JAIL_UID if chooses_user else None
        else:
            uid = self._take_landlock_ground(trees)
        self._setup = confine.JailSetup(
            namespaced=self._namespaced,
            uid=uid,
            filter=seccomp.assemble(platform.machine(), jail_policy.table),
            may_fork=jail_policy.may_fork,
            # The outermost process and this one; of each slot process 1 and the program.
            ours=2 + 2 * jail_policy.slots if self._namespaced else None,
        )
        self._readable = self._open_trees(trees)
        self._places_made = 0
        self._free = [self._make_place() for _ in range(jail_policy.slots)]
        if self._namespaced:
            namespaces.close_root()
        self.detail = self._describe(uid)

    def _take_strong_ground(self, trees: list[policy.ReadableTree]) -> None:
        self._folder = Path("/jails")
        self._bounded = True
        namespaces.build_root(trees, self._folder)
        self._home_fd = kernel.pidfd_open(os.getpid())

    def _take_landlock_ground(self, trees: list[policy.ReadableTree]) -> int | None:
        self._folder = Path(tempfile.mkdtemp(prefix="grade-jails-"))
        self._folder.chmod(0o711)
        self._bounded = _succeeds(lambda: namespaces.mount_slots(str(self._folder), size_bytes=64 * _MIB))
        return namespaces.JAIL_UID if _another_user_could_read(namespaces.JAIL_UID, trees) else None

    def _open_trees(self, trees: list[policy.ReadableTree]) -> list[landlock.PathRule]:
        paths = [path for tree in trees for path in ([tree.path] if self._namespaced else tree.visible())]
        readable = [(landlock.open_tree(path), landlock.READ) for path in paths]
        return readable + [(landlock.open_tree(path), landlock.DEVICE) for path in policy.DEVICES]

    def _make_place(self) -> _Place:
        folder = self._folder / str(self._places_made)
        self._places_made += 1
        work, aside = folder / "jail", folder / "aside"
        folder.mkdir(mode=0o711)
        work.mkdir(mode=0o700)
        aside.mkdir(mode=0o700)
        if self._setup.uid is not None and not self._namespaced:
            os.chown(work, self._setup.uid, -1)
        # Landlock does not see a folder that something is mounted on, only those above it.
        own = landlock.open_tree(str(folder if self._namespaced else work))
        ruleset = landlock.ruleset(self._abi, [*self._readable, (own, landlock.WORK)])
        os.close(own)
        return _Place(slot=confine.Slot(work=str(work), ruleset_fd=ruleset), aside=str(aside))

    def _describe(self, uid: int | None) -> str:
        parts = [
            f"Landlock ABI {self._abi}",
            "seccomp yes",
            f"namespaces {'user, pid, mount, net, ipc' if self._namespaced else 'none'}",
            f"own user {'no' if uid is None else 'yes'}",
            f"disk {'bounded' if self._bounded else 'not bounded'}",
        ]
        return ", ".join(parts)

    # Serving

    def serve(self, control: socket.socket) -> None:
        """Answer packets until the other side closes, then end every jail."""
        try:
            while True:
                data, fds, _, _ = socket.recv_fds(control, packets.PACKET_BYTES, _PACKET_FDS)
                if not data and _is_closed(control):
                    return
                self._handle(data, fds)
        except ConnectionError:
            return
        finally:
            self._reset()
            self._remove_folder()

    def _handle(self, data: bytes, fds: list[int]) -> None:
        """Answer a packet on the first of its descriptors; nothing that arrives may end the server."""
        kept: list[int] = []
        try:
            answer = self._answer(data, fds[1:], kept)
            with contextlib.suppress(OSError):  # whoever asked is gone
                if fds:
                    _send(fds[0], msgspec.json.encode(answer), kept)
        finally:
            for fd in (*fds, *kept):
                os.close(fd)

    def _remove_folder(self) -> None:
        """At `strong` it went with the root directory; else it stands in the machine's own /tmp."""
        if self._namespaced:
            return
        if self._bounded:
            kernel.unmount(str(self._folder))
        aside = tempfile.mkdtemp(prefix="grade-jails-")
        with contextlib.suppress(OSError):
            removal.empty(str(self._folder), aside, most=sys.maxsize)
            self._folder.rmdir()
        with contextlib.suppress(OSError):
            os.rmdir(aside)

    def _answer(self, data: bytes, fds: list[int], kept: list[int]) -> packets.FromServer:
        step = "read a packet"
        try:
            packet = _decode(data)
            step = type(packet).__name__
            match packet:
                case packets.Spawn():
                    wire_fd, output_fd = fds
                    return packets.Spawned(jail=self._spawn(packet.limits, wire_fd, output_fd))
                case packets.End():
                    return self._end(packet.jail, packet.grace_ms, packet.keep, kept)
                case packets.Reset():
                    self._reset()
                    return packets.Done()
        except Exception as problem:  # one packet's trouble is not the other jails'
            return packets.Failed(step=step, problem=f"{type(problem).__name__}: {problem}")

    def _spawn(self, limits: Limits, wire_fd: int, output_fd: int) -> str:
        place = self._free_place()
        self._give_disk(place, limits)
        pid = self._fork_in(place)
        if pid == 0:
            try:
                gc.enable()
                confine.run(self._setup, place.slot, limits, wire_fd, output_fd, self._serve_wire)
            finally:
                os._exit(97)
        self._free.pop()
        jail_id = secrets.token_hex(16)
        self._jails[jail_id] = pid, place
        return jail_id

    def _free_place(self) -> _Place:
        if len(self._jails) == self._policy.slots:
            raise OSError("every slot holds a jail")
        if not self._free:  # one was given up
            self._free.append(self._make_place())
        return self._free[-1]

    def _give_disk(self, place: _Place, limits: Limits) -> None:
        """Give a slot a disk of its own, where jails have one; an unused one is dropped."""
        if not self._namespaced:
            return
        _drop_disk(place)
        owner = os.geteuid() if self._setup.uid is None else self._setup.uid
        disk_fd = namespaces.make_disk(size_bytes=limits.disk_bytes, inodes=limits.disk_files, owner=owner)
        place.slot = replace(place.slot, disk_fd=disk_fd)

    def _fork_in(self, place: _Place) -> int:
        if not self._namespaced:
            return self._fork()
        try:
            if place.processes is None:
                place.processes = namespaces.ProcessNamespace(self._home_fd, self._fork)
            return place.processes.fork()
        except OSError:
            _end_namespace(place)
            raise

    def _end(self, jail_id: str, grace_ms: int, keep: Sequence[str], kept: list[int]) -> packets.Ended:
        """End a jail; append descriptors of the files that are to be kept to `kept`."""
        if jail_id not in self._jails:
            raise LookupError("that jail is gone")
        if keep and self._policy.may_fork and not self._namespaced:
            raise PermissionError("a process of that jail may outlive it")
        pid, place = self._jails.pop(jail_id)
        by_us = not _ends_within(pid, grace_ms)
        if by_us:
            os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
        _, status, usage = os.wait4(pid, 0)
        if self._namespaced:
            _end_survivors(place)
        try:
            found = _opened(place, keep, kept)
        finally:  # also where a file could not be opened for a reason of ours
            self._clean(place)
        return packets.Ended(
            exit_code=os.waitstatus_to_exitcode(status),
            by_us=by_us,
            cpu_ms=(usage.ru_utime + usage.ru_stime) * 1000,
            peak_bytes=usage.ru_maxrss * 1024,
            kept=found,
        )

    def _clean(self, place: _Place) -> None:
        """Leave nothing of a dead jail to the next. That it was hard is no part of the verdict on the dead one."""
        if self._namespaced:
            _drop_disk(place)  # no mount namespace has it any more
            self._free.append(place)
            return
        try:
            removal.empty(place.slot.work, place.aside)
        except OSError:
            os.close(place.slot.ruleset_fd)
        else:
            self._free.append(place)

    def _reset(self) -> None:
        for jail_id in list(self._jails):
            self._end(jail_id, 0, (), [])


_decode: Callable[[bytes], packets.ToServer] = msgspec.json.Decoder(packets.ToServer).decode


def _is_closed(control: socket.socket) -> bool:
    """Whether nobody is at the other end any more; an empty packet looks the same to `recv`."""
    poll = select.poll()
    poll.register(control, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def _send(fd: int, data: bytes, kept: Sequence[int]) -> None:
    with socket.socket(fileno=os.dup(fd)) as connection:
        socket.send_fds(connection, [data], kept)


def _opened(place: _Place, keep: Sequence[str], kept: list[int]) -> tuple[packets.Kept, ...]:
    """Append a descriptor of each of these files of a dead jail to `kept`, and say of which there is none."""
    if not keep:
        return ()
    disk = place.slot.disk_fd
    base = os.open(place.slot.work, _FOLDER) if disk is None else os.open(".", _FOLDER, dir_fd=disk)
    try:
        return tuple(_open_one(base, name, kept) for name in keep)
    finally:
        os.close(base)


def _open_one(base: int, name: str, kept: list[int]) -> packets.Kept:
    found = remains.opened(base, name)
    if isinstance(found, packets.Kept):
        return found
    kept.append(found)
    return packets.Kept.FILE


def _drop_disk(place: _Place) -> None:
    if place.slot.disk_fd is not None:
        os.close(place.slot.disk_fd)
        place.slot = replace(place.slot, disk_fd=None)


def _end_survivors(place: _Place) -> None:
    try:
        if place.processes is not None:
            place.processes.end_survivors()
    except OSError:
        _end_namespace(place)


def _end_namespace(place: _Place) -> None:
    """End all in a slot's process-id namespace, the first process too; the next jail gets another."""
    if place.processes is not None:
        place.processes.close()
        place.processes = None


def _ends_within(pid: int, grace_ms: int) -> bool:
    """Whether a child ends by itself in that time."""
    fd = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(grace_ms))
    finally:
        os.close(fd)


def _require_one_thread() -> None:
    if len(os.listdir("/proc/self/task")) != 1:
        raise RuntimeError("a library started a thread, and a fork would not take it along")


def _look_for_modules() -> None:
    """Let Python list its folders of modules once more, as they are now.

    A jail may read the course's libraries one by one but not list the folder they lie in; it finds those that are
    not imported yet by what was listed here.
    """
    importlib.invalidate_caches()
    importlib.util.find_spec("a_module_that_is_nowhere")


def _succeeds(act: Any) -> bool:
    try:
        act()
    except OSError:
        return False
    return True


def _another_user_could_read(uid: int, trees: list[policy.ReadableTree]) -> bool:
    """Whether a process that gives up root could still read the standard library and the libraries."""
    if os.geteuid() != 0:
        return False
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setresuid(uid, uid, uid)
            status = 0 if all(os.access(tree.path, os.R_OK) for tree in trees) else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


if __name__ == "__main__":
    main()
    os._exit(0)  # to take apart all that was imported takes longer than to end, and somebody waits
