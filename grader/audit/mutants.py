"""Mutants of the reference: each must lose a check. Who survives is shown to the author, or was explained.

A mutant is graded under one seed; one that keeps full marks is graded under two more before it counts as a
survivor, since a check may meet the changed case under some seeds only. Then the check is at fault all the
same: a case that tells answers apart belongs into every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from grader.audit.chance import sample
from grader.audit.findings import Finding, MutantFigures, Part, Survivor
from grader.audit.mutation import Mutant, mutants_of
from grader.audit.trials import Trial
from grader.course import Exercise, ExplainedMutant
from grader.judge.plugin import RunOptions
from grader.model import Outcome, Result

_CHANCES = 3  # seeds
_MOST_EXPLAINED = 10  # percent


class Mutants:
    """The mutants of one exercise's reference; `count` is how many are graded, None for all."""

    def __init__(self, exercise: Exercise, seeds: list[int], count: int | None) -> None:
        self._exercise = exercise
        self._seeds = seeds[:_CHANCES]
        reference = exercise.answer_files("reference")
        self._reference = reference
        self._all = mutants_of({name: text for name, text in reference.items() if exercise.spec.files.is_student(name)})
        self._graded = sample(self._all, count, exercise.id)
        self._killed: set[str] = set()
        self._late: dict[str, int] = {}  # killed, but not under the first seed
        self._ungraded: dict[str, str] = {}
        self._survivors: list[Mutant] = []

    def trials(self) -> Iterator[Trial]:
        """Yield each mutant under the first seed; the other seeds follow for those that live."""
        for mutant in self._graded:
            yield self._trial(mutant, 0)

    def _trial(self, mutant: Mutant, chance: int) -> Trial:
        files, then = {**self._reference, mutant.file: mutant.content}, partial(self._hear, mutant, chance)
        early = RunOptions(stops_early=True)  # one lost check is enough
        return Trial(exercise=self._exercise, files=files, seed=self._seeds[chance], options=early, then=then)

    def _hear(self, mutant: Mutant, chance: int, result: Result) -> tuple[Trial, ...]:
        if result.outcome is Outcome.NOT_GRADED:
            self._ungraded[mutant.id] = result.message
        elif result.outcome is not Outcome.PASSED:
            self._killed.add(mutant.id)
            if chance:
                self._late[mutant.id] = chance
        elif chance + 1 < len(self._seeds):
            return (self._trial(mutant, chance + 1),)
        else:
            self._survivors.append(mutant)
        return ()

    # What it came to

    def figures(self) -> MutantFigures:
        """Return the counts, and the survivors that nobody explained."""
        explained = {mutant.id for mutant in self._survivors if self._explanations(mutant)}
        return MutantFigures(
            all=len(self._all),
            graded=len(self._graded),
            killed=len(self._killed),
            explained=len(explained),
            survivors=tuple(
                Survivor(id=mutant.id, file=mutant.file, line=mutant.line, diff=mutant.diff)
                for mutant in self._survivors
                if mutant.id not in explained
            ),
        )

    def conclude(self) -> Iterator[Finding]:
        """Yield the survivors, explanations that explain nothing, and too many of them."""
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
        # A sample of a few says nothing about a share: that is a question for the complete audit.
        complete = figures.graded == figures.all
        if complete and 100 * figures.explained > _MOST_EXPLAINED * figures.graded:
            yield self._finding(
                f"{figures.explained} of {figures.graded} mutants are explained, more than {_MOST_EXPLAINED} %",
                "say in the statement what the checks could then demand, or make the reference simpler",
            )

    def _idle_explanations(self) -> Iterator[Finding]:
        """Yield explanations that no survivor needs; those of mutants that were not in the sample may wait."""
        for entry in self._entries():
            if any(_fits(entry, mutant) for mutant in self._survivors):
                continue
            meant = [mutant for mutant in self._all if _fits(entry, mutant)]
            words = entry.id or entry.diff.strip().splitlines()[0]
            if not meant:
                yield self._finding(f"`{words}` is explained, but there is no such mutant", "take the entry out")
            elif all(mutant.id in self._killed for mutant in meant):
                yield self._finding(f"`{words}` is explained, but a check kills it", "take the entry out")

    def _explanations(self, mutant: Mutant) -> list[ExplainedMutant]:
        return [entry for entry in self._entries() if _fits(entry, mutant)]

    def _entries(self) -> tuple[ExplainedMutant, ...]:
        answers = self._exercise.solutions().answers
        return answers.equivalent + answers.outside_contract

    def _finding(self, fact: str, hint: str, detail: str = "") -> Finding:
        where = f"solutions/{self._exercise.id}/reference"
        return Finding(part=Part.MUTANTS, where=where, fact=fact, hint=hint, detail=detail)


def _fits(entry: ExplainedMutant, mutant: Mutant) -> bool:
    if entry.id:
        # Only `*` is special: ids hold brackets of their own.
        return fnmatchcase(mutant.id, entry.id.replace("[", "[[]").replace("?", "[?]"))
    return _changes(entry.diff) == _changes(mutant.diff)


def _changes(diff: str) -> list[str]:
    lines = [line for line in diff.splitlines() if line[:1] in ("+", "-") and line[:3] not in ("+++", "---")]
    return [line[0] + line[1:].strip() for line in lines]
