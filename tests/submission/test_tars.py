"""Tars that are odd or broken."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import take_in
from tests.submission.packing import APP, odd_member, refusal, save, tar_bytes

pytestmark = pytest.mark.timeout(60)


ODD_KINDS = {
    "link": (tarfile.SYMTYPE, "a link"),
    "hard link": (tarfile.LNKTYPE, "a link"),
    "character device": (tarfile.CHRTYPE, "a device"),
    "block device": (tarfile.BLKTYPE, "a device"),
    "pipe": (tarfile.FIFOTYPE, "a pipe"),
    "sparse": (tarfile.GNUTYPE_SPARSE, "a sparse file"),
    "unknown": (b"Z", "something special"),
}


@pytest.mark.parametrize(("kind", "word"), ODD_KINDS.values(), ids=ODD_KINDS.keys())
def test_a_tar_member_that_is_no_plain_file_is_refused(tmp_path: Path, kind: bytes, word: str) -> None:
    """Links, devices, pipes and sparse files are refused by name."""
    path = save(tmp_path, tar_bytes([("app.py", b""), (odd_member(kind), b"")]))

    assert refusal(path).fact == f"`templates` is {word}, not a plain file"


@pytest.mark.parametrize("key", ["GNU.sparse.major", "GNU.sparse.map", "size"])
def test_a_pax_header_that_changes_the_size_is_refused(tmp_path: Path, key: str) -> None:
    """Sparse files of the modern kind hide behind a plain type."""
    member = tarfile.TarInfo("app.py")
    member.pax_headers = {key: "1"}

    assert "a sparse or huge file" in refusal(save(tmp_path, tar_bytes([(member, b"")]))).fact


def test_harmless_pax_headers_are_fine(tmp_path: Path) -> None:
    """macOS writes its attributes there, git a comment for all."""
    member = tarfile.TarInfo("app.py")
    member.pax_headers = {"LIBARCHIVE.xattr.com.apple.provenance": "AQAC\n=", "mtime": "1.5"}
    raw = tar_bytes([(odd_member(tarfile.XGLTYPE, "pax_global_header"), b"14 comment=ab\n"), (member, b"1")])

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": b"1"}


def with_header(raw: bytes, at: int, field: bytes) -> bytes:
    """Return a tar whose first header holds another field, and a checksum to match."""
    header = bytearray(raw[:512])
    header[at : at + len(field)] = field
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + raw[512:]


@pytest.mark.parametrize(
    "size", [b"-0000000001\0", b"\xff" * 12, b"\x80" + b"\0" * 10 + b"\x01", b"0x10\0", b"1_0\0", b"9\0"]
)
def test_a_tar_with_a_size_that_is_no_octal_number_is_damaged(tmp_path: Path, size: bytes) -> None:
    """Negative sizes make other readers loop for ever."""
    path = save(tmp_path, with_header(tar_bytes({"app.py": b""}), 124, size))

    assert "is damaged: a header in it is broken" in refusal(path).fact


def test_a_tar_that_declares_more_than_it_holds_is_damaged(tmp_path: Path) -> None:
    """A size beyond the end of the archive is noticed before anything is read."""
    path = save(tmp_path, with_header(tar_bytes({"app.py": b"1"}), 124, b"77777777777\0"))

    assert "is damaged: it ends too early" in refusal(path).fact


@pytest.mark.parametrize("kept_bytes", [513, 1024, 1100])
def test_a_tar_that_was_cut_off_is_damaged(tmp_path: Path, kept_bytes: int) -> None:
    """A tar without its end may lack files."""
    assert "is damaged: it ends too early" in refusal(save(tmp_path, tar_bytes({"app.py": b"1"})[:kept_bytes])).fact


def test_a_tar_with_a_broken_header_further_on_is_damaged(tmp_path: Path) -> None:
    """Every header's checksum is checked."""
    raw = tar_bytes({"a.py": b"", "b.py": b""}).replace(b"b.py", b"c.py")

    assert "is damaged: a header in it is broken" in refusal(save(tmp_path, raw)).fact


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_that_was_cut_off_is_damaged(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """Half a download is refused in clear words."""
    raw = compress(tar_bytes({"app.py": os.urandom(5000)}))

    assert refusal(save(tmp_path, raw[:-20], "h.tar")).fact == "`h.tar` is damaged: it ends too early"


@pytest.mark.parametrize("start", [b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\x00"])
def test_a_compressed_tar_of_nonsense_is_damaged(tmp_path: Path, start: bytes) -> None:
    """A right beginning and a wrong rest are refused."""
    assert "is damaged: it cannot be unpacked" in refusal(save(tmp_path, start + b"?" * 100)).fact


@pytest.mark.parametrize("records", [b"9999 path=x\n", b"x path=x\n", b"9 path=xy", b"3 a=", b"0 path=x\n", b"5\n"])
def test_a_broken_pax_header_is_damaged(tmp_path: Path, records: bytes) -> None:
    """Lengths in a pax header are checked against what is there."""
    raw = tar_bytes([(odd_member(tarfile.XHDTYPE), records), ("app.py", b"")])

    assert "is damaged: a header in it is broken" in refusal(save(tmp_path, raw)).fact


@pytest.mark.timeout(20)
def test_a_pax_header_of_megabytes_costs_no_time(tmp_path: Path) -> None:
    """Pax headers are read in linear time."""
    raw = tar_bytes([(odd_member(tarfile.XHDTYPE), b"6 a=1\n" * 500_000 + b"9" * 9_000_000), ("app.py", b"")])

    assert "is damaged" in refusal(save(tmp_path, gzip.compress(raw))).fact


def test_a_folder_in_a_tar_from_before_posix_is_a_folder(tmp_path: Path) -> None:
    """Type NUL and a slash at the end."""
    old = with_header(tar_bytes([("blog/", b""), ("blog/app.py", b"1")]), 156, b"\0")

    assert take_in(save(tmp_path, old), wanted=APP).files == {"app.py": b"1"}


def test_a_size_declared_by_what_has_no_contents_is_passed_over(tmp_path: Path) -> None:
    """A folder with a size does not swallow the file behind it."""
    raw = with_header(tar_bytes([(odd_member(tarfile.DIRTYPE, "blog"), b""), ("blog/app.py", b"1")]), 124, b"1000\0")

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": b"1"}
