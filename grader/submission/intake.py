"""The table of contents of the intake: find the source, gather, assign roles."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from grader.errors import SubmissionRefused, UsageError
from grader.submission.archive import archive_entries
from grader.submission.folder import folder_entries, read_file
from grader.submission.gather import Entry, IntakeLimits, Unreadable, gather, in_units
from grader.submission.names import show
from grader.submission.roles import Roles, Submission, assign

_DEFAULT_LIMITS = IntakeLimits()
_PACK_AGAIN = "hand in the folder with your source files, or pack it as an ordinary zip without a password"
_OPEN_TO_US = "check that it is yours and not locked, then hand in again"


def take_in(path: str | os.PathLike[str], *, wanted: Roles, limits: IntakeLimits = _DEFAULT_LIMITS) -> Submission:
    """Return the submission at a path: a folder, a zip or a tar(.gz/.bz2/.xz), told apart by content.

    The path itself is the user's own word and may be a link; nothing below it may. Raises `UsageError`
    for a path that is not there or is neither folder nor file, `SubmissionRefused` for what breaks a rule.
    """
    source = Path(path)
    return from_files(_files_at(source, limits), wanted=wanted, limits=limits)


def from_files(files: Mapping[str, bytes], *, wanted: Roles, limits: IntakeLimits = _DEFAULT_LIMITS) -> Submission:
    """Return the submission that files in memory make, by the same rules. Raises `SubmissionRefused`."""
    entries = (Entry(name=name, read=partial(_first, data)) for name, data in files.items())
    return assign(gather(entries, limits), wanted)


def _first(data: bytes, most_bytes: int) -> bytes:
    return data[:most_bytes]


def _files_at(path: Path, limits: IntakeLimits) -> dict[str, bytes]:
    mode = _mode_of(path)
    if stat.S_ISDIR(mode):
        with closing(folder_entries(path, limits)) as entries:
            return gather(entries, limits)
    if stat.S_ISREG(mode):
        return _files_in_archive(path, limits)
    raise UsageError(f"{show(str(path))} is neither a folder nor a file", hint="name a folder, a zip or a tar")


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise UsageError(
            f"{show(str(path))} does not exist or is out of reach", hint="name a folder, a zip or a tar"
        ) from error


def _files_in_archive(path: Path, limits: IntakeLimits) -> dict[str, bytes]:
    raw = _read_archive(path, limits)
    try:
        return gather(archive_entries(raw, limits), limits, packed_bytes=len(raw))
    except Unreadable as error:
        raise SubmissionRefused(f"{show(path.name)} {error}", hint=_PACK_AGAIN) from error


def _read_archive(path: Path, limits: IntakeLimits) -> bytes:
    try:
        raw = read_file(path, limits.archive_bytes + 1)
    except OSError as error:
        raise SubmissionRefused(f"{show(path.name)} cannot be read: {error.strerror}", hint=_OPEN_TO_US) from error
    if len(raw) > limits.archive_bytes:
        raise SubmissionRefused(
            f"{show(path.name)} is larger than {in_units(limits.archive_bytes)}",
            hint="leave out libraries, data and pictures, then pack again",
        )
    return raw
