"""The audit in a terminal: a line for each exercise, details of what falls short, a table, a last line."""

from __future__ import annotations

from typing import TextIO

from grader.audit.findings import CourseReport, ExerciseReport, Finding, ProofFigures
from grader.audit.mutation import CLASSIC
from grader.course import Proof
from grader.report.writer import Part, TerminalWriter

_SIGNS = {True: ("✓", "green"), False: ("✗", "red")}


def print_line(report: ExerciseReport, writer: TerminalWriter, width: int) -> None:
    """One exercise on one line: the sign, its id padded to `width` cells, its figures."""
    words = "  ".join(filter(None, _figures(report)))
    short = len(report.findings)
    tail: list[Part] = (
        []
        if report.green
        else [(f"  {short} thing{'s' if short > 1 else ''} fall{'' if short > 1 else 's'} short", "red")]
    )
    writer.line(_SIGNS[report.green], (" " + writer.cell(report.exercise, width), ""), (f"  {words}", "dim"), *tail)


def _figures(report: ExerciseReport) -> list[str]:
    return [
        f"{report.checks:2} checks",
        f"{report.answers:2} answers",
        f"{report.seeds:2} seeds" if report.seeds else "",
        _rules(report),
        _mutants(report),
        _weights(report),
        f"{report.liars:2} liars" if report.liars else "",
        _informed(report),
        f"{report.attacks:2} attacks" if report.attacks else "",
        f"{report.proofs.word:2} points by word" if report.proofs.total else "",
        f"{report.costs[0].median_ms:4.0f} ms slowest check" if report.costs else "",
        f"{report.gradings:4} gradings",
        f"{report.kept.gradings:4} kept" if report.kept.gradings else "",
        f"{report.seconds:5.1f} s",
    ]


def _rules(report: ExerciseReport) -> str:
    figures = report.rules
    untold = f" ({figures.not_judged} not judged)" if figures and figures.not_judged else ""
    return f"{figures.covered}/{figures.all - figures.not_judged} rules{untold}" if figures else ""


def _informed(report: ExerciseReport) -> str:
    figures = report.informed
    return f"{figures.earned:2} points by knowing ({figures.constant_points} constant)" if figures else ""


def _mutants(report: ExerciseReport) -> str:
    figures = report.mutants
    return f"{figures.killed:3}/{figures.graded - figures.explained:<3} mutants killed" if figures else ""


def _weights(report: ExerciseReport) -> str:
    figures = report.weights
    return f"{figures.costly:2} costly faults, {figures.justified} justified" if figures else ""


def print_details(report: CourseReport, file: TextIO, width: int | None = None) -> None:
    """Everything that falls short, what the checks of a single exercise cost, and a last line that counts."""
    writer = TerminalWriter(file, width)
    for exercise in report.exercises:
        if exercise.green:
            continue
        writer.line()
        writer.line((exercise.exercise, "bold"))
        hint = ""
        for finding in exercise.findings:
            _finding(finding, writer, with_hint=finding.hint != hint)
            hint = finding.hint
    if len(report.exercises) == 1:
        _costs(report.exercises[0], writer)
    _families(report, writer)
    writer.line()
    for words in work_of(report):
        writer.line((words, "dim"))
    if report.proofs.total:
        writer.line((proof_words(report.proofs), "dim"))
    writer.line(*_last(report))


def _finding(finding: Finding, writer: TerminalWriter, *, with_hint: bool) -> None:
    writer.prose([("  ✗ ", "red"), (f"{finding.part.value}: ", "bold")], f"{finding.where}: {finding.fact}")
    if finding.detail:
        writer.verbatim([("    ", "")], finding.detail)
    if with_hint:  # a hint that was just given need not be read again
        writer.prose([("    hint: ", "dim")], finding.hint)


def _costs(report: ExerciseReport, writer: TerminalWriter) -> None:
    """A line for each check, slowest first: milliseconds and the most memory."""
    if not report.costs:
        return
    width = max(len(cost.check) for cost in report.costs)
    writer.line()
    writer.line((f"  {'':{width}}     median        p95   peak memory", "dim"))
    for cost in report.costs:
        figures = f"{cost.median_ms:8.0f} ms{cost.p95_ms:8.0f} ms{cost.peak_bytes / (1 << 20):10.0f} MiB"
        writer.line((f"  {cost.check:{width}}", ""), (figures, "dim"))


def _families(report: CourseReport, writer: TerminalWriter) -> None:
    """A line for each family of mutants, when there are others than the classic one: made, killed, explained, survived."""
    rows = report.families()
    if all(row.family == CLASSIC for row in rows):
        return
    width = max(len(row.family) for row in rows)
    writer.line()
    writer.line((f"  {'':{width}}   graded   killed   explained   survived", "dim"))
    for row in rows:
        figures = f"{row.graded:9}{row.killed:9}{row.explained:12}{row.survived:11}"
        writer.line((f"  {row.family:{width}}", ""), (figures, "red" if row.survived else "dim"))


def work_of(report: CourseReport) -> list[str]:
    """What the gradings took, and what was kept, a sentence each; nothing where nothing was graded."""
    work, kept = report.work, report.kept
    graded = (
        f"{work.forks} jails, {work.loads} loads, {work.checks} checks in {work.seconds:.1f} s of {report.workers} "
    )
    graded += f"worker{'s' if report.workers != 1 else ''}, idle for {100 * report.idle:.0f} % of their time"
    spared = f"{kept.gradings} results kept from an earlier audit, which took {kept.seconds:.1f} s then"
    return [*([graded] if work.forks else []), *([spared] if kept.gradings else [])]


def proof_words(figures: ProofFigures) -> str:
    """How many points rest on which kind of proof, and which share on a probe's word alone."""
    kinds = ", ".join(f"{proof.value} {getattr(figures, proof.value)}" for proof in Proof)
    return f"points by proof: {kinds} ({100 * figures.word / figures.total:.0f} % by word alone)"


def verdict_of(report: CourseReport) -> str:
    """How many exercises fall short, in words."""
    short = sum(not exercise.green for exercise in report.exercises)
    return f"{short} fall{'s' if short == 1 else ''} short" if short else "all judge right"


def _last(report: CourseReport) -> list[Part]:
    count, gradings = len(report.exercises), sum(exercise.gradings for exercise in report.exercises)
    level = f" at level {report.isolation.level.value}" if report.isolation else ""
    words = f"{count} exercise{'s' if count != 1 else ''}, {gradings} gradings{level}, {report.seconds:.1f} s: "
    return [(words, ""), (verdict_of(report), "green" if report.green else "red")]
