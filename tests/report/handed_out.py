"""What tests of marks and feedback share: the sample files of platforms, and a class of the people in them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.analysis.assignments import Assignment
from grader.handins.roster import Person as Known
from grader.model import ClassResults, Result, Row
from grader.report.gradebooks.download import Download, fill_download
from grader.report.gradebooks.filling import Filled
from grader.report.gradebooks.platforms import Platform
from tests.samples import CONVERTERS, ISOLATION, a_check, a_result

PLATFORMS = Path(__file__).parent / "platforms"
PEOPLE: dict[str, dict[str, Any]] = {
    person["key"]: person for person in json.loads((PLATFORMS / "people.json").read_text(encoding="utf-8"))["people"]
}
LAB = Assignment(title="Lab 3: Matrix & Maps", weights={CONVERTERS: None})


def sample(name: str) -> bytes:
    return (PLATFORMS / name).read_bytes()


def scored(points: int, max_points: int = 40, **changes: Any) -> Result:
    return a_result(a_check(points=points, max_points=max_points), **changes)


def graded(*rows: Row, **changes: Any) -> ClassResults:
    return ClassResults(grader_version="0.1.0", isolation=ISOLATION, rows=rows, **changes)


def row(key: str, result: Result, handed_in_as: str = "") -> Row:
    """A hand-in of one of the people, whose folder has their full name."""
    return Row(student=PEOPLE[key]["full"], result=result, handed_in_as=handed_in_as)


def from_moodle(key: str, result: Result) -> Row:
    name = PEOPLE[key]["full"].replace("_", " ").replace("'", "")
    return row(key, result, f"{name}_{PEOPLE[key]['part']}_assignsubmission_file")


def known(*keys: str) -> dict[str, Known]:
    """A roster of some people, all by default."""
    return {
        person["full"]: Known(
            number=person["sis"],
            name=person["full"],
            email=person["email"],
            login=person["username"],
            ids={"canvas": str(person["canvas"])},
        )
        for key, person in PEOPLE.items()
        if not keys or key in keys
    }


def filled(
    platform: Platform,
    content: bytes,
    results: ClassResults,
    roster: dict[str, Known] | None = None,
    column: str = "",
    maximum: Fraction | None = None,
) -> Filled:
    download = Download(platform=platform, content=content, name="download.csv", column=column, maximum=maximum)
    return fill_download(download, results, LAB, roster)
