"""Anybody's names: a folder or a zip of entries such as `学号_姓名_实验3.zip` or `姓名-学号 (1).zip`, one for each person.

An entry is a folder, an archive or a file. Files of one person, not packed, are one hand-in.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from grader.handins.exercises import bare
from grader.handins.nouns import Attempt, Claim, Reading
from grader.handins.roster import Person
from grader.submission.archive import is_archive_name
from grader.submission.standins import copied_from

_COPY = re.compile(r"\((\d{1,3})\)\Z")
_SEPARATORS = "_-+.,，、 ()（）[]【】"


def wrapper_of(names: Sequence[str], folders: Sequence[str]) -> str:
    """Return the folders, with `/` at the end, that everything lies in; of two entries at least."""
    common = posixpath.commonpath([*names, *folders]) if names else ""
    parts = common.split("/") if common and common not in names else []
    for depth in range(len(parts) + 1):
        above = "".join(f"{part}/" for part in parts[:depth])
        if len(_tops([*names, *folders], above)) > 1:
            return above
    return ""


def _tops(names: Iterable[str], above: str) -> set[str]:
    return {name.removeprefix(above).partition("/")[0] for name in names if name.startswith(above)} - {""}


def read(names: Sequence[str], folders: Sequence[str] = (), labels: Collection[str] = ()) -> Reading:
    """Return the entries as attempts; an empty folder is somebody who handed in nothing."""
    above = wrapper_of(names, folders)
    files: dict[str, list[tuple[str, str]]] = {top: [] for top in sorted(_tops([*names, *folders], above))}
    for name in names:
        top, _, inner = name.removeprefix(above).partition("/")
        if name.startswith(above):
            files[top].append((inner or top, name))
    return Reading(
        layout="named",
        attempts=tuple(_attempt(top, mine) for top, mine in files.items() if mine),
        idle=tuple(claim_of(top, is_file=False) for top, mine in files.items() if not mine),
    )


def claim_of(top: str, *, is_file: bool) -> Claim:
    """Return the claim of an entry's own name."""
    text = (bare(top) if is_archive_name(top) else posixpath.splitext(top)[0]) if is_file else top
    return Claim(shown=text, text=text)


def _attempt(top: str, mine: Sequence[tuple[str, str]]) -> Attempt:
    is_file = mine[0][0] == top
    claim = claim_of(top, is_file=is_file)
    mark = _COPY.search(unicodedata.normalize("NFKC", claim.text))
    return Attempt(claim=claim, files=tuple(mine), moment=f"copy {int(mark[1]):03}" if mark else "copy 000")


def says_nothing_of_people(text: str, exercise: str) -> bool:
    """Tell whether a name is only what `grade handin` calls its zip: the exercise's own."""
    said = re.sub(r"[-_\s]+", "-", copied_from(text).casefold()).strip(_SEPARATORS)
    return said in (exercise.partition("/")[2], exercise.replace("/", "-"), "handin", "hand-in", "submission")


def inner_names(attempts: Sequence[Attempt], person: Person | None) -> list[str]:
    """Return what the single files of one person are called without the person, such as `app.py` of `001_Ada_app.py`.

    Nothing where they are no plain files, or where two would be called alike: those are attempts.
    """
    names = [attempt.files[0][0] for attempt in attempts if len(attempt.files) == 1]
    if len(names) != len(attempts) or any("/" in name or is_archive_name(name) for name in names):
        return []
    inner = [without_person(name, person) for name in names]
    return inner if len({copied_from(name).casefold() for name in inner}) == len(inner) else []


def without_person(name: str, person: Person | None) -> str:
    """Return a file's name without the number, the name and the login of its person, or as it is."""
    stem, suffix = posixpath.splitext(unicodedata.normalize("NFKC", name))
    for said in filter(None, (person.number, person.name, person.login) if person else ()):
        stem = re.sub(re.escape(unicodedata.normalize("NFKC", said)), "", stem, count=1, flags=re.IGNORECASE)
    return f"{stem.strip(_SEPARATORS)}{suffix}" if stem.strip(_SEPARATORS) else name
