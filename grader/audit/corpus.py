"""The corpus of hostile programs: parsed, checked for form, and filled with the facts of a machine.

A program is one file in `programs/`, its honest twin the file of the same name in `twins/`; both are whole
submissions for the exercise of `tests/hostile/`, whose README tells how they show a hole. A program begins with
a block of comments that says what must become of it:

    # id: T01                                            unique; the first part of the file's name
    # act: os._exit(0) at import                         the one hostile thing it does
    # verdict: crashed                                   the state of the checks the act touches
    # checks: test_hello=crashed test_sum=passed …       the exact state of every check
    # checks@landlock: test_hello=passed …               where one level expects something else
    # levels: strong landlock                            where the expectation holds
    # needs: x86_64                                      a machine or right it cannot do without; optional

The block never reaches the jail: a program that finds the name of a check has not found it in itself.
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import OursError
from grader.model import Level, State

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDER = Path("tests/hostile")

# What a runner says about its machine before a program is graded.
FACTS = (
    "SECRET_PATH",  # a file of the runner's that holds a canary of its own
    "PARENT_PORT_TCP",  # a TCP port on 127.0.0.1 on which the runner listens
    "UNIX_SOCKET_PATH",  # a stream socket on which the runner listens
    "DGRAM_SOCKET_PATH",  # a datagram socket that the runner reads
    "ABSTRACT_NAME",  # name of an abstract stream socket of the runner's, without the leading zero byte
    "CHECKS_FOLDER",
    "SOLUTION_FILE",
    "GRADER_PACKAGE",  # the folder of the package `grader`
    "HOST_PID",  # process id of the runner
    "EARLIER_MARKER",  # a text that only an earlier submission held, 24 ASCII characters or more
)
SPLIT_IN_HALVES = frozenset({"EARLIER_MARKER"})

_PLACE = re.compile(r"\{\{([A-Z_]+)\}\}")
_LINE = re.compile(r"# (?P<key>[a-z]+)(?:@(?P<level>[a-z]+))?: (?P<value>.+)")
_KEYS = {"id", "act", "verdict", "checks", "levels", "needs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A hostile program, what must become of each of its exercise's checks by level, and its honest twin's text.

    `source` and `twin` are texts for an app.py in which the places of `FACTS` are still open.
    """

    id: str
    name: str  # of both files, without .py
    act: str
    verdict: State
    source: str
    twin: str
    expected: dict[Level, dict[str, State]]
    needs: str = ""

    @property
    def runs_here(self) -> bool:
        """Whether this machine and this user have what it needs."""
        return self.needs in ("", platform.machine()) or (self.needs == "root" and os.geteuid() == 0)


def is_here(package: Path = _PACKAGE) -> bool:
    """Tell whether the corpus is on this disk: it is part of a checkout, and no installed package holds it."""
    return (package.parent / _FOLDER).is_dir()


def load(package: Path = _PACKAGE) -> list[Program]:
    """Return every program of the checkout, ordered by name; none where the grader is an installed package.

    Raises `OursError` that names the file for one of wrong form.
    """
    if not is_here(package):
        return []
    folder = package.parent / _FOLDER
    files = sorted((folder / "programs").glob("*.py"))
    twins = {path.name for path in (folder / "twins").glob("*.py")}
    odd = sorted(twins ^ {path.name for path in files})
    if odd:
        raise OursError(f"a program without a twin, or a twin without a program: {', '.join(odd)}")
    programs = [_read(path) for path in files]
    ids = [program.id for program in programs]
    doubled = sorted({id for id in ids if ids.count(id) > 1})
    if doubled:
        raise OursError(f"ids are there twice: {', '.join(doubled)}")
    return programs


def fill(source: str, facts: Mapping[str, str]) -> str:
    """Return the text with its places filled. Raises `KeyError` for a fact that is missing.

    A fact of `SPLIT_IN_HALVES` comes as two halves with a bar between them, so that the program does not
    hold the text it looks for.
    """

    def value(place: re.Match[str]) -> str:
        name = place[1]
        return _halves(facts[name]) if name in SPLIT_IN_HALVES else facts[name]

    return _PLACE.sub(value, source)


def _halves(text: str) -> str:
    # Base64 writes three bytes at a time: a first half of whole threes keeps the second one aligned as well.
    middle = len(text) // 2 // 3 * 3
    if middle < 12:
        raise ValueError("a marker that is to be searched for needs 24 characters")
    return f"{text[:middle]}|{text[middle:]}"


def _read(path: Path) -> Program:
    head, _, source = path.read_text(encoding="utf-8").partition("\n\n")
    try:
        program = _program(path.stem, dict(_fields(head)), source, _twin(path))
    except (KeyError, ValueError) as problem:
        raise OursError(f"{path.name}: {problem}") from None
    return program


def _twin(path: Path) -> str:
    return (path.parent.parent / "twins" / path.name).read_text(encoding="utf-8")


def _fields(head: str) -> Iterator[tuple[str, str]]:
    """Yield `(key, value)` of each line of the block; the key of a level's own line is `checks@level`."""
    for line in head.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match["key"] not in _KEYS:
            raise ValueError(f"not a line of the block: `{line}`")
        yield (f"checks@{Level(match['level'])}" if match["level"] else match["key"]), match["value"].strip()


def _program(name: str, fields: dict[str, str], source: str, twin: str) -> Program:
    levels = [Level(word) for word in fields["levels"].split()]
    expected = {level: _states(fields.get(f"checks@{level}", fields["checks"])) for level in levels}
    if name.partition("_")[0] != fields["id"]:
        raise ValueError(f"the file is not named after the id `{fields['id']}`")
    if Level.NONE in levels:
        raise ValueError("nothing is promised at level `none`")
    unknown = {place for text in (source, twin) for place in _PLACE.findall(text)} - set(FACTS)
    if unknown:
        raise ValueError(f"unknown places: {', '.join(sorted(unknown))}")
    verdict = State(fields["verdict"])
    if not any(verdict in states.values() for states in expected.values()):
        raise ValueError(f"no check is expected to be `{verdict}`")
    return Program(
        id=fields["id"],
        name=name,
        act=fields["act"],
        verdict=verdict,
        source=source,
        twin=twin,
        expected=expected,
        needs=fields.get("needs", ""),
    )


def _states(text: str) -> dict[str, State]:
    return {check: State(state) for check, _, state in (word.partition("=") for word in text.split())}
