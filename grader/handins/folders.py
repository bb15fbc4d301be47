"""Finds the hand-ins of a class: `FOLDER/<student>/<topic>/<exercise>`, a folder, an archive or one file.

Every folder in FOLDER is a student, whatever is in it. Below it, what names an exercise in one way is that hand-in:

    exactly, or in another case, with `_` or a space for `-`, marked as a copy (` (1)`, `-2`)
    `<topic>__<exercise>` in one name
    the exercise without its topic, where only one topic has such an exercise
    a slip of the pen, where one exercise is nearest by far

and folders that name nothing are looked into. Of two hand-ins of one exercise the one with the higher number in its
copy's mark counts, of equals the one that was changed later, of equals the last by name. Whatever is not the letter
of the rule is told, as are links (never followed), what cannot be read, and what was not understood.

Decides by names, times and the label that `grade handin` packs, which decides the exercise; reads no other file.
Bounded in depth and in the number of names.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from grader.errors import UsageError
from grader.handins.exercises import ExerciseNames, bare, plain
from grader.handins.labels import label_at
from grader.handins.nouns import ClassPlan, HandIn
from grader.submission.archive import is_archive_name
from grader.submission.names import decoded, environment_parts, is_rubbish, show
from grader.submission.standins import copy_numbers

_MOST_NAMES = 5_000  # of one folder; more is no class and no student's work
_DEEPEST = 4  # folders below a student's: one more than topic and exercise, and one for whoever packed it
_MOST_TOLD = 5  # reasons in an error of use


def plan(ids: Collection[str], folder: Path) -> ClassPlan:
    """Find the hand-ins in a class's folder, for exercises of these ids.

    Raises `UsageError` when there is no such folder, or no hand-in in it.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", hint="it must hold STUDENT/TOPIC/EXERCISE/ folders")
    found = _Finding(ExerciseNames(ids))
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
    def order(self) -> tuple[tuple[int, ...], int, str]:
        """What puts two hand-ins of one exercise in order: the last counts."""
        return copy_numbers(bare(self.path.name)), _changed_ns(self.path), self.path.name


@dataclass(slots=True)
class _Finding:
    """What was found so far."""

    ids: ExerciseNames
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
        whole = self._labelled(student, folder, None)
        for found in [whole] if whole is not None else self._below(student, folder, "", 1):
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
        name = f"{place}/{decoded(bare(path.name))}"
        if path.is_symlink():
            self.needs_a_look.append(f"{show(f'{place}/{decoded(path.name)}')} is a link, which is not followed.")
            return
        found = self._named(path, topic)
        found = self._labelled(student, path, found) or found
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

    def _labelled(self, student: str, path: Path, found: _Found | None) -> _Found | None:
        """Return what the label of `grade handin` makes of a path, None where there is none; it decides the exercise."""
        label = label_at(path)
        if label is None or not self.ids.has(label.exercise):
            return None
        if label.student and plain(label.student) not in plain(student):
            told = f"{show(student)}: the handin.toml says that it is {show(label.student)}'s"
            self.needs_a_look.append(f"{told}; it counts for {show(student)}.")
        if found is not None and found.exercise == label.exercise:
            return found
        note = f"{show(decoded(path.name))} was taken as `{label.exercise}`, as its handin.toml says."
        return _Found(path=path, exercise=label.exercise, note=note, is_guess=found is not None)

    def _is_worth(self, path: Path, depth: int) -> bool:
        return depth < _DEEPEST and path.is_dir()

    def _named(self, path: Path, topic: str) -> _Found | None:
        """Return the exercise that a name means, if it means one."""
        name = decoded(path.name)
        is_folder = path.is_dir()
        if not is_folder and not is_archive_name(name) and not topic:
            return None  # a file beside the topics: some file
        stem = name if is_folder else bare(name) if is_archive_name(name) else name.partition(".")[0]
        if is_folder and self.ids.is_topic(stem):
            return None
        exercise = self.ids.exercise(topic, stem)
        if exercise:
            is_letter = f"{topic}/{stem}" == exercise
            note = "" if is_letter else f"{show(name)} was taken as `{exercise}`."
            return _Found(path=path, exercise=exercise, note=note)
        exercise = self.ids.nearest(topic, stem) if is_folder or is_archive_name(name) else ""
        if not exercise or (is_folder and not topic and self.ids.topic(stem)):
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
