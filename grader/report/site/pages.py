"""Each kind of page of a site, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from grader.analysis.attention import missing, stuck
from grader.analysis.clusters import Cluster, clusters
from grader.analysis.matrix import CheckColumn
from grader.analysis.tally import BUCKETS, ExerciseStats, Student, Tally
from grader.analysis.topics import Topic
from grader.model import CheckResult, ClassResults, Result
from grader.report import webpage
from grader.report.audience import Audience, read_by
from grader.report.html import EXCERPT, MAX_LISTED, ROOMY, Room, environment, shortened
from grader.report.site.plan import Site

PAGE_BYTES = 2_000_000  # no page is larger
RESULTS_BYTES = 1_600_000  # of the results on a student's page; the rest is for what stands around them
MAX_CELLS = 18_000  # of a table: up to a hundred bytes each, with a link
MAX_NAMED = 8  # students beside the example of a cluster
HARDEST = 6
CRAMPED = Room(lines=8, chars=400)

_BUCKET_NAMES = [f"{10 * step}–{10 * step + 9} %" for step in range(BUCKETS - 1)] + ["90–100 %"]
_T = TypeVar("_T", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Some(Generic[_T]):
    """The first entries of a list, and how many more there are."""

    shown: Sequence[_T]
    more: int


def some(entries: Sequence[_T], limit: int = MAX_LISTED) -> Some[_T]:
    """Return as many entries as a page can bear."""
    return Some(shown=entries[:limit], more=max(0, len(entries) - limit))


def index_page(site: Site) -> str:
    """The whole class at a glance."""
    counted = site.tally
    return _rendered(
        "index.html",
        site,
        up="",
        script="sort.js",
        problems=some(site.problems),
        unclear=some(_unclear(site.results)),
        bucket_names=_BUCKET_NAMES,
        hardest=hardest(counted),
        stuck=some(stuck(counted)),
        missing=some(missing(counted)),
        students=some(counted.students, MAX_CELLS // (len(site.topics) + 2)),
    )


def _unclear(results: ClassResults) -> Sequence[str]:
    """What was not understood of what was handed in; the sentences there are speak of unknown folders too."""
    return results.needs_a_look or [
        f"{folder}: a folder that names no exercise of the course; not graded." for folder in results.unknown_folders
    ]


def topic_page(site: Site, topic: Topic) -> str:
    """The exercises of a topic, and what each student earned in them."""
    students = some(site.tally.students, MAX_CELLS // (len(topic.exercises) + 2))
    return _rendered("topic.html", site, up="../", script="sort.js", topic=topic, students=students)


def exercise_page(site: Site, exercise: ExerciseStats) -> str:
    """The checks of an exercise by how many pass, and its wrong answers by the checks they fail."""
    students = [student.name for student in site.tally.students]
    results = {student.name: student.results.get(exercise.id) for student in site.tally.students}
    groups = some(clusters(students, exercise.checks))
    return _rendered(
        "exercise.html",
        site,
        up="../",
        exercise=exercise,
        topic=exercise.id.partition("/")[0],
        checks=sorted(exercise.checks, key=lambda check: check.share),
        full=sum(
            result is not None and result.graded and result.score == result.max_score for result in results.values()
        ),
        groups=Some(shown=[_group(cluster, results) for cluster in groups.shown], more=groups.more),
        problems=some([problem for problem in site.problems if problem.result.exercise == exercise.id]),
        absent=some([name for name, result in results.items() if result is None]),
    )


def _group(cluster: Cluster, results: dict[str, Result | None]) -> dict[str, Any]:
    """What is told of a cluster: its checks, with what its first student was told of each, and who is in it."""
    example, *others = cluster.students
    result = results[example]
    told = {check.id: check for check in (result.checks if result else ())}
    return {
        "size": len(cluster.students),
        "checks": some([told[check.id] for check in cluster.failed]),
        "example": example,
        "others": some(others, MAX_NAMED),
    }


def hardest(counted: Tally) -> list[tuple[str, CheckColumn]]:
    """The checks that fewest pass, hardest first, those that all pass left out: exercise, check."""
    found = [
        (exercise.id, check)
        for exercise in counted.exercises
        for check in exercise.checks
        if check.passed < check.tried
    ]
    return sorted(found, key=lambda pair: pair[1].share)[:HARDEST]


def student_page(site: Site, student: Student, *, audience: Audience) -> str:
    """One student's page: an overview, then each exercise.

    For an instructor it is a page of the site and leads to others. For the student it stands alone, names nobody
    else, and holds only what `grader.report.audience` lets a student read.
    """
    instructor = audience is Audience.INSTRUCTOR
    names = [other.name for other in site.tally.students] if instructor else []
    place = names.index(student.name) if instructor else 0
    return _rendered(
        "student.html",
        site,
        up="../",
        student=student,
        instructor=instructor,
        before=names[place - 1] if place else None,
        after=names[place + 1] if place + 1 < len(names) else None,
        sections=fitting([read_by(audience, result) for _, result in sorted(student.results.items())], audience),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One result on a student's page; `is_cut` when the page had no room for all of its texts."""

    result: Result
    body: str
    is_cut: bool


def fitting(results: Sequence[Result], audience: Audience, room_bytes: int = RESULTS_BYTES) -> list[Section]:
    """Render results so that they fit on one page together; what one does not use the next ones may."""
    sections = []
    for left in range(len(results), 0, -1):
        section = _section(results[len(results) - left], audience, room_bytes // left)
        room_bytes -= len(section.body.encode())
        sections.append(section)
    return sections


def _section(result: Result, audience: Audience, room_bytes: int) -> Section:
    """Render a result with as much of its texts as there is room for: roomy, cramped, or none."""
    for room in (ROOMY, CRAMPED):
        body = _body(shortened(result, room), audience)
        if len(body.encode()) <= room_bytes:
            return Section(result=result, body=body, is_cut=room is CRAMPED)
    return Section(result=result, body=_body(_bare(result), audience), is_cut=True)


def _body(result: Result, audience: Audience) -> str:
    macros = environment().get_template("macros.html").module
    return macros.one_result(result, 3, audience is Audience.INSTRUCTOR)  # type: ignore[attr-defined,no-any-return]


def _bare(result: Result) -> Result:
    return replace(shortened(result, EXCERPT), checks=tuple(map(_bare_check, result.checks)), output="")


def _bare_check(check: CheckResult) -> CheckResult:
    return replace(check, message="", asked="", answered="", where=(), detail="")


def _rendered(template: str, site: Site, *, up: str, script: str = "", **context: Any) -> str:
    return webpage.rendered(environment(), template, script=script, site=site, results=site.results, up=up, **context)
