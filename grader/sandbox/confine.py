"""The jailed child: from the fork to the student's first line, step by step, each of which must succeed.

Runs in a child of the fork server. Up to the last step everything in the process is ours; a step that
fails is reported over the wire by its name, and nothing is graded (*fail closed*).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox import kernel, namespaces, seccomp

_OUTPUT, _ERRORS, _WIRE, _FIRST_FREE = 1, 2, 3, 4
_MIB = 1 << 20
_OUTSIDE = "/etc/passwd"  # exists on every machine and in no jail

Serve = Callable[[socket.socket, frames.Job, Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class JailSetup:
    """What the server prepared once for all of its jails."""

    namespaced: bool
    uid: int | None  # whom to become; None stays who we are
    filter: bytes  # seccomp, with a place for the process id
    counts_threads: bool  # RLIMIT_NPROC counts only our own processes here


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for one jail at a time: its empty folder, and an open Landlock ruleset that covers it."""

    work: str
    ruleset_fd: int


def run(setup: JailSetup, slot: Slot, limits: Limits, wire_fd: int, output_fd: int, host: Serve) -> None:
    """Confine this process, then let `host` serve the wire until it closes. Never returns."""
    step = "start"
    connection = socket.socket(fileno=wire_fd)
    try:
        for step, act in _steps(setup, slot, limits):  # noqa: B007  the handler below names it
            act()
        step = "take the job"
        job = frames.receive_job(connection)
        step = "write the files"
        work = _write_files(Path(slot.work), job.files)
        step = "confine"
        _confine(setup, slot, limits, connection.fileno(), output_fd)
        connection = socket.socket(fileno=_WIRE)
        step = "probe oneself"
        _probe_oneself()
    except BaseException as problem:
        _report(connection, step, problem)
        os._exit(97)
    try:
        host(connection, job, work)
    finally:  # whatever the student's code did to the host: this is no copy of the server any more
        os._exit(0)


def _steps(setup: JailSetup, slot: Slot, limits: Limits) -> list[tuple[str, Callable[[], None]]]:
    owner = os.geteuid() if setup.uid is None else setup.uid
    disk = {"size_bytes": limits.disk_bytes, "inodes": limits.disk_files, "owner": owner}
    mount = [("mount the work folder", lambda: namespaces.mount_work(slot.work, **disk))]
    return [
        ("start a session", _start_session),
        *(mount if setup.namespaced else []),
        ("drop privileges", lambda: _drop_privileges(setup)),
    ]


def _start_session() -> None:
    os.setsid()
    kernel.die_with_parent(signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as in any Python program


def _drop_privileges(setup: JailSetup) -> None:
    if setup.uid is not None:
        os.setgroups([])
        os.setresgid(setup.uid, setup.uid, setup.uid)
        os.setresuid(setup.uid, setup.uid, setup.uid)
    kernel.forbid_new_privileges()
    kernel.drop_capabilities()
    kernel.die_with_parent(signal.SIGKILL)  # a change of user clears it
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


def _confine(setup: JailSetup, slot: Slot, limits: Limits, wire_fd: int, output_fd: int) -> None:
    _arrange_descriptors(wire_fd, output_fd, slot.ruleset_fd)
    _clean_environment(os.path.dirname(os.getcwd()))
    _limit_resources(setup, limits)
    kernel.landlock_restrict(_FIRST_FREE)
    kernel.close_from(_FIRST_FREE)
    kernel.seccomp_load(seccomp.for_process(setup.filter, os.getpid()))


def _arrange_descriptors(wire_fd: int, output_fd: int, ruleset_fd: int) -> None:
    """0 is /dev/null already; 1 and 2 the output, 3 the wire, 4 the ruleset for a moment."""
    # Out of the way first: any of them may hold a number that another is to get.
    wire_copy, output_copy, ruleset_copy = (
        fcntl.fcntl(fd, fcntl.F_DUPFD, 16) for fd in (wire_fd, output_fd, ruleset_fd)
    )
    for copy, number in (
        (output_copy, _OUTPUT),
        (output_copy, _ERRORS),
        (wire_copy, _WIRE),
        (ruleset_copy, _FIRST_FREE),
    ):
        os.dup2(copy, number)


def _clean_environment(base: str) -> None:
    for name in list(os.environ):
        del os.environ[name]
    os.environ.update(
        PATH="/usr/bin:/bin",
        HOME=f"{base}/tmp",
        TMPDIR=f"{base}/tmp",
        LANG="C.UTF-8",
        TZ="UTC",
        FLASK_RUN_FROM_CLI="true",  # makes a stray app.run() do nothing
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
    if setup.counts_threads:
        # All jails of the server are one user: each may have its threads.
        bounds[resource.RLIMIT_NPROC] = 2 * limits.threads
    for kind, value in bounds.items():
        resource.setrlimit(kind, (value, value))


def _probe_oneself() -> None:
    """Three things a jail must not do; one that succeeds means we are not in one."""
    with contextlib.suppress(OSError):
        os.open(_OUTSIDE, os.O_RDONLY)
        raise RuntimeError("a file outside could be opened")
    with contextlib.suppress(OSError):
        socket.socket()
        raise RuntimeError("a socket could be made")
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            os._exit(0)
        raise RuntimeError("a process could be started")


def _report(connection: socket.socket, step: str, problem: BaseException) -> None:
    with contextlib.suppress(OSError):
        frames.send(connection, frames.Unconfined(step=step, problem=f"{type(problem).__name__}: {problem}"))
