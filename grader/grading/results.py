"""The one maker of results: scored, refused, or not graded. Every path to a `Result` leads through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader import __version__
from grader.errors import GraderError, LibrariesMissing
from grader.grading.prepare import Identity
from grader.model import NOTHING_RAN, CheckResult, Fault, Isolation, Outcome, Result, State
from grader.score import weigh
from grader.submission import Submission


def scored(
    exercise: Identity,
    checks: Sequence[CheckResult],
    *,
    submission_digest: str,
    seed: int,
    isolation: Isolation,
    output: str = "",
    student_output: str = "",
    duration_ms: float = 0.0,
) -> Result:
    """Return what the checks of a submission came to: its score, or *not graded* if one of them is broken."""
    score = weigh(checks, exercise.max_score)
    broken = score.outcome is Outcome.NOT_GRADED
    return Result(
        exercise=exercise.id,
        submission_digest=submission_digest,
        exercise_digest=exercise.digest,
        grader_version=__version__,
        isolation=isolation,
        seed=seed,
        outcome=score.outcome,
        score=score.score,
        max_score=score.max_score,
        message=_why_not(checks) if broken else "",
        fault=Fault.AUTHOR if broken else Fault.NONE,
        checks=tuple(checks),
        output=output,
        student_output=student_output,
        duration_ms=duration_ms,
    )


def refused(exercise: Identity, refusal: GraderError, *, seed: int) -> Result:
    """Return the result of a submission that was not taken in: nothing was run, and the student reads why."""
    return _unjudged(exercise, Outcome.REFUSED, Fault.STUDENT, _in_words(refusal), seed=seed)


def not_graded(
    exercise: Identity,
    problem: GraderError,
    fault: Fault,
    *,
    submission_digest: str = "",
    seed: int,
    isolation: Isolation = NOTHING_RAN,
) -> Result:
    """Return the result of a submission for which there is no score through no fault of its student."""
    return _unjudged(
        exercise,
        Outcome.NOT_GRADED,
        fault,
        problem.fact,
        seed=seed,
        submission_digest=submission_digest,
        isolation=isolation,
    )


def not_offered(exercise: str, missing: LibrariesMissing, *, submission_digest: str = "", seed: int) -> Result:
    """Return the result of a submission to an exercise that this machine cannot offer: ours, and never a zero."""
    return not_graded(Identity(id=exercise), missing, Fault.GRADER, submission_digest=submission_digest, seed=seed)


def taken_in(result: Result, submission: Submission) -> Result:
    """Return a result that also tells how its submission was understood, and what of it was not used."""
    return replace(result, notes=submission.notes, ignored=submission.ignored)


def _unjudged(
    exercise: Identity,
    outcome: Outcome,
    fault: Fault,
    message: str,
    *,
    seed: int,
    submission_digest: str = "",
    isolation: Isolation = NOTHING_RAN,
) -> Result:
    return Result(
        exercise=exercise.id,
        submission_digest=submission_digest,
        exercise_digest=exercise.digest,
        grader_version=__version__,
        isolation=isolation,
        seed=seed,
        outcome=outcome,
        score=0,
        max_score=exercise.max_score,
        message=message,
        fault=fault,
    )


def _in_words(error: GraderError) -> str:
    return f"{error.fact}\n{error.hint}".strip()


def _why_not(checks: Sequence[CheckResult]) -> str:
    broken = [check for check in checks if check.state is State.BROKEN]
    names = ", ".join(f"`{check.id}`" for check in broken) or "there are no checks"
    return f"a check is broken, which is not the student's fault: {names}"
