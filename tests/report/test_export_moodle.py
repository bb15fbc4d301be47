"""Marks into Moodle's grading worksheet."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from grader.errors import UsageError
from grader.model import ClassResults
from grader.report.gradebooks.filling import Filled
from grader.report.gradebooks.platforms import Platform
from tests.report.handed_out import PEOPLE, filled, from_moodle, graded, known, row, sample, scored
from tests.samples import a_not_graded, a_refused

AMARA = "Submitted for grading - 1 hour 3 mins late,{},10.00,Yes"
JOSE = "Submitted for grading - Graded,{},10.00,Yes"


def fill(name: str, results: ClassResults, **options: Any) -> Filled:
    return filled(Platform.MOODLE, sample(f"moodle/{name}"), results, **options)


def changed(name: str, *replacements: tuple[str, str]) -> bytes:
    """The sample with some words replaced, each of which stands in it once."""
    raw = sample(f"moodle/{name}").decode()
    for before, after in replacements:
        assert raw.count(before) == 1
        raw = raw.replace(before, after)
    return raw.encode()


def test_a_worksheet_has_its_grades_and_else_every_byte_it_had() -> None:
    """Dates, online texts, feedback and the byte order mark are as they came; another mark is written over and told."""
    done = fill("worksheet.csv", graded(from_moodle("amara", scored(32)), from_moodle("jose", scored(37))))

    assert done.sheet.to_bytes() == changed(
        "worksheet.csv", (AMARA.format(""), AMARA.format("8.00")), (JOSE.format("8.50"), JOSE.format("9.25"))
    )
    assert [(change.line, change.before, change.after) for change in done.overwritten] == [(3, "8.50", "9.25")]
    assert done.left == ()


def test_a_mark_that_stands_there_already_is_left_as_it_is_written() -> None:
    """`8.50` again changes no byte."""
    done = fill("worksheet.csv", graded(from_moodle("jose", scored(34))))

    assert (done.sheet.to_bytes(), done.same) == (sample("moodle/worksheet.csv"), 1)


@pytest.mark.parametrize("result", [a_not_graded(), a_refused()], ids=["not graded", "refused"])
def test_no_mark_never_empties_a_cell(result: Any) -> None:
    """Where there is no mark, the one that stands there stays, and the reason is told."""
    done = fill("worksheet.csv", graded(from_moodle("jose", result)))

    assert done.sheet.to_bytes() == sample("moodle/worksheet.csv")
    assert [student for student, _ in done.left] == [PEOPLE["jose"]["full"]]


def test_who_handed_in_nothing_keeps_their_cell_and_is_counted() -> None:
    """A student of the class without a hand-in is no reason to write anything."""
    done = fill("worksheet.csv", graded(from_moodle("amara", scored(4)), students=(PEOPLE["jose"]["full"],)))

    assert JOSE.format("8.50") in done.sheet.to_bytes().decode()
    assert done.nothing_handed_in == 1


def test_a_grade_that_moodle_has_locked_is_left_and_told() -> None:
    """`Grade can be changed` says No."""
    done = fill("worksheet.csv", graded(from_moodle("siobhan", scored(4))))

    assert done.sheet.to_bytes() == sample("moodle/worksheet.csv")
    assert done.left == ((PEOPLE["siobhan"]["full"], "line 5: the grade cannot be changed in Moodle"),)


def test_words_of_an_instructor_are_left_and_told() -> None:
    """What is no number in a grade's place was written by somebody."""
    raw = sample("moodle/worksheet.csv").replace(b"Graded,8.50,", b"Graded,see me,")

    done = filled(Platform.MOODLE, raw, graded(from_moodle("jose", scored(4))))

    assert done.sheet.to_bytes() == raw
    assert done.left == ((PEOPLE["jose"]["full"], "line 3: holds `see me`"),)


def test_rows_of_nobody_here_are_counted() -> None:
    """Many of them tell that it is the wrong file."""
    assert fill("worksheet.csv", graded(from_moodle("jose", scored(4)))).strangers == 4


def test_people_are_found_by_number_or_address_too() -> None:
    """With a roster, hand-ins need not come from Moodle."""
    results = graded(row("amara", scored(20)), row("tobias", scored(10)))

    done = fill("worksheet-newer-lowercase-idnumber-us-dates.csv", results, roster=known())

    assert [change.after for change in done.changes] == ["5.00", "2.50"]


def test_a_name_finds_nobody() -> None:
    """Two people may have one name: without an id no mark is written, no row added, and it is told."""
    done = fill("worksheet.csv", graded(row("amara", scored(20))))

    assert done.sheet.to_bytes() == sample("moodle/worksheet.csv")
    assert done.left == ((PEOPLE["amara"]["full"], "no row has their number, e-mail, login or id"),)


def test_a_number_of_another_kind_is_no_participant() -> None:
    """Student number 310 is not participant 310."""
    person = known("amara")[PEOPLE["amara"]["full"]]
    results = graded(row("amara", scored(20)))
    roster = {PEOPLE["amara"]["full"]: type(person)(number="310")}

    assert fill("worksheet.csv", results, roster=roster).changes == ()


def test_the_worksheet_of_another_assignment_is_noticed() -> None:
    """Participants are numbered anew in each: number and name must both agree."""
    results = graded(row("amara", scored(20), "Amara Okonkwo-Lind_311_assignsubmission_file"))

    done = fill("worksheet.csv", results)

    assert done.changes == ()
    assert "line 3 has their id and another name" in done.left[0][1]


def test_a_team_is_never_taken_for_a_participant() -> None:
    """The number of a team's folder is a group's."""
    results = graded(row("amara", scored(20), "Team Ångström_310_assignsubmission_file"))

    assert fill("worksheet.csv", results).changes == ()


def test_ids_that_contradict_each_other_find_nobody() -> None:
    """The number is one person's and the address another's: neither gets the mark."""
    person = known("amara")[PEOPLE["amara"]["full"]]
    mixed = type(person)(number=person.number, email=PEOPLE["tobias"]["email"])

    done = fill(
        "worksheet-newer-lowercase-idnumber-us-dates.csv",
        graded(row("amara", scored(20))),
        roster={PEOPLE["amara"]["full"]: mixed},
    )

    assert done.changes == ()
    assert done.left[0][1] == "their ids stand in several rows: lines 2, 3"


def test_two_people_never_share_a_row() -> None:
    """Whose mark would stand there?"""
    results = graded(from_moodle("amara", scored(20)), row("jose", scored(40)))
    roster = known("jose") | {PEOPLE["jose"]["full"]: known("amara")[PEOPLE["amara"]["full"]]}

    done = fill("worksheet.csv", results, roster=roster)

    assert done.changes == ()
    assert len(done.left) == 2


def test_blind_marking_is_found_by_the_participant_alone() -> None:
    """There is no name to compare, in the worksheet or in the download."""
    results = graded(row("amara", scored(20), "Participant_900_assignsubmission_file"))

    done = fill("worksheet-blind.csv", results)

    assert [(change.line, change.after) for change in done.changes] == [(2, "5.00")]


def test_a_site_in_another_language_keeps_its_decimal_comma() -> None:
    """`8,50` in quotes, and the maximum beside it untouched."""
    done = fill("worksheet-german-decimal-comma.csv", graded(from_moodle("amara", scored(37))))

    assert done.sheet.to_bytes() == changed("worksheet-german-decimal-comma.csv", ('"8,50"', '"9,25"'))


def test_a_grade_of_another_name_can_be_named() -> None:
    """Headers are translated; the instructor may say which it is."""
    raw = sample("moodle/worksheet-blind.csv").replace(b",Grade,", b",Note,")
    results = graded(row("amara", scored(20), "Participant_900_assignsubmission_file"))

    done = filled(Platform.MOODLE, raw, results, column="note")

    assert [change.after for change in done.changes] == ["5.00"]


def test_a_download_that_was_unpacked_by_hand_is_known_by_its_folders() -> None:
    """The folder is then the student's name."""
    results = graded(row("amara", scored(20)))
    folder = "Amara Okonkwo-Lind_310_assignsubmission_file"
    results = graded(type(results.rows[0])(student=folder, result=scored(20)))

    assert [change.after for change in fill("worksheet.csv", results).changes] == ["5.00"]


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("gradebook-export.csv", "`download.csv` is no grading worksheet: it has no column `Grade`"),
        ("worksheet-scale.csv", "`download.csv`, line 2: no maximum stands behind the grade"),
    ],
)
def test_what_is_no_worksheet_with_points_is_told(name: str, fact: str) -> None:
    """Another export, or a scale of words."""
    with pytest.raises(UsageError) as error:
        fill(name, graded(from_moodle("amara", scored(20))))

    assert error.value.fact == fact


def test_a_line_that_is_none_of_moodles_is_told_with_its_number() -> None:
    """Such as a sum that somebody added below."""
    raw = sample("moodle/worksheet-blind.csv") + b"mean,,6\n"

    with pytest.raises(UsageError, match=r"`download.csv`, line 4: expected `Participant` with a number, and 8 cells"):
        filled(Platform.MOODLE, raw, graded(from_moodle("amara", scored(20))))


def test_a_maximum_can_be_said() -> None:
    """Where the file's own is not what the mark is out of."""
    done = fill("worksheet.csv", graded(from_moodle("amara", scored(20))), maximum=Fraction(100))

    assert [change.after for change in done.changes] == ["50.00"]
