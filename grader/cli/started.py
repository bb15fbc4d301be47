"""The started folders around this one, and how far each has come."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course import MARKER, started_in, work_in
from grader.model import Standing
from grader.submission.names import environment_parts, is_rubbish

if TYPE_CHECKING:
    from grader.course import Exercise, Work

DEEPEST = 3  # folders below: a topic, an exercise, and one for whoever keeps courses apart
MOST_NAMES = 3000  # a student may type this in a folder that holds everything


def work_around(exercises: Mapping[str, Exercise], here: Path) -> dict[str, Work]:
    """Return the work in and below a folder by exercise, and around it where it is part of a started one.

    Of two folders of one exercise the one that has come further counts.
    """
    found: dict[str, Work] = {}
    for folder in started_folders(_top(here)):
        exercise = exercises.get(started_in(folder) or "")
        if exercise is None:
            continue
        work = work_in(folder, exercise)
        if exercise.id not in found or work.merit > found[exercise.id].merit:
            found[exercise.id] = work
    return found


def done(work: Mapping[str, Work]) -> set[str]:
    """Return the exercises that need nothing more: solved, or ready where only examples can be run."""
    return {id for id, each in work.items() if each.standing is not Standing.BEGUN}


def as_json(work: Work | None) -> dict[str, Any] | None:
    """Return work for machines: `best`, `last` and `max` count points, or examples in a handout."""
    if work is None:
        return None
    record = work.record
    return {
        "folder": str(work.folder),
        "standing": work.standing.value,
        "best": record.best if record else 0,
        "last": record.last if record else 0,
        "max": record.max if record else None,
        "has_changed": work.has_changed,
    }


def started_folders(top: Path) -> Iterator[Path]:
    """Yield the started folders in and below one, the shallow first: bounded in depth and in the number of names.

    Rubbish, hidden folders and virtual environments are not looked into, and links are not followed.
    """
    waiting = deque([(top, 0)])
    room = MOST_NAMES
    while waiting and room > 0:
        folder, depth = waiting.popleft()
        entries = _entries(folder, room)
        room -= len(entries)
        if (folder / MARKER).is_file():
            yield folder
        if depth < DEEPEST:
            waiting.extend((inner, depth + 1) for inner in _worth_a_look(folder, entries))


def _entries(folder: Path, most: int) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(islice(entries, most), key=lambda entry: entry.name)
    except OSError:
        return []


def _worth_a_look(folder: Path, entries: list[os.DirEntry[str]]) -> Iterator[Path]:
    left_out = environment_parts([entry.name for entry in entries])
    for entry in entries:
        is_hidden = entry.name.startswith(".") or is_rubbish(entry.name) or entry.name in left_out
        if not is_hidden and entry.is_dir(follow_symlinks=False):
            yield folder / entry.name


def home_around(here: Path) -> Path | None:
    """Return where `grade start` was typed for the started folder that one lies in; None if it lies in none."""
    started = _started_around(here)
    if started is None:
        return None
    return started.parents[1] if _is_named_by_id(started) else started.parent


def _top(here: Path) -> Path:
    """Return the folder to begin with: in a started folder that one, or what holds its neighbours for certain."""
    started = _started_around(here)
    if started is None:
        return here
    return started.parents[1] if _is_named_by_id(started) else started


def _started_around(here: Path) -> Path | None:
    inside = here.resolve()
    return next((folder for folder in (inside, *inside.parents) if (folder / MARKER).is_file()), None)


def _is_named_by_id(started: Path) -> bool:
    return "/".join(started.parts[-2:]) == started_in(started)
