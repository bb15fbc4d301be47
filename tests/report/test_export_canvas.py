"""Marks into the gradebook of a Canvas course."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.handins.roster import Person as Known
from grader.model import ClassResults
from grader.report.gradebooks.filling import Filled
from grader.report.gradebooks.platforms import Platform
from grader.report.gradebooks.sheet import read_sheet
from tests.report.handed_out import PEOPLE, filled, graded, known, row, sample, scored
from tests.samples import a_not_graded, a_refused

HEADER = "Lab 3: Matrix & Maps (9002)"


def fill(name: str, results: ClassResults, **options: Any) -> Filled:
    return filled(Platform.CANVAS, sample(f"canvas/{name}"), results, **{"roster": known(), **options})


def changed(name: str, student: str, before: str, after: str) -> bytes:
    """The sample with one student's first such words replaced."""
    lines = sample(f"canvas/{name}").split(b"\n")
    at = next(at for at, line in enumerate(lines) if student.encode() in line)
    assert before.encode() in lines[at]
    lines[at] = lines[at].replace(before.encode(), after.encode(), 1)
    return b"\n".join(lines)


@pytest.mark.parametrize("name", ["export.csv", "export-bom-crlf.csv"])
def test_a_gradebook_has_its_marks_and_else_every_byte_it_had(name: str) -> None:
    """Mark, line ends, totals, the rows on top and a name that a spreadsheet would run are as they came."""
    done = fill(name, graded(row("amara", scored(33))))

    assert done.sheet.to_bytes() == changed(name, "Amara", ",9.00,,EX,", ",9.00,8.25,EX,")
    assert (done.left, done.overwritten) == ((), ())


def test_a_mark_of_another_hand_is_written_over_and_told() -> None:
    """And one that is the same is left as it is written."""
    done = fill("export.csv", graded(row("jose", scored(34)), row("siobhan", scored(40))))

    assert done.sheet.to_bytes() == changed("export.csv", "O'Dwyer", ",0.00,7.25,", ",0.00,10.00,")
    assert [(change.line, change.before) for change in done.overwritten] == [(6, "7.25")]
    assert done.same == 1


def test_what_is_out_of_other_points_is_scaled_once() -> None:
    """5 of 40 points are 1.25 of 10; 1 of 3 is 3.33."""
    done = fill("export.csv", graded(row("amara", scored(5)), row("tobias", scored(1, 3))))

    assert [change.after for change in done.changes] == ["1.25", "3.33"]


def test_no_mark_never_empties_a_cell() -> None:
    """Canvas takes an empty cell over a score for a change: it would be cleared."""
    results = graded(row("jose", a_not_graded()), row("siobhan", a_not_graded()), students=(PEOPLE["amara"]["full"],))

    done = fill("export.csv", results)

    assert done.sheet.to_bytes() == sample("canvas/export.csv")
    assert len(done.left) == 2


OUTCOMES = st.sampled_from([scored(0), scored(13), scored(40), a_not_graded(), a_refused()])


@given(st.dictionaries(st.sampled_from(sorted(PEOPLE)), OUTCOMES, min_size=1), st.sampled_from([9001, 9002, 9003]))
def test_whatever_a_class_earned_no_cell_is_emptied_and_no_other_touched(marks: dict[str, Any], column: int) -> None:
    """Only the column's own cells change, to a number, and only those of people with a mark."""
    before = read_sheet(sample("canvas/export.csv"), "a.csv")

    done = fill("export.csv", graded(*(row(key, result) for key, result in marks.items())), column=str(column))

    lines = {change.line for change in done.changes}
    at = next(place for place, header in enumerate(before.header) if header.endswith(f"({column})"))
    for old, new in zip(before.records, done.sheet.records, strict=True):
        assert [old.cells[i] for i in range(21) if i != at] == [new.cells[i] for i in range(21) if i != at]
        assert (old.cells[at] != new.cells[at]) == (old.line in lines)
        assert old.line not in lines or re.fullmatch(r"\d+\.\d\d", new.value(at))


@pytest.mark.parametrize(
    ("name", "student", "column", "why"),
    [
        ("import-one-assignment.csv", "siobhan", "", "line 5: is excused"),
        ("export.csv", "jose", "9003", "line 5: is not assigned"),
    ],
)
def test_who_is_excused_or_not_assigned_stays_so(name: str, student: str, column: str, why: str) -> None:
    """`EX` and `N/A` are an instructor's word."""
    done = fill(name, graded(row(student, scored(20))), column=column)

    assert done.sheet.to_bytes() == sample(f"canvas/{name}")
    assert done.left == ((PEOPLE[student]["full"], why),)


def test_an_unknown_person_gets_no_row_and_is_told() -> None:
    """A row that Canvas does not know is never made."""
    done = fill("export.csv", graded(row("petra", scored(20))))

    assert done.sheet.to_bytes() == sample("canvas/export.csv")
    assert done.left == ((PEOPLE["petra"]["full"], "no row has their number, e-mail, login or id"),)


@pytest.mark.parametrize("field", ["number", "login", "ids"])
def test_any_id_of_the_roster_is_enough(field: str) -> None:
    """The number of the school, the login, or Canvas's own number."""
    full = known("amara")[PEOPLE["amara"]["full"]]
    roster = {PEOPLE["amara"]["full"]: dataclasses.replace(Known(), **{field: getattr(full, field)})}

    assert [change.line for change in fill("export.csv", graded(row("amara", scored(20))), roster=roster).changes] == [
        4
    ]


def test_a_download_of_canvas_needs_no_roster() -> None:
    """Its names have the person's number; name and number must both agree."""
    right = row("amara", scored(20), "okonkwolindamara_LATE_20411_550100_matrix.py")
    wrong = row("jose", scored(20), "teamangstrom_20412_550102_matrix.py")

    done = fill("export.csv", graded(right, wrong), roster={})

    assert [change.line for change in done.changes] == [4]
    assert "line 5 has their id and another name" in done.left[0][1]


def test_a_number_with_zeros_in_front_is_no_other() -> None:
    """`007` is not 7, and full-width digits are digits."""
    raw = sample("canvas/import-one-assignment.csv") + b"a,1,7,a,A,\nb,2,007,b,A,\n"
    roster = {PEOPLE["petra"]["full"]: Known(number="\uff10\uff10\uff17")}

    done = filled(Platform.CANVAS, raw, graded(row("petra", scored(20))), roster)

    assert [change.line for change in done.changes] == [10]


def test_names_in_two_columns_are_read() -> None:
    """`LastName` and `FirstName` instead of `Student`."""
    done = fill(
        "export-first-last-names.csv", graded(row("tobias", scored(20, 40), "ferrinjrtobias_20414_550104_2.py"))
    )

    assert done.sheet.to_bytes() == changed("export-first-last-names.csv", "Tobias", "PRG101 A,", "PRG101 A,5.00")


def test_semicolons_and_decimal_commas_are_kept() -> None:
    """A file of a European site stays one."""
    done = fill("import-semicolon-decimal-comma.csv", graded(row("amara", scored(37))))

    assert done.sheet.to_bytes() == changed("import-semicolon-decimal-comma.csv", "Amara", ";8,5", ";9,25")


@pytest.mark.parametrize("column", [HEADER, "Lab 3: Matrix & Maps", "9002"])
def test_a_column_is_named_by_header_title_or_id(column: str) -> None:
    """All three mean the same."""
    assert len(fill("export.csv", graded(row("amara", scored(20))), column=column).changes) == 1


@pytest.mark.parametrize("column", ["Lab 4", "Notes", "Final Score", "Lab 3: Matrix & Maps (9001)"])
def test_a_column_that_is_not_there_is_told_with_those_that_are(column: str) -> None:
    """Canvas would make a new assignment of it; totals and notes are no assignments."""
    with pytest.raises(UsageError) as error:
        fill("export.csv", graded(row("amara", scored(20))), column=column)

    assert error.value.fact == f"`download.csv` has no column `{column}`"
    assert f"`{HEADER}`" in error.value.hint


def test_a_column_that_is_read_only_is_no_assignment() -> None:
    """Whatever it is called."""
    raw = sample("canvas/export.csv").replace(b"(read only),10.00,10.00", b"(read only),10.00,(read only)")

    with pytest.raises(UsageError, match="has no column"):
        filled(Platform.CANVAS, raw, graded(row("amara", scored(20))), known())


def test_two_columns_of_one_title_are_told_apart_by_their_id() -> None:
    """The title alone is refused."""
    raw = sample("canvas/export.csv").replace(b"Lab 2: Lists (9001)", b"Lab 3: Matrix & Maps (9001)")

    with pytest.raises(UsageError, match="has several columns `Lab 3: Matrix & Maps`"):
        filled(Platform.CANVAS, raw, graded(row("amara", scored(20))), known())


def test_points_must_be_known() -> None:
    """Without the row of points nobody knows what a mark is out of, until it is said."""
    with pytest.raises(UsageError, match="does not say how many points"):
        fill("import-minimal-no-sis.csv", graded(row("amara", scored(20))))

    done = fill("import-minimal-no-sis.csv", graded(row("amara", scored(20))), maximum=Fraction(12))

    assert [change.after for change in done.changes] == ["6.00"]


@pytest.mark.parametrize(
    ("raw", "fact"),
    [
        (sample("moodle/worksheet.csv"), "is no gradebook of Canvas"),
        (b"Student,ID,Section,Lab 3: Matrix & Maps (9002)\n  Points,,,10\nAda,20411\n", ", line 3: 2 cells"),
    ],
)
def test_what_is_no_gradebook_is_told(raw: bytes, fact: str) -> None:
    """Another platform's file, or a line that was cut."""
    with pytest.raises(UsageError) as error:
        filled(Platform.CANVAS, raw, graded(row("amara", scored(20))), known())

    assert fact in error.value.fact
