"""What a pool of workers is given; it gives back a `Result` for each."""

from __future__ import annotations

import msgspec

from grader.judge.plugin import DEFAULT_OPTIONS, RunOptions
from grader.submission import Submission


class GradingJob(msgspec.Struct, frozen=True, kw_only=True):
    """A submission to grade, as it was taken in. `number` is unique among the jobs of a pool: its giver tells it by that."""

    number: int
    exercise: str
    files: dict[str, bytes]
    digest: str
    seed: int
    options: RunOptions = DEFAULT_OPTIONS
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def submission(self) -> Submission:
        """What was taken in."""
        return Submission(files=self.files, ignored=self.ignored, digest=self.digest, notes=self.notes)
