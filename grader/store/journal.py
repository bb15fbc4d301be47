"""What a class's grading came to so far, kept on disk: a line for each result, written before anything else happens.

A result stays good under the circumstances it was made under (`Key`). A line that a crash tore, or that another
version wrote, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.grading.grader import new_seed
from grader.model import Result


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """Under what circumstances a result was made: under the same ones it stays good."""

    student: str
    exercise: str
    submission_digest: str
    exercise_digest: str
    seed: int
    grader_version: str


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the journal."""

    key: Key
    result: Result


class Journal:
    """Results as they were made, a line each; a torn last line is left out. For use in a `with`."""

    def __init__(self, path: Path, seed: int | None) -> None:
        self._entries = {entry.key: entry.result for entry in _read_journal(path)}
        seeds = [key.seed for key in self._entries]
        self.seed = seed if seed is not None else seeds[-1] if seeds else new_seed()
        self._file = path.open("ab")

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def find(self, key: Key) -> Result | None:
        """Return the result that was made under these circumstances, if it was graded."""
        result = self._entries.get(key)
        return result if result is not None and result.graded else None

    def add(self, key: Key, result: Result) -> None:
        """Keep a result; it is on its way to the disk when this returns."""
        self._entries[key] = result
        self._file.write(msgspec.json.encode(JournalLine(key=key, result=result)) + b"\n")
        self._file.flush()


def _read_journal(path: Path) -> Iterator[JournalLine]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line, type=JournalLine)
        except msgspec.MsgspecError:
            continue  # torn by a crash, or written by another version
