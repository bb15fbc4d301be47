"""results.md says what the documents hold."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course, new_exercise
from grader.grading.grader import Grader
from grader.model import Result
from grader.report import document, field_docs
from grader.report.gradebook import LONG_COLUMNS
from tests.report.helpers import REFERENCE


def the_reference() -> str:
    return (REFERENCE / "results.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(field_docs.FIELDS))
def test_the_reference_names_every_field_with_its_sentence(name: str) -> None:
    """results.md and the schemas say the same of every field."""
    section = the_reference().split(f"### `{name}`", 1)[1].split("\n#", 1)[0]

    missing = [f for f, words in field_docs.FIELDS[name].items() if f"- `{f}`: {words}\n" not in section + "\n"]

    assert missing == []


def test_the_reference_names_every_state_outcome_and_level() -> None:
    """results.md gives the meaning of every word that a document may hold."""
    lines = the_reference().splitlines()

    missing = [
        str(member)
        for meanings in (field_docs.STATES, field_docs.OUTCOMES, field_docs.FAULTS, field_docs.LEVELS)
        for member, words in meanings.items()
        if f"- `{member}`: {words}." not in lines
    ]

    assert missing == []


def the_example() -> str:
    return re.findall(r"```(?:json|python)\n(.*?)```", the_reference(), re.DOTALL)[1]


def the_answer() -> bytes:
    """The program that the example is the result of."""
    return re.findall(r"```python\n(.*?)```", the_reference(), re.DOTALL)[0].encode()


def test_the_example_in_the_reference_is_a_result() -> None:
    """What a reader copies from results.md can be read by this grader."""
    result = document.from_json(Result, the_example())

    assert document.to_json(result) == the_example()


def test_the_example_in_the_reference_is_what_the_grader_writes(strong_grader: Grader, tmp_path: Path) -> None:
    """The answer in results.md, graded by the exercise that `grade new` writes, comes to the example."""
    new_exercise(tmp_path, "04-routing/02-converters")
    exercise = Course(tmp_path).load("04-routing/02-converters")

    written = document.to_json(strong_grader.grade_files(exercise, {"app.py": the_answer()}, seed=7))

    if os.environ.get("REGENERATE_GOLDEN"):
        fresh = the_reference().replace(the_example(), written)
        (REFERENCE / "results.md").write_text(fresh, encoding="utf-8", newline="\n")
    assert lasting(written) == lasting(the_example())


def lasting(text: str) -> dict[str, Any]:
    """A result without what differs from machine to machine and from release to release."""
    result = document.without_costs(json.loads(text))
    for check in result["checks"]:
        check["detail"] = check["detail"].partition("\n")[0]  # below it pytest speaks
    result["output"] = result["output"].splitlines()[-1]  # above it Flask and Python speak
    del result["isolation"]["detail"]
    return {name: value for name, value in result.items() if not name.endswith(("_digest", "_version"))}


def test_the_reference_names_every_column_of_the_long_csv() -> None:
    """results.md lists the tidy format's columns in their order."""
    assert f"`{', '.join(LONG_COLUMNS)}`" in the_reference()
