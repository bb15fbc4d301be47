"""What a class's grading came to so far, kept on disk: a line for each result, written before anything else happens.

A result stays good under the circumstances it was made under (`ResultKey`) and with the seed it was made with.
A line that a crash tore, or that another version wrote, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.model import Result, ResultKey, key_of


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the journal: whose result, and the result."""

    student: str
    result: Result


class Journal:
    """Results as they were made, a line each; a torn last line is left out. For use in a `with`.

    Raises `OSError` where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._results: defaultdict[ResultKey, dict[int, Result]] = defaultdict(dict)  # by seed
        for line in _read(path):
            self._results[key_of(line.student, line.result)][line.result.seed] = line.result
        self._file = path.open("ab")

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def find(self, key: ResultKey, *, seed: int) -> Result | None:
        """Return the result that was made under these circumstances with this seed, if it was graded."""
        result = self._results[key].get(seed)
        return result if result is not None and result.graded else None

    def add(self, student: str, result: Result) -> None:
        """Keep a result; it is on its way to the disk when this returns."""
        self._results[key_of(student, result)][result.seed] = result
        self._file.write(msgspec.json.encode(JournalLine(student=student, result=result)) + b"\n")
        self._file.flush()


def _read(path: Path) -> Iterator[JournalLine]:
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            yield msgspec.json.decode(line, type=JournalLine)
        except msgspec.MsgspecError:
            continue  # torn by a crash, or written by another version
