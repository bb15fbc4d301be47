"""Every sample download is read as `expected*.json` reads it, or told as not supported."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UsageError
from grader.handins import canvas, moodle
from grader.handins.class_toml import Assignment, ClassFile, ClassSpec, Part
from grader.handins.people import People
from tests.handins.make import ID, SAMPLES, book, planned, roster, unpacked, work

EXPECTED = json.loads((SAMPLES / "expected-plans.json").read_text(encoding="utf-8"))
# What the platform took out of a name cannot come back: it is the roster that knows it.
CANVAS_WRITES = {"task: 3?.py": "task_ 3_.py"}


def sample(folder: str) -> Path:
    """Return the one download in a folder of the samples."""
    place = SAMPLES / folder
    return next(iter(place.glob("*.zip")), place)


def readings(folder: str) -> list[Any]:
    return json.loads((SAMPLES / folder / "expected.json").read_text(encoding="utf-8"))


def names(folder: str) -> list[str]:
    with zipfile.ZipFile(sample(folder)) as archive:
        return archive.namelist()


@pytest.mark.parametrize("folder", ["moodle/flat", "moodle/folders-4.1-and-later"])
def test_a_moodle_entry_is_read_as_expected(folder: str) -> None:
    """Person, participant, plugin and file agree in every entry; a name that Moodle cut is found on the roster."""
    people = People(roster())
    for said in readings(folder):
        piece = moodle.piece_of(said["entry"])
        assert piece is not None
        claim = moodle.claim_of(piece.who)
        (person,) = people.find(claim).people

        assert (claim.id, piece.plugin) == (str(said["participant"]), said["plugin"])
        assert piece.inner == said.get("path", said.get("filename"))
        # Moodle wrote the `_` of `Kim_42_ Ekström` as spaces; the roster has it as it was.
        assert said["student"] in (person.name, claim.shown)


def test_a_moodle_team_is_read_as_expected() -> None:
    """A group has a name and a number of its own, the default group none."""
    for said in readings("moodle/team-4.1-and-later"):
        piece = moodle.piece_of(said["entry"])
        assert piece is not None
        claim = moodle.claim_of(piece.who)

        assert (claim.shown, claim.id) == (said["group"], str(said["group_id"] or ""))


@pytest.mark.parametrize("with_roster", [True, False], ids=["roster", "no roster"])
@pytest.mark.parametrize("folder", ["canvas/individual", "canvas/group", "canvas/anonymous"])
def test_a_canvas_entry_is_read_as_expected(folder: str, with_roster: bool) -> None:
    """Number, lateness and file agree in every entry, also where a name ends like a number."""
    is_known = People(roster()).knows if with_roster else lambda _: False
    reading = canvas.read(names(folder), is_known)
    by_entry = {full: (one, inner) for one in reading.attempts for inner, full in one.files}
    idle = {claim.id for claim in reading.idle}

    for said in readings(folder):
        id = str(said.get("user_id") or said.get("representative_user_id") or said.get("anonymous_id"))
        if "kind" in said:  # what was typed in is nothing that can be graded
            assert id in idle
            continue
        one, inner = by_entry[said["entry"]]
        assert (one.claim.id, one.is_late) == (id, said.get("late", False))
        assert "display_name" not in said or inner == CANVAS_WRITES.get(said["display_name"], said["display_name"])


@pytest.mark.parametrize("folder", EXPECTED)
def test_a_download_becomes_the_expected_rows(folder: str) -> None:
    """With a roster: whose row, which files, and how many sentences need a look."""
    made = planned(sample(folder), book())

    said = EXPECTED[folder]
    assert made.layout == said["layout"]
    assert work(made) == said["work"]
    assert len(made.needs_a_look) == said["needs_a_look"], made.needs_a_look
    assert [sentence.split("`")[1] for sentence in made.late] == said.get("late", [])


# Without the zip of a Windows in code page 850: Python itself unpacks its names as those of 437, so a folder of it is another.
ZIPS = [folder for folder in EXPECTED if sample(folder).suffix == ".zip" and "windows" not in folder]


@pytest.mark.parametrize("folder", ZIPS)
def test_an_unpacked_download_is_the_same(folder: str, tmp_path: Path) -> None:
    """Zip or folder: the plan does not change, and the bytes are there."""
    there = unpacked(sample(folder), tmp_path / "download")

    whole, loose = planned(sample(folder), book()), planned(there, book())

    assert {row: sorted(files) for row, files in work(whole).items()} == {
        row: sorted(files) for row, files in work(loose).items()
    }
    assert (whole.layout, whole.students) == (loose.layout, loose.students)
    assert [sorted(entry.read(9) for entry in job.files) for job in whole.jobs] == [
        sorted(entry.read(9) for entry in job.files) for job in loose.jobs
    ]


@pytest.mark.parametrize("folder", EXPECTED)
def test_every_download_is_read_without_a_roster(folder: str) -> None:
    """Nobody is lost: as many hand-ins, under the names that the platform gives."""
    assert len(planned(sample(folder)).jobs) == sum(map(bool, EXPECTED[folder]["work"].values())) + EXPECTED[
        folder
    ].get("of one row", 0)


@pytest.mark.parametrize(
    ("folder", "platform"),
    [
        ("blackboard", "Blackboard"),
        ("brightspace/root-layout", "Brightspace"),
        ("brightspace/with-top-folder", "Brightspace"),
        ("classroom50/prg-101-lab-3_submissions_2026_11_28_T_10_11_12", "Classroom 50"),
        ("nbgrader", "nbgrader"),
        ("autolab", "Autolab"),
        ("autolab/underscore-handin", "Autolab"),
        ("submitty", "Submitty"),
        ("google-classroom", "Google Classroom"),
    ],
)
@pytest.mark.parametrize("is_unpacked", [False, True], ids=["as it came", "unpacked"])
def test_another_platforms_download_is_told(folder: str, platform: str, is_unpacked: bool, tmp_path: Path) -> None:
    """It is recognised and not supported: never graded wrongly."""
    there = sample(folder)
    if is_unpacked and there.suffix == ".zip":
        there = unpacked(there, tmp_path / there.stem)

    with pytest.raises(UsageError, match=f"{platform}.*not supported"):
        planned(there, book())


def test_the_worksheet_tells_who_is_late_and_who_is_who(tmp_path: Path) -> None:
    """Moodle's names hold no times: its grading worksheet does, and addresses."""
    head = ["Identifier", "Full name", "Email address", "Status"]
    rows = [["Participant 310", "A. O.", "amara.okonkwo@uni.example", "Submitted for grading - 1 hour 3 mins late"]]
    reading = moodle.with_worksheet(moodle.read(names("moodle/flat")), head, rows)

    late = [one.claim for one in reading.attempts if one.is_late]

    assert [(claim.id, claim.email) for claim in late] == [("310", "amara.okonkwo@uni.example")]


def with_assignment(**facts: Any) -> ClassFile:
    """Return a class.toml of one assignment, beside the worksheet of the samples."""
    assignment = Assignment(title="Lab 3", exercises=(Part(id=ID),), **facts)
    spec = ClassSpec(schema_version=1, assignments=(assignment,))
    return ClassFile(spec=spec, roster=roster(), folder=SAMPLES / "moodle")


@pytest.mark.parametrize(
    ("folder", "facts", "late"),
    [
        ("moodle/flat", {"worksheet": "Grades-PRG101-Lab 3 Matrix  Maps-4711.csv"}, ["Amara Okonkwo-Lind"]),
        ("gradescope", {"due": datetime(2026, 11, 20, 23, 3, tzinfo=UTC)}, None),
        ("gradescope", {"due": datetime(2026, 11, 30, tzinfo=UTC)}, []),
    ],
)
def test_class_toml_tells_who_is_late(folder: str, facts: dict[str, Any], late: list[str] | None) -> None:
    """By Moodle's grading worksheet, or by Gradescope's times in whatever zone."""
    said = [sentence.split("`")[1] for sentence in planned(sample(folder), with_assignment(**facts)).late]

    if late is None:
        assert "Amara Okonkwo-Lind" in said  # 15:03:11 at -08:00
        assert "Petra Null" not in said  # 12:00 there
    else:
        assert said == late
