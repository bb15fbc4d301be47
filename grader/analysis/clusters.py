"""Wrong answers that fail the same checks: most likely one mistake, made by several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.analysis.matrix import Cell, CheckColumn
from grader.model import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The checks that were tried and not passed, in the matrix's order, and the students they failed for."""

    failed: tuple[CheckColumn, ...]
    students: tuple[str, ...]


def clusters(students: Sequence[str], checks: Sequence[CheckColumn]) -> list[Cluster]:
    """Group the answers to one exercise by the set of checks they fail; largest group first, then by student.

    `students` and the cells of `checks` are in the order of one matrix. A skipped check was never tried: it tells
    nothing about the mistake, and belongs to no set. Answers that fail nothing are in no group.
    """
    places = {check.id: check for check in checks}
    found: dict[tuple[str, ...], list[str]] = {}
    for row, student in enumerate(students):
        if failed := tuple(check.id for check in checks if _fails(check.cells[row])):
            found.setdefault(failed, []).append(student)
    groups = [
        Cluster(failed=tuple(places[id] for id in failed), students=tuple(names)) for failed, names in found.items()
    ]
    return sorted(groups, key=lambda group: -len(group.students))


def _fails(cell: Cell | None) -> bool:
    return cell is not None and cell.state not in (State.PASSED, State.SKIPPED)
