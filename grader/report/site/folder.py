"""Writing a site: all of it, or none.

The pages go into a fresh folder, which then takes the place of the old one: whoever opens the report while it is
written, or after the writing was cut short, finds the whole old site or the whole new one. Only a site of ours is
ever replaced.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.model import ClassResults
from grader.report import webpage
from grader.report.audience import Audience
from grader.report.html import environment
from grader.report.site.pages import exercise_page, index_page, student_page, topic_page
from grader.report.site.plan import Site, plan_site

_MARK = b'<meta name="generator" content="grade class">'
_MARK_WITHIN_BYTES = 4096


def write_site(results: ClassResults, folder: Path) -> None:
    """Write the pages of a class; raises `UsageError` where `folder` holds something else."""
    check_folder(folder)
    fresh, old = (folder.with_name(f".{folder.name}.{state}") for state in ("new", "old"))
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    for name, page in site_pages(plan_site(results)):
        file = fresh / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8", newline="")
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Raise `UsageError` unless a site may stand in `folder`: nothing there, an empty folder, or a site of ours."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir() or (any(folder.iterdir()) and not _is_ours(folder)):
        raise UsageError(
            f"`{folder}` is in the way: the report goes there", hint="move it, or name another folder: `--out DIR`"
        )


def _is_ours(folder: Path) -> bool:
    try:
        with (folder / "index.html").open("rb") as index:
            return _MARK in index.read(_MARK_WITHIN_BYTES)
    except OSError:
        return False


def site_pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page, one after the other: a large class does not fit in memory."""
    yield "index.html", index_page(site)
    for topic in site.topics:
        yield site.topic_pages[topic.id], topic_page(site, topic)
    for exercise in site.tally.exercises:
        yield site.exercises[exercise.id], exercise_page(site, exercise)
    for student in site.tally.students:
        yield site.students[student.name], student_page(site, student, audience=Audience.INSTRUCTOR)


def lead_page(results: ClassResults, folder: str) -> str:
    """Return a small page that leads to the site in `folder` beside it."""
    return webpage.rendered(environment(), "lead.html", results=results, target=f"{folder}/index.html")
