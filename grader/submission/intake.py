"""The table of contents of the intake: find the source, list what is in it, assign roles, read what has one."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from grader.errors import SubmissionRefused, UsageError
from grader.submission.archive import archive_entries, is_archive_name, looks_like_archive
from grader.submission.assign import Submission, assign, takes_any
from grader.submission.folder import FolderTree, read_file
from grader.submission.gather import Entry, IntakeLimits, Listing, Unreadable, in_units, survey
from grader.submission.names import show
from grader.submission.roles import Roles

_DEFAULT_LIMITS = IntakeLimits()
_PACK_AGAIN = "hand in the folder with your source files, or pack it as an ordinary zip without a password"
_OPEN_TO_US = "check that it is yours and not locked, then hand in again"


def take_in(path: str | os.PathLike[str], *, wanted: Roles, limits: IntakeLimits = _DEFAULT_LIMITS) -> Submission:
    """Return the submission at a path: a folder, a zip or a tar(.gz/.bz2/.xz), told apart by content, or one file.

    The path itself is the user's own word and may be a link; nothing below it may. Raises `UsageError`
    for a path that is not there or is neither folder nor file, `SubmissionRefused` for what breaks a rule.
    """
    source = Path(path)
    mode = _mode_of(source)
    if stat.S_ISDIR(mode):
        with FolderTree(source) as tree:
            return _of_listing(survey(tree.entries(wanted.anchors, limits), limits), wanted, limits)
    if stat.S_ISREG(mode):
        return _of_file(source, wanted, limits)
    raise UsageError(f"{show(str(source))} is neither a folder nor a file", hint="name a folder, a zip or a tar")


def from_entries(entries: Sequence[Entry], *, wanted: Roles, limits: IntakeLimits = _DEFAULT_LIMITS) -> Submission:
    """Return the submission that entries of a download make, by the rules of a folder; one alone is meant as named.

    Raises `SubmissionRefused`.
    """
    sole = entries[0].name if len(entries) == 1 and not is_archive_name(entries[0].name) else ""
    return _of_listing(survey(entries, limits), wanted, limits, sole=sole)


def from_files(files: Mapping[str, bytes], *, wanted: Roles, limits: IntakeLimits = _DEFAULT_LIMITS) -> Submission:
    """Return the submission that files in memory make, by the same rules. Raises `SubmissionRefused`."""
    entries = (Entry(name=name, read=partial(_first, data)) for name, data in files.items())
    return assign(survey(entries, limits), wanted, limits)


def _first(data: bytes, most_bytes: int) -> bytes:
    return data[:most_bytes]


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise UsageError(
            f"{show(str(path))} does not exist or is out of reach", hint="name a folder, a zip or a tar"
        ) from error


def _of_file(path: Path, wanted: Roles, limits: IntakeLimits) -> Submission:
    raw = _read(path.name, partial(read_file, path), limits)
    if not is_archive_name(path.name) and not looks_like_archive(raw):
        entries = [Entry(name=path.name, read=partial(_first, raw))]
        return assign(survey(entries, limits), wanted, limits, sole=path.name)
    return _of_archive(path.name, raw, wanted, limits, may_nest=True)


def _of_listing(listing: Listing, wanted: Roles, limits: IntakeLimits, *, sole: str = "") -> Submission:
    """Return what a listing makes; where nothing in it has a role but one archive came, what that holds."""
    archives = [(name, entry) for name, entry in listing.found if is_archive_name(name)]
    if len(archives) != 1 or takes_any(listing, wanted):
        return assign(listing, wanted, limits, sole=sole)
    ((name, entry),) = archives
    entry.require_plain(name)
    return _of_archive(name, _read(name, entry.read, limits), wanted, limits, may_nest=False)


def _of_archive(name: str, raw: bytes, wanted: Roles, limits: IntakeLimits, *, may_nest: bool) -> Submission:
    """Return what an archive makes; an archive in it is opened if it `may_nest`, one within that never is."""
    try:
        listing = survey(archive_entries(raw, limits), limits, packed_bytes=len(raw))
        return (_of_listing if may_nest else assign)(listing, wanted, limits)
    except Unreadable as error:
        raise SubmissionRefused(f"{show(name)} {error}", hint=_PACK_AGAIN) from error


def _read(name: str, read: Callable[[int], bytes], limits: IntakeLimits) -> bytes:
    try:
        raw = read(limits.archive_bytes + 1)
    except OSError as error:
        raise SubmissionRefused(f"{show(name)} cannot be read: {error.strerror}", hint=_OPEN_TO_US) from error
    if len(raw) > limits.archive_bytes:
        raise SubmissionRefused(
            f"{show(name)} is larger than {in_units(limits.archive_bytes)}",
            hint="leave out libraries, data and pictures, then pack again",
        )
    return raw
