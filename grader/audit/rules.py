"""Rules: each is broken by somebody who loses points for it, or students are told that nobody judges it.

What a rejected answer loses is proved where answers are graded: exactly the checks that its `fails` names. What is left
is read on paper, and heard from the mutants that answers.toml names: those need every check, since the first one
that they lose may judge another rule. A mutant that is not in the sample may wait.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.audit.explained import fits
from grader.audit.findings import Finding, Part, RuleFigures
from grader.audit.mutation import EVERY_FAMILY, Mutant, mutants_of
from grader.audit.words import listed
from grader.course import Exercise, NamedMutant, Problem, check_modules, coverage_of, judges
from grader.model import Result, State


class Rules:
    """The rules of one exercise. Raises `ExerciseError` for a file that cannot be read."""

    def __init__(self, exercise: Exercise) -> None:
        self.coverage = coverage_of(exercise)
        self._exercise = exercise
        self._entries = exercise.solutions().answers.mutant
        self._checks = [check for module in check_modules(exercise) for check in module.checks]
        self._unproved: list[Finding] = []

    def wants(self, mutant: Mutant) -> bool:
        """Tell whether a mutant covers rules, so that all its checks must run."""
        return any(fits(entry, mutant) for entry in self._entries)

    def hear(self, mutant: Mutant, result: Result) -> None:
        """Take what became of a mutant."""
        lost = {check.id for check in result.checks if check.state not in (State.PASSED, State.SKIPPED)}
        for entry in self._entries:
            if not result.graded or not fits(entry, mutant):
                continue
            for id in entry.breaks:
                judging = [check.name for check in self._checks if judges(check, id)]
                if judging and not lost & set(judging):
                    self._unproved.append(self._not_lost(mutant, id, judging))

    def figures(self) -> RuleFigures | None:
        """Return the counts; none for an exercise whose rules are not marked yet."""
        rules = self.coverage.rules
        return (
            RuleFigures(
                all=len(rules),
                covered=sum(rule.covered for rule in rules),
                not_judged=sum(not rule.judged for rule in rules),
            )
            if rules
            else None
        )

    def conclude(self) -> Iterator[Finding]:
        """Yield what falls short."""
        yield from (_of_problem(problem) for problem in self.coverage.problems)
        yield from self._unproved
        mutants = mutants_of_reference(self._exercise) if self._entries else []
        for entry in self._entries:
            if not any(fits(entry, mutant) for mutant in mutants):
                yield self._no_such_mutant(entry)

    def _not_lost(self, mutant: Mutant, id: str, judging: list[str]) -> Finding:
        fact = f"the mutant `{mutant.id}` breaks `{id}`, and yet passes {listed(judging)}"
        hint = f"let a check that judges `{id}` tell the two apart, or take the rule out of the entry's `breaks`"
        return Finding(part=Part.RULES, where=self._answers_file, fact=fact, hint=hint, detail=mutant.diff)

    def _no_such_mutant(self, entry: NamedMutant) -> Finding:
        fact = f"`{entry.name}` breaks {listed(entry.breaks)}, but there is no such mutant"
        hint = "name one that the audit makes, or write a rejected answer"
        return Finding(part=Part.RULES, where=self._answers_file, fact=fact, hint=hint)

    @property
    def _answers_file(self) -> str:
        return f"solutions/{self._exercise.id}/answers.toml"


def mutants_of_reference(exercise: Exercise) -> list[Mutant]:
    """Return every mutant, of every family, of what a student writes in the reference; raises `ExerciseError` where there is none."""
    files = exercise.answer_files("reference")
    own = {name: content for name, content in files.items() if exercise.spec.files.is_student(name)}
    return mutants_of(own, EVERY_FAMILY)


def _of_problem(problem: Problem) -> Finding:
    return Finding(part=Part.RULES, where=problem.where, fact=problem.fact, hint=problem.hint)
