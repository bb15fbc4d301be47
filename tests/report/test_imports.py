"""What a report costs before anything is shown."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.report.helpers import ROOT


@pytest.mark.parametrize(
    "module", ["terminal", "class_table", "html", "gradebook", "feedback.packing", "gradebooks.download"]
)
def test_big_libraries_are_imported_only_when_needed(module: str) -> None:
    """Importing a report costs no rich and no jinja2: `grade --help` stays quick."""
    code = f"import sys, grader.report.{module}; print([m for m in ('rich', 'jinja2') if m in sys.modules])"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout

    assert printed == "[]\n"
