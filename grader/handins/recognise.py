"""Which layout a class's folder or download has, told by its own names at the top, most of which must agree.

What a student chooses lies below: one student's names alone never turn a class into a platform's download.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import UsageError
from grader.handins import canvas, clones, folders, gradescope, moodle, named
from grader.handins.assemble import Known, assemble
from grader.handins.class_toml import ClassFile, bytes_of
from grader.handins.exercises import ExerciseNames
from grader.handins.nouns import Claim, ClassPlan, Reading
from grader.handins.people import People, folded
from grader.handins.roster import MOST_BYTES, table_of
from grader.handins.source import Download, glance, open_download, read_text
from grader.handins.unsupported import MOST, share, unsupported
from grader.submission.archive import is_archive_name
from grader.submission.names import show

LAYOUTS = ("folders", "moodle", "canvas", "gradescope", "clones", "named")


def understand(
    ids: Sequence[str], path: Path, *, book: ClassFile, asked: tuple[str, ...] = (), layout: str = ""
) -> ClassPlan:
    """Return the plan of a class's folder or download.

    `asked` are the exercises that were named, `layout` is one of `LAYOUTS` or "". Raises `UsageError` where there is
    nothing, where it is a platform's that is not read here, and where nothing can be graded.
    """
    people = People(book.roster) if book.roster else None
    if not path.exists():
        raise UsageError(
            f"there is no folder `{path}`", hint="it must hold STUDENT/TOPIC/EXERCISE, or be a platform's download"
        )
    is_known = bool(people or asked or book.spec.assignments)
    layout = layout or told_by_names(seen := glance(path)) or ("named" if is_known and _is_packed(seen) else "")
    refusal = _not_told(path)
    if layout == "folders" or (not layout and path.is_dir()):
        try:
            return _of_folders(ids, path, people)
        except UsageError as error:
            refusal = error
    download = open_download(path)
    layout = layout or _by_people(download, known=is_known)
    if layout in ("", "folders"):
        raise refusal
    return _of_download(layout, download, ids, path, book=book, people=people, asked=asked)


def _of_download(
    layout: str,
    download: Download,
    ids: Sequence[str],
    path: Path,
    *,
    book: ClassFile,
    people: People | None,
    asked: tuple[str, ...],
) -> ClassPlan:
    known = Known(
        names=ExerciseNames(ids),
        people=people,
        asked=asked or _asked_by_title(book, path.name) or _only(book),
        asked_by=lambda text: _asked_by_title(book, text),
    )
    reading = _timed(_read(layout, download, people), book, known.asked)
    return _usable(assemble(reading, download, known), path)


def _not_told(path: Path) -> UsageError:
    return UsageError(
        f"nothing tells what `{path}` is a download of", hint=f"say so with `--layout`: {', '.join(LAYOUTS)}"
    )


def told_by_names(download: Download) -> str:
    """Return the layout that the names at the top tell, "" for none. Raises `UsageError` for one that is not read."""
    names = list(download.files)
    if platform := unsupported(download.name, names):
        raise UsageError(
            f"`{download.name}` looks like a download of {platform}, which is not supported",
            hint="put each student's work into a folder or a zip named after the student, and use `--layout named`",
        )
    if share(names, lambda name: any(moodle.MARK in part for part in name.split("/")[:2])) >= MOST:
        return "moodle"
    if _metadata(download):
        return "gradescope"
    flat = [name for name in names if "/" not in name]
    if flat and len(_tops(names)) == len(flat) and canvas.is_canvas(flat):
        return "canvas"
    return ""


def _is_packed(download: Download) -> bool:
    """Tell whether there are more archives than folders at the top: then the folders are no students' either."""
    tops = [folder for folder in download.folders if "/" not in folder]
    return sum(is_archive_name(name) for name in download.files if "/" not in name) > len(tops)


def _by_people(download: Download, *, known: bool) -> str:
    tops = [folder for folder in download.folders if "/" not in folder]
    loose = [name for name in download.files if "/" not in name]
    if clones.is_clones(download.name, tops, download.repositories):
        return "clones"
    return "named" if known or download.labels or any(name.lower().endswith(".zip") for name in loose) else ""


def _tops(names: Sequence[str]) -> set[str]:
    return {name.partition("/")[0] for name in names}


def _metadata(download: Download) -> str:
    tops = _tops(list(download.files))
    places = [gradescope.METADATA, *(f"{top}/{gradescope.METADATA}" for top in tops if len(tops) == 1)]
    return next((place for place in places if place in download.files), "")


def _read(layout: str, download: Download, people: People | None) -> Reading:
    names = list(download.files)
    is_known = people.knows if people else lambda _: False
    if layout == "moodle":
        return moodle.read(names)
    if layout == "canvas":
        return canvas.read(names, is_known)
    if layout == "gradescope":
        place = _metadata(download)
        if not place:
            raise UsageError(f"there is no {gradescope.METADATA} in `{download.name}`", hint="export it once more")
        text = read_text(download.files[place], gradescope.MOST_BYTES)
        return gradescope.read(names, gradescope.metadata_of(text))
    if layout == "clones":
        tops = [folder for folder in download.folders if "/" not in folder]
        return clones.read(download.name, tops, names, is_known)
    return named.read(names, download.folders)


def _usable(plan: ClassPlan, path: Path) -> ClassPlan:
    if not plan.jobs:
        told = "; ".join(plan.needs_a_look[:5])
        hint = "name the exercise with `--exercise`, or a class.toml's assignment with `--assignment`"
        raise UsageError(f"there is no submission in `{path}`", hint=f"{hint}; {told}" if told else hint)
    return plan


# What class.toml knows


def _asked_by_title(book: ClassFile, text: str) -> tuple[str, ...]:
    """Return the exercises of the assignment whose title stands in a text, of two the one with the longer title."""
    said = folded(text)
    found = [each for each in book.spec.assignments if folded(each.title) and folded(each.title) in said]
    longest = max(found, key=lambda each: len(folded(each.title)), default=None)
    return tuple(part.id for part in longest.exercises) if longest else ()


def _only(book: ClassFile) -> tuple[str, ...]:
    every = book.spec.assignments
    return tuple(part.id for part in every[0].exercises) if len(every) == 1 else ()


def _timed(reading: Reading, book: ClassFile, asked: tuple[str, ...]) -> Reading:
    """Return a reading with the lateness that class.toml can tell: by a time to be in, or by Moodle's worksheet."""
    fitting = [each for each in book.spec.assignments if tuple(part.id for part in each.exercises) == asked]
    for assignment in fitting[:1]:
        if assignment.worksheet and reading.layout == "moodle":
            where = book.folder / assignment.worksheet
            reading = moodle.with_worksheet(reading, *table_of(bytes_of(where, MOST_BYTES), assignment.worksheet))
        if assignment.due is not None:
            reading = gradescope.with_due(reading, assignment.due)
    return reading


def _of_folders(ids: Sequence[str], path: Path, people: People | None) -> ClassPlan:
    plan = folders.plan(ids, path)
    return plan if people is None else with_people(plan, people)


def with_people(plan: ClassPlan, people: People) -> ClassPlan:
    """Return a plan of students' folders with the rows of the roster.

    Who is not on it is told, and two folders that name one person keep their own names.
    """
    found = {student: people.find(Claim(shown=student, text=student)) for student in plan.students}
    meant = Counter(match.people[0] for match in found.values() if match.people)
    rows, told = {}, []
    for student, match in found.items():
        is_sure = bool(match.people) and meant[match.people[0]] == 1 and not match.is_contested
        rows[student] = people.row_of(match.people[0]) if is_sure else student
        if match.odd:
            told.append(match.odd)
        elif not is_sure:
            told.append(f"{show(student)} names {show(people.row_of(match.people[0]))}, and another folder does too.")
    return replace(
        plan,
        jobs=tuple(replace(job, student=rows[job.student]) for job in plan.jobs),
        students=tuple(dict.fromkeys([*people.rows(), *rows.values()])),
        needs_a_look=(*plan.needs_a_look, *told),
        people={people.row_of(match.people[0]): match.people[0] for match in found.values() if match.people},
    )
