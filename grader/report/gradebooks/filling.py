"""Marks into the cells of a downloaded gradebook: nothing else is changed, and nothing is ever emptied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.analysis.assignments import NOT_HANDED_IN, Mark
from grader.handins.roster import Person as Known
from grader.model import ClassResults
from grader.report.gradebooks.decimals import parsed, rounded
from grader.report.gradebooks.moodle import handed_out_as
from grader.report.gradebooks.people import Line, Person, Understood, match, person_of
from grader.report.gradebooks.sheet import Sheet

_BLANK = ("", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that was filled; `before` is "" where it was blank."""

    student: str
    line: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The filled sheet, and what became of everybody.

    `same` cells had the mark already; `left` are students without one, and why; so many handed in nothing, and so many rows are
    nobody's of this class.
    """

    sheet: Sheet
    changes: tuple[Change, ...]
    same: int
    left: tuple[tuple[str, str], ...]
    nothing_handed_in: int
    strangers: int

    @property
    def overwritten(self) -> tuple[Change, ...]:
        """The changes of cells that held another mark."""
        return tuple(change for change in self.changes if change.before)


def people_of(
    results: ClassResults,
    exercises: Iterable[str],
    known: Mapping[str, Known],
    platform: str,
    identified: Callable[[Person, str], Person],
) -> tuple[Person, ...]:
    """Return who may have a mark: every student, with what the roster and the hand-ins of these exercises tell of them."""
    wanted = set(exercises)
    people = {name: person_of(name, known.get(name), platform) for name in results.students}
    for row in results.rows:
        person = people.get(row.student) or person_of(row.student, known.get(row.student), platform)
        name = handed_out_as(row) if row.result.exercise in wanted else ""
        people[row.student] = identified(person, name) if name else person
    return tuple(people.values())


def fill(sheet: Sheet, understood: Understood, people: Iterable[Person], marks: Iterable[Mark]) -> Filled:
    """Fill in each mark at its person's row, out of the row's maximum, rounded half up once to two places."""
    matched = match(people, understood.lines)
    changes: list[Change] = []
    left: list[tuple[str, str]] = []
    same = absent = 0
    for mark in marks:
        line = matched.lines.get(mark.student)
        if mark.why == NOT_HANDED_IN:
            absent += 1
        elif why := mark.why or matched.missing.get(mark.student, "") or _why_kept(sheet, understood, line):
            left.append((mark.student, why))
        elif line is not None:
            change = _change(sheet, understood.column, line, mark)
            same += change.before == change.after
            changes += [change] if change.before != change.after else []
    return Filled(
        sheet=sheet.filled(_values(changes, understood)),
        changes=tuple(changes),
        same=same,
        left=tuple(left),
        nothing_handed_in=absent,
        strangers=len(understood.lines) - len(matched.lines),
    )


def _why_kept(sheet: Sheet, understood: Understood, line: Line | None) -> str:
    """Return why a cell keeps what it holds: the platform takes no mark there, or somebody wrote words."""
    if line is None or line.closed:
        return line.closed if line else ""
    held = sheet.records[line.row].value(understood.column)
    return "" if held in _BLANK or parsed(held) is not None else f"line {line.line}: holds `{held}`"


def _values(changes: Sequence[Change], understood: Understood) -> dict[tuple[int, int], str]:
    rows = {line.line: line.row for line in understood.lines}
    return {(rows[change.line], understood.column): change.after for change in changes}


def _change(sheet: Sheet, column: int, line: Line, mark: Mark) -> Change:
    before = sheet.records[line.row].value(column)
    after = rounded((mark.share or 0) * line.maximum, comma=line.comma)
    if parsed(before) is not None and parsed(before) == parsed(after):
        after = before  # the same mark in other words: its cell stays as it came
    return Change(student=mark.student, line=line.line, before="" if before in _BLANK else before, after=after)
