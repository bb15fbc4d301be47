"""The nouns: what a check came to, what a submission earned. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

SCHEMA_VERSION = 1

# Names on disk: a topic or an exercise, `04-routing`, and an exercise's id, `04-routing/02-converters`.
_PART = r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*"
PART_PATTERN: Final = rf"^{_PART}\Z"
ID_PATTERN: Final = rf"^{_PART}/{_PART}\Z"


class Level(StrEnum):
    """How well a submission is confined; each is granted only after it was observed."""

    STRONG = "strong"
    LANDLOCK = "landlock"
    NONE = "none"


class State(StrEnum):
    """What became of one check."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    FORBIDDEN = "forbidden"
    SKIPPED = "skipped"
    BROKEN = "broken"


class Fault(StrEnum):
    """Whose fault it is that there is no score."""

    NONE = "none"  # there is one
    STUDENT = "student"  # the submission was refused
    AUTHOR = "author"  # the exercise is wrong
    GRADER = "grader"  # the grader or its machine failed


class Outcome(StrEnum):
    """What became of a submission."""

    PASSED = "passed"  # full marks
    FAILED = "failed"  # points lost
    REFUSED = "refused"  # broke a rule of the intake, nothing was run
    NOT_GRADED = "not_graded"  # our fault or the author's: never a zero


class Standing(StrEnum):
    """How far a student has come with an exercise that was started."""

    SOLVED = "solved"  # full marks
    READY = "ready"  # every visible example holds, where no hidden check can run: no word about a grade
    BEGUN = "begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """The level a result was made at, and what was seen to hold there, in words."""

    level: Level
    detail: str = ""


# Of what was refused, or failed before a jail was opened.
NOTHING_RAN = Isolation(level=Level.NONE, detail="nothing was run")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSummary:
    """One of several exchanges of a check, a line each; `shown` marks the one that is told in full."""

    asked: str
    answered: str
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check of one submission.

    `message` is what the student reads: the author's sentence, or what happened to the program.
    `asked` and `answered` are the exchange that it is about, capped; `exchanges` are those around it, if
    there were several. `where` holds the lines of the student's own files that led to an exception, innermost
    last. `loading` names the file that could not be loaded, in the check that found out. `detail` is for
    instructors and authors only. Durations are wall-clock milliseconds; `peak_bytes` is the most memory the program had in
    RAM, 0 where that is not known.
    """

    id: str
    title: str
    task: int
    state: State
    points: int
    max_points: int
    message: str = ""
    asked: str = ""
    answered: str = ""
    where: tuple[str, ...] = ()
    loading: str = ""
    exchanges: tuple[ExchangeSummary, ...] = ()
    detail: str = ""
    duration_ms: float = 0.0
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One submission to one exercise, graded or not: the document `grade run --json` prints."""

    schema_version: int = SCHEMA_VERSION
    exercise: str
    submission_digest: str
    exercise_digest: str
    grader_version: str
    isolation: Isolation
    seed: int
    graded: bool = field(init=False)  # whether there is a score: follows from the outcome
    outcome: Outcome
    score: int
    max_score: int
    message: str = ""  # why it was refused or not graded; empty otherwise
    fault: Fault = Fault.NONE  # whose it is that it was not graded
    checks: tuple[CheckResult, ...] = ()
    output: str = ""  # what the program printed, capped
    student_output: str = ""  # what of it its student sees
    duration_ms: float = 0.0
    notes: tuple[str, ...] = ()  # what the student should know of how the submission was understood
    ignored: tuple[str, ...] = ()  # names that came and that the exercise does not use

    def __post_init__(self) -> None:
        object.__setattr__(self, "graded", self.outcome in (Outcome.PASSED, Outcome.FAILED))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultKey:
    """Under what circumstances a result was made: under the same ones it stays good.

    The digests are those of what was judged and of what judged it. The seed is no part of it: it follows from
    the submission and the secret of its class.
    """

    student: str
    exercise: str
    submission_digest: str
    exercise_digest: str
    grader_version: str
    level: Level


def key_of(student: str, result: Result) -> ResultKey:
    """Return the circumstances under which a student's result was made."""
    return ResultKey(
        student=student,
        exercise=result.exercise,
        submission_digest=result.submission_digest,
        exercise_digest=result.exercise_digest,
        grader_version=result.grader_version,
        level=result.isolation.level,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One student's result in a class.

    `handed_in_as` is the name under which a platform's download held the hand-in, such as `Ada_310_assignsubmission_file`:
    what the platform must read again when feedback comes back.
    """

    student: str
    result: Result
    handed_in_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResults:
    """A class: the document that `grade class` writes as `results.json`."""

    schema_version: int = SCHEMA_VERSION
    grader_version: str
    isolation: Isolation
    planned: int = 0  # submissions that were found; fewer rows mean that the run was interrupted
    complete: bool = field(init=False)
    rows: tuple[Row, ...] = ()
    unknown_folders: tuple[str, ...] = ()
    students: tuple[str, ...] = ()  # every student of the class, also those without a row
    needs_a_look: tuple[str, ...] = ()  # sentences about what was not understood, and about source that should be read

    def __post_init__(self) -> None:
        object.__setattr__(self, "complete", len(self.rows) >= self.planned)
