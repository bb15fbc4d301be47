"""Feedback: a page for each student, packed as a platform takes it back."""

from __future__ import annotations

import dataclasses
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Ran

from grader.analysis.assignments import choose
from grader.cli import app
from grader.model import ClassResults, ExchangeSummary, Result, Row
from grader.report.document import to_json
from grader.report.feedback.gradescope import gradescope_results
from grader.report.feedback.packing import content, folder_names, pack
from grader.report.feedback.platforms import Packing
from grader.report.feedback.work import Work, works
from tests.report.handed_out import PEOPLE, from_moodle, graded, known, row, scored
from tests.report.helpers import Page, acting_characters
from tests.samples import (
    CONVERTERS,
    UPLOADS,
    a_failed_check,
    a_hostile_class,
    a_mixed_result,
    a_not_graded,
    a_result,
    a_whole_class,
    an_interrupted_class,
)

MARKER = "marker-of-the-judge"
OTHERS = "somebody-else"


def work_of(results: ClassResults) -> tuple[Work, ...]:
    return works(results, choose(results, (), ""))


def names(packing: Packing, results: ClassResults, roster: Any = None) -> list[str]:
    return [name for name, _ in pack(packing, work_of(results), roster or {}).files]


def left(packing: Packing, results: ClassResults) -> dict[str, str]:
    return dict(pack(packing, work_of(results), {}).left)


def page(results: ClassResults) -> str:
    return content(Packing.FOLDERS, work_of(results)[0]).decode()


def marked(result: Result) -> Result:
    return dataclasses.replace(
        result, checks=tuple(dataclasses.replace(check, detail=MARKER) for check in result.checks)
    )


# The page


@pytest.mark.parametrize("packing", list(Packing))
def test_nothing_for_instructors_and_nothing_of_others_goes_to_a_student(packing: Packing) -> None:
    """`detail` may hold expected values; what needs a look may name other people."""
    mine = row("amara", marked(a_mixed_result()), "Amara Okonkwo-Lind_310_assignsubmission_file")
    results = graded(
        mine, Row(student=OTHERS, result=scored(1)), unknown_folders=(OTHERS,), needs_a_look=(OTHERS, MARKER)
    )
    (work,) = (work for work in work_of(results) if work.student == PEOPLE["amara"]["full"])

    written = content(packing, work).decode()

    assert "Only numbers are articles" in written
    assert MARKER not in written
    assert OTHERS not in written


def test_a_page_has_the_overview_and_each_exercise_as_the_student_saw_it() -> None:
    """The mark, what was not handed in, then every message and exchange."""
    results = graded(
        Row(student="Ada", result=a_mixed_result()), Row(student="Bob", result=scored(2, exercise=UPLOADS))
    )

    words = " ".join(Page(page(results)).words.split())

    assert "2 of 60 points" in words
    assert f"{UPLOADS} counts 40" in words
    for wanted in (
        "not handed in",
        "the page must show",
        "GET /article/7",
        "500 INTERNAL",
        "app.py:12 in article",
        "hello from print()",
    ):
        assert wanted in words


def test_a_page_says_why_there_is_no_mark() -> None:
    """What was not graded is nobody's zero."""
    words = Page(page(graded(Row(student="Ada", result=a_not_graded())))).words

    assert "No mark yet" in words
    assert "was not graded: a check is broken" in words


def test_a_page_stays_small_whatever_the_programs_printed() -> None:
    """A student with many exercises can still open it on a phone; the mark of each is there."""
    long = dataclasses.replace(a_mixed_result(), output="x" * 4000, student_output="x" * 4000)
    rows = [Row(student="Ada", result=dataclasses.replace(long, exercise=f"04-routing/{n:02}")) for n in range(300)]

    written = page(graded(*rows))

    assert len(written.encode()) < 2_000_000
    assert "Texts are cut short here" in written
    assert written.count("2 of 20 points") >= 300


@pytest.mark.parametrize("results", [a_whole_class(), a_hostile_class()], ids=["class", "hostile"])
def test_a_page_is_whole_and_runs_and_fetches_nothing(results: ClassResults) -> None:
    """Every tag is closed, every link stays on the page and leads somewhere, and no text acts."""
    for work in work_of(results):
        written = content(Packing.FOLDERS, work).decode()
        parsed = Page(written)
        ids = {found["id"] for _, found in parsed.tags if "id" in found}

        assert parsed.unbalanced == []
        assert {tag for tag, _ in parsed.tags} & {"script", "link", "img", "iframe", "form"} == set()
        assert {(link["href"] or "").removeprefix("#") for link in parsed.named("a")} <= ids
        assert acting_characters(written) == set()


# The packings


def test_folders_are_named_like_the_students() -> None:
    """Who handed in nothing gets no page."""
    results = graded(Row(student="Ada", result=scored(1)), Row(student="王小云", result=scored(2)), students=("Bob",))

    assert names(Packing.FOLDERS, results) == ["Ada/feedback.html", "王小云/feedback.html"]


@pytest.mark.parametrize(
    ("student", "folder"),
    [
        ("../../etc", "_.._.._etc"),
        ("a/b", "a_b"),
        ("CON.txt", "_CON.txt"),
        ("..", "_"),
        ("", "_"),
        ("a\n", "a_n"),
        ("~a", "_~a"),
    ],
)
def test_a_folder_is_safe_on_every_system(student: str, folder: str) -> None:
    """A name in results.json leads nowhere else."""
    assert folder_names([student]) == {student: folder}


def test_folders_that_a_system_takes_for_one_are_told_apart() -> None:
    """Case and composition of letters do not matter there; neither does what was replaced."""
    students = ["Ada", "ada", "Jose\u0301", "Jos\u00e9", "a/b", "a:b"]

    assert list(folder_names(students).values()) == ["Ada", "ada (2)", "Jose\u0301", "Jos\u00e9 (2)", "a_b", "a_b (2)"]


def moodle_takes(name: str, participants: set[str]) -> str | None:
    """Return whose file it is as Moodle reads a path: its first part with four pieces, a known number and a plugin."""
    for part in name.split("/"):
        pieces = part.split("_", 4)
        is_plugin = len(pieces) >= 4 and pieces[2] in ("assignsubmission", "assignfeedback") and pieces[3] == "file"
        if is_plugin and pieces[1] in participants and not name.rpartition("/")[2].startswith((".", "~")):
            return pieces[1]
    return None


def test_moodle_finds_each_person_by_the_name_of_the_folder() -> None:
    """Underscores, apostrophes and commas in a name are in nobody's way."""
    results = graded(*(from_moodle(key, scored(1)) for key in PEOPLE))
    parts = {str(person["part"]) for person in PEOPLE.values()}

    packed = pack(Packing.MOODLE, work_of(results), {})

    assert [moodle_takes(name, parts) for name, _ in packed.files] == [
        next(str(person["part"]) for person in PEOPLE.values() if person["full"] == work.student)
        for _, work in packed.files
    ]
    assert len(packed.files) == len(PEOPLE)


@pytest.mark.parametrize(
    ("handed_in_as", "name"),
    [
        ("Amara Okonkwo-Lind_310_assignsubmission_file_", "Amara Okonkwo-Lind_310_assignsubmission_file"),
        ("Amara Okonkwo-Lind_310_assignsubmission_file_my_map.py", "Amara Okonkwo-Lind_310_assignsubmission_file"),
        ("Participant_310_assignsubmission_onlinetext", "Participant_310_assignsubmission_file"),
        ("aokonkwo_Amara_310_assignsubmission_file", "Amara_310_assignsubmission_file"),
        ("~_310_assignsubmission_file", "x_310_assignsubmission_file"),
    ],
)
def test_every_form_of_moodles_names_is_given_back_in_one(handed_in_as: str, name: str) -> None:
    """Folders, flat files, blind marking, older versions, sites that put the login in front."""
    assert names(Packing.MOODLE, graded(row("amara", scored(1), handed_in_as))) == [f"{name}/feedback.html"]


def test_who_has_no_name_of_moodles_is_left_out_and_told() -> None:
    """A default group has no number; a folder of the teacher's has none either."""
    results = graded(row("amara", scored(1)), row("jose", scored(1), "Default group_assignsubmission_file"))

    assert names(Packing.MOODLE, results) == []
    assert set(left(Packing.MOODLE, results)) == {PEOPLE["amara"]["full"], PEOPLE["jose"]["full"]}


def test_one_participant_is_never_two_peoples() -> None:
    """Neither gets the other's page."""
    same = "X_310_assignsubmission_file"
    results = graded(row("amara", scored(1), same), row("jose", scored(1), same))

    assert names(Packing.MOODLE, results) == []
    assert len(left(Packing.MOODLE, results)) == 2


def canvas_takes(name: str) -> tuple[str, str]:
    """Return the person's and the attachment's number, as Canvas reads a name: its first two numeric parts."""
    first, second = [part for part in name.split("_") if re.fullmatch("[0-9]+", part)][:2]
    return first, second


@pytest.mark.parametrize(
    ("handed_in_as", "numbers"),
    [
        ("okonkwolindamara_LATE_20411_550100_matrix.py", ("20411", "550100")),
        ("odwyersiobhán_20413_550103_task_ 3_.py", ("20413", "550103")),
        ("ferrinjrtobias_20414_550104_2_matrix.py", ("20414", "550104")),
        ("王小雨_LATE_20415_550105_矩阵-3.py", ("20415", "550105")),
        ("ekströmkim42_20416_550106_LATE_123_456_matrix.tar.gz", ("20416", "550106")),
        ("42_20421_550107_matrix.py", ("20421", "550107")),
    ],
)
def test_canvas_finds_person_and_attachment_by_the_name_of_the_file(
    handed_in_as: str, numbers: tuple[str, str]
) -> None:
    """Whatever the student's own file was called."""
    (name,) = names(Packing.CANVAS, graded(row("amara", scored(1), handed_in_as)))

    assert canvas_takes(name) == numbers
    assert name.endswith("_feedback.html")


def test_a_name_that_ends_like_an_id_is_told_by_the_roster() -> None:
    """`ekströmann_7_20421_…` is 20421's, as only a list of ids can say."""
    results = graded(row("amara", scored(1), "ekströmann_7_20411_550107_matrix.py"))

    (name,) = names(Packing.CANVAS, results, known())

    assert canvas_takes(name) == ("20411", "550107")


@pytest.mark.parametrize(
    "handed_in_as",
    ["nullpetra_20417_text.html", "nullpetra_LATE_20418_link.html", "LATE_anon_12345_550100_matrix.py", ""],
)
def test_canvas_takes_nothing_back_for_what_has_no_attachment_or_no_name(handed_in_as: str) -> None:
    """It is told."""
    results = graded(row("petra", scored(1), handed_in_as))

    assert names(Packing.CANVAS, results) == []
    assert set(left(Packing.CANVAS, results)) == {PEOPLE["petra"]["full"]}


def test_gradescopes_document_has_a_score_and_a_test_for_each_check() -> None:
    """Every field is one that Gradescope knows, every test is visible, and the points add up."""
    (work,) = work_of(graded(Row(student="Ada", result=a_mixed_result())))

    document = gradescope_results(work)

    allowed = {
        "score",
        "output",
        "output_format",
        "test_output_format",
        "test_name_format",
        "visibility",
        "stdout_visibility",
        "tests",
    }
    assert set(document) == allowed
    assert {test["visibility"] for test in document["tests"]} == {"visible"}
    assert {test["status"] for test in document["tests"]} == {"passed", "failed"}
    assert document["score"] == sum(test["score"] for test in document["tests"]) == 2
    assert sum(test["max_score"] for test in document["tests"]) == a_mixed_result().max_score


def test_gradescopes_tests_say_what_the_page_says() -> None:
    """The message, the exchanges in order, and the one that it is about."""
    exchanges = tuple(ExchangeSummary(asked=f"GET /{n}", answered="404", shown=n == 2) for n in (1, 2))
    (work,) = work_of(graded(Row(student="Ada", result=a_result(a_failed_check(exchanges=exchanges)))))

    (test,) = gradescope_results(work)["tests"]

    for wanted in ("the page must show", "  GET /1: 404\n> GET /2: 404", "GET /article/7", "500 INTERNAL", "app.py:12"):
        assert wanted in test["output"]


def test_gradescope_gets_no_score_where_there_is_no_mark() -> None:
    """What was not graded is left out, never sent as 0."""
    results = graded(Row(student="Ada", result=a_not_graded()), Row(student="Bob", result=scored(0)))

    assert names(Packing.GRADESCOPE, results) == ["Bob/results.json"]
    assert left(Packing.GRADESCOPE, results) == {"Ada": f"`{CONVERTERS}` was not graded: a check is broken"}


# The command


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a graded class."""
    put(tmp_path, graded(from_moodle("amara", scored(32)), row("jose", scored(37))))
    return tmp_path


def put(place: Path, results: ClassResults) -> None:
    (place / "results.json").write_text(to_json(results), encoding="utf-8")


def feedback(place: Path, *words: str) -> Ran:
    return CliRunner().invoke(app, ["feedback", str(place), *words], prog_name="grade")


def test_folders_stand_beside_the_results(place: Path) -> None:
    """A page for each, readable by itself."""
    result = feedback(place)

    assert result.exit_code == 0, result.stderr
    assert sorted(file.parent.name for file in (place / "feedback").rglob("*.html")) == sorted(
        PEOPLE[key]["full"] for key in ("amara", "jose")
    )
    assert "feedback for 2 students" in result.stderr


@pytest.mark.parametrize(("strict", "code"), [([], 0), (["--strict"], 1)])
def test_a_zip_for_moodle_holds_whom_it_can_find_and_the_others_are_told(
    place: Path, strict: list[str], code: int
) -> None:
    """José's work did not come from Moodle."""
    result = feedback(place, "--as", "moodle", *strict)

    assert result.exit_code == code
    with zipfile.ZipFile(place / "feedback.zip") as archive:
        assert archive.namelist() == ["Amara Okonkwo-Lind_310_assignsubmission_file/feedback.html"]
        assert b"32 of 40 points" in archive.read(archive.namelist()[0])
    assert f"no feedback for `{PEOPLE['jose']['full']}`: their hand-in is not from a Moodle download" in result.stderr


def test_what_is_unpacked_can_be_read(place: Path) -> None:
    """A zip says who may: without a word, some programs unpack files that nobody can open."""
    feedback(place, "--as", "moodle")

    with zipfile.ZipFile(place / "feedback.zip") as archive:
        assert [entry.external_attr >> 16 for entry in archive.infolist()] == [0o644]


def test_the_same_feedback_makes_the_same_zip(place: Path) -> None:
    """No time of day is in it."""
    for name in ("a.zip", "b.zip"):
        feedback(place, "--out", str(place / name))

    assert (place / "a.zip").read_bytes() == (place / "b.zip").read_bytes()


def test_a_download_is_never_written_over(place: Path) -> None:
    """`--out submissions.zip` would cost the students' work."""
    (place / "submissions.zip").write_bytes(b"precious")

    result = feedback(place, "--out", str(place / "submissions.zip"))

    assert result.exit_code == 2
    assert "is there already, and nothing is written over" in result.stderr
    assert (place / "submissions.zip").read_bytes() == b"precious"


def test_a_folder_that_holds_something_is_refused_and_an_empty_one_is_filled(place: Path) -> None:
    """No page of an earlier run is left among new ones."""
    (place / "out").mkdir()

    codes = [feedback(place, "--out", str(place / "out")).exit_code for _ in range(2)]

    assert codes == [0, 2]
    assert [file.name for file in place.iterdir() if file.name.startswith(".")] == []


def test_feedback_of_an_interrupted_class_is_not_handed_out(place: Path) -> None:
    """A page would say that something was not handed in."""
    put(place, an_interrupted_class())

    result = feedback(place)

    assert result.exit_code == 2
    assert not (place / "feedback").exists()


def test_gradescope_reads_json(place: Path) -> None:
    """One file for each student."""
    feedback(place, "--as", "gradescope", "--out", str(place / "out"))

    documents = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((place / "out").rglob("results.json"))]
    assert [document["score"] for document in documents] == [32, 37]
