"""Every kind of page there is, of classes and results of every kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from grader.model import ClassResults
from grader.report.audience import Audience
from grader.report.html import result_page
from grader.report.site import lead_page, plan_site, student_page
from grader.report.site.folder import site_pages
from tests.samples import (
    a_check,
    a_class,
    a_hostile_class,
    a_hostile_result,
    a_mixed_result,
    a_not_graded,
    a_refused,
    a_result,
    a_whole_class,
    an_interrupted_class,
)

CLASSES: dict[str, Callable[[], ClassResults]] = {
    "whole": a_whole_class,
    "hostile": a_hostile_class,
    "interrupted": an_interrupted_class,
    "empty": a_class,
    "mixed": lambda: a_class(("ada", a_mixed_result()), ("bob", a_not_graded())),
}
RESULTS: dict[str, Callable[[], str]] = {
    "result": lambda: result_page(a_mixed_result()),
    "refused": lambda: result_page(a_refused()),
    "hostile": lambda: result_page(a_hostile_result()),
    "examples": lambda: result_page(a_result(a_check(points=0, max_points=0))),
}


def pages_of(results: ClassResults) -> dict[str, str]:
    """Return the pages of a class by name, with the one that leads to them and those that students get."""
    site = plan_site(results)
    own = {
        f"own/{site.students[student.name].partition('/')[2]}": student_page(site, student, audience=Audience.STUDENT)
        for student in site.tally.students
    }
    return {**dict(site_pages(site)), "lead.html": lead_page(results, "report"), **own}


@cache
def every_page() -> dict[str, str]:
    """Return every kind of page, by a name that is also a path."""
    classes = {
        f"{kind}/{name}": page for kind, results in CLASSES.items() for name, page in pages_of(results()).items()
    }
    return classes | {f"results/{kind}.html": page() for kind, page in RESULTS.items()}
