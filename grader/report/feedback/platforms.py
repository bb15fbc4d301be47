"""Who takes feedback back: a word on the command line, which is read before anything is imported."""

from __future__ import annotations

from enum import StrEnum


class Packing(StrEnum):
    """Who takes it back."""

    FOLDERS = "folders"
    MOODLE = "moodle"
    CANVAS = "canvas"
    GRADESCOPE = "gradescope"
