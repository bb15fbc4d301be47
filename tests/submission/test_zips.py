"""Zips that are odd or broken."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from grader.submission import take_in
from tests.submission.packing import APP, HONEST, refusal, save, zip_bytes

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize(
    ("kind", "word"), [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "oddity"), (stat.S_IFCHR, "oddity")]
)
def test_a_zip_entry_that_is_no_plain_file_is_refused(tmp_path: Path, kind: int, word: str) -> None:
    """A link in a zip is an ordinary file with a flag; the flag is seen."""
    info = zipfile.ZipInfo("templates")
    info.external_attr = (kind | 0o777) << 16

    fact = refusal(save(tmp_path, zip_bytes([("app.py", b""), (info, b"/etc")]))).fact

    assert fact.startswith("`templates` is ")
    assert word in fact


def test_a_zip_made_on_windows_has_no_kinds_and_is_fine(tmp_path: Path) -> None:
    """Without Unix modes an entry is a plain file."""
    info = zipfile.ZipInfo("app.py")
    info.create_system, info.external_attr = 0, 0x20

    assert take_in(save(tmp_path, zip_bytes([(info, b"1")])), wanted=APP).files == {"app.py": b"1"}


def test_an_encrypted_zip_is_refused_in_clear_words(tmp_path: Path) -> None:
    """A password is named as the reason."""
    raw = bytearray(zip_bytes({"app.py": b"1"}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1

    refused = refusal(save(tmp_path, bytes(raw), "homework.zip"))

    assert refused.fact == "`homework.zip` is encrypted: it asks for a password"
    assert "without a password" in refused.hint


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(tmp_path: Path, method: int) -> None:
    """Only stored and deflated entries can be read bit by bit."""
    assert "a method that is not read here" in refusal(save(tmp_path, zip_bytes({"app.py": b"1"}, method))).fact


def test_a_zip_whose_two_headers_disagree_about_the_name_is_damaged(tmp_path: Path) -> None:
    """The list says `app.py`, the entry says something else."""
    raw = zip_bytes({"app.py": b"1"}).replace(b"app.py", b"bpp.py", 1)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_a_zip_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    """Half an upload is refused, with a way out."""
    refused = refusal(save(tmp_path, zip_bytes(HONEST)[:-30], "homework.zip"))

    assert refused.fact == "`homework.zip` is damaged: its list of files cannot be read"
    assert refused.hint


def test_a_zip_with_a_wrong_checksum_is_damaged(tmp_path: Path) -> None:
    """A flipped bit in the contents is noticed."""
    raw = zip_bytes({"app.py": b"hello"}, zipfile.ZIP_STORED).replace(b"hello", b"hellp")

    assert "is damaged: a file in it cannot be unpacked" in refusal(save(tmp_path, raw)).fact
