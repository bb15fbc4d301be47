"""class.toml is strict: what is wrong is named with its place; the documented example is right."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.handins.class_toml import Assignment, ClassSpec, Columns, Part, RosterFile, decode_class, read_class

PAGE = Path(__file__).parents[2] / "docs/reference/class-toml.md"
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]


def test_the_example_of_the_reference_is_read() -> None:
    """It shows every field, and means what it says."""
    spec = decode_class(EXAMPLE.encode(), "class.toml")

    assert spec.roster is not None
    assert spec.assignments[0].due is not None
    assert spec.assignments[0].due.utcoffset() == timedelta(hours=8)
    assert spec.assignments[0].due.astimezone(UTC) == datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    assert [part.weight for part in spec.assignments[0].exercises] == [1, 2]


@pytest.mark.parametrize("shape", [ClassSpec, RosterFile, Columns, Assignment, Part], ids=lambda shape: shape.__name__)
def test_the_reference_names_every_field(shape: type) -> None:
    """Nothing is left to be found in the source."""
    text = PAGE.read_text(encoding="utf-8")

    missing = [name for name in shape.__struct_fields__ if f"`{name}`" not in text]  # type: ignore[attr-defined]

    assert missing == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema_version = 1", "", "schema_version: expected 1, got nothing"),
        ("due = 2026-11-20T23:59:00+08:00", "due = 2026-11-20T23:59:00", "expected a time with its zone"),
        ('title = "实验3"', 'titel = "实验3"', "unknown field `titel`"),
        ('"04-routing/02-converters"', '"converters"', "an exercise id"),
        ("weight = 2", "weight = -1", "weight"),
        ('file = "roster.csv"', "", "missing field `file`"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, said: str) -> None:
    """The file, the place and what was expected."""
    assert old in EXAMPLE

    with pytest.raises(UsageError) as caught:
        decode_class(EXAMPLE.replace(old, new, 1).encode(), "class.toml")

    assert caught.value.fact.startswith("class.toml: ")
    assert said in caught.value.fact


def test_without_one_a_class_is_empty(tmp_path: Path) -> None:
    """Nothing is required."""
    made = read_class(tmp_path / "class.toml")

    assert (made.roster, made.spec.assignments) == (None, ())


def test_a_missing_roster_is_told(tmp_path: Path) -> None:
    """The file that class.toml names is not there."""
    (tmp_path / "class.toml").write_text(EXAMPLE, encoding="utf-8")

    with pytest.raises(UsageError, match=r"roster\.csv.*cannot be read"):
        read_class(tmp_path / "class.toml")


@pytest.mark.parametrize(("words", "number"), [("实验3", 0), ("Lab 4", 1), ("lab", 1)])
def test_an_assignment_is_named_by_its_title(tmp_path: Path, words: str, number: int) -> None:
    """In any case, or by how it begins, where one begins so."""
    (tmp_path / "class.toml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "roster.csv").write_text("学号,姓名,邮箱,班级,ID,GitHub,Login,Group\n1,a\n", encoding="utf-8")
    made = read_class(tmp_path / "class.toml")

    assert made.assignment(words) is made.spec.assignments[number]


def test_an_unknown_assignment_is_told_with_those_that_are(tmp_path: Path) -> None:
    """The way out names them."""
    (tmp_path / "class.toml").write_text(
        'schema_version = 1\n[[assignments]]\ntitle = "Lab"\nexercises = [{ id = "01-a/01-b" }]\n', encoding="utf-8"
    )

    with pytest.raises(UsageError) as caught:
        read_class(tmp_path / "class.toml").assignment("Quiz")

    assert "`Lab`" in caught.value.hint
