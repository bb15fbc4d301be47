"""What judging may cost: processor time and memory of the judge, charged to the check that asked for a reply.

Theory of operation.  A judge is a process that limits itself: it dies with its parent (`confine_judge`), and for each
submission it may take so much more memory than it has (`bound_memory`). Around each check a timer of processor time runs (`Budget.check`);
when it rings, `Overspent` is raised inside the check, which is then lost. A check that hears no signal (one long call
into C) is ended by the kernel a little later, and the judge with it; its server sees that, charges the check, and lets
another judge go on with those that are left.

Only processor time is counted: on a busy machine an honest submission waits longer and spends no more. The bounds are
some hundred times what a check of this course costs.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from grader.model import State

_NET_S = 3  # after the timer, before the kernel ends a judge that did not hear it


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeLimits:
    """Processor seconds of one check and of all checks of a submission; bytes beyond what the judge began with."""

    check_cpu_s: float = 10.0
    submission_cpu_s: float = 40.0
    memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What became of a check that cost the judge too much, and the sentence for its student."""

    state: State
    words: str


class Overspent(BaseException):
    """A check used up the processor time it may take to judge a reply. No `except Exception` of a check holds it."""


def confine_judge() -> None:
    """Let this process, a judge, hear its timer and die with the one that forked it. Linux only."""
    from grader.sandbox import kernel

    kernel.die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGPROF, _ring)


def bound_memory(limits: JudgeLimits) -> None:
    """Bound what this process may take for one submission, beyond what it has now."""
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + limits.memory_bytes, most))


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise Overspent


class Budget:
    """The processor time that is left to judge one submission."""

    def __init__(self, limits: JudgeLimits, *, spent_s: float = 0.0) -> None:
        self._check_s = limits.check_cpu_s
        self._left_s = limits.submission_cpu_s - spent_s

    @contextlib.contextmanager
    def check(self) -> Iterator[None]:
        """Bound what happens inside. Raises `Overspent` there, or at once when nothing is left."""
        allowed_s = min(self._check_s, self._left_s)
        if allowed_s <= 0:
            raise Overspent
        before_s = time.process_time()
        _spread_net(before_s + allowed_s)
        signal.setitimer(signal.ITIMER_PROF, allowed_s)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            self._left_s -= time.process_time() - before_s


def _spread_net(until_s: float) -> None:
    """Have the kernel end this process some seconds of processor time after the timer should have rung."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(until_s) + _NET_S, most))


# What ends a judge from within, by the check it was at: too much computing, or a break in Python itself.
_SIGNALS = {
    signal.SIGXCPU: Lost(state=State.TIMED_OUT, words="Reading the answer of your program took too long."),
    **dict.fromkeys(
        (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL),
        Lost(state=State.FAILED, words="The answer of your program could not be judged."),
    ),
}


def lost_by(status: int) -> Lost | None:
    """Return what a check is charged with that ended its judge, by the status of `wait`; None for another end."""
    return _SIGNALS.get(signal.Signals(os.WTERMSIG(status))) if os.WIFSIGNALED(status) else None


class CurrentCheck:
    """The number of the check that a judge is at, where the process that forked it can read it after its death."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)
        self.set(-1)

    def set(self, number: int) -> None:
        """Say which check begins."""
        self._memory[:] = struct.pack("q", number)

    def get(self) -> int:
        """Return the number that was set last; -1 before the first."""
        (number,) = struct.unpack("q", self._memory[:])
        return int(number)
