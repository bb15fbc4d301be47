"""How the tests of the intake pack files, and what they expect of a refusal."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader.errors import SubmissionRefused
from grader.submission import IntakeLimits, Roles, from_files, take_in

APP = Roles(student=("app.py",))
ANYTHING = Roles(student=("**",))
SMALL = IntakeLimits(files=3, file_bytes=100, total_bytes=200, depth=3, name_bytes=20, entries=10)
HONEST = {"app.py": b"app = 1\n", "templates/index.html": b"<p>hi</p>", "notes.txt": b""}

Packer = Callable[[Path, Mapping[str, bytes]], Path]


def pack_folder(at: Path, files: Mapping[str, bytes]) -> Path:
    root = Path(tempfile.mkdtemp(dir=at))
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def zip_bytes(files: Mapping[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]], method: int = 8) -> bytes:
    buffer = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")  # zipfile warns of the duplicates that tests make on purpose
        for name, data in pairs:
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_bytes(
    files: Mapping[str, bytes] | list[tuple[str | tarfile.TarInfo, bytes]], form: int = tarfile.PAX_FORMAT
) -> bytes:
    buffer = io.BytesIO()
    pairs = list(files.items()) if isinstance(files, Mapping) else files
    with tarfile.open(fileobj=buffer, mode="w", format=form, encoding="utf-8") as archive:
        for name, data in pairs:
            member = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def save(at: Path, data: bytes, name: str = "homework") -> Path:
    path = at / name
    path.write_bytes(data)
    return path


def pack_zip(at: Path, files: Mapping[str, bytes]) -> Path:
    return save(at, zip_bytes(files))


def tar_packer(compress: Callable[[bytes], bytes], form: int = tarfile.PAX_FORMAT) -> Packer:
    return lambda at, files: save(at, compress(tar_bytes(files, form)))


PACKERS: dict[str, Packer] = {
    "folder": pack_folder,
    "zip": pack_zip,
    "tar": tar_packer(bytes),
    "tar, ustar": tar_packer(bytes, tarfile.USTAR_FORMAT),
    "tar, gnu": tar_packer(bytes, tarfile.GNU_FORMAT),
    "tar.gz": tar_packer(gzip.compress),
    "tar.bz2": tar_packer(bz2.compress),
    "tar.xz": tar_packer(lzma.compress),
}
every_source = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
every_archive = pytest.mark.parametrize("pack", list(PACKERS.values())[1:], ids=list(PACKERS)[1:])


def refusal(path: Path, wanted: Roles = ANYTHING, limits: IntakeLimits | None = None) -> SubmissionRefused:
    with pytest.raises(SubmissionRefused) as caught:
        take_in(path, wanted=wanted, limits=limits or IntakeLimits())
    return caught.value


def refusal_of(files: Mapping[str, bytes], wanted: Roles = ANYTHING) -> SubmissionRefused:
    with pytest.raises(SubmissionRefused) as caught:
        from_files(dict(files), wanted=wanted)
    return caught.value


def zip_with_records(files: Mapping[str, bytes], count: int) -> bytes:
    """Return a zip whose list names its one file, `0000`, under as many other names."""
    raw = zip_bytes(files)
    central, end = raw.index(b"PK\x01\x02"), raw.index(b"PK\x05\x06")
    records = b"".join(raw[central:end].replace(b"0000", b"%04x" % (n % 65536)) for n in range(count))
    shown = min(count, 0xFFFF)
    return (
        raw[:central] + records + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, shown, shown, len(records), central, 0)
    )


def odd_member(kind: bytes, name: str = "templates") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member
