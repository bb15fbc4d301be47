"""What a pool of workers is given, and what comes back.

TakeInJob   →  TakenIn, or a Result if there is nothing to grade
GradingJob  →  Result
"""

from __future__ import annotations

import os

import msgspec

from grader.grading.prepare import Identity
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.submission import IntakeLimits, Roles, Submission, from_entries, take_in
from grader.submission.archive import is_archive_name
from grader.submission.gather import Entry, Unreadable

_LIMITS = IntakeLimits()


class GradingJob(msgspec.Struct, frozen=True, kw_only=True, tag="grade"):
    """A submission to grade, as it was taken in. `number` is unique among the jobs of a pool: its giver tells it by that."""

    number: int
    exercise: str
    files: dict[str, bytes]
    digest: str
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        submission: Submission,
        *,
        number: int,
        exercise: str,
        seed: int,
        options: RunOptions = DEFAULT_OPTIONS,
    ) -> GradingJob:
        """Return the job of grading what was taken in."""
        return cls(
            number=number,
            exercise=exercise,
            files=submission.files,
            digest=submission.digest,
            seed=seed,
            options=options,
            notes=submission.notes,
            ignored=submission.ignored,
        )

    @property
    def submission(self) -> Submission:
        """What was taken in."""
        return Submission(files=self.files, ignored=self.ignored, digest=self.digest, notes=self.notes)


class PackedFile(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a download, read as far as an intake may want it; of one that is too large for any, only that."""

    name: str
    data: bytes = b""
    is_too_large: bool = False
    oddity: str = ""
    respelled: bool = False

    @classmethod
    def of(cls, entry: Entry) -> PackedFile:
        """Read an entry. Never raises for what a student handed in."""
        most_bytes = _LIMITS.archive_bytes if is_archive_name(entry.name) else _LIMITS.file_bytes
        try:
            data = entry.read(most_bytes + 1)
        except (OSError, Unreadable):
            return cls(name=entry.name, oddity="damaged or out of reach")
        if len(data) > most_bytes:
            return cls(name=entry.name, is_too_large=True)
        return cls(name=entry.name, data=data, respelled=entry.respelled)

    @property
    def entry(self) -> Entry:
        """The entry again."""
        return Entry(name=self.name, read=self._first, oddity=self.oddity, respelled=self.respelled)

    def _first(self, most_bytes: int) -> bytes:
        return bytes(most_bytes) if self.is_too_large else self.data[:most_bytes]


class TakeInJob(msgspec.Struct, frozen=True, kw_only=True, tag="take in"):
    """A hand-in to take in: `place` is its path as the system spells it, or it is these `files` of a download.

    Should it be refused, its result says `seed`.
    """

    number: int
    exercise: str
    place: bytes = b""
    files: tuple[PackedFile, ...] = ()
    seed: int = 0

    def taken_in(self, wanted: Roles) -> Submission:
        """Take it in. Raises as `grader.submission.take_in` does."""
        if self.place:
            return take_in(os.fsdecode(self.place), wanted=wanted)
        return from_entries([file.entry for file in self.files], wanted=wanted)


class TakenIn(msgspec.Struct, frozen=True, kw_only=True, tag="taken in"):
    """What a hand-in was taken in as, for the exercise as it was then."""

    identity: Identity
    submission: Submission


Job = TakeInJob | GradingJob
