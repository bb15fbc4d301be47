"""The documents of the results contract: `Result` and `ClassResults` as JSON, and the schemas of both."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

import msgspec

from grader.errors import UsageError
from grader.model import SCHEMA_VERSION, ClassResults, Result
from grader.report import field_docs
from grader.report.text import escaped, is_harmless

Document = TypeVar("Document", Result, ClassResults)

SCHEMA_FILES: dict[type[Result | ClassResults], str] = {
    Result: "result.schema.json",
    ClassResults: "class-results.schema.json",
}
_COSTS = ("duration_ms", "peak_bytes")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class _Versioned(msgspec.Struct):
    schema_version: int


def to_json(document: Result | ClassResults) -> str:
    """Pretty JSON, keys in the order of the dataclasses, every field written, a newline at the end.

    The text is safe to print: what acts instead of showing (bidi marks, C1 controls) is written as `\\uXXXX`,
    which reads back as the same character. A lone surrogate, as in a folder name that is no UTF-8, is no legal
    JSON: it becomes the six characters `\\udcXX`.
    """
    try:
        packed = msgspec.json.encode(document)
    except UnicodeEncodeError:
        packed = msgspec.json.encode(_without_surrogates(msgspec.to_builtins(document)))
    pretty = msgspec.json.format(packed, indent=2).decode()
    return _BEYOND_ASCII.sub(_as_json_escape, pretty).replace("##", r"\u0023\u0023") + "\n"  # commands no CI service


def from_json(kind: type[Document], text: str | bytes) -> Document:
    """Read a document of the kind `Result` or `ClassResults`. Fields it does not know are passed over.

    Raises `UsageError` that names the place (`$.rows[0].result`), or the version when it is not ours.
    """
    try:
        version = msgspec.json.decode(text, type=_Versioned).schema_version
        if version == SCHEMA_VERSION:
            return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"this is no {kind.__name__} document: {error}",
            hint="read a file that this grader wrote, or grade again",
        ) from None
    raise UsageError(
        f"the document has schema version {version}, and this grader reads version {SCHEMA_VERSION}",
        hint="read it with the grader that wrote it, or grade again",
    )


def without_costs(document: dict[str, Any]) -> dict[str, Any]:
    """A copy of a document, read as plain JSON, without any `duration_ms` or `peak_bytes`: what two runs must agree on."""
    return {key: _pruned(value) for key, value in document.items() if key not in _COSTS}


def schema(kind: type[Result | ClassResults]) -> dict[str, Any]:
    """The JSON schema (2020-12) of what `to_json` writes, with a description on every field."""
    generated = msgspec.json.schema(kind)
    definitions = generated["$defs"]
    for name in field_docs.FIELDS:
        if name in definitions:
            definitions[name] = _described(name, definitions[name])
    for name, meanings in (
        ("State", field_docs.STATES),
        ("Outcome", field_docs.OUTCOMES),
        ("Fault", field_docs.FAULTS),
        ("Level", field_docs.LEVELS),
    ):
        definitions[name] = _enumerated(name, {str(member): words for member, words in meanings.items()})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{kind.__name__}, version {SCHEMA_VERSION}",
        "$ref": generated["$ref"],
        "$defs": dict(sorted(definitions.items())),
    }


def schema_json(kind: type[Result | ClassResults]) -> str:
    """The schema as the text of the file in `docs/reference/`."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def _described(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    sentences = field_docs.FIELDS[name]
    properties = {field: _property(definition["properties"][field], words) for field, words in sentences.items()}
    # `required` lists every field: readers may rely on what the grader always writes.
    return {"title": name, "type": "object", "properties": properties, "required": list(properties)}


def _property(generated: dict[str, Any], words: str) -> dict[str, Any]:
    shape = {key: value for key, value in generated.items() if key != "default"}
    return {"description": words, **shape}


def _enumerated(name: str, meanings: dict[str, str]) -> dict[str, Any]:
    lines = "; ".join(f"{value}: {words}" for value, words in meanings.items())
    return {"title": name, "type": "string", "description": lines, "enum": list(meanings)}


def _as_json_escape(match: re.Match[str]) -> str:
    char = match[0]
    return char if is_harmless(char) else json.dumps(char)[1:-1]


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub(lambda match: escaped(match[0]), value)
    if isinstance(value, dict):
        return {key: _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_surrogates(inner) for inner in value]
    return value


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return without_costs(value)
    return [_pruned(inner) for inner in value] if isinstance(value, list) else value
