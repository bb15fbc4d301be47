"""Taking a submission in, in a process of its own: bounded in time and memory, whatever its files lead to.

Reading what a stranger packed is work that the stranger chose. It is done in a child that is forked for it, may take so
much processor time and memory, and hands back names and bytes. What is too much is refused, as any other breach of
the intake's rules; what nobody foresaw is ours, and that submission's alone. Where nothing can be forked the same is
done in this process, by the caps of `grader.submission` alone.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe

import msgspec

from grader.errors import OursError, SubmissionRefused, UsageError
from grader.submission import Submission

CPU_S = 15  # some hundred times what the largest submission that is allowed takes
MEMORY_BYTES = 512 << 20  # beyond what the worker has
_TRIES = 3
_WALL_S = 300.0  # a net for a disk that does not answer
_TOO_MUCH = "take out what is not your work, and hand in your source files as a folder or an ordinary zip"


class _TakenIn(msgspec.Struct, frozen=True, kw_only=True, tag="taken in"):
    submission: Submission


class _Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    fact: str
    hint: str


class _Unusable(msgspec.Struct, frozen=True, kw_only=True, tag="unusable"):
    fact: str
    hint: str


class _Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    kind: str


_Outcome = _TakenIn | _Refused | _Unusable | _Failed


def taken_in_apart(take_in: Callable[[], Submission]) -> Submission:
    """Return what a function that takes a submission in returns, run in a child of this process.

    Raises `SubmissionRefused` and `UsageError` as it does, `SubmissionRefused` when it takes too much time or memory,
    and `OursError` for anything else.
    """
    outcome = _outcome_apart(take_in) if hasattr(os, "fork") else _outcome_of(take_in)
    match outcome:
        case _TakenIn():
            return outcome.submission
        case _Refused():
            raise SubmissionRefused(outcome.fact, hint=outcome.hint)
        case _Unusable():
            raise UsageError(outcome.fact, hint=outcome.hint)
        case _Failed():
            raise OursError(f"taking the submission in failed: {outcome.kind}")


def _outcome_of(take_in: Callable[[], Submission]) -> _Outcome:
    try:
        return _TakenIn(submission=take_in())
    except SubmissionRefused as refusal:
        return _Refused(fact=refusal.fact, hint=refusal.hint)
    except UsageError as problem:
        return _Unusable(fact=problem.fact, hint=problem.hint)
    except (MemoryError, RecursionError):
        return _Refused(fact="the submission takes too much memory to read", hint=_TOO_MUCH)
    except Exception as problem:  # whatever one student's files lead to, it ends no run
        return _Failed(kind=type(problem).__name__)


def _outcome_apart(take_in: Callable[[], Submission]) -> _Outcome:
    """Try in a child, and again if something outside killed it."""
    for _ in range(_TRIES):
        outcome = _try_apart(take_in)
        if outcome is not None:
            return outcome
    return _Failed(kind="the process that did it was killed")


def _try_apart(take_in: Callable[[], Submission]) -> _Outcome | None:
    reading, writing = Pipe(duplex=False)
    pid = os.fork()
    if pid == 0:
        try:
            reading.close()
            _limit()
            writing.send_bytes(msgspec.msgpack.encode(_outcome_of(take_in)))
        finally:  # the code that called us belongs to the parent
            os._exit(0)
    writing.close()
    with reading:
        return _received(reading, pid)


def _limit() -> None:
    import resource

    from grader.sandbox import kernel

    kernel.die_with_parent(signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 2))  # the softer one ends it by a signal of its own
    with open("/proc/self/statm") as file:
        most = int(file.read().split()[0]) * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _received(reading: Connection, pid: int) -> _Outcome | None:
    """Return what the child said, or what its end says, None if that was no doing of its own; it is gone by then."""
    said = b""
    try:
        waited = reading.poll(_WALL_S)
        said = reading.recv_bytes() if waited else b""
    except (EOFError, OSError):
        waited = True
    if not waited:
        os.kill(pid, signal.SIGKILL)  # not reaped yet, so the number is still its own
    _, status = os.waitpid(pid, 0)
    if said:
        outcome: _Outcome = msgspec.msgpack.decode(said, type=_Outcome)
        return outcome
    if not waited or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU):
        return _Refused(fact="the submission takes too long to read", hint=_TOO_MUCH)
    return None
