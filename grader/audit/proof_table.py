"""The table of `docs/reference/proofs.md`: what each exercise's points rest on."""

from __future__ import annotations

import re

from grader.audit.findings import ProofFigures
from grader.course import Course, Proof, points_by_proof

BEGIN, END = "<!-- proofs: begin -->", "<!-- proofs: end -->"
_PLACE = re.compile(f"{BEGIN}\n.*?{END}", re.DOTALL)


def proofs_of_course(course: Course) -> dict[str, ProofFigures]:
    """Return the points of each exercise by kind of proof; raises `ExerciseError` for one that cannot be read."""
    return {id: _figures(course, id) for id in course.ids()}


def with_table(page: str, course: Course) -> str:
    """Return a page with the table between its markers made anew."""
    return _PLACE.sub(lambda _: f"{BEGIN}\n{_table(proofs_of_course(course))}\n{END}", page)


def _figures(course: Course, id: str) -> ProofFigures:
    return ProofFigures(**{proof.value: points for proof, points in points_by_proof(course.load(id)).items()})


def _table(exercises: dict[str, ProofFigures]) -> str:
    whole = sum(exercises.values(), ProofFigures())
    rows = [
        ["exercise", *(proof.value for proof in Proof)],
        ["---", *("---:" for _ in Proof)],
        *([id, *_cells(figures)] for id, figures in exercises.items()),
        ["**all**", *_cells(whole)],
        ["**share**", *(f"{100 * getattr(whole, proof.value) / whole.total:.0f} %" for proof in Proof)],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(figures: ProofFigures) -> list[str]:
    return [str(getattr(figures, proof.value) or "") for proof in Proof]
