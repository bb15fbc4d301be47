"""What a student reads about a module that is missing: whether its file came, and why it is not there all the same."""

from __future__ import annotations

import pytest

from grader.judge import advice
from grader.protocol.frames import ExceptionReport


def advice_on(module: str, *ignored: str) -> str:
    """Return what is said of a module that cannot be found."""
    return advice.of(
        ExceptionReport(type="ModuleNotFoundError", where=[], text=f"No module named '{module}'"),
        advice.Surroundings(ignored=ignored),
    )


@pytest.mark.parametrize(
    ("module", "file"),
    [("helpers", "helpers.py"), ("helpers", "helpers/__init__.py"), ("helpers.text", "helpers/text.py")],
)
def test_a_module_that_came_and_is_not_used_is_named(module: str, file: str) -> None:
    """The file is there at home: the student reads that this exercise does not take it."""
    said = advice_on(module, "README.md", file)

    assert f"`{file}` was handed in, but this exercise does not use it" in said


def test_a_module_that_did_not_come_is_named() -> None:
    """The file that would be needed is named."""
    assert "No `models.py` was handed in." in advice_on("models", "helpers.py")


def test_a_library_is_no_missing_file() -> None:
    """A part of the standard library that is not there was never the student's to hand in."""
    assert "was handed in" not in advice_on("json.nothing")
