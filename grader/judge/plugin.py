"""One pytest session over the checks of one exercise: the plugin, its fixtures and its marks.

What an exception in a check means:

    AssertionError, `pytest.fail`      the student's: failed (out_of_memory if a MemoryError was behind it)
    SubmissionFailed                   the student's too, unless a probe tripped
    JailDied                           the student's: the state it carries
    skip from a `needs` mark           skipped
    JailBroken                         ours: the session stops, nothing is graded
    Overspent, MemoryError             what a reply cost the judge, charged to the check that asked for it: timed_out,
                                       out_of_memory, unless the reference costs that too (`grader.grading.blame`)
    anything else, a tripped probe     broken: the check tripped over its own code, or over an answer it did
                                       not expect; `grader.grading` finds out which by asking the reference

A broken check has a message if the submission can be to blame: what its student reads should it be so.

A check is a function. It may have cases (`parametrize`, a fixture with parameters) and subtests: it passes when
all of them do, the first that does not is what became of it, and its message names that case.
"""

from __future__ import annotations

import contextlib
import random
import re
import traceback
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from _pytest.outcomes import Skipped  # what `pytest.skip` raises; its public name is no type

from grader.errors import ExerciseError, JailBroken
from grader.judge import advice
from grader.judge.budget import Budget, CurrentCheck, Lost, Overspent
from grader.judge.collection import (
    MARKS,
    Checks,
    CheckSuite,
    after_what_they_need,
    case_of,
    collection_problems,
    failure,
    grouped,
    name_of,
)
from grader.judge.exchanges import Conversation, Exchange, exchange_of
from grader.judge.fixtures import JailFixture, SubmissionFailed
from grader.judge.jails import JailKeeper
from grader.judge.loading import FailedLoads, NotLoaded, failed, not_run
from grader.judge.records import Record, Recorder, Records
from grader.judge.texts import encodable, entered, one_line
from grader.model import CheckResult, State
from grader.sandbox import policy
from grader.sandbox.jail import JailDied, JailKilled, Sandbox

_UNEXPECTED = "The answer of your program has an unexpected form."
_NOT_RUN = "Not run:"
_NO_NAME = re.compile(r"name '\w+' is not defined")
_DETAIL = 4_000  # characters, for instructors


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run the checks, for those who judge checks and not submissions.

    `order_seed` shuffles them, and `first` names those that come before all others (they still come after what they
    need); `stops_early` leaves out those after the first that does not pass, which are then skipped; `total_wall_ms`
    is less than the exercise gives all of them.
    `records` keeps what was asked and answered, and changes nothing else.
    """

    order_seed: int | None = None
    first: tuple[str, ...] = ()
    stops_early: bool = False
    total_wall_ms: int | None = None
    records: bool = False


DEFAULT_OPTIONS = RunOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRequest:
    """One submission to judge: its files, the seed, and whether a kill from outside counts as the program's.

    `ignored` are names that came and are not used: what a missing module may be explained by. `lost` are checks
    that ended an earlier judge of this submission, `spent_s` the processor time that those judges took.
    """

    files: dict[str, bytes]
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    final: bool = False
    ignored: tuple[str, ...] = ()
    lost: dict[str, Lost] = field(default_factory=dict)
    spent_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeReport:
    """What a session found: a result for each check, in order, what the program printed, and our own failure.

    `loading_output` is what of that was printed while the program was loaded.
    `overspent` are the checks that cost the judge too much: the submission's loss, unless the reference costs that too.
    `forks` counts the jails that were opened, `loads` those of them in which the submission's code may run.
    """

    checks: tuple[CheckResult, ...] = ()
    overspent: tuple[str, ...] = ()
    output: str = ""
    loading_output: str = ""
    broken_jail: str = ""
    forks: int = 0
    loads: int = 0
    records: tuple[Record, ...] = ()


@dataclass(slots=True)
class _Run:
    """What is known so far about the submission in hand."""

    request: JudgeRequest
    jails: JailKeeper
    results: dict[str, CheckResult] = field(default_factory=dict)  # by check; the first loss stays
    durations: dict[str, float] = field(default_factory=dict)  # milliseconds, by case
    printed: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # by case
    fresh_loss: str = ""  # the check that was lost just now
    overspent: list[str] = field(default_factory=list)
    loads: FailedLoads = field(default_factory=FailedLoads)
    broken_jail: str = ""
    records: Records = field(default_factory=Records)
    torn_down: bool = True


class _LeftOut(Skipped):
    """We leave a check or a case out; only this makes a check skipped."""


class _LostBefore(Exception):
    """The check ended an earlier judge of this submission: what became of it is known."""


class JudgePlugin:
    """The plugin. A submission is taken in hand (`begin`), its items are run, then `end` and `findings`."""

    def __init__(self, sandbox: Sandbox, suite: CheckSuite) -> None:
        self._sandbox = sandbox
        self._budget: Budget | None = None
        self._current = CurrentCheck()
        self._importable = policy.course_modules(sandbox.environment)
        self._suite = suite
        self._limits = suite.limits
        self._outlines = {outline.name: outline for outline in suite.outlines}
        self._run: _Run | None = None
        self._conversations: dict[str, Conversation] = {}
        self.checks: Checks = {}
        self.problems: list[str] = []

    def begin(self, request: JudgeRequest, budget: Budget | None = None, current: CurrentCheck | None = None) -> None:
        """Take a submission in hand; a judge of its own has a budget, and says which check it is at."""
        self._budget, self._current = budget, current or self._current
        most_ms = self._limits.total_wall_ms
        total_s = min(most_ms, request.options.total_wall_ms or most_ms) / 1000
        jails = JailKeeper(self._sandbox, request.files, self._suite.entry, self._limits, total_s=total_s)
        self._run = _Run(request=request, jails=jails)
        self._conversations = {}

    def end(self) -> None:
        """End the jails that checks shared."""
        self.run.jails.close()

    @property
    def was_clean(self) -> bool:
        """Whether everything that was set up for the submission was torn down without an error."""
        return self.run.torn_down

    @property
    def run(self) -> _Run:
        assert self._run is not None, "no submission in hand"
        return self._run

    def findings(self, report: dict[str, Any]) -> JudgeReport:
        """Return a result for each collected check: what pytest's own report does not confirm is not passed."""
        reported = {test["nodeid"]: test["outcome"] for test in report.get("tests", ())}
        return JudgeReport(
            checks=tuple(self._confirmed(name, reported) for name in self.checks),
            overspent=tuple(self.run.overspent),
            output=self.run.jails.output,
            loading_output=self.run.jails.loading_output,
            broken_jail=self.run.broken_jail,
            forks=self.run.jails.forks,
            loads=self.run.jails.loads,
            records=tuple(self.run.records.kept),
        )

    def _confirmed(self, check: str, reported: dict[str, str]) -> CheckResult:
        run, cases = self.run, [item.nodeid for item in self.checks[check]]
        result = run.results.get(check)
        outcomes = {reported.get(case, "nothing") for case in cases}
        if result is None:
            result = self._result(check, State.BROKEN, detail="the check did not run")
        elif not _agrees(result.state, outcomes):
            result = self._result(check, State.BROKEN, detail=f"pytest reports {', '.join(sorted(outcomes))}")
        printed = (section for case in cases for section in run.printed.get(case, ()))
        return _encodable(
            result,
            detail=_account(result.detail, printed),
            duration_ms=round(sum(run.durations.get(case, 0.0) for case in cases), 3),
            peak_bytes=run.jails.peak_bytes(self._outlines[check].shares or check),
        )

    # Collecting

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark in MARKS:
            config.addinivalue_line("markers", mark)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.problems.append(f"{report.nodeid}: the whole module is skipped; a check passes or fails")

    def pytest_exception_interact(self, node: pytest.Collector | pytest.Item, call: pytest.CallInfo[Any]) -> None:
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            self.problems.append(failure(self._suite.folder, call.excinfo.value))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        collected = grouped(items, self._suite.outlines)
        if not self.problems:
            self.problems += collection_problems(self._suite, collected)
        if not self.problems:
            ordered = after_what_they_need(list(collected), self._outlines)
            self.checks = {name: collected[name] for name in ordered}
            items[:] = self._items(ordered)

    def ordered_items(self) -> list[pytest.Item]:
        """Return the items in the order in which they run for the submission in hand."""
        names, options = list(self.checks), self.run.request.options
        if options.order_seed is not None:
            names = random.Random(options.order_seed).sample(names, k=len(names))
        first = [name for name in options.first if name in self.checks]
        return self._items(after_what_they_need([*first, *names], self._outlines))

    def _items(self, names: list[str]) -> list[pytest.Item]:
        return [item for name in names for item in self.checks[name]]

    # Running

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        name, results = name_of(item), self.run.results
        self._current.set(list(self.checks).index(name))
        if name in self.run.request.lost:
            raise _LostBefore
        for needed in self._outlines[name].needs:
            if needed not in results or results[needed].state is not State.PASSED:
                raise _LeftOut(needed)
        if self.run.broken_jail:
            raise _LeftOut("the jail is broken")
        if name in results and results[name].state is not State.PASSED:
            raise _LeftOut("an earlier case")
        if self.run.request.options.stops_early and any(each.state is not State.PASSED for each in results.values()):
            raise _LeftOut("an earlier check")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Any:
        """Charge the check for what judging it costs."""
        with self._budget.check() if self._budget else contextlib.nullcontext():
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        if call.when == "teardown" and call.excinfo is not None:
            self.run.torn_down = False
        if report.sections:
            self.run.printed[item.nodeid] = report.sections
        if call.when == "call" or call.excinfo is not None:
            self._record(item, call)
        return report

    def _record(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Keep what became of a case, or of a subtest, unless the check was lost before."""
        run, check = self.run, name_of(item)
        run.fresh_loss = ""
        if call.when == "call":  # that of a subtest gives way to the whole
            run.durations[item.nodeid] = call.duration * 1000
        if check in run.results and run.results[check].state is not State.PASSED:
            return
        run.results[check] = result = self._judge(item, call)
        if result.state is not State.PASSED:
            run.fresh_loss = check

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Name the subtest that a check was just lost in."""
        lost = self.run.fresh_loss
        if isinstance(report, pytest.SubtestReport) and lost:
            words = (report.context.msg, *(f"{name}={value}" for name, value in report.context.kwargs.items()))
            case, result = one_line(" ".join(filter(None, words))), self.run.results[lost]
            self.run.results[lost] = replace(result, message=_in_case(case, result.message, result.state))
        self.run.fresh_loss = ""

    def _judge(self, item: pytest.Item, call: pytest.CallInfo[None]) -> CheckResult:
        check, conversation = name_of(item), self._conversations.get(item.nodeid, Conversation())
        problem = call.excinfo.value if call.excinfo is not None else None
        if problem is None:
            return self._result(check, State.PASSED)
        if isinstance(problem, _LeftOut | NotLoaded):
            return self._result(check, State.SKIPPED, message=self._not_run(problem))
        lost = _lost_to_the_judge(problem) or self.run.request.lost.get(check)
        if lost is not None:
            self.run.overspent.append(check)
        exchange = self._exchange(problem, conversation)
        state, message, where = (lost.state, lost.words, ()) if lost else self._blame(problem, conversation, exchange)
        told = {
            "message": _in_case(case_of(item), message, state),
            "asked": exchange.asked,
            "answered": exchange.answered,
            "exchanges": conversation.summary(exchange),
            "where": where,
        }
        if conversation.unloaded and isinstance(problem, SubmissionFailed | JailDied | JailKilled):
            told |= self._unloaded(conversation, state, message)
        return self._result(check, state, **told, detail=_detail(problem, self._suite.folder))

    def _exchange(self, problem: BaseException, conversation: Conversation) -> Exchange:
        """Return the exchange that the end of a check is about."""
        if isinstance(problem, SubmissionFailed):
            return problem.exchange or conversation.last
        if isinstance(problem, JailDied | JailBroken):
            return conversation.last
        return exchange_of(problem, self._suite.folder, conversation)

    def _unloaded(self, conversation: Conversation, state: State, message: str) -> dict[str, Any]:
        """What is told of a load that failed: all of it once, by the first check that meets it."""
        if state is State.BROKEN:
            return {}
        known, file = self.run.loads, conversation.unloaded
        if conversation.way is not None:
            known.files[conversation.way] = file
        nothing: dict[str, Any] = {"asked": "", "answered": "", "exchanges": ()}
        if message in known.said:
            return nothing | {"message": failed(file), "where": ()}
        known.said.add(message)
        return nothing | {"loading": file}

    def _not_run(self, reason: Skipped) -> str:
        """Say what a check waited for: a load, or another check."""
        if isinstance(reason, NotLoaded):
            return not_run(reason.file)
        name = str(reason.msg)
        waits = self.run.results.get(name)
        if waits is None:
            return self._waited_for(name)
        if waits.state is State.SKIPPED and waits.message.startswith(_NOT_RUN):
            return waits.message
        return not_run(waits.loading) if waits.loading else self._waited_for(name)

    def _blame(
        self, problem: BaseException, conversation: Conversation, exchange: Exchange
    ) -> tuple[State, str, tuple[str, ...]]:
        trouble = exchange.trouble
        behind = f"Your program raised {advice.of(trouble, conversation, in_view=True)}" if trouble else ""
        where = tuple(trouble.where) if trouble else ()
        memory = trouble is not None and trouble.memory
        match problem:
            case SubmissionFailed() if problem.tripped:
                return State.BROKEN, problem.fact, ()
            case SubmissionFailed() if problem.exchange is not None:
                return _failed(memory), f"{behind} {problem.fact}".strip(), where
            case SubmissionFailed():
                return _failed(problem.memory), problem.fact, problem.where
            case JailDied():
                return problem.state, _while_loading(conversation.unloaded, problem.fact), ()
            case JailKilled() if self.run.request.final:
                fact = "Your program was killed, or killed itself, before it answered."
                return State.CRASHED, _while_loading(conversation.unloaded, fact), ()
            case JailBroken():
                self.run.broken_jail = problem.fact
                return State.BROKEN, "", ()
            case AssertionError() | pytest.fail.Exception() if self._is_the_checks(problem):
                said = _sentence(entered(str(problem)).partition("\n")[0])
                return _failed(memory), f"{said} {behind}".strip(), where
            case _:
                return State.BROKEN, self._unexpected(problem, conversation, behind), where

    def _unexpected(self, problem: BaseException, conversation: Conversation, behind: str) -> str:
        """What a student reads if the submission can be to blame for an exception of the check's; else nothing."""
        is_own = not self._suite.has_reference and is_surely_the_authors(problem, self._suite.folder)
        if is_own or not conversation.exchanges:
            return ""
        return f"{behind} {_UNEXPECTED}".strip()

    def _is_the_checks(self, problem: BaseException) -> bool:
        """Whether a check says that something is lost; pytest itself fails checks that are written wrongly."""
        if isinstance(problem, pytest.xfail.Exception):  # a kind of failure to pytest, and an evasion here
            return False
        return isinstance(problem, AssertionError) or bool(_own_frames(problem, self._suite.folder))

    def _waited_for(self, name: str) -> str:
        return f"Waits for: {self._title(name) if name in self._outlines else name}"

    def _title(self, check: str) -> str:
        return (self._outlines[check].title or check).rstrip(".")

    def _result(self, check: str, state: State, **fields: Any) -> CheckResult:
        outline = self._outlines[check]
        return CheckResult(
            id=check,
            title=self._title(check),
            task=outline.task,
            state=state,
            points=outline.points if state is State.PASSED else 0,
            max_points=outline.points,
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
        """The same random numbers for the same seed and check; each case has its own."""
        return random.Random(zlib.crc32(f"{self.run.request.seed}:{request.node.name}".encode()))

    def _hold(self, request: pytest.FixtureRequest, *, runs_code: bool) -> Iterator[JailFixture]:
        conversation = self._conversations.setdefault(request.node.nodeid, self._conversation(request.node))
        check = name_of(request.node)
        group = self._outlines[check].shares if runs_code else ""
        if group:
            yield self.run.jails.share(group, conversation)
        else:
            yield from self.run.jails.hold(check, conversation, runs_code=runs_code)

    def _conversation(self, item: pytest.Item) -> Conversation:
        request = self.run.request
        recorder = Recorder(self.run.records, name_of(item), item.name) if request.options.records else None
        return Conversation(
            recorder=recorder,
            importable=self._importable,
            files=frozenset(request.files),
            ignored=request.ignored,
            loads=self.run.loads,
        )


def _agrees(state: State, outcomes: set[str]) -> bool:
    """Whether pytest's own report says the same of a check's cases as we do."""
    match state:
        case State.PASSED:
            return outcomes == {"passed"}
        case State.SKIPPED:
            return "skipped" in outcomes and outcomes <= {"skipped", "passed"}
        case State.BROKEN:
            return True
        case _:
            return bool(outcomes - {"passed", "skipped", "nothing"})


def _in_case(case: str, message: str, state: State) -> str:
    """Name the case in a message; what is broken and has none stays without one."""
    unsaid = not case or (state is State.BROKEN and not message)
    return message if unsaid else f"(case: {case}) {message}".strip()


def _encodable(result: CheckResult, **changes: Any) -> CheckResult:
    """Return a result, with these changes, whose every text can be written; a check's own words may quote an answer."""
    changed = replace(result, **changes)
    return replace(
        changed,
        message=encodable(changed.message),
        asked=encodable(changed.asked),
        answered=encodable(changed.answered),
        detail=encodable(changed.detail),
    )


def _failed(memory: bool) -> State:
    return State.OUT_OF_MEMORY if memory else State.FAILED


def _while_loading(file: str, fact: str) -> str:
    return f"`{file}` could not be loaded: {fact[:1].lower()}{fact[1:]}" if file else fact


def is_surely_the_authors(problem: BaseException, folder: Path) -> bool:
    """Whether nothing that a program answers can have caused this: a name or a module that the checks lack."""
    match problem:
        case NameError() if type(problem) is NameError:
            return bool(_NO_NAME.match(str(problem)))
        case SyntaxError():
            return Path(problem.filename or "").parent == folder
    return isinstance(problem, ImportError)


def _own_frames(problem: BaseException, folder: Path) -> list[traceback.FrameSummary]:
    """Return the steps of an exception's way that lie in the folder of the checks."""
    return [step for step in traceback.extract_tb(problem.__traceback__) if Path(step.filename).parent == folder]


def _lost_to_the_judge(problem: BaseException) -> Lost | None:
    """What an exception says of a reply that cost too much to judge."""
    if isinstance(problem, Overspent):
        return Lost(state=State.TIMED_OUT, words="Reading the answer of your program took too long.")
    if isinstance(problem, MemoryError):
        return Lost(state=State.OUT_OF_MEMORY, words="Reading the answer of your program took too much memory.")
    return None


def _detail(problem: BaseException, folder: Path) -> str:
    """For instructors: the check's own lines that led there, and the exception."""
    lines = [
        f"{Path(step.filename).name}:{step.lineno} in {step.name}: {step.line}" for step in _own_frames(problem, folder)
    ]
    return "\n".join([*lines, *traceback.format_exception_only(problem)])[-_DETAIL:].strip()


def _account(detail: str, printed: Iterable[tuple[str, str]]) -> str:
    """For instructors: what happened, and what the check printed, the beginning and the end of it."""
    text = "\n".join(f"{head}:\n{words.rstrip()}" for head, words in printed)
    if len(text) > _DETAIL:
        text = f"{text[: _DETAIL // 2]}\n… ({len(text) - _DETAIL} characters) …\n{text[-_DETAIL // 2 :]}"
    return f"{detail}\n{text}".strip()


def _sentence(said: str) -> str:
    """The author's message as a sentence, which may begin with a name; none if the author gave none."""
    if not said or said.startswith(("assert ", "DID NOT ")):
        return ""
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def require_sound(plugin: JudgePlugin, suite: CheckSuite) -> None:
    """Raise `ExerciseError` if the checks could not be collected as their source says."""
    if plugin.problems:
        raise ExerciseError(f"{suite.exercise}: {plugin.problems[0]}", hint="`grade audit` lists all that is wrong")
