"""Files that were not there before: what a command hands out takes nobody's place, and is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import UsageError

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say: the same files make the same zip


def check_fresh(target: Path) -> None:
    """Raise `UsageError` unless a file or folder can be made there; an empty folder may be filled."""
    if os.path.lexists(target) and not _is_empty_folder(target):
        raise UsageError(f"`{target}` is there already, and nothing is written over", hint="name another: `--out`")
    if not target.absolute().parent.is_dir():
        raise UsageError(f"there is no folder `{target.parent}`", hint="make it, or name another: `--out`")


def _is_empty_folder(target: Path) -> bool:
    try:
        return target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    except OSError:  # nobody can look into it
        return False


def write_file(target: Path, content: bytes) -> None:
    """Write one file."""
    with _taking_the_place_of(target) as fresh:
        fresh.write_bytes(content)


def write_all(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files by their names, one after the other: into a zip where `target` is named like one, else a folder."""
    with _taking_the_place_of(target) as fresh:
        if is_zip(target):
            _write_zip(fresh, files)
        else:
            _write_folder(fresh, files)


def is_zip(target: Path) -> bool:
    """Tell whether a name asks for a zip."""
    return target.suffix.lower() == ".zip"


@contextmanager
def _taking_the_place_of(target: Path) -> Iterator[Path]:
    """Give a place beside the target to write to; what stands there in the end becomes the target."""
    check_fresh(target)
    fresh = target.with_name(f".{target.name}.new")
    _remove(fresh)
    try:
        yield fresh
        if target.is_dir():
            target.rmdir()
        os.replace(fresh, target)
    except OSError as error:
        raise UsageError(f"`{target}` cannot be written: {error.strerror}", hint="name another: `--out`") from None
    finally:
        _remove(fresh)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write_zip(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = 0o644 << 16  # without it what is unpacked may be read by nobody
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _write_folder(target: Path, files: Iterable[tuple[str, bytes]]) -> None:
    target.mkdir()
    for name, content in files:
        file = target / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
