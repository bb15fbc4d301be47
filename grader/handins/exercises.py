"""Which exercise a name says: exactly, spelt otherwise, or with a slip of the pen."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from grader.submission.archive import is_archive_name
from grader.submission.standins import copied_from

_NEAR = 0.8  # of difflib's 0 to 1
_APART = 0.05  # how much nearer than the second the nearest must be
_SUFFIX = re.compile(r"\.(zip|tar|tar\.(gz|bz2|xz)|tgz|tbz|txz|rar|7z)$", re.IGNORECASE)


class ExerciseNames:
    """The exercises of a course, by what a name can say of them."""

    def __init__(self, ids: Collection[str]) -> None:
        self._ids = frozenset(ids)
        self._by_whole = {plain(id.replace("/", "-")): id for id in ids}
        self._topics = {plain(id.partition("/")[0]): id.partition("/")[0] for id in ids}
        self._by_half: dict[str, list[str]] = {}
        for id in ids:
            self._by_half.setdefault(plain(id.partition("/")[2]), []).append(id)

    def has(self, id: str) -> bool:
        """Tell whether the course has an exercise of this id."""
        return id in self._ids

    @cached_property
    def _topic_names(self) -> list[str]:
        return list(self._topics)

    def is_topic(self, name: str) -> bool:
        return plain(name) in self._topics

    def topic(self, name: str) -> str:
        """Return the topic that a name means, also with a slip of the pen; "" for none."""
        said = plain(name)
        return self._topics.get(said) or self._topics.get(_nearest(said, self._topic_names), "")

    def exercise(self, topic: str, name: str) -> str:
        """Return the exercise that a name says, below a topic or none; "" for none, and where two could be meant."""
        for said in dict.fromkeys((plain(name), plain(copied_from(name)))):
            if id := self._by_whole.get(plain(f"{topic}-{said}")) or self._by_whole.get(said):
                return id
            if len(same := self._by_half.get(said, [])) == 1:
                return same[0]
        return ""

    def nearest(self, topic: str, name: str) -> str:
        """Return the exercise that a name nearly says; "" where none is nearest by far."""
        said = plain(copied_from(name))
        if topic:
            below = [whole for whole, id in self._by_whole.items() if id.startswith(f"{topic}/")]
            return self._by_whole.get(_nearest(plain(f"{topic}-{said}"), below, len(plain(topic)) + 1), "")
        whole = self._by_whole.get(_nearest(said, self._by_whole), "")
        halves = [half for half, same in self._by_half.items() if len(same) == 1]
        return whole or next(iter(self._by_half.get(_nearest(said, halves), [])), "")

    def likely(self, topic: str, name: str) -> str:
        """Return the exercise to ask about for a name that says none, "" where all are far."""
        said = plain(f"{topic}-{bare(name)}" if topic else bare(name))
        return next((self._by_whole[whole] for whole in difflib.get_close_matches(said, self._by_whole, 1)), "")


def plain(name: str) -> str:
    """Return a name in lower case, its words parted by one `-`."""
    return re.sub(r"[-_\s]+", "-", unicodedata.normalize("NFC", name[:200]).casefold()).strip("-")


def bare(name: str) -> str:
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


def exercise_in(ids: Collection[str], path: Path) -> str:
    """Return the exercise that a path's own names say, from its end upward; "" for none.

    An archive or a file is named like its exercise, up to the first `.`.
    """
    known = ExerciseNames(ids)
    here = path.resolve()
    names = [bare(here.name) if is_archive_name(here.name) else here.name, *(folder.name for folder in here.parents)]
    for name, above in zip(names, [*names[1:], ""], strict=True):
        said = known.exercise(known.topic(above) if above else "", name) if name else ""
        if said and (known.is_topic(above) or plain(name) != plain(said.partition("/")[2])):
            return said
    return ""
