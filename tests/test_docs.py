"""Docs that cannot rot: links lead somewhere, commands exist, and the words of the code stand in the reference."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import pytest
import typer.main

from grader.audit import corpus
from grader.cli import app
from grader.course import schema
from grader.guest import kits
from grader.guest.kit import ProbeKit
from grader.judge.collection import MARKS
from grader.model import Level
from grader.protocol.limits import Limits
from grader.sandbox import seccomp
from tests.conftest import require_level

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files(page: Path) -> None:
    """Every relative link of a page names a file or folder of the repository."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_are_shown_exist(page: Path) -> None:
    """Every `grade something` in code is a command."""
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"(?:^|[`/ ])grade (?:--course \S+ )?([a-z]+)\b(?=[ `\n])", "\n".join(code_of(text)))

    assert set(shown) - COMMANDS == set()


def code_of(text: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [*blocks, *(f"`{span}`" for span in re.findall(r"`([^`\n]+)`", text))]


def test_every_command_stands_in_the_readme() -> None:
    """A command nobody can find does not exist."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMANDS if f"`grade {name}" not in text] == []


def test_the_checks_reference_names_every_mark_and_tool() -> None:
    """Marks of the judge and tools of the kit."""
    text = (ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    tools = [name for name in vars(ProbeKit) if not name.startswith("_")]
    tools += [tool for name in kits.NAMES for tool in kits.words_of(kits.load(name))]

    assert [mark for mark in MARKS if f"`{mark.partition('(')[0]}(" not in text] == []
    assert [tool for tool in tools if f"`{tool}(" not in text] == []


def test_the_readme_counts_the_hostile_programs() -> None:
    """A number that is shown is the number there is."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"- {len(corpus.load())} hostile programs, each with an honest twin" in text


def test_the_makefile_has_the_readmes_two_commands() -> None:
    """`make demo` and `make test`."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert {"demo:", "test:"} <= {line.split()[0] for line in makefile.splitlines() if re.match(r"[a-z]+:", line)}


def test_the_reference_of_exercise_toml_names_every_field() -> None:
    """Fields of the file, of its tables, and the parts of a task."""
    text = (ROOT / "docs/reference/exercise-toml.md").read_text(encoding="utf-8")
    inside = {"app": schema.App, "files": schema.Files}
    fields = [name for name in schema.Spec.__struct_fields__ if name not in (*inside, "tasks", "titles", "limits")]
    fields += [f"{table}.{name}" for table, struct in inside.items() for name in struct.__struct_fields__]

    assert [name for name in (*fields, "number", "title_zh") if f"`{name}`" not in text] == []


def test_the_reference_of_exercise_toml_gives_every_limit_as_it_is() -> None:
    """Default, least and most, as the struct has them."""
    text = (ROOT / "docs/reference/exercise-toml.md").read_text(encoding="utf-8")
    rows = [
        f"| `{name}` | {getattr(Limits(), name)} | {kind.ge} | {kind.le} |"
        for name, kind in ((field.name, field.type) for field in msgspec.inspect.type_info(Limits).fields)
    ]

    assert len(rows) == len(Limits.__struct_fields__)
    assert [row for row in rows if row not in text] == []


def test_the_wall_counts_the_system_calls_that_are_allowed() -> None:
    """A number that is shown is the number there is."""
    text = (ROOT / "docs/explanation/the-wall.md").read_text(encoding="utf-8")
    known = seccomp.numbers("x86_64")
    allowed = [name for row in seccomp.TABLE if row.verdict == seccomp.ALLOW for name in row.calls.split()]

    assert f"seccomp allows {len([name for name in allowed if name in known])} system calls of x86-64" in text


def test_the_architecture_names_files_that_are_there() -> None:
    """Whoever opens what the page names finds it."""
    text = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+/(?:[a-z_]+\.py)?|[a-z_]+\.py)`", text))

    assert "judge/plugin.py" in named
    assert [name for name in named if not (ROOT / "grader" / name).exists()] == []


def test_the_way_into_a_jail_works_as_it_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The snippet of CONTRIBUTING, pasted."""
    require_level(Level.STRONG)
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)

    exec(snippet, {})

    assert "value=['/jails/" in capsys.readouterr().out


PACKAGES = [path for path in sorted((ROOT / "grader").rglob("__init__.py")) if path.parent.name not in ("templates",)]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_a_package_tells_of_the_modules_it_has(package: Path) -> None:
    """A table of modules in a package's docstring names each that is there, and no other."""
    doc = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""
    rows = re.findall(r"^    ([a-z_]+(?:, [a-z_]+)*) {2,}\S", doc, flags=re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")}
    there = {path.stem for path in package.parent.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    assert not named or named == {name for name in there if not name.startswith("_")}
