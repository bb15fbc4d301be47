"""One result in the terminal, in the order a student asks: how much, what went wrong, what now.

A student reads this: it shows what `grader.report.audience` lets through.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TextIO

from grader.model import NOTHING_RAN, CheckResult, Isolation, Result, State
from grader.report.audience import for_student
from grader.report.states import MARKS, NOT_YOUR_FAULT, OUTCOMES
from grader.report.text import capped
from grader.report.words import (
    Way,
    exchange_lines,
    isolation_words,
    message_of,
    passed,
    percent,
    ran_unconfined,
    score_words,
    share_of,
    unloaded,
    what_next,
)
from grader.report.writer import TONES, Part, TerminalWriter

BAR_CELLS = 30
MIN_BAR_CELLS = 8
MAX_LINES = 12  # of one exchange or of the program's output; the documents hold the rest
MAX_CHARS = 1200
_WORD_CELLS = max(len(mark.word) for mark in MARKS.values())
_LABEL_CELLS = len("your lines") + 2


def show_result(result: Result, file: TextIO, width: int | None = None, ways: Sequence[Way] = ()) -> None:
    """Print one result for the student who handed it in; `width` in cells, the terminal's when not given.

    `ways` are the ways on from here, below the sentence that says what is next.
    """
    result = for_student(result)
    writer = TerminalWriter(file, width)
    _show_header(writer, result)
    _show_isolation(writer, result.isolation)
    _show_unloaded(writer, result)
    for task, checks in groupby(sorted(result.checks, key=lambda check: check.task), key=lambda check: check.task):
        _show_task(writer, task, list(checks))
    _show_output(writer, result.output)
    _show_intake(writer, result)
    _show_what_next(writer, result, ways)


def _show_header(writer: TerminalWriter, result: Result) -> None:
    writer.line((result.exercise, "bold"))
    if result.graded:
        done, all_ = (result.score, result.max_score) if result.max_score else (passed(result), len(result.checks))
        share = share_of(result)
        words = [(f"  {score_words(result)}", "bold"), ("" if share is None else f", {percent(share)}", "")]
        room = writer.width - sum(len(part) for part, _ in words)
        writer.line(*bar(done, all_, cells=max(MIN_BAR_CELLS, min(BAR_CELLS, room))), *words)
    else:
        mark = OUTCOMES[result.outcome]
        writer.prose(
            [(f"{mark.sign} {mark.word}: ", f"bold {TONES[mark.tone]}")], result.message or "no reason was given"
        )


def _show_isolation(writer: TerminalWriter, isolation: Isolation) -> None:
    if isolation != NOTHING_RAN:
        style = "bold yellow" if ran_unconfined(isolation) else "dim"
        writer.prose([("isolation: ", style)], isolation_words(isolation), style)


def _show_unloaded(writer: TerminalWriter, result: Result) -> None:
    """Print what could not be loaded, which says it once for all checks."""
    for check in unloaded(result):
        mark = MARKS[check.state]
        writer.line()
        words = capped(check.message, max_lines=MAX_LINES, max_chars=MAX_CHARS)
        writer.prose([(f"{mark.sign} ", TONES[mark.tone])], words, "bold")
        if check.where:
            writer.verbatim([("  your lines  ", "dim")], "\n".join(check.where))


def bar(done: int, all_: int, cells: int) -> list[Part]:
    """A full bar means all of it, an empty one nothing: rounding never tells more than there is."""
    filled = done * cells // all_ if all_ else 0
    filled = max(filled, 1) if done > 0 else 0
    style = "green" if done >= all_ else "yellow"
    return [("█" * filled, style), ("░" * (cells - filled), "dim")]


def _show_task(writer: TerminalWriter, task: int, checks: list[CheckResult]) -> None:
    writer.line()
    at_stake = sum(check.max_points for check in checks)
    earned = sum(check.points for check in checks)
    writer.line((f"Task {task}", "bold"), (f"  {earned} of {at_stake} points" if at_stake else "", "dim"))
    for check in checks:
        _show_check(writer, check)


def _show_check(writer: TerminalWriter, check: CheckResult) -> None:
    mark = MARKS[check.state]
    points = f"{check.points}/{check.max_points}" if check.max_points else ""
    style = TONES[mark.tone]
    writer.prose([(f"  {mark.sign} {mark.word:{_WORD_CELLS}} ", style), (f"{points:>5}  ", "dim")], check.title)
    if check.state is State.PASSED:
        return
    indent = ("    ", "")
    if check.state is State.BROKEN:
        writer.prose([indent], NOT_YOUR_FAULT, style)
    if check.message:
        writer.prose([indent], capped(message_of(check), max_lines=MAX_LINES, max_chars=MAX_CHARS), "bold")
    if check.state is not State.SKIPPED and not check.loading:
        _show_exchange(writer, check)


def _show_exchange(writer: TerminalWriter, check: CheckResult) -> None:
    told = {
        "in order": exchange_lines(check),
        "asked": check.asked,
        "answered": check.answered,
        "your lines": "\n".join(check.where),
    }
    for label, words in told.items():
        if words:
            words = capped(words, max_lines=MAX_LINES, max_chars=MAX_CHARS)
            writer.verbatim([(f"    {label:{_LABEL_CELLS}}", "dim")], words)


def _show_output(writer: TerminalWriter, output: str) -> None:
    if not output.strip():
        return
    writer.line()
    writer.line(("What the program printed", "bold"))
    writer.verbatim([("  ", "")], capped(output.rstrip("\n"), max_lines=MAX_LINES, max_chars=MAX_CHARS))


def _show_intake(writer: TerminalWriter, result: Result) -> None:
    """Print how the submission was understood, and what of it was not used."""
    if result.notes or result.ignored:
        writer.line()
    for note in result.notes:
        writer.prose([("note: ", "yellow")], note)
    if result.ignored:
        writer.prose([("Not used by this exercise: ", "dim")], ", ".join(result.ignored), "dim")


def _show_what_next(writer: TerminalWriter, result: Result, ways: Sequence[Way]) -> None:
    mark = OUTCOMES[result.outcome]
    writer.line()
    writer.line((f"{score_words(result)}.".capitalize(), f"bold {TONES[mark.tone]}"))
    writer.prose([], what_next(result))
    for way in ways:
        writer.line((f"{way.label}: ", "dim"), (way.words, "bold"))  # not wrapped: it can be pasted
