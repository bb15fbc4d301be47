"""The how-to *Write your own exercise*: followed to the letter, it ends with an exercise that judges right."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from tests.audit_course import HOW_TO, files

_BLOCK = re.compile(r"^```sh\n(.*?)^```$|^`my-course/([^`\n]+)`$", re.M | re.S)


def test_every_command_of_the_how_to_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command ends with exit code 0, in the order shown, with the files written where they are shown."""
    monkeypatch.chdir(tmp_path)
    texts = files()

    for block in _BLOCK.finditer(HOW_TO.read_text("utf-8")):
        if block[2]:
            path = tmp_path / "my-course" / block[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts.pop(block[2]), encoding="utf-8")
        for line in (block[1] or "").splitlines():
            _run(line, monkeypatch)

    assert not texts


def _run(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what one line of a shell block says."""
    command, *words = shlex.split(line)
    if command == "export":
        monkeypatch.setenv(*words[0].split("="))
    elif command == "rm":
        for folder in words[1:]:
            shutil.rmtree(folder)
    elif "--watch" not in words:  # which ends with Ctrl-C
        assert command == "grade"
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, f"{line}\n{result.output}"
