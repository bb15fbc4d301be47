"""One pytest session over the checks of one exercise: the plugin, its fixtures and its marks.

What an exception in a check means:

    AssertionError, SubmissionFailed   the student's: failed (out_of_memory if a MemoryError was behind it)
    JailDied                           the student's: the state it carries
    skip from a `needs` mark           skipped
    JailBroken                         ours: the session stops, nothing is graded
    anything else                      broken: the check tripped over its own code, or over an answer it did
                                       not expect; `grader.grading` finds out which by asking the reference
"""

from __future__ import annotations

import random
import time
import traceback
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from grader.errors import ExerciseError, JailBroken
from grader.judge import advice
from grader.judge.collection import MARKS, after_what_they_need, function_of, mark_of, mark_problems, title_of
from grader.judge.fixtures import Exchange, JailFixture, SubmissionFailed
from grader.model import CheckResult, State
from grader.protocol import frames
from grader.protocol.limits import Limits
from grader.sandbox import policy
from grader.sandbox.jail import Jail, JailDied, JailKilled, Sandbox

_REPORTED = {"passed": (State.PASSED,), "skipped": (State.SKIPPED,)}
_DETAIL = 4_000  # characters, for instructors


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run the checks, for those who judge checks and not submissions.

    `order_seed` shuffles them (they still come after what they need); `stops_early` leaves out those after the
    first that does not pass, which are then skipped; `total_wall_ms` is less than the exercise gives all of them.
    """

    order_seed: int | None = None
    stops_early: bool = False
    total_wall_ms: int | None = None


DEFAULT_OPTIONS = RunOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRequest:
    """One submission to judge: its files, the seed, and whether a kill from outside counts as the program's.

    `ignored` are names that came and are not used: what a missing module may be explained by.
    """

    files: dict[str, bytes]
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    final: bool = False
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeReport:
    """What a session found: a result for each check, in order, what the program printed, and our own failure."""

    checks: tuple[CheckResult, ...] = ()
    output: str = ""
    broken_jail: str = ""


@dataclass(slots=True)
class _Run:
    """What is known so far about the submission in hand."""

    request: JudgeRequest
    total_s: float
    deadline: float
    states: dict[str, State] = field(default_factory=dict)
    results: dict[str, CheckResult] = field(default_factory=dict)
    outputs: list[str] = field(default_factory=list)
    shared: dict[str, JailFixture] = field(default_factory=dict)
    opened: list[tuple[str, Jail]] = field(default_factory=list)  # beside the check or group that holds it
    peaks: dict[str, int] = field(default_factory=dict)  # bytes, by check or group
    broken_jail: str = ""


class JudgePlugin:
    """The plugin. `request` must be set before the items run; `findings` can be read after the session."""

    def __init__(self, sandbox: Sandbox, entry: str, limits: Limits) -> None:
        self._sandbox = sandbox
        self._importable = policy.course_modules(sandbox.environment)
        self._entry = entry
        self._limits = limits
        self._run: _Run | None = None
        self._exchanges: dict[str, Exchange] = {}
        self.items: list[pytest.Item] = []
        self.problems: list[str] = []

    def begin(self, request: JudgeRequest) -> None:
        """Take a submission in hand."""
        most_ms = self._limits.total_wall_ms
        total_s = min(most_ms, request.options.total_wall_ms or most_ms) / 1000
        self._run = _Run(request=request, total_s=total_s, deadline=time.monotonic() + total_s)

    @property
    def run(self) -> _Run:
        assert self._run is not None, "no submission in hand"
        return self._run

    def findings(self, report: dict[str, Any]) -> JudgeReport:
        """Return a result for each collected check: what pytest's own report does not confirm is not passed."""
        reported = {test["nodeid"]: test["outcome"] for test in report.get("tests", ())}
        return JudgeReport(
            checks=tuple(self._confirmed(item, reported.get(item.nodeid, "")) for item in self.items),
            output="".join(self.run.outputs),
            broken_jail=self.run.broken_jail,
        )

    def _confirmed(self, item: pytest.Item, outcome: str) -> CheckResult:
        result = self.run.results.get(item.name)
        if result is None:
            return self._result(item, State.BROKEN, detail="the check did not run")
        agrees = result.state in _REPORTED.get(outcome, tuple(set(State) - {State.PASSED, State.SKIPPED}))
        if not agrees:
            return self._result(item, State.BROKEN, detail=f"pytest reports {outcome or 'nothing'}")
        holder = mark_of(item, "shares", item.name)
        return replace(result, peak_bytes=self.run.peaks.get(holder, 0))

    # Collecting

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in MARKS:
            config.addinivalue_line("markers", mark)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(str(report.longrepr))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: (item.path.name, function_of(item).__code__.co_firstlineno))
        items[:] = after_what_they_need(items)
        self.items = list(items)
        self.problems += mark_problems(items)

    # Running

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Shuffle the checks if asked to; pytest's own loop then runs them."""
        order_seed = self.run.request.options.order_seed
        if order_seed is not None:
            shuffled = random.Random(order_seed).sample(self.items, k=len(self.items))
            session.items[:] = after_what_they_need(shuffled)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        for mark in item.iter_markers("needs"):
            for name in mark.args:
                if self.run.states.get(name) is not State.PASSED:
                    pytest.skip(name)
        if self.run.broken_jail:
            pytest.skip("the jail is broken")
        if self.run.request.options.stops_early and set(self.run.states.values()) - {State.PASSED}:
            pytest.skip("an earlier check")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if call.when == "call" or (call.excinfo is not None and item.name not in self.run.results):
            result = self._judge(item, call)
            self.run.states[item.name] = result.state
            self.run.results[item.name] = result
        return report

    def _judge(self, item: pytest.Item, call: pytest.CallInfo[None]) -> CheckResult:
        exchange = self._exchanges.get(item.name, Exchange())
        duration_ms = round(call.duration * 1000, 3)
        problem = call.excinfo.value if call.excinfo is not None else None
        if problem is None:
            return self._result(item, State.PASSED, duration_ms=duration_ms)
        if isinstance(problem, pytest.skip.Exception) and call.when == "setup":  # ours, from `needs`
            return self._result(item, State.SKIPPED, message=self._waited_for(str(problem.msg)))
        state, message, where = self._blame(problem, exchange)
        detail = _detail(problem, item.path)
        return self._result(
            item,
            state,
            message=message,
            asked=exchange.asked,
            answered=exchange.answered,
            where=where,
            detail=detail,
            duration_ms=duration_ms,
        )

    def _blame(self, problem: BaseException, exchange: Exchange) -> tuple[State, str, tuple[str, ...]]:
        trouble = exchange.trouble
        behind = f" Your program raised {advice.of(trouble, exchange.importable, exchange.ignored)}" if trouble else ""
        where = tuple(trouble.where) if trouble else ()
        memory = trouble is not None and trouble.memory
        match problem:
            case SubmissionFailed():
                return State.OUT_OF_MEMORY if problem.memory else State.FAILED, problem.fact, problem.where
            case JailDied():
                return problem.state, problem.fact, ()
            case JailKilled() if self.run.request.final:
                return State.CRASHED, "Your program was killed, or killed itself, before it answered.", ()
            case JailBroken():
                self.run.broken_jail = problem.fact
                return State.BROKEN, "", ()
            case AssertionError():
                said = str(problem).partition("\n")[0]
                return State.OUT_OF_MEMORY if memory else State.FAILED, (_sentence(said) + behind).strip(), where
            case _:
                return State.BROKEN, "", ()

    def _waited_for(self, name: str) -> str:
        titles = {item.name: title_of(item) for item in self.items}
        return f"Waits for: {titles.get(name, name)}"

    def _result(self, item: pytest.Item, state: State, **fields: Any) -> CheckResult:
        points = mark_of(item, "points", 0)
        return CheckResult(
            id=item.name,
            title=title_of(item),
            task=mark_of(item, "task", 0),
            state=state,
            points=points if state is State.PASSED else 0,
            max_points=points,
            **fields,
        )

    # What a check holds

    @pytest.fixture
    def jail(self, request: pytest.FixtureRequest) -> Iterator[JailFixture]:
        """A fresh jail with the student's files."""
        yield from self._hold(request, runs_code=True)

    @pytest.fixture
    def clean(self, request: pytest.FixtureRequest) -> Iterator[JailFixture]:
        """A fresh jail in which the student's code is never run."""
        yield from self._hold(request, runs_code=False)

    @pytest.fixture
    def client(self, jail: JailFixture) -> Any:
        """A client of the default application."""
        return jail.client()

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> random.Random:
        """The same random numbers for the same seed and check."""
        return random.Random(zlib.crc32(f"{self.run.request.seed}:{request.node.name}".encode()))

    def _hold(self, request: pytest.FixtureRequest, *, runs_code: bool) -> Iterator[JailFixture]:
        exchange = self._exchanges.setdefault(
            request.node.name, Exchange(importable=self._importable, ignored=self.run.request.ignored)
        )
        group = mark_of(request.node, "shares", "") if runs_code else ""
        if group:
            handle = self.run.shared.setdefault(group, self._handle(group, exchange, runs_code=True))
            handle.exchange = exchange
            yield handle
            return
        first = len(self.run.opened)
        yield self._handle(request.node.name, exchange, runs_code=runs_code)
        self._close(self.run.opened[first:])
        del self.run.opened[first:]

    def _handle(self, holder: str, exchange: Exchange, *, runs_code: bool) -> JailFixture:
        return JailFixture(lambda: self._open(holder, runs_code=runs_code), exchange)

    def _open(self, holder: str, *, runs_code: bool) -> Jail:
        left_ms = int((self.run.deadline - time.monotonic()) * 1000)
        if left_ms <= 0:
            raise JailDied(State.TIMED_OUT, f"All checks together took more than {self.run.total_s:g} s.")
        job = frames.Job(
            files=self.run.request.files,
            entry=self._entry,
            runs_code=runs_code,
            body_bytes=self._limits.body_bytes,
            header_bytes=self._limits.header_bytes,
            reply_bytes=self._limits.reply_bytes,
        )
        jail = self._sandbox.open(job, self._limits.within(left_ms))
        self.run.opened.append((holder, jail))
        return jail

    def _close(self, jails: list[tuple[str, Jail]]) -> None:
        for holder, jail in jails:
            end = jail.close()
            self.run.peaks[holder] = max(self.run.peaks.get(holder, 0), end.peak_bytes if end else 0)
            text = jail.output().decode("utf-8", "replace")
            if text and text not in self.run.outputs:
                self.run.outputs.append(text)

    def pytest_sessionfinish(self) -> None:
        if self._run is not None:
            self._close(self.run.opened)


def _detail(problem: BaseException, checks: Path) -> str:
    """For instructors: the check's own lines that led there, and the exception."""
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == str(checks)]
    lines = [f"{checks.name}:{frame.lineno} in {frame.name}: {frame.line}" for frame in frames]
    return "\n".join([*lines, *traceback.format_exception_only(problem)])[-_DETAIL:].strip()


def _sentence(said: str) -> str:
    """The author's message as a sentence, which may begin with a name; none if the assert had none."""
    if not said or said.startswith("assert "):
        return ""
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def require_sound(plugin: JudgePlugin, exercise: str) -> None:
    """Raise `ExerciseError` if the checks could not be collected or are marked wrongly."""
    if plugin.problems:
        raise ExerciseError(f"{exercise}: {plugin.problems[0]}", hint="`grade audit` lists all that is wrong")
    if not plugin.items:
        raise ExerciseError(f"{exercise}: there are no checks")
