"""What a pool of workers is given, and what comes back.

TakeInJob   →  TakenIn, or a Result if there is nothing to grade
GradingJob  →  Result
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from grader.grading.prepare import Identity
from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.submission import Submission


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


class TakeInJob(msgspec.Struct, frozen=True, kw_only=True, tag="take in"):
    """A hand-in to take in: `place` is its path as the system spells it. Should it be refused, its result says `seed`."""

    number: int
    exercise: str
    place: bytes
    seed: int = 0

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(os.fsdecode(self.place))


class TakenIn(msgspec.Struct, frozen=True, kw_only=True, tag="taken in"):
    """What a hand-in was taken in as, for the exercise as it was then."""

    identity: Identity
    submission: Submission


Job = TakeInJob | GradingJob
