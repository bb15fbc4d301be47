"""rules: which rules a statement has, which checks judge them, and who breaks them."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli import options
from grader.cli.output import EXIT_EXERCISE, print_json

if TYPE_CHECKING:
    from grader.course import Coverage, Exercise, RuleCover
    from grader.course.problem import Problem
    from grader.report.writer import TerminalWriter


def rules(
    ctx: typer.Context,
    exercises: options.ExercisesArgument = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="List the mutants that answers.toml can name, instead of the rules.")
    ] = False,
    json: options.JsonFlag = False,
) -> None:
    """List the rules of statements: who judges each, and who breaks it.

    For authors: below the rules stand the sentences without an id, the rules that nobody covers, and the checks
    that judge none. Nothing is graded. An exercise in which no rule is marked yet owes nothing.

    Exit codes: 0 every rule is covered or not judged, 2 usage, 3 something is missing.

    \b
    Example:
      grade rules 04-routing/02-converters
    """
    from grader.course import coverage_of

    course = options.course_of(ctx)
    ids = [course.find_id(word) for word in exercises or ()] or course.ids()
    chosen = [course.load(id) for id in dict.fromkeys(ids)]
    if mutants:
        _print_mutants(chosen, as_json=json)
        return
    found = [coverage_of(exercise) for exercise in chosen]
    if json:
        print_json([_document(coverage) for coverage in found])
    else:
        _print_all(found)
    if any(coverage.problems for coverage in found):
        raise typer.Exit(EXIT_EXERCISE)


def _print_mutants(exercises: list[Exercise], *, as_json: bool) -> None:
    from grader.audit.rules import mutants_of_reference
    from grader.report.writer import TerminalWriter

    found = [(exercise.id, mutant) for exercise in exercises for mutant in mutants_of_reference(exercise)]
    if as_json:
        print_json(
            [
                {"exercise": exercise, "id": each.id, "file": each.file, "line": each.line, "diff": each.diff}
                for exercise, each in found
            ]
        )
        return
    writer = TerminalWriter(sys.stdout)
    for _, mutant in found:
        writer.line((f"{mutant.line:>4}  ", "dim"), (mutant.id, ""))


def _document(coverage: Coverage) -> dict[str, Any]:
    rules = [dataclasses.asdict(rule) | {"covered": rule.covered} for rule in coverage.rules]
    return dataclasses.asdict(coverage) | {"rules": rules, "is_marked": coverage.is_marked}


def _print_all(found: list[Coverage]) -> None:
    from grader.report.writer import TerminalWriter

    writer = TerminalWriter(sys.stdout)
    width = max(len(coverage.exercise) for coverage in found) if found else 0
    for coverage in found:
        writer.line((f"{coverage.exercise:<{width}}", "bold"), (f"  {_summary(coverage)}", ""))
        if len(found) == 1:
            _print_rules(coverage, writer)
        if coverage.is_marked:
            _print_lists(coverage, writer)


def _summary(coverage: Coverage) -> str:
    """Return one line of figures."""
    if not coverage.is_marked:
        sentences, checks = len(coverage.sentences_without_id), len(coverage.checks_without_id)
        return f"none marked yet; {sentences} sentences and {checks} checks wait for an id"
    judged = [rule for rule in coverage.rules if rule.judged]
    covered, untold = sum(rule.covered for rule in judged), len(coverage.rules) - len(judged)
    words = f"{len(coverage.rules)} rules, {covered} of {len(judged)} covered, {untold} not judged"
    return f"{words}; {len(coverage.problems)} missing" if coverage.problems else words


def _print_rules(coverage: Coverage, writer: TerminalWriter) -> None:
    for rule in coverage.rules:
        sign = ("✓ ", "green") if rule.covered else ("– ", "dim") if not rule.judged else ("✗ ", "red")
        writer.line()
        writer.prose([sign, (f"{rule.id}  ", "bold")], rule.sentence)
        writer.prose([("    ", "")], _cover(rule), "dim")


def _cover(rule: RuleCover) -> str:
    if not rule.judged:
        return "not judged, as students are told"
    return f"judged by {', '.join(rule.judged_by) or 'no check'}; broken by {', '.join(rule.broken_by) or 'nobody'}"


def _print_lists(coverage: Coverage, writer: TerminalWriter) -> None:
    _print_list("Sentences without a mark", coverage.sentences_without_id, writer)
    _print_list("Rules that are not covered", coverage.rules_without_cover, writer)
    _print_list("Checks that judge no rule", coverage.checks_without_id, writer)
    _print_list("What does not fit", coverage.slips, writer)


def _print_list(title: str, problems: tuple[Problem, ...], writer: TerminalWriter) -> None:
    if not problems:
        return
    writer.line()
    writer.line((title, "bold"))
    hint = ""
    for problem in problems:
        writer.prose([("  ✗ ", "red")], f"{problem.where}: {problem.fact}")
        if problem.hint != hint:
            writer.prose([("    hint: ", "dim")], problem.hint)
        hint = problem.hint
