"""What an exercise wants of the files that came, and what is missing, misnamed or in the way."""

from __future__ import annotations

import difflib
import posixpath
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.errors import ExerciseError, SubmissionRefused
from grader.submission.names import Spellings, show
from grader.trees import digest_of, is_pattern, matches

_LISTED_NAMES = 12
_IMPORTABLE = (".py", ".pyw", ".so", ".pyd")
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".rar", ".7z")
_NEAR_ENOUGH = 0.75  # of difflib's 0 to 1: `aap.py` is near `app.py`, `main.py` is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which files an exercise takes from a student and which it ships itself.

    `student` holds exact names, all of which must come, and patterns, which may match nothing: `*`,
    `?` and `[...]` stay within one part of a name, `**` stands for any number of parts. `given` are
    the shipped files. `shadowing` are the top-level modules of the course's libraries.

    Raises `ExerciseError` for a name that is both the student's and given.
    """

    student: tuple[str, ...]
    given: dict[str, bytes] = field(default_factory=dict)
    shadowing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in sorted(self.exact & self.given.keys()):
            raise ExerciseError(f"{show(name)} is both the student's and given", hint="name it in one role only")

    @property
    def exact(self) -> frozenset[str]:
        """The names that must come."""
        return frozenset(name for name in self.student if not is_pattern(name))

    def takes(self, name: str) -> bool:
        """Tell whether a student may hand in a file of this name."""
        return name not in self.given and any(matches(name, pattern) for pattern in self.student)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What is graded: exactly the files that reach the jail, by name.

    `ignored` are the names that came but are not used: those without a role, and a student's copy of a
    given file if it differs from ours. `digest` is `sha256:` and 64 hex digits over `files` alone.
    """

    files: dict[str, bytes]
    ignored: tuple[str, ...]
    digest: str


def assign(files: Mapping[str, bytes], wanted: Roles) -> Submission:
    """Return the submission that clean files make. Raises `SubmissionRefused`."""
    came = _unwrap(files, wanted)
    _refuse_incomplete(came, wanted)
    _refuse_shadowing(came, wanted)
    used = {name: came[name] for name in came if wanted.takes(name)} | wanted.given
    _refuse_collisions(used)
    return Submission(
        files=dict(sorted(used.items())),
        ignored=tuple(sorted(name for name in came if used.get(name) != came[name])),
        digest=digest_of(used),
    )


def _unwrap(files: Mapping[str, bytes], wanted: Roles) -> dict[str, bytes]:
    """Take off the folders that wrap everything, as many as make the names fit best and no more."""

    def fit(wrapper: str) -> tuple[int, int]:
        names = [name.removeprefix(wrapper) for name in files]
        return len(wanted.exact.intersection(names)), sum(map(wanted.takes, names))

    best = max(_wrappers(files), key=fit)  # the first of equals: the fewest folders
    return {name.removeprefix(best): data for name, data in files.items()}


def _wrappers(names: Iterable[str]) -> list[str]:
    """Return the folders that hold everything, outermost first: `["", "ada/", "ada/code/"]`."""
    folders = [posixpath.dirname(name) for name in names]
    common = posixpath.commonpath(folders) if folders else ""
    return ["", *(common[:at] + "/" for at in range(1, len(common) + 1) if f"{common}/"[at] == "/")]


def _refuse_incomplete(came: Mapping[str, bytes], wanted: Roles) -> None:
    missing = sorted(wanted.exact - came.keys())
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise _refused_for_missing(f"{_listed(missing)} {verb} missing", missing, came, wanted)
    if wanted.student and not any(wanted.takes(name) for name in came):
        raise _refused_for_missing("no file of this exercise was handed in", [], came, wanted)


def _refused_for_missing(fact: str, missing: list[str], came: Mapping[str, bytes], wanted: Roles) -> SubmissionRefused:
    spare = sorted(name for name in came if name not in wanted.given and name not in wanted.exact)
    advice = [_move(near, name) for name in missing if (near := _nearest(name, spare))]
    if not advice and any(name.lower().endswith(_ARCHIVES) for name in spare):
        advice = ["unpack the archive and hand in the files that are in it"]
    expected = _listed(wanted.student)
    return SubmissionRefused(
        f"{fact}: expected {expected}; came {_listed(sorted(came)) or 'nothing'}",
        hint="; ".join(advice) or f"hand in the folder that holds {expected}",
    )


def _listed(names: Iterable[str]) -> str:
    shown = [show(name) for name in names]
    more = len(shown) - _LISTED_NAMES
    return ", ".join(shown[:_LISTED_NAMES]) + (f" and {more} more" if more > 0 else "")


def _move(near: str, name: str) -> str:
    verb = "move" if posixpath.basename(near) == posixpath.basename(name) else "rename"
    return f"did you mean {show(near)}? {verb} it to {show(name)}"


def _nearest(name: str, spare: Iterable[str]) -> str:
    best = max(spare, key=lambda other: _nearness(name, other), default="")
    return best if _nearness(name, best) else ""


def _nearness(name: str, other: str) -> float:
    """Return 0 for a name that nobody takes for the other; the same name elsewhere is nearest, then its case."""
    wanted, found = posixpath.basename(name), posixpath.basename(other)
    if found == wanted:
        return 4
    if found.lower() == wanted.lower():
        return 3
    if found.lower().startswith(f"{wanted.lower()}."):
        return 2
    ratio = difflib.SequenceMatcher(None, wanted.lower(), found.lower()).ratio()
    return ratio if ratio >= _NEAR_ENOUGH else 0


def _refuse_shadowing(came: Iterable[str], wanted: Roles) -> None:
    """Refuse what `import` would find instead of a library, also outside the roles: at home it breaks the program."""
    declared = wanted.exact | wanted.given.keys()
    declared_packages = {name.split("/")[0] for name in declared if "/" in name}
    for name in sorted(came):
        top, slash, _ = name.partition("/")
        is_declared = top in declared_packages if slash else name in declared
        module = top if slash else top.split(".")[0]
        library = _shadowed(module, wanted) if name.endswith(_IMPORTABLE) else ""
        if library and not is_declared:
            raise SubmissionRefused(
                f"{show(top + slash)} has the name of {library}: `import {module}` would find the wrong one",
                hint=f"rename it, for example to {show(f'my_{top}{slash}')}, or leave it out",
            )


def _shadowed(module: str, wanted: Roles) -> str:
    if module in wanted.shadowing:
        return "a library of the course"
    return "a module of Python's standard library" if module in sys.stdlib_module_names else ""


def _refuse_collisions(used: Iterable[str]) -> None:
    """Refuse a student's file that a careless file system takes for a given one."""
    spellings = Spellings()
    for name in sorted(used):
        spellings.add(name)
