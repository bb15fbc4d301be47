"""What the label of a `grade handin` zip says, wherever the zip lies: a student's own word, never trusted further."""

from __future__ import annotations

import os
from pathlib import Path

from grader.submission.gather import Entry, IntakeLimits, Unreadable
from grader.submission.handin import Label, decode_label, read_handin
from grader.submission.names import LABEL

_LABEL_BYTES = 64 * 1024  # more than any label: what is longer is cut, and then is none
_ZIP = b"PK\x03\x04"
_LIMITS = IntakeLimits()


def label_of(entry: Entry) -> Label | None:
    """Return what a handin.toml says, None where it is none."""
    raw = _bytes_of(entry, _LABEL_BYTES)
    return None if raw is None else decode_label(raw)


def label_within(archive: Entry) -> Label | None:
    """Return the label in a zip of a download, None where there is none that can be believed.

    Other archives are not opened: `grade handin` makes none, and what a stranger packed can take long to unpack.
    """
    if not archive.name.lower().endswith(".zip"):
        return None
    raw = _bytes_of(archive, _LIMITS.archive_bytes)
    return read_handin(raw) if raw is not None and raw.startswith(_ZIP) else None


def label_at(path: Path) -> Label | None:
    """Return the label in a folder or a zip on the disk, None where there is none."""
    may_have_one = path.name.lower().endswith(".zip") or os.path.lexists(path / LABEL)
    return read_handin(path) if may_have_one else None


def _bytes_of(entry: Entry, most_bytes: int) -> bytes | None:
    try:
        raw = entry.read(most_bytes + 1)
    except (OSError, Unreadable):
        return None  # what is damaged says nothing; the intake tells why
    return raw if len(raw) <= most_bytes else None
