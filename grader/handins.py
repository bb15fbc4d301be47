"""Finds the hand-ins of a class: `FOLDER/<student>/<topic>/<exercise>`, a folder, an archive or one file.

Every folder in FOLDER is a student, whatever is in it. Below it, what names an exercise in one way is that hand-in:

    exactly, or in another case, with `_` or a space for `-`, marked as a copy (` (1)`, `-2`)
    `<topic>__<exercise>` in one name
    the exercise without its topic, where only one topic has such an exercise
    a slip of the pen, where one exercise is nearest by far

and folders that name nothing are looked into. Of two hand-ins of one exercise the one with the higher number in its
copy's mark counts, of equals the one that was changed later, of equals the last by name. Whatever is not the letter
of the rule is told, as are links (never followed), what cannot be read, and what was not understood.

Decides by names and times alone and reads no file; bounded in depth and in the number of names.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from grader.errors import UsageError
from grader.submission.archive import is_archive_name
from grader.submission.names import decoded, environment_parts, is_rubbish, show
from grader.submission.standins import copied_from, copy_number

_MOST_NAMES = 5_000  # of one folder; more is no class and no student's work
_DEEPEST = 4  # folders below a student's: one more than topic and exercise, and one for whoever packed it
_NEAR = 0.8  # of difflib's 0 to 1
_APART = 0.05  # how much nearer than the second the nearest must be
_SUFFIX = re.compile(r"\.(zip|tar|tar\.(gz|bz2|xz)|tgz|tbz|txz|rar|7z)$", re.IGNORECASE)
_MOST_TOLD = 5  # reasons in an error of use


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One submission of a class: whose, to which exercise, where it lies, and how it was understood."""

    student: str
    exercise: str
    path: Path
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """What a class's folder holds: hand-ins, every student, and what an instructor should know."""

    jobs: tuple[HandIn, ...]
    unknown_folders: tuple[str, ...]
    students: tuple[str, ...] = ()
    needs_a_look: tuple[str, ...] = ()


def plan(ids: Collection[str], folder: Path) -> ClassPlan:
    """Find the hand-ins in a class's folder, for exercises of these ids.

    Raises `UsageError` when there is no such folder, or no hand-in in it.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", hint="it must hold STUDENT/TOPIC/EXERCISE/ folders")
    found = _Finding(_Ids(ids))
    names = _listed(folder)
    if isinstance(names, str):
        raise UsageError(f"`{folder}` cannot be read: {names}", hint="check that it is yours and open to you")
    for path in names:
        found.top(path)
    if not found.jobs:
        raise UsageError(
            f"there is no submission in `{folder}`",
            hint="; ".join(
                ["a submission is a folder or archive STUDENT/TOPIC/EXERCISE", *found.needs_a_look[:_MOST_TOLD]]
            ),
        )
    return ClassPlan(
        jobs=tuple(found.jobs),
        unknown_folders=tuple(sorted(found.unknown)),
        students=tuple(found.students),
        needs_a_look=tuple(found.needs_a_look),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A path that names an exercise; `note` says so where it is not by the letter, `is_guess` where it is a slip."""

    path: Path
    exercise: str
    note: str = ""
    is_guess: bool = False

    @property
    def order(self) -> tuple[int, int, str]:
        """What puts two hand-ins of one exercise in order: the last counts."""
        return copy_number(_bare(self.path.name)), _changed_ns(self.path), self.path.name


class _Ids:
    """The exercises of a course, by what a name can say of them."""

    def __init__(self, ids: Collection[str]) -> None:
        self._by_whole = {_plain(id.replace("/", "-")): id for id in ids}
        self._topics = {_plain(id.partition("/")[0]): id.partition("/")[0] for id in ids}
        self._by_half: dict[str, list[str]] = {}
        for id in ids:
            self._by_half.setdefault(_plain(id.partition("/")[2]), []).append(id)

    @cached_property
    def _topic_names(self) -> list[str]:
        return list(self._topics)

    def is_topic(self, name: str) -> bool:
        return _plain(name) in self._topics

    def topic(self, name: str) -> str:
        """Return the topic that a name means, also with a slip of the pen; "" for none."""
        plain = _plain(name)
        return self._topics.get(plain) or self._topics.get(_nearest(plain, self._topic_names), "")

    def exercise(self, topic: str, name: str) -> str:
        """Return the exercise that a name says, below a topic or none; "" for none, and where two could be meant."""
        for plain in dict.fromkeys((_plain(name), _plain(copied_from(name)))):
            if id := self._by_whole.get(_plain(f"{topic}-{plain}")) or self._by_whole.get(plain):
                return id
            if len(same := self._by_half.get(plain, [])) == 1:
                return same[0]
        return ""

    def nearest(self, topic: str, name: str) -> str:
        """Return the exercise that a name nearly says; "" where none is nearest by far."""
        plain = _plain(copied_from(name))
        if topic:
            below = [whole for whole, id in self._by_whole.items() if id.startswith(f"{topic}/")]
            return self._by_whole.get(_nearest(_plain(f"{topic}-{plain}"), below, len(_plain(topic)) + 1), "")
        whole = self._by_whole.get(_nearest(plain, self._by_whole), "")
        halves = [half for half, same in self._by_half.items() if len(same) == 1]
        return whole or next(iter(self._by_half.get(_nearest(plain, halves), [])), "")

    def likely(self, topic: str, name: str) -> str:
        """Return the exercise to ask about for a name that says none, "" where all are far."""
        plain = _plain(f"{topic}-{_bare(name)}" if topic else _bare(name))
        return next((self._by_whole[whole] for whole in difflib.get_close_matches(plain, self._by_whole, 1)), "")


def _plain(name: str) -> str:
    """Return a name in lower case, its words parted by one `-`."""
    return re.sub(r"[-_\s]+", "-", unicodedata.normalize("NFC", name[:200]).casefold()).strip("-")


def _bare(name: str) -> str:
    """Return a name without an archive's suffix."""
    return _SUFFIX.sub("", name)


def _nearest(name: str, others: Collection[str], shared: int = 0) -> str:
    """Return the one that is nearest to a name by far, else ""; their first `shared` characters are the same."""
    ratios = sorted(
        ((difflib.SequenceMatcher(None, name[shared:], other[shared:]).ratio(), other) for other in others),
        reverse=True,
    )[:2]
    is_alone = len(ratios) < 2 or ratios[0][0] - ratios[1][0] >= _APART
    return ratios[0][1] if ratios and ratios[0][0] >= _NEAR and is_alone and _same_numbers(name, ratios[0][1]) else ""


def _same_numbers(name: str, other: str) -> bool:
    """Tell whether two names carry the same numbers, as far as the first carries any: `02-x` is no slip for `01-x`."""
    numbers = re.findall(r"\d+", name)
    return not numbers or [int(n) for n in numbers] == [int(n) for n in re.findall(r"\d+", other)][-len(numbers) :]


@dataclass(slots=True)
class _Finding:
    """What was found so far."""

    ids: _Ids
    jobs: list[HandIn] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    needs_a_look: list[str] = field(default_factory=list)

    def top(self, path: Path) -> None:
        """Take what lies in the class's folder: a student, or what is none."""
        if not (path.is_dir() or path.is_symlink()):
            self.unknown.append(decoded(path.name))
            self.needs_a_look.append(f"{show(decoded(path.name))} lies beside the students' folders: it is not used.")
            return
        student = self._student(path)
        if path.is_symlink():
            self.needs_a_look.append(f"{show(student)} is a link, which is not followed: put the folder itself there.")
            return
        self._hand_ins(student, path)

    def _student(self, path: Path) -> str:
        """Return the name of a student: printable, and unlike all others."""
        name = plain = decoded(unicodedata.normalize("NFC", path.name))
        if name in self.students:
            name = path.name.encode("ascii", "backslashreplace").decode()
        while name in self.students:
            name += "'"
        if name != plain:
            self.needs_a_look.append(f"Two folders are called {show(plain)}: one is listed as {show(name)}.")
        elif not path.name.isprintable():
            self.needs_a_look.append(f"{show(name)} has a folder name that is no plain text: it is shown like this.")
        self.students.append(name)
        return name

    def _hand_ins(self, student: str, folder: Path) -> None:
        before = len(self.needs_a_look)
        by_exercise: dict[str, list[_Found]] = {}
        for found in self._below(student, folder, "", 1):
            by_exercise.setdefault(found.exercise, []).append(found)
        for exercise in sorted(by_exercise):
            self.jobs.append(self._chosen(student, exercise, sorted(by_exercise[exercise], key=lambda f: f.order)))
        if not by_exercise and len(self.needs_a_look) == before:
            self.unknown.append(student)
            self.needs_a_look.append(f"{show(student)} handed in nothing that can be graded.")

    def _chosen(self, student: str, exercise: str, found: list[_Found]) -> HandIn:
        """Return the last of the hand-ins of one exercise, and tell where there were several, or a guess."""
        last, notes = found[-1], []
        if len(found) > 1:
            others = ", ".join(show(decoded(other.path.name)) for other in found[:-1])
            notes.append(
                f"Handed in {len(found)} times: {show(decoded(last.path.name))} counts, as the later; not {others}."
            )
        if last.note:
            notes.append(last.note)
        if len(found) > 1 or last.is_guess:
            self.needs_a_look.append(f"{show(student)}, {exercise}: {' '.join(notes)}")
        return HandIn(student=student, exercise=exercise, path=last.path, notes=tuple(notes))

    def _below(self, student: str, folder: Path, topic: str, depth: int) -> Iterator[_Found]:
        """Yield what names an exercise below a folder; what names nothing is looked into, then told."""
        place = "/".join(decoded(part) for part in folder.parts[-(depth - 1) :]) if depth > 1 else ""
        names = _listed(folder)
        if isinstance(names, str):
            self.needs_a_look.append(f"{show(f'{student}/{place}'.rstrip('/'))} cannot be read: {names}.")
            return
        left_out = environment_parts([path.name for path in names])
        for path in names:
            if path.name not in left_out:
                yield from self._one(student, path, topic, depth, f"{student}/{place}".rstrip("/"))

    def _one(self, student: str, path: Path, topic: str, depth: int, place: str) -> Iterator[_Found]:
        name = f"{place}/{decoded(_bare(path.name))}"
        if path.is_symlink():
            self.needs_a_look.append(f"{show(f'{place}/{decoded(path.name)}')} is a link, which is not followed.")
            return
        found = self._named(path, topic)
        if found is not None:
            yield found
            return
        if not path.is_dir() and not is_archive_name(path.name):
            return  # some file: its folder is told, if nothing in that is understood
        further = self.ids.topic(path.name) if path.is_dir() else ""
        inner = list(self._below(student, path, further or topic, depth + 1)) if self._is_worth(path, depth) else []
        yield from inner
        if not inner and not any(told.startswith(f"{name}/") for told in self.unknown):
            self._not_understood(name, path, further or topic)

    def _is_worth(self, path: Path, depth: int) -> bool:
        return depth < _DEEPEST and path.is_dir()

    def _named(self, path: Path, topic: str) -> _Found | None:
        """Return the exercise that a name means, if it means one."""
        name = decoded(path.name)
        is_folder = path.is_dir()
        if not is_folder and not is_archive_name(name) and not topic:
            return None  # a file beside the topics: some file
        bare = name if is_folder else _bare(name) if is_archive_name(name) else name.partition(".")[0]
        if is_folder and self.ids.is_topic(bare):
            return None
        exercise = self.ids.exercise(topic, bare)
        if exercise:
            is_letter = f"{topic}/{bare}" == exercise
            note = "" if is_letter else f"{show(name)} was taken as `{exercise}`."
            return _Found(path=path, exercise=exercise, note=note)
        exercise = self.ids.nearest(topic, bare) if is_folder or is_archive_name(name) else ""
        if not exercise or (is_folder and not topic and self.ids.topic(bare)):
            return None
        note = f"{show(name)} names no exercise and was taken as `{exercise}`, the nearest."
        return _Found(path=path, exercise=exercise, note=note, is_guess=True)

    def _not_understood(self, name: str, path: Path, topic: str) -> None:
        self.unknown.append(name)
        likely = self.ids.likely(topic, path.name)
        more = f"; did you mean `{likely}`?" if likely else "."
        if path.is_dir() and not _listed(path):
            self.needs_a_look.append(f"{show(name)} is empty, and names no exercise{more}")
        else:
            self.needs_a_look.append(f"{show(name)} names no exercise of the course and is not graded{more}")


def _listed(folder: Path) -> list[Path] | str:
    """Return what lies in a folder, by name, without what is hidden or rubbish; or why it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_NAMES)]
    except OSError as error:
        return error.strerror or "it is out of reach"
    return [folder / name for name in sorted(names) if not name.startswith(".") and not is_rubbish(name)]


def _changed_ns(path: Path) -> int:
    """Return when a hand-in was changed last: the newest of a folder and what lies in it."""
    inside = _listed(path) if path.is_dir() else []
    return max((_time_of(each) for each in [path, *(inside if isinstance(inside, list) else [])]), default=0)


def _time_of(path: Path) -> int:
    try:
        seen = path.lstat()
    except OSError:
        return 0
    return 0 if stat.S_ISLNK(seen.st_mode) else seen.st_mtime_ns


def exercise_in(ids: Collection[str], path: Path) -> str:
    """Return the exercise that a path's own names say, from its end upward; "" for none.

    An archive or a file is named like its exercise, up to the first `.`.
    """
    known = _Ids(ids)
    here = path.resolve()
    names = [_bare(here.name) if is_archive_name(here.name) else here.name, *(folder.name for folder in here.parents)]
    for name, above in zip(names, [*names[1:], ""], strict=True):
        said = known.exercise(known.topic(above) if above else "", name) if name else ""
        if said and (known.is_topic(above) or _plain(name) != _plain(said.partition("/")[2])):
            return said
    return ""
