"""Canvas's "Download Submissions": one flat zip.

    <name>[_LATE]_<user id>_<attachment id>_<file name>
    [LATE_]anon_<anonymous id>_<attachment id>_<file name>
    ..._text.html, ..._link.html                           what was typed in: no attachment

The name is `Last, First` in lower case without anything but letters, digits and `_`; a group's hand-in has the group's
name and the number of one member. A file that was handed in again is `matrix-1.py`. A name that ends in `_7` reads
like a number: the roster decides, else how long the numbers of the others are. Source: `instructure/canvas-lms`,
`lib/content_zipper.rb` and `app/models/attachment.rb`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.handins.nouns import Attempt, Claim, Reading

_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?:(?P<attachment>\d+)_(?P<file>.+)|(?:text|link)\.html)"
)
_TYPED = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?:text|link)\.html")
_NUMBERS = re.compile(r"(?P<late>_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?=.)", re.ASCII)
_SHORTEST_ATTACHMENT = 3  # digits: shorter ones are somebody's own numbering
_LONGEST = 1000  # characters of a name: Canvas writes none so long
_MOST = 0.8  # of the names that must be Canvas's
_AGAIN = re.compile(r"-\d+(?:\.[A-Za-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One entry: whose it is, and the file's name; no `attachment` where it was typed in."""

    name: str
    id: str
    file: str = ""
    attachment: str = ""
    is_late: bool = False
    is_anonymous: bool = False

    @property
    def claim(self) -> Claim:
        """Who handed in."""
        shown = f"anonymous {self.id}" if self.is_anonymous else self.name
        platform = "canvas-anonymous" if self.is_anonymous else "canvas"
        return Claim(shown=shown, names=(self.name,) if self.name else (), platform=platform, id=self.id)

    @property
    def lengths(self) -> tuple[int, int]:
        """How many digits its numbers have."""
        return len(self.id), len(self.attachment)


def pieces_of(name: str) -> list[Piece]:
    """Return the readings of an entry's name, the one with the shortest name of a person first."""
    if len(name) > _LONGEST:
        return []
    if (said := _ANONYMOUS.fullmatch(name)) is not None:
        late, id, attachment, file = said.group("late", "id", "attachment", "file")
        return [
            Piece(name="", id=id, file=file or "", attachment=attachment or "", is_late=bool(late), is_anonymous=True)
        ]
    if (said := _TYPED.fullmatch(name)) is not None and said["name"] == said["name"].lower():
        return [Piece(name=said["name"], id=said["id"], is_late=bool(said["late"]))]
    return list(_with_attachment(name))


def _with_attachment(name: str) -> Iterator[Piece]:
    for at in (at for at, character in enumerate(name) if character == "_" and at):
        said = _NUMBERS.match(name, at)
        if said is not None and name[:at] == name[:at].lower():
            yield Piece(
                name=name[:at],
                id=said["id"],
                file=name[said.end() :],
                attachment=said["attachment"],
                is_late=bool(said["late"]),
            )


def is_canvas(names: Sequence[str]) -> bool:
    """Tell whether names are those of a Canvas download: most of them, and each attachment has its own number."""
    read = [pieces[0] for name in names if (pieces := pieces_of(name))]
    numbers = [piece.attachment for piece in read if piece.attachment]
    longest = max(map(len, numbers), default=_SHORTEST_ATTACHMENT)
    is_numbered = longest >= _SHORTEST_ATTACHMENT and len(set(numbers)) == len(numbers)
    return bool(read) and len(read) >= _MOST * len(names) and is_numbered


def read(names: Sequence[str], is_known: Callable[[Claim], bool] = lambda _: False) -> Reading:
    """Return who handed in what; `is_known` tells whether a claim is somebody's of the roster."""
    readings = {name: pieces_of(name.rpartition("/")[2]) for name in names}
    usual = Counter(pieces[0].lengths for pieces in readings.values() if len(pieces) == 1 and pieces[0].attachment)
    files: dict[tuple[str, str], list[tuple[Piece, str]]] = {}
    stray = []
    for name, pieces in readings.items():
        if pieces:
            piece = _chosen(pieces, usual, is_known)
            files.setdefault((piece.id, piece.name), []).append((piece, name))
        else:
            stray.append(name)
    groups = list(files.values())
    return Reading(
        layout="canvas",
        attempts=tuple(_attempt(mine) for mine in groups if any(piece.file for piece, _ in mine)),
        idle=tuple(mine[0][0].claim for mine in groups if not any(piece.file for piece, _ in mine)),
        needs_a_look=(f"{len(stray)} files are nobody's by their names, such as `{stray[0][:80]}`.",) if stray else (),
    )


def _chosen(pieces: list[Piece], usual: Counter[tuple[int, int]], is_known: Callable[[Claim], bool]) -> Piece:
    known = [piece for piece in pieces if is_known(piece.claim)]
    if known or len(pieces) == 1:
        return (known or pieces)[0]
    alike = [piece for piece in pieces if usual and piece.lengths == usual.most_common(1)[0][0]]
    return (alike or pieces)[0]


def _attempt(mine: Iterable[tuple[Piece, str]]) -> Attempt:
    pieces = list(mine)
    files = [(piece, name) for piece, name in pieces if piece.file]
    again = [piece.file for piece, _ in files if _AGAIN.search(piece.file)]
    return Attempt(
        claim=pieces[0][0].claim,
        files=tuple((piece.file, name) for piece, name in files),
        is_late=any(piece.is_late for piece, _ in files),
        notes=(f"Canvas has numbered {', '.join(f'`{name[:80]}`' for name in again[:3])}: it was handed in again.",)
        if again
        else (),
    )
