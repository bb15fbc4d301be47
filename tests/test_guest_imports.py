"""The guest imports what it may and nothing else: a whitelist, for all that a jail can see."""

from __future__ import annotations

import ast
import importlib
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.guest import kits

PACKAGE = Path(grader.__file__).parent
CORE = ("course", "grading", "judge", "protocol", "sandbox", "score.py", "submission")
# Words that only a kit, a check or a table in data may use.
FRAMEWORKS = re.compile(r"flask|sqlalchemy|redis|wtforms|flask_wtf|jinja|blinker|django|fastapi|quart", re.IGNORECASE)
DATA = {"judge/advice.py", "judge/moved.py", "course/templates.py"}
OURSELVES = "flask-course-grader"


def forbidden_imports(package: Path) -> list[str]:
    """Return what modules of `guest` and `protocol` import beyond the whitelist, as `file: name`."""
    found = []
    for folder in ("guest", "protocol"):
        for path in sorted((package / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            allowed = {"msgspec"} | (_declared(tree) if path.parent.name == "kits" else set())
            ours = ("grader.protocol",) if folder == "protocol" else ("grader.protocol", "grader.guest")
            for name in _imported(tree):
                root = name.partition(".")[0]
                is_ours = any(name == one or name.startswith(f"{one}.") for one in ours)
                if not (is_ours or root in allowed or root in sys.stdlib_module_names):
                    found.append(f"{path.relative_to(package)}: {name}")
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what they name"
            base = node.module or ""
            yield from (f"{base}.{alias.name}" if base == "grader" else base for alias in node.names)


def _declared(tree: ast.Module) -> set[str]:
    """Return the constant `LIBRARIES` of a kit."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LIBRARIES":
            return set(ast.literal_eval(node.value))
    return set()


def test_the_guest_imports_only_what_it_may() -> None:
    """The standard library, msgspec, `protocol` and itself; a kit also what it declares."""
    assert forbidden_imports(PACKAGE) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("guest/serve.py", "import grader.model"),
        ("guest/serve.py", "from grader import errors"),
        ("guest/kit.py", "import flask"),
        ("guest/wsgi.py", "def late():\n    from werkzeug import Request"),
        ("guest/kits/redis.py", "import sqlalchemy"),
        ("guest/kits/flask.py", "from grader.course import Course"),
        ("protocol/frames.py", "from grader.guest import kit"),
        ("protocol/limits.py", "import packaging"),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path: Path, file: str, line: str) -> None:
    """The rule sees what it is for, at the top of a module and inside a function."""
    shutil.copytree(PACKAGE / "guest", tmp_path / "guest")
    shutil.copytree(PACKAGE / "protocol", tmp_path / "protocol")
    with (tmp_path / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")

    assert [found.partition(":")[0] for found in forbidden_imports(tmp_path)] == [file]


def test_every_kit_can_be_switched_on() -> None:
    """The names that course.toml may list are the modules there are, and each is a kit."""
    there = {path.stem for path in (PACKAGE / "guest/kits").glob("*.py")} - {"__init__"}

    assert set(kits.NAMES) == there
    for name in kits.NAMES:
        assert isinstance(kits.load(name), kits.Kit)
        assert importlib.import_module(f"grader.guest.kits.{name}").LIBRARIES


def test_the_core_names_no_framework() -> None:
    """What knows a library is a kit; tables in data may hold any name."""
    places = [PACKAGE / name for name in CORE]
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*.py"))]
    named = {
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FRAMEWORKS.search(line.replace(OURSELVES, "")) and path.relative_to(PACKAGE).as_posix() not in DATA
    }

    assert len(files) > 40
    assert named == set()
