"""Trees of files as names and bytes: names are relative, with `/`, in sorted order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from grader.errors import ExerciseError, UsageError

# What tools leave behind. It belongs to no exercise and is passed over everywhere.
LEFTOVER_FOLDERS = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
LEFTOVER_FILES = {".DS_Store", "Thumbs.db"}


def names_below(folder: Path, where: str) -> list[str]:
    """Return the names of all files below a folder, none when there is no such folder.

    Raises `ExerciseError` for a symbolic link: what a link leads to could leave with a handout.
    """
    if folder.is_symlink():
        raise ExerciseError(f"{where}: a symbolic link", hint="put the folder itself there")
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in LEFTOVER_FOLDERS]
        for name in [*folders, *files]:
            if Path(parent, name).is_symlink():
                link = Path(parent, name).relative_to(folder).as_posix()
                raise ExerciseError(f"{where}/{link}: a symbolic link", hint="put the file itself there")
        kept = [name for name in files if name not in LEFTOVER_FILES and not name.endswith(".pyc")]
        found += [Path(parent, name).relative_to(folder).as_posix() for name in kept]
    return sorted(found)


def read_tree(folder: Path, where: str) -> dict[str, bytes]:
    """Return every file below a folder by its name; raises `ExerciseError` as `names_below` does."""
    return {name: read_bytes(folder / name, f"{where}/{name}") for name in names_below(folder, where)}


def write_tree(files: Mapping[str, bytes], target: Path) -> list[Path]:
    """Write files by their names into a new or empty folder; return their paths.

    Raises `UsageError` for a folder that holds something, and where none can be written.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError(f"`{target}` is not empty", hint="name a new folder")
    try:
        for name, content in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be written: {error.strerror}", hint="name another folder") from error
    return [target / name for name in files]


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of what is there, a link itself too: nobody ever reads half of it.

    Raises `OSError`.
    """
    whole = path.with_name(f".grade-{path.name}.{os.getpid()}")
    try:
        with whole.open("xb") as file:
            file.write(content)
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)


def read_bytes(path: Path, where: str) -> bytes:
    """Return a file's bytes; an `ExerciseError` says that it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ExerciseError(f"{where}: there is no such file", hint="every exercise has one: write it") from None
    except OSError as error:
        raise ExerciseError(f"{where}: cannot be read: {error.strerror}", hint="make it a readable file") from error


def read_text(path: Path, where: str) -> str:
    """Return a file's text with `\\n` at line ends; an `ExerciseError` says that it is not UTF-8."""
    try:
        return read_bytes(path, where).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ExerciseError(f"{where}: not UTF-8 text", hint="save the file as UTF-8") from None
