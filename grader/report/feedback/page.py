"""A student's page: an overview of the assignment, then each exercise as `grade run --html` shows it."""

from __future__ import annotations

from fractions import Fraction

from grader.report import webpage
from grader.report.audience import Audience
from grader.report.feedback.work import Work
from grader.report.gradebooks.decimals import plain
from grader.report.html import cut, environment
from grader.report.site.pages import fitting


def feedback_page(work: Work) -> str:
    """One self-contained HTML document, that names nobody else and holds nothing for instructors."""
    ids = [*work.weights, *(id for id in work.results if id not in work.weights)]  # examples are worth nothing
    sections = {section.result.exercise: section for section in fitting(list(work.results.values()), Audience.STUDENT)}
    return webpage.rendered(
        environment(),
        "feedback.html",
        work=work,
        mark_words=mark_words(work),
        why=cut(work.mark.why),
        exercises=[(number, id, sections.get(id), _worth(work, id)) for number, id in enumerate(ids, 1)],
        isolation_of=next(iter(work.results.values())).isolation,
    )


def mark_words(work: Work) -> str:
    """`7.5 of 10 points`, or why there is no mark."""
    if work.mark.earned is None:
        return "No mark yet"
    return f"{plain(work.mark.earned)} of {plain(work.mark.worth)} points"


def _worth(work: Work, id: str) -> str:
    """What an exercise is worth, "" where that is its own points, which its score says."""
    result = work.results.get(id)
    weight = work.weights.get(id, Fraction(0))
    return "" if result is not None and weight == result.max_score else plain(weight)
