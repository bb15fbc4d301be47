"""Which level this machine gives: the best whose jails withstand our own attacks (`selftest`).

`none` is not observed: it promises nothing.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from grader.errors import GraderError, SandboxUnavailable
from grader.model import Isolation, Level
from grader.protocol.environment import Environment, Preload
from grader.sandbox.jail import Sandbox
from grader.sandbox.selftest import Observation, attack

if TYPE_CHECKING:
    from grader.sandbox.forked import ForkedSandbox
    from grader.sandbox.launch import Launched


def observe(level: Level) -> Observation:
    """Try a level on this machine and say what was seen. Never raises for a level that is not given."""
    try:
        with contextlib.closing(_start(level, Environment())) as sandbox:
            return attack(sandbox)
    except (GraderError, ImportError, OSError) as problem:
        return Observation(level=level, detail="", reason=str(problem))


def open_sandbox(
    wanted: Level | None = None,
    require: Level | None = None,
    *,
    environment: Environment,
    preload: Preload = Preload.FULL,
) -> Sandbox:
    """Return a sandbox for an environment, of the wanted level or of the best one this machine gives.

    `none` is only given when it is wanted by name. Raises `SandboxUnavailable` when nothing fits, also when
    the best is below `require`.
    """
    return Opening(wanted, require, environment=environment, preload=preload).granted()


class Opening:
    """A sandbox on its way, with the same arguments as `open_sandbox`: its server warms up while others are at work.

    `candidate` is what will be granted if all goes well, or None. It may be held, and handed to a judge that collects
    its checks; but it is neither ready nor proved, and no submission may run in it before `granted` has returned it.
    `server` is a process that was launched ahead.
    """

    def __init__(
        self,
        wanted: Level | None = None,
        require: Level | None = None,
        *,
        environment: Environment,
        preload: Preload = Preload.FULL,
        server: Launched | None = None,
    ) -> None:
        self._environment = environment
        self._preload = preload
        self._takes_none = wanted is Level.NONE and require in (None, Level.NONE)
        acceptable = [level for level in (Level.STRONG, Level.LANDLOCK) if wanted in (None, level)]
        self._acceptable = [level for level in acceptable if require is not Level.STRONG or level is Level.STRONG]
        self._reasons: list[str] = []
        self.candidate: ForkedSandbox | None = None
        if self._acceptable:
            with contextlib.suppress(ImportError, OSError):  # `granted` meets it too, and tells
                self.candidate = self._begun(self._acceptable[0], server)
        elif server is not None:
            server.close()

    def granted(self) -> Sandbox:
        """Wait for the candidate and attack it, then the next best; return the one that withstood."""
        if self._takes_none:
            return _start(Level.NONE, self._environment)
        for level in self._acceptable:
            try:
                return self._withstanding(level)
            except (GraderError, ImportError, OSError) as problem:
                self._reasons.append(f"`{level}`: {problem}")
        raise SandboxUnavailable(
            "this machine does not isolate submissions as asked" + "".join(f"\n  {reason}" for reason in self._reasons),
            hint="`grade doctor` says what it gives; your own code on your own computer may run with `--level none`",
        )

    def _begun(self, level: Level, server: Launched | None = None) -> ForkedSandbox:
        from grader.sandbox.forked import ForkedSandbox

        return ForkedSandbox(level, self._environment, preload=self._preload, server=server, waits=False)

    def _withstanding(self, level: Level) -> Sandbox:
        candidate = self.candidate if level is self._acceptable[0] else None
        sandbox = candidate or self._begun(level)
        sandbox.require_started()
        seen = attack(sandbox)
        if not seen.given:
            sandbox.close()
            raise SandboxUnavailable(seen.reason)
        sandbox.isolation = Isolation(level=level, detail=seen.detail)
        return sandbox

    def close(self) -> None:
        """Give up what was not granted."""
        if self.candidate is not None:
            self.candidate.close()


def _start(level: Level, environment: Environment) -> Sandbox:
    if level is Level.NONE:
        from grader.sandbox.spawned import SpawnedSandbox

        return SpawnedSandbox(environment)
    from grader.sandbox.forked import ForkedSandbox

    return ForkedSandbox(level, environment, preload=Preload.LIGHT)
