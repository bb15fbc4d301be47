"""The one place where what a source yields becomes `{name: bytes}`, under caps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from grader.errors import SubmissionRefused
from grader.submission.names import Spellings, clean, is_rubbish, show

# A few hundred bytes of honest text can shrink a hundredfold: the ratio speaks only above this.
_RATIO_FLOOR_BYTES = 64 * 1024

_LEAVE_OUT = "hand in your own source files only: leave out libraries, data, pictures and databases"


class Unreadable(Exception):
    """An archive cannot be taken in; the text goes on where its name ends: "is damaged: ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """How much is taken in; all are measured while reading, whatever an archive declares.

    `files`, `file_bytes`, `total_bytes`, `depth` (parts of a name) and `name_bytes` (UTF-8, the whole
    name) hold for what is kept. `ratio` is the contents' bytes to the archive's bytes. The rest bounds
    the work before anything is kept: `entries` (files and folders, rubbish too), `archive_bytes` (the
    archive itself) and `unpacked_bytes` (a whole tar, rubbish too).
    """

    files: int = 100
    file_bytes: int = 256 * 1024
    total_bytes: int = 1024 * 1024
    ratio: int = 100
    depth: int = 8
    name_bytes: int = 240
    entries: int = 10_000
    archive_bytes: int = 16 * 1024 * 1024
    unpacked_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a source found: nothing in it has been checked.

    `name` is as it came, undecodable bytes as surrogates. `oddity` says what the entry is when it is
    neither a plain file nor a folder ("a link"). `read(n)` returns at most n bytes from the start of a
    plain file, without ever unpacking much more than that; it may raise `OSError`, or
    `Unreadable` if it lies in an archive.
    """

    name: str
    read: Callable[[int], bytes] = lambda most_bytes: b""
    is_folder: bool = False
    oddity: str = ""


def gather(entries: Iterable[Entry], limits: IntakeLimits, *, packed_bytes: int = 0) -> dict[str, bytes]:
    """Return the plain files among the entries as `{clean name: contents}`; rubbish is left unread.

    `packed_bytes` is the size of the archive they come from, 0 if from none. Entries are taken one at
    a time: a source yields a folder before it looks inside, and a refused folder is never entered.
    Raises `SubmissionRefused`, and what the entries raise.
    """
    keeper = _Keeper(limits, packed_bytes)
    for count, entry in enumerate(entries, start=1):
        if count > limits.entries:
            raise too_many_entries(limits)
        if name := _plain_file_name(entry, limits):
            keeper.keep(name, entry)
    return keeper.files


def too_many_entries(limits: IntakeLimits) -> SubmissionRefused:
    """Return the refusal for more entries than anyone looks through."""
    return SubmissionRefused(f"the submission holds more than {limits.entries} files and folders", hint=_LEAVE_OUT)


def _plain_file_name(entry: Entry, limits: IntakeLimits) -> str:
    """Return the clean name of a plain file, or "" for what is passed over."""
    if is_rubbish(entry.name) or (entry.is_folder and entry.name.strip("/") in {"", "."}):
        return ""
    raw_name = entry.name.rstrip("/") if entry.is_folder else entry.name
    name = clean(raw_name, depth=limits.depth, name_bytes=limits.name_bytes)
    if entry.oddity:
        raise SubmissionRefused(f"{show(name)} is {entry.oddity}, not a plain file", hint="hand in the file itself")
    return "" if entry.is_folder else name


class _Keeper:
    """The files so far, and how much room is left for more."""

    def __init__(self, limits: IntakeLimits, packed_bytes: int) -> None:
        self.files: dict[str, bytes] = {}
        self._limits = limits
        self._spellings = Spellings()
        self._room_bytes = limits.total_bytes
        self._full = f"the submission holds more than {in_units(limits.total_bytes)} in all"
        swollen_bytes = max(_RATIO_FLOOR_BYTES, limits.ratio * packed_bytes)
        if packed_bytes and swollen_bytes < limits.total_bytes:
            self._room_bytes = swollen_bytes
            self._full = f"the archive unpacks to more than {limits.ratio} times its size"

    def keep(self, name: str, entry: Entry) -> None:
        self._spellings.add(name)
        if len(self.files) == self._limits.files:
            raise SubmissionRefused(f"the submission holds more than {self._limits.files} files", hint=_LEAVE_OUT)
        file_bytes = self._limits.file_bytes
        data = _read(name, entry, min(file_bytes, self._room_bytes) + 1)
        if len(data) > file_bytes:
            raise SubmissionRefused(f"{show(name)} is larger than {in_units(file_bytes)}", hint=_LEAVE_OUT)
        if len(data) > self._room_bytes:
            raise SubmissionRefused(self._full, hint=_LEAVE_OUT)
        self._room_bytes -= len(data)
        self.files[name] = data


def _read(name: str, entry: Entry, most_bytes: int) -> bytes:
    try:
        return entry.read(most_bytes)
    except OSError as error:
        raise SubmissionRefused(
            f"{show(name)} cannot be read: {error.strerror}",
            hint="check that the file is yours and not locked, then hand in again",
        ) from error


def in_units(count: int) -> str:
    """Return a number of bytes in words, such as "256 KiB"."""
    for unit, size in (("MiB", 1024 * 1024), ("KiB", 1024)):
        if count >= size and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"
