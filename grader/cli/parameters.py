"""What a command may be told, said once for two readers: Typer, which knows everything, and `read`, which is quick.

A command's signature holds `Annotated` types with an `Option` or an `Argument` of this module in the place of Typer's.
`grader.cli.commands` turns them into Typer's own. `read` takes what is plainly right, and without Typer, which costs a
command more than to grade an exercise does; whatever is not, or needs words, it leaves to Typer.
"""

from __future__ import annotations

import os
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

Complete = Callable[[Path | None, str], list[str]]  # of a course's folder and the beginning of a word


class Option:
    """A flag such as `--json`, or a word that takes another; `settings` are those of `typer.Option`."""

    def __init__(self, name: str, *, complete: Complete | None = None, **settings: Any) -> None:
        self.names: tuple[str, ...] = (name,)
        self.complete = complete
        self.settings = settings


class Argument:
    """A word in its place; `settings` are those of `typer.Argument`."""

    names: tuple[str, ...] = ()

    def __init__(self, *, complete: Complete | None = None, **settings: Any) -> None:
        self.complete = complete
        self.settings = settings


_Parameter = tuple[str, Any, Any]  # its name, the type of its value, its Option or Argument


class NotPlain(Exception):
    """The words are for Typer to read, or to refuse."""


def read(command: Callable[..., Any], words: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return values by the names of a command's parameters, and the words that are left after its arguments and options.

    Parameters that no word or variable of the environment names are left out. Raises `NotPlain`.
    """
    options, arguments = _parameters(command)
    values: dict[str, Any] = {}
    rest = list(words)
    while rest and (rest[0].startswith("-") or arguments):
        word = rest.pop(0)
        if word.startswith("-"):
            name, value = _option(options, word, rest)
        else:
            name, kind, _ = arguments.pop(0)
            value = _value(kind, word, {})
        if name in values:
            raise NotPlain
        values[name] = value
    return _from_environment(options) | values, rest


def _option(options: Mapping[str, _Parameter], word: str, rest: list[str]) -> tuple[str, Any]:
    """Return what an option sets, and its value, which is taken off the rest unless it stands in the word itself."""
    flag, has_value, value = word.partition("=")
    if flag not in options:
        raise NotPlain
    name, kind, option = options[flag]
    if kind is bool and not has_value:
        return name, True
    if not has_value and rest and not rest[0].startswith("-"):
        value = rest.pop(0)
    return name, _value(kind, value, option.settings)


def _parameters(command: Callable[..., Any]) -> tuple[dict[str, _Parameter], list[_Parameter]]:
    """Return the options of a command by the word that names each, and its arguments in order."""
    options: dict[str, _Parameter] = {}
    arguments: list[_Parameter] = []
    hints = typing.get_type_hints(command, include_extras=True, localns=_NO_TYPER)
    for name, hint in hints.items():
        for said in getattr(hint, "__metadata__", ()):
            parameter = (name, _kind(typing.get_args(hint)[0]), said)
            if isinstance(said, Option):
                options |= dict.fromkeys(said.names, parameter)
            elif isinstance(said, Argument):
                arguments.append(parameter)
    return options, arguments


_NO_TYPER: Mapping[str, Any] = {"typer": types.SimpleNamespace(Context=object)}


def _kind(annotation: Any) -> Any:
    """Return `int` for `int | None`."""
    kinds = [each for each in typing.get_args(annotation) if each is not type(None)]
    return kinds[0] if kinds else annotation


def _from_environment(options: Mapping[str, _Parameter]) -> dict[str, Any]:
    named = ((name, kind, option.settings) for name, kind, option in options.values() if "envvar" in option.settings)
    return {
        name: _value(kind, os.environ[settings["envvar"]], settings)
        for name, kind, settings in named
        if os.environ.get(settings["envvar"])
    }


def _value(kind: Any, word: str, settings: Mapping[str, Any]) -> Any:
    if not word:
        raise NotPlain
    if kind is str or kind is Path:
        return kind(word)
    if kind is int and word.isascii() and word.isdecimal() and int(word) >= settings.get("min", 0):
        return int(word)
    if isinstance(kind, type) and issubclass(kind, Enum) and word in [each.value for each in kind]:
        return kind(word)
    raise NotPlain
