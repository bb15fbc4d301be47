"""What can go wrong, and whose fault it is.

    GraderError                 every error of ours; carries a way out and an exit code
    ├── UsageError         (2)  the user's at the command line: no such exercise, no such folder
    │   └── LibrariesMissing    an exercise needs what is not installed here; `fact` names it
    ├── SubmissionRefused  (1)  the student's: what was handed in breaks a rule of the intake
    ├── ExerciseError      (3)  the author's: an exercise that cannot judge
    └── OursError          (4)  ours: the machine, the jail, the judge
        ├── SandboxUnavailable  this machine does not give the level that was asked for
        └── JailBroken          a jail or its server failed through no fault of the submission

What a *submission* does wrong while it runs is no error of the grader's: it is the state of a check
(`grader.model.State`).
"""

from __future__ import annotations


class GraderError(Exception):
    """The fact in one sentence, and a way out: both are shown to the user as they are."""

    exit_code = 4

    def __init__(self, fact: str, *, hint: str = "") -> None:
        super().__init__(fact)
        self.fact = fact
        self.hint = hint


class UsageError(GraderError):
    """The command line names something that is not there or does not fit."""

    exit_code = 2


class LibrariesMissing(UsageError):
    """An exercise is not offered on this machine: it needs libraries that are not installed."""


class SubmissionRefused(GraderError):
    """The submission breaks a rule of the intake; `fact` names the file and the rule."""

    exit_code = 1


class ExerciseError(GraderError):
    """An exercise is wrong: its own file, a check, a probe or a missing part."""

    exit_code = 3


class OursError(GraderError):
    """The grader or its machine failed; nobody's score may suffer from it."""

    exit_code = 4


class SandboxUnavailable(OursError):
    """The machine does not give the isolation that was asked for."""


class JailBroken(OursError):
    """A jail could not be built, or its server died; `fact` names the step."""
