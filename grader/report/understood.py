"""One screen: what was understood of a class, before anything is graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from grader.handins import ClassPlan
from grader.report.words import how_many

_MOST = 10  # of one kind

_LAYOUTS: Final = {
    "folders": "a folder for each student",
    "moodle": "a download from Moodle",
    "canvas": "a download from Canvas",
    "gradescope": "an export from Gradescope",
    "clones": "a folder of clones",
    "named": "entries named after people",
}


def understood(plan: ClassPlan) -> list[str]:
    """Return the screen, line by line: layout, people, hand-ins, what came again or late, what needs a look."""
    return [
        f"This is what I understood: {_LAYOUTS[plan.layout]}.",
        *_counted(plan),
        *_some("Handed in more than once", plan.again),
        *_some("Late", plan.late),
        *_some("Needs a look", plan.needs_a_look),
    ]


def _counted(plan: ClassPlan) -> Iterator[str]:
    rows = {(job.student, job.exercise) for job in plan.jobs}
    idle = set(plan.students) - {student for student, _ in rows}
    yield f"  {how_many(len(plan.students), 'student')}, {how_many(len(rows), 'hand-in')}" + (
        f"; {len(idle)} handed in nothing that can be graded" if idle else ""
    )
    exercises = Counter(exercise for _, exercise in rows)
    shown = [f"{exercise} ({count})" for exercise, count in sorted(exercises.items())[:_MOST]]
    more = len(exercises) - len(shown)
    yield f"  exercises: {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")


def _some(title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"  {title}: {len(sentences)}"
        yield from (f"    {sentence}" for sentence in sentences[:_MOST])
        if len(sentences) > _MOST:
            yield f"    and {len(sentences) - _MOST} more"
