"""Which level this machine gives: the best whose jails withstand our own attacks (`selftest`).

`none` is not observed: it promises nothing.
"""

from __future__ import annotations

import contextlib

from grader.errors import GraderError, SandboxUnavailable
from grader.model import Isolation, Level
from grader.protocol.environment import Environment, Preload
from grader.sandbox.jail import Sandbox
from grader.sandbox.selftest import Observation, attack


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
    if wanted is Level.NONE and require in (None, Level.NONE):
        return _start(Level.NONE, environment)
    acceptable = [level for level in (Level.STRONG, Level.LANDLOCK) if wanted in (None, level)]
    if require is Level.STRONG:
        acceptable = [level for level in acceptable if level is Level.STRONG]
    reasons = []
    for level in acceptable:
        try:
            return _granted(level, environment, preload)
        except (GraderError, ImportError, OSError) as problem:
            reasons.append(f"`{level}`: {problem}")
    raise SandboxUnavailable(
        "this machine does not isolate submissions as asked" + "".join(f"\n  {reason}" for reason in reasons),
        hint="`grade doctor` says what it gives; your own code on your own computer may run with `--level none`",
    )


def _granted(level: Level, environment: Environment, preload: Preload) -> Sandbox:
    sandbox = _start(level, environment, preload)
    seen = attack(sandbox)
    if not seen.given:
        sandbox.close()
        raise SandboxUnavailable(seen.reason)
    sandbox.isolation = Isolation(level=level, detail=seen.detail)
    return sandbox


def _start(level: Level, environment: Environment, preload: Preload = Preload.LIGHT) -> Sandbox:
    if level is Level.NONE:
        from grader.sandbox.spawned import SpawnedSandbox

        return SpawnedSandbox(environment)
    from grader.sandbox.forked import ForkedSandbox

    return ForkedSandbox(level, environment, preload=preload)
