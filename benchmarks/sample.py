"""Which exercises are measured, in which group, and their references as folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.course import Course, Exercise
from grader.course.exercise import EXAMPLES

ROOT: Final = Path(__file__).resolve().parent.parent
HTTP, TEMPLATES, SQLALCHEMY, REDIS = GROUPS = ("HTTP", "templates", "SQLAlchemy", "Redis")

# By topic; what is not named is HTTP.
_GROUP_OF: Final = {
    "06-templates": TEMPLATES,
    "07-template-structure": TEMPLATES,
    "10-orm-basics": SQLALCHEMY,
    "11-queries": SQLALCHEMY,
    "12-relationships": SQLALCHEMY,
    "13-migrations": SQLALCHEMY,
    "18-redis": REDIS,
}

# The first of a group stands for it where only one is measured.
_SAMPLE: Final = (
    "04-routing/01-basic-routes",
    "03-dispatch-and-hooks/03-error-handlers",
    "05-requests-responses/02-return-values",
    "08-views-and-blueprints/03-method-views",
    "09-cookies-and-sessions/02-cookies",
    "15-forms-and-uploads/04-uploads",
    "06-templates/01-render-and-links",
    "06-templates/04-filter-toolbox",
    "07-template-structure/04-inheritance",
    "12-relationships/02-one-to-many",
    "12-relationships/04-many-to-many",
    "18-redis/04-server-side-sessions",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An exercise, its hidden checks, where its application comes from, and its reference."""

    id: str
    group: str
    entry: str
    checks: tuple[Path, ...]
    files: dict[str, bytes]

    def write(self, folder: Path) -> Path:
        """Write the reference into a folder, and return it."""
        for name, content in self.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return folder


def cases(*, only: str = "", every: bool = False) -> list[Case]:
    """Return the sample, or every exercise, whose id holds a text; or one of several, with commas between them."""
    course = Course(ROOT)
    ids = course.ids() if every else _SAMPLE
    return [_case(course.load(id)) for id in ids if any(text in id for text in only.split(","))]


def first_of_each_group(cases: list[Case]) -> list[Case]:
    """Return one exercise for each group that is there."""
    firsts: dict[str, Case] = {}
    for case in cases:
        firsts.setdefault(case.group, case)
    return list(firsts.values())


def _case(exercise: Exercise) -> Case:
    return Case(
        id=exercise.id,
        group=_GROUP_OF.get(exercise.id.partition("/")[0], HTTP),
        entry=exercise.spec.app.load if exercise.spec.app else "",
        checks=tuple(exercise.checks_folder.resolve() / name for name in exercise.check_names() if name != EXAMPLES),
        files=exercise.answer_files("reference"),
    )
