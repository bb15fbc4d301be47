"""The fork server: a warm process that never sees a job and forks a child for each.

Run as `python -m grader.sandbox.server LEVEL FD HOST WARMTH` with its control socket (SEQPACKET) on that
descriptor and an empty environment. HOST is the module that will serve a jail's wire: its `warm_up()` imports the
course's libraries, all or the light ones, and exercises their lazy parts once, here, and its `serve()` runs in
each child. The server takes its ground for the level, and then answers one packet at a time:

    Spawn(limits) + 2 descriptors  →  Spawned(jail) | Failed(step)     the wire's end and the output pipe
    End(jail, grace)               →  Ended(exit code, by us, cpu, memory)  kills it if it still lives, cleans up
    Reset()                        →  Done                             ends every jail

The job itself goes from the trusted side to the child, past the server: what a server never read cannot
be found in its heap by a later submission. When the control socket closes, everything ends.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import platform
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import msgspec

from grader.protocol import packets
from grader.protocol.limits import Limits
from grader.sandbox import confine, kernel, landlock, namespaces, policy, seccomp

SLOTS = 4
_MIB = 1 << 20


def main() -> None:
    """Prepare, say so, and serve until the control socket closes."""
    level, control = sys.argv[1], socket.socket(fileno=int(sys.argv[2]))
    try:
        server = _prepare(level, importlib.import_module(sys.argv[3]), policy.Preload(sys.argv[4]))
    except BaseException as problem:
        control.send(msgspec.json.encode(packets.Failed(step=f"take ground for {level}", problem=str(problem))))
        raise SystemExit(1) from None
    control.send(msgspec.json.encode(packets.Started(level=level, detail=server.detail)))
    server.serve(control)


def _prepare(level: str, host: Any, preload: policy.Preload) -> Server:
    kernel.die_with_parent(signal.SIGKILL)
    kernel.limit_malloc_arenas()
    threading.stack_size(_MIB)
    trees = policy.readable_trees()
    if level == "strong":
        _require_namespaces()  # before the costly part: most machines that lack them lack them here
    host.warm_up(full=preload is policy.Preload.FULL)
    server = Server(level, trees, host.serve)
    _look_for_modules()
    if len(os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else [0]) != 1:
        raise RuntimeError("a library started a thread, and a fork would not take it along")
    kernel.set_dumpable(False)
    gc.collect()
    gc.freeze()
    gc.disable()  # children turn it on again; ours has nothing to collect
    return server


class Server:
    """The ground of one level, and the jails that live on it."""

    def __init__(self, level: str, trees: list[policy.ReadableTree], host: confine.Serve) -> None:
        self._host = host
        self._jails: dict[int, int] = {}  # slot → process id
        self._abi = kernel.landlock_abi()
        if self._abi < landlock.MINIMAL_ABI:
            raise OSError(f"Landlock ABI {self._abi} is older than {landlock.MINIMAL_ABI}")
        self._namespaced = level == "strong"
        uid = self._take_strong_ground(trees) if self._namespaced else self._take_landlock_ground()
        program = seccomp.assemble(platform.machine())
        self._setup = confine.JailSetup(
            namespaced=self._namespaced,
            uid=uid,
            filter=program,
            counts_threads=self._namespaced,
        )
        self._slots = self._make_slots(trees)
        if self._namespaced:
            namespaces.close_root()
        self.detail = self._describe(uid)

    def _take_strong_ground(self, trees: list[policy.ReadableTree]) -> int | None:
        self._folder = Path("/jails")
        self._bounded = True
        kernel.set_dumpable(True)  # or the maps below would belong to root
        chooses_user = namespaces.enter_namespaces()
        namespaces.become_first_process()
        namespaces.build_root(trees, self._folder)
        self._own_pid_fd = kernel.pidfd_open(os.getpid())
        return namespaces.JAIL_UID if chooses_user else None

    def _take_landlock_ground(self) -> int | None:
        self._folder = Path(tempfile.mkdtemp(prefix="grade-jails-"))
        self._folder.chmod(0o711)
        self._bounded = _succeeds(lambda: namespaces.mount_slots(str(self._folder), size_bytes=64 * _MIB))
        return namespaces.JAIL_UID if _another_user_could_import(namespaces.JAIL_UID) else None

    def _make_slots(self, trees: list[policy.ReadableTree]) -> list[confine.Slot]:
        paths = [path for tree in trees for path in ([tree.path] if self._namespaced else tree.visible())]
        readable = [(landlock.open_tree(path), landlock.READ) for path in paths]
        readable += [(landlock.open_tree(path), landlock.DEVICE) for path in policy.DEVICES]
        return [self._make_slot(number, readable) for number in range(SLOTS)]

    def _make_slot(self, number: int, readable: list[landlock.PathRule]) -> confine.Slot:
        folder = self._folder / str(number)
        work = folder / "jail"
        folder.mkdir(mode=0o711)
        work.mkdir(mode=0o700)
        if self._setup.uid is not None and not self._namespaced:
            os.chown(work, self._setup.uid, -1)
        # Landlock does not see a folder that something is mounted on, only those above it.
        own = landlock.open_tree(str(folder if self._namespaced else work))
        ruleset = landlock.ruleset(self._abi, [*readable, (own, landlock.WORK)])
        return confine.Slot(work=str(work), ruleset_fd=ruleset)

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
        decode = msgspec.json.Decoder(packets.ToServer).decode
        try:
            while True:
                data, fds, _, _ = socket.recv_fds(control, packets.PACKET_BYTES, 2)
                if not data:
                    return
                control.send(msgspec.json.encode(self._answer(decode(data), fds)))
        finally:
            self._reset()
            self._remove_folder()

    def _remove_folder(self) -> None:
        """At `strong` it went with the root directory; else it stands in the machine's own /tmp."""
        if self._namespaced:
            return
        if self._bounded:
            kernel.unmount(str(self._folder))
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answer(self, packet: packets.ToServer, fds: list[int]) -> packets.FromServer:
        try:
            match packet:
                case packets.Spawn():
                    return packets.Spawned(jail=self._spawn(packet.limits, *fds))
                case packets.End():
                    return self._end(packet.jail, packet.grace_ms)
                case packets.Reset():
                    self._reset()
                    return packets.Done()
        except OSError as problem:
            return packets.Failed(step=type(packet).__name__, problem=str(problem))
        finally:
            for fd in fds:
                os.close(fd)

    def _spawn(self, limits: Limits, wire_fd: int, output_fd: int) -> int:
        number = next((n for n in range(SLOTS) if n not in self._jails), None)
        if number is None:
            raise OSError("every slot holds a jail")
        if self._namespaced:
            kernel.unshare(kernel.CLONE_NEWPID)  # the next child is the first of its own
        pid = os.fork()
        if pid == 0:
            try:
                gc.enable()
                confine.run(self._setup, self._slots[number], limits, wire_fd, output_fd, self._host)
            finally:
                os._exit(97)
        if self._namespaced:
            kernel.setns(self._own_pid_fd, kernel.CLONE_NEWPID)
        self._jails[number] = pid
        return number

    def _end(self, number: int, grace_ms: int = 0) -> packets.Ended:
        pid = self._jails.pop(number)
        by_us = not _ends_within(pid, grace_ms)
        if by_us:
            os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
        _, status, usage = os.wait4(pid, 0)
        if not self._namespaced:  # a namespaced jail's disk went with it
            _empty(self._slots[number].work)
        cpu_ms = (usage.ru_utime + usage.ru_stime) * 1000
        return packets.Ended(
            exit_code=os.waitstatus_to_exitcode(status), by_us=by_us, cpu_ms=cpu_ms, peak_bytes=usage.ru_maxrss * 1024
        )

    def _reset(self) -> None:
        for number in list(self._jails):
            self._end(number)


def _ends_within(pid: int, grace_ms: int) -> bool:
    """Whether a child ends by itself in that time."""
    fd = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(grace_ms))
    finally:
        os.close(fd)


def _empty(folder: str) -> None:
    """Remove what a dead jail left in its folder, links unfollowed. Raises `OSError` if something stays."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)


def _require_namespaces() -> None:
    """Try them in a child; raise what the kernel says if it says no."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            namespaces.enter_namespaces()
            kernel.mount("none", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
        except OSError as problem:
            os.write(writing, str(problem).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as said:
        problem_text = said.read().decode()
    os.waitpid(child, 0)
    if problem_text:
        raise OSError(problem_text)


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


def _another_user_could_import(uid: int) -> bool:
    """Whether a process that gives up root could still read the standard library and the libraries."""
    if os.geteuid() != 0:
        return False
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setresuid(uid, uid, uid)
            import flask

            status = 0 if os.access(os.__file__, os.R_OK) and os.access(flask.__file__, os.R_OK) else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


if __name__ == "__main__":
    main()
