"""Whose files can be filled: a word on the command line, which is read before anything is imported."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Whose gradebook it is."""

    MOODLE = "moodle"
    CANVAS = "canvas"
