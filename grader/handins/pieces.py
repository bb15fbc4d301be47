"""Which exercises one attempt holds: what its labels say, then what its names say, then the one that was asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from grader.handins.exercises import ExerciseNames, bare
from grader.handins.labels import label_of, label_within
from grader.handins.nouns import Attempt
from grader.handins.source import Download
from grader.submission.archive import is_archive_name
from grader.submission.gather import Entry
from grader.submission.handin import Label
from grader.submission.names import LABEL, is_rubbish
from grader.submission.standins import copy_numbers

_AGAIN = re.compile(r"\s*[(（]\d{1,3}[)）]\Z")  # what a browser puts behind a name that is there already
_DEEPEST = 3  # folders of a hand-in in which an archive or an exercise is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What an attempt holds for one exercise; `copy` are the numbers in the mark of its archive's name."""

    exercise: str
    files: tuple[Entry, ...]
    label: Label | None = None
    called: str = ""
    copy: tuple[int, ...] = ()
    odd: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    inner: str
    entry: Entry


def pieces_of(attempt: Attempt, download: Download, names: ExerciseNames, asked: Sequence[str]) -> list[Piece]:
    """Return what an attempt holds for each exercise; nothing where nothing tells the exercise.

    `asked` are the exercises that the command or class.toml named: where it is one, it is meant unless a label says
    otherwise.
    """
    files = [_File(inner=inner, entry=_as(inner, download.files[full])) for inner, full in attempt.files]
    whole = tuple(file.entry for file in files)
    label = _own_label(attempt, download)
    if label is not None and names.has(label.exercise):
        return [Piece(exercise=label.exercise, files=whole, label=label, odd=_odd(label, asked))]
    labelled = list(_labelled(files, names, asked))
    if labelled:
        return labelled
    if len(asked) == 1:
        alone = Piece(exercise=asked[0], files=whole, called=attempt.called)
        return list(_copies(files, asked[0])) or [alone]
    return list(_by_names(files, names, asked)) or _by_own_name(attempt, whole, names, asked)


def _as(name: str, entry: Entry) -> Entry:
    return Entry(name=name, read=entry.read, respelled=entry.respelled)


def _own_label(attempt: Attempt, download: Download) -> Label | None:
    """Return the label that lies beside the files of an attempt, at its top or in the one folder around it."""
    tops = {full.removesuffix(inner) for inner, full in attempt.files if inner != full}
    wrapped = {top + inner.partition("/")[0] + "/" for top in tops for inner, _ in attempt.files if "/" in inner}
    for places in (tops, wrapped):
        found = [download.labels[place + LABEL] for place in places if place + LABEL in download.labels]
        if len(found) == 1:
            return label_of(found[0])
    return None


def _labelled(files: Sequence[_File], names: ExerciseNames, asked: Sequence[str]) -> Iterator[Piece]:
    for file in _archives(files):
        label = label_within(file.entry)
        if label is not None and names.has(label.exercise):
            yield Piece(
                exercise=label.exercise,
                files=(file.entry,),
                label=label,
                called=file.inner,
                copy=copy_numbers(bare(file.inner)),
                odd=_odd(label, asked),
            )


def _copies(files: Sequence[_File], exercise: str) -> Iterator[Piece]:
    """Yield each of several archives that a browser called alike, `x.zip` and `x (1).zip`, where nothing lies beside."""
    kept = [file for file in files if not is_rubbish(file.inner)]
    names = [bare(file.inner).casefold() for file in kept]
    first = min(names, key=len, default="")
    if len(_archives(kept)) == len(kept) > 1 and {_AGAIN.sub("", name) for name in names if name != first} == {first}:
        for file in kept:
            yield Piece(exercise=exercise, files=(file.entry,), called=file.inner, copy=copy_numbers(bare(file.inner)))


def _archives(files: Sequence[_File]) -> list[_File]:
    return [file for file in files if is_archive_name(file.inner) and file.inner.count("/") < _DEEPEST]


def _odd(label: Label, asked: Collection[str]) -> str:
    if not asked or label.exercise in asked:
        return ""
    return f"its handin.toml says `{label.exercise}`, which was not asked for: it is graded as that."


def _by_names(files: Sequence[_File], names: ExerciseNames, asked: Sequence[str]) -> Iterator[Piece]:
    """Yield what lies in folders and archives that are named like exercises."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for file in files:
        said = _named(file.inner, names)
        if said is not None and (not asked or said[0] in asked):
            exercise, depth = said
            place, inner = _cut(file.inner, depth)
            found.setdefault((exercise, place), []).append(_as(inner, file.entry))
    for (exercise, place), entries in found.items():
        yield Piece(exercise=exercise, files=tuple(entries), called=place, copy=copy_numbers(bare(place)))


def _named(inner: str, names: ExerciseNames) -> tuple[str, int] | None:
    """Return the exercise that the parts of a name say, and the number of parts that say it."""
    parts = inner.split("/")
    for depth, part in enumerate(parts[: _DEEPEST + 1]):
        is_file = depth == len(parts) - 1
        if is_file and not is_archive_name(part):
            return None
        topic = names.topic(parts[depth - 1]) if depth else ""
        exercise = names.exercise(topic, bare(part) if is_file else part)
        if exercise:
            return exercise, depth + 1
    return None


def _cut(inner: str, depth: int) -> tuple[str, str]:
    parts = inner.split("/")
    return "/".join(parts[:depth]), "/".join(parts[depth:]) or parts[-1]


def _by_own_name(attempt: Attempt, whole: tuple[Entry, ...], names: ExerciseNames, asked: Sequence[str]) -> list[Piece]:
    """Return the attempt as the exercise that its own name ends with, such as `001_Ada_02-converters`."""
    words = [word for word in attempt.claim.text.replace(" ", "_").split("_") if word]
    for at in range(len(words)):
        exercise = names.exercise("", "_".join(words[at:]))
        if exercise and (not asked or exercise in asked):
            return [Piece(exercise=exercise, files=whole, called=attempt.called)]
    return []
