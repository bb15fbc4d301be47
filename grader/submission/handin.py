"""What `grade handin` writes and a class reads back: a zip of the files that count, and its label `handin.toml`.

The label says which exercise the zip is for, whatever a platform calls it. It is a student's own word, as the name
of a file is: it chooses what is graded, and nothing else hangs on it. Grading passes it over as it does rubbish.
"""

from __future__ import annotations

import io
import json
import re
import stat
import tomllib
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from grader.errors import GraderError, UsageError
from grader.model import ID_PATTERN
from grader.submission.archive import archive_entries
from grader.submission.folder import FolderTree, read_file
from grader.submission.gather import Entry, IntakeLimits, Unreadable
from grader.submission.names import LABEL, is_rubbish, printable

_VERSION: Final = 1
_MOST_BYTES: Final = 4 * 1024
_MOST_CHARACTERS: Final = 80  # of each text
_DEEPEST: Final = 2  # parts of its name: at the top, or in the folder that wraps an archive
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the zero of zip's clock
_LIMITS = IntakeLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What `handin.toml` says. All texts are printable and capped; `student` is empty unless it was given."""

    schema_version: int = _VERSION
    exercise: str
    course_version: str = ""
    student: str = ""


def student_name(words: str) -> str:
    """Return a name as a label holds it. Raises `UsageError` for one that a label would change or leave out."""
    name = " ".join(words.split())
    if not name or _tidy(name) != unicodedata.normalize("NFC", name):
        raise UsageError(
            "`--student` is no name", hint=f"give one line of at most {_MOST_CHARACTERS} printable characters"
        )
    return name


def pack(files: Mapping[str, bytes], label: Label) -> bytes:
    """Return the zip of the files and the label: the same bytes for the same content, wherever it is packed.

    Nothing is compressed, since what a compressor makes depends on its version; an intake takes no more than a
    mebibyte anyway.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted((files | {LABEL: _encoded(label)}).items()):  # type: ignore[operator]
            archive.writestr(_plain_file(name), content)
    return buffer.getvalue()


def _plain_file(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.create_system = 3  # as on Unix, also where it is packed on Windows
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _encoded(label: Label) -> bytes:
    # A JSON string of printable characters is a TOML string too.
    fields = {name: value for name, value in asdict(label).items() if value != "" or name != "student"}
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items()).encode()


def read_handin(source: Path | Mapping[str, bytes] | bytes) -> Label | None:
    """Return the label of a hand-in: of a folder, of an archive told by its content, or of files or one in memory.

    None where there is no label, or none that can be believed to be ours. Nothing of it is trusted, no link is
    followed, and the work is bounded as that of the intake is. Never raises for what a student handed in.
    """
    if isinstance(source, Mapping):
        raw = source.get(LABEL)
    else:
        try:
            raw = _found_in(source)
        except (GraderError, Unreadable, OSError, ValueError):  # ValueError: a NUL in the path
            return None
    return None if raw is None else decode_label(raw)


def _found_in(source: Path | bytes) -> bytes | None:
    if isinstance(source, bytes):
        return _of_archive(source)
    return _in_folder(source) if source.is_dir() else _in_archive(source)


def decode_label(raw: bytes) -> Label | None:
    """Return what the bytes of a handin.toml say; None for what is no label. Unknown fields are passed over."""
    if len(raw) > _MOST_BYTES:
        return None
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):  # not UTF-8, not TOML, or a thousand brackets deep
        return None
    exercise, version, student = (document.get(name, "") for name in ("exercise", "course_version", "student"))
    if not _is_ours(document) or not all(isinstance(text, str) for text in (exercise, version, student)):
        return None
    if re.match(ID_PATTERN, exercise) is None or len(exercise) > _MOST_CHARACTERS:
        return None
    return Label(exercise=exercise, course_version=_tidy(version), student=_tidy(student))


def _is_ours(document: Mapping[str, Any]) -> bool:
    version = document.get("schema_version")
    return type(version) is int and version == _VERSION


def _tidy(text: str) -> str:
    """Return a stranger's text on one line, with nothing in it that a terminal or a page would obey, and capped."""
    return printable(unicodedata.normalize("NFC", " ".join(text.split())))[:_MOST_CHARACTERS]


def _in_folder(path: Path) -> bytes | None:
    with FolderTree(path) as tree:
        first = next(tree.entries((LABEL,), _LIMITS), None)  # what is asked for by name comes first
        return first.read(_MOST_BYTES + 1) if first is not None and _is_label(first) and first.name == LABEL else None


def _in_archive(path: Path) -> bytes | None:
    raw = read_file(path, _LIMITS.archive_bytes + 1)
    return None if len(raw) > _LIMITS.archive_bytes else _of_archive(raw)


def _of_archive(raw: bytes) -> bytes | None:
    labels = list(_labels(archive_entries(raw, _LIMITS)))
    at_the_top = [entry for entry in labels if _depth(entry) == 1] or labels
    return at_the_top[0].read(_MOST_BYTES + 1) if len(at_the_top) == 1 else None  # of two, nobody knows which


def _labels(entries: Iterator[Entry]) -> Iterator[Entry]:
    return (entry for entry in islice(entries, _LIMITS.entries) if _is_label(entry))


def _is_label(entry: Entry) -> bool:
    folder, _, base = entry.name.rpartition("/")
    is_plain = not (entry.is_folder or entry.oddity or entry.barred)
    return base == LABEL and is_plain and _depth(entry) <= _DEEPEST and not is_rubbish(folder)


def _depth(entry: Entry) -> int:
    return entry.name.removeprefix("./").count("/") + 1
