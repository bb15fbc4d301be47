"""A class in the terminal: students by exercises, the reasons behind every `–`, and a summary.

Headings are short ids with a key below the table. A terminal too narrow for all columns gets the table in
pages; each page repeats the names, the last one ends with the sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from grader.analysis.tally import ExerciseStats, Student, Tally, tally
from grader.model import ClassResults, Outcome, Result
from grader.report.states import OUTCOMES
from grader.report.text import capped
from grader.report.words import how_many, interrupted_words, isolation_words, percent, ran_unconfined, short_ids
from grader.report.writer import Part, TerminalWriter, cell_length

NOT_GRADED, REFUSED, NOT_HANDED_IN = "–", "⊘", "·"
GAP = "  "
MAX_NAME_CELLS = 24
MAX_REASON_CHARS = 300

Column = tuple[str, str, list[Part]]  # heading, second heading, one part a student


def show_class(results: ClassResults, file: TextIO, width: int | None = None) -> None:
    """Print the table, the reasons and the summary; `width` in cells, the terminal's when not given."""
    writer = TerminalWriter(file, width)
    counted = tally(results)
    if counted.students:
        _show_interruption(writer, results)
        _show_table(writer, counted)
        _show_key(writer, counted)
        _show_reasons(writer, counted)
        writer.line()
    _show_summary(writer, counted, results)


def show_summary(results: ClassResults, file: TextIO, width: int | None = None) -> None:
    """Print the summary alone: how many were graded, mean and median, what is missing or was left out, the isolation."""
    _show_summary(TerminalWriter(file, width), tally(results), results)


def _show_interruption(writer: TerminalWriter, results: ClassResults) -> None:
    if not results.complete:
        writer.prose([], f"{interrupted_words(results)}.", "bold yellow")


def _show_table(writer: TerminalWriter, counted: Tally) -> None:
    names = [student.name for student in counted.students]
    name_cells = min(MAX_NAME_CELLS, max(len("student"), *map(cell_length, names)), max(7, writer.width // 3))
    shorts = short_ids(exercise.id for exercise in counted.exercises)
    columns = [_score_column(exercise, shorts[exercise.id], counted.students) for exercise in counted.exercises]
    sums = _sum_columns(counted)
    for number, page in enumerate(_pages(columns, sums, writer.width - name_cells)):
        if number:
            writer.line()
        _show_page(writer, names, name_cells, page)


def _score_column(exercise: ExerciseStats, short: str, students: Sequence[Student]) -> Column:
    parts = [_score_part(student.results.get(exercise.id)) for student in students]
    return short, f"of {exercise.max_score}", [*parts, (percent(exercise.mean), "")]


def _score_part(result: Result | None) -> Part:
    if result is None:
        return NOT_HANDED_IN, "dim"
    if not result.graded:
        return (REFUSED, "red") if result.outcome is Outcome.REFUSED else (NOT_GRADED, "yellow")
    return str(result.score), _score_style(result)


def _score_style(result: Result) -> str:
    if result.score >= result.max_score:
        return "green"
    return "yellow" if result.score > 0 else "red"


def _sum_columns(counted: Tally) -> list[Column]:
    sums: list[Part] = [
        (f"{student.score}/{student.max_score}" if student.max_score else NOT_GRADED, "bold")
        for student in counted.students
    ]
    shares: list[Part] = [(percent(student.share), "bold") for student in counted.students]
    return [("sum", "", [*sums, ("", "")]), ("%", "", [*shares, (percent(counted.mean), "bold")])]


def _pages(columns: list[Column], sums: list[Column], room: int) -> Iterator[list[Column]]:
    """Fill each page with as many columns as fit; the sums move on together when they do not fit."""
    page: list[Column] = []
    for group in [*([column] for column in columns), sums]:
        if page and _cells([*page, *group]) > room:
            yield page
            page = []
        page.extend(group)
    yield page


def _cells(columns: Sequence[Column]) -> int:
    return sum(len(GAP) + _column_cells(column) for column in columns)


def _column_cells(column: Column) -> int:
    heading, second, parts = column
    return max(map(cell_length, [heading, second, *(words for words, _ in parts)]))


def _show_page(writer: TerminalWriter, names: Sequence[str], name_cells: int, columns: Sequence[Column]) -> None:
    sizes = [_column_cells(column) for column in columns]

    def show(name: str, parts: Sequence[Part], name_style: str = "") -> None:
        sized = zip(parts, sizes, strict=True)
        cells = [(GAP + writer.cell(words, size, right=True), style) for (words, style), size in sized]
        writer.line((writer.cell(name, name_cells), name_style), *cells)

    show("student", [(heading, "bold") for heading, _, _ in columns], "bold")
    show("", [(second, "dim") for _, second, _ in columns])
    for row, name in enumerate(names):
        show(name, [parts[row] for _, _, parts in columns])
    show("mean", [parts[-1] for _, _, parts in columns], "dim")


def _show_key(writer: TerminalWriter, counted: Tally) -> None:
    writer.line()
    shorts = short_ids(exercise.id for exercise in counted.exercises)
    short_cells = max(map(cell_length, shorts.values()))
    for id, short in shorts.items():
        writer.prose([(writer.cell(short, short_cells) + GAP, "bold")], id, "dim")
    writer.prose([], f"{NOT_GRADED} not graded   {REFUSED} refused   {NOT_HANDED_IN} not handed in", "dim")


def _show_reasons(writer: TerminalWriter, counted: Tally) -> None:
    if not counted.problems:
        return
    writer.line()
    writer.line(("Refused or not graded", "bold"))
    for problem in counted.problems:
        result, others = problem.result, len(problem.students) - 1
        student = problem.students[0] + (f" and {others} more" if others else "")
        mark = OUTCOMES[result.outcome]
        reason = capped(result.message, max_lines=3, max_chars=MAX_REASON_CHARS) or "no reason was given"
        writer.line((f"  {student}", "bold"), (f"  {result.exercise}", "dim"))
        writer.prose([(f"    {mark.sign} {mark.word}: ", "yellow" if mark.tone == "odd" else "red")], reason)


def _show_summary(writer: TerminalWriter, counted: Tally, results: ClassResults) -> None:
    _show_interruption(writer, results)
    writer.prose([], _counts(counted))
    if counted.mean is not None:
        writer.prose([], f"Of each student's points: mean {percent(counted.mean)}, median {percent(counted.median)}.")
    for sentence in results.needs_a_look:
        writer.prose([("Needs a look: ", "yellow")], sentence)
    if results.unknown_folders:
        folders = ", ".join(results.unknown_folders)
        writer.prose([("Unknown folders, not graded: ", "yellow")], folders)
    style = "bold yellow" if ran_unconfined(results.isolation) else "dim"
    isolation = isolation_words(results.isolation)
    writer.prose([("isolation: ", style)], f"{isolation}; grader {results.grader_version}", style)


def _counts(counted: Tally) -> str:
    return (
        f"{how_many(len(counted.students), 'student')}, {how_many(len(counted.exercises), 'exercise')}: "
        f"{counted.graded} of {counted.handed_in} submissions graded, "
        f"{counted.refused} refused, {counted.not_graded} not graded."
    )
