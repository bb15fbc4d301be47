"""course.toml: what holds for a whole course. Its title and languages, the libraries a submission may use, limits.

A library stands here once, with its version; what a sandbox is opened for (`Environment`) comes from here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from grader.course.decode import convert, document_of, require_version
from grader.course.schema import LANGUAGE_PATTERN, TITLE_PATTERN, Title
from grader.errors import ExerciseError, LibrariesMissing
from grader.guest import kits
from grader.protocol.environment import Environment, Library, Preload
from grader.protocol.limits import Limits

MANIFEST: Final = "course.toml"
_OLDER: Final = Path(__file__).with_name("older.toml")  # what held before there was a course.toml
_SEE: Final = "docs/reference/course-toml.md shows a whole one"
_LIBRARY_PATTERN: Final = r"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z"

Language = Annotated[str, Meta(pattern=LANGUAGE_PATTERN)]


class LibraryEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A library: which versions will do (all, when empty), and which servers import it ahead."""

    version: str = ""
    preload: Preload = Preload.LIGHT

    def __post_init__(self) -> None:
        try:
            SpecifierSet(self.version)
        except InvalidSpecifier:
            raise ValueError(
                f"version: expected a version specifier such as `>=3.1,<4`, got `{self.version}`"
            ) from None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of course.toml. The first language is the default: the one of `README.md` and of `title`."""

    schema_version: int
    title: dict[str, str]
    version: Title
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)]
    libraries: dict[str, LibraryEntry] = {}
    kits: tuple[str, ...] = ()
    limits: Limits = Limits()
    student_output: Literal["loading", "all"] = "loading"

    def __post_init__(self) -> None:
        for index, language in enumerate(self.languages):
            if language in self.languages[:index]:
                raise ValueError(f"languages[{index}]: `{language}` is there twice")
            if language not in self.title:
                raise ValueError(f"title: missing field `{language}`")
        for language in self.title:
            if language not in self.languages:
                raise ValueError(f"title: `{language}` is none of the languages")
        for index, name in enumerate(self.kits):
            if name not in kits.NAMES:
                raise ValueError(f"kits[{index}]: expected one of {', '.join(kits.NAMES)}, got `{name}`")

    @property
    def environment(self) -> Environment:
        """What a sandbox is opened for."""
        libraries = (Library(name=name, preload=entry.preload) for name, entry in self.libraries.items())
        return Environment(libraries=tuple(libraries), kits=self.kits)

    def requirements(self, names: Iterable[str]) -> list[str]:
        """Return libraries as pip takes them: `name>=1.2`."""
        return [f"{name}{self.libraries[name].version}" for name in names]

    def missing(self, names: Iterable[str] | None = None) -> list[str]:
        """Return those of these libraries, or of all, that are not installed in a version that will do."""
        wanted = self.libraries if names is None else names
        return [name for name in wanted if not _is_installed(name, self.libraries[name].version)]

    def require_installed(self, names: Iterable[str], what: str) -> None:
        """Raise `LibrariesMissing` if any of these libraries is missing; `what` needs them."""
        missing = self.missing(names)
        if missing:
            needs = ", ".join(f"`{each}`" for each in self.requirements(missing))
            verb = "which is" if len(missing) == 1 else "which are"
            raise LibrariesMissing(
                f"`{what}` needs {needs}, {verb} not installed", hint=f"`{self.install_command(missing)}`"
            )

    def install_command(self, names: Iterable[str]) -> str:
        """Return the one command that installs these libraries."""
        return " ".join(["python -m pip install", *(f"'{each}'" for each in self.requirements(names))])


def load_manifest(root: Path) -> Manifest:
    """Return the course.toml of a course's top folder; without one, what held before there was one.

    Raises `ExerciseError` that names the place of what is wrong.
    """
    try:
        return decode_manifest((root / MANIFEST).read_bytes(), MANIFEST)
    except FileNotFoundError:
        return decode_manifest(_OLDER.read_bytes(), _OLDER.name)
    except OSError as error:
        raise ExerciseError(f"{MANIFEST}: cannot be read: {error.strerror}", hint="make it a readable file") from error


@functools.lru_cache(maxsize=4)  # each exercise is loaded with its course's
def decode_manifest(raw: bytes, where: str) -> Manifest:
    """Return course.toml as a struct; `where` opens the fact of an `ExerciseError`."""
    document = document_of(raw, where)
    require_version(document, where)
    # One by one: msgspec does not say which entry of a table is wrong.
    for name, entry in _table(document, "libraries").items():
        if re.match(_LIBRARY_PATTERN, name) is None:
            raise ExerciseError(f"{where}: libraries: `{name}` is no name of a distribution", hint=_SEE)
        convert(entry, LibraryEntry, where, ("libraries", name))
    for language, text in _table(document, "title").items():
        if not isinstance(text, str) or re.match(TITLE_PATTERN, text) is None:
            raise ExerciseError(f"{where}: title.{language}: expected one line of text, got {text!r}", hint=_SEE)
    return convert(document, Manifest, where)


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name)
    return table if isinstance(table, dict) else {}


def _is_installed(name: str, version: str) -> bool:
    try:
        _require_installed(name, version)
    except LookupError:
        return False
    return True


@functools.cache  # what is there stays there; what is missing, which raises, is looked for again
def _require_installed(name: str, version: str) -> None:
    try:
        installed = metadata.version(name)
    except metadata.PackageNotFoundError:
        raise LookupError(name) from None
    if not SpecifierSet(version).contains(installed, prereleases=True):
        raise LookupError(name)
