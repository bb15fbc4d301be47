"""Archives that swell."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.submission import IntakeLimits, take_in, tars
from tests.submission.packing import APP, HONEST, odd_member, refusal, save, tar_bytes, zip_bytes, zip_with_records

pytestmark = pytest.mark.timeout(60)


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """A file that swells a thousandfold is read no further than its cap."""
    path = save(tmp_path, zip_bytes({"app.py": bytes(100 * 2**20)}))

    assert refusal(path).fact == "`app.py` is larger than 256 KiB"


def test_many_small_bombs_are_refused_by_ratio(tmp_path: Path) -> None:
    """Files below their cap that swell together are measured against the archive."""
    path = save(tmp_path, zip_bytes({f"{n}.py": bytes(200_000) for n in range(5)}))

    assert refusal(path).fact == "the archive unpacks to more than 100 times its size"


def test_a_small_file_may_shrink_as_much_as_it_likes(tmp_path: Path) -> None:
    """The ratio is no reason to refuse a few honest kilobytes."""
    files = {"app.py": b"\n" * 60_000}

    assert take_in(save(tmp_path, zip_bytes(files)), wanted=APP).files == files


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", ["app.py", "__pycache__/x"])
def test_a_tar_bomb_is_refused_even_in_rubbish(tmp_path: Path, name: str, compress: Callable[[bytes], bytes]) -> None:
    """A tar has to be unpacked to be read, so what it unpacks to is capped as a whole."""
    path = save(tmp_path, compress(tar_bytes({name: bytes(64 * 2**20)})), "bomb")

    assert refusal(path).fact == "`bomb` unpacks to more than 32 MiB"


def test_a_tar_of_small_bombs_is_refused_by_ratio(tmp_path: Path) -> None:
    """The ratio holds for tars too."""
    path = save(tmp_path, lzma.compress(tar_bytes({f"{n}.py": bytes(200_000) for n in range(5)})))

    assert "100 times its size" in refusal(path).fact


def with_declared_size(raw: bytes, size: int, crc: int | None = None) -> bytes:
    """Return a zip of one file whose headers, both of them, declare another size (and checksum)."""
    lying = bytearray(raw)
    central = raw.index(b"PK\x01\x02")
    struct.pack_into("<L", lying, 22, size)
    struct.pack_into("<L", lying, central + 24, size)
    if crc is not None:
        struct.pack_into("<L", lying, 14, crc)
        struct.pack_into("<L", lying, central + 16, crc)
    return bytes(lying)


def test_a_zip_that_declares_less_than_it_holds_is_damaged(tmp_path: Path) -> None:
    """A bomb that claims ten bytes is read for ten bytes, and its checksum fails."""
    raw = with_declared_size(zip_bytes({"app.py": bytes(50 * 2**20)}), 10)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_a_zip_that_lies_about_size_and_checksum_gains_nothing(tmp_path: Path) -> None:
    """With a checksum to match, the ten bytes are the file."""
    raw = with_declared_size(zip_bytes({"app.py": bytes(50 * 2**20)}), 10, zlib.crc32(bytes(10)))

    assert take_in(save(tmp_path, raw), wanted=APP).files == {"app.py": bytes(10)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_declares_more_than_it_holds_is_damaged(tmp_path: Path, method: int) -> None:
    """Declared sizes are not trusted in either direction."""
    raw = with_declared_size(zip_bytes({"app.py": b"hello"}, method), 0x7FFFFFFF)

    assert "is damaged" in refusal(save(tmp_path, raw)).fact


def test_many_names_for_one_body_in_a_zip_are_damaged(tmp_path: Path) -> None:
    """An overlapping bomb needs headers that disagree about the name."""
    assert "is damaged" in refusal(save(tmp_path, zip_with_records({"0000": bytes(200_000)}, 90))).fact


def test_files_that_overlap_in_a_zip_are_each_measured(tmp_path: Path) -> None:
    """One entry that lies within another is read twice and counts twice, or is damaged (newer Pythons)."""
    inner = zip_bytes({"in.py": b"x" * 90}, zipfile.ZIP_STORED)
    outer = zip_bytes({"out.py": inner[: inner.index(b"PK\x01\x02")]}, zipfile.ZIP_STORED)
    list_at, inner_at = outer.rindex(b"PK\x01\x02"), outer.index(b"PK", 4)
    record = bytearray(inner[inner.index(b"PK\x01\x02") : inner.index(b"PK\x05\x06")])
    struct.pack_into("<L", record, 42, inner_at)
    records = outer[list_at : outer.rindex(b"PK\x05\x06")] + bytes(record)
    raw = outer[:list_at] + records + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(records), list_at, 0)

    fact = refusal(save(tmp_path, raw), limits=IntakeLimits(total_bytes=150)).fact

    assert fact == "the submission holds more than 150 bytes in all" or "is damaged" in fact


def nested(levels: int) -> bytes:
    """Return a zip in a zip in a zip."""
    raw = zip_bytes(HONEST)
    for _ in range(levels):
        raw = zip_bytes({"homework.zip": raw})
    return raw


def test_one_archive_in_an_archive_is_opened(tmp_path: Path) -> None:
    """A platform packs what students packed."""
    assert take_in(save(tmp_path, nested(1)), wanted=APP).files == {"app.py": HONEST["app.py"]}


def test_no_archive_is_opened_deeper_than_that(tmp_path: Path) -> None:
    """The student is told to unpack."""
    refused = refusal(save(tmp_path, nested(2)), APP)

    assert refused.fact == "`app.py` is missing: expected `app.py`; came `homework.zip`"
    assert refused.hint == "unpack the archive and hand in the files that are in it"


def test_a_bomb_in_an_archive_is_refused(tmp_path: Path) -> None:
    """What the inner archive unpacks to is capped like any."""
    inner = gzip.compress(tar_bytes({"app.py": bytes(64 * 2**20)}))

    assert "unpacks to more than 32 MiB" in refusal(save(tmp_path, zip_bytes({"work.tgz": inner})), APP).fact


PAX = {
    "one header": [(odd_member(tarfile.XHDTYPE), b"6 a=1\n" * 5_000_000)],
    "many headers": [(odd_member(tarfile.XHDTYPE), b"6 a=1\n" * 2_000)] * 2_000,
    "headers for all": [(odd_member(tarfile.XGLTYPE), b"6 a=1\n" * 2_000)] * 2_000,
    "a long name": [(odd_member(tarfile.GNUTYPE_LONGNAME), b"a/" * 10_000_000)],
}


@pytest.mark.parametrize("members", PAX.values(), ids=PAX.keys())
def test_headers_of_megabytes_are_refused_unread(
    tmp_path: Path, members: list[tuple[str | tarfile.TarInfo, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few kilobytes of tgz can hold millions of records: no more are parsed than a megabyte holds."""
    path = save(tmp_path, gzip.compress(tar_bytes([*members, ("app.py", b"")])))
    parsed_bytes = []
    honest = tars._records
    monkeypatch.setattr(tars, "_records", lambda contents: parsed_bytes.append(len(contents)) or honest(contents))

    fact = refusal(path, APP).fact

    assert "longer than anyone writes them" in fact
    assert sum(parsed_bytes) <= 2**20
