"""Judges that are ready: pytest loaded and the checks collected, forked at the run loop.

    worker ──request──▶ judge server ──fork──▶ judge: runs the items, writes the report, ends
           ◀─────────────── report ──────────────┘

A judge server holds the checks of one exercise; each submission gets a judge of its own, forked where pytest is
about to run the items. A judge is bounded (`grader.judge.budget`): one that a check's reply brings to its end is
reaped, its jails are ended, the check is lost, and another judge asks all the others. Server and judges are one process
group, and die with the worker. Where nothing can be forked `judge_here` does the same in this process, unbounded.
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
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.errors import ExerciseError, JailBroken, OursError
from grader.judge.budget import Budget, CurrentCheck, JudgeLimits, confine_judge, lost_by
from grader.judge.collection import CheckSuite, arguments, shadowing_problems
from grader.judge.plugin import JudgePlugin, JudgeReport, JudgeRequest, require_sound
from grader.sandbox.jail import Sandbox

_encode = msgspec.msgpack.encode
_LIMITS = JudgeLimits()
# A net for a judge that neither computes nor ends: far above all deadlines of jails and all of a judge's computing.
_NET_S = 900.0


def judge_here(suite: CheckSuite, sandbox: Sandbox, request: JudgeRequest) -> JudgeReport:
    """Judge one submission in this process. Raises `ExerciseError` for checks that cannot be collected."""
    _require_readable(suite)
    plugin = JudgePlugin(sandbox, suite)
    plugin.begin(request)
    with tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as scratch:
        report = _pytest(suite, Path(scratch), plugin)
    require_sound(plugin, suite)
    return plugin.findings(report)


def _require_readable(suite: CheckSuite) -> None:
    if suite.problem:
        raise ExerciseError(suite.problem, hint="`grade audit` lists all that is wrong")


def _pytest(suite: CheckSuite, scratch: Path, plugin: JudgePlugin, *others: Any) -> dict[str, Any]:
    """Run a session; return the report of pytest-json-report."""
    reporter, talk = _Reporter(), io.StringIO()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with _modules_of(suite.folder), contextlib.redirect_stdout(talk), contextlib.redirect_stderr(talk):
        plugin.problems += shadowing_problems(suite.folder)
        status = pytest.main(arguments(suite, scratch), plugins=[plugin, reporter, *others])
    said = talk.getvalue()
    if status == pytest.ExitCode.USAGE_ERROR and "while loading conftest" in said:
        causes = [line.removeprefix("E").strip() for line in said.splitlines() if line.startswith("E ")]
        plugin.problems.append(f"conftest.py: {causes[0] if causes else 'it cannot be imported'}")
    elif status in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR) and not plugin.problems:
        raise OursError(f"pytest failed: {said[-2000:]}")
    return reporter.report


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


class _Reporter:
    """Takes pytest-json-report's document when it is complete."""

    def __init__(self) -> None:
        self.report: dict[str, Any] = {}

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        self.report = json_report


class JudgeServer:
    """A process with an exercise's checks collected. Raises `ExerciseError` when they cannot be."""

    def __init__(self, suite: CheckSuite, sandbox: Sandbox) -> None:
        _require_readable(suite)
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
        problem = self._receive(str)
        if problem:
            self.close()
            raise ExerciseError(problem, hint="`grade audit` lists all that is wrong")

    def judge(self, request: JudgeRequest) -> JudgeReport:
        """Judge one submission. Raises `JailBroken` when the judge server dies."""
        try:
            self._connection.send_bytes(_encode(request))
        except OSError:
            raise JailBroken("the judge is gone") from None
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
    """The server's life: collect, say so, fork a judge for each request."""
    from grader.sandbox import kernel

    kernel.die_with_parent(signal.SIGKILL)
    _leave_terminal_alone()
    plugin = JudgePlugin(sandbox, suite)
    loop = _ForkingLoop(plugin, suite, sandbox, connection)
    report = _pytest(suite, scratch, plugin, loop)
    if loop.is_judge:
        connection.send_bytes(_encode(plugin.findings(report)))
    elif not loop.served:
        connection.send_bytes(_encode(_problem(plugin, suite)))


def _leave_terminal_alone() -> None:
    """Ctrl-C is the worker's business; what a check prints, pytest keeps for its result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)


def _problem(plugin: JudgePlugin, suite: CheckSuite) -> str:
    try:
        require_sound(plugin, suite)
    except ExerciseError as problem:
        return problem.fact
    return ""


class _ForkingLoop:
    """Takes the place of pytest's run loop: waits for requests, and forks where the items would run."""

    def __init__(self, plugin: JudgePlugin, suite: CheckSuite, sandbox: Sandbox, connection: Connection) -> None:
        self._plugin = plugin
        self._suite = suite
        self._sandbox = sandbox
        self._current = CurrentCheck()
        self._connection = connection
        self.is_judge = False
        self.served = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        problem = _problem(self._plugin, self._suite)
        if problem:
            return True
        self.served = True
        gc.collect()
        gc.freeze()  # what is collected so far is shared by all judges: keep their pages untouched
        self._connection.send_bytes(_encode(""))
        with contextlib.suppress(EOFError):
            while self._have_judged(msgspec.msgpack.decode(self._connection.recv_bytes(), type=JudgeRequest)):
                pass
        return None if self.is_judge else True

    def _have_judged(self, request: JudgeRequest) -> bool:
        """Fork judges until one has sent its report. False in a judge, and where there will be none: ours to mend."""
        while True:
            self._current.set(-1)
            pid = os.fork()
            if pid == 0:
                self.is_judge = True
                confine_judge(_LIMITS)
                self._plugin.begin(request, Budget(_LIMITS, spent_s=request.spent_s), self._current)
                return False
            _, status, usage = os.wait4(pid, 0)
            if status == 0:
                return True
            lost, number = lost_by(status), self._current.get()
            if lost is None or number < 0:
                return False  # the worker sees the end of the connection
            self._sandbox.reset()
            request = dataclasses.replace(
                request,
                lost=request.lost | {list(self._plugin.checks)[number]: lost},
                spent_s=request.spent_s + usage.ru_utime + usage.ru_stime,
            )
