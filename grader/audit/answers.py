"""Known answers: the starter earns nothing, reference and accepted answers everything, and each rejected
answer fails exactly the checks that answers.toml names for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.audit.findings import Finding, Part
from grader.audit.trials import Trial
from grader.audit.words import listed, replay, trouble_of
from grader.course import Exercise, RejectedAnswer
from grader.model import CheckResult, Outcome, Result, State


class KnownAnswers:
    """Grades the starter, and every answer but the reference under every seed; a wrong one is reported once."""

    def __init__(self, exercise: Exercise, seeds: list[int]) -> None:
        self._exercise = exercise
        self._seeds = seeds
        self._expected = exercise.solutions().answers.rejected
        self._found: dict[str, list[Finding]] = {}

    def trials(self) -> Iterator[Trial]:
        """Yield the gradings."""
        exercise = self._exercise
        starter, first = exercise.starter(), self._seeds[0]
        yield Trial(exercise=exercise, files=starter, seed=first, then=partial(self._hear, "starter"))
        for name in exercise.answer_names():
            files = exercise.answer_files(name)
            for seed in self._seeds if name != "reference" else ():
                yield Trial(exercise=exercise, files=files, seed=seed, then=partial(self._hear, name))

    def _hear(self, name: str, result: Result) -> tuple[Trial, ...]:
        if not self._found.get(name):
            self._found[name] = list(self._findings(name, result))
        return ()

    def _findings(self, name: str, result: Result) -> Iterator[Finding]:
        if name == "starter":
            return starter_findings(self._exercise, result)
        if name.startswith("accepted_"):
            return full_marks(self._exercise, name, result)
        expected = self._expected.get(name)  # the compiler says when it is missing
        return rejected_findings(self._exercise, name, expected, result) if expected else iter(())

    def conclude(self) -> Iterator[Finding]:
        """Yield what is wrong with each answer, and the kinds of answers that are missing."""
        yield from (finding for name in sorted(self._found) for finding in self._found[name])
        yield from _kinds_missing(self._exercise)


def starter_findings(exercise: Exercise, result: Result) -> Iterator[Finding]:
    """Yield what is wrong when an untouched starter was graded: it earns points, or is refused."""
    yield from _ungraded(exercise, "starter", result)
    earned = [check for check in result.checks if check.points]
    if earned:
        yield _finding(
            exercise,
            "starter",
            f"earns {result.score} of {result.max_score} untouched: {listed(check.id for check in earned)}",
            "let such a check ask for something the starter lacks, or name in `needs` the check that gives it meaning",
        )


def full_marks(exercise: Exercise, name: str, result: Result) -> Iterator[Finding]:
    """Yield what is wrong with an answer that must earn everything."""
    if not result.graded:
        yield from _ungraded(exercise, name, result)
        return
    lost = [check for check in result.checks if check.state is not State.PASSED]
    if lost:
        yield _finding(
            exercise,
            name,
            f"earns {result.score} of {result.max_score}: {listed(_with_state(check) for check in lost)}",
            f"mend the answer, or the check; {replay(exercise, name, result.seed)}",
            trouble_of(lost),
        )


def rejected_findings(exercise: Exercise, name: str, expected: RejectedAnswer, result: Result) -> Iterator[Finding]:
    """Yield what is wrong with a rejected answer: a check that passes, fails or is skipped where it should not."""
    if not result.graded:
        yield from _ungraded(exercise, name, result)
        return
    skips = {check.id for check in result.checks if check.state is State.SKIPPED}
    fails = {check.id for check in result.checks if check.state is not State.PASSED} - skips
    wrong = [
        (set(expected.fails) & skips, "is skipped instead of failing"),
        (set(expected.fails) - fails - skips, "passes"),
        (fails - set(expected.fails) - set(expected.skips), "fails too"),
        (set(expected.skips) & fails, "fails instead of being skipped"),
        (set(expected.skips) - skips - fails, "is not skipped"),
        (skips - set(expected.skips) - set(expected.fails), "is skipped too"),
    ]
    facts = [f"{listed(sorted(checks))} {words}" for checks, words in wrong if checks]
    if facts:
        yield _finding(
            exercise,
            name,
            f"answers.toml says otherwise: {'; '.join(facts)}",
            f"sharpen the check, or correct `[{name}]` in answers.toml; {replay(exercise, name, result.seed)}",
            trouble_of([check for check in result.checks if check.id in fails - set(expected.fails)]),
        )


def _ungraded(exercise: Exercise, name: str, result: Result) -> Iterator[Finding]:
    if result.graded:
        return
    word = "is refused" if result.outcome is Outcome.REFUSED else "could not be graded"
    broken = [check for check in result.checks if check.state is State.BROKEN]
    hint = f"mend what the message names; {replay(exercise, name, result.seed)}"
    yield _finding(exercise, name, f"{word}: {result.message.strip()}", hint, trouble_of(broken))


def _with_state(check: CheckResult) -> str:
    return f"{check.id} {check.state.value.replace('_', ' ')}"


def _finding(exercise: Exercise, name: str, fact: str, hint: str, detail: str = "") -> Finding:
    folder = f"{exercise.id}/starter" if name == "starter" else f"solutions/{exercise.id}/{name}"
    return Finding(part=Part.ANSWERS, where=folder, fact=fact, hint=hint, detail=detail)


def _kinds_missing(exercise: Exercise) -> Iterator[Finding]:
    """Yield the kinds of answers that every exercise has and this one has not."""
    if not any(name.startswith("rejected_hard_coded") for name in exercise.answer_names()):
        yield Finding(
            part=Part.ANSWERS,
            where=f"solutions/{exercise.id}",
            fact="no rejected answer is a hard-coded cheat",
            hint="write `rejected_hard_coded`, which answers the statement's examples and nothing else",
        )
