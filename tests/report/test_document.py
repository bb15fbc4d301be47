"""The JSON documents and their schemas."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest

from grader import model
from grader.errors import UsageError
from grader.model import ClassResults, Level, Outcome, Result, State
from grader.report import document, field_docs, states
from tests.report.helpers import GOLDEN, REFERENCE, acting_characters, assert_golden
from tests.samples import (
    a_class,
    a_hostile_class,
    a_hostile_result,
    a_mixed_result,
    a_not_graded,
    a_refused,
    a_result,
    a_whole_class,
)


@pytest.mark.parametrize("make", [a_mixed_result, a_refused, a_not_graded, a_hostile_result])
def test_a_result_read_back_is_the_same_result(make: Any) -> None:
    """Nothing is lost or changed on the way through JSON, hostile text included."""
    result = make()

    assert document.from_json(Result, document.to_json(result)) == result


@pytest.mark.parametrize("make", [a_whole_class, a_hostile_class])
def test_a_class_read_back_is_the_same_class(make: Any) -> None:
    """Nothing is lost or changed on the way through JSON."""
    results = make()

    assert document.from_json(ClassResults, document.to_json(results)) == results


def test_json_has_every_field_in_the_order_of_the_dataclass() -> None:
    """Key order is stable, and defaults are written too."""
    keys = list(json.loads(document.to_json(a_result())))

    assert keys == [field.name for field in dataclasses.fields(Result)]


def test_json_of_a_result_is_as_recorded() -> None:
    """The document changes only on purpose."""
    assert_golden(GOLDEN / "result.json", document.to_json(a_mixed_result()))


def test_json_of_a_class_is_as_recorded() -> None:
    """The document changes only on purpose."""
    assert_golden(GOLDEN / "class.json", document.to_json(a_whole_class()))


def test_json_is_safe_to_print() -> None:
    """A document on a terminal neither colours nor turns anything; it keeps Chinese readable."""
    text = document.to_json(dataclasses.replace(a_hostile_result(), message="你好"))

    assert acting_characters(text) == set()
    assert "你好" in text


def test_a_folder_name_that_is_no_utf8_can_be_written() -> None:
    """One strange file name does not cost the class its document."""
    text = document.to_json(a_class(unknown_folders=("caf\udce9",)))

    assert document.from_json(ClassResults, text).unknown_folders == ("caf\\udce9",)


def test_fields_of_a_later_grader_are_passed_over() -> None:
    """A new field within the same schema version does not break an old reader."""
    newer = json.loads(document.to_json(a_result())) | {"mood": "sunny"}

    assert document.from_json(Result, json.dumps(newer)) == a_result()


def test_another_schema_version_is_refused_by_name() -> None:
    """A reader never guesses at a version it does not know."""
    with pytest.raises(UsageError, match="schema version 2, and this grader reads version 1"):
        document.from_json(Result, '{"schema_version": 2, "shape": "unknown"}')


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": 1}', b"\xff\xfe", '{"schema_version": "1"}'])
def test_what_is_no_document_is_a_usage_error_with_a_hint(text: str | bytes) -> None:
    """A wrong file is said in words, never with a traceback."""
    with pytest.raises(UsageError) as caught:
        document.from_json(Result, text)

    assert caught.value.fact.startswith("this is no Result document")
    assert caught.value.hint


def test_an_error_inside_a_class_names_its_place() -> None:
    """The path leads to the row that is wrong."""
    broken = json.loads(document.to_json(a_whole_class()))
    broken["rows"][1]["result"]["score"] = "five"

    with pytest.raises(UsageError, match=re.escape("$.rows[1].result.score")):
        document.from_json(ClassResults, json.dumps(broken))


def test_without_costs_leaves_no_cost_and_everything_else() -> None:
    """Two runs are compared on all but what they cost."""
    whole = json.loads(document.to_json(a_whole_class()))

    rest = document.without_costs(whole)

    assert json.dumps(rest) == re.sub(r', "(duration_ms|peak_bytes)": [\d.]+', "", json.dumps(whole))


def test_without_costs_leaves_its_argument_alone() -> None:
    """It returns a copy."""
    whole = json.loads(document.to_json(a_mixed_result()))

    document.without_costs(whole)

    assert whole["duration_ms"] == 41.0


@pytest.mark.parametrize("kind", [Result, ClassResults])
def test_the_committed_schema_is_the_generated_one(kind: type[Result | ClassResults]) -> None:
    """The schema files in docs/reference never fall behind the dataclasses."""
    assert_golden(REFERENCE / document.SCHEMA_FILES[kind], document.schema_json(kind))


@pytest.mark.parametrize("kind", [Result, ClassResults])
def test_every_property_of_a_schema_has_a_description(kind: type[Result | ClassResults]) -> None:
    """Whoever reads the schema alone learns what each field means."""
    schema = document.schema(kind)

    bare = [
        f"{name}.{field}"
        for name, definition in schema["$defs"].items()
        for field, shape in definition.get("properties", {}).items()
        if not shape.get("description")
    ]

    assert bare == []


def test_the_contract_describes_exactly_the_fields_there_are() -> None:
    """A field that is added to or taken from the nouns must be added to or taken from the contract."""
    described = {name: list(fields) for name, fields in field_docs.FIELDS.items()}

    assert described == {
        name: [field.name for field in dataclasses.fields(getattr(model, name))] for name in field_docs.FIELDS
    }


def test_every_state_outcome_and_level_has_a_meaning_and_a_mark() -> None:
    """No member of the three enumerations goes without words."""
    assert set(field_docs.STATES) == set(states.MARKS) == set(State)
    assert set(field_docs.OUTCOMES) == set(states.OUTCOMES) == set(Outcome)
    assert set(field_docs.LEVELS) == set(Level)
