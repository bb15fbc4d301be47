"""How a load of the student's code is called on both sides of the wall.

A module is imported, a file is run as a program, or the application of exercise.toml is made with no arguments.
"""

from __future__ import annotations

from typing import Final

MOST: Final = 64  # loads that one jail reports
APPLICATION: Final = "make the application"


def module(name: str) -> str:
    """The import of a module, by its dotted name."""
    return f"import {name}"


def program(file: str) -> str:
    """A file run as `python file` would."""
    return f"run {file}"


def file_of(load: str, entry: str) -> str:
    """Return the file that a load begins with, as a path in the submission; `entry` is `module:name`."""
    if load == APPLICATION:
        load = module(entry.partition(":")[0])
    kind, _, name = load.partition(" ")
    return name if kind == "run" else f"{name.replace('.', '/')}.py"
