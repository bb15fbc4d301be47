"""The checks of an exercise as pytest collects them: how it is called, what their marks say, in which order they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

MARKS = ("task(number)", "points(number)", "needs(check)", "shares(group)")


def arguments(checks: list[Path]) -> list[str]:
    """Return pytest's arguments: nothing but the checks' own folder, and no file that configures pytest."""
    folder = str(checks[0].parent)
    return [
        *(str(path) for path in checks),
        *("-c", "/dev/null" if Path("/dev/null").exists() else "NUL"),
        *("--rootdir", folder, "--confcutdir", folder, "--import-mode=importlib", "--assert=plain"),
        *("-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:unraisableexception"),
        *("-p", "no:threadexception", "-p", "no:logging", "-p", "no:stepwise", "-p", "no:doctest", "-p", "no:junitxml"),
        *("-p", "pytest_jsonreport.plugin", "--json-report", "--json-report-file=none"),
        *("--json-report-omit", "collectors", "log", "traceback", "streams", "warnings", "keywords"),
        *("--capture=no", "--strict-markers", "--no-header", "--no-summary", "-qq", "--tb=native"),
    ]


def mark_of(item: pytest.Item, name: str, default: Any) -> Any:
    """Return a mark's first argument, or the default."""
    mark = item.get_closest_marker(name)
    return mark.args[0] if mark and mark.args else default


def function_of(item: pytest.Item) -> Any:
    """Return the function that a check is."""
    assert isinstance(item, pytest.Function), "checks are functions"
    return item.function


def title_of(item: pytest.Item) -> str:
    """Return the line that a student reads: the docstring's first."""
    doc = function_of(item).__doc__ or item.name
    return str(doc.strip().splitlines()[0].rstrip("."))


def after_what_they_need(items: list[pytest.Item]) -> list[pytest.Item]:
    """Order checks so that each comes after those it needs, else as they stand in the file."""
    by_name = {item.name: item for item in items}
    ordered: dict[str, pytest.Item] = {}

    def place(item: pytest.Item, waiting: tuple[str, ...]) -> None:
        if item.name in ordered or item.name in waiting:
            return
        for mark in item.iter_markers("needs"):
            for name in mark.args:
                if name in by_name:
                    place(by_name[name], (*waiting, item.name))
        ordered[item.name] = item

    for item in items:
        place(item, ())
    return list(ordered.values())


def mark_problems(items: list[pytest.Item]) -> list[str]:
    names = {item.name for item in items}
    problems = [f"`{item.name}` has no task mark" for item in items if not mark_of(item, "task", 0)]
    for item in items:
        for mark in item.iter_markers("needs"):
            problems += [f"`{item.name}` needs `{name}`, which is no check" for name in mark.args if name not in names]
    if len(names) != len(items):
        problems.append("two checks have the same name")
    return problems
