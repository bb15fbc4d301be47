"""From the bytes of a TOML file to a struct, or to an error that names the place.

Decoding is pure: an `ExerciseError` says `04-routing/02-converters/exercise.toml: tasks[1].number:
expected int, got str`, with indices that count from 0 as in Python; a syntax error says the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any, Final, TypeVar

import msgspec

from grader.course.schema import (
    FILE_PATTERN,
    FORMAT_VERSION,
    LANGUAGE_PATTERN,
    RULE_PATTERN,
    SECTION_PATTERN,
    TITLE_PATTERN,
    AnswerKey,
    ExplainedMutant,
    FixedAnswer,
    HintExample,
    KnownAnswer,
    NamedMutant,
    RejectedAnswer,
    Spec,
)
from grader.errors import ExerciseError
from grader.model import ID_PATTERN
from grader.protocol.limits import Limits

# What a pattern means, in the words of an error.
_MEANINGS: Final = {
    ID_PATTERN: "an exercise id such as `04-routing/02-converters`",
    TITLE_PATTERN: "one line of text",
    LANGUAGE_PATTERN: "a language such as `en`",
    SECTION_PATTERN: "a section of the notes such as `S16`",
    RULE_PATTERN: "the id of a rule such as `name-escaped`",
    FILE_PATTERN: "a file name or pattern such as `app.py` or `templates/*.html`",
}


class _Audit(msgspec.Struct, frozen=True, kw_only=True):
    equivalent: tuple[ExplainedMutant, ...] = ()
    outside_contract: tuple[ExplainedMutant, ...] = ()
    costly: tuple[ExplainedMutant, ...] = ()
    mutant: tuple[NamedMutant, ...] = ()
    constants: tuple[FixedAnswer, ...] = ()
    hint_example: tuple[HintExample, ...] = ()


DEFAULTS: Final = Limits()
_Struct = TypeVar("_Struct", bound=msgspec.Struct)


def decode_spec(raw: bytes, where: str, *, languages: Sequence[str] = ("en",), limits: Limits = DEFAULTS) -> Spec:
    """Return exercise.toml as a struct; `where` opens the fact of an `ExerciseError`.

    `languages` are the course's, the default one first: titles in the others are required. `limits` are the
    course's, of which the exercise's own take the place one by one.
    """
    document = document_of(raw, where)
    require_version(document, where)
    _gather_titles(document, languages[1:], where)
    if isinstance(own := document.get("limits", {}), dict):
        document["limits"] = msgspec.structs.asdict(limits) | own
    return convert(document, Spec, where)


def _gather_titles(document: dict[str, Any], languages: Sequence[str], where: str) -> None:
    """Put `title_zh` and its like into `titles`, by language, in the exercise and in its tasks."""
    tasks = document.get("tasks")
    tables = [(f"tasks[{index}]: ", task) for index, task in enumerate(tasks)] if isinstance(tasks, list) else []
    for place, table in [("", document), *((place, task) for place, task in tables if isinstance(task, dict))]:
        if "titles" in table:
            raise _wrong(where, f"{place}unknown field `titles`")
        titles = {key[6:]: table.pop(key) for key in list(table) if re.match(r"title_[a-z]{2,3}\Z", key)}
        for language in languages:
            if language not in titles:
                raise _wrong(where, f"{place}missing field `title_{language}`")
        for language, text in titles.items():
            if not isinstance(text, str) or re.match(TITLE_PATTERN, text) is None:
                field = f"{place.replace(': ', '.')}title_{language}"
                raise _wrong(where, f"{field}: expected {_MEANINGS[TITLE_PATTERN]}, got {_shown(text)}")
        table["titles"] = titles


def require_version(document: dict[str, Any], where: str) -> None:
    """Raise `ExerciseError` unless a document says that it has the version that we read."""
    version = document.get("schema_version")
    if type(version) is not int or version != FORMAT_VERSION:
        got = "nothing" if version is None else _shown(version)
        raise ExerciseError(
            f"{where}: schema_version: expected {FORMAT_VERSION}, got {got}",
            hint=f"this grader reads version {FORMAT_VERSION}: write `schema_version = {FORMAT_VERSION}`",
        )


def decode_answers(raw: bytes, where: str) -> AnswerKey:
    """Return answers.toml as a struct; `where` opens the fact of an `ExerciseError`."""
    document = document_of(raw, where)
    exceptions = {name: document.pop(name, []) for name in _Audit.__struct_fields__}
    audit = convert(exceptions, _Audit, where)
    accepted = {name: document.pop(name) for name in list(document) if name.startswith("accepted_")}
    return AnswerKey(
        accepted={name: convert(table, KnownAnswer, where, (name,)) for name, table in accepted.items()},
        rejected={name: convert(table, RejectedAnswer, where, (name,)) for name, table in document.items()},
        equivalent=audit.equivalent,
        outside_contract=audit.outside_contract,
        costly=audit.costly,
        mutant=audit.mutant,
        constants=audit.constants,
        hint_example=audit.hint_example,
    )


def document_of(raw: bytes, where: str) -> dict[str, Any]:
    """Return a TOML file's top table. Raises `ExerciseError` with the line of what is no TOML."""
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ExerciseError(f"{where}:{line}: not UTF-8 text", hint="save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        fact = str(error)
        line_of_fact = re.search(r"at line (\d+)", fact)
        line = int(line_of_fact[1]) if line_of_fact else raw.count(b"\n") + 1
        raise ExerciseError(f"{where}:{line}: not TOML: {fact}", hint="see https://toml.io") from None


def convert(document: object, shape: type[_Struct], where: str, inside: tuple[str, ...] = ()) -> _Struct:
    """Return a table as a struct. Raises `ExerciseError` that names the place, which stands below `inside`."""
    try:
        return msgspec.convert(document, shape)
    except msgspec.ValidationError as error:
        place, fact = _place_and_fact(str(error), document)
        path = ".".join([*inside, place] if place else inside)
        raise _wrong(where, f"{path}: {fact}" if path else fact) from None


def _wrong(where: str, fact: str) -> ExerciseError:
    return ExerciseError(f"{where}: {fact}", hint="`grade new` writes a complete example to compare with")


def _place_and_fact(words: str, document: object) -> tuple[str, str]:
    """Turn msgspec's ``Expected `int`, got `str` - at `$.a[0].b` `` into `a[0].b` and our words."""
    message, _, path = words.partition(" - at `$")
    place = path.rstrip("`").removeprefix(".")
    if (ours := re.match(r"([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)?): (.*)", message, re.DOTALL)) is not None:
        return ".".join(filter(None, [place, ours[1]])), ours[2]
    if (unknown := re.match(r"Object (contains unknown|missing required) field `(.*)`", message)) is not None:
        kind = "missing" if unknown[1].startswith("missing") else "unknown"
        return place, f"{kind} field `{unknown[2]}`"
    return place, _expectation(message, place, document)


def _expectation(message: str, place: str, document: object) -> str:
    pattern = re.match(r"Expected `str` matching regex '(.*)'\Z", message)
    if pattern is not None:
        meaning = next((words for known, words in _MEANINGS.items() if repr(known)[1:-1] == pattern[1]), "other text")
        fact = f"expected {meaning}"
    else:
        fact = message.replace("`", "").replace("array", "list").replace("object | null", "table")
        fact = fact.replace("object", "table").replace("Expected", "expected")
    return fact if ", got " in fact else f"{fact}, got {_shown(_value_at(place, document))}"


def _value_at(place: str, value: Any) -> Any:
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", place):
        value = value[int(index)] if index else value[name]
    return value


def _shown(value: object) -> str:
    return f"`{value}`" if isinstance(value, str) else str(value)
