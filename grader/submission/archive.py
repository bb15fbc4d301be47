"""Tells archives apart by content and unpacks them in memory."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from grader.errors import OursError
from grader.submission.gather import Entry, IntakeLimits, Unreadable, in_units
from grader.submission.tars import looks_like_tar, tar_entries
from grader.submission.zips import zip_entries

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # the second is a zip without entries

_FOREIGN = {
    b"Rar!": "is a RAR archive, which is not read here",
    b"7z\xbc\xaf": "is a 7-Zip archive, which is not read here",
}
_SUFFIXES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz", ".xz", ".txz", ".rar", ".7z")

# The dictionary of an xz may ask for gigabytes; `xz -9` asks for 65 MiB.
_XZ_MEMORY_BYTES = 80 * 1024 * 1024


class _Unpacker(Protocol):
    """What zlib, bz2 and lzma share: one stream, unpacked no further than asked."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def archive_entries(raw: bytes, limits: IntakeLimits) -> Iterator[Entry]:
    """Yield what a zip or a tar, plain or compressed, holds.

    Raises `Unreadable` for what is neither, is damaged or encrypted, and `SubmissionRefused` for too
    many entries; so may the entries' `read`.
    """
    if raw.startswith(_ZIP_STARTS):
        return zip_entries(raw, limits)
    tar = _unpack(raw, limits)
    if not looks_like_tar(tar):
        raise Unreadable(_FOREIGN.get(raw[:4], "is neither a folder nor a zip nor a tar archive"))
    return tar_entries(tar, limits)


def is_archive_name(name: str) -> bool:
    """Tell whether a name ends as those of archives do, also of those that are not read here."""
    return name.lower().endswith(_SUFFIXES)


def looks_like_archive(raw: bytes) -> bool:
    """Tell whether bytes begin as an archive does, readable here or not."""
    starts = (*_ZIP_STARTS, *_FOREIGN, *_UNPACKERS)
    return raw.startswith(starts) or looks_like_tar(raw)


def _unpack(raw: bytes, limits: IntakeLimits) -> bytes:
    """Return what one compressed stream holds, or the bytes as they are. What follows the stream is left."""
    unpacker = _unpacker_for(raw)
    if unpacker is None:
        return raw
    try:
        data = unpacker.decompress(raw, limits.unpacked_bytes + 1)
    except Exception as error:  # zlib.error, OSError, LZMAError, ...: each library has its own word for "damaged"
        raise Unreadable("is damaged: it cannot be unpacked") from error
    if len(data) > limits.unpacked_bytes:
        raise Unreadable(f"unpacks to more than {in_units(limits.unpacked_bytes)}")
    if not unpacker.eof:
        raise Unreadable("is damaged: it ends too early")
    return data


def _unpacker_for(raw: bytes) -> _Unpacker | None:
    for start, unpacker in _UNPACKERS.items():
        if raw.startswith(start):
            return unpacker()
    return None


def _gzip() -> _Unpacker:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _bzip2() -> _Unpacker:
    try:  # optional parts of Python: a build without them still takes folders and zips
        import bz2
    except ImportError as error:
        raise OursError("this Python was built without bz2", hint="hand in a zip instead") from error
    return bz2.BZ2Decompressor()


def _xz() -> _Unpacker:
    try:
        import lzma
    except ImportError as error:
        raise OursError("this Python was built without lzma", hint="hand in a zip instead") from error
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)


_UNPACKERS: dict[bytes, Callable[[], _Unpacker]] = {b"\x1f\x8b": _gzip, b"BZh": _bzip2, b"\xfd7zXZ\x00": _xz}
