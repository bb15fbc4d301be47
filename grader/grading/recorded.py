"""A result that carries what was asked and answered. It exists between a worker and the audit that asked for it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from grader.judge.records import Record
from grader.model import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedResult(Result):
    """A result and its records; only an audit asks for one (`RunOptions.records`), and none is ever written down."""

    records: tuple[Record, ...] = ()


def recorded(result: Result, records: tuple[Record, ...]) -> Result:
    """Return a result with its records; as it is where there are none."""
    if not records:
        return result
    same = {field.name: getattr(result, field.name) for field in fields(result) if field.init}
    return RecordedResult(**same, records=records)
