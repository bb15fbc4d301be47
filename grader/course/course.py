"""The course on disk: which exercises there are, in which order, and how a word finds one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.course.exercise import Exercise
from grader.course.manifest import Manifest, load_manifest
from grader.errors import ExerciseError, UsageError
from grader.model import PART_PATTERN

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Course:
    """A folder with `course.toml`, `exercises/NN-topic/NN-name/` and, unless it is a handout, `solutions/`.

    Ids are `04-routing/02-converters`; their order is the course's. Listing reads folder names alone, so a
    broken exercise is in the list and only whoever loads it meets its `ExerciseError`.
    """

    root: Path

    @classmethod
    def default(cls, package: Path = _PACKAGE) -> Course:
        """Return the course that travels inside the package, else that of the checkout around it."""
        for root in (package / "_course", package.parent):
            if (root / "exercises").is_dir():
                return cls(root)
        raise UsageError("no course came with this grader", hint="name one with `--course DIR`")

    @property
    def manifest(self) -> Manifest:
        """Its course.toml, read now. Raises `ExerciseError` when that is wrong."""
        return load_manifest(self.root)

    @property
    def exercises_folder(self) -> Path:
        return self.root / "exercises"

    @property
    def solutions_folder(self) -> Path:
        return self.root / "solutions"

    def ids(self) -> list[str]:
        """Return the ids of all exercises in course order; raises `UsageError` where there is no course."""
        if not self.exercises_folder.is_dir():
            raise UsageError(
                f"`{self.root}` is not a course: it has no folder `exercises`",
                hint="name a folder that holds `exercises/NN-topic/NN-name/exercise.toml`",
            )
        found = [path.parent for path in self.exercises_folder.glob("*/*/exercise.toml")]
        parts = sorted((folder.parent.name, folder.name) for folder in found)
        return [f"{topic}/{name}" for topic, name in parts if _is_numbered(topic) and _is_numbered(name)]

    def topics(self) -> dict[str, list[str]]:
        """Return each topic with the ids of its exercises, in course order."""
        topics: dict[str, list[str]] = {}
        for id in self.ids():
            topics.setdefault(id.partition("/")[0], []).append(id)
        return topics

    def load(self, id: str) -> Exercise:
        """Return the exercise of exactly that id; raises `ExerciseError` when its exercise.toml is wrong."""
        return Exercise.load(self.root, id)

    @property
    def exercises(self) -> Exercises:
        """Its exercises, each read when it is looked up."""
        return Exercises(self)

    def load_all(self) -> tuple[list[Exercise], list[ExerciseError]]:
        """Return the exercises that can be loaded, in course order, and what is wrong with the others."""
        exercises: list[Exercise] = []
        errors: list[ExerciseError] = []
        for id in self.ids():
            try:
                exercises.append(self.load(id))
            except ExerciseError as error:
                errors.append(error)
        return exercises, errors

    def find(self, word: str) -> Exercise:
        """Return the one exercise that a word names; raises as `find_id` and `load` do."""
        return self.load(self.find_id(word))

    def find_id(self, word: str) -> str:
        """Return the one id that a word names: the id, the name with or without its number, or a unique part.

        A path into the course, as a shell completes it, will do. Raises `UsageError` that lists the
        exercises when there are several, and says what may have been meant when there is none.
        """
        ids = self.ids()
        hits = _hits(_as_id(word), ids)
        if len(hits) > 1:
            names = ", ".join(f"`{id}`" for id in hits)
            raise UsageError(f"`{word}` names {len(hits)} exercises", hint=f"say which: {names}")
        if not hits:
            raise UsageError(f"there is no exercise `{word}`", hint=_did_you_mean(_as_id(word), ids))
        return hits[0]


class Exercises(Mapping[str, Exercise]):
    """The exercises of a course by id, in course order; each is read when it is first looked up.

    One that cannot be read is missing when it is looked up, though its id is among those listed.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._ids = course.ids()
        self._read: dict[str, Exercise | None] = {}

    def __getitem__(self, id: str) -> Exercise:
        if id not in self._read:
            self._read[id] = self._load(id)
        exercise = self._read[id]
        if exercise is None:
            raise KeyError(id)
        return exercise

    def _load(self, id: str) -> Exercise | None:
        try:
            return self._course.load(id) if id in self._ids else None
        except ExerciseError:
            return None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _is_numbered(folder: str) -> bool:
    return re.match(PART_PATTERN, folder) is not None


def _as_id(word: str) -> str:
    path = word.strip().lower().replace("\\", "/").removeprefix("./").rstrip("/")
    return path.removeprefix("exercises/")


def _hits(word: str, ids: list[str]) -> list[str]:
    """Return the ids that a word names; the more exact way of naming wins."""
    if not word:
        return []
    named = [
        [id for id in ids if id == word],
        [id for id in ids if word in _names(id)],
        [id for id in ids if word in id],
    ]
    return next((hits for hits in named if hits), [])


def _names(id: str) -> list[str]:
    """Return the ways to name an exercise in full: `02-converters`, `converters`, `routing/converters`."""
    topic, name = id.split("/")
    return [name, name[3:], f"{topic[3:]}/{name[3:]}"]


def _did_you_mean(word: str, ids: list[str]) -> str:
    spellings = {spelling: id for id in ids for spelling in (id, *_names(id))}
    close = dict.fromkeys(spellings[near] for near in difflib.get_close_matches(word, spellings, n=5, cutoff=0.6))
    if not close:
        return "`grade list` shows every exercise"
    return "did you mean " + " or ".join(f"`{id}`" for id in list(close)[:3]) + "?"
