"""Caps on what takes a role, and on the work before any role is known."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import SubmissionRefused
from grader.submission import IntakeLimits, Roles, from_files, take_in
from grader.submission.assign import assign
from grader.submission.gather import Entry, survey
from tests.submission.packing import (
    ANYTHING,
    APP,
    HONEST,
    SMALL,
    Packer,
    every_source,
    pack_folder,
    refusal,
    save,
    tar_bytes,
    zip_bytes,
    zip_with_records,
)

pytestmark = pytest.mark.timeout(60)


@every_source
def test_the_caps_themselves_are_allowed(tmp_path: Path, pack: Packer) -> None:
    """A submission that fills every cap exactly is taken in."""
    files = {"a/b/c.py": b"x" * 100, "d.py": b"y" * 100, "n" * 20: b""}

    assert take_in(pack(tmp_path, files), wanted=ANYTHING, limits=SMALL).files == files


@every_source
def test_a_file_too_many_is_refused(tmp_path: Path, pack: Packer) -> None:
    """The number of files is capped."""
    path = pack(tmp_path, {f"{n}.py": b"" for n in range(4)})

    assert refusal(path, limits=SMALL).fact == "the submission holds more than 3 files"


@every_source
def test_a_file_too_large_is_refused_by_name(tmp_path: Path, pack: Packer) -> None:
    """The size of a file is capped, the file is named, the limit is told."""
    refused = refusal(pack(tmp_path, {"app.py": b"", "data.csv": os.urandom(256 * 1024 + 1)}))

    assert refused.fact == "`data.csv` is larger than 256 KiB"
    assert "leave out" in refused.hint


@every_source
def test_too_much_in_all_is_refused(tmp_path: Path, pack: Packer) -> None:
    """The sum of the files is capped."""
    path = pack(tmp_path, {"a.py": b"x" * 100, "b.py": b"x" * 100, "c.py": b"x"})

    assert refusal(path, limits=SMALL).fact == "the submission holds more than 200 bytes in all"


def test_the_default_caps_are_those_of_the_docs() -> None:
    """100 files, 256 KiB each, 1 MiB in all, 8 levels."""
    limits = IntakeLimits()

    assert (limits.files, limits.file_bytes, limits.total_bytes, limits.depth) == (100, 2**18, 2**20, 8)


def test_caps_hold_in_memory_too() -> None:
    """`from_files` applies the same caps."""
    with pytest.raises(SubmissionRefused, match="1 MiB in all"):
        from_files({f"{n}.py": b"x" * 2**18 for n in range(5)}, wanted=ANYTHING)


HUNDRED_THOUSAND = {
    "zip": zip_with_records({"0000": b""}, 100_000),
    "tar": gzip.compress(tar_bytes({"f/": b""})[:512] * 100_000 + bytes(1024)),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("raw", HUNDRED_THOUSAND.values(), ids=HUNDRED_THOUSAND.keys())
def test_a_hundred_thousand_entries_are_refused(tmp_path: Path, raw: bytes) -> None:
    """Entries are counted even if they are all folders, and before a zip's list is built."""
    refused = refusal(save(tmp_path, raw), limits=IntakeLimits(unpacked_bytes=2**30))

    assert refused.fact == "the submission holds more than 20000 files and folders"


def test_of_a_folder_that_holds_too_much_the_files_that_count_are_found(tmp_path: Path) -> None:
    """A heap of data beside the work, however large, is looked at up to the cap, and the student told."""
    root = pack_folder(tmp_path, {f"{n}.csv": b"" for n in range(30)} | {"z/app.py": b"2", "templates/x.html": b"3"})
    (root / "app.py").write_bytes(b"1")
    roles = Roles(student=("app.py", "templates/*.html"))

    taken = take_in(root, wanted=roles, limits=SMALL)

    assert taken.files == {"app.py": b"1", "templates/x.html": b"3"}
    assert taken.notes == ("The folder holds more than anyone hands in: not everything in it was looked at.",)


def test_what_is_ignored_is_capped_in_number() -> None:
    """A thousand names would hide the one that matters: the shallow ones come first."""
    taken = from_files({"app.py": b"", "helpers.py": b""} | {f"data/{n}": b"" for n in range(1000)}, wanted=APP)

    assert taken.ignored[0] == "helpers.py"
    assert taken.ignored[-1] == "and 981 more"
    assert len(taken.ignored) == 21


def test_a_file_without_a_role_is_never_read() -> None:
    """It may be huge, locked or damaged."""

    def read(most_bytes: int) -> bytes:
        raise AssertionError("read")

    listing = survey([Entry(name="app.py"), Entry(name="screen.png", read=read)], IntakeLimits())

    assert assign(listing, APP, IntakeLimits()).ignored == ("screen.png",)


@every_source
def test_files_without_a_role_do_not_count(tmp_path: Path, pack: Packer) -> None:
    """Neither their number nor their size nor what they hold."""
    strangers = {f"{n}.txt": b"x" for n in range(8)} | {"screen.png": os.urandom(600 * 1024)}

    taken = take_in(pack(tmp_path, {"app.py": b"1"} | strangers), wanted=APP, limits=replace(SMALL, entries=100))

    assert (taken.files, taken.ignored) == ({"app.py": b"1"}, tuple(sorted(strangers)))


def test_an_endless_chain_of_folders_is_not_followed(tmp_path: Path) -> None:
    """The walk stops at the cap on depth; where a role could lie deeper, the student is told."""
    (tmp_path / "/".join("d" * 50)).mkdir(parents=True)
    (tmp_path / "app.py").write_bytes(b"1")

    assert take_in(tmp_path, wanted=APP).files == {"app.py": b"1"}
    assert refusal(tmp_path).fact == "`d/d/d/d/d/d/d/d/d` lies more than 8 levels deep"


def test_an_archive_too_large_is_refused(tmp_path: Path) -> None:
    """The archive itself is capped before it is opened."""
    path = save(tmp_path, zip_bytes(HONEST), "h.zip")

    assert refusal(path, limits=IntakeLimits(archive_bytes=64)).fact == "`h.zip` is larger than 64 bytes"
