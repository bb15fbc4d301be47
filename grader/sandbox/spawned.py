"""Jails that are plain processes: the level `none`, on any operating system.

Fit for a student's own code on the student's own computer, and for nothing else: a timeout and, where the
system has them, resource limits, but no walls. The next process is started ahead, so that its imports run
while the one before it is at work.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from typing import IO

from grader.errors import JailBroken
from grader.guest import pipes
from grader.model import Isolation, Level
from grader.protocol import frames
from grader.protocol.environment import Environment, Preload
from grader.protocol.limits import Limits
from grader.sandbox import remains
from grader.sandbox.jail import Jail, JailExit, Remains
from grader.sandbox.output import Printed

_CHUNK = 1 << 16


class SpawnedSandbox:
    """Starts a process for each jail, with what an environment lets it use."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.preload = Preload.FULL  # nothing is imported ahead: no other would be quicker
        self._ahead: _Process | None = None
        self.isolation = Isolation(
            level=Level.NONE, detail="a separate process and nothing else: fit for your own code only"
        )

    def open(self, job: frames.Job, limits: Limits) -> Jail:
        """Return a jail in a process that was started ahead, and start the next."""
        process = self._ahead or _Process(self.environment.kits)
        self._ahead = _Process(self.environment.kits)
        process.cap_output(limits.output_bytes)
        return Jail(process, job, limits)

    def reset(self) -> None:
        """Nothing outlives a jail here."""

    def revive(self) -> None:
        """Nothing outlives a jail here."""

    def close(self) -> None:
        """End the process that waits."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None


class _Process:
    """A Python process whose standard input and output are the wire, and whose errors are its output.

    Pipes cannot be waited for with a deadline everywhere, so each has a thread of its own.
    """

    def __init__(self, kits: Sequence[str]) -> None:
        self._folder = tempfile.mkdtemp(prefix="grade-")
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-X", "utf8", "-m", pipes.__name__, self._folder, *kits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        self._incoming: queue.Queue[bytes] = queue.Queue()
        self._buffer = bytearray()
        self._printed = Printed(0)
        self._readers = [
            self._in_background(self._read_wire, self._process.stdout),
            self._in_background(self._read_output, self._process.stderr),
        ]

    @staticmethod
    def _in_background(act: object, pipe: IO[bytes] | None) -> threading.Thread:
        thread = threading.Thread(target=act, args=(pipe,), daemon=True)  # type: ignore[arg-type]
        thread.start()
        return thread

    def _read_wire(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while part := os.read(pipe.fileno(), _CHUNK):
                self._incoming.put(part)
        self._incoming.put(b"")

    def _read_output(self, pipe: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while part := os.read(pipe.fileno(), _CHUNK):
                self._printed.add(part)

    def cap_output(self, cap: int) -> None:
        """Keep what is printed from now on; nothing of a program's has run yet."""
        self._printed = Printed(cap)

    def send(self, data: bytes, deadline: float) -> None:
        problem: list[OSError] = []

        def write() -> None:
            try:
                assert self._process.stdin is not None
                self._process.stdin.write(data)
                self._process.stdin.flush()
            except OSError as gone:
                problem.append(gone)

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            raise frames.DeadlinePassed
        if problem:
            raise frames.PeerGone

    def receive(self, length: int, deadline: float) -> bytes:
        while len(self._buffer) < length:
            try:
                part = self._incoming.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise frames.DeadlinePassed from None
            if not part:
                self._incoming.put(b"")
                raise frames.PeerGone
            self._buffer += part
            if time.monotonic() > deadline:
                raise frames.DeadlinePassed
        data = bytes(self._buffer[:length])
        del self._buffer[:length]
        return data

    def output(self) -> bytes:
        return self._printed.shown()

    def take_output(self) -> None:
        """A thread of its own does, and may be a moment late."""

    def _ends_within(self, grace_ms: int) -> bool:
        try:
            self._process.wait(grace_ms / 1000)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self, grace_ms: int = 0, keep: Sequence[str] = ()) -> tuple[JailExit, Remains]:
        by_us = not self._ends_within(grace_ms)
        with contextlib.suppress(OSError):
            self._process.kill()
        try:
            code = self._process.wait(10)
        except subprocess.TimeoutExpired:
            raise JailBroken("a process could not be ended") from None
        for reader in self._readers:
            reader.join(1)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        found = tuple(remains.opened_below(self._folder, name) for name in keep)
        shutil.rmtree(self._folder, ignore_errors=True)
        return JailExit(exit_code=code, by_us=by_us, cpu_ms=0.0, peak_bytes=0), found
