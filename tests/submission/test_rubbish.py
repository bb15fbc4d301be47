"""What editors and systems leave behind, and virtual environments of any name."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from grader.errors import SubmissionRefused
from grader.submission import IntakeLimits, Roles, from_files, take_in
from tests.submission.packing import (
    ANYTHING,
    APP,
    SMALL,
    Packer,
    every_source,
    odd_member,
    pack_folder,
    save,
    tar_bytes,
)

pytestmark = pytest.mark.timeout(60)


RUBBISH = [
    "__pycache__/app.cpython-311.pyc",
    "blog/__pycache__/x.py",
    "old.pyc",
    ".DS_Store",
    "__MACOSX/._app.py",
    "templates/._index.html",
    ".git/config",
    ".venv/lib/flask.py",
    "venv/lib/flask.py",
    ".idea/x.xml",
    ".vscode/settings.json",
    "node_modules/a/b/c/d/e/f/g/h/i/j.js",
    ".grade-cache/x",
    ".pytest_cache/v/x",
    "app.py~",
    ".app.py.swp",
    "Icon\r",
]


@every_source
def test_what_editors_and_systems_leave_behind_is_skipped_in_silence(tmp_path: Path, pack: Packer) -> None:
    """Rubbish is neither kept nor listed, nor counted against the caps."""
    path = pack(tmp_path, {"app.py": b"1"} | dict.fromkeys(RUBBISH, b"x" * 300))

    taken = take_in(path, wanted=ANYTHING, limits=IntakeLimits(files=1, total_bytes=1))

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, ())


def test_rubbish_is_skipped_in_memory_too() -> None:
    """`from_files` applies the same rule."""
    assert from_files({"app.py": b""} | dict.fromkeys(RUBBISH, b""), wanted=ANYTHING).files == {"app.py": b""}


@pytest.mark.parametrize(
    "name", ["pycache/x", "my.DS_Store", "a.pyc.txt", "gitignore", ".env", ".flaskenv", "upgrade.py"]
)
def test_what_only_resembles_rubbish_is_kept(name: str) -> None:
    """The list means whole parts of a name."""
    assert name in from_files({name: b"", "app.py": b""}, wanted=ANYTHING).files


def test_what_lies_in_rubbish_is_not_counted_in_a_folder(tmp_path: Path) -> None:
    """A virtual environment of thousands of files is not even listed."""
    root = pack_folder(tmp_path, {"app.py": b""} | {f".venv/lib/{n}.py": b"" for n in range(20)})

    assert take_in(root, wanted=APP, limits=SMALL).files == {"app.py": b""}


def test_rubbish_is_not_read_at_all(tmp_path: Path) -> None:
    """A link, a pipe and a locked folder do no harm inside rubbish."""
    root = pack_folder(tmp_path, {"app.py": b"", ".venv/bin/x": b""})
    (root / ".venv/bin/python").symlink_to("/usr/bin/python3")
    os.mkfifo(root / ".venv/pipe")
    (root / ".git").symlink_to("/")

    assert take_in(root, wanted=APP).ignored == ()


def test_a_link_in_an_archived_venv_is_no_reason_to_refuse(tmp_path: Path) -> None:
    """A `.venv` is full of links; it is skipped before anyone looks."""
    path = save(tmp_path, tar_bytes([("app.py", b""), (odd_member(tarfile.SYMTYPE, ".venv/bin/python"), b"")]))

    assert take_in(path, wanted=APP).files == {"app.py": b""}


@pytest.mark.parametrize("name", ["a/" * 500_000 + "x", "a" + "\u0301\u0323" * 500_000], ids=["parts", "accents"])
@pytest.mark.parametrize("wanted", [APP, ANYTHING, Roles(student=("**/a/**/b/**",))])
@pytest.mark.timeout(20)
def test_names_of_megabytes_cost_no_time(name: str, wanted: Roles) -> None:
    """No name is normalised, searched for rubbish or matched with a pattern beyond what people write."""
    with pytest.raises(SubmissionRefused):
        from_files({name: b""}, wanted=wanted)


ENVIRONMENTS = {
    "env": ["pyvenv.cfg", "lib/python3.12/flask/app.py", "bin/activate", "include/x.h"],
    "my own": ["pyvenv.cfg", "Lib/flask/app.py", "Scripts/python.exe", "share/app.py"],
    "conda": ["conda-meta/history", "lib/app.py", "bin/app.py"],
}


@every_source
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_virtual_environment_of_any_name_is_not_looked_into(tmp_path: Path, pack: Packer, name: str) -> None:
    """`pyvenv.cfg` tells: not even a file called like the exercise's is found in it."""
    files = {"app.py": b"1"} | {f"{name}/{part}": b"2" for part in ENVIRONMENTS[name]}

    taken = take_in(pack(tmp_path, files), wanted=Roles(student=("app.py", "**/*.py")))

    assert taken.files == {"app.py": b"1"}


def test_work_that_lies_in_its_own_virtual_environment_is_taken(tmp_path: Path) -> None:
    """`python -m venv .` puts the environment around the work."""
    root = pack_folder(tmp_path, {"app.py": b"1"} | dict.fromkeys(ENVIRONMENTS["env"], b"2"))

    assert take_in(root, wanted=Roles(student=("**/*.py",))).files == {"app.py": b"1"}


def test_a_virtual_environment_does_not_count(tmp_path: Path) -> None:
    """However many files are in it."""
    root = pack_folder(tmp_path, {"app.py": b"", "env/pyvenv.cfg": b""} | {f"env/lib/{n}.py": b"" for n in range(20)})

    assert take_in(root, wanted=APP, limits=SMALL).notes == ()
