"""Numbers as a gradebook writes them, and the one rounding of a mark."""

from __future__ import annotations

import math
import re
from fractions import Fraction

PLACES = 2  # of a mark in a file: Canvas compares two, Moodle shows two
_NUMBER = re.compile(r"[0-9][0-9.,]*|[.,][0-9]+")


def parsed(text: str) -> Fraction | None:
    """Return the number that a cell says, None if it says none.

    The last `,` or `.` is the decimal mark, as Canvas reads it: `8,50` is 8.5, and so `1,234` is 1.234.
    """
    if not _NUMBER.fullmatch(text) or not any(char.isdecimal() for char in text):
        return None
    whole, mark, part = re.fullmatch(r"(.*?)(?:([.,])([0-9]*))?", text).groups()  # type: ignore[union-attr]  # any text fits
    return Fraction(f"{re.sub('[.,]', '', whole) or 0}.{part or 0}" if mark else whole)


def has_comma(text: str) -> bool:
    """Tell whether a cell is a number with a decimal comma."""
    return parsed(text) is not None and text.rfind(",") > text.rfind(".")


def rounded(value: Fraction, *, places: int = PLACES, comma: bool = False) -> str:
    """Return a number that is not negative with so many places, rounded half up: `8.33`."""
    units = math.floor(value * 10**places + Fraction(1, 2))
    whole, part = divmod(units, 10**places)
    return f"{whole}{',' if comma else '.'}{part:0{places}}"


def plain(value: Fraction) -> str:
    """Return a number as short as it can be said with two places: `8`, `8.5`, `8.33`."""
    return rounded(value).rstrip("0").rstrip(".")
