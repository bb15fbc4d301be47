"""The table of contents: take a submission in, run it, check it, weigh it, tell.

A `Grader` holds a sandbox and, for each exercise it has met, a judge with the checks collected. Blame is
never mixed: what the submission breaks costs it points; what the exercise or we break makes the submission
*not graded*, after one more try where a try can help.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import msgspec

from grader import __version__
from grader.course import Exercise
from grader.course.exercise import EXAMPLES
from grader.errors import ExerciseError, JailBroken, OursError, SubmissionRefused
from grader.judge.forkserver import CheckSuite, JudgeServer, judge_here
from grader.judge.plugin import DEFAULT_OPTIONS, JudgeReport, JudgeRequest, RunOptions
from grader.model import CheckResult, Fault, Level, Outcome, Result, State
from grader.sandbox import policy
from grader.sandbox.jail import Sandbox
from grader.sandbox.levels import open_sandbox
from grader.sandbox.policy import Preload
from grader.score import weigh
from grader.submission import Roles, Submission, from_files, take_in

_WARM_JUDGES = 4  # kept ready; a class is graded exercise by exercise, so few are ever needed
_ATTEMPTS = 3
_UNEXPECTED = "The answer of your program has an unexpected form."


def new_seed() -> int:
    """Return a seed nobody can guess; it stands in the result, and grading again with it gives the same."""
    return secrets.randbelow(1 << 31)


class Grader:
    """Grades submissions one after another; `close` ends its processes.

    `open_another` opens a sandbox of the same level that is warm in another way, when a submission would be
    quicker there; without it all are graded in the one sandbox.
    """

    def __init__(self, sandbox: Sandbox, open_another: Callable[[Preload], Sandbox] | None = None) -> None:
        self._sandbox = sandbox
        self._sandboxes = {sandbox.preload: sandbox}
        self._open_another = open_another
        self._judges: OrderedDict[tuple[str, Preload], JudgeServer] = OrderedDict()
        self._preloads: dict[Exercise, Preload] = {}
        self._digests: dict[Exercise, str] = {}
        self._sound: dict[tuple[Exercise, int], frozenset[str]] = {}
        # Judges are forked where jails are: without a fork server there is nothing to gain by it.
        self._forks = sandbox.isolation.level is not Level.NONE

    def grade(self, exercise: Exercise, path: Path, *, seed: int) -> Result:
        """Grade what lies at `path`, a folder or an archive. Raises `UsageError` if nothing lies there."""
        try:
            submission = take_in(path, wanted=roles_of(exercise))
        except SubmissionRefused as refusal:
            return self.refused(exercise, refusal, seed=seed)
        return self.grade_submission(exercise, submission, seed=seed)

    def grade_files(self, exercise: Exercise, files: dict[str, bytes], *, seed: int) -> Result:
        """Grade files that are already in memory, by the same rules."""
        try:
            submission = from_files(files, wanted=roles_of(exercise))
        except SubmissionRefused as refusal:
            return self.refused(exercise, refusal, seed=seed)
        return self.grade_submission(exercise, submission, seed=seed)

    def grade_submission(
        self, exercise: Exercise, submission: Submission, *, seed: int, options: RunOptions = DEFAULT_OPTIONS
    ) -> Result:
        """Run, check and weigh a submission that was taken in. Never raises for what is ours or the author's."""
        started = time.monotonic()
        try:
            findings = self._judge(exercise, submission.files, seed, options)
            checks = self._settle_blame(exercise, findings.checks, seed)
        except ExerciseError as problem:
            return self._not_graded(exercise, submission.digest, problem.fact, Fault.AUTHOR, seed=seed)
        except OursError as problem:
            return self._not_graded(exercise, submission.digest, problem.fact, Fault.GRADER, seed=seed)
        score = weigh(checks, maximum_of(exercise))
        return self._result(
            exercise,
            submission.digest,
            seed=seed,
            graded=score.graded,
            outcome=score.outcome,
            score=score.score,
            message="" if score.graded else _why_not(checks),
            fault=Fault.NONE if score.graded else Fault.AUTHOR,
            checks=checks,
            output=findings.output,
            duration_ms=round((time.monotonic() - started) * 1000, 3),
        )

    def _judge(
        self, exercise: Exercise, files: dict[str, bytes], seed: int, options: RunOptions = DEFAULT_OPTIONS
    ) -> JudgeReport:
        """Judge once, and again if that failed for a reason that was ours."""
        problem = ""
        for attempt in range(_ATTEMPTS):
            request = JudgeRequest(files=files, seed=seed, options=options, final=attempt == _ATTEMPTS - 1)
            try:
                findings = self._judge_once(exercise, request)
            except JailBroken as broken:
                problem = broken.fact
                self._recover()
                continue
            if not findings.broken_jail:
                return findings
            problem = findings.broken_jail
            self._recover()
        raise JailBroken(problem)

    def _judge_once(self, exercise: Exercise, request: JudgeRequest) -> JudgeReport:
        suite = suite_of(exercise)
        if not self._forks:
            return judge_here(suite, self._sandbox, request)
        return self._collector(exercise, suite, self._sandbox_for(exercise, request.files)).judge(request)

    def _sandbox_for(self, exercise: Exercise, files: dict[str, bytes]) -> Sandbox:
        if exercise not in self._preloads:
            self._preloads[exercise] = preload_for(exercise)
        wanted = {self._preloads[exercise], policy.preload_of(files.values())}
        preload = Preload.FULL if Preload.FULL in wanted else Preload.LIGHT
        if preload not in self._sandboxes and self._open_another:
            self._sandboxes[preload] = self._open_another(preload)
        return self._sandboxes.get(preload, self._sandbox)

    def _collector(self, exercise: Exercise, suite: CheckSuite, sandbox: Sandbox) -> JudgeServer:
        key = str(exercise.folder), sandbox.preload
        if key not in self._judges:
            self._judges[key] = JudgeServer(suite, sandbox)
            if len(self._judges) > _WARM_JUDGES:
                self._judges.popitem(last=False)[1].close()
        self._judges.move_to_end(key)
        return self._judges[key]

    def _recover(self) -> None:
        """Start again what a failure may have left half dead: the judges hold the server's socket."""
        self._end_judges()
        for sandbox in self._sandboxes.values():
            sandbox.revive()

    def _settle_blame(self, exercise: Exercise, checks: tuple[CheckResult, ...], seed: int) -> tuple[CheckResult, ...]:
        """Ask the reference about checks that tripped: those it passes tripped over the submission's answer."""
        tripped = {check.id for check in checks if check.state is State.BROKEN}
        if not tripped or exercise.solutions().reference is None:
            return checks
        sound = self._sound_checks(exercise, seed)
        return tuple(
            dataclasses.replace(check, state=State.FAILED, message=_UNEXPECTED)
            if check.id in tripped & sound
            else check
            for check in checks
        )

    def _sound_checks(self, exercise: Exercise, seed: int) -> frozenset[str]:
        """The checks that the reference passes under a seed; asked once, for a class trips in the same places."""
        if (exercise, seed) not in self._sound:
            reference = self._judge(exercise, exercise.answer_files("reference"), seed)
            passed = (check.id for check in reference.checks if check.state is State.PASSED)
            self._sound[exercise, seed] = frozenset(passed)
        return self._sound[exercise, seed]

    # Results

    def refused(self, exercise: Exercise, refusal: SubmissionRefused, *, seed: int, digest: str = "") -> Result:
        """Return the result of a submission that was not taken in: no points, and nothing was run."""
        message = f"{refusal.fact}\n{refusal.hint}".strip()
        return self._result(
            exercise,
            digest,
            seed=seed,
            graded=False,
            outcome=Outcome.REFUSED,
            message=message,
            fault=Fault.STUDENT,
        )

    def _not_graded(self, exercise: Exercise, digest: str, message: str, fault: Fault, *, seed: int) -> Result:
        return self._result(
            exercise, digest, seed=seed, graded=False, outcome=Outcome.NOT_GRADED, message=message, fault=fault
        )

    def _result(
        self,
        exercise: Exercise,
        digest: str,
        *,
        seed: int,
        graded: bool,
        outcome: Outcome,
        score: int = 0,
        message: str = "",
        fault: Fault = Fault.NONE,
        checks: tuple[CheckResult, ...] = (),
        output: str = "",
        duration_ms: float = 0.0,
    ) -> Result:
        return Result(
            exercise=exercise.id,
            submission_digest=digest,
            exercise_digest=self._digest_of(exercise),
            grader_version=__version__,
            isolation=self._sandbox.isolation,
            seed=seed,
            graded=graded,
            outcome=outcome,
            score=score,
            max_score=maximum_of(exercise),
            message=message,
            fault=fault,
            checks=checks,
            output=without_paths(output),
            duration_ms=duration_ms,
        )

    def _digest_of(self, exercise: Exercise) -> str:
        """An exercise is read once for all its submissions: a judge has collected its checks anyway."""
        if exercise not in self._digests:
            self._digests[exercise] = exercise.digest
        return self._digests[exercise]

    def close(self) -> None:
        """End the judges and the sandboxes."""
        self._end_judges()
        for sandbox in self._sandboxes.values():
            sandbox.close()

    def _end_judges(self) -> None:
        for judge in self._judges.values():
            judge.close()
        self._judges.clear()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_grader(
    level: Level | None = None, require: Level | None = None, *, preload: Preload = Preload.LIGHT
) -> Grader:
    """Return a grader of the level asked for, or the best there is; `preload` is what is opened first.

    Raises `SandboxUnavailable` when the machine does not give the level.
    """
    sandbox = open_sandbox(level, require, preload=preload)
    granted = sandbox.isolation.level
    return Grader(sandbox, lambda other: open_sandbox(granted, preload=other))


def preload_for(exercise: Exercise) -> Preload:
    """Return what a sandbox should have imported for an exercise, by what its checks name."""
    return policy.preload_of((exercise.checks_folder / name).read_bytes() for name in exercise.check_names())


def roles_of(exercise: Exercise) -> Roles:
    """Return what an exercise wants of a submission's files."""
    return Roles(
        student=exercise.spec.files.student,
        given=exercise.given_files(),
        shadowing=policy.course_modules(),
    )


def maximum_of(exercise: Exercise) -> int:
    """Return what can be earned here: nothing in a handout, where only the examples are."""
    return exercise.spec.points if exercise.has_hidden_checks else 0


def suite_of(exercise: Exercise) -> CheckSuite:
    """Return what a judge must know of an exercise: its hidden checks, or its examples where there are no others."""
    names = [name for name in exercise.check_names() if name != EXAMPLES] or [EXAMPLES]
    limits = msgspec.structs.asdict(exercise.spec.limits)
    known = {field.name for field in msgspec.structs.fields(policy.Limits)}
    return CheckSuite(
        exercise=exercise.id,
        checks=[exercise.checks_folder.resolve() / name for name in names],
        entry=exercise.spec.app.load if exercise.spec.app else "",
        limits=policy.Limits(**{name: value for name, value in limits.items() if name in known}),
        total_wall_ms=exercise.spec.limits.total_wall_ms,
    )


def _why_not(checks: tuple[CheckResult, ...]) -> str:
    broken = [check for check in checks if check.state is State.BROKEN]
    names = ", ".join(f"`{check.id}`" for check in broken) or "there are no checks"
    return f"a check is broken, which is not the student's fault: {names}"


def without_paths(text: str) -> str:
    """Take the paths of this machine out of what a program printed: a traceback names our libraries' files."""
    for prefix in _prefixes():
        text = text.replace(prefix, "")
    return text


def _prefixes() -> list[str]:
    import sysconfig

    places = [sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")]
    return sorted({place + os.sep for place in places if place}, key=len, reverse=True)
