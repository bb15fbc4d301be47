"""The way through a course: what is solved here, topic by topic, and what comes next."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from grader.cli.options import JsonFlag, course_of, grade_words, language_in
from grader.cli.output import EXIT_EXERCISE, complain, print_json
from grader.cli.student import LangOption
from grader.model import Standing

if TYPE_CHECKING:
    from grader.course import Course, Exercise, Work
    from grader.report.writer import TerminalWriter

_BAR_CELLS = 20


def progress(ctx: typer.Context, lang: LangOption = None, json: JsonFlag = False) -> None:
    """Show the way through the course: topics, points, and what is next.

    Counted are the started folders in and below this one (three levels deep), by what `grade run` and `grade watch`
    have written into them. With a handout an exercise is at most *ready*: its hidden checks have not run.

    Exit codes: 0, 2 usage, 3 an exercise is wrong.

    \b
    Example:
      grade progress
    """
    from grader.cli.started import done, work_around
    from grader.course import next_exercise

    course = course_of(ctx)
    language = language_in(course, lang)
    exercises, errors = course.load_all()
    by_id = {exercise.id: exercise for exercise in exercises}
    work = work_around(by_id, Path())
    meant = next_exercise(by_id, done(work))
    if json:
        print_json(_as_json(course, exercises, work, meant))
    else:
        _show(course, exercises, work, language)
        _show_next(grade_words(ctx), meant, work, language)
    for error in errors:
        complain(error)
    if errors:
        raise typer.Exit(EXIT_EXERCISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Some exercises together. Points are those of hidden checks alone: examples give none."""

    exercises: int
    solved: int
    ready: int
    points: int
    max_points: int


def sum_of(exercises: Sequence[Exercise], work: Mapping[str, Work]) -> Sum:
    """Return what has come of these exercises."""
    standings = [work[exercise.id].standing for exercise in exercises if exercise.id in work]
    return Sum(
        exercises=len(exercises),
        solved=standings.count(Standing.SOLVED),
        ready=standings.count(Standing.READY),
        points=sum(_points(exercise, work.get(exercise.id)) for exercise in exercises),
        max_points=sum(exercise.spec.points for exercise in exercises),
    )


def _points(exercise: Exercise, work: Work | None) -> int:
    if work is None or work.record is None or not exercise.has_hidden_checks:
        return 0
    return work.record.best


def _by_topic(exercises: Sequence[Exercise]) -> dict[str, list[Exercise]]:
    topics: dict[str, list[Exercise]] = {}
    for exercise in exercises:
        topics.setdefault(exercise.id.partition("/")[0], []).append(exercise)
    return topics


def _has_hidden_checks(exercises: Sequence[Exercise]) -> bool:
    return any(exercise.has_hidden_checks for exercise in exercises)


def _as_json(
    course: Course, exercises: Sequence[Exercise], work: Mapping[str, Work], meant: Exercise | None
) -> dict[str, Any]:
    from dataclasses import asdict

    from grader.cli.started import as_json

    return {
        "course": course.manifest.title[course.manifest.languages[0]],
        "course_version": course.manifest.version,
        "hidden_checks": _has_hidden_checks(exercises),
        **asdict(sum_of(exercises, work)),
        "topics": [{"topic": topic, **asdict(sum_of(those, work))} for topic, those in _by_topic(exercises).items()],
        "work": {id: as_json(each) for id, each in work.items()},
        "next": meant.id if meant else None,
    }


def _show(course: Course, exercises: Sequence[Exercise], work: Mapping[str, Work], language: str) -> None:
    from grader.report.words import HIDDEN_HAVE_NOT_RUN
    from grader.report.writer import TerminalWriter

    writer = TerminalWriter(sys.stdout)
    topics = _by_topic(exercises)
    has_hidden = _has_hidden_checks(exercises)
    widest = max((len(topic) for topic in topics), default=0)
    writer.line((course.manifest.title[language], "bold"))
    writer.line()
    for topic, those in topics.items():
        _show_topic(writer, f"{topic:<{widest}}", sum_of(those, work), has_hidden)
    writer.line()
    writer.line((f"{_in_words(sum_of(exercises, work), has_hidden)}.", "bold"))
    if not has_hidden:
        writer.prose([], HIDDEN_HAVE_NOT_RUN)


def _show_topic(writer: TerminalWriter, name: str, sum: Sum, has_hidden: bool) -> None:
    from grader.report.terminal import bar

    writer.line(
        (f"{name}  ", ""),
        *bar(sum.solved + sum.ready, sum.exercises, _BAR_CELLS),
        (f"  {_in_words(sum, has_hidden)}", ""),
    )


def _in_words(sum: Sum, has_hidden: bool) -> str:
    if has_hidden:
        return f"{sum.solved} of {sum.exercises} solved, {sum.points} of {sum.max_points} points"
    solved = f", {sum.solved} of them solved" if sum.solved else ""
    return f"{sum.solved + sum.ready} of {sum.exercises} ready{solved}"


def _show_next(grade: str, meant: Exercise | None, work: Mapping[str, Work], language: str) -> None:
    from grader.cli.onward import how_to_begin
    from grader.report.writer import TerminalWriter

    writer = TerminalWriter(sys.stdout)
    if meant is None:
        writer.line(("Nothing is left to do here.", ""))
        return
    writer.line((f"Next: {meant.id}, {meant.spec.title_in(language)}", ""))
    writer.line((f"  {how_to_begin(grade, meant, work.get(meant.id))}", "bold"))
