"""A downloaded file, filled: read, understood, matched, filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.analysis.assignments import Assignment, marks
from grader.handins.roster import Person as Known
from grader.model import ClassResults
from grader.report.gradebooks import canvas, moodle
from grader.report.gradebooks.filling import Filled, fill, people_of
from grader.report.gradebooks.people import Understood
from grader.report.gradebooks.platforms import Platform
from grader.report.gradebooks.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file as it came, and what an instructor says of it where it does not say so itself.

    `name` is for errors, `column` the column to fill, `maximum` what that is out of.
    """

    platform: Platform
    content: bytes
    name: str
    column: str = ""
    maximum: Fraction | None = None


def fill_download(
    download: Download, results: ClassResults, assignment: Assignment, known: Mapping[str, Known] | None = None
) -> Filled:
    """Return the file with the marks of an assignment filled in.

    Raises `UsageError`, with the line where there is one, for a file that is not understood.
    """
    sheet = read_sheet(download.content, download.name)
    understood = _understood(download, sheet, assignment)
    identified = _IDENTIFIED[download.platform]
    people = people_of(results, assignment.weights, known or {}, download.platform.value, identified)
    return fill(sheet, understood, people, marks(results, assignment))


_IDENTIFIED = {Platform.MOODLE: moodle.identified, Platform.CANVAS: canvas.identified}


def _understood(download: Download, sheet: Sheet, assignment: Assignment) -> Understood:
    if download.platform is Platform.MOODLE:  # a worksheet is of one assignment, and has one grade
        return moodle.understand(sheet, download.name, column=download.column, maximum=download.maximum)
    wanted = download.column or assignment.column or assignment.title
    return canvas.understand(sheet, download.name, column=wanted, maximum=download.maximum)
