"""The informed liar: it has seen all that the reference was asked and answered under twenty other seeds.

A determined student learns every input over a few attempts. What such knowledge earns is what a check does not
prove: nothing, but where the right answer never changes (`knowledge.constant_checks`). Those checks are listed; they may
be worth a fifth of an exercise, unless its answers.toml says that the statement fixes what they ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from grader.audit.findings import Finding, InformedFigures, Part
from grader.audit.informed_program import INFORMED
from grader.audit.knowledge import constant_checks, packed
from grader.audit.liar_programs import Liar, exec_in_template
from grader.audit.programs import TAKE_OVER
from grader.audit.trials import Trial
from grader.audit.words import listed
from grader.course import Exercise, check_modules
from grader.grading.recorded import RecordedResult
from grader.judge.plugin import RunOptions
from grader.judge.records import Record
from grader.model import Result

WAYS = ("table", "nearest", "shape", "copies")
_SHARE = 5  # constants may be worth the fifth part of an exercise
_ENOUGH = 10  # runs, for a word about what never changes
LIES = 3  # seeds under which a liar must earn what it is said to earn


class Informed:
    """The informed liars of one exercise, who know the reference under `seeds` and are graded under `others`.

    The first seed is recorded twice. `alone` says that nobody else has the reference recorded.
    """

    def __init__(self, exercise: Exercise, seeds: list[int], others: list[int], *, alone: bool) -> None:
        self._exercise = exercise
        self._seeds = seeds
        self._others = others[:LIES]
        self._alone = alone
        self._runs: dict[int, list[tuple[Record, ...]]] = {}
        self._constant: frozenset[str] = frozenset()
        self._earned: dict[str, set[str]] = {}
        self._all = {check.name: check.points for module in check_modules(exercise) for check in module.checks}
        self._graded = False
        self._failed: list[str] = []

    def trials(self) -> Iterator[Trial]:
        """Yield the gradings of the reference, unless others do; the liars follow when all are recorded."""
        reference = self._exercise.answer_files("reference")
        for seed in (self._seeds[0], *self._seeds) if self._alone else ():
            options = RunOptions(order_seed=seed if seed != self._seeds[0] else None, records=True)
            yield Trial(exercise=self._exercise, files=reference, seed=seed, options=options, anew=True, then=self.hear)

    def hear(self, result: Result) -> Iterator[Trial]:
        """Take a grading of the reference; yield the liars when it was the last."""
        records = result.records if isinstance(result, RecordedResult) else ()
        self._runs.setdefault(result.seed, []).append(records)
        if sum(map(len, self._runs.values())) == len(self._seeds) + 1:
            yield from self._liars()

    def _liars(self) -> Iterator[Trial]:
        runs = [self._runs[seed][0] for seed in self._seeds]
        self._constant = constant_checks(runs, self._runs[self._seeds[0]][-1])
        for liar in liars_of(self._exercise, runs):
            yield self._trial(liar, 0)

    def _trial(self, liar: Liar, chance: int) -> Trial:
        return Trial(
            exercise=self._exercise,
            files=liar.files,
            seed=self._others[chance],
            is_ordinary=False,
            then=partial(self._judge, liar, chance),
        )

    def _judge(self, liar: Liar, chance: int, result: Result) -> Iterator[Trial]:
        self._graded = True
        if not result.graded:
            self._failed.append(f"an informed liar could not be graded ({liar.name}): {result.message}")
        earned = {check.id for check in result.checks if check.points}
        self._earned[liar.name] = earned & self._earned.get(liar.name, earned)
        if chance + 1 < len(self._others) and self._earned[liar.name] - self._constant:
            yield self._trial(liar, chance + 1)

    def figures(self) -> InformedFigures | None:
        """Return what the liars earned together, and which checks are constant; None where nobody lied."""
        if not self._graded:
            return None
        earned = set().union(*self._earned.values())
        return InformedFigures(
            runs=len(self._seeds),
            earned=sum(self._all[check] for check in earned),
            beyond=sum(self._all[check] for check in earned - self._constant),
            constants=tuple(sorted(self._constant)),
            constant_points=sum(self._all[check] for check in self._constant),
            fixed=tuple(sorted(self._constant & self._fixed())),
        )

    def conclude(self) -> Iterator[Finding]:
        """Yield what mere knowledge earns, and constants that are worth too much."""
        beyond = {check for earned in self._earned.values() for check in earned - self._constant}
        ways = {check: [way for way, earned in self._earned.items() if check in earned] for check in sorted(beyond)}
        if ways:
            told = ", ".join(f"`{check}` ({', '.join(by)})" for check, by in ways.items())
            yield self._finding(
                f"who knows the reference's answers under {len(self._seeds)} other seeds earns {told}",
                "let the check compare what is worked out from what was drawn, or ask for a firmer proof than a probe's word",
            )
        for fact in self._failed:
            yield self._finding(fact, "let the check compare before it takes an answer apart")
        yield from self._about_constants()

    def _about_constants(self) -> Iterator[Finding]:
        """Yield what is wrong with constants, as far as so few runs can tell."""
        if not self._graded or len(self._seeds) < _ENOUGH:
            return
        fixed = self._fixed()
        free = sorted(check for check in self._constant - fixed if self._all[check])
        points, most = sum(self._all[check] for check in free), self._exercise.spec.points / _SHARE
        if points > most:
            yield self._finding(
                f"checks whose right answer never changes are worth {points} points, more than {most:g}: {listed(free)}",
                "draw what the answer depends on, or name in `constants` of answers.toml what the statement fixes",
            )
        for check in sorted(fixed - self._constant):
            yield self._finding(
                f"answers.toml says that the answer to `{check}` is fixed, but it changes from seed to seed",
                "take the entry out of `constants`",
            )

    def _fixed(self) -> frozenset[str]:
        return frozenset(entry.check for entry in self._exercise.solutions().answers.constants)

    def _finding(self, fact: str, hint: str) -> Finding:
        return Finding(part=Part.INFORMED, where=f"{self._exercise.id}/checks", fact=fact, hint=hint)


def liars_of(exercise: Exercise, runs: list[tuple[Record, ...]]) -> list[Liar]:
    """Return a liar for each way to choose among what is known; none where a student hands in no code."""
    names = [name for name in exercise.answer_files("reference") if exercise.spec.files.is_student(name)]
    modules = [name for name in names if name.endswith(".py")]
    if not names:
        return []
    found, table = [], packed(runs, len(modules or names))
    for way in WAYS:
        text = INFORMED.format(way=way, table=table) + TAKE_OVER
        files = dict.fromkeys(modules or names, text.encode() if modules else exec_in_template(text).encode())
        found.append(Liar(name=way, files={**exercise.starter(), **files}))
    return found
