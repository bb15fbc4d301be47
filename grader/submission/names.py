"""Which names may pass, which are rubbish, and how a name is shown to a person."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable, Collection
from typing import Final

from grader.errors import SubmissionRefused

_SHOWN_CHARACTERS = 80
_SAFE_NAME = "rename it: letters, digits, `_`, `-` and `.` are always safe; then hand in again"

LABEL: Final = "handin.toml"  # what `grade handin` packs beside a student's files: no exercise asks for it

# What editors and systems leave behind: never the student's work, often large or full of links.
_RUBBISH = (
    *("__pycache__", "*.pyc", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"),  # Python's caches
    *(".venv", "venv", "node_modules", "site-packages", ".tox", ".nox", "*.egg-info"),  # libraries
    *(".git", ".hg", ".svn", ".grade*", LABEL),  # history, what we leave ourselves
    *(".idea", ".vscode", ".*.swp", ".*.swo", "*~"),  # editors
    *("__MACOSX", ".DS_Store", "._*", "Icon\r", "Thumbs.db", "desktop.ini"),  # systems
)
# Names come here before any cap on them: no editor writes longer ones, and a hostile one takes no time.
_RUBBISH_NAME_CHARACTERS = 1024
_HAS_RUBBISH = re.compile(
    r"(?:^|/)(?:" + "|".join(re.escape(pattern).replace(r"\*", "[^/]*") for pattern in _RUBBISH) + r")(?=/|\Z)"
)

# A virtual environment may have any name: these files tell one, and these are its folders.
_ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
_ENVIRONMENT_PARTS = ("bin", "conda-meta", "include", "lib", "lib64", "share", "Include", "Lib", "Library", "Scripts")

_WINDOWS_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}

# Cc control, Cf invisible (bidi marks, zero-width), Zl and Zp line ends: a name must look like what it is.
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}

# In this order: the first rule that a name breaks is the one its student reads.
_RULES: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda name: _has_surrogate(name), "is not valid UTF-8"),
    (lambda name: any(unicodedata.category(c) in _INVISIBLE for c in name), "holds invisible or control characters"),
    (lambda name: "\\" in name, "holds a backslash"),
    (lambda name: name.startswith("/"), "starts at the root of the disk"),
    (lambda name: ":" in name, "holds a `:`, as drive letters do"),
    (lambda name: ".." in name.split("/"), "leads out of the submission with `..`"),
    (lambda name: not {"", "."}.isdisjoint(name.split("/")), "has an empty part between two `/`"),
    (lambda name: any(part[-1] in ". " for part in name.split("/")), "has a part that ends in a dot or a space"),
    (
        lambda name: any(part.split(".")[0].lower() in _WINDOWS_DEVICES for part in name.split("/")),
        "is the name of a device on Windows",
    ),
)


def show(name: str) -> str:
    """Return a name for a message: in backticks, capped, with nothing a terminal or a page would obey.

    Control characters and bytes that are not UTF-8 become `\\x..`, other invisible characters `\\u....`.
    """
    cut = name[:_SHOWN_CHARACTERS]
    words = "".join(c if c.isprintable() and c != "`" else _escape(ord(c)) for c in cut)
    return f"`{words}{'…' if cut != name else ''}`"


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that `surrogateescape` could not decode
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_rubbish(name: str) -> bool:
    """Tell whether a name, or a folder above it, is one that editors and systems leave behind."""
    return len(name) <= _RUBBISH_NAME_CHARACTERS and _HAS_RUBBISH.search(name) is not None


def environment_parts(names: Collection[str]) -> tuple[str, ...]:
    """Return which folders, beside these names of one folder, are those of a virtual environment."""
    return () if _ENVIRONMENT_MARKS.isdisjoint(names) else _ENVIRONMENT_PARTS


def printable(name: str) -> str:
    """Return a name without anything that a terminal or a page would obey, and valid as UTF-8."""
    return "".join(c if c.isprintable() else _escape(ord(c)) for c in name)


def decoded(name: str) -> str:
    """Return a name of the disk as text: what is no UTF-8 is read as GB 18030, as `unzip` leaves it, where that fits."""
    if name.isprintable():
        return name
    if _has_surrogate(name):
        with contextlib.suppress(UnicodeError):
            name = name.encode("utf-8", "surrogateescape").decode("gb18030")
    return printable(name)


def _has_surrogate(name: str) -> bool:
    return any(unicodedata.category(c) == "Cs" for c in name)


def clean(name: str, *, depth: int, name_bytes: int) -> str:
    """Return a relative POSIX name in NFC, without `./` before it.

    Raises `SubmissionRefused` for a name that is unsafe on any system, has more than `depth` parts or
    more than `name_bytes` bytes of UTF-8.
    """
    _refuse_long(name, name_bytes)  # before the next line, which takes quadratic time on hostile accents
    name = unicodedata.normalize("NFC", name)
    _refuse_long(name, name_bytes)  # NFC can lengthen
    while name.startswith("./"):
        name = name[2:]
    for breaks, rule in _RULES:
        if breaks(name):
            raise SubmissionRefused(f"the name {show(name)} {rule}", hint=_SAFE_NAME)
    if name.count("/") >= depth:
        raise SubmissionRefused(
            f"{show(name)} lies more than {depth} levels deep", hint="hand in the folder that holds your files directly"
        )
    return name


def _refuse_long(name: str, name_bytes: int) -> None:
    if len(name.encode("utf-8", "surrogatepass")) > name_bytes:
        fact = f"the name {show(name)} is longer than {name_bytes} bytes"
        raise SubmissionRefused(fact, hint="choose a shorter name")


class Spellings:
    """The files and folders so far, each under the name that a careless file system takes it for."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, bool]] = {}

    def add(self, name: str) -> None:
        """Add a file by its clean name. Raises `SubmissionRefused` if it collides with one before it."""
        for at, character in enumerate(name):
            if character == "/":
                self._claim(name[:at], is_file=False)
        self._claim(name, is_file=True)

    def _claim(self, name: str, *, is_file: bool) -> None:
        folded = unicodedata.normalize("NFC", name.casefold())
        if folded not in self._seen:
            self._seen[folded] = (name, is_file)
            return
        other, was_file = self._seen[folded]
        if other != name:
            fact = f"{show(other)} and {show(name)} differ only in upper and lower case"
            raise SubmissionRefused(fact, hint="many systems take them for one file: rename or remove one")
        if is_file or was_file:
            fact = f"{show(name)} comes twice" if is_file and was_file else f"{show(name)} is both a file and a folder"
            raise SubmissionRefused(fact, hint="remove one of the two, then hand in again")
