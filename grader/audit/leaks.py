"""Feedback leaks: what students read is searched for what they must not see.

That is: lines of the checks and of the reference that are not the student's own, places of this machine, and
words in a message that neither the checks, nor the grader itself, nor the exchange of that check holds: they were
drawn, or worked out as what was expected.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.audit.findings import Finding, Part
from grader.audit.words import short
from grader.checks import html
from grader.course import Exercise
from grader.grading import grader as grading
from grader.guest import sqlite
from grader.judge import advice, exchanges, fixtures, loading, plugin
from grader.model import CheckResult, Outcome, Result, State
from grader.sandbox import jail

_LEAST = 20  # characters of a line of code that is recognisable
_WORD = re.compile(r"[^\W_]{3,}")
_SPEAKERS = (
    fixtures,
    exchanges,
    loading,
    advice,
    plugin,
    jail,
    grading,
    html,
    sqlite,
)  # whose own words stand in messages
_OF_THE_PROGRAM = re.compile(
    r"(Your program|The answer of your program|No answer after|`[^`]+` could not be loaded|Waits for:|All checks together"
    r"|`[^`]+` cannot be read as a database|`[^`]+` does not hold what is asked for|The statement `|A template must not)"
)


class Leaks:
    """Hears every grading, and keeps the first leak of each kind and check."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        checks = {name: (exercise.checks_folder / name).read_text("utf-8") for name in exercise.check_names()}
        self._check_lines = {line for source in checks.values() for line in _code_lines(source)}
        self._known_words = set(_words("\n".join([*checks.values(), *map(inspect.getsource, _SPEAKERS)])))
        reference = [text.decode("utf-8", "replace") for text in exercise.answer_files("reference").values()]
        self._reference_lines = {line for source in reference for line in _long_lines(source)}
        # What a check asks with, it shows: a template that it renders may hold a line that the reference has too.
        asked_with = "\n".join(checks.values())
        self._unasked_lines = {line for line in self._reference_lines if line not in asked_with}
        self._places = _places(exercise)
        self._found: dict[tuple[str, str], Finding] = {}

    def observe(self, files: Mapping[str, bytes], result: Result) -> None:
        """Search one result; nothing is told when everything passed or nothing was graded."""
        if result.outcome is not Outcome.FAILED:
            return
        own = "\n".join(content.decode("utf-8", "replace") for content in files.values())
        self._search("what the program printed", "", result.output, own)
        for check in result.checks:
            if check.state in (State.PASSED, State.SKIPPED):
                continue
            for name in ("message", "asked", "answered"):
                self._search(f"`{check.id}`, {name}", check.id, getattr(check, name), own, is_asked=name == "asked")
            self._search(f"`{check.id}`, where", check.id, "\n".join(check.where), own)
            if check.state is State.FAILED:  # what is said of a dead program is the grader's own
                self._search_words(check, own)

    def _search(self, where: str, check: str, text: str, own: str, *, is_asked: bool = False) -> None:
        for kind, lines in (
            ("a line of the checks", self._check_lines),
            ("a line of the reference", self._unasked_lines if is_asked else self._reference_lines),
        ):
            leaked = next((line for line in lines if line in text and line not in own), "")
            if leaked:
                self._add(kind, where, check, leaked)
        place = next((place for place in self._places if place in text), "")
        if place:
            self._add("a place of this machine", where, check, place)

    def _search_words(self, check: CheckResult, own: str) -> None:
        message = _OF_THE_PROGRAM.split(check.message)[0]
        known = {*_words(check.asked), *_words(check.answered), *_words(own), *self._known_words}
        strange = [word for word in _words(message) if word not in known]
        if strange:
            self._add("a value that was drawn or worked out", f"`{check.id}`, message", check.id, strange[0])

    def _add(self, kind: str, where: str, check: str, leaked: str) -> None:
        if (kind, check) in self._found:
            return
        self._found[kind, check] = Finding(
            part=Part.LEAKS,
            where=f"{self._exercise.id}/checks",
            fact=f"students read {kind} ({where}): `{short(leaked)}`",
            hint="write messages that say what is wanted, without the values of one run",
        )

    def conclude(self) -> Iterator[Finding]:
        """Yield what leaked."""
        yield from self._found.values()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _code_lines(source: str) -> Iterator[str]:
    """Yield the recognisable lines of a module that are code: titles and texts may be read by students."""
    inside = set[int]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and isinstance(getattr(node, "value", ""), str):
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(source.splitlines(), 1):
        if number not in inside and re.search(r"[(=]", line):
            yield from _long_lines(line)


def _long_lines(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.splitlines() if len(line.strip()) >= _LEAST)


def _places(exercise: Exercise) -> list[str]:
    root = exercise.folder.resolve().parents[2]
    package = Path(__file__).resolve().parents[2]
    candidates = {str(root), str(package), sys.prefix, sys.base_prefix, str(Path.home())}
    return sorted(place for place in candidates if len(place) > 4)
