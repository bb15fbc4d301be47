"""What is installed with the grader: declared where it is used, locked for whoever works on it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(text) for text in PROJECT["dependencies"]]
DEVELOPMENT = [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"]]
LOCKED = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)$", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M
    )
}


def test_what_the_grader_imports_is_declared() -> None:
    """Nothing is there only because something else brought it; a course's libraries are the course's affair."""
    declared = {canonicalize_name(requirement.name) for requirement in RUNTIME}
    distributions = packages_distributions()

    imported = {module for path in _engine_modules() for module in _imports(path)}

    assert {module for module in imported if not _names(distributions, module) & declared} == set()


def test_what_is_declared_is_locked_at_a_version_that_fits() -> None:
    """A bound that was raised without `make lock` is noticed."""
    assert {
        str(requirement)
        for requirement in (*RUNTIME, *DEVELOPMENT)
        if not requirement.specifier.contains(LOCKED.get(canonicalize_name(requirement.name), "0"))
    } == set()


def test_what_is_installed_with_the_grader_is_locked() -> None:
    """All that the declared distributions bring on this interpreter has its version in the lock."""
    assert _closure([*RUNTIME, *DEVELOPMENT]) - LOCKED.keys() == set()


def _engine_modules() -> Iterator[Path]:
    for path in (ROOT / "grader").rglob("*.py"):
        if "kits" not in path.parts and path.name != "preload.py":
            yield path


def _imports(path: Path) -> set[str]:
    """The top-level modules of others that a file imports anywhere."""
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"grader"}


def _names(distributions: object, module: str) -> set[str]:
    assert isinstance(distributions, dict)
    return {canonicalize_name(name) for name in distributions.get(module, ())}


def _closure(requirements: list[Requirement]) -> set[str]:
    """The names of what these requirements bring here, themselves included."""
    found = set[str]()
    waiting = [(requirement, "") for requirement in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        waiting += [(Requirement(text), asked) for text in _requires(name) for asked in requirement.extras or {""}]
    return found


def _requires(name: str) -> list[str]:
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        return []
