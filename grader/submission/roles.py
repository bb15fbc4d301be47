"""Which names an exercise takes, and which folder of what came is the one it means."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property

from grader.errors import ExerciseError, SubmissionRefused
from grader.submission.names import show
from grader.trees import is_pattern, matches

# Longer or deeper names than these take no role: matching them would take time without bounds.
_ROLE_CHARACTERS = 512
_ROLE_PARTS = 12
_MOST_BASES = 8  # that only patterns speak for
_LISTED_NAMES = 12


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Which files an exercise takes from a student and which it ships itself.

    `student` holds exact names, which are all expected, and patterns, which may match nothing: `*`,
    `?` and `[...]` stay within one part of a name, `**` stands for any number of parts. `given` are
    the shipped files, `beside` what was shipped to be read and is no part of a program. `shadowing` are the top-level modules of the course's libraries.

    Raises `ExerciseError` for a name that is both the student's and given.
    """

    student: tuple[str, ...]
    given: dict[str, bytes] = field(default_factory=dict)
    beside: dict[str, bytes] = field(default_factory=dict)
    shadowing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in sorted(self.exact & self.given.keys()):
            raise ExerciseError(f"{show(name)} is both the student's and given", hint="name it in one role only")

    @cached_property
    def exact(self) -> frozenset[str]:
        """The names that are expected."""
        return frozenset(name for name in self.student if not is_pattern(name))

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """What stands for further names."""
        return tuple(name for name in self.student if is_pattern(name))

    def takes(self, name: str) -> bool:
        """Tell whether a student may hand in a file of this name."""
        if name in self.exact or name in self.given:
            return name not in self.given
        return _is_short(name) and any(matches(name, pattern) for pattern in self.patterns)

    def leads(self, folder: str) -> bool:
        """Tell whether a file that a student may hand in could lie in this folder."""
        return _is_short(folder) and any(_may_lead(folder, name) for name in self.student)

    @property
    def anchors(self) -> tuple[str, ...]:
        """The exact names, and with `/` at the end the folders in which patterns begin."""
        folders = {"".join(f"{part}/" for part in _literal_parts(pattern)) for pattern in self.patterns}
        return (*sorted(self.exact), *sorted(folders - {""}))


def _is_short(name: str) -> bool:
    return len(name) <= _ROLE_CHARACTERS and name.count("/") < _ROLE_PARTS


def _may_lead(folder: str, pattern: str) -> bool:
    parts, wanted = folder.split("/"), pattern.split("/")
    for part, want in zip(parts, wanted, strict=False):
        if want == "**":
            return True
        if not fnmatchcase(part, want):
            return False
    return len(parts) < len(wanted)


def _literal_parts(pattern: str) -> Iterable[str]:
    for part in pattern.split("/")[:-1]:
        if is_pattern(part):
            return
        yield part


def base_of(names: Sequence[str], wanted: Roles) -> str:
    """Return the folder, with `/` at its end, that holds the exercise's files; "" for the top.

    Exact names decide, else patterns. Of folders that hold as many, one that holds the others is meant. Raises
    `SubmissionRefused` where two folders could be meant.
    """
    scores = _exact_scores(names, wanted) or _pattern_scores(names, wanted)
    if not scores:
        return ""
    most = max(scores.values())
    best = [base for base, score in scores.items() if score == most]
    outermost = min(best, key=len)
    rivals = [base for base in best if not base.startswith(outermost)]
    rivals += [base for base in scores if base != outermost and outermost.startswith(base)]
    if rivals:
        raise _two_ways(sorted([outermost, *rivals]))
    return outermost


def _exact_scores(names: Iterable[str], wanted: Roles) -> dict[str, int]:
    """Return how many exact names each folder holds, of those that hold any."""
    scores: dict[str, int] = {}
    for name in set(names):
        for exact in wanted.exact:
            if name == exact or name.endswith(f"/{exact}"):
                base = name.removesuffix(exact)
                scores[base] = scores.get(base, 0) + 1
    return scores


def _pattern_scores(names: Sequence[str], wanted: Roles) -> dict[str, int]:
    """Return how many names the patterns take below each folder that could be meant, of those that hold any."""
    bases = list(dict.fromkeys([*_wrappers(names), *_anchored(names, wanted)]))[:_MOST_BASES]
    counts = {
        base: sum(wanted.takes(name.removeprefix(base)) for name in names if name.startswith(base)) for base in bases
    }
    return {base: 1 for base, count in counts.items() if count and count == max(counts.values())}


def _wrappers(names: Iterable[str]) -> list[str]:
    """Return the folders that hold everything, outermost first: `["", "ada/", "ada/code/"]`."""
    folders = [posixpath.dirname(name) for name in names if not name.startswith("/") and len(name) <= _ROLE_CHARACTERS]
    common = posixpath.commonpath(folders) if folders else ""
    return ["", *(common[:at] + "/" for at in range(1, len(common) + 1) if f"{common}/"[at] == "/")]


def _anchored(names: Iterable[str], wanted: Roles) -> Iterable[str]:
    """Return the folders in which a pattern's own folder lies, such as `lab1/` for `lab1/static/a.css`."""
    anchors = [anchor for anchor in wanted.anchors if anchor.endswith("/")]
    found = {name[:at] for name in names for anchor in anchors if (at := f"/{name}".find(f"/{anchor}")) > 0}
    return sorted(found, key=lambda base: (base.count("/"), base))


def _two_ways(bases: Collection[str]) -> SubmissionRefused:
    places = [show(base.rstrip("/")) if base else "the top" for base in bases]
    return SubmissionRefused(
        f"the files of this exercise lie in {len(places)} folders: {' and '.join(places[:_LISTED_NAMES])}",
        hint="hand in the one that counts: name that folder, or take the others out",
    )
