"""What a source yields becomes a list of names, and the few that take a role become bytes, under caps."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from grader.errors import SubmissionRefused
from grader.submission.names import Spellings, clean, environment_parts, is_rubbish, show

# A few hundred bytes of honest text can shrink a hundredfold: the ratio speaks only above this.
_RATIO_FLOOR_BYTES = 64 * 1024

# Unicode's normal forms take quadratic time on hostile accents: a longer name takes no role as it stands.
_NORMALISED_CHARACTERS = 1024

LEAVE_OUT = "hand in your own source files only: leave out libraries, data, pictures and databases"


class Unreadable(Exception):
    """An archive cannot be taken in; the text goes on where its name ends: "is damaged: ..."."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLimits:
    """How much is taken in; all are measured while reading, whatever an archive declares.

    `files`, `file_bytes`, `total_bytes`, `depth` (parts of a name) and `name_bytes` (UTF-8, the whole
    name) hold for what takes a role. `ratio` is their bytes to the archive's bytes. The rest bounds the work
    before any role is known: `entries` (files and folders; of a folder no more are looked at, an archive with
    more is refused), `archive_bytes` (the archive itself), `unpacked_bytes` (a whole tar), `header_bytes` (one
    long name or pax header of a tar) and `headers_bytes` (all of them).
    """

    files: int = 100
    file_bytes: int = 256 * 1024
    total_bytes: int = 1024 * 1024
    ratio: int = 100
    depth: int = 8
    name_bytes: int = 240
    entries: int = 20_000
    archive_bytes: int = 16 * 1024 * 1024
    unpacked_bytes: int = 32 * 1024 * 1024
    header_bytes: int = 16 * 1024
    headers_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a source found: nothing in it has been checked.

    `name` is as it came, undecodable bytes as surrogates; `respelled` says that a zip of Windows had `\\` in it.
    `oddity` says what the entry is when it is neither a plain file nor a folder ("a link"), `barred` why a folder
    was not entered, as a whole sentence. `read(n)` returns at most n bytes from the start of a plain file,
    without ever unpacking much more than that; it may raise `OSError`, or `Unreadable` if it lies in an archive.
    """

    name: str
    read: Callable[[int], bytes] = lambda most_bytes: b""
    is_folder: bool = False
    oddity: str = ""
    barred: str = ""
    respelled: bool = False

    def require_plain(self, name: str) -> None:
        """Raise `SubmissionRefused` for what cannot be read as the file `name`."""
        if self.barred:
            raise SubmissionRefused(self.barred, hint="check that it is yours and open to you, then hand in again")
        if self.oddity:
            raise SubmissionRefused(f"{show(name)} is {self.oddity}, not a plain file", hint="hand in the file itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What lies in a source, by name, in the order it came: nothing has been read.

    A name may come twice, and may be hostile. `cut` says that there was more than anyone looks at;
    `packed_bytes` is the size of the archive, 0 of none.
    """

    found: list[tuple[str, Entry]]
    cut: bool = False
    packed_bytes: int = 0


def survey(entries: Iterable[Entry], limits: IntakeLimits, *, packed_bytes: int = 0) -> Listing:
    """List what is no rubbish and no part of a virtual environment. Reads nothing.

    Raises `SubmissionRefused` for an archive of more than `limits.entries`, and what the entries raise.
    """
    found: list[tuple[str, Entry]] = []
    for count, entry in enumerate(entries, start=1):
        if count > limits.entries:
            if packed_bytes:
                raise too_many_entries(limits)
            return Listing(found=found, cut=True)
        if not is_rubbish(entry.name) and (not entry.is_folder or entry.barred):
            found.append((_tidy(entry.name), entry))
    return Listing(found=_without_environments(found), packed_bytes=packed_bytes)


def _tidy(name: str) -> str:
    """Return a name in NFC, without `./` before it."""
    if len(name) <= _NORMALISED_CHARACTERS:
        name = unicodedata.normalize("NFC", name)
    while name.startswith("./"):
        name = name[2:]
    return name


def _without_environments(found: list[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    names_in: dict[str, set[str]] = {}
    for name, _ in found:
        folder, base = posixpath.split(name)
        names_in.setdefault(folder, set()).add(base)
        above, own = posixpath.split(folder)
        names_in.setdefault(above, set()).add(own)
    parts = tuple(
        posixpath.join(folder, part) + "/" for folder, names in names_in.items() for part in environment_parts(names)
    )
    return [(name, entry) for name, entry in found if not name.startswith(parts)] if parts else found


def too_many_entries(limits: IntakeLimits) -> SubmissionRefused:
    """Return the refusal for an archive of more entries than anyone looks through."""
    return SubmissionRefused(f"the submission holds more than {limits.entries} files and folders", hint=LEAVE_OUT)


def read_all(chosen: Mapping[str, Entry], limits: IntakeLimits, *, packed_bytes: int = 0) -> dict[str, bytes]:
    """Return the contents of the files that take a role, `{name: entry}`.

    Raises `SubmissionRefused`, and `Unreadable` where an archive is damaged.
    """
    if len(chosen) > limits.files:
        raise SubmissionRefused(f"the submission holds more than {limits.files} files", hint=LEAVE_OUT)
    keeper = _Keeper(limits, packed_bytes)
    for name, entry in chosen.items():
        keeper.keep(name, entry)
    return keeper.files


def choose(pairs: Iterable[tuple[str, Entry]], limits: IntakeLimits) -> dict[str, Entry]:
    """Return `{name: entry}` of what takes a role. Raises `SubmissionRefused` for a name or entry that may not."""
    chosen: dict[str, Entry] = {}
    spellings = Spellings()
    for name, entry in pairs:
        name = clean(name, depth=limits.depth, name_bytes=limits.name_bytes)
        entry.require_plain(name)
        spellings.add(name)
        chosen[name] = entry
    return chosen


class _Keeper:
    """The files so far, and how much room is left for more."""

    def __init__(self, limits: IntakeLimits, packed_bytes: int) -> None:
        self.files: dict[str, bytes] = {}
        self._file_bytes = limits.file_bytes
        self._room_bytes = limits.total_bytes
        self._full = f"the submission holds more than {in_units(limits.total_bytes)} in all"
        swollen_bytes = max(_RATIO_FLOOR_BYTES, limits.ratio * packed_bytes)
        if packed_bytes and swollen_bytes < limits.total_bytes:
            self._room_bytes = swollen_bytes
            self._full = f"the archive unpacks to more than {limits.ratio} times its size"

    def keep(self, name: str, entry: Entry) -> None:
        data = _read(name, entry, min(self._file_bytes, self._room_bytes) + 1)
        if len(data) > self._file_bytes:
            raise SubmissionRefused(f"{show(name)} is larger than {in_units(self._file_bytes)}", hint=LEAVE_OUT)
        if len(data) > self._room_bytes:
            raise SubmissionRefused(self._full, hint=LEAVE_OUT)
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
