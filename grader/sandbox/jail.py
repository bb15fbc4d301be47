"""The trusted end of one jail: questions under a deadline, and how it died.

A `Jail` is asked one question at a time. Its program may answer, raise, die, hang or send rubbish; the last
three end the jail and come out as `JailDied`, with the state the check gets and a sentence for the student.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from grader.errors import JailBroken
from grader.model import Isolation, State
from grader.protocol import frames
from grader.protocol.bounds import require_bounded, require_few
from grader.protocol.environment import Environment, Preload
from grader.protocol.limits import Limits
from grader.protocol.packets import Kept
from grader.sandbox import remains
from grader.sandbox.output import Printed

_READY_MS = 10_000  # our own part of a jail's life: generous, for a busy machine
_GRACE_MS = 300  # for a program that closed the wire to end by itself, and so to say how
_UNREADABLE = "The answer of your program could not be read. Did it use file descriptor 3?"
_ENDED = "Your program had already ended."
_CHUNK = 1 << 16
# The kernel enforces RLIMIT_CPU by ticks, a guest's stolen ones among them, and accounts more exactly: a
# program killed at its limit may be seen to have used a fifth less.
_SPENT = 0.5


class JailDied(Exception):
    """The program ended, hung or sent rubbish: the state its check gets, and a sentence for the student."""

    def __init__(self, state: State, fact: str) -> None:
        super().__init__(fact)
        self.state = state
        self.fact = fact


class NotHandedOver(Exception):
    """What a program left is nothing to read: a sentence for the student."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class JailKilled(JailBroken):
    """Something outside killed a jail, or its program killed itself; a second try tells which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JailExit:
    """How a jail's process ended, and what it used. A negative exit code is the number of a signal."""

    exit_code: int | None  # None: nobody knows
    by_us: bool  # we killed it: the exit code says nothing about the program
    cpu_ms: float
    peak_bytes: int


Remains = tuple[int | Kept, ...]  # descriptors of files that a jail left, or why there is none


class Link(Protocol):
    """Bytes to and from a jail's process: a socket under a fork server, or the pipes of a plain process."""

    def send(self, data: bytes, deadline: float) -> None:
        """Write all of it; raise `frames.PeerGone` or `frames.DeadlinePassed` (monotonic seconds)."""

    def receive(self, length: int, deadline: float) -> bytes:
        """Read exactly `length` bytes; raise as `send` does."""

    def output(self) -> bytes:
        """Return what the program printed so far, its middle left out where it is long."""

    def take_output(self) -> None:
        """Take what was printed so far, without waiting for more."""

    def end(self, grace_ms: int, keep: Sequence[str] = ()) -> tuple[JailExit, Remains]:
        """Kill the process if it lives on after a grace, and collect how it ended. Raises `JailBroken`.

        Every file in `keep`, a path in the work folder, is opened when all processes of the jail are dead; whoever
        asked closes the descriptors.
        """


class Sandbox(Protocol):
    """Where jails come from."""

    isolation: Isolation
    environment: Environment
    preload: Preload

    def open(self, job: frames.Job, limits: Limits) -> Jail:
        """Return a fresh jail that holds the job's files. Raises `JailBroken`."""

    def reset(self) -> None:
        """End every jail, also those whose owner is gone. Raises `JailBroken`."""

    def revive(self) -> None:
        """End every jail; make it work again if its server died."""

    def close(self) -> None:
        """End every jail."""


_NOTED = frames.frame(frames.Noted())
_Reply = TypeVar("_Reply", frames.Response, frames.Answer)


class Jail:
    """One fresh process with a submission's files; ends with `close`.

    All waiting for its program together may take `limits.wall_ms`.
    """

    def __init__(self, link: Link, job: frames.Job, limits: Limits) -> None:
        self._link = link
        self._limits = limits
        self._left_s = limits.wall_ms / 1000
        self._ids = random.SystemRandom()
        self._end: JailExit | None = None
        self.loaded: set[str] = set()  # the loads of the student's code that were reported to be through
        self._printed_loading: bytes | None = None  # what was printed until the last of the loads
        self._start(job)

    def _start(self, job: frames.Job) -> None:
        deadline = time.monotonic() + _READY_MS / 1000
        try:
            with contextlib.suppress(frames.PeerGone):  # one that failed before it read its job has said so
                self._link.send(frames.frame(job), deadline)
            first = self._receive(deadline)
        except (frames.PeerGone, frames.DeadlinePassed, frames.ProtocolBroken) as problem:
            end = self._finish()
            raise JailBroken(f"a jail did not start: {type(problem).__name__} {problem}, {end}") from None
        if isinstance(first, frames.Unconfined):
            self._finish()
            raise JailBroken(f"a jail could not be closed at the step `{first.step}`: {first.problem}")
        if not isinstance(first, frames.Ready):
            self._finish()
            raise JailBroken("a jail did not say that it is ready")

    # Questions

    def request(
        self, app: int, environ: dict[str, str], body: bytes
    ) -> frames.Response | frames.Raised | frames.BadAnswer:
        """Send an HTTP request to an application of the jail's (0: the default one)."""
        number = self._new_id()
        return self._ask(frames.Request(id=number, app=app, environ=environ, body=body), number, frames.Response)

    def ask(
        self, name: str, source: str, args: list[Any], kwargs: dict[str, Any], *, keeps: bool = False
    ) -> frames.Answer | frames.Raised | frames.BadAnswer:
        """Run a probe; with `keeps` its answer stays in the jail and its number comes back."""
        number = self._new_id()
        message = frames.Ask(id=number, name=name, source=source, args=args, kwargs=kwargs, keeps=keeps)
        return self._ask(message, number, frames.Answer)

    def _new_id(self) -> int:
        return self._ids.randrange(1 << 53)

    def _ask(
        self, message: frames.Message, number: int, expected: type[_Reply]
    ) -> _Reply | frames.Raised | frames.BadAnswer:
        if self._end is not None:
            raise JailDied(State.CRASHED, _ENDED)
        started = time.monotonic()
        deadline = started + self._left_s
        try:
            self._link.send(frames.frame(message), deadline)
            reply = self._reply(deadline, only_loads=not isinstance(message, frames.Ask) or not message.source)
            if not isinstance(reply, (expected, frames.Raised, frames.BadAnswer)) or reply.id != number:
                raise frames.ProtocolBroken("an answer to another question")
            require_bounded(reply, body_bytes=self._limits.body_bytes, header_bytes=self._limits.header_bytes)
            return reply
        except frames.PeerGone:
            raise self._died() from None
        except frames.DeadlinePassed:
            raise self._hung() from None
        except frames.ProtocolBroken:
            self._finish()
            raise JailDied(State.CRASHED, _UNREADABLE) from None
        finally:
            self._left_s -= time.monotonic() - started

    def _reply(self, deadline: float, *, only_loads: bool) -> frames.FromJail:
        """Return the answer, and keep which loads are said to be through before it, and what was printed meanwhile.

        A probe may ask something between two loads; any other question has loaded all before it begins.
        """
        while isinstance(reply := self._receive(deadline), frames.Loaded):
            if reply.what in self.loaded:
                raise frames.ProtocolBroken("a load was reported twice")
            if only_loads or not self.loaded:
                self._link.take_output()
                self._printed_loading = self._link.output()
            self.loaded.add(reply.what)
            require_few(self.loaded)
            self._link.send(_NOTED, deadline)
        return reply

    def _receive(self, deadline: float) -> frames.FromJail:
        header = self._link.receive(frames.HEADER.size, deadline)
        length = frames.length_of(header, self._limits.reply_bytes)
        return frames.answer_of(self._link.receive(length, deadline))

    # The end

    def output(self) -> bytes:
        """Return what the program printed, its middle left out where it is long; complete after `close`."""
        return self._link.output()

    def loading_output(self) -> bytes:
        """Return what of it was printed while the program was loaded; all of it, if that never came to an end."""
        return self.output() if self._printed_loading is None else self._printed_loading

    def close(self) -> JailExit | None:
        """End the jail, if it has not ended yet; return how. Never raises."""
        with contextlib.suppress(JailBroken):
            self._finish()
        return self._end

    def hand_over(self, *files: str) -> dict[str, bytes]:
        """End the jail; return what its program left in these files, for those that are there.

        Raises `NotHandedOver` for one that is no ordinary file, or if they are too large.
        """
        if self._end is not None:
            raise JailDied(State.CRASHED, _ENDED)
        self._end = JailExit(exit_code=None, by_us=True, cpu_ms=0.0, peak_bytes=0)
        self._end, found = self._link.end(0, files)
        try:
            return _contents(dict(zip(files, found, strict=True)))
        finally:
            for each in found:
                if not isinstance(each, Kept):
                    os.close(each)

    def _finish(self, grace_ms: int = 0) -> JailExit:
        if self._end is None:
            self._end = JailExit(exit_code=None, by_us=True, cpu_ms=0.0, peak_bytes=0)
            self._end, _ = self._link.end(grace_ms)
        return self._end

    def _hung(self) -> Exception:
        end = self._finish()
        waited, used = self._limits.wall_ms / 1000, end.cpu_ms / 1000
        return JailDied(
            State.TIMED_OUT,
            f"No answer after {waited:g} s (computing for {used:.1f} s of it). Look for a loop or a sleep.",
        )

    def _died(self) -> Exception:
        end = self._finish(_GRACE_MS)
        if end.exit_code is None:
            return JailBroken("a jail ended and nobody knows how")
        if end.by_us:
            return JailDied(State.CRASHED, _UNREADABLE)
        if end.exit_code >= 0:
            return JailDied(State.CRASHED, "Your program ended itself (exit) before it answered.")
        name = _signal_name(-end.exit_code)
        if name == "SIGSYS":
            return JailDied(
                State.FORBIDDEN, "Your program made a system call that has no place in this course, and was stopped."
            )
        if name in ("SIGKILL", "SIGXCPU") and end.cpu_ms >= self._limits.cpu_ms * _SPENT:
            limit = self._limits.cpu_ms / 1000
            return JailDied(State.TIMED_OUT, f"Your program computed for more than {limit:g} s. Look for a loop.")
        if name == "SIGKILL":
            return JailKilled("a jail was killed from outside")
        return JailDied(State.CRASHED, f"Python itself crashed ({name}): usually ctypes or endless recursion.")


def _contents(found: Mapping[str, int | Kept]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    left = remains.MOST_BYTES
    for name, each in found.items():
        if each is Kept.NO_FILE:
            raise NotHandedOver(f"`{name}` must be an ordinary file.")
        if isinstance(each, Kept):
            continue
        try:
            contents[name] = remains.read(each, left)
        except remains.TooLarge:
            raise NotHandedOver(f"`{name}` must be no larger than {remains.MOST_BYTES >> 20} MiB.") from None
        left -= len(contents[name])
    return contents


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


Collect = Callable[[int, Sequence[str]], tuple[JailExit, Remains]]  # `Link.end`, asked of a server


class SocketLink:
    """The link to a child of a fork server: a stream socket, and a pipe for what it prints."""

    def __init__(self, connection: socket.socket, output_fd: int, cap: int, collect: Collect) -> None:
        self._connection = connection
        self._connection.setblocking(False)
        os.set_blocking(output_fd, False)
        self._output_fd = output_fd
        self._printed = Printed(cap)
        self._collect = collect  # asks the server how the child ended
        self._buffer = bytearray()

    def send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._connection.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError:
                raise frames.PeerGone from None

    def receive(self, length: int, deadline: float) -> bytes:
        while len(self._buffer) < length:
            try:
                part = self._connection.recv(_CHUNK)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError:
                raise frames.PeerGone from None
            if not part:
                raise frames.PeerGone
            self._buffer += part
            if time.monotonic() > deadline:  # a dripping peer never lets us wait
                raise frames.DeadlinePassed
        data = bytes(self._buffer[:length])
        del self._buffer[:length]
        return data

    def _wait(self, event: int, deadline: float) -> None:
        """Wait until the wire is ready, draining what the program prints meanwhile."""
        poll = select.poll()
        poll.register(self._connection, event)
        watches_output = self._output_fd >= 0
        if watches_output:
            poll.register(self._output_fd, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0:
            ready = poll.poll(left * 1000)
            if any(fd == self._connection.fileno() for fd, _ in ready):
                return
            if ready and not self._drain():
                poll.unregister(self._output_fd)
        raise frames.DeadlinePassed

    def _drain(self) -> bool:
        """Take what was printed; return whether there can be more."""
        with contextlib.suppress(BlockingIOError):
            while part := os.read(self._output_fd, _CHUNK):
                self._printed.add(part)
            return False
        return True

    def output(self) -> bytes:
        return self._printed.shown()

    def take_output(self) -> None:
        self._drain()

    def end(self, grace_ms: int, keep: Sequence[str] = ()) -> tuple[JailExit, Remains]:
        try:
            return self._collect(grace_ms, keep)
        finally:
            self._drain()
            self._connection.close()
            os.close(self._output_fd)
            self._output_fd = -1
