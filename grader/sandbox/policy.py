"""What a jail may have: limits with units, and the list of what it may read.

The readable list names the standard library and the own folders of each library of an environment, one by one, from
the libraries' installed-files records. A folder that holds other things too (site-packages, the grader, the
checks, the solutions) is never on it.
"""

from __future__ import annotations

import csv
import functools
import re
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from grader.guest import kits
from grader.protocol.environment import Environment, Preload

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
_METADATA = ".dist-info"
_FOR_AN_EXTRA = re.compile(r""";\s*extra\s*==\s*(['"])[^'"]*\1\s*$""")  # told at a glance: most requirements are
_NOT_OWN = ("", ".", "..", "/", "__pycache__")  # the whole folder, what lies elsewhere, what all share
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")


def preload_of(texts: Iterable[bytes], environment: Environment) -> Preload:
    """Return what a server should have imported for these files. A guess: a wrong one costs time and nothing else."""
    words = _full_words(environment)
    return Preload.FULL if any(word in text for text in texts for word in words) else Preload.LIGHT


@functools.cache
def _full_words(environment: Environment) -> frozenset[bytes]:
    """Return what only programs and checks write that use a heavy library: its modules, its kit's tools."""
    heavy = [kit for kit in map(kits.load, environment.kits) if kit.preload is Preload.FULL]
    modules = {*modules_of(environment, Preload.FULL)} - {*modules_of(environment, Preload.LIGHT)}
    modules |= {name.partition(".")[0] for kit in heavy for name in kit.modules}
    tools = {f".{tool}(" for kit in heavy for tool in kits.words_of(kit)}
    return frozenset(word.encode() for word in {"asyncio", "async def", *modules, *tools})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Distribution:
    """What counts here of an installed distribution: its name, what it requires, and its entries beside others.

    Read from the head of its METADATA and the first parts of its RECORD: `importlib.metadata` reads all of both, which
    costs each server and each command more than all else that it does with libraries.
    """

    name: str
    requires: tuple[str, ...]
    tops: frozenset[str]
    where: metadata.Distribution

    @property
    def trees(self) -> set[Path]:
        """Its own folders and files."""
        own = (top for top in self.tops if not (top.endswith((_METADATA, ".pth")) or top in _NOT_OWN))
        return {self._located(top) for top in own}

    @property
    def metadata(self) -> Path | None:
        """The folder of its metadata."""
        top = next((top for top in self.tops if top.endswith(_METADATA)), None)
        return None if top is None else self._located(top).resolve()

    def _located(self, top: str) -> Path:
        return Path(str(self.where.locate_file(top)))


def _read(distribution: metadata.Distribution) -> _Distribution:
    head, record = distribution.read_text("METADATA"), distribution.read_text("RECORD")
    if head is None or record is None:  # an older format, which knows other files
        name, requires = distribution.name, tuple(distribution.requires or ())
        tops = frozenset(file.parts[0] for file in distribution.files or ())
    else:
        head = head.partition("\n\n")[0]
        (name, *_), requires = _fields(head, "Name"), tuple(_fields(head, "Requires-Dist"))
        named = (row[0].split("/") for row in csv.reader(record.splitlines()) if row)
        tops = frozenset(parts[0] for parts in named if ".." not in parts)
    return _Distribution(name=name, requires=requires, tops=tops, where=distribution)


def _fields(head: str, name: str) -> list[str]:
    return [line.removeprefix(f"{name}:").strip() for line in head.splitlines() if line.startswith(f"{name}:")]


@functools.cache
def _installed(environment: Environment) -> tuple[_Distribution, ...]:
    """Return the installed distributions of an environment and what they require, each once."""
    from packaging.requirements import Requirement

    found: dict[str, _Distribution] = {}
    waiting = [library.name for library in environment.libraries]
    while waiting:
        name = _normal(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = _read(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue
        required = (Requirement(line) for line in found[name].requires if not _FOR_AN_EXTRA.search(line))
        waiting += [need.name for need in required if need.marker is None or need.marker.evaluate({"extra": ""})]
    return tuple(found.values())


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


def modules_of(environment: Environment, preload: Preload) -> list[str]:
    """Return the public top-level modules of the libraries that a server of this profile imports."""
    libraries = [each for each in environment.libraries if preload is Preload.FULL or each.preload is Preload.LIGHT]
    names = {_normal(library.name) for library in libraries}
    own = [each for each in _installed(environment) if _normal(each.name) in names]
    modules = {path.name.partition(".")[0] for distribution in own for path in distribution.trees}
    return sorted(module for module in modules if module.isidentifier() and not module.startswith("_"))


@functools.cache
def course_modules(environment: Environment) -> frozenset[str]:
    """Return the names of all top-level modules that the libraries bring."""
    return frozenset(path.name.partition(".")[0] for each in _installed(environment) for path in each.trees)


def metadata_folders(environment: Environment) -> dict[str, str]:
    """Return where the metadata of each readable distribution lies, by its name."""
    return {each.name: str(each.metadata) for each in _installed(environment) if each.metadata is not None}


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


def readable_trees(environment: Environment) -> list[ReadableTree]:
    """Return what a jail may read: real paths, none inside another but course libraries."""
    outside = [path for folder in _standard_library() for path in _foreign_folders(folder)]
    wanted = (
        [Path(path) for path in _SYSTEM_TREES] + _standard_library() + _shared_python() + _library_trees(environment)
    )
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


def _library_trees(environment: Environment) -> list[Path]:
    """Return each library's own folders and files, and that of its metadata."""
    distributions = _installed(environment)
    folders = [each.metadata for each in distributions if each.metadata is not None]
    return [*folders, *(path for each in distributions for path in each.trees)]
