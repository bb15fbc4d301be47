"""Reads a tar in memory, header by header.

A small reader of our own (POSIX.1-2008 `pax`, section "ustar Interchange Format", and GNU's long names):
`tarfile` extracts links, devices and sparse files, which are refused here, and on the Pythons that
courses run it can be made to loop or to backtrack for hours by a hostile header (CVE-2025-8194,
CVE-2024-6232). Everything here is linear in the size of the archive, and what is parsed record by record is
capped: a compressed tar can hold megabytes of records in a few kilobytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from grader.submission.gather import Entry, IntakeLimits, Unreadable

_BLOCK_BYTES = 512
_ZEROS = bytes(_BLOCK_BYTES)

_PLAIN, _FOLDER, _LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL = b"0", b"5", b"L", b"K", b"x", b"g"
_ABOUT_THE_NEXT = {_LONG_NAME, _LONG_LINK, _PAX, _PAX_FOR_ALL}
_WITHOUT_CONTENTS = b"123456"  # links, devices, folders, pipes: what they declare as size is not there
_ODDITIES = {b"1": "a link", b"2": "a link", b"3": "a device", b"4": "a device", b"6": "a pipe", b"S": "a sparse file"}


_RECORD_HEAD = re.compile(rb"([1-9][0-9]{0,8}) ([^=\n]{1,200})=")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """One header and what follows it: `name` undecoded, `start` and `size` in bytes of the archive."""

    name: bytes
    kind: bytes
    start: int
    size: int

    @property
    def next_header(self) -> int:
        return self.start + -(-self.size // _BLOCK_BYTES) * _BLOCK_BYTES


def looks_like_tar(data: bytes) -> bool:
    """Tell whether bytes begin like a tar: with a sound header, or with the zeros that end an empty one."""
    header = data[:_BLOCK_BYTES]
    return len(header) == _BLOCK_BYTES and (header == _ZEROS or _is_sound(header))


def tar_entries(data: bytes, limits: IntakeLimits) -> Iterator[Entry]:
    """Yield the entries of an uncompressed tar. Raises `Unreadable`."""
    long_name = b""
    is_odd = False
    room_bytes = limits.headers_bytes
    for member in _members(data):
        if member.kind not in _ABOUT_THE_NEXT:
            yield _entry(long_name or member.name, member, data, is_odd=is_odd)
            long_name, is_odd = b"", False
            continue
        room_bytes -= member.size
        if member.size > limits.header_bytes or room_bytes < 0:
            raise Unreadable("is damaged: the names and notes in it are longer than anyone writes them")
        contents = data[member.start : member.start + member.size]
        if member.kind == _LONG_NAME:
            long_name = contents.removesuffix(b"\0")
        elif member.kind == _PAX:
            records = dict(_records(contents))
            long_name = records.get(b"path", long_name)
            is_odd = any(key == b"size" or key.startswith(b"GNU.sparse.") for key in records)


def _entry(name: bytes, member: _Member, data: bytes, *, is_odd: bool) -> Entry:
    is_folder = member.kind == _FOLDER
    oddity = "" if is_folder or member.kind == _PLAIN else _ODDITIES.get(member.kind, "something special")
    return Entry(
        name=name.decode("utf-8", "surrogateescape"),
        read=partial(_start_of, data, member),
        is_folder=is_folder,
        oddity="a sparse or huge file" if is_odd else oddity,
    )


def _start_of(data: bytes, member: _Member, most_bytes: int) -> bytes:
    return data[member.start : member.start + min(member.size, most_bytes)]


def _members(data: bytes) -> Iterator[_Member]:
    offset = 0
    while (header := data[offset : offset + _BLOCK_BYTES]) != _ZEROS:
        member = _member(header, offset + _BLOCK_BYTES)
        if member.start + member.size > len(data):
            raise Unreadable("is damaged: it ends too early")
        yield member
        offset = member.next_header


def _member(header: bytes, start: int) -> _Member:
    if len(header) < _BLOCK_BYTES:
        raise Unreadable("is damaged: it ends too early")
    if not _is_sound(header):
        raise Unreadable("is damaged: a header in it is broken")
    name = _text(header[:100])
    if header[257:263] == b"ustar\0" and (prefix := _text(header[345:500])):
        name = prefix + b"/" + name
    kind = header[156:157].replace(b"\0", _PLAIN)
    if kind == _PLAIN and name.endswith(b"/"):  # how tars before POSIX wrote a folder
        kind = _FOLDER
    return _Member(name=name, kind=kind, start=start, size=0 if kind in _WITHOUT_CONTENTS else _size(header))


def _is_sound(header: bytes) -> bool:
    declared = re.fullmatch(rb"\s*([0-7]+)[\0\s]*", header[148:156])
    return declared is not None and int(declared[1], 8) == sum(header) - sum(header[148:156]) + 8 * ord(" ")


def _size(header: bytes) -> int:
    # GNU's binary sizes, for 8 GiB and more, are none of ours.
    size = re.fullmatch(rb"\s*([0-7]*)[\0\s]*", header[124:136])
    if size is None:
        raise Unreadable("is damaged: a header in it is broken")
    return int(size[1] or b"0", 8)


def _text(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _records(contents: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield key and value of each `length key=value\\n` of a pax header."""
    at = 0
    while at < len(contents):
        head = _RECORD_HEAD.match(contents, at)
        end = at + int(head[1]) if head else at
        if head is None or contents[end - 1 : end] != b"\n":
            raise Unreadable("is damaged: a header in it is broken")
        yield head[2], contents[head.end() : end - 1]
        at = end
