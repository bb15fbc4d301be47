"""The one door to the disk for downloads of a platform: a folder or a zip becomes names, and entries that read themselves.

No link is followed, nothing is unpacked to disk, and every loop has a cap.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, takewhile
from pathlib import Path

from grader.errors import GraderError, UsageError
from grader.submission.archive import archive_entries
from grader.submission.folder import FolderTree, read_file
from grader.submission.gather import Entry, IntakeLimits, Unreadable, in_units, survey
from grader.submission.names import LABEL, decoded, show

# A class, not one hand-in: of a thousand students with a dozen files each.
LIMITS = IntakeLimits(entries=100_000, archive_bytes=512 * 1024 * 1024, unpacked_bytes=512 * 1024 * 1024, depth=10)
_MOST_ODD = 5
_FEW = 3  # at the top: less than a class, a wrapper perhaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What was downloaded: plain files and labels by name, and the folders, empty ones too.

    `labels` are the files that `grade handin` writes. `repositories` are the folders at the top that hold a `.git`.
    """

    name: str
    files: Mapping[str, Entry]
    folders: tuple[str, ...] = ()
    labels: Mapping[str, Entry] = field(default_factory=dict)
    repositories: frozenset[str] = frozenset()
    needs_a_look: tuple[str, ...] = ()


def glance(path: Path) -> Download:
    """List a download, of a folder with many people no further than what lies directly in each one's.

    Raises `UsageError` as `open_download` does.
    """
    try:
        is_wide = path.is_dir() and len(os.listdir(path)) > _FEW
    except OSError:
        is_wide = False
    return open_download(path, replace(LIMITS, depth=1) if is_wide else LIMITS)


def open_download(path: Path, limits: IntakeLimits = LIMITS) -> Download:
    """List a download. Raises `UsageError` for what is neither a folder nor a zip that can be read."""
    try:
        return _of_folder(path, limits) if path.is_dir() else _of_archive(path)
    except Unreadable as error:
        raise UsageError(f"`{path}` {error}", hint="name the zip as it was downloaded, or a folder") from None
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {error.strerror}", hint="name a folder or a zip") from None
    except GraderError as error:
        raise UsageError(f"`{path}`: {error.fact}", hint=error.hint) from None


def read_text(entry: Entry, most_bytes: int) -> str:
    """Return a small UTF-8 file of a download. Raises `UsageError` for one that is none, or is too large."""
    try:
        raw = entry.read(most_bytes + 1)
        if len(raw) > most_bytes:
            raise UsageError(f"`{decoded(entry.name)}` is larger than {in_units(most_bytes)}")
        return raw.decode("utf-8-sig")
    except (OSError, Unreadable, UnicodeDecodeError):
        raise UsageError(f"`{decoded(entry.name)}` cannot be read", hint="download it again") from None


def _of_archive(path: Path) -> Download:
    raw = read_file(path, LIMITS.archive_bytes + 1)
    if len(raw) > LIMITS.archive_bytes:
        raise Unreadable(f"is larger than {in_units(LIMITS.archive_bytes)}: unpack it and name the folder")
    entries = list(archive_entries(raw, LIMITS))
    folders = {entry.name.rstrip("/") for entry in entries if entry.is_folder}
    found = _download(path.name, entries, folders, packed_bytes=len(raw))
    return replace(found, labels={entry.name: entry for entry in entries if _is_label(entry.name)})


def _of_folder(path: Path, limits: IntakeLimits) -> Download:
    with FolderTree(path) as tree:
        entries = list(islice(tree.entries((), limits), LIMITS.entries + 1))
        folders = {entry.name for entry in entries if entry.is_folder}
        labels = _named(tree, [posixpath.join(folder, LABEL) for folder in sorted({"", *folders})])
    repositories = frozenset(name for name in folders if "/" not in name and _is_folder(path / name / ".git"))
    found = _download(path.name, [_reopened(path, entry) for entry in entries], folders)
    return replace(found, labels={label.name: _reopened(path, label) for label in labels}, repositories=repositories)


def _named(tree: FolderTree, names: list[str]) -> list[Entry]:
    wanted = set(names)
    return list(takewhile(lambda entry: entry.name in wanted, tree.entries(names, replace(LIMITS, entries=1))))


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode) or stat.S_ISREG(path.lstat().st_mode)  # a file: of a worktree
    except OSError:
        return False


def _reopened(path: Path, entry: Entry) -> Entry:
    """Return an entry that opens its folder anew: nothing is held open until it is graded."""
    return replace(entry, read=partial(_read_below, path, entry.name))


def _read_below(path: Path, name: str, most_bytes: int) -> bytes:
    with FolderTree(path) as tree:
        return tree.read(name, most_bytes)


def _download(name: str, entries: Iterable[Entry], folders: set[str], *, packed_bytes: int = 0) -> Download:
    listing = survey(entries, LIMITS, packed_bytes=packed_bytes)
    odd = [(name, entry) for name, entry in listing.found if entry.oddity or entry.barred]
    look = [f"{show(decoded(name))} is {entry.oddity or 'out of reach'}, and not read." for name, entry in odd]
    if listing.cut:
        look.append(f"It holds more than {LIMITS.entries} files and folders: not everything was looked at.")
    plain = {_legible(name): entry for name, entry in listing.found if not (entry.oddity or entry.barred)}
    twice = len(listing.found) - len(odd) - len(plain)
    if twice:
        look.append(f"{twice} files have the name of another one: the last of each name counts.")
    return Download(
        name=name, files=plain, folders=tuple(sorted(map(_legible, folders))), needs_a_look=tuple(look[:_MOST_ODD])
    )


def _is_label(name: str) -> bool:
    return posixpath.basename(name) == LABEL


def _legible(name: str) -> str:
    """Return a name as text: what is neither UTF-8 nor GB 18030 comes from an old zip of Western Windows."""
    if not any(0xDC80 <= ord(character) <= 0xDCFF for character in name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp850")
