"""The zip of `grade handin` and its label: the same bytes each time, and nothing that a hostile label can do."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission import Roles, take_in
from grader.submission.handin import Label, decode_label, pack, read_handin, student_name

ID = "04-routing/02-converters"
OURS = f'schema_version = 1\nexercise = "{ID}"\n'
FILES = {"app.py": b"app = 1\n", "templates/a.html": b"<p>\n"}


def zipped(files: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


# Packing


def test_a_label_comes_back_as_it_was_packed(tmp_path: Path) -> None:
    """Under whatever name the zip goes on."""
    label = Label(exercise=ID, course_version="1.0", student='Ada "λ" 李\\雷')

    (tmp_path / "download (3).bin").write_bytes(pack(FILES, label))

    assert read_handin(tmp_path / "download (3).bin") == label


def test_the_same_files_are_the_same_bytes() -> None:
    """No clock, no order of a folder, no compressor is in it."""
    turned = dict(reversed(FILES.items()))

    assert pack(FILES, Label(exercise=ID)) == pack(turned, Label(exercise=ID))


def test_a_label_holds_nothing_that_was_not_asked_for() -> None:
    """Exercise and course version; no student unless named, and nothing of the machine."""
    with zipfile.ZipFile(io.BytesIO(pack(FILES, Label(exercise=ID)))) as archive:
        text = archive.read("handin.toml").decode()

        assert text == f'schema_version = 1\nexercise = "{ID}"\ncourse_version = ""\n'
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_packed_can_be_taken_in_and_the_label_is_no_part_of_it(tmp_path: Path) -> None:
    """Not even of an exercise that takes any file; and nobody is told that it is not used."""
    wanted = Roles(student=("app.py", "**"))
    (tmp_path / "a.zip").write_bytes(pack(FILES, Label(exercise=ID)))

    taken = take_in(tmp_path / "a.zip", wanted=wanted)

    assert (taken.files, taken.ignored, taken.notes) == (FILES, (), ())


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "Ada\x1b[2J", "\u202eAda", "\udcff"])
def test_a_name_that_a_label_would_change_is_refused(name: str) -> None:
    """What was packed is what is read back."""
    with pytest.raises(UsageError):
        student_name(name)


def test_spaces_around_a_name_are_no_part_of_it() -> None:
    """Nor are two between its words."""
    assert student_name("  Ada   Lovelace ") == "Ada Lovelace"


# Reading back


def test_a_folder_has_its_label_at_the_top(tmp_path: Path) -> None:
    """As whoever unpacks a hand-in has it."""
    (tmp_path / "handin.toml").write_text(OURS)

    assert read_handin(tmp_path) == Label(exercise=ID)


def test_files_in_memory_have_it_by_name() -> None:
    """As a portal holds them."""
    assert read_handin({"handin.toml": OURS.encode()}) == Label(exercise=ID)
    assert read_handin(FILES) is None


def test_a_zip_that_was_packed_again_has_it_in_its_one_folder(tmp_path: Path) -> None:
    """Unpacked, packed again by a mouse: the wrapper takes nothing away."""
    again = zipped({"work/handin.toml": OURS.encode(), "__MACOSX/handin.toml": b"x"}, tmp_path / "a.zip")

    assert read_handin(again) == Label(exercise=ID)


def test_a_tar_has_it_too(tmp_path: Path) -> None:
    """Whatever can be taken in can have a label."""
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        info = tarfile.TarInfo("./handin.toml")
        info.size = len(OURS)
        archive.addfile(info, io.BytesIO(OURS.encode()))

    assert read_handin(tmp_path / "a.tgz") == Label(exercise=ID)


def test_of_two_labels_none_counts(tmp_path: Path) -> None:
    """Nobody knows which is meant; one at the top is meant before those in folders."""
    other = OURS.replace("02-converters", "03-x").encode()
    two = zipped({"a/handin.toml": OURS.encode(), "b/handin.toml": other}, tmp_path / "two.zip")
    top = zipped({"handin.toml": OURS.encode(), "b/handin.toml": other}, tmp_path / "top.zip")

    assert read_handin(two) is None
    assert read_handin(top) == Label(exercise=ID)


def test_unknown_fields_are_passed_over() -> None:
    """A later grader may write more."""
    assert decode_label(f"{OURS}mood = 'good'\n[more]\nx = 1\n".encode()) == Label(exercise=ID)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"not toml",
        b"x = " + b"[" * 4000,
        b"x = " + b"9" * 4000 + b"\n" + b"exercise = 1",
        OURS.encode() + b"#" * 4096,
        OURS.replace("= 1", "= 2").encode(),
        OURS.replace("= 1", "= true").encode(),
        OURS.replace("= 1", "= 1.0").encode(),
        OURS.replace(ID, "../../etc/passwd").encode(),
        OURS.replace(ID, f"{ID}\\n").encode(),
        OURS.replace(ID, "04-a/02-" + "b" * 100).encode(),
        OURS.replace(f'"{ID}"', f"['{ID}']").encode(),
        OURS.encode() * 2,
        f"{OURS}student = 7\n".encode(),
        f"{OURS}course_version = 1979-05-27\n".encode(),
    ],
    ids=range(16),
)
def test_what_is_no_label_of_ours_is_none(raw: bytes) -> None:
    """Not text, not TOML, too deep, too large, of another version, with a wrong id or a wrong type."""
    assert decode_label(raw) is None


def test_a_student_can_do_nothing_to_whoever_reads_the_name() -> None:
    """One line, printable, capped: no escape, no mark that turns text around, no flood."""
    hostile = "a\\u001b[2Jb\\u202ec\\nd " + "e" * 500

    label = decode_label(f'{OURS}student = "{hostile}"\n'.encode())

    assert label is not None
    assert label.student.startswith("a\\x1b[2Jb\\u202ec d eee")
    assert (label.student.isprintable(), len(label.student)) == (True, 80)


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 no zip", b"\x1f\x8b no gzip", b"plain", b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_archive_has_no_label(content: bytes, tmp_path: Path) -> None:
    """It is for the intake to say why."""
    (tmp_path / "a.zip").write_bytes(content)

    assert read_handin(tmp_path / "a.zip") is None


def test_what_is_not_there_has_no_label(tmp_path: Path) -> None:
    """Nor has a path that cannot be."""
    assert read_handin(tmp_path / "none") is None
    assert read_handin(Path("a\0b")) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_lies_in_the_place_of_a_label_is_not_followed(tmp_path: Path) -> None:
    """A link, a pipe and a folder are none; none of them is waited for."""
    for name in ("link", "pipe", "folder"):
        (tmp_path / name).mkdir()
    (tmp_path / "real.toml").write_text(OURS)
    (tmp_path / "link/handin.toml").symlink_to(tmp_path / "real.toml")
    os.mkfifo(tmp_path / "pipe/handin.toml")
    (tmp_path / "folder/handin.toml").mkdir()
    (tmp_path / "folder/handin.toml/handin.toml").write_text(OURS)

    assert [read_handin(tmp_path / name) for name in ("link", "pipe", "folder")] == [None] * 3
    os.mkfifo(tmp_path / "pipe.zip")
    assert read_handin(tmp_path / "pipe.zip") is None


def test_a_label_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    """Sixty-four mebibytes of spaces pack into next to nothing: no more than four kibibytes are read."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("handin.toml", OURS.encode() + b" " * (64 << 20))

    assert read_handin(tmp_path / "a.zip") is None
