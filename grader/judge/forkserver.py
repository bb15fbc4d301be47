"""Judges that are ready: pytest loaded and the checks collected, forked at the run loop.

    worker ──request──▶ judge server ──request──▶ judge: runs the items, once for each request
           ◀──report───              ◀──report───

A judge server holds the checks of one exercise and a judge that was forked where pytest is about to run the items. The
judge takes one submission after another while nothing of one is left for the next (`grader.judge.rounds`); then another
is forked. It is bounded (`grader.judge.budget`): one that a check's reply brings to its end is reaped, its jails are
ended, the check is lost, and another judge asks all the others. Server and judge are one process group, and die with
the worker. Where nothing can be forked `judge_here` does the same in this process, unbounded.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import importlib
import io
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.errors import ExerciseError, JailBroken, OursError
from grader.judge.budget import Budget, CurrentCheck, JudgeLimits, bound_memory, confine_judge, lost_by
from grader.judge.collection import CheckSuite, arguments, shadowing_problems
from grader.judge.plugin import JudgePlugin, JudgeReport, JudgeRequest, require_sound
from grader.judge.rounds import Rounds
from grader.sandbox.jail import Sandbox

_encode = msgspec.msgpack.encode
_LIMITS = JudgeLimits()
# A net for a judge that neither computes nor ends: far above all deadlines of jails and all of a judge's computing.
_NET_S = 900.0


def judge_here(suite: CheckSuite, sandbox: Sandbox, request: JudgeRequest) -> JudgeReport:
    """Judge one submission in this process. Raises `ExerciseError` for checks that cannot be collected."""
    _require_readable(suite)
    reports: list[JudgeReport] = []
    with tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as scratch:
        plugin = collected(suite, sandbox, Path(scratch), lambda rounds: reports.append(rounds.judge(request)))
    require_sound(plugin, suite)
    return reports[0]


def _require_readable(suite: CheckSuite) -> None:
    if suite.problem:
        raise ExerciseError(suite.problem, hint="`grade audit` lists all that is wrong")


def collected(suite: CheckSuite, sandbox: Sandbox, scratch: Path, then: Callable[[Rounds], None]) -> JudgePlugin:
    """Collect checks in this process; where pytest would run them, if they are sound, something else goes on.

    Returns the plugin, which knows what is wrong with them, when that has ended.
    """
    plugin, talk = JudgePlugin(sandbox, suite), io.StringIO()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with _modules_of(suite.folder), contextlib.redirect_stdout(talk), contextlib.redirect_stderr(talk):
        plugin.problems += shadowing_problems(suite.folder)
        status = pytest.main(arguments(suite, scratch), plugins=[plugin, _RunLoop(plugin, suite, then)])
    said = talk.getvalue()
    if status == pytest.ExitCode.USAGE_ERROR and "while loading conftest" in said:
        causes = [line.removeprefix("E").strip() for line in said.splitlines() if line.startswith("E ")]
        plugin.problems.append(f"conftest.py: {causes[0] if causes else 'it cannot be imported'}")
    elif status in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR) and not plugin.problems:
        raise OursError(f"pytest failed: {said[-2000:]}")
    return plugin


class _RunLoop:
    """Takes the place of pytest's run loop."""

    def __init__(self, plugin: JudgePlugin, suite: CheckSuite, then: Callable[[Rounds], None]) -> None:
        self._plugin = plugin
        self._suite = suite
        self._then = then

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not problem_of(self._plugin, self._suite):
            self._then(Rounds(self._plugin, session, self._suite))
        return True


@contextlib.contextmanager
def _modules_of(folder: Path) -> Iterator[None]:
    """Let checks import the helper modules beside them, fresh, and leave nothing of them to the next exercise."""
    old, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = old
        sys.path.remove(str(folder))
        for name, module in list(sys.modules.items()):
            if Path(getattr(module, "__file__", None) or "").parent == folder:
                del sys.modules[name]


class JudgeServer:
    """A process that collects an exercise's checks; `require_collected` waits for it. It may begin before the sandbox is ready."""

    def __init__(self, suite: CheckSuite, sandbox: Sandbox) -> None:
        _require_readable(suite)
        self._is_collected = False
        self._scratch = Path(tempfile.mkdtemp(prefix="grader-"))
        self._connection, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            status = 1
            try:
                os.setpgid(0, 0)
                self._connection.close()
                _collect_and_serve(suite, sandbox, self._scratch, theirs)
                status = 0  # of a judge too: one that died of an exception is not waited for
            finally:  # whatever happens, the code that called us belongs to the parent: it would fork again
                os._exit(status)
        theirs.close()
        with contextlib.suppress(OSError):  # whichever of the two comes first
            os.setpgid(self._pid, self._pid)

    def require_collected(self) -> None:
        """Wait until the checks are collected. Raises `ExerciseError`, and ends the server, when they cannot be."""
        if self._is_collected:
            return
        problem = self._receive(str)
        self._is_collected = True
        if problem:
            self.close()
            raise ExerciseError(problem, hint="`grade audit` lists all that is wrong")

    def judge(self, request: JudgeRequest, *, meanwhile: Callable[[], None] | None = None) -> JudgeReport:
        """Judge one submission, and do something else meanwhile. Raises `JailBroken` when the judge server dies."""
        self.require_collected()
        try:
            self._connection.send_bytes(_encode(request))
        except OSError:
            raise JailBroken("the judge is gone") from None
        if meanwhile is not None:
            meanwhile()
        findings: JudgeReport = self._receive(JudgeReport)
        return findings

    def _receive(self, kind: Any) -> Any:
        try:
            if not self._connection.poll(_NET_S):
                raise JailBroken("the judge does not answer")
            return msgspec.msgpack.decode(self._connection.recv_bytes(), type=kind)
        except (EOFError, OSError, msgspec.MsgspecError) as problem:
            raise JailBroken(f"the judge died: {type(problem).__name__}") from None

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._pid

    def close(self) -> None:
        """End the server and its judge; when this returns both are gone."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.killpg(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        with contextlib.suppress(OSError, EOFError):
            while True:  # a judge holds the other end until it is gone
                self._connection.recv_bytes()
        self._connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)


def _collect_and_serve(suite: CheckSuite, sandbox: Sandbox, scratch: Path, connection: Connection) -> None:
    """The server's life: collect, say so, have each request judged."""
    from grader.sandbox import kernel

    gc.freeze()  # first of all: a collection would write to all that is the worker's, and it would be in memory twice
    kernel.die_with_parent(signal.SIGKILL)
    _leave_terminal_alone()
    served = False

    def serve(rounds: Rounds) -> None:
        nonlocal served
        served = True
        gc.collect()
        gc.freeze()  # what is collected so far is shared by all judges: keep their pages untouched
        connection.send_bytes(_encode(""))
        judge = ForkedJudge(rounds, sandbox)
        with contextlib.suppress(EOFError, JailBroken):  # the worker is gone, or sees that we are
            while True:
                request = msgspec.msgpack.decode(connection.recv_bytes(), type=JudgeRequest)
                connection.send_bytes(_encode(judge.judge(request)))

    plugin = collected(suite, sandbox, scratch, serve)
    if not served:
        connection.send_bytes(_encode(problem_of(plugin, suite)))


def _leave_terminal_alone() -> None:
    """Ctrl-C is the worker's business; what a check prints, pytest keeps for its result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)


def problem_of(plugin: JudgePlugin, suite: CheckSuite) -> str:
    """Return what is wrong with checks that were collected; empty if they are sound."""
    try:
        require_sound(plugin, suite)
    except ExerciseError as problem:
        return problem.fact
    return ""


class _After(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge says after its report: whether it takes another submission, the processor time it has used."""

    goes_on: bool
    cpu_s: float


@dataclass(slots=True, kw_only=True)
class _Living:
    """A judge that was forked: its process, and what it had used before the submission in hand."""

    pid: int
    connection: Connection
    cpu_s: float = 0.0


class ForkedJudge:
    """A judge in a process of its own, forked from this one: kept while it may go on, replaced when it may not."""

    def __init__(self, rounds: Rounds, sandbox: Sandbox) -> None:
        self._rounds = rounds
        self._sandbox = sandbox
        self._current = CurrentCheck()
        self._living: _Living | None = None
        self._waits_for_word = False

    def judge(self, request: JudgeRequest) -> JudgeReport:
        """Judge one submission, by another judge for what is left if a check ends the first.

        Raises `JailBroken` when a judge ends for a reason that is ours.
        """
        while True:
            living = self._ready()
            self._current.set(-1)
            try:
                living.connection.send_bytes(_encode(request))
                report: JudgeReport = msgspec.msgpack.decode(living.connection.recv_bytes(), type=JudgeReport)
            except (EOFError, OSError):
                request = self._without_what_ended_it(request, living)
            else:
                self._waits_for_word = True
                return report

    def _ready(self) -> _Living:
        """Return a judge that waits for a submission."""
        if self._living is not None and self._waits_for_word and not self._goes_on(self._living):
            self._reap(self._living)
        self._waits_for_word = False
        if self._living is None:
            self._living = self._fork()
        return self._living

    def _goes_on(self, living: _Living) -> bool:
        """Hear what the judge says after its report; one that says nothing is gone."""
        try:
            after = msgspec.msgpack.decode(living.connection.recv_bytes(), type=_After)
        except (EOFError, OSError):
            return False
        living.cpu_s = after.cpu_s
        return after.goes_on

    def _without_what_ended_it(self, request: JudgeRequest, living: _Living) -> JudgeRequest:
        status, used_s = self._reap(living)
        lost, number = lost_by(status), self._current.get()
        if lost is None or number < 0:
            raise JailBroken("the judge died")
        self._sandbox.reset()
        spent_s = request.spent_s + used_s - living.cpu_s
        return dataclasses.replace(
            request, lost=request.lost | {self._rounds.check_names[number]: lost}, spent_s=spent_s
        )

    def _reap(self, living: _Living) -> tuple[int, float]:
        """Wait until a judge is gone; return its status and the processor seconds it took."""
        living.connection.close()
        self._living = None
        _, status, usage = os.wait4(living.pid, 0)
        return status, usage.ru_utime + usage.ru_stime

    def _fork(self) -> _Living:
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                ours.close()
                self._live(theirs)
                status = 0  # a judge that dies of an exception is not waited for
            finally:
                os._exit(status)
        theirs.close()
        return _Living(pid=pid, connection=ours)

    def _live(self, connection: Connection) -> None:
        """A judge's life: one submission after another, until one leaves something behind."""
        confine_judge()
        goes_on = True
        with contextlib.suppress(EOFError):
            while goes_on:
                request = msgspec.msgpack.decode(connection.recv_bytes(), type=JudgeRequest)
                bound_memory(_LIMITS)
                budget = Budget(_LIMITS, spent_s=request.spent_s)
                connection.send_bytes(_encode(self._rounds.judge(request, budget, self._current)))
                goes_on = self._rounds.may_go_on
                connection.send_bytes(_encode(_After(goes_on=goes_on, cpu_s=time.process_time())))
