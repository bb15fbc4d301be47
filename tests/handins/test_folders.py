"""A class's folder: every folder is a student, every hand-in is found where its name says an exercise in one way."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.handins import ClassPlan, exercise_in, plan

IDS = ("01-start/01-hello", "04-routing/01-rules", "04-routing/02-converters", "05-forms/01-rules", "05-forms/02-files")
ID = "04-routing/02-converters"


def touch(folder: Path, *names: str) -> None:
    """Make files, and with `/` at the end folders."""
    for name in names:
        place = folder / name
        (place if name.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            place.touch()


def found(folder: Path, *names: str) -> ClassPlan:
    """Return the plan of a class that holds these names, and a student whose work is by the letter."""
    touch(folder, f"zoe/{ID}/app.py", *names)
    return plan(IDS, folder)


def job(made: ClassPlan, student: str = "ada") -> tuple[str, str] | None:
    """Return the exercise and the name of a student's one hand-in."""
    jobs = [(job.exercise, job.path.name) for job in made.jobs if job.student == student]
    assert len(jobs) < 2
    return jobs[0] if jobs else None


BY_THE_RULES = [
    "04-routing/02-converters/app.py",
    "04-routing/02-converters.zip",
    "04-routing/02-converters.tar.gz",
    "04-routing/02-converters.ZIP",
    "04-routing/02-converters (1).zip",
    "04-routing/02-converters.rar",
    "04-routing/02-converters.7z",
    "04-routing/02-converters.py",
    "04-routing/02-Converters/app.py",
    "04_routing/02_converters/app.py",
    "04 Routing/02 Converters/app.py",
    "04-routing__02-converters/app.py",
    "04-routing__02-converters.zip",
    "04-routing_02-converters - Copy.zip",
    "02-converters/app.py",
    "02-converters.zip",
    "homework/04-routing/02-converters/app.py",
    "homework/02-converters.zip",
]


@pytest.mark.parametrize("name", BY_THE_RULES)
def test_a_name_that_says_the_exercise_in_one_way_is_taken(tmp_path: Path, name: str) -> None:
    """Case, separators, copies, a missing topic and a folder too many are understood, and need no look."""
    made = found(tmp_path, f"ada/{name}")

    assert (job(made) or ("",))[0] == ID
    assert made.needs_a_look == ()


@pytest.mark.parametrize("name", BY_THE_RULES)
def test_what_is_not_by_the_letter_is_told(tmp_path: Path, name: str) -> None:
    """The student reads how the name was understood."""
    (notes,) = (job.notes for job in found(tmp_path, f"ada/{name}").jobs if job.student == "ada")

    is_letter = name.split(".")[0].removesuffix("/app") in (ID, f"homework/{ID}")
    assert bool(notes) is not is_letter


@pytest.mark.parametrize(
    "name",
    ["04-routing/02-convertors/a", "02-convertrs/a", "04-routng/02-converters/a", "04-routing/02-convertes.zip"],
)
def test_a_slip_of_the_pen_is_taken_and_told(tmp_path: Path, name: str) -> None:
    """One exercise is nearest by far."""
    assert (job(found(tmp_path, f"ada/{name}")) or ("",))[0] == ID


@pytest.mark.parametrize("name", ["01-rules", "rules", "04-routing/03-converters", "07-other/01-thing", "notes"])
def test_a_name_that_says_no_exercise_or_two_is_told(tmp_path: Path, name: str) -> None:
    """The student is there all the same, and the summary says what was not understood."""
    made = found(tmp_path, f"ada/{name}/app.py")

    assert job(made) is None
    assert "ada" in made.students
    assert any(f"`ada/{name}" in sentence for sentence in made.needs_a_look)


def test_the_nearest_exercise_is_named(tmp_path: Path) -> None:
    """The instructor reads what may have been meant."""
    made = found(tmp_path, "ada/04-routing/03-converters/app.py")

    assert made.needs_a_look == (
        "`ada/04-routing/03-converters` names no exercise of the course and is not graded; did you mean `" + ID + "`?",
    )


def test_a_student_with_nothing_is_a_student(tmp_path: Path) -> None:
    """An empty folder is told, and listed."""
    made = found(tmp_path, "ada/")

    assert made.students == ("ada", "zoe")
    assert made.needs_a_look == ("`ada` handed in nothing that can be graded.",)


def test_a_linked_student_is_told_and_not_followed(tmp_path: Path) -> None:
    """A link could lead to another student's work."""
    touch(tmp_path, "class/")
    (tmp_path / "class/ada").symlink_to(tmp_path / "class/zoe")

    made = found(tmp_path / "class")

    assert (job(made), made.students) == (None, ("ada", "zoe"))
    assert made.needs_a_look == ("`ada` is a link, which is not followed: put the folder itself there.",)


def test_a_link_in_a_students_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    """As for the student's folder itself."""
    touch(tmp_path, "ada/04-routing/")
    (tmp_path / "ada/04-routing/02-converters").symlink_to(tmp_path / "zoe")

    made = found(tmp_path)

    assert job(made) is None
    assert any("is a link" in sentence for sentence in made.needs_a_look)


def test_names_that_look_the_same_are_told_apart(tmp_path: Path) -> None:
    """Two students, two rows: nobody's work is taken for another's."""
    composed = "Zoé"
    made = found(tmp_path, f"{composed}/{ID}/a", f"{unicodedata.normalize('NFD', composed)}/{ID}/a")

    assert len(set(made.students)) == len(made.students) == 3
    assert {student for student in made.students if student.startswith("Zo")} == {"Zoé", "Zoe\\u0301"} or "Zo\\xe9" in (
        made.students
    )
    assert any("Two folders are called" in sentence for sentence in made.needs_a_look)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("王芳".encode("gb18030"), "王芳"), (b"caf\xff", r"caf\xff"), (b"a\x1b[2J", r"a\x1b[2J")],
)
def test_a_name_that_is_no_plain_text_is_made_printable(tmp_path: Path, raw: bytes, shown: str) -> None:
    """As `unzip` leaves the names of Chinese Windows: read as GB 18030 where that fits, else escaped."""
    os.makedirs(os.fsencode(tmp_path) + b"/" + raw + b"/" + ID.encode())

    made = found(tmp_path)

    assert job(made, shown) == (ID, "02-converters")
    assert all(student.isprintable() for student in made.students)
    assert any(f"`{shown}`" in sentence for sentence in made.needs_a_look)


def test_two_folders_that_decode_alike_are_two_students(tmp_path: Path) -> None:
    """One name in UTF-8, one in GBK: both are there."""
    os.makedirs(os.fsencode(tmp_path) + b"/" + "王芳".encode("gb18030") + b"/" + ID.encode())

    made = found(tmp_path, f"王芳/{ID}/app.py")

    assert len({job.student for job in made.jobs}) == 3


@pytest.fixture
def become_ordinary() -> Iterator[Callable[[], None]]:
    """A function that gives up root's powers until the end of the test."""
    yield lambda: os.seteuid(65534) if os.getuid() == 0 else None
    os.seteuid(os.getuid())


def test_a_student_whose_folder_is_locked_is_a_student(
    tmp_path_factory: pytest.TempPathFactory, become_ordinary: Callable[[], None]
) -> None:
    """The reason is told; the others are found."""
    import tempfile

    with tempfile.TemporaryDirectory() as at:
        os.chmod(at, 0o755)
        touch(Path(at), f"zoe/{ID}/app.py", f"ada/{ID}/app.py")
        os.chmod(f"{at}/ada", 0)
        become_ordinary()

        made = plan(IDS, Path(at))

        assert made.students == ("ada", "zoe")
        assert made.needs_a_look == ("`ada` cannot be read: Permission denied.",)
        os.seteuid(os.getuid())


def test_what_lies_beside_the_students_is_told(tmp_path: Path) -> None:
    """A list of names is no student, nor is an archive of all."""
    made = found(tmp_path, "list.txt", "all.zip")

    assert made.students == ("zoe",)
    assert made.unknown_folders == ("all.zip", "list.txt")


TWICE = [
    (["04-routing/02-converters/a", "04-routing/02-converters-2/a"], "02-converters-2"),
    (["04-routing/02-converters.zip", "04-routing/02-converters (1).zip"], "02-converters (1).zip"),
    (["04-routing/02-converters (10).zip", "04-routing/02-converters (9).zip"], "02-converters (10).zip"),
]


@pytest.mark.parametrize(("names", "counts"), TWICE)
def test_of_two_hand_ins_the_higher_number_counts(tmp_path: Path, names: list[str], counts: str) -> None:
    """Platforms number what comes later; the choice is told to both."""
    made = found(tmp_path, *(f"ada/{name}" for name in names))

    assert job(made) == (ID, counts)
    (notes,) = (job.notes for job in made.jobs if job.student == "ada")
    assert notes[0].startswith(f"Handed in 2 times: `{counts}` counts, as the later; not ")
    assert any(sentence.startswith(f"`ada`, {ID}: Handed in 2 times") for sentence in made.needs_a_look)


@pytest.mark.parametrize("later", ["02-converters", "02-converters.zip"])
def test_of_two_unnumbered_hand_ins_the_later_counts(tmp_path: Path, later: str) -> None:
    """The time of a folder is that of the newest file in it."""
    touch(tmp_path, "ada/04-routing/02-converters/app.py", "ada/04-routing/02-converters.zip")
    for path in (tmp_path / "ada/04-routing").rglob("*"):
        os.utime(path, (1000, 1000))
    os.utime(tmp_path / "ada/04-routing" / (later if later.endswith("zip") else f"{later}/app.py"), (2000, 2000))

    assert job(found(tmp_path)) == (ID, later)


def test_a_virtual_environment_in_a_students_folder_is_not_looked_into(tmp_path: Path) -> None:
    """Nothing in it is a hand-in, or worth a look."""
    made = found(tmp_path, f"ada/{ID}/app.py", "ada/.venv/x/y", "ada/node_modules/x")

    assert made.needs_a_look == ()


def test_a_class_without_any_hand_in_says_what_it_saw(tmp_path: Path) -> None:
    """The wrong folder, or names that say nothing: the error of use tells which."""
    touch(tmp_path, "ada/notes/app.py")

    with pytest.raises(UsageError) as refused:
        plan(IDS, tmp_path)

    assert "STUDENT/TOPIC/EXERCISE" in refused.value.hint
    assert "`ada/notes` names no exercise" in refused.value.hint


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("x/04-routing/02-converters", ID),
        ("x/04-routing/02-converters/app.py", ID),
        ("x/04_Routing/02_converters.ZIP", ID),
        ("x/04-routing__02-converters (1).zip", ID),
        ("x/notes", ""),
    ],
)
def test_a_path_says_its_exercise(tmp_path: Path, path: str, id: str) -> None:
    """Its own names do, from the end upward, by the same rules."""
    assert exercise_in(IDS, tmp_path / path) == id
