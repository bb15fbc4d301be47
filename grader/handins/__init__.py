"""Finds the hand-ins of a class: in a folder of students, or in what a platform lets a teacher download.

Theory of operation
-------------------
A class comes as a folder or as one zip. `source` lists it: names, and entries that read themselves; no link is
followed, no zip is unpacked to disk. A layout, a pure function of names, says who handed in which files at once
(`Reading`). `people` holds each claim against the roster, `pieces` finds the exercise, `assemble` gives the rows and
chooses between attempts. What comes out is a plan: nothing has been graded, and everything odd is a sentence in it.

    folders, moodle, canvas, gradescope, clones, named    one layout each
    unsupported      platforms that are told and not read
    recognise        which layout it is, and the table of contents of all this
    source           the door to the disk
    roster, people   who is in the class, and who is meant
    class_toml       assignments and the roster's columns
    exercises        which exercise a name says
    labels, pieces   which exercises an attempt holds
    assemble         rows, jobs, and what needs a look
    nouns            what passes between them

Whose word counts: who handed in is what the platform or the teacher's folder says; a label of `grade handin` is the
student's own word: it decides the exercise, and the student only where nothing else tells.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from grader.handins.class_toml import ClassFile, ClassSpec, beside, read_class
from grader.handins.exercises import exercise_in
from grader.handins.nouns import ClassPlan, HandIn
from grader.handins.recognise import LAYOUTS, understand

__all__ = ["LAYOUTS", "ClassFile", "ClassPlan", "HandIn", "beside", "exercise_in", "plan", "read_class"]


def plan(
    ids: Collection[str],
    folder: Path,
    *,
    book: ClassFile | None = None,
    exercise: str = "",
    assignment: str = "",
    layout: str = "",
) -> ClassPlan:
    """Find the hand-ins of a class, for exercises of these ids.

    `book` is its class.toml, `exercise` or `assignment` what the download is of, `layout` one of `LAYOUTS` where
    it must not be told by the names. Raises `UsageError` when there is nothing there, or nothing that can be graded.
    """
    book = book or ClassFile(spec=ClassSpec(schema_version=1))
    asked = tuple(part.id for part in book.assignment(assignment).exercises) if assignment else ()
    return understand(sorted(ids), folder, book=book, asked=(exercise,) if exercise else asked, layout=layout)
