"""Jails from a fork server: the levels `strong` and `landlock`. Linux only."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
from collections.abc import Callable, Sequence

import msgspec

from grader.errors import JailBroken, SandboxUnavailable
from grader.model import Isolation, Level
from grader.protocol import frames, packets
from grader.protocol.environment import Environment, Preload
from grader.protocol.limits import Limits
from grader.sandbox import launch
from grader.sandbox.jail import Jail, JailExit, Remains, SocketLink

_START_S = 60.0
_ANSWER_S = 20.0
_decode: Callable[[bytes], packets.FromServer] = msgspec.json.Decoder(packets.FromServer).decode


class ForkedSandbox:
    """A fork server of one level, for one environment, and the jails it forks; `close` ends it.

    It is started in two steps, of which the constructor takes both unless told not to wait: the server is told what to
    prepare, and `require_started` waits until it has. `server` is a process that was launched ahead.
    Raises `SandboxUnavailable` when the machine does not give the level. A process forked from the one
    that made it can open jails too.
    """

    _PROGRAM: tuple[str, ...] = launch.PROGRAM

    def __init__(
        self,
        level: Level,
        environment: Environment,
        *,
        preload: Preload = Preload.FULL,
        server: launch.Launched | None = None,
        waits: bool = True,
    ) -> None:
        self._level = level
        self.environment = environment
        self.preload = preload
        self._begin(server or launch.Launched(self._PROGRAM))
        if waits:
            self.require_started()

    def _begin(self, server: launch.Launched) -> None:
        self._server = server
        prepare = packets.Prepare(level=self._level.value, preload=self.preload, environment=self.environment)
        with contextlib.suppress(OSError):  # one that is gone says nothing when it is asked to
            self._control.send(msgspec.json.encode(prepare))

    def require_started(self) -> None:
        """Wait until the server is ready. Raises `SandboxUnavailable`, and ends it, where the level is not given."""
        self._control.settimeout(_START_S)
        try:
            reply, _ = _receive(self._control)
        except JailBroken:
            self.close()
            raise
        if isinstance(reply, packets.Failed):
            self.close()
            raise SandboxUnavailable(
                f"this machine does not give the level `{self._level}`: {reply.problem}",
                hint="`grade doctor` says what it gives, and how to raise it",
            )
        if not isinstance(reply, packets.Started):
            raise JailBroken("the fork server said something else than that it started")
        self._control.settimeout(_ANSWER_S)
        self.isolation = Isolation(level=Level(reply.level), detail=reply.detail)

    @property
    def _control(self) -> socket.socket:
        return self._server.control

    def open(self, job: frames.Job, limits: Limits) -> Jail:
        """Fork a jail. Raises `JailBroken` when the server or a step of the confinement fails."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        reading, writing = os.pipe()
        try:
            jail_id = self._spawn(limits, theirs.fileno(), writing)
        except JailBroken:
            ours.close()
            os.close(reading)
            raise
        finally:
            theirs.close()
            os.close(writing)
        link = SocketLink(ours, reading, limits.output_bytes, functools.partial(self._end, jail_id))
        return Jail(link, job, limits)

    def _spawn(self, limits: Limits, *fds: int) -> str:
        reply, _ = self._call(packets.Spawn(limits=limits), fds)
        if not isinstance(reply, packets.Spawned):
            raise JailBroken(f"the fork server could not fork: {reply}")
        return reply.jail

    def _end(self, jail_id: str, grace_ms: int, keep: Sequence[str]) -> tuple[JailExit, Remains]:
        reply, fds = self._call(packets.End(jail=jail_id, grace_ms=grace_ms, keep=tuple(keep)))
        if not isinstance(reply, packets.Ended):
            raise JailBroken(f"the fork server could not end a jail: {reply}")
        descriptors = iter(fds)
        found = tuple(next(descriptors) if each is packets.Kept.FILE else each for each in reply.kept)
        end = JailExit(exit_code=reply.exit_code, by_us=reply.by_us, cpu_ms=reply.cpu_ms, peak_bytes=reply.peak_bytes)
        return end, found

    def reset(self) -> None:
        """End every jail, also those whose owner is gone."""
        reply, _ = self._call(packets.Reset())
        if not isinstance(reply, packets.Done):
            raise JailBroken(f"the fork server could not end its jails: {reply}")

    def revive(self) -> None:
        """Start a new server if this one does not answer; else end what jails it still has."""
        try:
            self.reset()
        except JailBroken:
            self._restart()
            return
        # One that was killed may have answered with its last breath.
        if self._server.process.poll() is not None:
            self._restart()

    def _restart(self) -> None:
        self.close()
        self._begin(launch.Launched(self._PROGRAM))
        self.require_started()

    def close(self) -> None:
        """End the server and all of its jails."""
        self._server.close()

    @property
    def server_pid(self) -> int:
        """The process id of the server's outermost process; at `strong` the server itself is its child."""
        return self._server.process.pid

    def _call(self, packet: packets.Packet, fds: tuple[int, ...] = ()) -> tuple[packets.FromServer, list[int]]:
        # A socket for each answer: other processes share the control socket, and one of them may be given up,
        # wake again and read.
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            try:
                socket.send_fds(self._control, [msgspec.json.encode(packet)], [theirs.fileno(), *fds])
            except OSError as problem:
                raise JailBroken(f"the fork server is gone: {problem}") from None
            theirs.close()
            ours.settimeout(_ANSWER_S)
            return _receive(ours)


def _receive(connection: socket.socket) -> tuple[packets.FromServer, list[int]]:
    """Return an answer and the descriptors that came with it."""
    try:
        data, fds, _, _ = socket.recv_fds(connection, packets.PACKET_BYTES, packets.MOST_KEPT)
    except OSError as problem:
        raise JailBroken(f"the fork server does not answer: {problem}") from None
    if not data:
        raise JailBroken("the fork server is gone")
    return _decode(data), fds
