"""The jailed child: from the fork to the student's first line, step by step, each of which must succeed.

Runs in a child of the fork server. Up to the last step everything in the process is ours; a step that
fails is reported over the wire by its name, and nothing is graded (*fail closed*). `_enter` is the list
of the steps, in the order in which each still may do what it needs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox import kernel, namespaces, seccomp

_OUTPUT, _ERRORS, _WIRE, _RULESET, _DISK = 1, 2, 3, 4, 5
_MIB = 1 << 20
_OUTSIDE = "/etc/passwd"  # exists on every machine and in no jail

Serve = Callable[[socket.socket, frames.Job, Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JailSetup:
    """What the server prepared once for all of its jails."""

    namespaced: bool
    uid: int | None  # whom to become; None stays who we are
    filter: bytes  # seccomp, with a place for the process id
    may_fork: bool  # the filter lets a program start others
    ours: int | None  # processes of ours that RLIMIT_NPROC may count too; None: it counts strangers' as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for one jail at a time: its empty folder, and an open Landlock ruleset that covers it.

    `disk_fd` is the disk of the jail in it, which the jail is to mount; None where it has none of its own.
    """

    work: str
    ruleset_fd: int
    disk_fd: int | None = None


class StepFailed(Exception):
    """A step of the confinement failed; says which and how."""

    def __init__(self, step: str, problem: BaseException) -> None:
        super().__init__(f"{type(problem).__name__}: {problem}")
        self.step = step


def run(setup: JailSetup, slot: Slot, limits: Limits, wire_fd: int, output_fd: int, serve: Serve) -> NoReturn:
    """Confine this process, then let `serve` answer the wire until it closes."""
    wire = socket.socket(fileno=wire_fd)
    try:
        with _step("arrange descriptors"):
            wire = _arrange_descriptors(wire, output_fd, slot)
        job, work = _enter(setup, slot, limits, wire)
    except StepFailed as failure:
        _report(wire, failure)
        os._exit(97)
    try:
        serve(wire, job, work)
    finally:  # whatever the student's code did to us: this is no copy of the server any more
        os._exit(0)


def _enter(setup: JailSetup, slot: Slot, limits: Limits, wire: socket.socket) -> tuple[frames.Job, Path]:
    with _step("start a session"):
        _start_session()
    if slot.disk_fd is not None:
        with _step("mount the work folder"):
            _mount_work(slot)
    with _step("change user"):
        _change_user(setup.uid)
    with _step("drop privileges"):
        _drop_privileges()
    with _step("take the job"):
        job = frames.receive_job(wire)
    with _step("write the files"):
        work = _write_files(Path(slot.work), job.files)
    with _step("clean the environment"):
        _clean_environment(slot.work)
    with _step("limit resources"):
        _limit_resources(setup, limits)
    with _step("restrict files"):
        _restrict_files()
    with _step("filter system calls"):
        kernel.seccomp_load(seccomp.for_process(setup.filter, os.getpid()))
    with _step("probe oneself"):
        _probe_oneself(may_fork=setup.may_fork)
    return job, work


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except BaseException as problem:
        raise StepFailed(name, problem) from problem


def _arrange_descriptors(wire: socket.socket, output_fd: int, slot: Slot) -> socket.socket:
    """0 is /dev/null already; 1 and 2 the output, 3 the wire; for a moment 4 the ruleset, 5 the disk; nothing else stays.

    First of all, so that every later step reports over the same descriptor, and works without the server's.
    """
    places = {_OUTPUT: output_fd, _ERRORS: output_fd, _WIRE: wire.fileno(), _RULESET: slot.ruleset_fd}
    if slot.disk_fd is not None:
        places[_DISK] = slot.disk_fd
    # Out of the way first: any of them may hold a number that another is to get.
    copies = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, 16) for number, fd in places.items()}
    for number, copy in copies.items():
        os.dup2(copy, number)
    kernel.close_from(max(places) + 1)
    wire.detach()  # its number is another's by now, or nobody's
    return socket.socket(fileno=_WIRE)


def _start_session() -> None:
    os.setsid()
    kernel.die_with_parent(signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as in any Python program


def _mount_work(slot: Slot) -> None:
    namespaces.mount_work(_DISK, slot.work)
    os.close(_DISK)


def _change_user(uid: int | None) -> None:
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def _drop_privileges() -> None:
    kernel.forbid_new_privileges()
    kernel.drop_capabilities()
    kernel.die_with_parent(signal.SIGKILL)  # a change of user clears it
    # Other jails may be the same user: none is to trace this process or to read its memory by /proc. So it was in
    # the server already, but a change of user sets it as the machine's fs.suid_dumpable says.
    kernel.set_dumpable(False)


def _write_files(base: Path, files: dict[str, bytes]) -> Path:
    work = base / "work"
    for folder in (work, base / "tmp"):
        folder.mkdir()
    for name, content in files.items():
        place = work / name
        place.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(fd, "wb") as file:
            file.write(content)
    os.chdir(work)
    return work


def _clean_environment(base: str) -> None:
    for name in list(os.environ):
        del os.environ[name]
    os.environ.update(
        PATH="/usr/bin:/bin",
        HOME=f"{base}/tmp",
        TMPDIR=f"{base}/tmp",
        LANG="C.UTF-8",
        TZ="UTC",
    )
    os.umask(0o077)
    sys.argv[:] = ["app.py"]
    import tempfile

    tempfile.tempdir = None


def _limit_resources(setup: JailSetup, limits: Limits) -> None:
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_STACK: 8 * _MIB,
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: -(-limits.cpu_ms // 1000),
    }
    if sys.platform == "linux":
        bounds |= {resource.RLIMIT_MSGQUEUE: 0, resource.RLIMIT_SIGPENDING: 64}
    if setup.ours is not None:
        # All jails of the server are one user: each may have its threads.
        bounds[resource.RLIMIT_NPROC] = 2 * limits.threads + setup.ours
    for kind, value in bounds.items():
        resource.setrlimit(kind, (value, value))


def _restrict_files() -> None:
    kernel.landlock_restrict(_RULESET)
    os.close(_RULESET)


def _probe_oneself(*, may_fork: bool) -> None:
    """Try what a jail must not do; one thing that succeeds means we are not in one."""
    with contextlib.suppress(OSError):
        os.open(_OUTSIDE, os.O_RDONLY)
        raise RuntimeError("a file outside could be opened")
    with contextlib.suppress(OSError):
        socket.socket()
        raise RuntimeError("a socket could be made")
    if may_fork:
        return
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            os._exit(0)
        raise RuntimeError("a process could be started")


def _report(wire: socket.socket, failure: StepFailed) -> None:
    with contextlib.suppress(OSError):
        frames.send(wire, frames.Unconfined(step=failure.step, problem=str(failure)))
