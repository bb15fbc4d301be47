"""The sources: a folder, a zip, a tar or one file of the same work are one submission."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.submission import Roles, from_files, take_in
from tests.submission.packing import ANYTHING, APP, HONEST, Packer, every_source, pack_folder, refusal, save, zip_bytes

pytestmark = pytest.mark.timeout(60)


@every_source
def test_every_source_gives_the_same_submission(tmp_path: Path, pack: Packer) -> None:
    """A folder, a zip and every kind of tar of the same files are one submission."""
    taken = take_in(pack(tmp_path, HONEST), wanted=ANYTHING)

    assert taken == from_files(HONEST, wanted=ANYTHING)


@every_source
def test_long_and_foreign_names_survive_every_source(tmp_path: Path, pack: Packer) -> None:
    """A name beyond the 100 bytes of a tar header and one in Chinese come as they are."""
    files = {"static/" + "n" * 90 + "/style.css": b"1", "templates/首页.html": b"2"}

    assert take_in(pack(tmp_path, files), wanted=ANYTHING).files == files


@every_source
def test_a_wrapping_folder_is_taken_off_whatever_the_source(tmp_path: Path, pack: Packer) -> None:
    """A folder in the folder does not matter."""
    path = pack(tmp_path, {"ada/code/app.py": b"1", "ada/code/README.md": b"2"})

    assert take_in(path, wanted=APP).files == {"app.py": b"1"}


@every_source
def test_an_empty_submission_is_refused_with_what_was_expected(tmp_path: Path, pack: Packer) -> None:
    """Nothing at all is a submission without `app.py`."""
    assert refusal(pack(tmp_path, {}), APP).fact == "`app.py` is missing: expected `app.py`; came nothing"


@every_source
def test_contents_are_never_looked_at(tmp_path: Path, pack: Packer) -> None:
    """Bytes that are no UTF-8 and no Python come through unchanged."""
    files = {"app.py": bytes(range(256))}

    assert take_in(pack(tmp_path, files), wanted=APP).files == files


def test_the_kind_of_archive_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    """A zip that calls itself a tar is still a zip."""
    path = save(tmp_path, zip_bytes(HONEST), "homework.tar.gz")

    assert take_in(path, wanted=APP).files == {"app.py": HONEST["app.py"]}


@pytest.mark.parametrize("data", [b"", b"app = 1\n", gzip.compress(b"hello", mtime=0)])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    """The refusal names the file and the three things that are taken."""
    refused = refusal(save(tmp_path, data, "homework.rar"))

    assert refused.fact == "`homework.rar` is neither a folder nor a zip nor a tar archive"
    assert "zip" in refused.hint


def test_a_path_that_does_not_exist_is_the_users_mistake(tmp_path: Path) -> None:
    """A missing path is a usage error that repeats the user's word."""
    with pytest.raises(UsageError, match=r"`.*nowhere` does not exist"):
        take_in(tmp_path / "nowhere", wanted=APP)


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_cannot_exist_is_the_users_mistake(path: str) -> None:
    """A NUL or an endless name in the path is a usage error, not a crash."""
    with pytest.raises(UsageError):
        take_in(path, wanted=APP)


def test_a_pipe_as_path_is_the_users_mistake_and_does_not_hang(tmp_path: Path) -> None:
    """A FIFO in place of an archive is never waited for."""
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UsageError, match="neither a folder nor a file"):
        take_in(tmp_path / "pipe", wanted=APP)


def test_a_path_given_as_text_works(tmp_path: Path) -> None:
    """`take_in` takes a string as well as a `Path`."""
    assert take_in(str(pack_folder(tmp_path, HONEST)), wanted=APP).files.keys() == {"app.py"}


def test_the_path_the_user_names_may_be_a_link(tmp_path: Path) -> None:
    """Links are refused inside a submission, not in the user's own word."""
    (tmp_path / "link").symlink_to(pack_folder(tmp_path, HONEST))

    assert take_in(tmp_path / "link", wanted=APP).files.keys() == {"app.py"}


@pytest.mark.parametrize(("data", "kind"), [(b"Rar!\x1a\x07\x00", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip")])
@pytest.mark.parametrize("within", [False, True])
def test_an_archive_that_is_not_read_here_is_named(tmp_path: Path, data: bytes, kind: str, within: bool) -> None:
    """The student reads what it is and how to pack instead, also where it lies alone in a folder."""
    path = save(tmp_path, data, "homework.rar")

    refused = refusal(tmp_path if within else path, APP)

    assert refused.fact == f"`homework.rar` is a {kind} archive, which is not read here"
    assert "ordinary zip" in refused.hint


@pytest.mark.parametrize("name", ["app.py", "App.py", "app (1).py", "main.py"])
def test_one_file_is_a_submission(tmp_path: Path, name: str) -> None:
    """A file that the user names is the one that the exercise wants, whatever it is called."""
    taken = take_in(save(tmp_path, b"1", name), wanted=APP)

    assert taken.files == {"app.py": b"1"}
    assert bool(taken.notes) is (name != "app.py")


def test_one_file_of_several_is_taken_for_its_own_name(tmp_path: Path) -> None:
    """The others are missing, and told."""
    taken = take_in(save(tmp_path, b"1", "404.html"), wanted=Roles(student=("app.py", "templates/404.html")))

    assert taken.files == {"templates/404.html": b"1"}
    assert "`app.py` is missing: the checks that need it cannot pass." in taken.notes


@pytest.mark.parametrize("name", ["work.zip", "work (1).ZIP", "work.tar.gz"])
def test_one_archive_in_a_folder_is_opened(tmp_path: Path, name: str) -> None:
    """What lies beside it does not matter, as long as it is not the work."""
    save(tmp_path, zip_bytes(HONEST), name)
    save(tmp_path, b"", "README.md")

    assert take_in(tmp_path, wanted=APP).files == {"app.py": HONEST["app.py"]}


def test_of_two_archives_in_a_folder_none_is_opened(tmp_path: Path) -> None:
    """Both are named, and how to choose."""
    for name in ("one.zip", "two.zip"):
        save(tmp_path, zip_bytes(HONEST), name)

    assert refusal(tmp_path, APP).hint == "hand in one of the archives alone, or unpack it: `one.zip`, `two.zip`"


def test_an_archive_beside_the_work_is_left_alone(tmp_path: Path) -> None:
    """A wheel or a backup is not used, and not opened."""
    root = pack_folder(tmp_path, {"app.py": b"1", "dist/work.zip": b"no zip at all", "flask.whl": b"PK"})

    taken = take_in(root, wanted=APP)

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ("flask.whl", "dist/work.zip"))
