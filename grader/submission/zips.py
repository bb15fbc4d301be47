"""Reads a zip in memory, entry by entry.

The list of entries comes from the standard library; what it declares is not trusted. Only the two
ordinary methods are read, because only they unpack no further than asked: bzip2 and LZMA inside a zip
swell before anyone can count.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from functools import partial

from grader.submission.gather import Entry, IntakeLimits, Unreadable, too_many_entries

_LISTED = b"PK\x01\x02"  # begins each record of the list of entries
_ENCRYPTED_FLAGS = 0x41
_UTF8_FLAG = 0x800
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def zip_entries(raw: bytes, limits: IntakeLimits) -> Iterator[Entry]:
    """Yield the entries of a zip. Raises `Unreadable`, and `SubmissionRefused` for too many entries."""
    # The library builds the whole list at once: too long a list must not reach it.
    if raw.count(_LISTED) > limits.entries:
        raise too_many_entries(limits)
    archive = _open(raw)
    for info in archive.infolist():
        name = _name(info)
        yield Entry(
            name=name.replace("\\", "/"),  # of Windows: no zip may hold them, and no name of ours does
            read=partial(_read, archive, info),
            is_folder=_is_folder(info),
            oddity=_oddity(info),
            respelled="\\" in name,
        )


def _open(raw: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except UnicodeDecodeError as error:
        raise Unreadable("holds a file name that is not valid UTF-8") from error
    except Exception as error:  # BadZipFile, struct.error, OverflowError, ...: on hostile bytes all mean the same
        raise Unreadable("is damaged: its list of files cannot be read") from error


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name as it is stored (`info.filename` is already cut at a NUL).

    Without the UTF-8 flag the library assumes cp437, but macOS writes UTF-8 there and Windows in China
    writes GB 18030.
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.orig_filename
    stored = info.orig_filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return stored.decode("utf-8", "surrogateescape")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\"))


def _oddity(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the zip was made on Windows
    if kind == stat.S_IFLNK:
        return "a link"
    return "" if kind in {0, stat.S_IFDIR if _is_folder(info) else stat.S_IFREG} else "a device or another oddity"


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
    if info.flag_bits & _ENCRYPTED_FLAGS:
        raise Unreadable("is encrypted: it asks for a password")
    if info.compress_type not in _METHODS:
        raise Unreadable("is packed with a method that is not read here")
    try:
        with archive.open(info) as file:
            data = file.read(most_bytes)
    except Exception as error:  # BadZipFile, zlib.error, EOFError, ...: on hostile bytes all mean the same
        raise Unreadable("is damaged: a file in it cannot be unpacked") from error
    if len(data) < min(most_bytes, info.file_size):
        raise Unreadable("is damaged: a file in it is shorter than it says")
    return data
