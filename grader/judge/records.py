"""What a submission was asked and answered, to the letter: kept for an audit that wants it, and for nobody else.

Nothing of it is in a result: an audit learns from it what a student who saw everything would know.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from grader.protocol import frames

_MOST_BYTES = 4 << 20  # of a submission: a liar's own file holds far less


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a check and its answer; their numbers mean nothing.

    `case` is pytest's name of the check's case. `runs_code` is false where a clean jail was asked.
    """

    check: str
    case: str
    runs_code: bool
    asked: frames.Request | frames.Ask
    answered: frames.Reply


@dataclass(slots=True)
class Records:
    """The records of a submission, in order; what is too much is left out, from some question on."""

    kept: list[Record] = field(default_factory=list)
    _bytes: int = 0

    def add(self, record: Record) -> None:
        """Keep a record, as long as all of them are small."""
        self._bytes += len(frames.frame(record.asked)) + len(frames.frame(record.answered))
        if self._bytes <= _MOST_BYTES:
            self.kept.append(record)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records what one case of a check asks."""

    records: Records
    check: str
    case: str

    def note(self, asked: frames.Request | frames.Ask, answered: frames.Reply, *, runs_code: bool) -> None:
        """Keep a question and its answer."""
        self.records.add(Record(check=self.check, case=self.case, runs_code=runs_code, asked=asked, answered=answered))
