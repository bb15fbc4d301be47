"""Moodle's "Download all submissions", as folders or flat, of people, teams or participants without a name.

    <full name>_<participant id>_assignsubmission_<plugin>[_]/<path>      folders; the last `_` from 3.1 to 4.0
    <full name>_<participant id>_assignsubmission_<plugin>_<file name>    flat

`_` in a full name is written as a space. A team's entry has the group's name and number, or, before 4.1, one copy
for each member, `<group>-<full name>`; the default group has no number. Some sites put the login in front. Source:
`moodle/moodle`, `mod/assign/classes/downloader.php` and `mod/assign/feedback/file/importziplib.php`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.handins.nouns import Attempt, Claim, Reading

MARK = "_assignsubmission_"
_PART = re.compile(rf"(?P<who>.+?){MARK}(?P<plugin>[a-z0-9]+)(?:_(?P<rest>.*))?", re.DOTALL)
_NAMELESS = "participant"  # what stands for the name where marking is blind


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One entry: `who` handed it in, through which plugin, and the file's name within the hand-in."""

    who: str
    plugin: str
    inner: str


def piece_of(name: str) -> Piece | None:
    """Return what the name of an entry says, None where it has not the mark of an assignment."""
    parts = name.split("/")
    for at, part in enumerate(parts):
        if (said := _PART.fullmatch(part)) is not None:
            inner = "/".join(parts[at + 1 :]) or said["rest"] or ""
            return Piece(who=said["who"], plugin=said["plugin"], inner=inner)
    return None


def claim_of(who: str) -> Claim:
    """Return what stands before the mark as a claim: a name and a participant's number, perhaps a login."""
    before, _, last = who.rpartition("_")
    named, id = (before, last) if before and last.isascii() and last.isdigit() else (who, "")
    login, _, name = named.rpartition("_")
    shown = f"{name} {id}" if name.casefold() == _NAMELESS else name
    members = [name[at + 1 :] for at, character in enumerate(name) if character == "-"]  # of a group, before 4.1
    return Claim(shown=shown, names=(name, *members), login=login, platform="moodle", id=id)


def read(names: Iterable[str]) -> Reading:
    """Return who handed in what; online texts are no files of an exercise and are passed over."""
    files: dict[str, list[tuple[str, str]]] = {}
    stray: list[str] = []
    for name in names:
        piece = piece_of(name)
        if piece is None or not piece.inner:
            stray.append(name)
            continue
        mine = files.setdefault(piece.who, [])
        if piece.plugin != "onlinetext":
            mine.append((piece.inner, name))
    return Reading(
        layout="moodle",
        attempts=tuple(Attempt(claim=claim_of(who), files=tuple(mine)) for who, mine in files.items() if mine),
        idle=tuple(claim_of(who) for who, mine in files.items() if not mine),
        needs_a_look=tuple(_stray(stray)),
    )


def _stray(names: Iterable[str]) -> list[str]:
    seen = [name for name in names if not name.rpartition("/")[2].startswith((".", "~"))]
    return [f"{len(seen)} files are nobody's by their names, such as `{seen[0][:80]}`."] if seen else []


# The grading worksheet


def with_worksheet(reading: Reading, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Reading:
    """Return a reading with what Moodle's grading worksheet adds: addresses, school numbers and lateness.

    The first column ends in the participant's number, in every language; the status says `late` in English. Source:
    `mod/assign/gradingtable.php`.
    """
    numbers = [at for at, cell in enumerate(head) if cell.casefold() == "id number"]
    known = {said[0]: row for row in rows if (said := re.search(r"\d+\Z", row[0])) is not None}

    def told(claim: Claim) -> Claim:
        row = known.get(claim.id, ())
        email = next((cell for cell in row if re.fullmatch(r"[^@\s]+@[^@\s]+", cell)), "")
        number = next((row[at] for at in numbers if at < len(row)), "")
        return replace(claim, email=claim.email or email, number=claim.number or number)

    def is_late(claim: Claim) -> bool:
        return any(re.search(r" - .*\blate\b", cell) for cell in known.get(claim.id, ())[:8])

    return replace(
        reading,
        attempts=tuple(
            replace(one, claim=told(one.claim), is_late=one.is_late or is_late(one.claim)) for one in reading.attempts
        ),
        idle=tuple(map(told, reading.idle)),
    )
