"""Docs that cannot rot: links lead somewhere, commands exist, and the words of the code stand in the reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from grader.audit import corpus
from grader.cli import app
from grader.guest.kit import ProbeKit
from grader.judge.collection import MARKS

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
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
