"""Mutants of the reference: each must lose a check. Who survives is shown to the author, or was explained.

A mutant is graded under one seed; one that keeps full marks is graded under two more before it counts as a
survivor, since a check may meet the changed case under some seeds only. Then the check is at fault all the
same: a case that tells answers apart belongs into every run.

One lost check is enough to be killed, and ends the grading: the check that is likely to be lost comes first. Where
mutants are weighed, all checks run under the first seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial

from grader.audit.chance import sample
from grader.audit.explained import fits, idle
from grader.audit.findings import FamilyFigures, Finding, MutantFigures, Part, Survivor, WeightFigures
from grader.audit.killers import Killers, waves
from grader.audit.mutation import CLASSIC, EVERY_FAMILY, Mutant
from grader.audit.rules import Rules, mutants_of_reference
from grader.audit.trials import Trial
from grader.audit.weights import Weights
from grader.course import Exercise, ExplainedMutant
from grader.judge.plugin import RunOptions
from grader.model import Outcome, Result

_CHANCES = 3  # seeds
_MOST_EXPLAINED = 10  # percent


class Mutants:
    """The mutants of one exercise's reference; `count` is how many are graded, None for all, `weighed` if they are.

    `rules` hears of those that cover rules.
    """

    def __init__(
        self,
        exercise: Exercise,
        seeds: list[int],
        count: int | None,
        *,
        weighed: bool = False,
        rules: Rules | None = None,
        families: Collection[str] = (CLASSIC,),
    ) -> None:
        self._exercise = exercise
        self._seeds = seeds[:_CHANCES]
        self._reference = exercise.answer_files("reference")
        # Also of the families that nobody asked for, since answers.toml may name theirs.
        self._known = mutants_of_reference(exercise)
        self._all = [mutant for mutant in self._known if mutant.family in families]
        self._graded = sample(self._all, count, exercise.id)
        self._rules = rules
        self._weights = Weights(exercise, self._known) if weighed else None
        self._killers = Killers()
        self._waves = waves(self._graded)
        self._open = 0  # of the wave that is being graded
        self._killed: set[str] = set()
        self._late: dict[str, int] = {}  # killed, but not under the first seed
        self._ungraded: dict[str, str] = {}
        self._survivors: list[Mutant] = []

    def trials(self) -> Iterator[Trial]:
        """Yield some mutants under the first seed; the others follow, and the other seeds for those that live."""
        wave = next(self._waves, [])
        self._open = len(wave)
        yield from [self._trial(mutant, 0) for mutant in wave]  # all at once: by what the waves before came to

    def _trial(self, mutant: Mutant, chance: int) -> Trial:
        files, then = {**self._reference, mutant.file: mutant.content}, partial(self._hear, mutant, chance)
        weighed = self._weights is not None or (self._rules is not None and self._rules.wants(mutant))
        stops_early = chance > 0 or not weighed
        first = self._killers.of(mutant) if stops_early and not chance else ()
        options = RunOptions(stops_early=stops_early, first=first)
        return Trial(exercise=self._exercise, files=files, seed=self._seeds[chance], options=options, then=then)

    def _hear(self, mutant: Mutant, chance: int, result: Result) -> Iterator[Trial]:
        yield from self._settle(mutant, chance, result)
        if not chance:
            self._killers.hear(mutant, result)
            self._open -= 1
            if not self._open:
                yield from self.trials()

    def _settle(self, mutant: Mutant, chance: int, result: Result) -> Iterator[Trial]:
        if self._weights is not None and result.graded and not chance:
            self._weights.observe(mutant, result)
        if self._rules is not None and not chance:
            self._rules.hear(mutant, result)
        if result.outcome is Outcome.NOT_GRADED:
            self._ungraded[mutant.id] = result.message
        elif result.outcome is not Outcome.PASSED:
            self._killed.add(mutant.id)
            if chance:
                self._late[mutant.id] = chance
        elif chance + 1 < len(self._seeds):
            yield self._trial(mutant, chance + 1)
        else:
            self._survivors.append(mutant)

    # What it came to

    def figures(self) -> MutantFigures:
        """Return the counts, and the survivors that nobody explained."""
        explained = {mutant.id for mutant in self._survivors if self._explanations(mutant)}
        survivors = [mutant for mutant in self._survivors if mutant.id not in explained]
        return MutantFigures(
            all=len(self._all),
            graded=len(self._graded),
            killed=len(self._killed),
            explained=len(explained),
            survivors=tuple(
                Survivor(id=mutant.id, file=mutant.file, line=mutant.line, diff=mutant.diff, family=mutant.family)
                for mutant in survivors
            ),
            families=tuple(self._by_family(explained, survivors)),
        )

    def _by_family(self, explained: Collection[str], survivors: Iterable[Mutant]) -> Iterator[FamilyFigures]:
        """Yield the counts of each family that has a mutant here, in the order of the families."""
        made, graded, survived = (
            Counter(mutant.family for mutant in mutants) for mutants in (self._all, self._graded, survivors)
        )
        killed, excused = (
            Counter(mutant.family for mutant in self._graded if mutant.id in ids) for ids in (self._killed, explained)
        )
        for family in filter(made.get, EVERY_FAMILY):
            yield FamilyFigures(
                family=family,
                all=made[family],
                graded=graded[family],
                killed=killed[family],
                explained=excused[family],
                survived=survived[family],
            )

    def weight_figures(self) -> WeightFigures | None:
        """Return what mutants cost, if they were weighed."""
        return self._weights.figures() if self._weights else None

    def conclude(self) -> Iterator[Finding]:
        """Yield the survivors, explanations that explain nothing, too many of them, and what costs too much."""
        figures = self.figures()
        for survivor in figures.survivors:
            yield self._finding(
                f"a mutant survives: `{survivor.id}`",
                "add a case to a check that tells the two apart; or name the id in answers.toml under `equivalent` or "
                "`outside_contract`, with a reason",
                survivor.diff,
            )
        for id, message in self._ungraded.items():
            yield self._finding(f"the mutant `{id}` could not be graded: {message}", "mend what the message names")
        yield from self._idle_explanations()
        if self._weights is not None:
            yield from self._weights.conclude()
        # A sample of a few says nothing about a share: that is a question for the complete audit.
        complete = figures.graded == figures.all
        if complete and 100 * figures.explained > _MOST_EXPLAINED * figures.graded:
            yield self._finding(
                f"{figures.explained} of {figures.graded} mutants are explained, more than {_MOST_EXPLAINED} %",
                "say in the statement what the checks could then demand, or make the reference simpler",
            )

    def _idle_explanations(self) -> Iterator[Finding]:
        """Yield explanations that no survivor needs; those of mutants that were not in the sample may wait."""
        for name, is_meant in idle(self._entries(), self._known, self._survivors, self._killed):
            why = "a check kills it" if is_meant else "there is no such mutant"
            yield self._finding(f"`{name}` is explained, but {why}", "take the entry out")

    def _explanations(self, mutant: Mutant) -> list[ExplainedMutant]:
        return [entry for entry in self._entries() if fits(entry, mutant)]

    def _entries(self) -> tuple[ExplainedMutant, ...]:
        answers = self._exercise.solutions().answers
        return answers.equivalent + answers.outside_contract

    def _finding(self, fact: str, hint: str, detail: str = "") -> Finding:
        where = f"solutions/{self._exercise.id}/reference"
        return Finding(part=Part.MUTANTS, where=where, fact=fact, hint=hint, detail=detail)
