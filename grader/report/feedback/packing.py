"""Which file is whose, for each platform that takes feedback back.

    folders     `<student>/feedback.html`
    moodle      `<name>_<participant>_assignsubmission_file/feedback.html`: *Upload multiple feedback files in a zip*
    canvas      `<name>_<user id>_<attachment id>_feedback.html`: *Upload Submissions*
    gradescope  `<student>/results.json`

Moodle and Canvas find a person by the numbers in a file's name alone. They come from the name under which the work was handed
out; the name beside them is for people. Sources: Moodle, `mod/assign/feedback/file/importziplib.php`; Canvas,
`app/models/assignment.rb` (`infer_comment_context_from_filename`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.handins.roster import Person as Known
from grader.report.feedback.gradescope import gradescope_json
from grader.report.feedback.page import feedback_page
from grader.report.feedback.platforms import Packing
from grader.report.feedback.work import Work
from grader.report.gradebooks import canvas, moodle
from grader.report.gradebooks.people import letters
from grader.report.text import visible_line

_MAX_NAME_CHARS = 60  # of a folder: 240 bytes at most, and systems take 255
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Whose work goes under which name, and who was left out, and why."""

    files: tuple[tuple[str, Work], ...]
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Unnamed:
    """Why a work has no name that a platform would find its student by."""

    why: str


def pack(packing: Packing, works: Sequence[Work], known: Mapping[str, Known]) -> Packed:
    """Give each work the name of its file; two people's works never share one."""
    if packing in (Packing.FOLDERS, Packing.GRADESCOPE):
        return _in_folders(packing, works)
    named = [(work, _NAMES[packing](work, known.get(work.student))) for work in works]
    owners = Counter(name for _, name in named if isinstance(name, str))
    files = tuple((name, work) for work, name in named if isinstance(name, str) and owners[name] == 1)
    left = [(work.student, name.why) for work, name in named if isinstance(name, _Unnamed)]
    shared = [
        (work.student, f"`{name}` is also another student's") for work, name in named if owners.get(str(name), 0) > 1
    ]
    return Packed(files=files, left=(*left, *shared))


def content(packing: Packing, work: Work) -> bytes:
    """Return the file of a work."""
    return (gradescope_json(work) if packing is Packing.GRADESCOPE else feedback_page(work)).encode()


def _in_folders(packing: Packing, works: Sequence[Work]) -> Packed:
    """Give each student a folder. Gradescope takes only what has a score: no mark is left out, never sent as 0."""
    gradescope = packing is Packing.GRADESCOPE
    refused = [work for work in works if gradescope and work.mark.earned is None]
    taken = [work for work in works if not gradescope or work.mark.earned is not None]
    folders = folder_names(work.student for work in taken)
    file = "results.json" if gradescope else "feedback.html"
    return Packed(
        files=tuple((f"{folders[work.student]}/{file}", work) for work in taken),
        left=tuple((work.student, work.mark.why) for work in refused),
    )


def folder_names(students: Iterable[str]) -> dict[str, str]:
    """Return a folder for each student: their name, safe on every system, and unlike the others' on all of them."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for student in students:
        base = _safe(student)
        tries = (base if number == 1 else f"{base} ({number})" for number in range(1, len(taken) + 2))
        names[student] = next(name for name in tries if _alike(name) not in taken)
        taken.add(_alike(names[student]))
    return names


def _safe(name: str) -> str:
    plain = _UNSAFE.sub("_", visible_line(name))[:_MAX_NAME_CHARS].rstrip(". ")
    is_odd = not plain or plain[0] in ".~ " or plain.partition(".")[0].strip().casefold() in _DEVICES
    return f"_{plain}" if is_odd else plain


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _moodle(work: Work, _: Known | None) -> str | _Unnamed:
    told = [found for name in work.handed_in_as if (found := moodle.participant(name))]
    ids = {id for _, id in told}
    if len(ids) != 1:
        unknown = "is not from a Moodle download, or of nobody on the roster"
        why = "came under several participants" if ids else unknown
        return _Unnamed(f"their hand-in {why}: Moodle finds a person by that name alone")
    name, id = told[0]
    shown = "".join(char if char.isalnum() or char in ",-" else " " for char in unicodedata.normalize("NFC", name))
    return f"{shown[:_MAX_NAME_CHARS].strip() or 'x'}_{id}_assignsubmission_file/feedback.html"


def _canvas(work: Work, known: Known | None) -> str | _Unnamed:
    id = known.ids.get("canvas", "") if known else ""
    found = [told for name in work.handed_in_as if (told := canvas.handed_out(name, id))]
    if not found:
        return _Unnamed(
            "their hand-in has no attachment of a Canvas download with a name: it finds a person by that alone"
        )
    name = letters(found[0].name)
    shown = name if name and not name.isdecimal() else f"student{name}"  # a number alone would be read as an id
    return f"{shown}_{found[0].user}_{found[0].attachment}_feedback.html"


_NAMES: dict[Packing, Callable[[Work, Known | None], str | _Unnamed]] = {
    Packing.MOODLE: _moodle,
    Packing.CANVAS: _canvas,
}
