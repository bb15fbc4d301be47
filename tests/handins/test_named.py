"""Anybody's names: every entry is held against the roster; who is whose is never decided by the student's own label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.handins import ClassPlan
from grader.handins.class_toml import Assignment, ClassFile, ClassSpec, Part
from grader.handins.roster import Person
from grader.submission import Roles, from_entries
from tests.handins.make import ID, OTHER, book, handin, planned, spread, work, zipped

ADA = Person(name="Ada Lovelace", number="2024001")
BEN = Person(name="Ben Bitdiddle", number="2024002")
WANG = Person(name="王小雨", number="2024003")
CLASS = book(ADA, BEN, WANG)
WORK = b"app = 1\n"


def collected(folder: Path, files: Mapping[str, bytes], known: ClassFile | None = CLASS, **options: str) -> ClassPlan:
    """Return the plan of a folder of entries."""
    return planned(spread(folder / "inbox", files), known, **options)


ENTRIES = [
    "2024003_王小雨_实验3.zip",
    "王小雨-2024003 (1).zip",
    "王小雨（2024003）.zip",
    "２０２４００３王小雨.ZIP",
    "实验3 王小雨.zip",
    "2024003_王小雨_实验3/app.py",
    "2024003_王小雨/app.zip",
    "王小雨2024003.py",
    "2024003-app.py",
]


@pytest.mark.parametrize("name", ENTRIES)
@pytest.mark.parametrize("in_a_zip", [False, True], ids=["folder", "zip"])
def test_an_entry_of_any_name_is_its_persons_row(tmp_path: Path, name: str, in_a_zip: bool) -> None:
    """Folder, archive or file, in a folder or in one zip: one person is found, and the work can be taken in."""
    content = zipped({"app.py": WORK}) if name.lower().endswith(".zip") else WORK
    files = {name: content, "2024001.zip": zipped({"app.py": WORK})}
    there = spread(tmp_path / "inbox", files)
    if in_a_zip:
        (tmp_path / "inbox.zip").write_bytes(zipped({f"inbox/{name}": content for name, content in files.items()}))
        there = tmp_path / "inbox.zip"

    made = planned(there, CLASS)

    assert list(work(made)) == ["Ada Lovelace", "王小雨"]
    assert made.needs_a_look == ()
    submission = from_entries(made.jobs[1].files, wanted=Roles(student=("app.py",)))
    assert submission.files == {"app.py": WORK}


def test_none_or_two_is_told_and_has_a_row(tmp_path: Path) -> None:
    """Nobody is guessed, and nobody is lost."""
    made = collected(tmp_path, {"lab3.zip": zipped({"app.py": WORK}), "2024001 2024002.zip": zipped({"app.py": WORK})})

    assert set(work(made)) == {"lab3", "2024001 2024002"}
    assert any("`lab3` names nobody" in sentence for sentence in made.needs_a_look)
    assert any("`2024001 2024002` could be" in sentence for sentence in made.needs_a_look)


def test_who_handed_in_nothing_is_a_row(tmp_path: Path) -> None:
    """The roster's people are all there, in its order; an empty folder is told."""
    made = collected(tmp_path, {"2024002/app.py": WORK, "2024001/": b""})

    assert made.students == ("Ada Lovelace", "Ben Bitdiddle", "王小雨")
    assert made.needs_a_look == ("`Ada Lovelace` handed in nothing that can be graded.",)


def test_files_of_one_person_are_one_hand_in(tmp_path: Path) -> None:
    """What was not packed belongs together, each under its own name."""
    made = collected(tmp_path, {"2024001_app.py": WORK, "2024001_Ada Lovelace_models.py": WORK, "2024002.py": WORK})

    assert work(made) == {"Ada Lovelace": ["models.py", "app.py"], "Ben Bitdiddle": ["2024002.py"]}


def test_more_archives_than_folders_are_no_folders_of_students(tmp_path: Path) -> None:
    """One folder that looks like a student's with an exercise in it does not leave the archives out."""
    made = collected(tmp_path, {"2024001/02-converters.zip": handin(), "2024002.zip": handin(), "王小雨.zip": handin()})

    assert list(work(made)) == ["Ada Lovelace", "Ben Bitdiddle", "王小雨"]


# Labels


def test_who_hands_in_under_anothers_name_gets_no_row_but_the_own(tmp_path: Path) -> None:
    """Ben's zip says that it is Ada's: it stays Ben's, hers stays hers, and that is told."""
    made = collected(tmp_path, {"2024001_Ada.zip": handin("Ada Lovelace"), "2024002_Ben.zip": handin("Ada Lovelace")})

    assert work(made) == {"Ada Lovelace": ["2024001_Ada.zip"], "Ben Bitdiddle": ["2024002_Ben.zip"]}
    assert made.needs_a_look == (
        "`Ben Bitdiddle`: the handin.toml says that it is `Ada Lovelace`'s; it counts for `Ben Bitdiddle`.",
    )


def test_a_nameless_entry_never_takes_the_place_of_a_named_one(tmp_path: Path) -> None:
    """Two entries name one student, one of them by its label alone: both are rows, and it is told."""
    made = collected(tmp_path, {"2024001_Ada.zip": handin(), "work.zip": handin("Ada Lovelace")})

    assert work(made) == {"Ada Lovelace": ["2024001_Ada.zip"], "work": ["work.zip"]}
    assert any("`work.zip` says in its handin.toml" in sentence for sentence in made.needs_a_look)


def test_two_nameless_entries_of_one_student_are_two_rows(tmp_path: Path) -> None:
    """Nobody knows which is true: neither is the student's."""
    made = collected(tmp_path, {"a.zip": handin("Ada Lovelace"), "b.zip": handin("2024001")})

    assert set(work(made)) == {"a", "b"}


def test_a_label_tells_the_student_where_nothing_else_does(tmp_path: Path) -> None:
    """`handin` zips under any name: the label's word, where nobody else claims it."""
    made = collected(tmp_path, {"work (2).zip": handin("Ada Lovelace"), "x.zip": handin("王小雨")})

    assert set(work(made)) == {"Ada Lovelace", "王小雨"}
    assert made.needs_a_look == ()


def test_without_a_roster_a_label_names_what_has_no_name(tmp_path: Path) -> None:
    """A zip with the name that `grade handin` gives says nothing of its student; any other name does."""
    made = collected(
        tmp_path,
        {"02-converters.zip": handin("Ada"), "02-converters (1).zip": handin("Ben"), "wang.zip": handin("Ada")},
        None,
        exercise="",
    )

    assert set(work(made)) == {"Ada", "Ben", "wang"}
    assert made.needs_a_look == ("`wang`: the handin.toml says that it is `Ada`'s; it counts for `wang`.",)


def test_a_label_decides_the_exercise(tmp_path: Path) -> None:
    """Also against what was asked for, and that is told."""
    made = collected(tmp_path, {"2024001.zip": handin(), "2024002.zip": handin(exercise=OTHER)})

    assert [(job.student, job.exercise) for job in made.jobs] == [("Ada Lovelace", ID), ("Ben Bitdiddle", OTHER)]
    assert made.needs_a_look == (
        f"`Ben Bitdiddle`: its handin.toml says `{OTHER}`, which was not asked for: it is graded as that.",
    )


def test_one_entry_may_hold_several_exercises(tmp_path: Path) -> None:
    """A folder of `handin` zips: each is a hand-in, under whatever name."""
    made = collected(tmp_path, {"2024001/a.zip": handin(), "2024001/b.zip": handin(exercise=OTHER)}, exercise="")

    assert [(job.student, job.exercise) for job in made.jobs] == [("Ada Lovelace", ID), ("Ada Lovelace", OTHER)]


@pytest.mark.parametrize("layout", ["named", "folders"])
def test_an_unpacked_hand_in_has_its_label_beside_it(tmp_path: Path, layout: str) -> None:
    """The label is no file of the exercise, and says which one it is."""
    files = {"2024001/app.py": WORK, "2024001/handin.toml": f'schema_version = 1\nexercise = "{OTHER}"\n'.encode()}

    (job,) = collected(tmp_path, files, exercise="", layout=layout).jobs

    assert (job.student, job.exercise) == ("Ada Lovelace", OTHER)
    assert job.path is not None or [entry.name for entry in job.files] == ["app.py"]


# Several attempts


def test_the_higher_copy_counts(tmp_path: Path) -> None:
    """A browser or a drive numbers what came again."""
    made = collected(
        tmp_path, {"2024001_x.zip": handin(), "2024001_x (2).zip": handin(), "2024001_x (1).zip": handin()}
    )

    assert work(made) == {"Ada Lovelace": ["2024001_x (2).zip"]}
    assert "3 times" in made.jobs[0].notes[0]
    assert len(made.again) == 1


@pytest.mark.parametrize("content", [handin(), zipped({"app.py": b"app = 1"})], ids=["labelled", "plain"])
@pytest.mark.parametrize(
    ("earlier", "later"),
    [("lab3.zip", "lab3 (1).zip"), ("lab3 (2).zip", "lab3 (10).zip"), ("Lab 3.zip", "Lab 3 (1).zip")],
)
def test_the_higher_copy_counts_within_one_persons_files(
    tmp_path: Path, content: bytes, earlier: str, later: str
) -> None:
    """Moodle gives all files of one person: of an archive and its copies the last one counts, `3` being part of a name."""
    files = dict.fromkeys([earlier, later, "lab3.zip" if "lab" in earlier else "Lab 3.zip"], content)
    download = {f"Ada Lovelace_31_assignsubmission_file/{name}": packed for name, packed in files.items()}

    made = planned(spread(tmp_path / "download", download))

    assert work(made) == {"Ada Lovelace": [later]}
    assert f"`{later}` counts, as the later" in made.jobs[0].notes[0]


@pytest.mark.parametrize("other", ["tests.zip", "lab3-2.zip", "lab3 (1).py"])
def test_files_that_are_no_copies_stay_one_hand_in(tmp_path: Path, other: str) -> None:
    """Two archives may be two parts of the work: nobody is guessed."""
    download = {f"Ada Lovelace_31_assignsubmission_file/{name}": zipped({}) for name in ("lab3.zip", other)}

    made = planned(spread(tmp_path / "download", download))

    assert [len(job.files) for job in made.jobs] == [2]


def test_attempts_without_an_order_are_both_graded(tmp_path: Path) -> None:
    """Nothing tells which is later: both are hand-ins of one row, and it is told."""
    made = collected(tmp_path, {"2024001_a.zip": handin(), "Ada Lovelace_b.zip": handin()})

    assert [(job.student, job.called) for job in made.jobs] == [
        ("Ada Lovelace", "2024001_a.zip"),
        ("Ada Lovelace", "Ada Lovelace_b.zip"),
    ]
    assert any("the better one counts" in sentence for sentence in made.needs_a_look)


# Which exercise


def test_an_entry_that_says_no_exercise_is_told(tmp_path: Path) -> None:
    """It is a student all the same."""
    made = collected(tmp_path, {"2024001.zip": handin(), "2024002.zip": zipped({"app.py": WORK})}, exercise="")

    assert [job.student for job in made.jobs] == ["Ada Lovelace"]
    assert made.unknown_folders == ("Ben Bitdiddle",)
    assert any("nothing says which exercise `2024002.zip` is" in sentence for sentence in made.needs_a_look)


def test_the_end_of_a_name_may_say_the_exercise(tmp_path: Path) -> None:
    """`2024001_Ada_02-converters` is somebody's converters."""
    made = collected(tmp_path, {"2024001_Ada_02-converters.zip": zipped({"app.py": WORK})}, exercise="")

    assert [(job.student, job.exercise) for job in made.jobs] == [("Ada Lovelace", ID)]


def test_the_title_of_an_assignment_says_the_exercise(tmp_path: Path) -> None:
    """The longer of two titles that stand in a name."""
    titles = {"实验3": (Part(id=ID),), "实验33": (Part(id=OTHER),)}
    spec = ClassSpec(
        schema_version=1,
        assignments=tuple(Assignment(title=title, exercises=parts) for title, parts in titles.items()),
    )
    known = ClassFile(spec=spec, roster=CLASS.roster)

    made = collected(
        tmp_path, {"2024001_实验3.zip": zipped({"app.py": WORK}), "2024002_实验33/app.py": WORK}, known, exercise=""
    )

    assert [job.exercise for job in made.jobs] == [ID, OTHER]


# Strangers


def test_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    """Whatever a file is called, rows and sentences are printable."""
    made = collected(tmp_path, {"\x1b[31mred\u202e.zip": handin("\u202eAda"), "2024001.zip": handin()})

    assert all(student.isprintable() for student in made.students)
    assert all(sentence.isprintable() for sentence in made.needs_a_look)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """It could lead to another student's work: it is told, and read by nobody."""
    there = spread(tmp_path / "inbox", {"2024001/app.py": WORK})
    (there / "2024002").symlink_to(there / "2024001")

    made = planned(there, CLASS)

    assert list(work(made)) == ["Ada Lovelace"]
    assert made.needs_a_look == ("`2024002` is a link, and not read.",)


@pytest.mark.parametrize("damage", [b"PK\x03\x04 no zip", b"", b"Rar!\x1a"])
def test_a_damaged_zip_inside_is_its_students_alone(tmp_path: Path, damage: bytes) -> None:
    """The others are graded; what is wrong with it is told when it is taken in."""
    made = collected(tmp_path, {"2024001.zip": damage, "2024002.zip": handin()})

    assert list(work(made)) == ["Ada Lovelace", "Ben Bitdiddle"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"text"])
def test_a_damaged_download_is_told(tmp_path: Path, content: bytes) -> None:
    """It is the teacher's file: the fact and a way out."""
    (tmp_path / "download.zip").write_bytes(content)

    with pytest.raises(UsageError) as caught:
        planned(tmp_path / "download.zip", CLASS)

    assert "download.zip" in caught.value.fact
    assert caught.value.hint


def test_one_students_names_do_not_make_a_platform(tmp_path: Path) -> None:
    """What lies in one hand-in looks like another platform's: the class is read as before."""
    odd = {
        "2024001/.classroom50.yaml": b"",
        "2024001/submission_metadata.yml": b"",
        "2024001/Lab_x_attempt_2026-11-19-10-02-03_a.py": b"",
        "2024001/Eve_1_assignsubmission_file_app.py": WORK,
    }

    made = collected(tmp_path, {**odd, "2024002/app.py": WORK, "2024003/app.py": WORK})

    assert made.layout == "named"
