"""What a jail may have: limits with units, and the list of what it may read.

The readable list names the standard library and each course library's own folder, one by one, from the
libraries' installed-files records. A folder that holds other things too (site-packages, the grader, the
checks, the solutions) is never on it.
"""

from __future__ import annotations

import functools
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

# Distributions that a submission may import; what they require comes with them.
COURSE_LIBRARIES = (
    "flask",
    "sqlalchemy",
    "wtforms",
    "flask-wtf",
    "fakeredis",
    "email-validator",
    "flask-sqlalchemy",
    "flask-migrate",
    "flask-restful",
    "pymysql",
)

# What CPython and its extension modules open at run time besides the above; missing ones are left out.
_SYSTEM_TREES = (
    "/lib/x86_64-linux-gnu",
    "/lib/aarch64-linux-gnu",
    "/lib64",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib/locale",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


class Preload(StrEnum):
    """What a fork server has imported before it forks: the more, the longer each fork takes."""

    LIGHT = "light"  # Flask, and what most programs take from the standard library
    FULL = "full"  # SQLAlchemy, Redis and asyncio as well


_FULL_WORDS = (b"sqlalchemy", b"redis", b"asyncio", b"async def", b".database(", b".sql(")


def preload_of(texts: Iterable[bytes]) -> Preload:
    """Return what a server should have imported for these files. A guess: a wrong one costs time and nothing else."""
    return Preload.FULL if any(word in text for text in texts for word in _FULL_WORDS) else Preload.LIGHT


def course_distributions() -> list[metadata.Distribution]:
    """Return the installed course libraries and what they require, each once."""
    from packaging.requirements import Requirement

    found: dict[str, metadata.Distribution] = {}
    waiting = list(COURSE_LIBRARIES)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        required = (Requirement(line) for line in found[name].requires or ())
        waiting += [need.name for need in required if need.marker is None or need.marker.evaluate({"extra": ""})]
    return list(found.values())


@functools.cache
def course_modules() -> frozenset[str]:
    """Return the names of the course libraries' top-level modules."""
    return frozenset(path.name.partition(".")[0] for path in _library_trees())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableTree:
    """A file, or a folder with all below it, except the folders named in `hidden` (absolute paths)."""

    path: str
    hidden: tuple[str, ...] = ()

    def visible(self) -> list[str]:
        """Return paths that together are this tree: itself, or its entries without the hidden ones."""
        if not self.hidden:
            return [self.path]
        entries = (str(entry) for entry in Path(self.path).iterdir())
        return sorted(entry for entry in entries if entry not in self.hidden)


def readable_trees() -> list[ReadableTree]:
    """Return what a jail may read: real paths, none inside another but course libraries."""
    outside = [path for folder in _standard_library() for path in _foreign_folders(folder)]
    wanted = [Path(path) for path in _SYSTEM_TREES] + _standard_library() + _shared_python() + _library_trees()
    trees: list[ReadableTree] = []
    for path in sorted({path.resolve() for path in wanted if path.exists()}):
        around = [tree for tree in trees if path.is_relative_to(tree.path)]
        if around and not any(path.is_relative_to(hidden) for tree in around for hidden in tree.hidden):
            continue
        hidden = tuple(str(folder) for folder in outside if folder.is_relative_to(path) and folder != path)
        trees.append(ReadableTree(path=str(path), hidden=hidden))
    return trees


def _standard_library() -> list[Path]:
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    # The platform folder of a virtual environment holds no library, only site-packages.
    return [Path(folder).resolve() for folder in sorted(folders) if (Path(folder) / "os.py").exists()]


def _foreign_folders(folder: Path) -> list[Path]:
    """Folders inside the standard library's that hold whatever was installed."""
    return [path for name in ("site-packages", "dist-packages") if (path := folder / name).exists()]


def _shared_python() -> list[Path]:
    return list(Path(sysconfig.get_config_var("LIBDIR") or "/nowhere").glob("libpython3*.so*"))


def _library_trees() -> list[Path]:
    trees = set()
    for distribution in course_distributions():
        for file in distribution.files or ():
            top = file.parts[0]
            if top == ".." or top.endswith((".dist-info", ".pth")) or top == "__pycache__":
                continue
            trees.add(Path(str(distribution.locate_file(top))))
    return sorted(trees)
