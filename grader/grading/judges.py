"""Which sandbox a submission runs in and which judge asks it: kept ready, replaced when they fail.

A judge server holds the collected checks of one exercise and the control socket of one sandbox; a few are kept.
A sandbox is opened in each state of preload when the first submission needs it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from grader.errors import JailBroken
from grader.grading.prepare import ExerciseChanged, Prepared
from grader.grading.spent import Spent
from grader.judge.forkserver import JudgeServer, judge_here
from grader.judge.plugin import DEFAULT_OPTIONS, JudgeReport, JudgeRequest, RunOptions
from grader.model import Isolation, Level
from grader.protocol.environment import Preload
from grader.sandbox import policy
from grader.sandbox.jail import Sandbox

_KEPT = 2  # judge servers: a class is graded exercise by exercise, each with light and with heavy submissions
_ATTEMPTS = 3


class Ahead:
    """A judge server that begins to collect an exercise's checks while the sandbox that they are for warms up."""

    def __init__(self, prepared: Prepared, sandbox: Sandbox) -> None:
        self.prepared = prepared
        self.sandbox = sandbox
        self.server = JudgeServer(prepared.suite, sandbox)

    def close(self) -> None:
        """End it, where it is not needed."""
        self.server.close()


class Judges:
    """Judges submissions; `close` ends its processes.

    `open_another` opens a sandbox of the same level with another preload, when a submission would be quicker
    there; without it all run in the one sandbox. `ahead` is used for the first submission, if it is of its exercise;
    `meanwhile` is called once, while the first is judged.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        open_another: Callable[[Preload], Sandbox] | None = None,
        *,
        ahead: Ahead | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self._ahead = ahead
        self._meanwhile = meanwhile
        self._sandbox = sandbox
        self._sandboxes = {sandbox.preload: sandbox}
        self._open_another = open_another
        self._servers: OrderedDict[tuple[str, Preload], tuple[str, JudgeServer]] = OrderedDict()
        # Judges are forked where jails are: without a fork server there is nothing to gain by it.
        self._forks = sandbox.isolation.level is not Level.NONE
        self._spent = Spent()

    @property
    def isolation(self) -> Isolation:
        """How submissions are confined here."""
        return self._sandbox.isolation

    def spent(self) -> Spent:
        """Return what was judged since this was asked last; its time is not measured here."""
        spent, self._spent = self._spent, Spent()
        return spent

    def judge(
        self,
        prepared: Prepared,
        files: dict[str, bytes],
        seed: int,
        options: RunOptions = DEFAULT_OPTIONS,
        *,
        ignored: tuple[str, ...] = (),
    ) -> JudgeReport:
        """Judge a submission's files, and again if that failed for a reason that was ours.

        Raises `JailBroken` when it failed every time, `ExerciseError` for checks that cannot be collected, and
        `ExerciseChanged` when the checks on disk are no longer those of `prepared`.
        """
        problem = ""
        for attempt in range(_ATTEMPTS):
            request = JudgeRequest(
                files=files, seed=seed, options=options, final=attempt == _ATTEMPTS - 1, ignored=ignored
            )
            try:
                report = self._judge_once(prepared, request)
            except JailBroken as broken:
                problem = broken.fact
            else:
                self._spent += Spent.of(report)
                if not report.broken_jail:
                    return report
                problem = report.broken_jail
            self._recover()
        raise JailBroken(problem)

    def _judge_once(self, prepared: Prepared, request: JudgeRequest) -> JudgeReport:
        if self._forks:
            server = self._server(prepared, self._sandbox_for(prepared, request.files))
            meanwhile, self._meanwhile = self._meanwhile, None
            return server.judge(request, meanwhile=meanwhile)
        report = judge_here(prepared.suite, self._sandbox, request)
        _require_current(prepared)
        return report

    def _sandbox_for(self, prepared: Prepared, files: dict[str, bytes]) -> Sandbox:
        wanted = {prepared.preload, policy.preload_of(files.values(), self._sandbox.environment)}
        preload = Preload.FULL if Preload.FULL in wanted else Preload.LIGHT
        if preload not in self._sandboxes and self._open_another:
            self._sandboxes[preload] = self._open_another(preload)
        return self._sandboxes.get(preload, self._sandbox)

    def _server(self, prepared: Prepared, sandbox: Sandbox) -> JudgeServer:
        """Return the server whose checks are those of `prepared`, collected now if none holds them."""
        key, digest = (str(prepared.exercise.folder), sandbox.preload), prepared.identity.digest
        if key in self._servers and self._servers[key][0] != digest:
            self._servers.pop(key)[1].close()
        if key not in self._servers:
            self._servers[key] = digest, self._collected(prepared, sandbox)
            if len(self._servers) > _KEPT:
                self._servers.popitem(last=False)[1][1].close()
        self._servers.move_to_end(key)
        return self._servers[key][1]

    def _collected(self, prepared: Prepared, sandbox: Sandbox) -> JudgeServer:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and (ahead.prepared is not prepared or ahead.sandbox is not sandbox):
            ahead.close()
            ahead = None
        server = ahead.server if ahead is not None else JudgeServer(prepared.suite, sandbox)
        server.require_collected()
        try:
            _require_current(prepared)
        except ExerciseChanged:
            server.close()
            raise
        return server

    def _recover(self) -> None:
        """Start again what a failure may have left half dead: the judges hold the sandboxes' sockets."""
        self._end_servers()
        for sandbox in self._sandboxes.values():
            sandbox.revive()

    def _end_servers(self) -> None:
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None
        for _, server in self._servers.values():
            server.close()
        self._servers.clear()

    def close(self) -> None:
        """End the judges and the sandboxes."""
        self._end_servers()
        for sandbox in self._sandboxes.values():
            sandbox.close()


def _require_current(prepared: Prepared) -> None:
    """Raise `ExerciseChanged` if the checks that were collected may be other than those that were read."""
    if not prepared.is_current:
        raise ExerciseChanged(f"{prepared.exercise.id} was changed while it was read")
