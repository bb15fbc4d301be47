"""The checks of an exercise as pytest collects them: how it is called, in which order they run, what is wrong.

The rules for checks are judged from their source, before anything is imported (`grader.course.check_rules`). What
is left to find here: whether pytest collects just what the source says, and fixtures that cannot work.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from grader.course import CheckOutline
from grader.protocol.limits import Limits

MARKS = ("task(number)", "points(number)", "needs(check)", "judges(rule)", "shares(group)")
Checks = dict[str, list[pytest.Function]]  # each check with its cases, in order


class CheckSuite(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge must know of an exercise: its checks and where they are, the entry of its app, its limits.

    `problem` says why nothing may be graded by these checks; empty when they are sound. `has_reference` tells whether
    there is one to ask when a check trips.
    """

    exercise: str
    checks: list[Path]
    outlines: tuple[CheckOutline, ...]
    entry: str
    limits: Limits
    problem: str = ""
    has_reference: bool = True

    @property
    def folder(self) -> Path:
        """Where the check modules lie, and what they lean on."""
        return self.checks[0].parent


def arguments(suite: CheckSuite, scratch: Path) -> list[str]:
    """Return pytest's arguments: nothing but the checks' own folder, and no file that configures pytest.

    `scratch` is where `tmp_path` makes its folders; whoever calls removes it.
    """
    folder = str(suite.folder)
    return [
        *(str(path) for path in suite.checks),
        *("-c", "/dev/null" if Path("/dev/null").exists() else "NUL"),
        *("--rootdir", folder, "--confcutdir", folder, "--import-mode=importlib", "--assert=plain"),
        *("-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:unraisableexception"),
        *("-p", "no:threadexception", "-p", "no:stepwise", "-p", "no:doctest", "-p", "no:junitxml"),
        *("-p", "pytest_jsonreport.plugin", "--json-report-file=none"),  # on when a round ends: `rounds.Witness`
        *("--json-report-omit", "collectors", "log", "traceback", "streams", "warnings", "keywords"),
        *("-o", "empty_parameter_set_mark=fail_at_collect", "-o", "verbosity_subtests=0"),
        *("--basetemp", str(scratch / "tmp")),
        *("--capture=sys", "--strict-markers", "--no-header", "--no-summary", "-qq", "--tb=native"),
    ]


def name_of(item: pytest.Item) -> str:
    """Return the name of the check that an item is a case of: that of its function."""
    return getattr(item, "originalname", None) or item.name


def case_of(item: pytest.Item) -> str:
    """Return the name of the case, as pytest writes it in brackets; empty for a check without cases."""
    callspec = getattr(item, "callspec", None)
    return callspec.id if callspec is not None else ""


def grouped(items: Sequence[pytest.Item], outlines: Sequence[CheckOutline]) -> Checks:
    """Return each check with its cases, in the order of the source."""
    order = {outline.name: place for place, outline in enumerate(outlines)}
    checks: Checks = {}
    for item in items:
        assert isinstance(item, pytest.Function), "checks are functions"
        checks.setdefault(name_of(item), []).append(item)
    return dict(sorted(checks.items(), key=lambda check: order.get(check[0], len(order))))


def after_what_they_need(names: Sequence[str], outlines: dict[str, CheckOutline]) -> list[str]:
    """Order checks so that each comes after those it needs, else as they are given."""
    ordered: dict[str, None] = {}

    def place(name: str) -> None:
        if name not in ordered:
            for needed in outlines[name].needs:
                place(needed)
            ordered[name] = None

    for name in names:
        place(name)
    return list(ordered)


# What is wrong


def collection_problems(suite: CheckSuite, checks: Checks) -> Iterator[str]:
    """Yield where pytest collected something else than the source says, and what could only fail."""
    outlines = {outline.name: outline for outline in suite.outlines}
    for name, outline in outlines.items():
        if name not in checks:
            yield f"{outline.where}: `{name}` stands there, but pytest does not collect it"
    for name, items in checks.items():
        for item in items:
            if name not in outlines or item.path.name != outlines[name].module:
                yield f"{item.path.name}: `{name}` is collected, but its module does not define it"
            elif _marks(item) != _marks_written(outlines[name]):
                yield f"{outlines[name].where}: `{item.name}` has other marks than those written on it"
            else:
                yield from (f"{outlines[name].where}: {problem}" for problem in _fixture_problems(name, item))


def _marks(item: pytest.Item) -> tuple[object, ...]:
    """Return a case's marks; one that a case has for itself is none that is written on its check."""
    single = ("task", "points", "shares")
    own = [mark.name for mark in item.own_markers if mark.name in single]
    closest = (item.get_closest_marker(name) for name in single)
    needs = sorted(str(name) for mark in item.iter_markers("needs") for name in mark.args)
    return (*(mark.args if mark else () for mark in closest), needs, len(own) - len(set(own)))


def _marks_written(outline: CheckOutline) -> tuple[object, ...]:
    written = (outline.task, outline.points, outline.shares)
    return (*((value,) if value else () for value in written), sorted(outline.needs), 0)


def _fixture_problems(check: str, item: pytest.Function) -> Iterator[str]:
    info = item._fixtureinfo  # pytest has no public way to ask this before a check runs
    for name in info.names_closure:
        if name != "request" and name not in info.name2fixturedefs:
            yield f"`{check}` asks for `{name}`, which is no fixture"
    for definitions in info.name2fixturedefs.values():
        for fixture in definitions:
            held = [name for name in fixture.argnames if _scope_of(name, item) == "function"]
            if fixture.scope != "function" and held:
                yield f"the fixture `{fixture.argname}` outlives a check (scope `{fixture.scope}`) and holds `{held[0]}`"


def _scope_of(fixture: str, item: pytest.Function) -> str:
    definitions = item._fixtureinfo.name2fixturedefs.get(fixture)
    return definitions[-1].scope if definitions else ""


def shadowing_problems(folder: Path) -> Iterator[str]:
    """Yield helper modules that nobody could import: another module has their name already."""
    for path in sorted(folder.glob("*.py")):
        known = sys.modules.get(path.stem)
        if known is not None and not path.name.startswith(("test_", "conftest")):
            yield f"{path.name}: the grader has imported a module `{path.stem}` already; give it another name"


def failure(folder: Path, problem: BaseException) -> str:
    """Return in one line what stopped a module from being collected: its file and line, and the exception."""
    while isinstance(problem, pytest.Collector.CollectError) and problem.__cause__ is not None:
        problem = problem.__cause__
    own = [frame for frame in traceback.extract_tb(problem.__traceback__) if Path(frame.filename).parent == folder]
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}: " if own else ""
    if isinstance(problem, pytest.Collector.CollectError | pytest.fail.Exception):
        return place + " ".join(str(problem).split())
    return place + " ".join("".join(traceback.format_exception_only(problem)).split())
