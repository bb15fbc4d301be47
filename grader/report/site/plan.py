"""The pages of a class: their names, and what all of them know of the class."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from grader.analysis.tally import Problem, Tally, tally
from grader.analysis.topics import Topic, topics
from grader.model import ClassResults
from grader.report.words import short_ids

MAX_SLUG_CHARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A class, and where its pages lie: by student's name, exercise's id and topic's id, relative to the site."""

    results: ClassResults
    tally: Tally
    problems: list[Problem]
    topics: tuple[Topic, ...]
    shorts: dict[str, str]
    students: dict[str, str]
    exercises: dict[str, str]
    topic_pages: dict[str, str]
    topic_shorts: dict[str, str]
    anchors: dict[str, str]  # of an exercise on the page of a student


def plan_site(results: ClassResults) -> Site:
    """Count a class and name its pages."""
    counted = tally(results)
    by_topic = topics(counted)
    ids = [exercise.id for exercise in counted.exercises]
    return Site(
        results=results,
        tally=counted,
        problems=counted.problems,
        topics=by_topic,
        shorts=short_ids(ids),
        students=page_names("students", (student.name for student in counted.students)),
        exercises=page_names("exercises", ids),
        topic_pages=page_names("topics", (topic.id for topic in by_topic)),
        topic_shorts=_topic_shorts([topic.id for topic in by_topic]),
        anchors={id: f"e{number}" for number, id in enumerate(ids, 1)},
    )


def page_names(folder: str, names: Iterable[str]) -> dict[str, str]:
    """Return a page for each name: `students/007-ada-lovelace.html`.

    The number makes it unique, also where names differ in case or normalisation only, or have no letter of ASCII; no
    other character of the name than ASCII letters and digits comes through, so that it is safe on every system.
    """
    ordered = list(names)
    digits = len(str(len(ordered)))
    numbered = ((name, f"{number:0{digits}}", slug(name)) for number, name in enumerate(ordered, 1))
    return {name: f"{folder}/{number}{'-' if words else ''}{words}.html" for name, number, words in numbered}


def slug(name: str) -> str:
    """Return the letters and digits of a name in lower-case ASCII, joined by hyphens; empty if it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[: MAX_SLUG_CHARS + 1].strip("-")[:MAX_SLUG_CHARS].strip("-")


def _topic_shorts(ids: list[str]) -> dict[str, str]:
    """Return `04` for `04-routing`; numbers `#1`, `#2` … for all when that fails or is not unique."""
    shorts = [id.partition("-")[0] for id in ids]
    if len(set(shorts)) < len(ids) or not all(short.isdecimal() for short in shorts):
        shorts = [f"#{number}" for number in range(1, len(ids) + 1)]
    return dict(zip(ids, shorts, strict=True))
