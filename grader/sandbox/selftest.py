"""Attacks on our own jails: what a level promises is tried, never assumed.

Each attack is a function that runs in a jail as a student's program would, tries one thing, and says what
happened. A level is granted when every attack that it must stop was stopped; what it does not stop is said
in the observation's detail.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.model import Level, State
from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox.jail import Jail, JailDied, Sandbox

# Each attack crosses the wall as source: it sees its arguments and what it imports, and its annotations are
# built in, nothing else. `facts` names things outside: a secret file, a TCP port, sockets' names, a process id.

Attack = Callable[[object, dict[str, str]], str]


def _read_a_hidden_file(jail: object, facts: dict[str, str]) -> str:
    with open(facts["secret"]) as file:
        return file.read()


def _look_up_a_hidden_name(jail: object, facts: dict[str, str]) -> str:
    import os

    return str(os.stat(facts["secret"]).st_size)


def _write_a_file_outside(jail: object, facts: dict[str, str]) -> str:
    with open(facts["secret"] + ".new", "w") as file:
        file.write("x")
    return "written"


def _truncate_a_read_only_file(jail: object, facts: dict[str, str]) -> str:
    import os

    # On a folder, so that nothing is lost where it is not stopped: the kernel would say EISDIR.
    try:
        os.open("/usr/share/zoneinfo", os.O_RDONLY | os.O_TRUNC)
    except IsADirectoryError:
        return "only refused because it is a folder"
    return "truncated"


def _connect_by_tcp(jail: object, facts: dict[str, str]) -> str:
    import socket

    socket.create_connection(("127.0.0.1", int(facts["port"])), 1)
    return "connected"


def _send_by_udp(jail: object, facts: dict[str, str]) -> str:
    import socket

    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", int(facts["port"])))
    return "sent"


def _connect_to_an_abstract_socket(jail: object, facts: dict[str, str]) -> str:
    import socket

    socket.socket(socket.AF_UNIX).connect("\0" + facts["abstract"])
    return "connected"


def _send_through_a_datagram_pair(jail: object, facts: dict[str, str]) -> str:
    import socket

    socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"x", facts["datagram"])
    return "sent"


def _start_a_process(jail: object, facts: dict[str, str]) -> str:
    import os

    if os.fork() == 0:
        os._exit(0)
    return "forked"


def _execute_a_program(jail: object, facts: dict[str, str]) -> str:
    import os

    try:
        os.execv("/nowhere/program", ["program"])
    except FileNotFoundError:
        return "only refused because it is not there"
    return "executed"


def _signal_a_process_outside(jail: object, facts: dict[str, str]) -> str:
    import os

    os.kill(int(facts["pid"]), 0)
    return "sent"


def _limit_a_process_outside(jail: object, facts: dict[str, str]) -> str:
    import resource

    return str(resource.prlimit(int(facts["pid"]), resource.RLIMIT_NOFILE))


def _read_a_process_outside(jail: object, facts: dict[str, str]) -> str:
    with open(f"/proc/{facts['pid']}/environ", "rb") as file:
        return str(len(file.read()))


def _make_hidden_memory(jail: object, facts: dict[str, str]) -> str:
    import os

    return str(os.memfd_create("x"))


def _fill_the_disk(jail: object, facts: dict[str, str]) -> str:
    import os

    try:
        for number in range(10):
            with open(f"large-{number}", "wb") as file:
                file.write(bytes(7 << 20))
    finally:
        for number in range(10):
            if os.path.exists(f"large-{number}"):
                os.unlink(f"large-{number}")
    return "70 MB written"


def _make_many_files(jail: object, facts: dict[str, str]) -> str:
    for number in range(5000):
        with open(f"small-{number}", "w"):
            pass
    return "5000 files made"


def _enter_new_namespaces(jail: object, facts: dict[str, str]) -> str:
    import ctypes

    ctypes.CDLL(None).unshare(0x10000000)
    return "still alive"


_EVERYWHERE: tuple[Attack, ...] = (
    _read_a_hidden_file,
    _write_a_file_outside,
    _truncate_a_read_only_file,
    _connect_by_tcp,
    _send_by_udp,
    _connect_to_an_abstract_socket,
    _send_through_a_datagram_pair,
    _start_a_process,
    _execute_a_program,
    _signal_a_process_outside,
    _limit_a_process_outside,
    _read_a_process_outside,
    _make_hidden_memory,
)
_STRONG_ONLY: tuple[Attack, ...] = (_look_up_a_hidden_name, _fill_the_disk, _make_many_files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One attack on a level: its name in words, whether it was stopped, whether it had to be, what was seen."""

    attack: str
    stopped: bool
    required: bool
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What this machine showed of a level; `reason` says why it is not given, empty if it is."""

    level: Level
    detail: str
    reason: str
    lines: tuple[Line, ...] = ()

    @property
    def given(self) -> bool:
        """Whether submissions may be run at this level here."""
        return not self.reason


def attack(sandbox: Sandbox) -> Observation:
    """Attack a sandbox from inside; the observation says whether its level is what it promises."""
    level = sandbox.isolation.level
    with _targets() as facts:
        required = _EVERYWHERE + (_STRONG_ONLY if level is Level.STRONG else ())
        optional = () if level is Level.STRONG else _STRONG_ONLY
        lines = _try_all(sandbox, required, optional, facts)
    missed = [line.attack for line in lines if line.required and not line.stopped]
    reason = f"not stopped: {', '.join(missed)}" if missed else ""
    open_ends = [line.attack for line in lines if not line.stopped and not line.required]
    detail = sandbox.isolation.detail + (f"; not covered: {', '.join(open_ends)}" if open_ends else "")
    return Observation(level=level, detail=detail, reason=reason, lines=tuple(lines))


def _try_all(
    sandbox: Sandbox, required: tuple[Attack, ...], optional: tuple[Attack, ...], facts: dict[str, str]
) -> list[Line]:
    with contextlib.closing(_jail(sandbox)) as jail:
        lines = [_try(jail, act, facts, required=act in required) for act in (*required, *optional)]
    with contextlib.closing(_jail(sandbox)) as jail:  # this one ends its jail
        return [*lines, _try(jail, _enter_new_namespaces, facts, required=True)]


def _jail(sandbox: Sandbox) -> Jail:
    job = frames.Job(files={}, entry="", runs_code=True, body_bytes=1 << 20, header_bytes=1 << 16)
    return sandbox.open(job, Limits())


def _try(jail: Jail, act: Attack, facts: dict[str, str], *, required: bool) -> Line:
    words = _words(act.__name__.strip("_"))
    try:
        reply = jail.ask(act.__name__, inspect.getsource(act), [facts], {})
    except JailDied as death:
        return Line(attack=words, stopped=death.state is State.FORBIDDEN, required=required, seen=death.state)
    if isinstance(reply, frames.Raised):
        stopped = reply.trouble.type in ("PermissionError", "FileNotFoundError", "ProcessLookupError", "OSError")
        seen = f"{reply.trouble.type}: {reply.trouble.text}"
    else:
        stopped, seen = False, str(getattr(reply, "value", ""))
    return Line(attack=words, stopped=stopped, required=required, seen=seen)


def _words(name: str) -> str:
    return name.replace("_", " ").replace("tcp", "TCP").replace("udp", "UDP")


@contextlib.contextmanager
def _targets() -> Iterator[dict[str, str]]:
    """Things outside that an attack may try to reach, all ours and on this machine."""
    with tempfile.TemporaryDirectory(prefix="grade-self-test-") as folder, contextlib.ExitStack() as stack:
        secret = Path(folder) / "secret"
        secret.write_text("secret")
        tcp = stack.enter_context(socket.socket())
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        abstract = f"grade-self-test-{os.getpid()}"
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind("\0" + abstract)
        listener.listen()
        datagram = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        datagram.bind(f"{folder}/datagram")
        yield {
            "secret": str(secret),
            "port": str(tcp.getsockname()[1]),
            "abstract": abstract,
            "datagram": f"{folder}/datagram",
            "pid": str(os.getpid()),
        }
