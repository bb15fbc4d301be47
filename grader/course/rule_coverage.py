"""Rule coverage: every rule of a statement is broken by somebody and judged by a check, or openly not judged.

Read on paper: from the statements, the marks of the checks and answers.toml. An exercise in which no rule is marked
yet owes nothing. For rejected answers paper is enough: that one loses exactly the checks that `fails` names is proved
by the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.course.exercise import Exercise
from grader.course.outline import CheckOutline, check_modules
from grader.course.problem import Problem
from grader.course.rule_marks import MarkedStatement, Rule, rules_of
from grader.course.schema import AnswerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCover:
    """One rule, the checks with points that judge it, and who breaks it: answers by name, mutants by id or diff."""

    id: str
    sentence: str
    where: str
    judged: bool
    judged_by: tuple[str, ...]
    broken_by: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether somebody breaks it and loses points by a check that judges it."""
        return self.judged and bool(self.broken_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """An exercise's rules in the order of its statement, and four lists of what falls short."""

    exercise: str
    rules: tuple[RuleCover, ...]
    sentences_without_id: tuple[Problem, ...]
    rules_without_cover: tuple[Problem, ...]
    checks_without_id: tuple[Problem, ...]
    slips: tuple[Problem, ...]

    @property
    def is_marked(self) -> bool:
        """Whether its author has begun: from the first mark on all rules are demanded."""
        return bool(self.rules or self.slips)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that falls short; nothing in an exercise that is not marked yet."""
        lists = (self.slips, self.sentences_without_id, self.rules_without_cover, self.checks_without_id)
        return tuple(problem for each in lists for problem in each) if self.is_marked else ()


def coverage_of(exercise: Exercise) -> Coverage:
    """Return an exercise's coverage; raises `ExerciseError` for a file that is missing or cannot be read."""
    statements = {name: rules_of(exercise.text(name)) for name in exercise.statements.values()}
    checks = [check for module in check_modules(exercise) for check in module.checks]
    answers = exercise.solutions().answers
    default = exercise.statements[exercise.languages[0]]
    rules = _Covers(checks, answers).of(statements[default].rules, f"{exercise.id}/{default}")
    return Coverage(
        exercise=exercise.id,
        rules=tuple(rules),
        sentences_without_id=tuple(_unmarked(exercise, statements)),
        rules_without_cover=tuple(_uncovered(rules)),
        checks_without_id=tuple(_judging_nothing(checks)),
        slips=tuple(_slips(exercise, statements, checks, rules, answers)),
    )


def judges(check: CheckOutline, id: str) -> bool:
    """Tell whether a check judges a rule: its mark says so, and it has points to take."""
    return id in check.judges and check.points > 0 and not check.visible


# Who covers what


class _Covers:
    """Joins rules with the checks that judge them and those who break them, as far as paper says so."""

    def __init__(self, checks: Sequence[CheckOutline], answers: AnswerKey) -> None:
        self._checks = checks
        self._answers = answers

    def of(self, rules: Sequence[Rule], where: str) -> list[RuleCover]:
        return [self._cover(rule, where) for rule in rules]

    def _cover(self, rule: Rule, where: str) -> RuleCover:
        judging = tuple(check.name for check in self._checks if judges(check, rule.id))
        return RuleCover(
            id=rule.id,
            sentence=rule.sentence,
            where=f"{where}:{rule.line}",
            judged=rule.judged,
            judged_by=judging,
            broken_by=tuple(self._breakers(rule.id, judging)),
        )

    def _breakers(self, id: str, judging: Collection[str]) -> Iterator[str]:
        for name, answer in self._answers.rejected.items():
            if id in answer.breaks and set(answer.fails) & set(judging):
                yield name
        for mutant in self._answers.mutant:
            if id in mutant.breaks and judging:
                yield mutant.name


# What falls short


def _unmarked(exercise: Exercise, statements: dict[str, MarkedStatement]) -> Iterator[Problem]:
    hint = "end it with `<!-- rule: … -->`, or with `<!-- not a rule -->` if it explains or repeats"
    for name, statement in statements.items():
        for sentence in statement.unmarked:
            fact = f"no mark: {sentence.text}"
            yield Problem(where=f"{exercise.id}/{name}:{sentence.line}", fact=fact, hint=hint)


def _uncovered(rules: Sequence[RuleCover]) -> Iterator[Problem]:
    for rule in rules:
        if not rule.judged or rule.covered:
            continue
        if not rule.judged_by:
            fact, hint = f"no check judges `{rule.id}`", f'mark one that has points: `judges("{rule.id}")`'
        else:
            fact = f"nobody breaks `{rule.id}`"
            hint = f'write a rejected answer that breaks it alone, with `breaks = ["{rule.id}"]`, or name a mutant'
        yield Problem(where=rule.where, fact=fact, hint=f"{hint}; or tell students that it is not judged")


def _judging_nothing(checks: Sequence[CheckOutline]) -> Iterator[Problem]:
    for check in checks:
        if check.points and not check.visible and not check.judges:
            hint = 'mark it with `@pytest.mark.judges("…")`: a check that judges no rule demands what nobody said'
            yield Problem(where=check.where, fact=f"`{check.name}` judges no rule", hint=hint)


def _slips(
    exercise: Exercise,
    statements: dict[str, MarkedStatement],
    checks: Sequence[CheckOutline],
    rules: Sequence[RuleCover],
    answers: AnswerKey,
) -> Iterator[Problem]:
    """Yield marks that cannot be read, statements that disagree, and ids that are misspelled or misplaced."""
    for name, statement in statements.items():
        for slip in statement.slips:
            yield Problem(where=f"{exercise.id}/{name}:{slip.line}", fact=slip.fact, hint=slip.hint)
    yield from _disagreements(exercise, statements)
    known = {rule.id: rule for rule in rules}
    for check in checks:
        yield from _check_slips(check, known)
    yield from _answer_slips(f"solutions/{exercise.id}/answers.toml", answers, known)


def _disagreements(exercise: Exercise, statements: dict[str, MarkedStatement]) -> Iterator[Problem]:
    (first, due), *others = statements.items()
    for name, statement in others:
        fact = _difference(due, statement, first)
        if fact:
            hint = "every statement has the same rules in the same order, and the same ones not judged"
            yield Problem(where=f"{exercise.id}/{name}", fact=fact, hint=hint)


def _difference(due: MarkedStatement, found: MarkedStatement, first: str) -> str:
    """Return how the rules of a statement differ from those of the first one; empty if they do not."""
    wanted, got = [rule.id for rule in due.rules], [rule.id for rule in found.rules]
    missing, more = [id for id in wanted if id not in got], [id for id in got if id not in wanted]
    if missing:
        return f"{_listed(missing)} of {first} is marked nowhere" + (f", and {_listed(more)} only here" if more else "")
    if more:
        return f"{_listed(more)} is marked in no sentence of {first}"
    for here, there in zip(got, wanted, strict=False):
        if here != there:
            return f"`{here}` stands where {first} has `{there}`"
    untold = {rule.id for rule in due.rules if not rule.judged} ^ {rule.id for rule in found.rules if not rule.judged}
    return f"{_listed(sorted(untold))} is told as not judged in one statement only" if untold else ""


def _check_slips(check: CheckOutline, known: dict[str, RuleCover]) -> Iterator[Problem]:
    hint = "a hidden check with points judges rules that the statement marks"
    if check.judges and (check.visible or not check.points):
        fact = f"`{check.name}` judges rules, but takes no points for them"
        yield Problem(where=check.where, fact=fact, hint=hint)
    for id in check.judges:
        if fact := _wrong_id(id, known):
            yield Problem(where=check.where, fact=f"`{check.name}` judges {fact}", hint=hint)


def _answer_slips(where: str, answers: AnswerKey, known: dict[str, RuleCover]) -> Iterator[Problem]:
    entries = [(name, answer.breaks) for name, answer in answers.rejected.items()]
    entries += [(mutant.name, mutant.breaks) for mutant in answers.mutant]
    for name, breaks in entries:
        for id in breaks:
            if fact := _wrong_id(id, known):
                hint = "`breaks` names judged rules that the statement marks"
                yield Problem(where=where, fact=f"{name}: breaks {fact}", hint=hint)
            elif name not in known[id].broken_by and known[id].judged_by:
                hint = f"{_listed(known[id].judged_by)} would: sharpen the check, or mark the one that it fails"
                fact = f"{name}: breaks `{id}`, but fails no check that judges it"
                yield Problem(where=where, fact=fact, hint=hint)


def _wrong_id(id: str, known: dict[str, RuleCover]) -> str:
    if id not in known:
        return f"`{id}`, which no sentence is marked as"
    return "" if known[id].judged else f"`{id}`, which students are told is not judged"


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
